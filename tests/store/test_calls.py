"""What follows from calls: rows in, cases, texts and notices out; the judging is driven by hand."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import calls as channel
from gateway.channels import registry
from gateway.domain.errors import NotAllowed
from gateway.domain.model import RangCall
from gateway.local.processes import free_port
from gateway.runtime.context import bootstrap
from gateway.runtime.current import Current
from gateway.services.calls import judging, receive
from gateway.settings import config
from gateway.store import calls as store
from gateway.store import read_models
from gateway.store.database import Database
from tests.support import configs
from tests.support.missed_calls import DESK, LINES, MOBILE, OTHER, World, opened, out, record, state, texts, told
from tests.support.running import until
from workers import doors


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> World:
    return await opened(tmp_path, db)


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
        serving = asyncio.ensure_future(doors.serve(db, Current(g.context), None))
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
