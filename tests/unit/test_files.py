"""What is dangerous about a file: told by its bytes and by its name, in whatever way it hides."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import attachments
from tests.support.samples import EICAR, PDF, PE, cab, ole, rar4, rar5, seven, tar, zipped

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(300)
DOCX = ("[Content_Types].xml", "word/document.xml", "word/media/image1.png")
BY_BYTES = {
    "a program": (PE, "executable"),
    "EICAR": (EICAR, "executable"),
    "ELF": (b"\x7fELF" + bytes(60), "executable"),
    "Mach-O": (b"\xcf\xfa\xed\xfe" + bytes(60), "executable"),
    "a Java class": (b"\xca\xfe\xba\xbe" + bytes(60), "executable"),
    "a link": (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), "executable"),
    "a help file": (b"ITSF" + bytes(60), "executable"),
    "an installer": (ole(["x"], clsid=bytes.fromhex("84100c0000000000c000000000000046")), "executable"),
    "a JAR": (zipped("META-INF/MANIFEST.MF", "a/B.class"), "executable"),
    "an app": (zipped("AndroidManifest.xml", "classes.dex", "res/a.xml"), "executable"),
    "an internet link": (b"[InternetShortcut]\r\nURL=file://x\r\n", "executable"),
    "a shell script": (b"#!/bin/sh\necho\n", "script"),
    "a batch file": (b"@echo off\r\ndir\r\n", "script"),
    "a registry file": (b"\xff\xfe" + "Windows Registry Editor Version 5.00".encode("utf-16-le"), None),
    "HTA": (b"<html><hta:application id=x></html>", "script"),
    "a web page": (b"\xef\xbb\xbf <!-- x --> <!DOCTYPE html><html>", "web_page"),
    "SVG": (b'<?xml version="1.0"?>\n<svg xmlns="x"><script/></svg>', "web_page"),
    "macros in DOCX": (zipped(*DOCX, "word/vbaProject.bin"), "macros"),
    "macros under another name": (zipped(*DOCX, "word/settings.bin"), "macros"),
    "an old macro sheet": (zipped("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "macros"),
    "macros in DOC": (ole(["WordDocument", "Macros", "VBA"]), "macros"),
    "macros in small letters": (ole(["WordDocument", "vba"]), "macros"),
    "macros in XLS": (ole(["Workbook", "_VBA_PROJECT_CUR"]), "macros"),
    "a macro sheet in XLS": (
        ole(["Workbook"], stream=b"\x85\x00\x0e\x00\x10\x20\x30\x00\x00\x01\x06\x00Macro1"),
        "macros",
    ),
    "macros in ODT": (zipped("mimetype", "content.xml", "Basic/Standard/Module1.xml"), "macros"),
    "macros in Word's XML": (b'<?xml version="1.0"?><w:wordDocument w:macrosPresent="yes">', "macros"),
    "an object in RTF": (b"{\\rtf1 words {\\object\\objemb{\\*\\objdata 0105}}}", "embedded_object"),
    "a package in DOCX": (zipped(*DOCX, "word/embeddings/oleObject1.bin"), "embedded_object"),
    "OneNote": (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(60), "embedded_object"),
    "a template from elsewhere": (b"{\\rtf1{\\*\\template http://x.example/a.dotm}}", "active_content"),
    "a PDF with a script": (
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript /JS (x)>>"),
        "active_content",
    ),
    "a PDF that launches": (PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /La#75nch>>"), "active_content"),
    "a PDF with a file": (PDF.replace(b"/Catalog", b"/Catalog /Names <</EmbeddedFiles 2 0 R>>"), "embedded_object"),
    "an encrypted PDF": (PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root"), "encrypted"),
    "an encrypted ZIP": (zipped("a.txt", locked=True), "encrypted"),
    "an encrypted RAR 4": (rar4("a.txt", locked=True), "encrypted"),
    "RAR 4 with encrypted heads": (rar4("a.txt", heads=True), "encrypted"),
    "an encrypted RAR 5": (rar5("a.txt", locked=True), "encrypted"),
    "RAR 5 with encrypted heads": (rar5(heads=True), "encrypted"),
    "an encrypted 7z": (seven("a.txt", locked=True), "encrypted"),
    "an encrypted DOCX": (ole(["EncryptionInfo", "EncryptedPackage"]), "encrypted"),
    "an encrypted DOC": (ole([], stream=b"\xec\xa5" + bytes(9) + b"\x01"), None),
    "an encrypted XLS": (ole(["Workbook"], stream=b"\x09\x08\x10\x00" + bytes(16) + b"\x2f\x00\x36\x00"), "encrypted"),
    "a program in a ZIP": (zipped("don/thu.pdf.exe"), "program_inside"),
    "a program in a ZIP behind other bytes": (zipped("a.scr", before=bytes(9_000)), "program_inside"),
    "a script in a RAR 4": (rar4("a.txt", "b.vbs"), "program_inside"),
    "a script in a RAR 5": (rar5("a.txt", "b.js"), "program_inside"),
    "a script in a 7z": (seven("a.txt", "thư mới.bat"), "program_inside"),
    "a program in a cabinet": (cab("a.txt", "b.exe"), "program_inside"),
    "a program in a TAR": (tar("a.txt", "b.exe"), "program_inside"),
    "macros in a ZIP": (zipped("a.docm"), "program_inside"),
    "a program beside a document's parts": (zipped(*DOCX, "hoadon.exe"), "program_inside"),
    "a program beside what only looks like one": (zipped("word/x.txt", "hoadon.pdf.js"), "program_inside"),
    "a script of two letters in a PDF": (
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</#4aS 7 0 R>>"),
        "active_content",
    ),
    "an archive in an archive": (zipped("a.txt", "b.zip"), "nested_archive"),
    "a packed 7z": (seven(packed=True), "unseen"),
    "gzip": (b"\x1f\x8b\x08" + bytes(60), "unseen"),
    "a broken RAR": (b"Rar!\x1a\x07\x01\x00" + b"\xff" * 60, "unseen"),
    "a CD": (bytes(32_769) + b"CD001" + bytes(90), "disk_image"),
    "a virtual disk": (bytes(3_000) + b"conectix" + bytes(504), "disk_image"),
}


@pytest.mark.parametrize("name", BY_BYTES)
def test_the_bytes_tell(name: str) -> None:
    data, flag = BY_BYTES[name]
    if flag is not None:
        assert flag in attachments.inspect([], "application/octet-stream", data)


def test_an_encrypted_word_document_is_told_by_its_first_stream() -> None:
    """The directory says where the stream begins; here in the first sector."""
    locked = ole(["WordDocument"], stream=b"\xec\xa5" + bytes(9) + b"\x01")
    free = ole(["WordDocument"], stream=b"\xec\xa5" + bytes(10))
    assert "encrypted" in attachments.inspect([], "", locked)
    assert attachments.inspect([], "", free) == ()


@pytest.mark.parametrize(
    "name",
    ["don.exe", "DON.EXE", "anh.jpg.Scr", "a.com", "x.lnk", "x.msi", "bai.exe.", "bai.exe . .", "a.exe::$DATA",
     "thu\\a.pif", "a\uff0eexe", "a.e\u200bxe", "anh\u202egpj.exe", "a.exe\x00.pdf", "b.url", "c.jar"],
)  # fmt: skip
def test_a_name_tells_a_program_however_it_is_written(name: str) -> None:
    assert "executable" in attachments.inspect([name], "application/octet-stream", b"some words")


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("don.pdf.exe", "double_extension"),
        ("ảnh hiện trường.jpg.html", "double_extension"),
        ("don.docx.js", "double_extension"),
        ("don.pdf            .exe", "disguised"),
        ("don.pdf\u3164\u3164\u3164\u3164\u3164\u3164.exe", "disguised"),
        ("anh\u202egpj.exe", "disguised"),
        ("bai.exe.", "disguised"),
        ("a.exe::$DATA", "disguised"),
        ("a\uff0eexe", "disguised"),
        ("a.vbs", "script"),
        ("a.ps1", "script"),
        ("a.docm", "macros"),
        ("a.html", "web_page"),
        ("a.SVG", "web_page"),
        ("a.iso", "disk_image"),
        ("a.one", "embedded_object"),
        ("a.ace", "unseen"),
    ],
)
def test_a_name_tells(name: str, flag: str) -> None:
    assert flag in attachments.inspect([name], "application/octet-stream", b"some words")


@pytest.mark.parametrize(
    ("names", "data"),
    [(["anh.jpg"], PE), (["don.pdf"], zipped("META-INF/MANIFEST.MF", "a/B.class")), (["ke-hoach.txt"], b"#!/bin/sh\n"),
     (["anh.png"], ole(["WordDocument", "VBA"])), (["anh.jpg"], bytes(32_769) + b"CD001"), (["a.pdf", "a.exe"], b"x")],
)  # fmt: skip
def test_content_that_is_another_than_the_name_says_is_disguised(names: list[str], data: bytes) -> None:
    assert "disguised" in attachments.inspect(names, "application/octet-stream", data)


HONEST = {
    "ảnh hiện trường.jpg": JPEG,
    "don khieu nai.pdf": PDF,
    "Đơn đề nghị (bản cuối).docx": zipped(*DOCX),
    "bang ke.xlsx": zipped("[Content_Types].xml", "xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"),
    "don.doc": ole(["WordDocument", "1Table", "\x05SummaryInformation", "ObjectPool"], stream=b"\xec\xa5" + bytes(10)),
    "bang.xls": ole(["Workbook"], stream=b"\x09\x08\x10\x00" + bytes(16) + b"\xe1\x00\x02\x00"),
    "van ban.odt": zipped("mimetype", "content.xml", "META-INF/manifest.xml"),
    "anh.zip": zipped("1.jpg", "thư mục/2.jpg", "3.v1.2.pdf"),
    "anh.rar": rar5("1.jpg", "2.jpg"),
    "cu.rar": rar4("1.jpg"),
    "anh.tar": tar("1.jpg", "2.jpg"),
    "loi.txt": b"MZ is how a program begins. #!/bin/sh and <html> are words here. Rar! PK VBA Macros",
    "phien.ban.2.1.txt": b"words",
    "thu.rtf": b"{\\rtf1\\ansi words}",
    "so.csv": b"a;b\n1;2\n",
    "": JPEG,
    "ghi am.m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(99),
}


@pytest.mark.parametrize("name", HONEST)
def test_what_citizens_send_every_day_has_no_flag(name: str) -> None:
    assert attachments.inspect([name] if name else [], "application/octet-stream", HONEST[name]) == ()


@given(
    st.lists(st.text(max_size=60), max_size=3),
    st.sampled_from(
        [PE, PDF, zipped("a.exe"), rar4("a"), rar5("a"), seven("a"), cab("a"), tar("a"), ole(["VBA"]), b""]
    ),
    st.integers(0, 600),
    st.binary(max_size=60),
)
def test_whatever_a_stranger_makes_is_told_without_an_error(
    names: list[str], data: bytes, at: int, junk: bytes
) -> None:
    found = attachments.inspect(names, "x/y", data[:at] + junk + data[at + len(junk) :])
    assert list(found) == [flag for flag in attachments.FLAGS if flag in found]


@pytest.mark.parametrize(
    ("given", "data"),
    [
        (["quet.pdf"], PDF + b"stream\n\x9c/JS\x01\xf3/JS>\x00/JS 4\nendstream"),  # packed bytes of a scanned page
        (["anh", "anh.png"], b"\x89PNG\r\n\x1a\n" + bytes(60)),
        (["anh.jpg", "anh.JPEG"], JPEG),
        (["bao-cao.txt"], b"FWS 2026: bao cao"),
        (["don.zip"], zipped("don.docx", "word/a.txt", "anh.jpg")),
    ],
)
def test_what_honest_programs_write_is_no_sign(given: list[str], data: bytes) -> None:
    assert attachments.inspect(given, "application/octet-stream", data) == ()


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "entries": lambda n: b"PK\x03\x04" + (b"PK\x01\x02" + bytes(42)) * (n // 46),
    "signatures": lambda n: b"PK\x03\x04" * (n // 4),
    "RAR 4 blocks": lambda n: b"Rar!\x1a\x07\x00" + (b"\x00\x00\x72\x00\x00\x07\x00") * (n // 7),
    "RAR 5 numbers": lambda n: b"Rar!\x1a\x07\x01\x00" + b"\x80" * n,
    "7z names": lambda n: seven(*["a"] * (n // 4)),
    "cabinet": lambda n: cab(*["a"] * min(n // 18, 65_000)),
    "OLE names": lambda n: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "VBA".encode("utf-16-le") * (n // 6),
    "BIFF": lambda n: ole(["Workbook"], stream=b"\x85\x00\x08\x00" * (n // 4)),
    "PDF names": lambda n: b"%PDF-1.7" + b"/a#41" * (n // 5),
    "comments": lambda n: b"<!--" * (n // 4),
    "RTF": lambda n: b"{\\rtf" + b"\\obj" * (n // 4),
    "templates": lambda n: b"{\\rtf" + b"\\template " * (n // 10),
    "packages": lambda n: b"<package " * (n // 9),
    "blanks": lambda n: b"<job> " + b" " * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_as_much_takes_no_more_than_thrice_the_time(name: str) -> None:
    def seconds(size: int) -> float:
        data = HOSTILE[name](size)
        best = 9.0
        for _ in range(2):
            began = time.process_time()
            attachments.inspect(["a" * 2_000], "x/y", data)
            best = min(best, time.process_time() - began)
        return best

    small, double = seconds(500_000), seconds(1_000_000)
    assert double < max(3 * small, 0.05)
    assert double < 2
