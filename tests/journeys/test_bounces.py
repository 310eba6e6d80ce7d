"""What a bounce may change: it must know the Message-ID of a mail of ours, and speak of its recipient."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.domain.actor import superuser
from gateway.local.simulator import CITIZEN, mail
from gateway.ops import health
from gateway.services import attending
from gateway.services.casework import answering
from tests.support import console, running
from tests.support.running import Gateway, until

RAW = f"mailto:{CITIZEN}"
PROVING = {"vanmieu-mail": {"authserv_id": "mx.village.example"}}


@pytest.fixture
async def g(tmp_path: Path, db_url: str) -> AsyncIterator[Gateway]:
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        yield g


async def acknowledged(g: Gateway, *, sender: str = CITIZEN) -> str:
    """A citizen writes and has the acknowledgement; its Message-ID."""
    before = len(g.inbox())
    g.mail("Den duong", "Đèn đường trước số 12 hỏng ba ngày nay.", sender=sender)
    await until(lambda: len(g.inbox()) > before)
    await g.settled()
    return str(g.inbox()[-1]["Message-ID"]).strip("<>")


def postfix(message_id: str, *, status: str = "5.1.1", action: str = "failed", recipient: str = CITIZEN) -> bytes:
    """A DSN as Postfix writes it (RFC 3464), with the head of the mail that it returns."""
    returned = f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\nSubject: x\r\n\r\n"
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com (Mail Delivery System)\r\nTo: {running.MAILBOX}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f"Message-ID: <{action}.{status}.{message_id[:20]}@mx.example.com>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you that your message could not be "
        "delivered.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nOriginal-Recipient: rfc822;{recipient}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; 550 {status} no such user\r\n\r\n"
        f"{returned if message_id else ''}--b--\r\n"
    ).encode()


def exim(message_id: str) -> bytes:
    """A bounce as Exim writes it: no report's form, the returned mail in the text."""
    head = [
        "Return-path: <>",
        "From: Mail Delivery System <Mailer-Daemon@mx.example.com>",
        "Auto-Submitted: auto-replied",
        f"To: {running.MAILBOX}",
        f"X-Failed-Recipients: {CITIZEN}",
        f"Message-ID: <E1-{message_id[:12]}@mx.example.com>",
        "Subject: Mail delivery failed: returning message to sender",
    ]
    words = [
        "A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.",
        f"  {CITIZEN}\r\n    550 5.1.1 Unrouteable address",
        "------ This is a copy of the message, including all the headers. ------",
        f"Message-ID: <{message_id}>",
    ]
    return "\r\n".join([*head, "", "\r\n\r\n".join(words), ""]).encode()


def complaint(message_id: str) -> bytes:
    """A feedback report (RFC 5965) with the recipient left out, as large providers do."""
    return (
        f"From: fbl@provider.example\r\nTo: {running.MAILBOX}\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        f"Message-ID: <fbl-{message_id[:12]}@provider.example>\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nspam\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        "Feedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{message_id}>\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
    ).encode()


async def reported(g: Gateway, body: bytes) -> dict[str, object]:
    """The report comes in; what was decided of it."""
    known = len(await g.rows("SELECT 1 FROM messages WHERE outcome = 'report'"))
    mail.deliver(g.mails, running.MAILBOX, body)
    rows = await until(lambda: g.rows("SELECT * FROM messages WHERE outcome = 'report' ORDER BY id OFFSET $1", known))
    await g.settled()
    found: dict[str, object] = rows[0]
    return found


@pytest.mark.parametrize("bounce", [postfix, exim])
async def test_a_bounce_of_our_mail_is_told_on_the_case_and_silences_until_the_citizen_is_back(
    g: Gateway, bounce: object
) -> None:
    message_id = await acknowledged(g)
    message = await reported(g, bounce(message_id))  # type: ignore[operator]
    assert "foreign_report" not in message["flags"]  # type: ignore[operator]
    (row,) = await g.rows("SELECT id, state, reason, case_id FROM outbox")
    assert (row["state"], row["reason"]) == (
        "undelivered",
        {"code": "send.reported", "report": "failed", "status": "5.1.1"},
    )
    (event,) = await g.rows(
        "SELECT detail FROM case_events WHERE kind = 'undelivered' AND case_id = $1", row["case_id"]
    )
    assert event["detail"] == {"purpose": "acknowledgement", "outbox": row["id"]}
    assert await g.rows("SELECT urn, kind FROM suppressions") == [{"urn": RAW, "kind": "unreachable"}]
    found = await health.look(g.db, g.context, None)
    assert "out_undelivered" in [finding.key for finding in found.findings]

    g.mail("Rac", "Rác đổ trộm ở đầu phố, đề nghị dọn.")
    (second,) = await until(lambda: g.rows("SELECT withheld FROM messages WHERE subject = 'Rac'"))
    assert second["withheld"] == ["acknowledgement: suppressed"]
    # A person has it sent again: whoever gets it counts as reachable.
    await attending.resend(g.db, g.context, row["id"], superuser("can bo"))
    await until(lambda: len(g.inbox()) == 2)
    assert await g.rows("SELECT 1 FROM suppressions") == []
    # The citizen proves to write from there: answered again, without anybody's help.
    await reported(g, postfix(message_id, status="5.1.2"))
    assert await g.rows("SELECT 1 FROM suppressions")


async def test_who_proves_to_write_from_a_silenced_address_is_answered_again(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, mailboxes=PROVING) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        await reported(g, postfix(await acknowledged(g)))
        assert await g.rows("SELECT 1 FROM suppressions")
        g.mail(
            "Rac",
            "Rác đổ trộm ở đầu phố.",
            Authentication_Results="mx.village.example; dmarc=pass header.from=village.example",
        )
        await until(lambda: len(g.inbox()) == 2)
        assert await g.rows("SELECT 1 FROM suppressions") == []


async def test_only_a_status_that_says_there_is_no_such_mailbox_silences(g: Gateway) -> None:
    gone, not_gone = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"], ["5.1.0", "5.1.4", "5.1.7", "5.1.8", "5.2.2"]
    for n, status in enumerate([*gone, *not_gone]):
        citizen = f"citizen+{n}@village.example"
        message_id = await acknowledged(g, sender=citizen)
        await reported(g, postfix(message_id, status=status, recipient=citizen))
        silenced = await g.rows("SELECT 1 FROM suppressions WHERE urn = $1", f"mailto:{citizen}")
        assert bool(silenced) is (status in gone), status
    assert len(await g.rows("SELECT 1 FROM outbox WHERE state = 'undelivered'")) == len([*gone, *not_gone])


async def test_a_delay_changes_nothing_and_the_delivery_after_it_closes_the_loop(g: Gateway) -> None:
    message_id = await acknowledged(g)
    await reported(g, postfix(message_id, action="delayed", status="4.4.1"))
    assert await g.rows("SELECT o.state, a.report FROM outbox o JOIN attempts a ON a.outbox_id = o.id") == [
        {"state": "sent", "report": "delayed"}
    ]
    await reported(g, postfix(message_id, action="delivered", status="2.0.0"))
    assert await g.rows("SELECT state FROM outbox") == [{"state": "delivered"}]
    assert await g.rows("SELECT 1 FROM suppressions") == []


async def test_a_complaint_silences_whoever_complained(g: Gateway) -> None:
    await reported(g, complaint(await acknowledged(g)))
    assert await g.rows("SELECT urn, reason FROM suppressions") == [{"urn": RAW, "reason": "complaint"}]


async def test_a_forged_report_is_shown_and_changes_nothing(g: Gateway) -> None:
    message_id = await acknowledged(g)
    forgeries = [
        postfix(""),
        postfix("guessed@village.example"),
        postfix(f"x{message_id}"),
        postfix(message_id, recipient="someone-else@village.example"),
        exim("guessed@village.example"),
        complaint("guessed@village.example"),
        postfix("", action="delivered", status="2.0.0"),
    ]
    for forged in forgeries:
        message = await reported(g, forged)
        assert "foreign_report" in message["flags"]  # type: ignore[operator]
        assert {"code": "policy.foreign_report"} in message["reasons"]  # type: ignore[operator]
    assert await g.rows("SELECT state FROM outbox") == [{"state": "sent"}]
    assert await g.rows("SELECT report FROM attempts") == [{"report": ""}]
    assert await g.rows("SELECT 1 FROM suppressions") == []
    assert await g.rows("SELECT 1 FROM case_events WHERE kind = 'undelivered'") == []


async def test_a_person_who_attaches_a_bounce_or_a_receipt_is_a_person(g: Gateway) -> None:
    message_id = await acknowledged(g)
    for kind, fields in [
        (
            "message/delivery-status",
            f"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; {CITIZEN}\r\nAction: failed",
        ),
        ("message/disposition-notification", f"Final-Recipient: rfc822; {CITIZEN}\r\nDisposition: x; displayed"),
    ]:
        letter = (
            f"From: {CITIZEN}\r\nTo: {running.MAILBOX}\r\nSubject: bi tra ve {kind}\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
            "Thư tôi gửi phường bên bị trả về như đính kèm, nhờ phường tiếp nhận: cống trước nhà số 12 tắc.\r\n"
            f"--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment\r\n\r\n{fields}\r\nStatus: 5.1.1\r\n"
            f"Original-Message-ID: <{message_id}>\r\n\r\n--b--\r\n"
        )
        mail.deliver(g.mails, running.MAILBOX, letter.encode())
    rows = await until(lambda: g.rows("SELECT outcome FROM messages WHERE subject LIKE 'bi tra ve %' OFFSET 1"))
    assert rows == [{"outcome": "case"}]
    assert await g.rows("SELECT 1 FROM messages WHERE outcome = 'report'") == []
    assert await g.rows("SELECT 1 FROM suppressions") == []


async def test_a_bounce_that_returns_nothing_of_our_mail_is_known_by_the_address_it_came_to(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, mailboxes={"vanmieu-mail": {"bounce_token": True}}) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        await acknowledged(g)
        token = str(g.inbox()[0]["Return-Path"]).strip("<>")
        assert token.startswith("vanmieu-mail+")
        bare = postfix("").replace(f"To: {running.MAILBOX}".encode(), f"To: {token}".encode())
        guessed = bare.replace(token.encode(), b"vanmieu-mail+" + b"a" * 26 + b"@village.example")
        assert "foreign_report" in (await reported(g, guessed))["flags"]  # type: ignore[operator]
        assert await g.rows("SELECT state FROM outbox") == [{"state": "sent"}]
        assert "foreign_report" not in (await reported(g, bare))["flags"]  # type: ignore[operator]
        assert await g.rows("SELECT state FROM outbox") == [{"state": "undelivered"}]


async def test_officers_see_a_bounce_on_the_case_and_a_forged_one_in_the_list(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.mail("Den duong", "Đèn đường trước số 12 hỏng ba ngày nay.")
        sent = "SELECT o.id, o.message_id, c.code FROM outbox o JOIN cases c ON c.id = o.case_id WHERE o.state = $1"
        (row,) = await until(lambda: c.rows(sent, "sent"))
        for message_id, n in (("guessed@village.example", 1), (row["message_id"], 2)):
            c.raw_mail(postfix(message_id))
            await until(lambda n=n: c.rows("SELECT 1 FROM messages WHERE outcome = 'report' OFFSET $1", n - 1))  # type: ignore[misc]
        page = (await client.get(f"/cases/{row['code']}")).text
        assert "không tới nơi" in page
        assert "Chưa đến được người nhận" in page
        listed = (await client.get("/messages")).text
        assert "không nhắc tới thư nào của hệ thống: không thay đổi gì" in listed
        assert await c.rows("SELECT 1 FROM suppressions")
        await c.post(client, "/attention/act", act="send", id=f"o{row['id']}", once="1")
        await until(lambda: c.rows(sent, "sent"))
        assert await c.rows("SELECT 1 FROM suppressions") == [], "whoever has it sent again says that it can be reached"


async def test_two_answers_of_the_same_words_are_two_mails(g: Gateway) -> None:
    await acknowledged(g)
    (case,) = await g.rows("SELECT code FROM cases")
    for again in (False, True):
        await answering.answer(g.db, g.context, case["code"], "Đã sửa.", superuser("can bo"), again=again)
    await until(lambda: len(g.inbox()) == 3)
    assert len({str(one["Message-ID"]) for one in g.inbox()}) == 3
