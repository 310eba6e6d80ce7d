"""An outgoing mail is exactly one mail to exactly one recipient, whatever a citizen wrote into the values it is made
of."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.channels import email
from gateway.channels.email.header_line import header
from gateway.channels.email.smtp import Sender
from gateway.domain.errors import Permanent
from gateway.domain.model import Draft, OutgoingFile, Purpose
from tests.support.sink import sink

from .conftest import CITIZEN, UNIT, make_options

OPTIONS = make_options(1)
DRAFT = Draft(
    number=1,
    recipient=f"mailto:{CITIZEN}",
    purpose=Purpose.ACKNOWLEDGEMENT,
    text="--- Xin trả lời phía trên dòng này ---\n\nKính gửi Ông/Bà,\n\nđã tiếp nhận.\n",
    subject="[HN-7K3M9K] Xác nhận tiếp nhận phản ánh, kiến nghị về điểm đổ rác tự phát đầu ngõ 322 đường Mỹ Đình",
    created_at=datetime(2026, 3, 10, 1, 12, tzinfo=UTC),
    message_id="ack.abc@hanoi.example",
    in_reply_to="m1@mail.example.com",
    references=("m0@mail.example.com", "m1@mail.example.com"),
)
NAMES = [
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
]


def encode(draft: Draft) -> bytes:
    (piece,) = email.encode(draft, OPTIONS)
    return piece.body


def parse(body: bytes) -> EmailMessage:
    return message_from_bytes(body, policy=policy.SMTP)


def test_a_draft_comes_back_out_of_another_parser_unchanged() -> None:
    mail = parse(encode(DRAFT))
    assert mail["Subject"] == DRAFT.subject
    assert [one.addr_spec for one in mail["From"].addresses] == [UNIT]
    assert [one.addr_spec for one in mail["To"].addresses] == [CITIZEN]
    assert mail["Date"].datetime == DRAFT.created_at
    assert mail["Message-ID"] == f"<{DRAFT.message_id}>"
    assert mail["References"] == "<m0@mail.example.com> <m1@mail.example.com>"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail.get_content().replace("\r\n", "\n") == DRAFT.text


def test_our_own_decoder_reads_it_as_automatic() -> None:
    decoded = email.decode([encode(DRAFT)])
    assert (decoded.kind, decoded.subject, decoded.text) == ("automatic", DRAFT.subject, DRAFT.text.strip("\n"))


def test_a_result_written_by_an_officer_is_not_called_automatic_and_lets_bounces_come_home() -> None:
    mail = parse(encode(replace(DRAFT, automatic=False, purpose=Purpose.RESULT)))
    assert mail["Auto-Submitted"] is None
    assert "All" not in mail["X-Auto-Response-Suppress"]


def test_the_display_name_is_encoded() -> None:
    (piece,) = email.encode(DRAFT, replace(OPTIONS, display_name="UBND P.Văn Miếu-Quốc Tử Giám"))
    (address,) = parse(piece.body)["From"].addresses
    assert (address.display_name, address.addr_spec) == ("UBND P.Văn Miếu-Quốc Tử Giám", UNIT)


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert encode(DRAFT) == encode(DRAFT)


@pytest.mark.parametrize("recipient", ["", "mailto:", "mailto:a", "mailto:a@b@c", "mailto:người dân@example.com"])
@pytest.mark.parametrize("extra", ["", "\r\nBcc: x@example.com", "> SIZE=1"])
def test_an_address_that_is_none_is_refused(recipient: str, extra: str) -> None:
    with pytest.raises(Permanent):
        encode(replace(DRAFT, recipient=recipient + extra))


@pytest.mark.parametrize("value", ["a\r\nBcc: x", "a\nb", "a\rb", "a\x00b", "đ"])
def test_header_refuses_what_could_begin_another_line(value: str) -> None:
    with pytest.raises(Permanent):
        header("Subject", value)
    with pytest.raises(Permanent):
        header(f"X-{value}", "x")


HOSTILE = [
    "\r\n",
    "\n",
    "\r",
    "\x00",
    "\u2028",
    "\x85",
    "\x0b",
    "\t",
    " ",
    "=?utf-8?B?DQpCY2M6?=",
    "Bcc: x@example.com",
    ".",
]
HOSTILE += [
    "\r\n.\r\n",
    "MAIL FROM:<x>",
    "<",
    ">",
    ",",
    ";",
    ":",
    '"',
    "đ",
    "ễ",
    "😀",
    "\ud800",
    "\u202e",
    "a" * 300,
    "ế" * 90,
]


def check(draft: Draft) -> None:
    """One mail, its headers the expected ones, its lines within the limits, or a refusal."""
    try:
        body = encode(draft)
    except Permanent:
        return
    head, _, content = body.partition(b"\r\n\r\n")
    assert body.isascii()
    assert b"\x00" not in body
    assert body.replace(b"\r\n", b"").count(b"\r") == body.replace(b"\r\n", b"").count(b"\n") == 0
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith(b" ")]
    expected = [name for name in NAMES if name in names or name not in ("In-Reply-To", "References")]
    assert names == expected
    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert max(map(len, content.split(b"\r\n"))) <= 76
    mail = parse(body)
    assert [one.addr_spec for one in mail["To"].addresses] == [CITIZEN]
    assert mail["Bcc"] is None


def test_ten_thousand_hostile_values_make_no_header_and_no_recipient() -> None:
    chance = random.Random(20_260_310)

    def value() -> str:
        return "".join(chance.choices(HOSTILE, k=chance.randint(0, 6)))

    for _ in range(2_500):
        check(replace(DRAFT, subject=value(), text=value(), in_reply_to=value(), references=(value(), value())))


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_gives_one_mail(subject: str, text: str, reference: str) -> None:
    check(replace(DRAFT, subject=subject, text=text, in_reply_to=reference, references=(reference,)))


async def test_hostile_mails_reach_the_sink_one_by_one() -> None:
    chance = random.Random(7)
    drafts = [
        replace(
            DRAFT,
            subject="".join(chance.choices(HOSTILE, k=4)),
            text="".join(chance.choices([*HOSTILE, "\r\n.\r\nMAIL FROM:<evil@example.com>\r\n"], k=8)),
        )
        for _ in range(200)
    ]
    async with sink() as server:
        sender = Sender(make_options(1, server.port))
        await asyncio.gather(*(sender.send(piece) for draft in drafts for piece in email.encode(draft, OPTIONS)))
        await sender.close()
    assert [(one[0], one[1]) for one in server.kept] == [(UNIT, [CITIZEN])] * len(drafts)
    assert all(list(parse(one[2]).keys()) == NAMES for one in server.kept)


def test_an_international_recipient_stands_in_to_and_nowhere_else_is_the_mail_other_than_ascii() -> None:
    body = encode(replace(DRAFT, recipient="mailto:trần.mận@xn--th-e0a.example"))
    other = [line for line in body.split(b"\r\n") if not line.isascii()]
    assert other == ["To: <trần.mận@xn--th-e0a.example>".encode()]
    for address in (
        "trần mận@a.example",
        "trần<@a.example",
        "trần@a.example\r\nBcc: b@c.example",
        "ế" * 65 + "@a.example",
    ):
        with pytest.raises(Permanent):
            encode(replace(DRAFT, recipient=f"mailto:{address}"))


FILES = {  # a name as an officer's browser gives it: as a citizen's program shows it
    "quyet-dinh.pdf": "quyet-dinh.pdf",
    "Quyết định số 12/QĐ-UBND ngày 27/11.pdf": "Quyết định số 12_QĐ-UBND ngày 27_11.pdf",
    "Biên bản kiểm tra hiện trường tuyến phố Văn Miếu – Quốc Tử Giám và phụ lục kèm theo.docx": None,
    'a"b;c.png': "a_b;c.png",
    "..\\x\r\nBcc: hoa@village.example.txt": ".._x__Bcc_ hoa@village.example.txt",
    "": "file",
    "x" * 300 + ".pdf": "x" * 146 + ".pdf",
}


def test_files_come_back_out_of_another_parser_whole_with_their_names() -> None:
    bodies = [b"%PDF-1.4\r\n--=_\r\n.\r\n", bytes(range(256)) * 700, b"", b"\r\n\r\n", "Văn".encode(), b"x", b"y\n"]
    files = tuple(
        OutgoingFile(name=name, type="application/pdf" if n else "Text/Plain\r\nX: y", body=body)
        for n, (name, body) in enumerate(zip(FILES, bodies, strict=True))
    )
    raw = encode(replace(DRAFT, files=files))
    assert max(map(len, raw.split(b"\r\n"))) <= 78 and raw.isascii() and b"\n" not in raw.replace(b"\r\n", b"")
    mail = parse(raw)
    assert mail["Bcc"] is None and mail["X"] is None
    text, *parts = mail.iter_parts()
    assert text.get_content().replace("\r\n", "\n").rstrip() == DRAFT.text.rstrip()
    assert [part.get_filename() for part in parts] == [shown or name for name, shown in FILES.items()]
    assert [part.get_payload(decode=True) for part in parts] == bodies
    assert [part.get_content_type() for part in parts] == ["application/octet-stream", *["application/pdf"] * 6]
    assert {part.get_content_disposition() for part in parts} == {"attachment"}
