"""What the bytes of a file say it is, whatever its name."""

import re

__all__ = ["flags"]

HEAD = 65_536  # bytes at the beginning in which a text shows what it is

_MAGIC = (
    (b"\x7fELF", "executable"),
    (b"\xfe\xed\xfa\xce", "executable"),  # Mach-O
    (b"\xfe\xed\xfa\xcf", "executable"),
    (b"\xce\xfa\xed\xfe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),  # Mach-O for several machines, a Java class
    (b"\xca\xfe\xba\xbf", "executable"),
    (b"dex\n0", "executable"),
    (b"\x00asm", "executable"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "executable"),  # LNK
    (b"ITSF", "executable"),  # CHM
    (b"?_\x03\x00", "executable"),  # HLP
    (b"Cr24", "executable"),
    (b"!<arch>\ndebian", "executable"),
    (b"\xed\xab\xee\xdb", "executable"),  # RPM
    (b"xar!", "executable"),  # PKG
    (b"\x00\x01\x00\x00Standard Jet DB", "executable"),  # Access
    (b"\x00\x01\x00\x00Standard ACE DB", "executable"),
    (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "executable"),  # a program of letters: eicar.org, to try scanners with
    (b"#!", "script"),
    (b"<?php", "script"),
    (b"REGEDIT4", "script"),
    (b"Windows Registry Editor", "script"),
    (b"conectix", "disk_image"),  # VHD
    (b"vhdxfile", "disk_image"),
    (b"KDMV", "disk_image"),
    (b"QFI\xfb", "disk_image"),
    (b"MSWIM\x00\x00\x00", "disk_image"),
    (b"# Disk DescriptorFile", "disk_image"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "embedded_object"),  # OneNote
    (b"\x78\x9f\x3e\x22", "unseen"),  # TNEF
    (b"ID;P", "script"),  # SYLK: formulas that run programs
)
_TEXTS = (
    (re.compile(rb"<hta:application|<(?:package|job|component|scriptlet)\b[^>]{0,200}>\s{0,200}<", re.I), "script"),
    (re.compile(rb"\A@echo off\b", re.I), "script"),
    (re.compile(rb"^\[InternetShortcut\]|^\[Desktop Entry\]", re.I | re.M), "executable"),
)
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+(?:html|svg)|html|svg|script|head|body|iframe|meta|style|form|base)\b", re.I)
_IMAGE_AT = ((32_769, b"CD001"), (32_769, b"BEA01"), (32_769, b"NSR0"))  # ISO 9660, UDF

# Names in a PDF may be written with hex (ISO 32000-1 §7.3.5): /J#61vaScript.
_PDF_NAME = re.compile(rb"/[A-Za-z#0-9]{1,60}")
_PDF_ACTIVE = frozenset({b"JavaScript", b"Launch", b"RichMedia"})
# Two letters stand by chance in the packed pictures of every other scan of 10 MB: only with a script behind them.
_PDF_SCRIPT = re.compile(
    rb"/(?:J|#4[Aa])(?:S|#53)(?:\s{0,20}(?:\(|<[<0-9A-Fa-f\s])|\s{1,20}\d{1,10}\s{1,20}\d{1,5}\s{1,20}R\b)"
)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")

_RTF_OBJECT = re.compile(rb"\\obj(?:data|emb|link|autlink|ocx|html|class|update)", re.I)
_RTF_TEMPLATE = re.compile(rb"\\\*?\\template\b[^}]{0,50}(?:https?:|\\\\)|\{\\\*\\template", re.I)
_OFFICE_XML = re.compile(rb"macrosPresent=.yes|editdata\.mso|ActiveMime|QWN0aXZlTWltZQ", re.I)


def flags(data: bytes) -> set[str]:
    """What the beginning, and where a format has it the inside, of a file shows."""
    start = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    found = {flag for magic, flag in _MAGIC if start.startswith(magic)}
    if _is_program(data):
        found.add("executable")
    if _is_image(data):
        found.add("disk_image")
    if not found & {"executable", "disk_image"}:
        found |= _text(start)
    if (at := data.find(b"%PDF-", 0, 1_024)) >= 0:
        found |= _pdf(data[at:])
    return found


def _is_program(data: bytes) -> bool:
    """A program of DOS or Windows, a Flash film: their first letters, and behind them what no text holds."""
    if data[:3] in (b"FWS", b"CWS", b"ZWS"):
        return b"\x00" < data[3:4] < b"\x40" and b"\x00" in data[4:64]
    return data[:2] in (b"MZ", b"ZM") and (b"\x00" in data[2:256] or not data[:256].isascii())


def _is_image(data: bytes) -> bool:
    tail = data[-512:]
    boots = data[510:512] == b"\x55\xaa" and (data[54:57] == b"FAT" or data[82:85] == b"FAT" or data[3:7] == b"NTFS")
    return (
        any(data[at : at + len(magic)] == magic for at, magic in _IMAGE_AT)
        or tail.startswith((b"koly", b"conectix"))
        or boots
    )


def _text(data: bytes) -> set[str]:
    """What a text, in ASCII or with two bytes a letter, shows at its beginning."""
    head = data[:HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")[2:]
    if head.lstrip()[:4].lower() == b"{\\rt":
        return _rtf(data)
    found: set[str] = set()
    if b"\x00" not in head[:1_024]:
        text = head.lstrip()
        found |= {flag for pattern, flag in _TEXTS if pattern.search(text)}
        found |= {"web_page"} if _WEB_PAGE.match(_beginning(text)) else set()
        if text[:5].lower() in (b"<?xml", b"mime-", b"from:", b"messa") and _OFFICE_XML.search(data):
            found.add("macros")
    return found


def _beginning(text: bytes) -> bytes:
    """A text from its first element on, without an XML declaration and comments before it."""
    for _ in range(50):
        for opened, closed in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if text.startswith(opened):
                text = text.partition(closed)[2].lstrip()
                break
        else:
            break
    return text


def _rtf(data: bytes) -> set[str]:
    found = {"embedded_object"} if _RTF_OBJECT.search(data) else set()
    return found | ({"active_content"} if _RTF_TEMPLATE.search(data) else set())


def _pdf(data: bytes) -> set[str]:
    """Names that stand in clear: the trailer's and cross-reference stream's always do; packed objects are not seen."""
    said = {_HEX.sub(lambda two: bytes([int(two[1], 16)]), name[1:]) for name in set(_PDF_NAME.findall(data))}
    found = {"encrypted"} if b"Encrypt" in said else set()
    if b"EmbeddedFile" in said or b"EmbeddedFiles" in said:
        found.add("embedded_object")
    return found | ({"active_content"} if said & _PDF_ACTIVE or _PDF_SCRIPT.search(data) else set())
