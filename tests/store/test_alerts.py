"""Who is notified of what, when, and by which line: the clock is driven by hand, changes and notices are rows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.email.reasons import IMAP_SILENT
from gateway.channels.sms.reasons import BUSY
from gateway.domain import reasons
from gateway.domain.duty import Person, Shift
from gateway.domain.model import Kind
from gateway.domain.reasons import Reason
from gateway.domain.text import segments
from gateway.ops.health import findings, upkeep
from gateway.replies import wording
from gateway.services import alerts
from gateway.services.reasons import SENDER_ADVISED
from gateway.store import notices, people
from gateway.store.notices import Notice
from tests.support import configs, running
from tests.support.running import Gateway

PHONE = "tel:+84590009001"
MAIL = "mailto:operator@village.example"
LINES = [
    configs.mail_line(),
    configs.mail_line("cuanam-mail"),
    configs.sms_line(),
    configs.sms_line("sim-2", number="+84590001023"),
]


@pytest.fixture
async def g(tmp_path: Path, db_url: str) -> AsyncIterator[Gateway]:
    operator = {"mail": "operator@village.example", "sms": "+84 590 009 001"}
    async with running.gateway(tmp_path, db_url, start=[], lines=LINES, operator=operator) as gateway:
        await gateway.rows("UPDATE lines SET state = 'ok', heard_at = now() + interval '1 day'")
        yield gateway


async def change(g: Gateway, line: str, after: str, ago: float, error: Reason | None = None) -> None:
    """A line changed its state so many seconds ago."""
    before = "ok" if after == "failing" else "failing"
    at = datetime.now(UTC) - timedelta(seconds=ago)
    await g.rows(
        "INSERT INTO line_events (line, before, after, errors, at) VALUES ($1, $2, $3, $4, $5)",
        line,
        before,
        after,
        [error] if error else [],
        at,
    )
    await g.rows("UPDATE lines SET state = $2 WHERE name = $1", line, after)


async def notified(g: Gateway) -> list[tuple[str, str, str]]:
    """What came into the outbox since the last look: recipient, line, all the words."""
    await alerts.watch(g.db, g.context)
    rows = await g.rows(
        "UPDATE outbox SET automatic = false WHERE automatic "
        "RETURNING id, recipient, line, subject || ' ' || text AS words"
    )
    return [(row["recipient"], row["line"], row["words"]) for row in sorted(rows, key=lambda row: row["id"])]


async def unnotified(g: Gateway) -> list[dict[str, Any]]:
    return await g.rows(
        "SELECT line FROM line_events WHERE notified_at IS NULL"
        " UNION ALL SELECT name FROM notices WHERE notified_at IS NULL"
    )


async def test_a_mail_outage_is_told_by_sms_while_it_lasts_and_by_mail_afterwards_from_when_to_when(g: Gateway) -> None:
    for line in ("vanmieu-mail", "cuanam-mail"):
        await change(g, line, "failing", 152, IMAP_SILENT)
    during = await notified(g)
    assert [(to, by) for to, by, _ in during] == [(PHONE, "vanmieu-sms")] * 2
    assert all("ngung hoat dong tu" in words and "may chu thu khong tra loi" in words for _, _, words in during)
    assert all(len(segments(words.strip())) == 1 for _, _, words in during)
    assert await notified(g) == []
    await change(g, "vanmieu-mail", "ok", 0)
    after = await notified(g)
    assert {(to, by) for to, by, _ in after} == {(PHONE, "vanmieu-sms"), (MAIL, "vanmieu-mail")}
    mails = [words for to, _, words in after if to == MAIL]
    assert any("vanmieu-mail đã hoạt động lại" in words and "ngừng hoạt động từ" in words for words in mails)
    assert any("cuanam-mail gặp sự cố" in words for words in mails)
    assert all("máy chủ thư không trả lời" in words for words in mails)
    await change(g, "cuanam-mail", "ok", 0)
    assert [to for to, _, _ in await notified(g)] == [MAIL], "the fourth text of an hour waits for its gap"
    await g.rows("UPDATE outbox SET created_at = created_at - interval '20 seconds'")
    assert [to for to, _, _ in await notified(g)] == [PHONE]
    assert await unnotified(g) == []


async def test_a_text_never_goes_by_the_line_that_is_broken(g: Gateway) -> None:
    await change(g, "vanmieu-sms", "failing", 300, BUSY)
    assert [(to, by) for to, by, _ in await notified(g)] == [(MAIL, "vanmieu-mail"), (PHONE, "sim-2")]
    await change(g, "sim-2", "failing", 200, BUSY)
    assert [(to, by) for to, by, _ in await notified(g)] == [(MAIL, "vanmieu-mail")]
    await change(g, "sim-2", "ok", 0)
    assert sorted((to, by) for to, by, _ in await notified(g)) == [(MAIL, "vanmieu-mail"), (PHONE, "sim-2")]


async def test_a_flap_within_the_grace_is_told_to_nobody(g: Gateway) -> None:
    await change(g, "cuanam-mail", "failing", 30)
    await change(g, "cuanam-mail", "ok", 29)
    assert await notified(g) == []
    assert await unnotified(g) == []


async def test_what_just_stopped_waits_for_the_grace(g: Gateway) -> None:
    await change(g, "cuanam-mail", "failing", 0)
    assert await notified(g) == []
    assert await unnotified(g) == [{"line": "cuanam-mail"}]


async def test_changes_of_removed_lines_stop_no_alert(g: Gateway) -> None:
    await g.rows("INSERT INTO lines (name, channel, address) VALUES ('gone', 'sms', 'tel:+84590009999')")
    await g.rows(
        "INSERT INTO line_events (line, before, after) SELECT 'gone', 'ok', 'failing' FROM generate_series(1, 500)"
    )
    await change(g, "cuanam-mail", "failing", 300)
    assert len(await notified(g)) == 2
    assert await unnotified(g) == []


async def test_many_lines_that_stop_at_once_are_told_in_one_mail_and_one_text(g: Gateway) -> None:
    for line in ("cuanam-mail", "vanmieu-sms", "vanmieu-mail"):
        for n in range(2):
            await change(g, line, "failing", 400 - n)
    await change(g, "vanmieu-mail", "ok", 0)
    async with g.db.transaction() as tx:
        await notices.write(tx, [finding("one"), finding("two"), finding("one")])
    (mail, text) = await notified(g)
    assert (mail[0], text[0]) == (MAIL, PHONE)
    assert mail[2].startswith("5 việc") and all(
        word in mail[2] for word in ("cuanam-mail ngừng", "vanmieu-sms", "Chuyện one.", "Chuyện two.")
    )
    assert len(segments(text[2].strip())) == 1
    assert await unnotified(g) == []


def low_rating(unit: str, n: int) -> Notice:
    fields = {"unit": unit, "code": f"HN-00000{n}", "n": "1"}
    key = f"low_rating:{n}"
    return Notice(audience="unit", template="low_rating", key=key, name=fields["code"], fields=fields)


async def test_a_unit_is_told_at_its_own_address_and_for_one_that_has_none_the_operator(
    tmp_path: Path, db_url: str
) -> None:
    units = [{**configs.UNIT, "mail": "can-bo@village.example"}, {**configs.UNIT, "key": "cuanam"}]
    operator = {"mail": "operator@village.example", "sms": "+84 590 009 001"}
    async with running.gateway(tmp_path, db_url, start=[], lines=LINES, units=units, operator=operator) as g:
        await g.rows("UPDATE lines SET state = 'ok', heard_at = now() + interval '1 day'")
        for unit, people in (("vanmieu", ["mailto:can-bo@village.example"]), ("cuanam", [MAIL, PHONE]), ("x", [])):
            async with g.db.transaction() as tx:
                await notices.write(tx, [low_rating(unit, len(unit))])
            seen = await notified(g)
            assert [to for to, _, _ in seen] == (people or [MAIL, PHONE]), (
                "whoever was a unit's before is the operator's"
            )
            assert all(f"HN-00000{len(unit)}" in words for _, _, words in seen)
        async with g.db.transaction() as tx:
            await notices.write(tx, [low_rating("vanmieu", n) for n in range(20, 25)])
        ((to, _, words),) = await notified(g)
        assert to == "mailto:can-bo@village.example" and "5 việc cần đơn vị xem" in words
        assert await unnotified(g) == []


def finding(name: str) -> Notice:
    fields = {"what": reasons.text(f"Chuyện {name}.")}
    return Notice(audience="operator", template="finding", key=name, name=name, fields=fields)


async def test_a_finding_is_written_down_as_a_code_and_sent_in_words(g: Gateway) -> None:
    found = findings.finding("backup_old", age=timedelta(days=2, hours=3), cause=upkeep.reason("room", "9 > 5 MiB"))
    async with g.db.transaction() as tx:
        await notices.write(tx, [findings.notice(found, "today"), findings.notice(found, "today")])
    (row,) = await g.rows("SELECT fields FROM notices")
    cause = {"code": "backup.room", "detail": "9 > 5 MiB"}
    assert row["fields"] == {"what": {"code": "finding.backup_old", "age": {"seconds": 183600.0}, "cause": cause}}
    (mail, text) = await notified(g)
    assert mail[2].startswith("Hệ thống tiếp nhận cần được xem: sao lưu ")
    assert "Không có bản sao lưu tốt trong 2 ngày qua:" in mail[2] and "9 > 5 MiB" in mail[2]
    assert "./gw backup" in mail[2]
    assert text[2].startswith(" He thong tiep nhan: Khong co ban sao luu tot trong 2 ngay qua:")


async def emergencies(g: Gateway, numbers: range) -> None:
    async with g.db.transaction() as tx:
        await notices.write(
            tx,
            [
                Notice(
                    audience="duty",
                    template="alert",
                    key=f"message:{n}",
                    name=f"HN-00{n:04}",
                    fields={
                        "unit": "vanmieu",
                        "code": f"HN-00{n:04}",
                        "kind": wording.KINDS[Kind.FEEDBACK],
                        "line": "sim-2",
                        "received": "08:00 26/11/2026",
                        "told": SENDER_ADVISED,
                    },
                )
                for n in numbers
            ],
        )


async def test_of_many_emergencies_the_first_are_told_each_then_all_together_and_none_is_untold(g: Gateway) -> None:
    seen = []
    for n in range(12):
        await emergencies(g, range(n, n + 1))
        seen += await notified(g)
        await g.rows("UPDATE outbox SET created_at = created_at - interval '1 second'")
    assert len(seen) == 6, "three mails and three texts, then they wait"
    await g.rows("UPDATE outbox SET created_at = created_at - interval '20 seconds'")
    seen += await notified(g)
    assert len(seen) == 8
    mails = " ".join(words for to, _, words in seen if to == MAIL)
    assert all(f"HN-00{n:04}" in mails for n in range(12))
    assert "9 tin" in seen[-1][2] and "+" in seen[-1][2] and len(segments(seen[-1][2].strip())) == 1
    assert await unnotified(g) == []


async def test_an_emergency_is_told_by_a_mail_line_that_only_cannot_be_read(g: Gateway) -> None:
    await g.rows("UPDATE lines SET state = 'failing', error = '{\"code\": \"imap.does_not_answer\"}'")
    await g.rows("UPDATE lines SET send_error = '{\"code\": \"smtp.does_not_answer\"}' WHERE name = 'vanmieu-mail'")
    await emergencies(g, range(1))
    assert [(to, by) for to, by, _ in await notified(g)] == [(MAIL, "cuanam-mail")]
    await g.rows("UPDATE lines SET state = 'ok' WHERE name = 'sim-2'")
    assert [(to, by) for to, by, _ in await notified(g)] == [(PHONE, "sim-2")]


async def test_alerts_by_sms_have_a_ceiling_an_hour_and_the_mail_goes_on(g: Gateway) -> None:
    words = "x" * 160 * alerts.SMS_SEGMENTS_HOUR
    await g.rows(
        "INSERT INTO outbox (line, cause, purpose, recipient, text, priority, automatic, created_at) "
        "VALUES ('sim-2', 'duty:0', 'alert', $1, $2, 0, false, now() - interval '50 minutes')",
        PHONE,
        words,
    )
    await emergencies(g, range(1))
    assert [to for to, _, _ in await notified(g)] == [MAIL]


async def test_the_same_change_after_a_restore_has_a_message_id_of_its_own(g: Gateway) -> None:
    seen = set()
    for _ in range(2):
        await g.rows("TRUNCATE line_events RESTART IDENTITY")
        await g.rows("DELETE FROM outbox")
        await change(g, "sim-2", "failing", 300)
        await notified(g)
        seen |= {row["message_id"] for row in await g.rows("SELECT message_id FROM outbox WHERE message_id <> ''")}
    assert len(seen) == 2


async def test_a_notice_of_an_older_program_without_a_newer_field_is_told_and_stops_no_other(g: Gateway) -> None:
    await emergencies(g, range(1))
    await g.rows("UPDATE notices SET fields = fields - 'told'")
    await emergencies(g, range(1, 2))
    assert len(await notified(g)) >= 2


LAN = ["mailto:lan@village.example", "tel:+84590001101"]


async def on_duty(g: Gateway) -> None:
    """Lan has a mailbox and a mobile, and is on duty for one of the numbers at any hour."""
    lan = Person(key="lan", name="Lan", phone="tel:+84590001101", mail="lan@village.example")
    shift = Shift(line="sim-2", person="lan", role="duty", weekdays="1234567")
    async with g.db.transaction() as tx:
        await people.save_persons(tx, [lan])
        await people.save_shifts(tx, [shift])


async def test_whoever_is_on_duty_is_told_of_their_own_line_by_the_lines_that_work(g: Gateway) -> None:
    await on_duty(g)
    await change(g, "sim-2", "failing", 100)
    seen = await notified(g)
    assert [to for to, _, _ in seen] == [MAIL, PHONE, *LAN]
    assert "sim-2" not in {line for _, line, _ in seen}
    await change(g, "vanmieu-sms", "failing", 100)
    assert {to for to, _, _ in await notified(g)} == {MAIL}  # no number is left to text by, and Lan has another line
    await change(g, "sim-2", "ok", 0)
    assert {to for to, _, _ in await notified(g)} >= set(LAN)


def task(line: str, n: int) -> Notice:
    fields = {"unit": "vanmieu", "line": line, "code": f"HN-00000{n}", "received": "09:00", "until": "10:00"}
    return Notice(audience="unit", template="missed_call_task", key=f"task:{n}", name=fields["code"], fields=fields)


async def test_a_task_goes_to_who_is_on_duty_for_its_line_else_to_the_unit(g: Gateway) -> None:
    await on_duty(g)
    async with g.db.transaction() as tx:
        await notices.write(tx, [task("sim-2", 1), task("vanmieu-sms", 2), low_rating("vanmieu", 3)])
    seen = await notified(g)
    told = {who: " ".join(words for to, _, words in seen if to == who) for who, _, _ in seen}
    found = {who: [n for n in (1, 2, 3) if f"HN-00000{n}" in words] for who, words in told.items()}
    assert found == {LAN[0]: [1], LAN[1]: [1], MAIL: [2, 3], PHONE: [2, 3]}
    assert await unnotified(g) == []
