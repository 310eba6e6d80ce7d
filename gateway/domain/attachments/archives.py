"""Archives by their directories: what they hold, and whether by password. New Office and Java files are ZIPs too."""

import re
from collections.abc import Iterable, Iterator

from gateway.domain.attachments import names

__all__ = ["flags"]

ENTRIES = 2_000  # of one archive that are looked at; with more it is unseen
NAME_END = 120  # bytes of an entry's name that are looked at: its end says what it is
_ENTRY = re.compile(rb"PK\x01\x02|PK\x03\x04")
_AES_7Z = b"\x06\xf1\x07\x01"
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x60\xea", b"\x1f\x9d", b"LZIP", b"]\x00\x00")
_OFFICE = re.compile(r"^(?:word|xl|ppt|visio)/", re.I)
_MACRO_PART = re.compile(r"vbaproject|vbadata|/macrosheets/|/activex/")
_KNOWN_BIN = re.compile(r"printersettings\d*\.bin$|/(?:theme|fonts?|media)/|/embeddings/|/activex/", re.I)


class _Unseen(Exception):
    """The directory goes on beyond what is looked at, or cannot be read."""


def flags(data: bytes) -> set[str]:
    """What the directory of an archive shows; nothing for other files."""
    found: set[str] = set()
    held: list[str] = []
    is_zip = _is_zip(data)
    try:
        for name, is_encrypted in _entries(data, is_zip=is_zip):
            held.append(name)
            found |= _inside(name) | ({"encrypted"} if is_encrypted else set())
    except _Unseen:
        found.add("unseen")
    if is_zip:
        found = _zip(held, found)
    if data.startswith(_PACKED) or data[7:14] == b"**ACE**" or data[2:5] in (b"-lh", b"-lz"):
        found.add("unseen")
    return found


def _entries(data: bytes, *, is_zip: bool) -> Iterator[tuple[str, bool]]:
    """Each entry's name, and whether a password keeps it."""
    if data.startswith(b"Rar!\x1a\x07\x00"):
        return _rar4(data)
    if data.startswith(b"Rar!\x1a\x07\x01\x00"):
        return _rar5(data)
    if data.startswith(b"7z\xbc\xaf\x27\x1c"):
        return _seven(data)
    if data.startswith(b"MSCF"):
        return _cab(data)
    if data[257:262] == b"ustar":
        return _tar(data)
    if is_zip:
        return _zip_entries(data)
    return iter(())


def _is_zip(data: bytes) -> bool:
    """Programs read a ZIP from its end: anything may stand before it."""
    return data.find(b"PK\x03\x04", 0, 4_096) >= 0 or data.find(b"PK\x05\x06", max(0, len(data) - 66_000)) >= 0


def _inside(name: str) -> set[str]:
    """What an entry's name means for the archive that holds it."""
    said = names.flags(name)
    found = {"program_inside"} if said & {"executable", "script", "macros", "disk_image"} else set()
    if names.extension(name) in names.ARCHIVE:
        found.add("nested_archive")
    return found | (said & {"disguised", "double_extension"})


def _zip_entries(data: bytes) -> Iterator[tuple[str, bool]]:
    """Every header of an entry, found by its signature (APPNOTE.TXT §4.3.7, §4.3.12), in the central directory and
    before each file: the two may disagree, and programs differ in which they believe."""
    for count, match in enumerate(_ENTRY.finditer(data)):
        if count >= 2 * ENTRIES:
            raise _Unseen
        bits_at, length_at, name_at = (8, 28, 46) if match[0] == b"PK\x01\x02" else (6, 26, 30)
        at = match.start()
        bits = _u16(data, at + bits_at)
        raw = _end(data, at + name_at, _u16(data, at + length_at))
        yield raw.decode("utf-8" if bits & 0x800 else "cp437", "replace"), bool(bits & 0x2041)


def _zip(held: Iterable[str], found: set[str]) -> set[str]:
    """What kind of ZIP it is, by its entries' names."""
    small = {name.replace("\\", "/").casefold() for name in held}
    if "[content_types].xml" in small or any(_OFFICE.match(name) for name in small):
        return found - {"unseen"} | _office(small)  # what makes it a document hides no program beside it
    if "mimetype" in small:  # OpenDocument
        scripted = any(name.startswith(("basic/", "scripts/")) for name in small)
        return found | ({"macros"} if scripted else set()) | ({"encrypted"} if "encrypted-package" in small else set())
    runs = {"androidmanifest.xml", "classes.dex", "appxmanifest.xml", "appxblockmap.xml"} & small
    classes = any(name.endswith(".class") for name in small) and any(name.startswith("meta-inf/") for name in small)
    if runs or classes or any(re.match(r"payload/[^/]+\.app/", name) for name in small):
        found = found | {"executable"}
    return found


def _office(small: set[str]) -> set[str]:
    """What the parts of an Office document (ECMA-376) are, by their names. A VBA project may be called x.bin."""
    found = set()
    for name in small:
        if _MACRO_PART.search(name):
            found.add("macros")
        elif "/embeddings/" in name and not name.endswith((".xlsx", ".docx", ".pptx", "/")):
            found.add("embedded_object")
        elif name.endswith(".bin") and not _KNOWN_BIN.search(name):
            found.add("macros")
    return found


def _rar4(data: bytes) -> Iterator[tuple[str, bool]]:
    """RAR 1.5 to 4: blocks of a head and what follows it (technote.txt of unrar)."""
    at, count = 7, 0
    while at + 7 <= len(data):
        kind, bits, size = data[at + 2], _u16(data, at + 3), _u16(data, at + 5)
        if kind == 0x73 and bits & 0x80:
            yield "", True
            raise _Unseen  # the heads themselves are encrypted
        if kind == 0x7B:
            return
        packed = int.from_bytes(data[at + 7 : at + 11], "little") if bits & 0x8000 or kind == 0x74 else 0
        if kind == 0x74:
            if bits & 0x100:
                packed |= int.from_bytes(data[at + 32 : at + 36], "little") << 32
            start = at + (40 if bits & 0x100 else 32)
            raw = _end(data, start, _u16(data, at + 26)).partition(b"\x00")[0]
            yield raw.decode("utf-8", "replace"), bool(bits & 4)
        count += 1
        if size < 7 or count > ENTRIES:
            raise _Unseen
        at += size + packed


def _rar5(data: bytes) -> Iterator[tuple[str, bool]]:
    """RAR 5: blocks whose numbers take as many bytes as they need (rarlab.com/technote.htm)."""
    at, count = 8, 0
    while at + 5 < len(data):
        size, body = _vint(data, at + 4)
        end = body + size
        kind, next_ = _vint(data, body)
        bits, next_ = _vint(data, next_)
        if kind == 4:
            yield "", True
            raise _Unseen
        if kind == 5:
            return
        extra, next_ = _vint(data, next_) if bits & 1 else (0, next_)
        packed, next_ = _vint(data, next_) if bits & 2 else (0, next_)
        if kind == 2:
            yield _rar5_name(data, next_), _rar5_encrypted(data, end - extra, end)
        count += 1
        if size == 0 or count > ENTRIES:
            raise _Unseen
        at = end + packed


def _rar5_name(data: bytes, at: int) -> str:
    bits, at = _vint(data, at)
    for _ in range(2):  # unpacked size, attributes
        _, at = _vint(data, at)
    at += 4 * (bool(bits & 2) + bool(bits & 4))  # time, checksum
    for _ in range(2):  # compression, system
        _, at = _vint(data, at)
    length, at = _vint(data, at)
    return _end(data, at, min(length, 65_536)).decode("utf-8", "replace")


def _rar5_encrypted(data: bytes, at: int, end: int) -> bool:
    """Whether one of the extra records is that of an encrypted file."""
    for _ in range(20):
        if at >= end:
            return False
        size, body = _vint(data, at)
        if _vint(data, body)[0] == 1:
            return True
        at = body + size
    return False


def _vint(data: bytes, at: int) -> tuple[int, int]:
    """A number of RAR 5 -> (its value, where it ends). Raises _Unseen beyond the file or ten bytes."""
    value = 0
    for place in range(10):
        if at + place >= len(data):
            raise _Unseen
        octet = data[at + place]
        value |= (octet & 0x7F) << 7 * place
        if octet < 0x80:
            return value, at + place + 1
    raise _Unseen


def _seven(data: bytes) -> Iterator[tuple[str, bool]]:
    """7z: names stand in a header at its end, mostly packed; its coders stand in clear (7zFormat.txt)."""
    start = 32 + int.from_bytes(data[12:20], "little")
    header = data[start : start + min(int.from_bytes(data[20:28], "little"), 16_777_216)]
    yield "", _AES_7Z in header
    if header[:1] != b"\x01":
        raise _Unseen
    for shift in (0, 1):  # names are in UTF-16 and begin at any octet
        listed = header[shift:].decode("utf-16-le", "replace").split("\x00", ENTRIES)
        if len(listed) > ENTRIES:
            raise _Unseen
        for name in listed:
            yield name[-NAME_END:], False


def _cab(data: bytes) -> Iterator[tuple[str, bool]]:
    """Cabinets: a list of 16 bytes and a name each (MS-CAB §2.4)."""
    at, number = int.from_bytes(data[16:20], "little"), _u16(data, 28)
    for _ in range(min(number, ENTRIES)):
        end = data.find(b"\x00", at + 16, at + 16 + 300)
        if end < 0:
            raise _Unseen
        yield data[at + 16 : end].decode("utf-8", "replace"), False
        at = end + 1


def _tar(data: bytes) -> Iterator[tuple[str, bool]]:
    """Tape archives: a head of 512 bytes before each file (POSIX ustar)."""
    at = 0
    for _ in range(ENTRIES):
        head = data[at : at + 512]
        if len(head) < 512 or not head.strip(b"\x00"):
            return
        yield head[:100].partition(b"\x00")[0].decode("utf-8", "replace"), False
        digits = head[124:136].strip(b" \x00")
        if not re.fullmatch(rb"[0-7]{1,12}", digits):
            raise _Unseen
        at += 512 + (int(digits, 8) + 511) // 512 * 512
    raise _Unseen


def _end(data: bytes, start: int, length: int) -> bytes:
    """The last bytes of a name."""
    return data[start + max(0, length - NAME_END) : start + length]


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
