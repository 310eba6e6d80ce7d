"""OLE compound files (MS-CFB): old Office documents, MSI, encrypted new Office documents.

The entries of the directory are found by their form wherever they stand, not by following chains of sectors: Office
mends broken chains, and a file that is broken on purpose must not hide from us what Office shows.
"""

import re
from collections.abc import Iterator

__all__ = ["flags"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRIES = 200_000  # candidates that are looked at
_MSI = bytes.fromhex("84100c0000000000c000000000000046")  # CLSID of an installer's root storage
_MSP = bytes.fromhex("86100c0000000000c000000000000046")

_MEANING = {
    "vba": "macros",
    "_vba_project": "macros",
    "_vba_project_cur": "macros",
    "macros": "macros",
    "vbaproject": "macros",
    "encryptedpackage": "encrypted",
    "encryptedsummary": "encrypted",
    "\x01ole10native": "embedded_object",
    "package": "embedded_object",
}
_LONGEST_FIRST = sorted(_MEANING, key=len, reverse=True)
_NAMES = re.compile(b"|".join(re.escape(name.encode("utf-16-le")) for name in _LONGEST_FIRST), re.I)
_WORD = "WordDocument".encode("utf-16-le")
_BOOK = re.compile("Workbook".encode("utf-16-le") + b"|" + "Book".encode("utf-16-le"))
# BIFF8 (MS-XLS): BOUNDSHEET of a macro sheet (§2.4.28: dt = 1); FILEPASS right behind BOF (§2.4.117).
_MACRO_SHEET = re.compile(rb"\x85\x00[\x08-\xff]\x00.{4}[\x00-\x02]\x01", re.S)
_FILEPASS = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.S)


def flags(data: bytes) -> set[str]:
    """What the directory of a compound file shows; nothing for other files."""
    if not data.startswith(MAGIC):
        return set()
    found = {_MEANING[name] for name in _entries(data)}
    if _MSI in data or _MSP in data:
        found.add("executable")
    if _BOOK.search(data):
        if _MACRO_SHEET.search(data):
            found.add("macros")
        if _FILEPASS.search(data):
            found.add("encrypted")
    if _is_encrypted_word(data):
        found.add("encrypted")
    return found


def _entries(data: bytes) -> Iterator[str]:
    """Names of _MEANING that stand where and as a directory entry does (MS-CFB §2.6.1): at 128 bytes' steps, with the
    length behind the 64 bytes of the name, and a type of 1, 2 or 5."""
    for count, match in enumerate(_NAMES.finditer(data)):
        if count >= ENTRIES:
            return
        at, size = match.start(), match.end() - match.start()
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if at % 128 == 0 and length == size + 2 and data[at + 66 : at + 67] in (b"\x01", b"\x02", b"\x05"):
            yield match[0].decode("utf-16-le").lower()


def _is_encrypted_word(data: bytes) -> bool:
    """fEncrypted of the FIB, at the beginning of the stream WordDocument (MS-DOC §2.5.2)."""
    at = data.find(_WORD)
    if at < 0 or at % 128:
        return False
    size = 1 << min(int.from_bytes(data[30:32], "little"), 12)
    start = (int.from_bytes(data[at + 116 : at + 120], "little") + 1) * size
    return data[start : start + 2] == b"\xec\xa5" and len(data) > start + 11 and bool(data[start + 11] & 1)
