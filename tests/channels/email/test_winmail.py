"""winmail.dat (MS-OXTNEF): its files and its text."""

import base64
import struct

from gateway.channels.email import rtf
from tests.support.mails import DANGER, PLAIN, WORDS, mail, parts


def attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) % 65_536)


def properties(*each: tuple[int, int, bytes]) -> bytes:
    out = struct.pack("<I", len(each))
    for kind, number, value in each:
        out += struct.pack("<HH", kind, number)
        out += value if kind in (3, 11) else struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return out


def winmail(*attributes: bytes) -> bytes:
    return (
        struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00069007, struct.pack("<II", 1258, 0)) + b"".join(attributes)
    )


def file(name: str, data: bytes, *more: bytes) -> bytes:
    title = attribute(2, 0x00018010, name.encode() + b"\0")
    return attribute(2, 0x00069002, b"\0" * 14) + title + attribute(2, 0x0006800F, data) + b"".join(more)


HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def test_a_winmail_gives_its_files_and_its_text() -> None:
    long_name = attribute(
        2,
        0x00069005,
        properties(
            (31, 0x3707, "Ảnh cống.jpg".encode("utf-16-le") + b"\0\0"),
            (3, 0x3705, struct.pack("<I", 1)),
            (30, 0x370E, b"image/jpeg\0"),
        ),
    )
    files = file("ANH~1.JPG", b"\xff\xd8\xff", long_name) + file("don.pdf", b"%PDF-1.4")
    inner = winmail(file("trong.txt", b"abc"))
    embedded = attribute(2, 0x00069005, properties((13, 0x3701, b"\0" * 16 + inner)))
    html = attribute(1, 0x00069003, properties((258, 0x1013, f"<p>{DANGER}</p>".encode())))
    compressed = attribute(1, 0x00069003, properties((258, 0x1009, HELLO)))
    plain = attribute(1, 0x0002800C, "Nước ngập\0".encode("cp1258", "ignore"))
    unicode = attribute(1, 0x00069003, properties((31, 0x1000, DANGER.encode("utf-16-le"))))
    for body, said in ((html, DANGER), (compressed, "hello world"), (unicode, DANGER), (plain, "Nưc ngp"), (b"", "")):
        code = base64.encodebytes(winmail(body, files, file("thu", b"", embedded))).decode()
        head = 'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64'
        found = parts("mixed", (PLAIN, ""), (head, code))
        assert found.text == said
        assert [(one.name, one.type) for one in found.attachments] == [
            ("Ảnh cống.jpg", "image/jpeg"),
            ("don.pdf", "application/octet-stream"),
            ("trong.txt", "application/octet-stream"),
        ]
        assert parts("mixed", (PLAIN, WORDS), (head.replace("ms-tnef", "octet-stream"), code)).text == WORDS


def test_a_broken_winmail_stays_a_file() -> None:
    whole = winmail(file("a.pdf", b"%PDF"))
    for data in (b"", b"no tnef", whole[:10], whole[: len(whole) // 2]):
        code = base64.encodebytes(data).decode()
        found = parts(
            "mixed",
            (PLAIN, WORDS),
            ("Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64", code),
        )
        assert [one.name for one in found.attachments] in (["winmail.dat"], ["a.pdf"])


def test_rich_text_is_read_as_it_is_shown() -> None:
    assert rtf.decompress(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    shown = (
        rb"{\rtf1\ansi\ansicpg1258\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag84 <b>}Ph\u432?\u7901?ng\par C\'f4 \{1\}}"
    )
    assert rtf.to_text(shown) == "Phường\nCô {1}"
    found = mail("Content-Type: application/rtf", shown)
    assert (found.text, len(found.attachments)) == ("Phường\nCô {1}", 1)
