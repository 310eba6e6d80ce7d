"""Mails made to choke parsers, and mails of pure junk: all are read in bounded time, or refused as unreadable."""

import base64
import dataclasses
import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.channels import email
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded

HEAD = b"From: <nguoidan01@example.com>\r\nSubject: x\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
CORPUS = sorted((Path(__file__).parents[2] / "corpus" / "email").glob("*.eml"))


def nested(levels: int) -> bytes:
    parts = [b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(levels)]
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    return head + b"".join(parts) + b"--b%d\r\n\r\ndeep\r\n" % levels


# name -> (mail, what must hold)
BOMBS: dict[str, tuple[Callable[[], bytes], Callable[[Decoded], bool]]] = {
    "100,000 addresses": (
        lambda: HEAD + b"To: " + b",\r\n ".join(b"u%d@example.com" % n for n in range(100_000)) + b"\r\n\r\nhi",
        lambda got: got.text == "hi" and "bomb" in got.flags and len(got.to) <= 500,
    ),
    "20,000 encoded words": (
        lambda: HEAD + b"X-A: b\r\nSubject: " + b"\r\n ".join([b"=?utf-8?B?xJHGsA==?="] * 20_000) + b"\r\n\r\nhi",
        lambda got: got.text == "hi" and "bomb" in got.flags,
    ),
    "20,000 RFC 2231 pieces": (
        lambda: (
            HEAD + b"Content-Type: text/plain;" + b";".join(b" name*%d*=a" % n for n in range(20_000)) + b"\r\n\r\nhi"
        ),
        lambda got: got.text == "hi" and "bomb" in got.flags,
    ),
    "3,000 levels": (lambda: nested(3_000), lambda got: "bomb" in got.flags and "deep" in got.text),
    "10,000 parts": (
        lambda: MIXED + b"--b\r\n\r\ntext\r\n" * 10_000 + b"--b--",
        lambda got: "bomb" in got.flags and got.text.startswith("text"),
    ),
    "one boundary for all levels": (
        lambda: MIXED + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 3_000,
        lambda got: "bomb" in got.flags,
    ),
    "a header of 1 MB": (
        lambda: HEAD + b"X-A: b\r\n" * 130_000 + b"\r\nhi",
        lambda got: got.text == "hi" and "bomb" in got.flags,
    ),
    "a line of 25 MB": (lambda: HEAD + b"\r\n" + b"x" * 25_000_000, lambda got: len(got.text) == 2_000_000),
    "a header line of 25 MB": (
        lambda: HEAD + b"X-A: " + b"x" * 25_000_000 + b"\r\n\r\nhi",
        lambda got: got.text == "hi" and "bomb" in got.flags,
    ),
    "100,000 open divs": (
        lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"hi",
        lambda got: got.text == "hi",
    ),
    "formatting that repeats itself": (
        lambda: (
            HEAD
            + b"Content-Type: text/html\r\n\r\n"
            + b"".join(b"<b id=%d>" % n for n in range(5_000))
            + b"<p>hi" * 5_000
        ),
        lambda got: got.text.startswith("hi"),
    ),
    "a flowed paragraph of 100,000 lines": (
        lambda: HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"x \r\n" * 100_000,
        lambda got: len(got.text) > 100_000,
    ),
    "50,000 heads of quotes": (
        lambda: HEAD + b"\r\n" + b"vao ngay a da viet:\r\n" * 50_000,
        lambda got: len(got.text) > 100_000,
    ),
    "junk as base64": (
        lambda: HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"!@#$%^&*()_+A" * 500_000,
        lambda got: got.kind == "message",
    ),
    "300,000 letters as numbers": (
        lambda: HEAD + b"\r\n" + b"&#7889;" * 300_000,
        lambda got: got.text.count("ố") > 285_000 and len(got.text) < 286_000,  # of 2 million characters
    ),
    "60,000 heads behind answers": (
        lambda: HEAD + b"In-Reply-To: <a@b>\r\n\r\n" + b"a On 1 On 1 Apr at 3:59, b@c.vn wrote:\n> x\n" * 60_000,
        lambda got: got.kind == "message",
    ),
    "100,000 signs of VIQR": (
        lambda: HEAD + b"Content-Type: text/plain; charset=viqr\r\n\r\n" + b"u+o+`?.\n" * 100_000,
        lambda got: len(got.text) > 100_000,
    ),
    "lines of CR alone": (
        lambda: (HEAD + b"\r\n").replace(b"\r\n", b"\r") + b"x\r" * 500_000,
        lambda got: len(got.text) > 900_000,
    ),
    "10,000 attached mails": (
        lambda: MIXED + b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.vn\r\n\r\nhi\r\n" * 10_000 + b"--b--",
        lambda got: "bomb" in got.flags and len(got.attachments) < 1_000,
    ),
    "a zip that claims to be text": (
        lambda: (
            MIXED
            + b"--b\r\nContent-Type: application/zip; name=42.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(b"PK\x03\x04" + bytes(1_000_000))
            + b"--b--"
        ),
        lambda got: [one.name for one in got.attachments] == ["42.zip"],
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_without_harm(name: str) -> None:
    make, holds = BOMBS[name]
    body = make()
    assert email.sender_key(body) == "mailto:nguoidan01@example.com"
    got = email.decode([body])
    assert got.sender == "mailto:nguoidan01@example.com"
    assert holds(got)


@pytest.mark.parametrize("name", ["100,000 addresses", "20,000 encoded words", "3,000 levels", "a line of 25 MB"])
def test_memory_stays_within_a_few_times_the_mail(name: str) -> None:
    body = BOMBS[name][0]()
    tracemalloc.start()
    email.decode([body])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(body) + 50_000_000


@pytest.mark.parametrize(
    "notice",
    [
        b'{"a":' * 50_000,
        b"{" + b"[" * 100_000,
        b'{"notificationType":"Bounce","mail":{"destination":[' + b'"a@b.vn",' * 20_000,
    ],
)
def test_a_notice_that_is_a_bomb_is_none(notice: bytes) -> None:
    assert email.decode([b"From: no-reply@x.example\r\nSubject: x\r\n\r\n" + notice]).report is None


def is_total(body: bytes) -> None:
    """decode gives words fit for PostgreSQL, or says Unreadable; the key never fails."""
    assert isinstance(email.sender_key(body), str)
    try:
        got = email.decode([body])
    except Unreadable:
        return
    for text in (got.subject, got.text, got.reply, got.sender_name, *(one.name for one in got.attachments)):
        assert "\x00" not in text
        text.encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(st.binary())
def test_any_bytes_behind_a_header(junk: bytes) -> None:
    is_total(HEAD + junk)


def test_the_corpus_mangled_in_a_thousand_ways() -> None:
    chance = random.Random(3_834)
    for _ in range(1_000):
        body = bytearray(chance.choice(CORPUS).read_bytes())
        for _ in range(chance.randint(1, 20)):
            at = chance.randrange(len(body))
            kind = chance.randrange(4)
            if kind == 0:
                body[at] = chance.randrange(256)
            elif kind == 1:
                del body[at : at + chance.randint(1, 40)]
            elif kind == 2:
                body[at:at] = chance.choice(
                    [b"\r\n", b"\n\n", b"--b1", b"=?utf-8?Q?", b"\x00", b";", b'"', b"(", b"\xff"]
                )
            else:
                body[at:at] = body[at : at + chance.randint(1, 200)]
            body = body or bytearray(b"x")
        is_total(bytes(body))


def test_nothing_that_is_read_in_a_broken_mail_is_refused_by_the_database() -> None:
    """Octets of no character in a header: PostgreSQL takes no lone surrogate, and a line stood still for one."""
    chance = random.Random(11)
    wholes = [path.read_bytes() for path in CORPUS]
    fields = b"From: =\x9a man\xc4@x.example\r\nReply-To: \xff<a\xe9@x.example>\r\nTo: \xf0@x\xed\xa0\x80.example\r\n"
    for _ in range(1_500):
        body = bytearray(fields * chance.randint(0, 1) + chance.choice(wholes))
        for _ in range(chance.randint(1, 8)):
            at, length = chance.randrange(len(body)), chance.randint(1, 60)
            body[at : at + length] = bytes(chance.choices(range(256), k=length))
        email.sender_key(bytes(body)).encode()
        try:
            read = email.decode([bytes(body)])
        except Unreadable as error:
            str(error).encode()
            continue
        json.dumps(dataclasses.asdict(read), default=str, ensure_ascii=False).encode()
