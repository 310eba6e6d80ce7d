"""Bounces, delays, complaints and automatic replies in the forms of many systems; and letters of people about them.

`machines.txt`: `##### id | what it is | recipients | status | Message-ID of ours`, "-" where it does not matter, then a
mail; what it is: a report's type, `automatic`, or `held` for a person to look at. `people.txt`: `##### id`, then a
letter; `people-same-words.txt`: letters about a matter, in the words of bounces. To, Date and a charset are added where
they are missing. The files that are held back were read once before anybody looked into them: 63 of 66 machines' mails
and 31 of 31 letters were right.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.channels import email
from gateway.domain.model import Decoded
from gateway.ops.explain.records import Judge

CORPUS = Path(__file__).parents[2] / "corpus" / "email"
OURS = "tiepnhan@phuong.example.com"


def mails(name: str) -> Iterator[tuple[list[str], Decoded]]:
    """Every mail of a file, decoded, with the words of its first line."""
    for case in (CORPUS / name).read_text("utf-8").split("##### ")[1:]:
        label, _, mail = case.partition("\n")
        head, _, body = mail.partition("\n\n")
        head += f"\nTo: {OURS}\nDate: Tue, 10 Nov 2026 09:00:00 +0700\nMessage-ID: <m1@mail.example.com>"
        if "\nContent-Type:" not in head:
            head += "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
        yield label.split(" | "), email.decode([f"{head}\n\n{body}".encode()])


def said(mail: Decoded) -> list[str]:
    """What the mail says, as the first line of a case has it."""
    if mail.report is None:
        return ["held" if mail.kind == "message" and mail.signs else mail.kind, "", "", ""]
    recipients = ",".join(sorted(urn.removeprefix("mailto:") for urn in mail.report.recipients))
    return [str(mail.report.type), recipients, mail.report.status, mail.report.original_message_id]


def wrong(name: str) -> dict[str, list[str]]:
    found = {}
    for (identity, *expected), mail in mails(name):
        got = said(mail)
        if any(want not in ("-", have) for want, have in zip(expected, got, strict=True)):
            found[identity] = got
    return found


@pytest.mark.parametrize("name", ["machines.txt", "machines-held-back.txt"])
def test_reports_and_automatic_replies_of_many_systems(name: str) -> None:
    assert wrong(name) == {}


@pytest.mark.parametrize("name", ["people.txt", "people-held-back.txt", "people-same-words.txt"])
def test_letters_about_mail_that_came_back_are_letters(name: str) -> None:
    assert {label[0]: said(mail) for label, mail in mails(name) if mail.kind != "message"} == {}


def test_letters_in_the_words_of_bounces_become_cases() -> None:
    judge = Judge(datetime(2026, 11, 10, 3, tzinfo=UTC))
    decided = {label[0]: judge.decide(mail, email.TRAITS) for label, mail in mails("people-same-words.txt")}
    assert len(decided) >= 20
    assert {name: decision.rule for name, decision in decided.items() if decision.outcome != "case"} == {}


OFFICES = (
    "From: IT <it@so.example>\nSubject: Thư không gửi được",
    "From: Quản trị mạng <admin@so.example>\nSubject: Undeliverable: x",
    "From: Lê Vi <vi.le@so.example>\nSubject: Không gửi được thư\nAuto-Submitted: auto-generated",
)


@pytest.mark.parametrize("office", OFFICES)
def test_what_citizens_write_is_no_notice_of_an_office_though_a_code_stands_below(office: str) -> None:
    tables = (CORPUS.parent / "cues" / "ordinary").glob("m*.tsv")
    rows = (line.split("\t") for path in tables for line in path.read_text("utf-8").splitlines()[::4])
    written = [row[-1] for row in rows if len(row) > 1]
    assert len(written) >= 300
    head = f"{office}\nTo: {OURS}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    tail = "\n\nThư gửi tới an.le@so.example không gửi được: 550 5.1.1"
    kinds = {words: email.decode([f"{head}{words}{tail}".encode()]).kind for words in written}
    assert [words for words, kind in kinds.items() if kind == "report"] == []


TERSE = [
    ("Thư bị trả lại", "Thư của phường bị trả lại.\n\nnguyenvanan@congty.example"),
    ("Thư bị trả lại", "Thư gửi đến địa chỉ dưới đây không gửi được.\n\nhopthu.kt@phuong-cu.example"),
    ("Undelivered mail", "The mail could not be delivered.\n\nan.nguyen@company.example"),
    ("Thư không gửi được", "Thư không gửi được.\nHộp thư không tồn tại.\n\n<hopthu.kt@phuong-cu.example>"),
]


@pytest.mark.parametrize(("subject", "text"), TERSE)
def test_a_terse_letter_about_lost_mail_is_a_letter_where_its_envelope_names_a_sender(subject: str, text: str) -> None:
    head = (
        f"Return-Path: <an.nguyen@example.com>\nFrom: An <an.nguyen@example.com>\nTo: {OURS}\nSubject: {subject}\n"
        "Date: Tue, 10 Nov 2026 09:00:00 +0700\nMessage-ID: <m1@mail.example.com>\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
    )
    found = email.decode([f"{head}\n\n{text}".encode()])
    assert (found.kind, found.report) == ("message", None)
