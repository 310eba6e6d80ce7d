"""Octets with a charset's name -> text. Total: what nobody can read is kept, with U+FFFD for what is spoiled.

Labels lie. What is strict UTF-8 is UTF-8 whatever its label says; of all else the reading counts that gives Vietnamese
words (gateway/domain/text/legacy.py), and a label where none does.
"""

import codecs
import re
from functools import lru_cache

from gateway.domain.model.names import Flag
from gateway.domain.text import Encoding, clean, decode_octets, encoding_named, from_viqr, repair, share_of_syllables

__all__ = ["codec", "decode_text"]

_ALIASES = {
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
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
_VIQR = frozenset({"viqr", "csviqr", "x-viqr"})  # RFC 1456
_WIDE = ("utf-16", "utf-32", "iso2022", "hz")  # plain ASCII bytes may mean something else in these
_NOT_TEXT = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"})
_NULS = 8_192  # octets that are looked at for the NULs of UTF-16
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
# UTF-7 (RFC 2152): a shifted run; and one that begins with a letter of Vietnamese, which a telephone number never does
_SHIFTED = re.compile(rb"\+[A-Za-z0-9+/]*-?")
_FIGURES = re.compile(rb"\+[0-9]*-?")
_SHIFTED_LETTER = re.compile(rb"\+(?:H[q-v]|A[M-R]|A[ab])[A-Za-z0-9+/]+-?")


@lru_cache(maxsize=256)
def codec(label: str) -> str:
    """Python's name of a charset's label, "" where nobody knows it."""
    name = label.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _NOT_TEXT else found


def decode_text(data: bytes, label: str, hint: Encoding | None = None) -> tuple[str, Flag | None]:
    """A body's bytes -> (text, flag); the flag says what is wrong: an encoding that no label named or "damaged" (see
    `text.repair`), and "charset" for a lie. `hint`: the encoding that another part of the mail is in.

    The text is clean (NFC, no NUL). Line breaks are kept as "\\n".
    """
    if data.isascii() and b"\x1b" not in data and b"\x00" not in data:
        if b"+" in data and (read := _utf7(data, codec(label))):
            return clean(read), None
        if label.strip("\"' ").lower() in _VIQR:
            return clean(from_viqr(data.decode("ascii"))), None
        if not codec(label).startswith(_WIDE):
            return clean(data.decode("ascii")), None
    text, found = _decode(data, label, hint)
    mended, flag = repair(text.replace("\x00", ""))
    return clean(mended), flag if found in (None, "charset") and flag else found


def _decode(data: bytes, label: str, hint: Encoding | None) -> tuple[str, Flag | None]:
    """UTF-16 by its mark or its NULs, UTF-8 where it is that (nothing else passes for it by chance), else as judged."""
    name = codec(label)
    lied: Flag | None = "charset" if label else None
    if wide := _utf16(data):
        return data.decode(wide, "replace"), None if name.startswith(("utf-16", "utf-32")) else lied
    if name.startswith(_WIDE):
        return data.decode(name, "replace"), None
    if b"\xed" in data:
        data = _SURROGATES.sub(_paired, data)
    try:
        return data.decode("utf-8-sig"), lied if name not in ("utf-8", "") and not data.isascii() else None
    except UnicodeDecodeError:
        said = None if name in ("", "utf-8", "utf-7") else _said(data, name)
    text, flag = decode_octets(data, said, encoding_named(label) or hint)
    return text, flag or (lied if said is None and encoding_named(label) is None else None)


def _paired(found: re.Match[bytes]) -> bytes:
    """A sign beyond the first 65,536 whose halves were encoded one by one (CESU-8), as Java programs write it."""
    return found[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _utf16(data: bytes) -> str:
    """The UTF-16 that a byte order mark or the place of the NULs shows, else "": every blank and line break has one."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\x00" not in data[:_NULS]:
        return ""
    even, odd = data[:_NULS:2].count(0), data[1:_NULS:2].count(0)
    if max(even, odd) * 5 < min(len(data), _NULS) // 2 or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _said(data: bytes, name: str) -> str | None:
    """The text by the label's codec; None where more is unreadable in it than a few spoiled octets."""
    try:
        text = data.decode(name, "replace")
    except ValueError:
        return None
    lost = text.count("\ufffd")
    return text if lost * 10 <= sum(not char.isascii() for char in text) else None


def _utf7(data: bytes, name: str) -> str:
    """ASCII as UTF-7 (RFC 2152), "" where it is none. Under its own label all runs but telephone numbers; under any
    other, or none, where two runs or more give letters that Vietnamese has."""
    plain = data.decode("ascii")
    if name == "utf-7":
        return _SHIFTED.sub(_unshifted, data).decode("utf-8")
    if len(_SHIFTED_LETTER.findall(data, 0, 100_000)) < 2:
        return ""
    read = _SHIFTED.sub(_shifted, data).decode("utf-8")
    return read if share_of_syllables(read) > share_of_syllables(plain) else ""


def _unshifted(found: re.Match[bytes]) -> bytes:
    """One run as UTF-8, as it stands where it cannot be one."""
    if _FIGURES.fullmatch(found[0]) and found[0] != b"+-":
        return found[0]
    try:
        return found[0].decode("utf-7").encode("utf-8", "replace")
    except UnicodeDecodeError:
        return found[0]


def _shifted(found: re.Match[bytes]) -> bytes:
    """One run as UTF-8, as it stands where it gives anything but letters, blanks and signs of Latin script."""
    try:
        read = found[0].decode("utf-7")
    except UnicodeDecodeError:
        return found[0]
    is_latin = all(" " <= char < "\u0250" or "\u1e00" <= char < "\u2070" for char in read)
    return read.encode("utf-8", "replace") if is_latin else found[0]
