"""A group address as a shared mailbox: its own marks count for nothing, another list's do."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import email
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.reasons import sign
from gateway.domain.model import Decoded, Dmarc

CORPUS = Path(__file__).parents[2] / "corpus" / "email"
OPTIONS = EmailOptions(
    address="mailto:phananh@hanoi.example",
    mailbox="phananh@hanoi.example",
    imap_host="127.0.0.1",
    imap_port=143,
    smtp_host="127.0.0.1",
    smtp_port=25,
    user="x",
    password="x",
    group="mailto:phuong-chung@groups.example",
)
PERSON = "mailto:nguoidan01@example.com"


def read(body: bytes, **changes: Any) -> Decoded:
    """A mail as a line with a group reads it."""
    return email.authenticate(email.decode([body]), replace(OPTIONS, **changes))


def letter(*head: str) -> bytes:
    """A citizen's mail with these fields on top."""
    fields = [*head, "To: phananh@hanoi.example", "Subject: Den hong", "Content-Type: text/plain; charset=utf-8"]
    return "\r\n".join([*fields, "", "Đèn hỏng."]).encode()


def test_behind_the_lines_group_the_citizen_is_the_sender_and_nothing_is_a_sign() -> None:
    body = (CORPUS / "held-through-a-group.eml").read_bytes()
    got = read(body)
    assert (got.sender, got.sender_name, got.signs, got.flags) == (PERSON, "Người Dân", (), ())
    assert (got.list_id, got.reply_to, got.dmarc) == ("", (), Dmarc.UNKNOWN)
    other = read(body, group="mailto:other@groups.example")
    assert (other.sender, other.signs) == ("mailto:phuong-chung@groups.example", email.decode([body]).signs)


@pytest.mark.parametrize(
    "marks",
    [
        ("List-Id: <phuong-chung.groups.example>",),
        ("Precedence: list", "X-BeenThere: phuong-chung@groups.example"),
        ("Precedence: bulk", "List-Post: <mailto:phuong-chung@groups.example>"),
        ("Precedence: list", "Cc: phuong-chung@groups.example"),
        ("Mailing-List: list phuong-chung@groups.example; contact owner@groups.example", "Precedence: list"),
        ("X-Mailing-List: phuong-chung@groups.example", "Precedence: bulk", "X-Loop: phuong-chung@groups.example"),
        ("Resent-From: <phuong-chung@groups.example>", "Resent-To: phananh@hanoi.example"),
        ("Resent-From: Phường <phuong-chung@groups.example>", "Auto-Submitted: auto-forwarded"),
    ],
)
def test_a_group_is_known_by_what_it_says_of_itself(marks: tuple[str, ...]) -> None:
    body = letter("From: nguoidan01@example.com", *marks)
    got = read(body)
    assert (got.sender, got.signs) == (PERSON, ())


def test_signs_that_are_not_the_groups_stay() -> None:
    body = letter("From: nguoidan01@example.com", "List-Id: <phuong-chung.groups.example>", "Feedback-ID: a:b")
    assert read(body).signs == (sign("feedback-id"),)
    resent = letter("From: nguoidan01@example.com", "Resent-From: somebody@example.net")
    assert read(resent).signs == (sign("resent-from"),)
    other = letter("From: a@shop.example", "Cc: phuong-chung@groups.example", "List-Id: <tin.shop.example>")
    assert read(other).signs == (sign("list-id"),)
    letter_of_news = letter("From: a@shop.example", "Cc: phuong-chung@groups.example", "List-Unsubscribe: <x:y>")
    assert read(letter_of_news).signs == (sign("list-unsubscribe"),)


def test_without_x_original_from_reply_to_is_the_sender() -> None:
    head = "From: phuong-chung@groups.example", "List-Id: <phuong-chung.groups.example>"
    assert read(letter(*head, "Reply-To: nguoidan01@example.com")).sender == PERSON
    assert read(letter(*head)).sender == ""
    bare = "From: phuong-chung@groups.example", "X-Original-From: nguoidan01@example.com"
    assert read(letter(*bare)).sender == PERSON


@pytest.mark.parametrize(
    ("to", "head", "flagged"),
    [
        ("phananh@hanoi.example", (), False),
        ("khac@hanoi.example", (), True),
        ("khac@hanoi.example", ("Cc: Phường <PhanAnh@hanoi.example>",), False),
        ("bi-danh@hanoi.example", ("Delivered-To: bi-danh@hanoi.example",), False),
        ("khac@hanoi.example", ("Delivered-To: phananh@hanoi.example",), True),
        ("phuong-chung@groups.example", (), False),
        ("undisclosed-recipients:;", (), True),
    ],
)
def test_a_line_that_to_and_cc_do_not_name_was_reached_by_bcc(to: str, head: tuple[str, ...], flagged: bool) -> None:
    fields = [*head, "From: nguoidan01@example.com", f"To: {to}", "Subject: x", "", "x"]
    assert ("unnamed" in read("\r\n".join(fields).encode()).flags) is flagged
