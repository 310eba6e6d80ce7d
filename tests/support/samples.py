"""Files that strangers send, made here byte by byte: none of them does anything."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterable

__all__ = ["EICAR", "PDF", "PE", "cab", "ole", "rar4", "rar5", "seven", "tar", "zipped"]

# eicar.org's program that does nothing, to try scanners with; in two pieces, so that none stumbles over this file
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PE = b"MZ\x90\x00" + bytes(56) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00" + bytes(200)
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def zipped(*names: str, locked: bool = False, before: bytes = b"") -> bytes:
    """A ZIP with small files of these names; `locked`: their flag bit says that a password keeps them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "some words " * 20)
    data = bytearray(packed.getvalue())
    if locked:
        for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = -1
            while (start := data.find(signature, start + 1)) >= 0:
                data[start + at] |= 1
    return before + bytes(data)


def tar(*names: str) -> bytes:
    """A tape archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in names:
            one = tarfile.TarInfo(name)
            one.size = 700
            archive.addfile(one, io.BytesIO(bytes(700)))
    return packed.getvalue()


def rar4(*names: str, locked: bool = False, heads: bool = False) -> bytes:
    """A RAR of version 4; `heads`: its directory is encrypted too."""
    data = b"Rar!\x1a\x07\x00" + b"\x00\x00\x73" + _u16(0x80 if heads else 0) + _u16(13) + bytes(6)
    for name in names:
        raw, body = name.encode(), b"packed"
        head = len(body).to_bytes(4, "little") + bytes(15) + _u16(len(raw)) + bytes(4) + raw
        data += b"\x00\x00\x74" + _u16(0x8000 | (4 if locked else 0)) + _u16(7 + len(head)) + head + body
    return data + b"\x00\x00\x7b" + _u16(0) + _u16(7)


def rar5(*names: str, locked: bool = False, heads: bool = False) -> bytes:
    """A RAR of version 5."""
    data = b"Rar!\x1a\x07\x01\x00" + _block(b"\x04\x00" if heads else b"\x01\x00\x00")
    for name in names:
        raw = name.encode()
        extra = b"\x02\x01\x00" if locked else b""
        head = (
            b"\x02" + (b"\x03" + bytes([len(extra)]) if extra else b"\x02") + b"\x06"
        )  # type, flags, extra, data size
        data += _block(head + b"\x00\x0a\x20\x00\x01" + bytes([len(raw)]) + raw + extra) + b"packed"
    return data + _block(b"\x05\x00\x00")


def _block(head: bytes) -> bytes:
    return zlib.crc32(head).to_bytes(4, "little") + bytes([len(head)]) + head


def seven(*names: str, packed: bool = False, locked: bool = False) -> bytes:
    """A 7z whose header stands in clear, or is `packed`."""
    listed = b"\x11\x00\x00" + b"".join(name.encode("utf-16-le") + b"\x00\x00" for name in names)
    header = (
        (b"\x17" if packed else b"\x01") + (b"\x06\xf1\x07\x01" if locked else b"\x03\x01\x01") + listed * (not packed)
    )
    body = b"packed words"
    start = len(body).to_bytes(8, "little") + len(header).to_bytes(8, "little") + bytes(4)
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(4) + start + body + header


def cab(*names: str) -> bytes:
    """A cabinet."""
    files = b"".join(bytes(16) + name.encode() + b"\x00" for name in names)
    return b"MSCF" + bytes(12) + (36).to_bytes(4, "little") + bytes(8) + _u16(len(names)) + bytes(6) + files


def ole(entries: Iterable[str], *, stream: bytes = b"", clsid: bytes = bytes(16)) -> bytes:
    """A compound file: a head, one sector of `stream`, and a directory with these entries."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + _u16(9)
    data = head + bytes(512 - len(head)) + stream + bytes(-len(stream) % 512)
    for name in ("Root Entry", *entries):
        raw = name.encode("utf-16-le")
        kind = b"\x05" if name == "Root Entry" else b"\x01"
        entry = (
            raw
            + bytes(64 - len(raw))
            + _u16(len(raw) + 2)
            + kind
            + bytes(13)
            + (clsid if kind == b"\x05" else bytes(16))
        )
        data += entry + bytes(128 - len(entry))
    return data + bytes(-len(data) % 512)


def _u16(number: int) -> bytes:
    return number.to_bytes(2, "little")
