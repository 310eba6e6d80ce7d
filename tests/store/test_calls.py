"""What follows from calls: rows in, cases, texts and notices out; the judging is driven by hand."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.channels import calls as channel
from gateway.channels import registry
from gateway.domain import calendar
from gateway.domain.actor import operator
from gateway.domain.errors import NotAllowed
from gateway.domain.model import RangCall
from gateway.domain.sending_rules import Rules
from gateway.local.processes import free_port
from gateway.runtime.context import Context, bootstrap
from gateway.services import alerts, answering, pace
from gateway.services.calls import calling_back, escalating, judging, receive
from gateway.settings import config
from gateway.store import calls as store
from gateway.store import deadlines, read_models
from gateway.store.database import Database
from tests.support import configs
from tests.support.running import until
from workers import doors

HN = ZoneInfo("Asia/Ho_Chi_Minh")
MOBILE, OTHER, DESK = "0912000001", "0912000002", "02438000009"
LINES = [
    configs.mail_line(),
    configs.sms_line(),
    configs.calls_line(outside_prefix="9"),
    configs.calls_line("vanmieu-sim", number="0590001022", vendor="modem", modem="vanmieu-sms"),
    configs.calls_line("vanmieu-2", number="02438000002", text=False),
]


@dataclass(frozen=True)
class World:
    """An installation whose processes do not run."""

    db: Database
    context: Context

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return [dict(row) for row in await tx.fetch(sql)]


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> World:
    return World(db, await bootstrap(db, config.load(configs.write(tmp_path, lines=LINES), registry)))


def record(caller: str, ago: float, n: int, **more: str) -> dict[str, str]:
    """An Asterisk's record of a call that came in so many seconds ago and rang in vain."""
    at = (datetime.now(UTC) - timedelta(seconds=ago)).astimezone(HN)
    return {
        "calldate": f"{at:%Y-%m-%d %H:%M:%S}",
        "src": caller,
        "dst": "101",
        "did": "02438000001",
        "dstchannel": "PJSIP/101-1",
        "lastapp": "Dial",
        "duration": "20",
        "billsec": "0",
        "disposition": "NO ANSWER",
        "uniqueid": f"{n}.1",
        "linkedid": f"{n}.1",
        **more,
    }


def out(called: str, ago: float, n: int, *, answered: bool) -> dict[str, str]:
    """The office calls somebody."""
    talked = {"billsec": "15", "disposition": "ANSWERED"} if answered else {}
    return record("101", ago, n, did="", dst="9" + called, **talked)


async def told(g: World, *records: dict[str, str], line: str = "vanmieu-calls") -> int:
    """A telephone system tells of these, and no more of them is to come."""
    options = g.context.config.lines[line].options
    assert isinstance(options, channel.CallsOptions)
    pieces = channel.pieces.made(records, options.mapping, datetime.now(UTC))
    await receive.accept(g.db, g.context, line, pieces)
    await g.rows("UPDATE calls SET judge_at = now() WHERE judge_at IS NOT NULL")
    return await judging.judge(g.db, g.context)


async def state(g: World) -> list[tuple[Any, ...]]:
    """Cases of missed calls: sender, state, kind, calls, whether its deadline is met."""
    found = await g.rows(
        "SELECT c.sender, c.state, c.kind, d.done_at IS NOT NULL AS done, c.due_at = d.due_at AS same,"
        " (SELECT count(*) FROM calls WHERE case_id = c.id) AS n"
        " FROM cases c JOIN deadlines d ON d.case_id = c.id AND d.kind = 'call_back' ORDER BY c.id"
    )
    assert all(row["kind"] == "goi_nho" and row["same"] for row in found)
    return [(row["sender"], row["state"], row["n"], row["done"]) for row in found]


async def texts(g: World) -> list[tuple[str, str]]:
    rows = await g.rows("SELECT recipient, text, line FROM outbox WHERE purpose = 'missed_call' ORDER BY id")
    assert all(row["line"] == "vanmieu-sms" for row in rows)
    return [(row["recipient"], row["text"]) for row in rows]


async def test_a_call_on_several_telephones_is_one_missed_call_one_case_one_text_and_the_unit_is_told(
    g: World,
) -> None:
    legs = [record(MOBILE, 60, 1, dstchannel=f"PJSIP/{n}-1") for n in (101, 102, 103)]
    assert await told(g, *legs) == 1
    assert await told(g, *legs) == 1  # the same once more: judged anew, and nothing new is owed
    assert await state(g) == [("tel:+84912000001", "new", 1, False)]
    ((to, words),) = await texts(g)
    assert to == "tel:+84912000001" and "goi" in words and len(words) <= 160
    (notice,) = await g.rows("SELECT audience, template, fields, case_id FROM notices")
    assert (notice["audience"], notice["template"]) == ("unit", "missed_call_task") and notice["case_id"]
    assert "912000001" not in str(notice["fields"])
    async with g.db.connection() as conn:
        (called,) = await g.rows("SELECT started_at FROM calls")
        assert await read_models.last_call(conn, ["vanmieu-calls", "other"]) == {"vanmieu-calls": called["started_at"]}


async def test_a_file_of_which_nothing_can_be_read_is_another_than_was_meant(g: World) -> None:
    options = g.context.config.lines["vanmieu-calls"].options
    assert isinstance(options, channel.CallsOptions)
    pieces = channel.of_file(b"a,b\n1,2\n3,4\n", options, datetime.now(UTC))
    with pytest.raises(NotAllowed, match=r"calls\.nothing_read"):
        await receive.accept(g.db, g.context, "vanmieu-calls", pieces, of_file=True)
    assert await g.rows("SELECT 1 FROM call_legs") == []
    assert await receive.accept(g.db, g.context, "vanmieu-calls", pieces) == 3  # a door keeps what it was told


async def test_a_call_that_somebody_takes_on_any_telephone_is_none(g: World) -> None:
    taken = record(MOBILE, 60, 1, dstchannel="PJSIP/102-1", billsec="9", disposition="ANSWERED")
    await told(g, record(MOBILE, 60, 1), taken)
    assert await state(g) == [] and await texts(g) == []


async def test_several_calls_are_one_case_and_one_text_an_hour_a_new_one_follows_what_was_closed(g: World) -> None:
    await told(g, record(MOBILE, 300, 1))
    await told(g, record(MOBILE, 200, 2), record(OTHER, 200, 3))
    assert await state(g) == [("tel:+84912000001", "new", 2, False), ("tel:+84912000002", "new", 1, False)]
    assert [to for to, _ in await texts(g)] == ["tel:+84912000001", "tel:+84912000002"]
    await told(g, out(MOBILE, 100, 4, answered=True), record(MOBILE, 10, 5))
    assert [row[:3] for row in await state(g)] == [
        ("tel:+84912000001", "closed", 2),
        ("tel:+84912000002", "new", 1),
        ("tel:+84912000001", "new", 1),
    ]
    assert len(await texts(g)) == 2  # within the hour
    await g.rows("UPDATE calls SET texted_at = now() - interval '61 minutes' WHERE texted_at IS NOT NULL")
    await told(g, record(MOBILE, 5, 6))
    assert len(await texts(g)) == 3


async def test_who_calls_back_and_reaches_them_closes_it_from_any_number_of_the_unit(g: World) -> None:
    await told(g, record(MOBILE, 600, 1))
    await told(g, out(MOBILE, 300, 2, answered=False))
    assert await state(g) == [("tel:+84912000001", "new", 1, False)]
    await told(g, {**out(MOBILE, 200, 3, answered=True), "dst": MOBILE}, line="vanmieu-2")
    assert await state(g) == [("tel:+84912000001", "closed", 1, True)]
    events = await g.rows("SELECT kind, detail FROM case_events ORDER BY id")
    assert [(row["kind"], row["detail"].get("reached", False)) for row in events] == [
        ("opened", False),
        ("missed_call", False),
        ("called_back", False),
        ("called_back", True),
    ]


async def test_who_calls_again_and_is_answered_is_spoken_to(g: World) -> None:
    await told(g, record(MOBILE, 600, 1))
    await told(g, record(MOBILE, 300, 2, billsec="30", disposition="ANSWERED"))
    assert await state(g) == [("tel:+84912000001", "closed", 1, True)]


async def test_a_record_that_comes_late_and_says_that_somebody_took_it_closes_its_case(g: World) -> None:
    await told(g, record(MOBILE, 60, 1))
    await told(g, record(MOBILE, 60, 1, dstchannel="PJSIP/102-1", billsec="9", disposition="ANSWERED"))
    assert await state(g) == [("tel:+84912000001", "closed", 1, True)]


async def test_withheld_numbers_are_counted_landlines_are_not_texted_own_numbers_are_nothing(g: World) -> None:
    await told(
        g,
        record("anonymous", 60, 1),
        record(DESK, 60, 2),
        record("0590001022", 60, 3),
        record("102", 60, 4, did=""),
        record("1414", 60, 6),
    )
    await told(g, record(OTHER, 60, 5), line="vanmieu-2")  # whose callers are not texted
    assert await state(g) == [("tel:+842438000009", "new", 1, False), ("tel:+84912000002", "new", 1, False)]
    assert await texts(g) == []
    now = datetime.now(UTC)
    async with g.db.connection() as conn:
        found = await store.figures(conn, now - timedelta(hours=2), now)
    assert sum(row.withheld for row in found) == 1 and sum(row.missed for row in found) == 4


async def test_old_records_from_a_file_owe_no_text_and_very_old_ones_nothing(g: World) -> None:
    day = 86_400
    await told(
        g,
        record(MOBILE, 2 * 3600, 1),
        record(OTHER, 30 * day, 2),
        record(DESK, 3 * day, 3),
        out(DESK, 2 * day, 4, answered=True),
    )
    assert await state(g) == [("tel:+84912000001", "new", 1, False)]
    assert await texts(g) == []
    back = await g.rows(
        "SELECT called_back_at IS NOT NULL AS back FROM calls WHERE direction = 'in' ORDER BY started_at"
    )
    assert [row["back"] for row in back] == [False, True, False]


async def test_a_clock_that_is_years_ahead_and_a_call_that_cannot_be_followed_stop_no_other(
    g: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(g, record(MOBILE, 60, 1, calldate="9999-12-31 10:00:00", duration="0"))
    assert await state(g) == [("tel:+84912000001", "new", 1, False)]
    follow = judging._follow

    async def fails(tx: Any, at: judging.Judging) -> None:
        await follow(tx, at)
        if at.came_to.party == "tel:+84912000002":
            raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(judging, "_follow", fails)
        await told(g, record(OTHER, 90, 2), record(DESK, 60, 3))
    assert [row[0] for row in await state(g)] == ["tel:+84912000001", "tel:+842438000009"]
    await told(g)
    assert [row[0] for row in await state(g)] == ["tel:+84912000001", "tel:+842438000009", "tel:+84912000002"]


async def test_a_text_that_waits_for_the_morning_is_not_sent_to_whom_was_spoken_to_meanwhile(g: World) -> None:
    await told(g, record(OTHER, 600, 1), record(MOBILE, 600, 2))
    await g.rows("DELETE FROM outbox")
    await g.rows("UPDATE calls SET texted_at = NULL, text_at = now() + interval '1 second'")
    await told(g, out(MOBILE, 60, 3, answered=True))
    await g.rows("UPDATE calls SET text_at = now() WHERE text_at IS NOT NULL")
    await judging.judge(g.db, g.context)
    assert [to for to, _ in await texts(g)] == ["tel:+84912000002"]


async def test_a_call_that_rings_at_a_modem_is_noted_on_the_line_that_names_it_however_often_it_is_told(
    g: World,
) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    rang = [
        RangCall(number="0912000001", began=began, ended=began + timedelta(seconds=15)),
        RangCall(number="", began=began + timedelta(seconds=20), ended=began + timedelta(seconds=25)),
    ]
    for several in (rang, rang[:1], rang):
        await receive.note_rang(g.db, g.context, "vanmieu-sms", several)
    await receive.note_rang(g.db, g.context, "another", rang)
    await told(g)
    assert await state(g) == [("tel:+84912000001", "new", 1, False)]
    assert [to for to, _ in await texts(g)] == ["tel:+84912000001"]
    assert [row["line"] for row in await g.rows("SELECT line FROM calls")] == ["vanmieu-sim"] * 2


async def test_a_person_says_what_came_of_calling_back(g: World) -> None:
    await told(g, record(MOBILE, 60, 1))
    (case,) = await g.rows("SELECT id, code FROM cases")
    who = operator("tests")
    await calling_back.called_back(g.db, g.context, case["code"], who, reached=False)
    assert await state(g) == [("tel:+84912000001", "new", 1, False)]
    await calling_back.called_back(g.db, g.context, case["code"], who, reached=True)
    assert await state(g) == [("tel:+84912000001", "closed", 1, True)]
    with pytest.raises(NotAllowed):
        await calling_back.called_back(g.db, g.context, case["code"], who, reached=True)
    async with g.db.connection() as conn:
        (call,) = await store.of_case(conn, case["id"])
        (deadline,) = await deadlines.of_case(conn, case["id"])
    assert call.called_back_at and deadline.done_at
    assert [row["act"] for row in await g.rows("SELECT act FROM audit")] == ["call_back", "call_back"]


async def test_a_call_back_that_is_about_to_be_late_is_told_once_to_who_is_on_duty_and_late_to_the_head(
    g: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "opening", lambda now, *_: now)  # offices are open
    await g.rows(
        "INSERT INTO persons (key, name, mail) VALUES ('an', 'An', 'an@an.example'), ('ha', 'Ha', 'ha@an.example')"
    )
    await g.rows(
        "INSERT INTO shifts (line, person, role, weekdays, begins, ends)"
        " SELECT 'vanmieu-calls', person, role, '1234567', '00:00', '00:00'"
        " FROM (VALUES ('an', 'duty'), ('ha', 'head')) AS v (person, role)"
    )
    await g.rows("UPDATE lines SET state = 'ok', heard_at = now()")
    await told(g, record(MOBILE, 60, 1), record(OTHER, 60, 2))
    await g.rows("DELETE FROM notices")
    assert await escalated(g, "16 minutes") == []
    assert await escalated(g, "14 minutes") == [("an@an.example", "sắp"), ("an@an.example", "sắp")]
    assert await escalated(g, "13 minutes") == []
    await told(g, out(OTHER, 5, 3, answered=True))
    assert await escalated(g, "0 seconds") == [("ha@an.example", "quá")]
    assert await escalated(g, "-1 hour") == []
    (row,) = await g.rows(
        "SELECT count(*) FILTER (WHERE warned_at < escalated_at) AS both, count(*) AS n FROM deadlines"
    )
    assert (row["both"], row["n"]) == (1, 2)


async def test_a_deadline_that_passed_while_nothing_ran_is_told_as_late_to_both(g: World) -> None:
    await told(g, record(MOBILE, 60, 1))
    await g.rows("DELETE FROM notices")
    await g.rows("UPDATE deadlines SET due_at = now() - interval '1 hour'")
    (called,) = await g.rows("UPDATE calls SET started_at = started_at - interval '1 day' RETURNING started_at")
    await escalating.escalate(g.db, g.context)
    found = await g.rows("SELECT audience, template, fields FROM notices ORDER BY id")
    assert [(row["audience"], row["template"]) for row in found] == [
        ("unit", "call_back_late"),
        ("head", "call_back_late"),
    ]
    said = {row["fields"]["received"] for row in found}
    assert said == {called["started_at"].astimezone(HN).strftime("%H:%M %d/%m/%Y")}  # not when the case was opened


async def escalated(g: World, left: str) -> list[tuple[str, str]]:
    """With so much time left: who is told what, in the words' first."""
    await g.rows(f"UPDATE deadlines SET due_at = now() + interval '{left}' WHERE done_at IS NULL")
    await escalating.escalate(g.db, g.context)
    await alerts.watch(g.db, g.context)
    found = await g.rows("DELETE FROM outbox WHERE purpose = 'alert' RETURNING recipient, subject")
    return [
        (row["recipient"].removeprefix("mailto:"), row["subject"].split("] ")[1].split()[0].lower()) for row in found
    ]


async def test_a_text_waits_for_the_end_of_the_quiet_hours_that_hold_for_all_texts(
    g: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=5)
    hours = [moment.astimezone(HN).time() for moment in (until - timedelta(hours=10), until)]
    rules = Rules(old=timedelta(days=7), zone=HN, quiet=(hours[0], hours[1]))
    monkeypatch.setattr(pace, "rules_of", lambda *_: rules)
    await told(g, record(MOBILE, 60, 1))
    assert await texts(g) == []
    (row,) = await g.rows("SELECT text_at FROM calls")
    assert row["text_at"] == until


async def test_an_answer_in_writing_closes_the_deadline_and_leaves_no_text_behind(g: World) -> None:
    await told(g, record(MOBILE, 60, 1))
    await g.rows("UPDATE calls SET text_at = now() + interval '5 hours', texted_at = NULL")
    (case,) = await g.rows("SELECT code FROM cases")
    await answering.answer(g.db, g.context, case["code"], "Mời Ông/Bà đến bộ phận Một cửa.", operator("tests"))
    assert await state(g) == [("tel:+84912000001", "answered", 1, True)]
    assert (await g.rows("SELECT text_at FROM calls"))[0]["text_at"] is None
    async with g.db.connection() as conn:
        assert await store.to_call_back(conn) == []


async def test_who_was_texted_within_the_hour_is_known_by_the_open_case_of_the_call(g: World) -> None:
    await told(g, record(MOBILE, 60, 1), record(DESK, 60, 2), record(OTHER, 60, 3))
    await told(g, out(OTHER, 30, 4, answered=True))
    parties = ["tel:+84912000001", "tel:+84912000002", "tel:+842438000009"]
    async with g.db.transaction() as tx:
        assert list(await store.texted_cases(tx, parties)) == ["tel:+84912000001"]
        await tx.execute("UPDATE calls SET texted_at = texted_at - interval '61 minutes'")
        assert await store.texted_cases(tx, parties) == {}


async def test_figures_of_a_line_and_hour(g: World) -> None:
    base = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    ago = (datetime.now(UTC) - base).total_seconds()
    await told(
        g,
        record(MOBILE, ago - 60, 1),
        record(OTHER, ago - 120, 2),
        record(DESK, ago - 180, 3, billsec="5", disposition="ANSWERED"),
    )
    await told(g, out(MOBILE, ago - 360, 4, answered=True))
    async with g.db.connection() as conn:
        (row,) = await store.figures(conn, base, base + timedelta(hours=1), ["vanmieu-calls"])
        waiting = await store.to_call_back(conn)
    assert (row.hour, row.calls, row.missed, row.called_back, row.in_time) == (base, 3, 2, 1, 1)
    assert row.median_seconds and 290 <= row.median_seconds <= 330
    assert [(one.sender, one.calls) for one in waiting] == [("tel:+84912000002", 1)]


async def test_a_record_that_cannot_be_read_is_kept_and_counted(g: World) -> None:
    await told(g, {"src": MOBILE, "disposition": "NO ANSWER"}, {"uniqueid": "9", "src": MOBILE, "calldate": "soon"})
    async with g.db.connection() as conn:
        (row,) = await store.unread(conn)
    assert row.n == 2 and row.reason.code.startswith("calls.")


async def test_the_doors_process_takes_a_line_over_tcp_and_says_what_stops_one(tmp_path: Path, db: Database) -> None:
    tcp, taken = free_port(), free_port()
    lines = [
        *LINES[:2],
        configs.calls_line(vendor="3cx", tcp_port=tcp),
        configs.calls_line("vanmieu-2", number="02438000002", vendor="3cx", tcp_port=taken),
    ]
    written = configs.write(tmp_path, lines=lines, doors={"port": free_port()})
    g = World(db, await bootstrap(db, config.load(written, registry)))
    async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", taken):
        serving = asyncio.ensure_future(doors.serve(db, g.context, None))
        try:
            states = "SELECT name, state, error FROM lines WHERE channel = 'calls' AND state <> 'unknown' ORDER BY name"
            second, first = await until(lambda: _both(g, states))
            assert (second["state"], second["error"]["code"]) == ("failing", "calls.port_not_opened")
            assert first["state"] == "ok"
            _, writer = await asyncio.open_connection("127.0.0.1", tcp)
            writer.write(
                b"Call 7,_X,00:00:21,2026/11/27 01:10:00,,2026/11/27 01:10:21,no_answer,0912000001,Ext.101\r\n"
            )
            writer.close()
            (leg,) = await until(lambda: g.rows("SELECT line, caller FROM call_legs"))
            assert (leg["line"], leg["caller"]) == ("vanmieu-calls", "tel:+84912000001")
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


async def _both(g: World, sql: str) -> list[dict[str, Any]]:
    found = await g.rows(sql)
    return found if len(found) == 2 else []
