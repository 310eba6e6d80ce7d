"""What may be a machine's waits for a person and vanishes from no list; what a person files is read as at intake."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.actor import superuser
from gateway.domain.errors import NotAllowed
from gateway.domain.model import Batch, Received
from gateway.local.simulator import mail
from gateway.services import attending
from gateway.services.casework import answering
from gateway.services.intake import filing, process, receive
from gateway.store import cases, inbox, lines, senders
from tests.support import configs, running
from tests.support.running import MAILBOX, NUMBER, Gateway, until

CITIZEN = "citizen@village.example"
OFFICER = superuser("can bo")
FIRE = "Cháy nhà số 5 ngõ Văn Chương, có người mắc kẹt!"


async def contacted(g: Gateway, *names: str) -> None:
    for name in names or ("vanmieu-mail",):
        await until(partial(g.contacted, name))


async def messages(g: Gateway, n: int) -> list[dict[str, Any]]:
    """The messages, when there are `n`."""
    assert await until(lambda: g.rows("SELECT 1 FROM messages OFFSET $1", n - 1))
    return await g.rows("SELECT * FROM messages ORDER BY id")


async def put(g: Gateway, id: int, words: str, *, line: str = "vanmieu-mail", **columns: Any) -> int:
    """A held form's row, as intake writes it; `columns` replace its values."""
    given = {"outcome": "held", "rule": "form", "sender": "mailto:noreply@x.example", "case_id": None} | columns
    await g.rows(
        "INSERT INTO messages (id, line, digest, outcome, rule, sender, case_id, reply_to, text, reply, arrived_at)"
        " VALUES ($1, $2, sha256($3::text::bytea), $4, $5, $6, $7, ARRAY['mailto:citizen@village.example'], $3, $3,"
        " now())",
        id,
        line,
        words,
        *given.values(),
    )
    return id


async def test_a_webmails_mark_holds_a_mail_until_a_person_decides_for_all_of_its_sender(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await contacted(g)
        for words in ("Đèn ngõ 3 hỏng.", "Nắp cống ngõ 4 vỡ.", "Rác ngõ 5."):
            g.mail("Phản ánh", words, Feedback_ID="a1:ThuNhanh")
        rows = await messages(g, 3)
        assert {(row["outcome"], row["rule"], row["case_id"]) for row in rows} == {("held", "maybe_machine", None)}
        await g.settled()
        assert (g.inbox(), await g.rows("SELECT 1 FROM outbox")) == ([], [])
        await filing.file_held(g.db, g.context, rows[0]["id"], OFFICER)
        await until(g.inbox)
        await filing.decide_person(g.db, g.context, rows[1]["id"], OFFICER)
        assert len(await g.rows("SELECT 1 FROM cases")) == 3  # the third one, too
        g.mail("Phản ánh", "Cây đổ ngõ 6.", Feedback_ID="a1:ThuNhanh")
        assert (await messages(g, 4))[3]["outcome"] == "case"
        await filing.forget(g.db, g.context, "sender", f"mailto:{CITIZEN}", OFFICER)
        g.mail("Phản ánh", "Ngập ngõ 7.", Feedback_ID="a1:ThuNhanh")
        assert (await messages(g, 5))[4]["outcome"] == "held"
        acts = [row["act"] for row in await g.rows("SELECT act FROM audit ORDER BY id")]
        assert acts == ["file", "decide_person", "file", "file", "forget_sender"]


async def test_a_list_that_a_person_calls_a_machine_waits_for_nobody_and_is_kept(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await contacted(g)
        for n in (1, 2):
            g.mail(f"Bản tin {n}", "Tin tức.", sender=f"a{n}@news.example", List_Id="<tin.news.example>")
        first, _ = await messages(g, 2)
        assert await filing.decide_machine(g.db, g.context, first["id"], OFFICER) == 2
        g.mail("Bản tin 3", "Tin tức.", sender="a3@news.example", List_Id="Tin <TIN.news.example>")
        found = {(row["outcome"], row["rule"]) for row in await messages(g, 3)}
        assert found == {("automatic", "decided")}
        async with g.db.connection() as conn:
            (known,) = await senders.listed(conn, None, limit=5)
        assert (known.kind, known.name, known.verdict) == ("list", "tin.news.example", "machine")
        assert await filing.file_held(g.db, g.context, first["id"], OFFICER)  # one act makes it a case all the same
        assert await filing.decide_machine(g.db, g.context, first["id"], OFFICER) == 0  # decided already
        g.mail("Phản ánh", "Đèn hỏng.")
        (*_, ordinary) = await messages(g, 4)
        with pytest.raises(NotAllowed):
            await filing.decide_machine(g.db, g.context, ordinary["id"], OFFICER)
        with pytest.raises(NotAllowed):
            await filing.forget(g.db, g.context, "list", "none", OFFICER)


async def test_held_mail_reopens_and_rates_nothing_and_its_emergency_tells_the_duty_officer(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await contacted(g)
        g.mail("Phản ánh", "Đèn ngõ 3 hỏng.")
        (receipt,) = await until(g.inbox)
        (case,) = await g.rows("SELECT code FROM cases")
        await answering.answer(g.db, g.context, case["code"], "Đã sửa.", OFFICER)
        await until(lambda: len(g.inbox()) == 2)
        marks = {"In_Reply_To": receipt["Message-ID"], "X_Auto_Response_Suppress": "DR, OOF"}
        g.mail("Re: Phản ánh", f"DG {case['code']} 1", **marks)
        g.mail("Re: Phản ánh", FIRE, **marks)
        rows = await messages(g, 3)
        assert [row["rule"] for row in rows[1:]] == ["maybe_machine", "maybe_machine"]
        (duty,) = await until(lambda: g.inbox("operator@village.example"))
        assert f"m{rows[2]['id']}" in str(duty["Subject"])
        assert "chưa mở vụ việc" in duty.get_content()
        await g.settled()
        assert await g.rows("SELECT state, rating FROM cases") == [{"state": "answered", "rating": None}]
        assert len(g.inbox()) == 2
        # filed, it proves by our Message-ID to be about the case: it joins it, reopens it, and is urgent
        assert await filing.file_held(g.db, g.context, rows[2]["id"], OFFICER) == case["code"]
        assert await g.rows("SELECT state, urgent FROM cases") == [{"state": "reopened", "urgent": True}]


async def test_citizens_behind_the_lines_group_are_heard_as_themselves(tmp_path: Path, db_url: str) -> None:
    mailboxes = {"vanmieu-mail": {"group": "phuong-chung@groups.example"}}
    async with running.gateway(tmp_path, db_url, mailboxes=mailboxes) as g:
        await contacted(g)
        marks = {"List_Id": "<phuong-chung.groups.example>", "Precedence": "list", "X_Original_From": CITIZEN}
        g.mail("Phản ánh", "Đèn ngõ 3 hỏng.", sender="'Lan' via Phường <phuong-chung@groups.example>", **marks)
        (receipt,) = await until(g.inbox)
        (case,) = await g.rows("SELECT code, sender, sender_name FROM cases")
        assert (case["sender"], case["sender_name"]) == (f"mailto:{CITIZEN}", "Lan")
        assert case["code"] in receipt["Subject"]
        words = f"{case['code']} vẫn chưa sáng."
        g.mail("Phản ánh", words, sender="'Lan' via Phường <phuong-chung@groups.example>", **marks)
        assert (await messages(g, 2))[1]["outcome"] == "case"  # never joined by code: nobody vouches for the sender


async def test_the_websites_own_form_is_held_and_its_emergency_is_a_case_without_an_answer(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await contacted(g)
        g.mail("Liên hệ từ cổng thông tin", "Nội dung: đèn hỏng.", sender=MAILBOX, Reply_To=CITIZEN)
        g.mail("Liên hệ từ cổng thông tin", FIRE, sender=MAILBOX, Reply_To=CITIZEN)
        held, urgent = await messages(g, 2)
        assert (held["rule"], held["outcome"]) == ("form", "held")
        assert (urgent["rule"], urgent["outcome"]) == ("form_emergency", "case")
        assert await g.rows("SELECT sender, urgent FROM cases") == [{"sender": f"mailto:{CITIZEN}", "urgent": True}]
        (duty,) = await until(lambda: g.inbox("operator@village.example"))
        assert "chưa trả lời người gửi" in duty.get_content()
        await g.settled()
        assert g.inbox() == []
        code = await filing.file_held(g.db, g.context, held["id"], OFFICER)
        (receipt,) = await until(g.inbox)
        assert code in receipt["Subject"]
        # our own mail, come back by a rule that forwards, stays ours
        g.mail("x", "y", sender=MAILBOX, Reply_To=CITIZEN, Auto_Submitted="auto-replied")
        assert (await messages(g, 3))[2]["rule"] == "own_address"


# --- filing and splitting go through policy (issue 8, B3, B9, B12–B14) ------------------------------------------------


async def test_a_denunciation_keeps_its_protection_when_a_person_files_it(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=[]) as g:
        await put(g, 1, "Tôi tố cáo ông Nguyễn Văn X nhận hối lộ khi cấp phép xây dựng.")
        await filing.file_held(g.db, g.context, 1, OFFICER)
        (case,) = await g.rows("SELECT restricted, kind FROM cases")
        (outgoing,) = await g.rows("SELECT purpose FROM outbox")
        assert (case["restricted"], case["kind"], outgoing["purpose"]) == (True, "to_cao", "receipt")


async def test_what_is_split_off_a_restricted_case_is_restricted(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=[]) as g:
        await put(g, 1, "Tôi tố cáo bà Y nhận phong bì.")
        await filing.file_held(g.db, g.context, 1, OFFICER)
        (case,) = await g.rows("SELECT id FROM cases")
        await put(g, 2, "Nhân đây, đèn ngõ 3 hỏng.", outcome="follow_up", rule="follow_up", case_id=case["id"])
        await filing.split(g.db, g.context, 2, OFFICER)
        assert [row["restricted"] for row in await g.rows("SELECT restricted FROM cases")] == [True, True]
        assert [row["purpose"] for row in await g.rows("SELECT purpose FROM outbox")] == ["receipt", "receipt"]


async def test_what_came_by_a_removed_line_is_refused_in_words(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=[]) as g:
        await put(g, 1, "rác", line="gone")
        await put(g, 2, "rác", line="gone", outcome="follow_up", rule="follow_up")
        for act in (
            filing.file_held(g.db, g.context, 1, OFFICER),
            filing.split(g.db, g.context, 2, OFFICER),
        ):
            with pytest.raises(NotAllowed, match="line_removed"):
                await act


async def test_a_line_that_does_not_send_holds_what_a_person_makes_it_send(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=[], lines=[configs.mail_line(send=False)]) as g:
        await put(g, 1, "Rác ngõ 3.")
        await filing.file_held(g.db, g.context, 1, OFFICER)
        (outgoing,) = await g.rows("SELECT state, reason FROM outbox")
        assert (outgoing["state"], outgoing["reason"]["code"] == "send.line_does_not_send") == ("held", True)


async def test_a_dismissed_message_cannot_be_replayed_into_a_second_one(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=[]) as g:
        (lease,) = await lines.take(g.db, "line", ["vanmieu-sms"], "t", 60)
        key = f"tel:{NUMBER}"
        piece = Received(digest=b"\x02" * 32, body=b"{}", location="1", sender_key=key, arrived_at=datetime.now(UTC))
        await receive.store_batch(g.db, g.context, lease, Batch(received=(piece,)))
        await process.process_partition(g.db, g.context, inbox.partition_of(key), "d")
        (row,) = await g.rows("SELECT id, outcome FROM messages")
        assert row["outcome"] == "unreadable"
        await attending.dismiss(g.db, g.context, row["id"], "nothing", OFFICER)
        with pytest.raises(NotAllowed):
            await attending.replay(g.db, g.context, row["id"], OFFICER)
        assert await g.rows("SELECT state FROM parts") == [{"state": "unreadable"}]


async def test_any_message_without_a_case_becomes_one_by_one_act(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await contacted(g, "vanmieu-mail", "vanmieu-sms")
        password = "Ma OTP cua ban la 482913. Khong chia se ma nay cho bat ky ai."
        g.text(password)
        g.mail("Trả lời tự động: [HN-7K3M9K]", "Đèn ngõ 3 hỏng.", Auto_Submitted="auto-replied")
        g.mail("Re:", "Cảm ơn phường nhiều!")
        rows = {row["rule"]: row for row in await messages(g, 3)}
        assert set(rows) == {"one_time_password", "automatic", "thanks"}
        assert rows["one_time_password"]["text"] == ""
        for row in rows.values():
            await filing.file_held(g.db, g.context, row["id"], OFFICER)
            with pytest.raises(NotAllowed):
                await filing.file_held(g.db, g.context, row["id"], OFFICER)
        assert len(await g.rows("SELECT 1 FROM cases")) == 3
        (kept,) = await g.rows("SELECT text FROM messages WHERE line = 'vanmieu-sms'")
        assert kept["text"] == password  # the words come back from the raw bytes
        await put(g, 900, "x", outcome="unreadable", rule="unreadable")
        with pytest.raises(NotAllowed):
            await filing.file_held(g.db, g.context, 900, OFFICER)


# --- one mail to two units, or through two aliases (pain 15) ---------------------------------------------------------

UNITS = [dict(configs.UNIT), {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]
TWO: dict[str, dict[str, Any]] = {"vanmieu-mail": {}, "cuanam-mail": {"unit": "cuanam"}}
OTHER = "cuanam-mail@village.example"


async def twice(g: Gateway, words: str, *, to: str, first: str = MAILBOX, second: str = OTHER, **headers: str) -> None:
    """The same mail into two mailboxes, one after the other; `to`: whom it names."""
    for n, box in enumerate((first, second), 1):
        body = running.letter("Phản ánh", words, to=to, Message_ID="<one@citizen.example>", **headers)
        mail.deliver(g.mails, box, f"Delivered-To: {box}\r\n".encode() + body)
        await messages(g, n)


async def test_one_mail_to_two_units_is_one_case_on_both_lines_with_one_answer(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, units=UNITS, mailboxes=TWO) as g:
        await contacted(g, *TWO)
        await twice(g, "Cống tắc ngõ 12.", to=f"{MAILBOX}, {OTHER}")
        await g.settled()
        assert len(g.inbox()) == 1
        (case,) = await g.rows("SELECT * FROM cases")
        assert (case["line"], case["unit"]) == ("vanmieu-mail", "vanmieu")
        async with g.db.connection() as conn:
            (more,) = await cases.lines_of(conn, case["id"])
        assert more == cases.CaseLine(case_id=case["id"], line="cuanam-mail", unit="cuanam", hidden=False)
        kinds = [row["kind"] for row in await g.rows("SELECT kind FROM case_events ORDER BY id")]
        assert kinds == ["opened", "copied"]


async def test_a_unit_reached_by_bcc_is_not_shown_to_the_other(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, units=UNITS, mailboxes=TWO) as g:
        await contacted(g, *TWO)
        await twice(g, "Cống tắc ngõ 12.", to=OTHER)  # vanmieu's mailbox was reached by Bcc, and read first
        await g.settled()
        assert len(g.inbox()) == 1
        (case,) = await g.rows("SELECT * FROM cases")
        assert (case["line"], case["unit"]) == ("cuanam-mail", "cuanam")  # of the unit that the mail names
        async with g.db.connection() as conn:
            (more,) = await cases.lines_of(conn, case["id"])
        assert more == cases.CaseLine(case_id=case["id"], line="vanmieu-mail", unit="vanmieu", hidden=True)


async def test_a_denunciation_to_two_units_is_two_cases_linked(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, units=UNITS, mailboxes=TWO) as g:
        await contacted(g, *TWO)
        await twice(g, "Tôi tố cáo ông A nhận hối lộ.", to=f"{MAILBOX}, {OTHER}")
        found = await g.rows("SELECT line, restricted FROM cases ORDER BY id")
        assert [(row["line"], row["restricted"]) for row in found] == [("vanmieu-mail", True), ("cuanam-mail", True)]
        assert [row["reason"] for row in await g.rows("SELECT reason FROM case_links")] == ["same_mail"]
        assert await g.rows("SELECT 1 FROM case_lines") == []


async def test_one_mail_through_two_aliases_of_a_mailbox_is_one_case_even_in_one_batch(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, start=[]) as g:
        body = running.letter("Phản ánh", "Cống tắc ngõ 12.", Message_ID="<one@citizen.example>")
        other = running.letter("Phản ánh", "Cống tắc ngõ 13.", Message_ID="<one@citizen.example>")
        pieces = [b"Delivered-To: a@x.example\r\n" + body, b"Delivered-To: b@x.example\r\n" + body, other]
        (lease,) = await lines.take(g.db, "line", ["vanmieu-mail"], "t", 60)
        key = f"mailto:{CITIZEN}"
        received = tuple(
            Received(
                digest=bytes([n]) * 32, body=piece, location=f"1/{n}", sender_key=key, arrived_at=datetime.now(UTC)
            )
            for n, piece in enumerate(pieces)
        )
        await receive.store_batch(g.db, g.context, lease, Batch(received=received))
        await process.process_partition(g.db, g.context, inbox.partition_of(key), "d")
        found = [
            (row["outcome"], row["rule"]) for row in await g.rows("SELECT outcome, rule FROM messages ORDER BY id")
        ]
        assert found == [("case", "new_case"), ("follow_up", "copy"), ("case", "new_case")]  # other words: another case
        assert len(await g.rows("SELECT 1 FROM outbox WHERE purpose = 'acknowledgement'")) == 2
