"""TNEF (MS-OXTNEF): the "winmail.dat" in which Outlook sends rich text and files to those who cannot open it.

The kept reader of this form (tnefparse) has had no release in years. What is needed of it is a walk over records with
a length each; it is bounded by the octets at hand, and a broken record ends it.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.channels.email import rtf
from gateway.channels.email.charset import decode_text
from gateway.channels.email.html import to_text

__all__ = ["Enclosed", "read"]

MAX_FILES = 200
MAX_NESTED = 3
MAX_PROPERTIES = 2_000

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _PROPERTIES, _CODE_PAGE = 0x800C, 0x9003, 0x9007
_NEW_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_P_BODY, _P_RTF, _P_HTML = 0x1000, 0x1009, 0x1013
_P_DATA, _P_SHORT_NAME, _P_LONG_NAME, _P_TYPE, _P_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}  # octets of a property's type
_MULTIPLE, _OBJECT, _STRING, _UNICODE, _BINARY = 0x1000, 13, 30, 31, 258


@dataclass(slots=True)
class File:
    """One file: its name, MIME type ("" where it is not told), octets, and whether the text shows it."""

    name: str = ""
    type: str = ""
    data: bytes = b""
    inline: bool = False


@dataclass(slots=True)
class Enclosed:
    """What a TNEF stream holds: the words of its richest readable body, and its files."""

    text: str = ""
    files: list[File] = field(default_factory=list)


class _Property(NamedTuple):
    id: int
    type: int
    value: bytes


def read(data: bytes, nested: int = 0) -> Enclosed | None:
    """The words and files of a TNEF stream; None where it is none, or nothing can be read in it."""
    if not data.startswith(_SIGNATURE):
        return None
    enclosed, label, body = Enclosed(), "", b""
    for attribute, value in _records(data):
        if attribute == _CODE_PAGE and len(value) >= 4:
            label = f"cp{int.from_bytes(value[:4], 'little')}"
        elif attribute == _BODY:
            body = value
        elif attribute == _PROPERTIES:
            enclosed.text = _words(value, label)
        elif attribute == _NEW_FILE and len(enclosed.files) < MAX_FILES:
            enclosed.files.append(File())
        elif enclosed.files:
            _note(enclosed, attribute, value, label, nested)
    if not enclosed.text.strip():
        enclosed.text = _string(body, label)
    enclosed.files = [file for file in enclosed.files if file.data]
    return enclosed if enclosed.files or enclosed.text.strip() else None


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute's number and octets (MS-OXTNEF §2.1.3)."""
    at = 6
    while at + 11 <= len(data):
        attribute, length = struct.unpack_from("<xII", data, at)
        at += 9
        yield attribute & 0xFFFF, data[at : at + length]
        at += length + 2


def _note(enclosed: Enclosed, attribute: int, value: bytes, label: str, nested: int) -> None:
    """What an attribute says of the last file."""
    file = enclosed.files[-1]
    if attribute == _TITLE:
        file.name = file.name or _string(value, label)
    elif attribute == _DATA:
        file.data = value
    elif attribute == _FILE_PROPERTIES:
        for one in _properties(value):
            if one.id == _P_LONG_NAME or (one.id == _P_SHORT_NAME and not file.name):
                file.name = _text(one, label) or file.name
            elif one.id == _P_TYPE:
                file.type = _text(one, label).lower()
            elif one.id == _P_ID:
                file.inline = True
            elif one.id == _P_DATA and one.type == _OBJECT and nested < MAX_NESTED:
                inner = read(one.value[16:], nested + 1)  # a mail in the mail, behind the identifier of its interface
                enclosed.files += inner.files[: MAX_FILES - len(enclosed.files)] if inner else []
                enclosed.text += f"\n\n{inner.text}" if inner else ""
            elif one.id == _P_DATA and not file.data:
                file.data = one.value


def _words(value: bytes, label: str) -> str:
    """The plain body, else that of the HTML, else that of the compressed RTF."""
    found = {one.id: one for one in reversed(list(_properties(value)))}
    if _P_BODY in found and (text := _text(found[_P_BODY], label)).strip():
        return text
    if _P_HTML in found:
        return to_text(_text(found[_P_HTML], label))
    return rtf.to_text(rtf.decompress(found[_P_RTF].value)) if _P_RTF in found else ""


def _properties(data: bytes) -> Iterator[_Property]:
    """The single-valued properties of a block (MS-OXTNEF §2.1.3.4); broken ones end it."""
    at, count = 4, min(int.from_bytes(data[:4], "little"), MAX_PROPERTIES)
    for _ in range(count):
        if at + 4 > len(data):
            return
        type, id = struct.unpack_from("<HH", data, at)
        at = _behind_name(data, at + 4) if id >= 0x8000 else at + 4
        values = 1
        size = _FIXED.get(type & ~_MULTIPLE, 0)
        if type & _MULTIPLE or not size:
            values, at = int.from_bytes(data[at : at + 4], "little"), at + 4
        for number in range(min(values, MAX_PROPERTIES)):
            length = size
            if not size:
                length, at = int.from_bytes(data[at : at + 4], "little"), at + 4
            if at + length > len(data):
                return
            if not number:
                yield _Property(id, type & ~_MULTIPLE, data[at : at + length])
            at += length + -length % 4


def _behind_name(data: bytes, at: int) -> int:
    """Where the value of a named property begins: behind its set, and its number or its name."""
    kind, length = int.from_bytes(data[at + 16 : at + 20], "little"), int.from_bytes(data[at + 20 : at + 24], "little")
    return at + 24 + (length + -length % 4 if kind else 0)


def _text(one: _Property, label: str) -> str:
    if one.type == _UNICODE:
        return one.value.decode("utf-16-le", "replace").rstrip("\x00")
    return _string(one.value, label)


def _string(value: bytes, label: str) -> str:
    value = re.sub(rb"\x00+\Z", b"", value)
    return decode_text(value, label)[0] if value else ""
