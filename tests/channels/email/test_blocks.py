"""Files that stand in a text: uuencode, yEnc."""

import base64
import binascii

import pytest

from tests.support.mails import PLAIN, WORDS, mail


def uuencoded(name: str, data: bytes) -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def yenc(name: str, data: bytes) -> bytes:
    code = b"".join(
        b"=" + bytes([(octet + 106) % 256]) if (octet + 42) % 256 in (0, 10, 13, 61) else bytes([(octet + 42) % 256])
        for octet in data
    )
    lines = b"\r\n".join(code[at : at + 128] for at in range(0, len(code), 128) if code[at : at + 128])
    end = f"\r\n=yend size={len(data)}\r\n".encode()
    return f"=ybegin line=128 size={len(data)} name={name}\r\n".encode() + lines + end


DATA = bytes(range(1, 200)) * 2


@pytest.mark.parametrize("name", ["anh.jpg", "don xin.doc"])
def test_blocks_in_a_text_are_attachments(name: str) -> None:
    base64_block = f"begin-base64 644 {name}\n{base64.encodebytes(DATA).decode()}====\n"
    for block in (uuencoded(name, DATA), base64_block, uuencoded(name, DATA).replace("`\nend", " \nend")):
        found = mail(PLAIN, f"{WORDS}\n\n{block}\nXin cảm ơn")
        assert found.text.split() == f"{WORDS} Xin cảm ơn".split()
        assert [(one.name, one.content) for one in found.attachments] == [(name, DATA)]
    cut = mail(PLAIN, f"{WORDS}\n{uuencoded(name, DATA)[:-20]}")
    assert (cut.text, cut.attachments[0].content[:200]) == (WORDS, DATA[:200])


def test_yenc_is_an_attachment() -> None:
    data = bytes(range(256)).replace(b"\xd6", b"") + b"\x00\xff"
    found = mail(PLAIN, WORDS.encode() + b"\r\n" + yenc("anh mua.jpg", data) + "Hết".encode())
    assert found.text.split() == f"{WORDS} Hết".split()
    assert [(one.name, one.content) for one in found.attachments] == [("anh mua.jpg", data)]


@pytest.mark.parametrize(
    "words",
    [
        "begin 644 la gi\nToi khong hieu",
        "Xin begin 644 x.jpg\nM\nend",
        "begin 2026\nend",
        "=ybegin line=128 size=3 name=a.jpg\nkhong co ket thuc",
        "begin 644 a.txt\n`\nend",
    ],
)
def test_prose_about_blocks_stays(words: str) -> None:
    found = mail(PLAIN, words)
    assert (found.text, found.attachments) == (words, ())
