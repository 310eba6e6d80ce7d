"""Bytes with a charset's name -> text, and encoded words (RFC 2047, RFC 2231) -> text. Total: what is unknown is kept.

Labels lie. A text that is strict UTF-8 is UTF-8 whatever its label says, and what remains is mended by `text.repair`.
"""

import base64
import binascii
import codecs
import re
from functools import lru_cache

from gateway.domain.model.names import Flag
from gateway.domain.text import clean, repair

__all__ = ["codec", "decode_text", "decode_value"]

_WORD = re.compile(rb"=\?([!->@-~]{1,80})\?([bBqQ])\?([^?\s]*(?:[ \t][^?\r\n]*)?)\?=")
_BETWEEN = re.compile(rb"(\?=)[ \t\r\n]+(?==\?[!->@-~]{1,80}\?[bBqQ]\?)")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_ALIASES = {
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",  # as browsers do (WHATWG Encoding §4.2): C1 controls are not what people type
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "x-windows-1258": "cp1258",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_MULTIBYTE = ("utf-16", "utf-32", "iso2022", "hz")  # plain ASCII bytes may mean something else in these
_NOT_TEXT = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"})


@lru_cache(maxsize=256)
def codec(label: str) -> str:
    """Python's name of a charset's label, "" where nobody knows it. utf-7 counts as unknown: it hides markup."""
    name = label.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _NOT_TEXT or found.startswith("utf-7") else found


def decode_text(data: bytes, label: str) -> tuple[str, Flag | None]:
    """A body's bytes -> (text, flag); the flag says what is wrong: see `text.repair`, and "charset" for a lie.

    The text is clean (NFC, no NUL). Line breaks are kept as "\\n".
    """
    plain = data.isascii() and b"\x1b" not in data and b"\x00" not in data
    if plain and not codec(label).startswith(_MULTIBYTE):
        return clean(data.decode("ascii")), None
    text, lied = _decode(data, codec(label))
    mended, flag = repair(text.replace("\x00", ""), data if lied else None)
    return clean(mended), flag or ("charset" if lied and label else None)


def _decode(data: bytes, name: str) -> tuple[str, bool]:
    """(text, whether the label was wrong or missing). UTF-8 first: nothing else passes for it by chance."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), not name.startswith("utf-16")
    multibyte = name.startswith(_MULTIBYTE)
    if not multibyte:
        try:
            return data.decode("utf-8-sig"), name not in ("utf-8", "") and not data.isascii()
        except UnicodeDecodeError:
            pass
    if name and name != "utf-8":
        try:
            return data.decode(name), False
        except (UnicodeDecodeError, ValueError):
            return data.decode(name, "replace") if multibyte else _single(data), True
    return _single(data), True


def _single(data: bytes) -> str:
    """Bytes of an unknown 8-bit charset: cp1258 where it fits, for it is Vietnam's, else as Latin-1."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def decode_value(raw: bytes) -> str:
    """A header's value -> its text on one line, NFC. Broken encoded words stay as they stand.

    Neighbouring words of one charset are joined before decoding: some senders split a letter over two (RFC 2047 §5.3
    forbids it).
    """
    if b"=?" not in raw:
        if raw.isascii() and (plain := raw.decode("ascii")).isprintable():
            return " ".join(plain.split())
        return _one_line(decode_text(raw, "")[0])
    pieces: list[tuple[str, bytes]] = []  # charset ("" for plain) and bytes
    at = 0
    raw = _BETWEEN.sub(rb"\1", raw)
    for word in _WORD.finditer(raw):
        if before := raw[at : word.start()]:
            pieces.append(("", before))
        charset = word[1].decode("ascii").partition("*")[0].lower()
        data = _payload(word[2], word[3])
        if pieces and pieces[-1][0] == charset:
            data = pieces.pop()[1] + data
        pieces.append((charset, data))
        at = word.end()
    pieces.append(("", raw[at:]))
    return _one_line("".join(decode_text(data, charset)[0] for charset, data in pieces))


def _payload(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text.replace(b"_", b" "))
    packed = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    try:
        return base64.b64decode(packed[: len(packed) - (len(packed) % 4 == 1)] + b"==")
    except binascii.Error:
        return text


def _one_line(text: str) -> str:
    return " ".join(text.split())
