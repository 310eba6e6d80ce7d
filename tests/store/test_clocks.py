"""The clocks of cases in the database: opened with them, told of until an act, paused, begun anew. Driven by hand."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.channels import registry
from gateway.domain import calendar
from gateway.domain.actor import superuser
from gateway.domain.deadlines import clock
from gateway.domain.deadlines.terms import Office, parse
from gateway.domain.model import Received
from gateway.domain.permissions import Act
from gateway.runtime.context import Context, bootstrap
from gateway.services import alerts, restricting
from gateway.services.casework import answering, performing
from gateway.services.clocks import pausing, reminding
from gateway.services.intake import process, receive
from gateway.settings import config
from gateway.store import cases
from gateway.store.database import Database
from tests.support import configs
from tests.support.running import letter

HN = ZoneInfo("Asia/Ho_Chi_Minh")
CITIZEN = "mai@citizen.example"
WHO = superuser("tests")
LAMP = "Đèn đường ngõ 12 Văn Miếu hỏng ba hôm nay, đề nghị cho sửa."
BUSY = {"visit": 60, "lease": 60}  # a machine that does much else may read a mail for seconds
LINE = configs.mail_line(authserv_id="village.example")
PROVEN = "village.example; dmarc=pass header.from=citizen.example"
STEPS = ("deadline_soon", "deadline_late")


@dataclass(frozen=True)
class World:
    """An installation whose processes do not run."""

    db: Database
    context: Context

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return [dict(row) for row in await tx.fetch(sql, *arguments)]

    async def mail(self, words: str, subject: str = "Một việc", **headers: str) -> str:
        """A citizen's mail, registered; the code of its case."""
        body = letter(subject, words, sender=CITIZEN, to="vanmieu-mail@village.example", **headers)
        piece = Received.by_route(body, f"mailto:{CITIZEN}", datetime.now(UTC))
        (partition,) = await receive.accept(self.db, self.context, "vanmieu-mail", [piece])
        assert await process.process_partition(self.db, self.context, partition, "tests") == 1
        (row,) = await self.rows("SELECT code FROM cases ORDER BY id DESC LIMIT 1")
        return str(row["code"])

    async def clocks(self) -> dict[tuple[str, int], dict[str, Any]]:
        return {(row["kind"], row["round"]): row for row in await self.rows("SELECT * FROM deadlines")}

    async def reminded(self) -> list[tuple[str, str, str]]:
        """Remind now: audience, template and matter of what was written down."""
        await reminding.remind(self.db, self.context)
        found = await self.rows(
            "DELETE FROM notices WHERE template LIKE 'deadline_%' RETURNING audience, template, fields, id"
        )
        return sorted((row["audience"], row["template"], row["fields"]["matter"]["code"]) for row in found)

    async def age(self, kind: str, share: float) -> None:
        """Make the clocks of a kind as old as if that share of their time had passed by now."""
        newest = "SELECT * FROM deadlines WHERE kind = $1 AND done_at IS NULL ORDER BY case_id DESC LIMIT 1"
        (row,) = await self.rows(newest, kind)
        whole = row["due_at"] - row["counted_from"]
        await self.rows(
            "UPDATE deadlines SET counted_from = now() - $2::interval, due_at = now() + $3::interval, look_at = now()"
            " WHERE kind = $1 AND done_at IS NULL RETURNING kind",
            kind,
            whole * share,
            whole * (1 - share),
        )


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> World:
    """A ward of Hà Nội that never closes: what is tried here is not the calendar."""
    unit = {**configs.UNIT, "office_hours": [["00:00", "23:59"]]}
    units = [unit, {**unit, "key": "cuanam", "name": "UBND P.Cửa Nam", "mail": "cuanam@village.example"}]
    settings = config.load(
        configs.write(tmp_path, times={**BUSY, "profile": "hanoi"}, units=units, lines=[LINE]), registry
    )
    every_day = calendar.Calendars(common=calendar.Calendar(make_up=frozenset(_days())))
    context = await bootstrap(db, settings)
    return World(db, replace(context, config=replace(context.config, calendars=every_day)))


def _days() -> list[Any]:
    today = datetime.now(UTC).date()
    return [today + timedelta(days=n) for n in range(-60, 60)]


async def test_a_case_begins_with_its_clocks_in_the_statement_that_opens_it(g: World) -> None:
    await g.mail(LAMP)
    (case,) = await g.rows("SELECT * FROM cases")
    found = await g.clocks()
    assert {kind: row["term"] for (kind, _), row in found.items()} == {
        "accept": "8 working hours",
        "transfer": "8 working hours",
        "answer": "5 working days",
        "progress": "7 days",
    }
    unit = g.context.config.units["vanmieu"]
    office = Office(calendar=g.context.config.calendars.common, hours=unit.office_hours, zone=HN)
    for (kind, round), row in found.items():
        expected = clock.started(parse(row["term"]), row["counted_from"], office)
        first = clock.next_look(expected, 0, row["counted_from"], office)
        assert (row["due_at"], row["look_at"], round, row["urgent"]) == (expected.due_at, first, 1, False), kind
        assert row["counted_from"] == case["last_message_at"]
    assert case["due_at"] == found["answer", 1]["due_at"]


async def test_without_a_profile_the_answer_alone_has_a_clock(tmp_path: Path, db: Database) -> None:
    g = World(db, await bootstrap(db, config.load(configs.write(tmp_path, times=BUSY), registry)))
    await g.mail(LAMP)
    (case,) = await g.rows("SELECT due_at FROM cases")
    ((key, row),) = (await g.clocks()).items()
    assert (key, row["term"], row["due_at"]) == (("answer", 1), "10 working days", case["due_at"])


async def test_an_emergency_is_reminded_of_at_any_hour(g: World) -> None:
    await g.mail("Cháy nhà ở ngõ 5 Văn Miếu, có người mắc kẹt, cứu với!")
    found = await g.clocks()
    assert {row["urgent"] for row in found.values()} == {True}
    accept, answer = found["accept", 1], found["answer", 1]
    assert (accept["term"], answer["term"]) == ("30 minutes", "4 working hours")
    assert accept["look_at"] - accept["counted_from"] == timedelta(minutes=15)


async def test_of_each_step_those_are_told_who_must_be_and_an_act_ends_it(g: World) -> None:
    code = await g.mail(LAMP)
    await g.rows("DELETE FROM deadlines WHERE kind NOT IN ('answer') RETURNING kind")
    assert await g.reminded() == []
    answer = "deadline.answer"
    for share, told in (
        (0.49, []),
        (0.51, [("unit", "deadline_soon", answer)]),
        (0.7, []),
        (0.81, [("unit", "deadline_soon", answer)]),
        (0.95, []),
        (1.01, [("head", "deadline_late", answer), ("unit", "deadline_late", answer)]),
        (1.1, []),
        (1.3, [(who, "deadline_late", answer) for who in ("head", "operator", "unit")]),
    ):
        await g.age("answer", share)
        assert await g.reminded() == told, share
        assert await g.reminded() == [], share  # who looks again tells nobody again
    await g.age("answer", 1.4)
    assert len(await g.reminded()) == 3  # and so on each day
    await answering.answer(g.db, g.context, code, "Đèn đã sửa xong.", WHO)
    await g.rows("UPDATE deadlines SET look_at = now() RETURNING kind")
    assert await g.reminded() == []
    assert all(row["done_at"] for row in (await g.clocks()).values())


async def test_a_unit_that_is_asked_to_take_a_case_over_is_reminded_itself(g: World) -> None:
    code, asked = await g.mail(LAMP), "deadline.take_over"

    async def does(act: Act, **form: str) -> None:
        await performing.perform(g.db, g.context, WHO, code, act, form)

    async def told() -> list[tuple[str, str]]:
        """Audiences and units of what was written down of it."""
        await reminding.remind(g.db, g.context)
        rows = await g.rows("DELETE FROM notices RETURNING audience, fields")
        of_it = (row for row in rows if row["fields"].get("matter", {"code": ""})["code"] == asked)
        return sorted((row["audience"], row["fields"]["unit"]) for row in of_it)

    # whatever is said ends it; who is asked next has the whole of the time
    for act in (Act.DECLINE, Act.TAKE_BACK, Act.TAKE_OVER):
        await does(Act.HAND_ON, unit="cuanam", reason="đúng địa bàn")
        row = (await g.clocks())["take_over", 1]
        assert (row["term"], row["step"], row["done_at"]) == ("1 working day", 0, None)
        assert await told() == []
        await g.age("take_over", 0.6)
        assert await told() == [("unit", "cuanam")]
        await g.age("take_over", 1.01)
        assert await told() == [("head", "cuanam"), ("unit", "cuanam")]
        await does(act, reason="không phải")
        await g.rows("UPDATE deadlines SET look_at = now() WHERE kind = 'take_over' RETURNING kind")
        assert await told() == []
        if act is Act.DECLINE:
            await g.rows("UPDATE cases SET declined = 0 RETURNING 1")


async def test_a_state_that_is_reached_ends_what_it_was_due_for(g: World) -> None:
    await g.mail(LAMP)
    (case,) = await g.rows("SELECT id FROM cases")
    for state, left in (
        ("accepted", {"transfer", "answer", "progress"}),
        ("in_progress", {"answer", "progress"}),
        ("transferred", {"answer", "progress"}),
        ("answered", set()),
    ):
        async with g.db.transaction() as tx:
            assert await cases.change(tx, case["id"], state)
        assert {kind for (kind, _), row in (await g.clocks()).items() if not row["done_at"]} == left, state
    async with g.db.transaction() as tx:
        assert not await cases.change(tx, case["id"], "accepted")  # what is not allowed ends nothing either


async def test_a_look_that_was_missed_tells_of_the_step_that_is_reached_once(g: World) -> None:
    await g.mail(LAMP)
    await g.rows("DELETE FROM deadlines WHERE kind NOT IN ('answer') RETURNING kind")
    await g.age("answer", 1.05)
    assert [template for _, template, _ in await g.reminded()] == ["deadline_late", "deadline_late"]
    assert (await g.clocks())["answer", 1]["step"] == 100


async def test_two_who_look_at_once_tell_once(g: World) -> None:
    await g.mail(LAMP)
    await g.age("accept", 0.6)
    await asyncio.gather(*(reminding.remind(g.db, g.context) for _ in range(4)))
    (row,) = await g.rows("SELECT count(*) AS n FROM notices WHERE template = ANY($1::text[])", list(STEPS))
    assert row["n"] == 1


async def test_who_is_on_duty_and_their_head_get_what_is_late_by_mail_and_many_at_once_as_one(g: World) -> None:
    await g.rows(
        "INSERT INTO persons (key, name, mail) VALUES ('an', 'An', 'an@an.example'), ('ha', 'Ha', 'ha@an.example')"
        " RETURNING key"
    )
    await g.rows(
        "INSERT INTO shifts (line, person, role, weekdays, begins, ends)"
        " SELECT 'vanmieu-mail', person, role, '1234567', '00:00', '00:00'"
        " FROM (VALUES ('an', 'duty'), ('ha', 'head')) AS v (person, role) RETURNING line"
    )
    await g.rows("UPDATE lines SET state = 'ok', heard_at = now() RETURNING name")
    code = await g.mail(LAMP)
    await g.rows("DELETE FROM deadlines WHERE kind <> 'answer' RETURNING kind")
    await g.age("answer", 1.01)
    assert [(to, code in subject, "Quá hạn" in subject) for to, subject in await alerted(g)] == [
        ("an@an.example", True, True),
        ("ha@an.example", True, True),
    ]
    await g.rows("DELETE FROM notices RETURNING id")
    for street in ("Hàng Bột", "Cát Linh", "Ngô Sĩ Liên", "Quốc Tử Giám", "Trần Quý Cáp"):
        await g.mail(f"Cống ở phố {street} tắc, nước ngập cả vỉa hè, đề nghị phường xem.", subject=f"Ngập {street}")
    await g.rows("DELETE FROM deadlines WHERE kind <> 'answer' RETURNING kind")
    await g.age("answer", 1.01)
    told = await alerted(g)
    assert [to for to, _ in told] == ["an@an.example", "ha@an.example"]  # one mail each, of five cases


async def alerted(g: World) -> list[tuple[str, str]]:
    """Remind and notify: who got what, by its subject."""
    await reminding.remind(g.db, g.context)
    await alerts.watch(g.db, g.context)
    found = await g.rows("DELETE FROM outbox WHERE purpose = 'alert' RETURNING recipient, subject, text")
    assert not any(CITIZEN in row["text"] or "Đèn" in row["text"] for row in found)
    return sorted((row["recipient"].removeprefix("mailto:"), row["subject"]) for row in found)


async def test_nothing_of_the_citizen_is_in_a_reminder_and_of_a_restricted_case_the_unit_hears_nothing(
    g: World,
) -> None:
    code = await g.mail(LAMP)
    await restricting.restrict(g.db, g.context, code, "to_cao", "nêu tên cán bộ", WHO)
    await g.rows("DELETE FROM deadlines WHERE kind NOT IN ('answer') RETURNING kind")
    await g.age("answer", 1.3)
    await reminding.remind(g.db, g.context)
    (row,) = await g.rows("SELECT audience, name, fields::text AS said FROM notices WHERE template = 'deadline_late'")
    assert (row["audience"], row["name"]) == ("operator", code)
    assert not any(word in row["said"] for word in ("Đèn", CITIZEN, "Một việc", "nêu tên"))


async def test_a_case_that_is_closed_is_forgotten_and_one_of_a_removed_unit_waits(g: World) -> None:
    await g.mail(LAMP)
    await g.rows("UPDATE cases SET state = 'closed' RETURNING id")
    await g.age("answer", 1.3)
    assert await g.reminded() == []
    assert (await g.clocks())["answer", 1]["look_at"] is None
    await g.rows("UPDATE cases SET state = 'new', unit = 'gone' RETURNING id")
    await g.age("answer", 1.3)
    assert await g.reminded() == []
    found = (await g.clocks())["answer", 1]
    assert found["step"] == 0
    assert found["look_at"] > datetime.now(UTC) + timedelta(hours=23)


async def test_a_case_that_is_open_again_has_clocks_of_its_own_and_the_first_due_time_stays(g: World) -> None:
    code = await g.mail(LAMP)
    before = await g.clocks()
    await answering.answer(g.db, g.context, code, "Đèn đã sửa xong.", WHO)
    await g.mail("Đèn vẫn chưa sáng, đề nghị xem lại.", subject=f"Re: [{code}] Trả lời", Authentication_Results=PROVEN)
    (case,) = await g.rows("SELECT state, due_at FROM cases")
    again = await g.clocks()
    assert (case["state"], case["due_at"]) == ("reopened", again["answer", 2]["due_at"]), "what its citizen is told"
    assert again.keys() == {(kind, round) for kind, _ in before for round in (1, 2)}
    for key, row in again.items():
        assert bool(row["done_at"]) == (key in before)
        assert key not in before or row["due_at"] == before[key]["due_at"]
    await g.age("answer", 1.3)
    assert len(await g.reminded()) == 3


async def test_while_the_citizen_is_asked_no_time_passes_and_a_date_that_moves_is_written_down(g: World) -> None:
    code = await g.mail(LAMP)
    (case,) = await g.rows("SELECT id, due_at FROM cases WHERE code = $1", code)
    unit, asked = g.context.config.units["vanmieu"], datetime.now(UTC) + timedelta(hours=2)
    async with g.db.transaction() as tx:
        await pausing.pause(tx, case["id"], asked)
        await pausing.pause(tx, case["id"], asked + timedelta(hours=9))  # asked again: it stands since the first time
    await g.rows("UPDATE deadlines SET look_at = now() RETURNING kind")
    assert await g.reminded() == []
    before = await g.clocks()
    assert {row["paused_at"] for row in before.values()} == {asked}
    answered = asked + timedelta(days=3)
    async with g.db.transaction() as tx:
        await pausing.resume(tx, g.context, unit, case["id"], answered, WHO)
        await pausing.resume(tx, g.context, unit, case["id"], answered + timedelta(days=9), WHO)  # it runs already
    after = await g.clocks()
    assert all(row["paused_at"] is None and row["counted_from"] == answered for row in after.values())
    assert after["answer", 1]["due_at"] - before["answer", 1]["due_at"] == timedelta(days=3)
    (now,) = await g.rows("SELECT due_at FROM cases WHERE code = $1", code)
    assert now["due_at"] == after["answer", 1]["due_at"]
    moved = await g.rows("SELECT actor, detail FROM case_events WHERE kind = 'due_moved' ORDER BY id")
    told = {row["detail"]["deadline"]: row for row in moved}
    assert told.keys() == {"accept", "transfer", "answer", "progress"}
    answer = told["answer"]
    assert (answer["actor"], answer["detail"]["why"]) == (WHO.id, "asked")
    assert datetime.fromisoformat(answer["detail"]["before"]) == case["due_at"]
    assert datetime.fromisoformat(answer["detail"]["after"]) == now["due_at"]


async def test_a_calendar_that_changes_moves_no_promise(g: World) -> None:
    await g.mail(LAMP)
    before = await g.clocks()
    shut = calendar.Calendars(common=calendar.Calendar(days_off=frozenset(_days())))
    changed = World(g.db, replace(g.context, config=replace(g.context.config, calendars=shut)))
    await g.rows("UPDATE deadlines SET look_at = now() RETURNING kind")
    await changed.reminded()
    after = await changed.clocks()
    assert {key: row["due_at"] for key, row in after.items()} == {key: row["due_at"] for key, row in before.items()}
    assert await g.rows("SELECT 1 FROM case_events WHERE kind = 'due_moved'") == []
