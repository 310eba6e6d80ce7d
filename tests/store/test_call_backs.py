"""Calling back: by when, who is told of what is late, and what closes it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain import calendar
from gateway.domain.actor import superuser
from gateway.domain.errors import NotAllowed
from gateway.domain.sending_rules import Rules
from gateway.services import alerts, pace
from gateway.services.calls import calling_back, escalating
from gateway.services.casework import answering
from gateway.store import calls as store
from gateway.store import deadlines
from gateway.store.database import Database
from tests.support.missed_calls import DESK, HN, MOBILE, OTHER, World, opened, out, record, state, texts, told


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> World:
    return await opened(tmp_path, db)


async def test_a_person_says_what_came_of_calling_back(g: World) -> None:
    await told(g, record(MOBILE, 60, 1))
    (case,) = await g.rows("SELECT id, code FROM cases")
    who = superuser("tests")
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
    await answering.answer(g.db, g.context, case["code"], "Mời Ông/Bà đến bộ phận Một cửa.", superuser("tests"))
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
