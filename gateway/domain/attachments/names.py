"""What a file's name says, and what it tries to hide."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

__all__ = ["disagree", "extension", "flags", "says_document"]

MAX_NAME = 4_096  # signs that are looked at; of longer names the end counts


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EXECUTABLE = _words("""
    exe com scr pif cpl dll sys drv ocx msi msp mst msu msc jar class apk apks xapk aab ipa appx appxbundle msix
    msixbundle app application appref-ms gadget lnk url website desktop webloc scf hlp chm xll wll pkg deb rpm
    run elf so dylib ko appimage flatpakref snap diagcab library-ms search-ms searchconnector-ms
    settingcontent-ms theme themepack deskthemepack rdp job dex crx xpi vsix ade adp mda mdb mde mdz accda accde
    accdr printerexport xnk shb shs fxp ops prg xbap udl swf
""")
SCRIPT = _words("""
    bat cmd btm js jse mjs vb vbe vbs ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 pssc msh msh1 msh2 mshxml wsf
    wsh wsc ws hta sct reg inf ins isp sh bash zsh csh ksh fish py pyw pyc pyo pyz pyzw rb pl pm php phtml php5
    asp aspx ashx jsp jspx lua tcl ahk au3 applescript scpt scptd command workflow jnlp xsl xslt slk iqy dqy oqy
    rqy its cgi vbp groovy nsh
""")
MACROS = _words("""
    docm dotm xlsm xltm xlam xlsb xla xlm xlw pptm potm ppam ppsm sldm ppa vsdm vssm vstm vsw wbk
""")
OBJECTS = _words("one onepkg onetoc onetoc2")
WEB_PAGE = _words("html htm shtml xhtml xht xhtm mht mhtml svg svgz maff")
DISK_IMAGE = _words("""
    iso img vhd vhdx vmdk udf dmg nrg mdf mds ccd toast wim swm vdi qcow qcow2 ima vfd
""")
ARCHIVE = _words("""
    zip zipx rar r00 7z gz tgz bz2 tbz tbz2 xz txz lz lzma zst tzst tar cab arj ace lzh lha z alz egg kgb uue
    arc
""")
UNSEEN = _words("ace arj lzh lha lz lzma xz txz bz2 tbz tbz2 tgz zst tzst z alz egg kgb arc")
HARMLESS = _words("""
    pdf doc docx dot dotx xls xlsx xlt xltx ppt pptx pps ppsx odt ods odp rtf txt csv tsv xps md log jpg jpeg
    jpe jfif png gif bmp tif tiff webp heic heif avif mp3 mp4 m4a m4v wav ogg opus aac amr 3gp avi mov mkv webm
    wmv wma mpg mpeg eml msg ics vcf dwg dxf zip rar 7z
""")
_KINDS = (
    ("executable", EXECUTABLE),
    ("script", SCRIPT),
    ("macros", MACROS),
    ("embedded_object", OBJECTS),
    ("web_page", WEB_PAGE),
    ("disk_image", DISK_IMAGE),
    ("unseen", UNSEEN),
)
_SAME = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "tiff": "tif", "mpeg": "mpg"}
_DANGEROUS = EXECUTABLE | SCRIPT | MACROS | WEB_PAGE | DISK_IMAGE
_OFFICE = _words("""
    doc dot docx dotx xls xlt xlsx xltx ppt pot pps pptx potx ppsx rtf odt ods odp odg vsd vsdx accdb pub
""")

# Signs that turn text round, join it, or take no room: none of them belongs into a file's name.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN_SIGNS = "\u115f\u1160\u3164\uffa0\u2800\u180e\u00ad"  # fillers that look like blanks
_BLANKS = re.compile(r"\s{5,}")


def flags(name: str) -> set[str]:
    """What one name says of its file, in whatever way it hides it."""
    found: set[str] = set()
    raw = name[-MAX_NAME:]
    if _TURNING.search(raw) or _BLANKS.search(_spaced(raw).strip()) or "\x00" in raw:
        found.add("disguised")
    for piece in raw.split("\x00"):  # some programs stop at a NUL, others do not
        parts = _parts(piece)
        if len(parts) < 2:
            continue
        found |= {kind for kind, endings in _KINDS if parts[-1] in endings}
        if len(parts) > 2 and parts[-1] in _DANGEROUS and parts[-2] in HARMLESS:
            found.add("double_extension")
        if parts[-1] in _DANGEROUS and not piece.strip().casefold().endswith("." + parts[-1]):
            found.add("disguised")  # dots behind it, a stream, wide letters, signs that take no room
    return found


def extension(name: str) -> str:
    """What a computer takes for the kind of a file: the letters after the last dot, small, "" for none."""
    parts = _parts(name[-MAX_NAME:])
    return parts[-1] if len(parts) > 1 else ""


def disagree(given: Sequence[str]) -> bool:
    """Whether the names that one file was given call it different kinds. A name without an ending says nothing, and
    "jpg" and "jpeg" are one kind: mail programs write both of the same picture."""
    endings = {extension(name) for name in given} - {""}
    return len({_SAME.get(one, one) for one in endings}) > 1


def says_document(given: Sequence[str]) -> bool | None:
    """Whether a name says that its file is an office document; None where no name says anything."""
    endings = {extension(name) for name in given} - {""}
    return bool(endings & (_OFFICE | MACROS)) if endings else None


def _parts(name: str) -> list[str]:
    """The name, its path, blanks and end cut off, split at its dots."""
    last = re.split(r"[/\\]", _plain(name))[-1]
    return [part.strip() for part in last.casefold().split(".")]


def _plain(name: str) -> str:
    """As Windows reads a name: no dots or blanks at its end, no stream behind a colon (a.exe::$DATA), wide letters as
    narrow ones."""
    name = _spaced(name)
    stem, colon, stream = name.rpartition("::")
    if colon and stream.strip().casefold().startswith("$data"):
        name = stem
    return name.strip().rstrip(". \t")


@lru_cache(64)
def _spaced(name: str) -> str:
    """In compatibility form (NFKC), without signs that take no room; what looks like a blank is one."""
    if name.isascii() and name.isprintable():
        return name
    name = unicodedata.normalize("NFKC", name.translate(dict.fromkeys(map(ord, _UNSEEN_SIGNS), " ")))
    return "".join(sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cc") or sign in "\t\n\x00")
