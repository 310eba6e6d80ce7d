"""Officers' acts on cases in the database, driven by hand: stories read from top to bottom."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from gateway.channels import registry
from gateway.domain.actor import Actor, Role, superuser
from gateway.domain.errors import Forbidden, NotAllowed
from gateway.domain.model import Received
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.runtime.context import Context, bootstrap
from gateway.services import restricting
from gateway.services.casework import answering, performing, published, publishing, taking_back
from gateway.services.clocks import reminding
from gateway.services.intake import process, receive
from gateway.settings import config
from gateway.store import casework as store
from gateway.store import publications, read_models
from gateway.store.database import Database
from gateway.store.read_models import EVERYTHING, CaseFilter, Sight
from tests.support import configs, people
from tests.support.running import letter

CITIZEN = "mai@citizen.example"
LAMP = "Đèn đường ngõ 12 Văn Miếu hỏng ba hôm nay, đề nghị cho sửa."
UNITS = [
    {**configs.UNIT, "office_hours": [["00:00", "23:59"]]},
    {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam", "office_hours": [["00:00", "23:59"]]},
    {**configs.UNIT, "key": "giaoduc", "name": "Phòng Giáo dục", "office_hours": [["00:00", "23:59"]]},
]
BUSY = {"visit": 60, "lease": 60, "profile": "hanoi"}
EVERYWHERE = superuser("tests")


def officer(login: str, unit: str, *roles: Role, named: bool = False) -> Actor:
    restricted_in = frozenset({unit} if named else ())
    held = frozenset(roles or (Role.OFFICER,))
    return Actor(id=f"person:{login}", name=login, roles={unit: held}, restricted_in=restricted_in)


LAN, HUNG = officer("lan", "vanmieu"), officer("hung", "vanmieu")
NAM, GIAO = officer("nam", "cuanam"), officer("giao", "giaoduc")


@dataclass
class World:
    """An installation whose processes do not run."""

    db: Database
    context: Context
    sent: list[str] = field(default_factory=list)

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return [dict(row) for row in await tx.fetch(sql, *arguments)]

    async def mail(self, words: str, subject: str = "Một việc", **headers: str) -> str:
        """A citizen's mail, registered; the code of the case that was heard of last."""
        body = letter(subject, words, sender=CITIZEN, to="vanmieu-mail@village.example", **headers)
        piece = Received.by_route(body, f"mailto:{CITIZEN}", datetime.now(UTC))
        (partition,) = await receive.accept(self.db, self.context, "vanmieu-mail", [piece])
        assert await process.process_partition(self.db, self.context, partition, "tests") == 1
        (row,) = await self.rows("SELECT code FROM cases ORDER BY last_message_at DESC, id DESC LIMIT 1")
        return str(row["code"])

    async def answers_us(self, words: str) -> None:
        """The citizen answers our last mail."""
        (row,) = await self.rows("SELECT message_id FROM outbox ORDER BY id DESC LIMIT 1")
        await self.mail(words, "Re: Một việc", **{"In-Reply-To": f"<{row['message_id']}>"})

    async def does(self, who: Actor, act: Act, code: str, **form: str) -> performing.Performed:
        return await performing.perform(self.db, self.context, who, code, act, form)

    async def refused(self, who: Actor, act: Act, code: str, **form: str) -> str:
        """Why it is refused, in English."""
        with pytest.raises(NotAllowed) as caught:
            await self.does(who, act, code, **form)
        return catalogue.say(caught.value.reason, "en")

    async def case(self, code: str) -> dict[str, Any]:
        (row,) = await self.rows("SELECT * FROM cases WHERE code = $1", code)
        return row

    async def listed(self, whose: Any, person: str, unit: str = "") -> list[str]:
        """The codes of the cases that are theirs."""
        sight = Sight(units={unit}, lines=(), restricted=()) if unit else EVERYTHING
        wanted = CaseFilter(sight=sight, whose=whose, person=person)
        async with self.db.connection() as conn:
            found = await read_models.listed(conn, wanted, limit=9, offset=0)
            assert await read_models.total(conn, wanted) == len(found)
        return [row.code for row in found]

    async def told(self, code: str) -> list[tuple[str, str]]:
        """What went out to the citizen: purpose and words."""
        rows = await self.rows(
            "SELECT purpose, text FROM outbox WHERE case_id = (SELECT id FROM cases WHERE code = $1) ORDER BY id", code
        )
        return [(row["purpose"], row["text"]) for row in rows]

    async def clock(self, code: str, kind: str) -> dict[str, Any]:
        (row,) = await self.rows(
            "SELECT d.* FROM deadlines d JOIN cases c ON c.id = d.case_id WHERE c.code = $1 AND d.kind = $2"
            " ORDER BY round DESC LIMIT 1",
            code,
            kind,
        )
        return row


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> World:
    settings = config.load(configs.write(tmp_path, times=BUSY, units=UNITS, lines=[configs.mail_line()]), registry)
    return World(db, await bootstrap(db, settings))


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that go to the server meanwhile, without the frames of transactions."""
    seen: list[str] = []
    was: Any = asyncpg.Connection._execute  # type: ignore[attr-defined]

    async def execute(self: Any, query: str, *arguments: Any, **more: Any) -> Any:
        seen.append(query)
        return await was(self, query, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(asyncpg.Connection, "_execute", execute)
        yield seen


async def test_a_whole_case_takes_twenty_statements(g: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = await g.mail(LAMP)
    with counted(monkeypatch) as statements:
        await g.does(LAN, Act.ACCEPT, code)
        await g.does(LAN, Act.START, code)
        await answering.answer(g.db, g.context, code, "Đã thay bóng đèn.", LAN)
        await g.does(LAN, Act.CLOSE, code)
    assert len(statements) <= 20, statements
    assert (await g.case(code))["state"] == "closed"
    events = await g.rows("SELECT kind, actor FROM case_events WHERE actor <> '' ORDER BY id")
    assert [row["kind"] for row in events] == ["accepted", "started", "answered", "closed"]
    assert [row["act"] for row in await g.rows("SELECT act FROM audit ORDER BY id")] == [
        *("accept", "start", "answer", "close")
    ]
    assert {row["done_at"] is None for row in await g.rows("SELECT done_at FROM deadlines")} == {False}


async def test_a_question_stops_the_clocks_and_its_answer_starts_them_again(g: World) -> None:
    code = await g.mail(LAMP)
    await g.does(LAN, Act.START, code)
    assert "fill in" in await g.refused(LAN, Act.ASK, code, words=" ")
    foreseen = await performing.preview(g.db, g.context, LAN, code, Act.ASK, {"words": "Đoạn nào ạ?"})
    assert foreseen.told and "Đoạn nào ạ?" in foreseen.told.text
    await g.does(LAN, Act.ASK, code, words="Đoạn nào ạ?")
    assert (await g.told(code))[-1] == ("question", foreseen.told.text)
    assert (await g.case(code))["state"] == "awaiting_citizen"
    assert (await g.clock(code, "answer"))["paused_at"] is not None
    waits = await g.clock(code, "citizen")
    assert (waits["term"], waits["paused_at"], waits["done_at"]) == ("10 working days", None, None)
    assert waits["look_at"] is not None, "somebody is reminded of a citizen who does not answer"
    await g.rows("UPDATE deadlines SET paused_at = now() - interval '30 days' WHERE paused_at IS NOT NULL RETURNING 1")
    due = (await g.case(code))["due_at"]
    await g.mail("Hỏi", "TT " + code, **{"Authentication-Results": "x"})
    await g.answers_us("Đoạn trước trường tiểu học, số nhà 17.")
    after = await g.case(code)
    moved = timedelta(days=14)  # at least, whatever day today is: of thirty days a Tết takes six, and weekends eight
    assert (after["state"], after["due_at"] > due + moved) == ("in_progress", True)
    assert (await g.clock(code, "citizen"))["done_at"] is not None
    assert (await g.clock(code, "answer"))["paused_at"] is None
    kinds = [row["kind"] for row in await g.rows("SELECT kind FROM case_events ORDER BY id")]
    assert "resumed" in kinds and "due_moved" in kinds
    await g.does(LAN, Act.ASK, code, words="Mấy giờ ạ?")
    assert (await g.clock(code, "citizen"))["done_at"] is None, "asked again, waited for again"


async def test_a_message_of_any_other_case_costs_no_statement_more(g: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = await g.mail(LAMP)
    await g.answers_us("Số nhà 17, trước trường.")
    with counted(monkeypatch) as usual:
        await g.answers_us("Trước trường tiểu học ạ.")
    await g.does(LAN, Act.ASK, code, words="Đoạn nào ạ?")
    with counted(monkeypatch) as answered:
        await g.answers_us("Đoạn sau trường.")
    assert {one for one in answered if "deadlines" in one} - set(usual) and len(answered) > len(usual)
    with counted(monkeypatch) as again:
        await g.answers_us("Cạnh cây đa.")
    assert len(again) == len(usual)


async def test_a_school_matter_is_handed_on_twice_and_refused_once(g: World) -> None:
    code = await g.mail("Cổng trường tiểu học ngõ 12 không có người trông, đề nghị xem.")
    await g.does(LAN, Act.ACCEPT, code)
    assert "reason" in await g.refused(LAN, Act.HAND_ON, code, unit="cuanam")
    await g.does(LAN, Act.HAND_ON, code, unit="cuanam", reason="trường thuộc Cửa Nam")
    case = await g.case(code)
    assert (case["unit"], case["handed_to"], case["state"]) == ("vanmieu", "cuanam", "accepted")
    assert await g.listed("asked", "", "cuanam") == await g.listed("", "", "cuanam") == [code]
    assert await g.listed("asked", "", "vanmieu") == [] and await g.listed("", "", "vanmieu") == [code]
    assert await g.listed("", "", "giaoduc") == []
    assert await g.rows("SELECT 1 FROM notices WHERE template = 'handed_over' AND fields->>'unit' = 'cuanam'")
    with pytest.raises(Forbidden):
        await g.does(GIAO, Act.DECLINE, code, reason="không phải việc của tôi")
    with pytest.raises(Forbidden):
        await g.does(LAN, Act.TAKE_OVER, code)
    assert "cannot be done now" in await g.refused(LAN, Act.REJECT, code, ground="unclear")
    await g.does(NAM, Act.DECLINE, code, reason="trường ở địa bàn Văn Miếu")
    assert (await g.case(code))["handed_to"] == ""
    await g.does(LAN, Act.HAND_ON, code, unit="giaoduc", reason="việc của ngành giáo dục")
    foreseen = await performing.preview(g.db, g.context, GIAO, code, Act.TAKE_OVER, {})
    assert foreseen.told and "Phòng Giáo dục" in foreseen.told.text and UNITS[0]["name"] in foreseen.told.text
    await g.does(GIAO, Act.TAKE_OVER, code)
    case = await g.case(code)
    assert (case["unit"], case["handed_to"], case["state"], case["declined"]) == ("giaoduc", "", "transferred", 0)
    assert (await g.clock(code, "transfer"))["done_at"] is not None
    assert (await g.told(code))[-1] == ("handed_on", foreseen.told.text)
    with pytest.raises(Forbidden):
        await g.does(LAN, Act.START, code)
    await g.does(GIAO, Act.START, code)


async def test_what_two_have_declined_is_for_whoever_directs_them(g: World) -> None:
    code = await g.mail(LAMP)
    for unit, who in (("cuanam", NAM), ("giaoduc", GIAO)):
        await g.does(LAN, Act.HAND_ON, code, unit=unit, reason="vì")
        await g.does(who, Act.DECLINE, code, reason="không")
    heads = await g.rows("SELECT 1 FROM notices WHERE template = 'hand_over_declined' AND audience = 'head'")
    assert len(heads) == 1
    assert "cannot be done now" in await g.refused(LAN, Act.HAND_ON, code, unit="cuanam", reason="lần nữa")
    with pytest.raises(Forbidden):  # a dispatcher of the one unit does not give the other work
        await g.does(officer("dieu", "vanmieu", Role.DISPATCHER), Act.ALLOCATE, code, unit="cuanam", reason="vì")
    await g.does(EVERYWHERE, Act.ALLOCATE, code, unit="cuanam", reason="theo địa bàn")
    assert ((await g.case(code))["unit"], (await g.told(code))[-1][0]) == ("cuanam", "handed_on")


async def test_a_refusal_bears_its_legal_ground(g: World) -> None:
    code = await g.mail(LAMP)
    assert "no such value" in await g.refused(LAN, Act.REJECT, code, ground="tired")
    await g.does(LAN, Act.REJECT, code, ground="unclear", words="Xin cho biết địa chỉ.")
    purpose, words = (await g.told(code))[-1]
    assert purpose == "rejected" and "Nghị định 20/2008/NĐ-CP" in words and "Xin cho biết địa chỉ." in words
    assert (await g.case(code))["state"] == "rejected"
    await g.does(LAN, Act.REOPEN, code, reason="người dân gọi điện")
    case, clock = await g.case(code), await g.clock(code, "answer")
    assert (case["state"], case["due_at"], clock["round"]) == ("reopened", clock["due_at"], 2)


async def test_what_is_beyond_our_competence_is_with_a_body_outside_and_says_so(g: World) -> None:
    code = await g.mail(LAMP)
    await g.does(LAN, Act.REFER, code, body="Công ty Chiếu sáng", reason="vượt thẩm quyền")
    assert (await g.told(code))[-1][0] == "referred"
    await g.answers_us("Đến đâu rồi ạ?")
    purpose, words = (await g.told(code))[-1]
    assert purpose == "status" and "Công ty Chiếu sáng" in words and "Hạn trả lời" not in words


async def test_while_it_waits_its_citizen_reads_that_it_waits_for_them(g: World) -> None:
    code = await g.mail(LAMP)
    await g.does(LAN, Act.ASK, code, words="Đoạn nào ạ?")
    await g.answers_us("Đến đâu rồi ạ?")
    purpose, words = (await g.told(code))[-1]
    assert purpose == "status" and "tạm dừng" in words and "Hạn trả lời" not in words
    assert (await g.case(code))["state"] == "awaiting_citizen", "a question is no answer"


async def test_two_officers_on_one_case_and_the_slower_is_told_what_happened(g: World) -> None:
    code = await g.mail(LAMP)
    seen = (await g.rows("SELECT coalesce(max(id), 0)::text AS id FROM case_events WHERE actor <> ''"))[0]["id"]
    await g.does(LAN, Act.REJECT, code, ground="unclear", seen=seen)
    said = await g.refused(HUNG, Act.ACCEPT, code, seen=seen)
    assert said.startswith("lan was faster: not taken up") and "is now not taken up" in said
    await g.does(LAN, Act.NOTE, code, words="xem lại", seen=seen)  # what one did oneself is no news
    (outbox,) = await g.rows("SELECT count(*) AS n FROM outbox WHERE purpose = 'rejected'")
    assert outbox["n"] == 1


async def test_of_two_at_the_same_moment_one_acts(g: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other has read the case before; its compare-and-set finds another state."""
    code = await g.mail(LAMP)
    whole = store.act

    async def slowly(tx: Any, change: Any) -> int | None:
        monkeypatch.setattr(store, "act", whole)
        await g.does(LAN, Act.REJECT, code, ground="unclear")
        return await whole(tx, change)

    monkeypatch.setattr(store, "act", slowly)
    assert (await g.refused(HUNG, Act.START, code)).startswith("lan was faster")
    assert [row["kind"] for row in await g.rows("SELECT kind FROM case_events WHERE actor <> ''")] == ["rejected"]


async def test_a_restricted_case_goes_where_somebody_is_named_and_guides_without_a_word(g: World) -> None:
    code = await g.mail("Tôi tố cáo cán bộ một cửa nhận phong bì. Đề nghị giữ kín tên tôi.", "Tố cáo")
    assert (await g.case(code))["restricted"]
    chief = officer("chi", "vanmieu", named=True)
    with pytest.raises(Forbidden):
        await g.does(LAN, Act.ACCEPT, code)
    await people.account(g.db, "nam", roles=[Role.OFFICER], unit="cuanam", restricted_in=[])
    assert "named for restricted cases" in await g.refused(chief, Act.HAND_ON, code, unit="cuanam", reason="vì")
    async with g.db.transaction() as tx:
        await tx.execute("INSERT INTO restricted_access VALUES ('nam', 'cuanam')")
    await g.does(chief, Act.HAND_ON, code, unit="cuanam", reason="vì nội bộ")
    (notice,) = await g.rows("SELECT fields::text AS said FROM notices WHERE template = 'handed_over'")
    assert "phong bì" not in notice["said"] and "nội bộ" not in notice["said"]
    await g.does(chief, Act.TAKE_BACK, code)
    await g.does(chief, Act.GUIDE, code)
    purpose, words = (await g.told(code))[-1]
    assert purpose == "guidance"
    assert not any(word in words.casefold() for word in ("tố cáo", "phong bì", "khiếu nại", "cán bộ"))


async def test_work_is_given_to_who_can_do_it_and_a_note_names_who_can_see_it(g: World) -> None:
    code = await g.mail(LAMP)
    await people.account(g.db, "hung", roles=[Role.OFFICER], unit="vanmieu", restricted_in=[])
    await people.account(g.db, "nam", roles=[Role.OFFICER], unit="cuanam", restricted_in=[])
    assert "nam can neither" in await g.refused(LAN, Act.ASSIGN, code, person="nam")
    await g.does(LAN, Act.ASSIGN, code, person="Hung")
    assert (await g.case(code))["assignee"] == "hung"
    assert "nam can neither" in await g.refused(LAN, Act.NOTE, code, words="hỏi @nam xem")
    await g.does(LAN, Act.NOTE, code, words="hỏi @hung xem, thư lan@ward.example")
    assert [row["person"] for row in await g.rows("SELECT person FROM case_mentions")] == ["hung"]
    assert len(await g.told(code)) == 1, "a note is told to nobody outside"
    for whose in ("mine", "mentioned"):
        assert await g.listed(whose, "hung") == [code]
        assert await g.listed(whose, "nam") == await g.listed(whose, "") == []
    await g.does(LAN, Act.ASSIGN, code, person="")
    assert (await g.case(code))["assignee"] == ""


async def test_a_correction_says_what_differs(g: World) -> None:
    code = await g.mail(LAMP)
    assert "nothing differs" in await g.refused(LAN, Act.CORRECT, code, kind="phan_anh")
    assert "no such value" in await g.refused(LAN, Act.CORRECT, code, kind="to_cao")
    await g.does(LAN, Act.CORRECT, code, kind="kien_nghi", urgency="urgent", place="ngõ 12 Văn Miếu")
    case = await g.case(code)
    assert (case["kind"], case["urgent"], case["place"]) == ("kien_nghi", True, "ngõ 12 Văn Miếu")
    assert {row["urgent"] for row in await g.rows("SELECT urgent FROM deadlines")} == {True}
    (event,) = await g.rows("SELECT detail FROM case_events WHERE kind = 'corrected'")
    assert event["detail"] == {"kind": "kien_nghi", "urgency": "urgent", "place": "ngõ 12 Văn Miếu"}


async def test_a_missed_call_that_is_closed_is_called_back_no_more(g: World) -> None:
    code = await g.mail(LAMP)
    await g.rows("UPDATE cases SET kind = 'goi_nho' RETURNING 1")
    await g.rows("INSERT INTO deadlines (case_id, kind, due_at) SELECT id, 'call_back', now() FROM cases RETURNING 1")
    assert "reason" in await g.refused(LAN, Act.CLOSE_UNANSWERED, code)
    await g.does(LAN, Act.CLOSE_UNANSWERED, code, reason="gọi lại cho người khác trong nhà rồi")
    assert (await g.clock(code, "call_back"))["done_at"] is not None
    assert len(await g.told(code)) == 1, "the acknowledgement alone"


async def test_an_officer_goes_on_without_waiting_for_the_answer(g: World) -> None:
    code = await g.mail(LAMP)
    await g.does(LAN, Act.ASK, code, words="Đoạn nào ạ?")
    assert await g.refused(LAN, Act.PROGRESS, code, words="x")
    await g.does(LAN, Act.START, code)
    assert ((await g.case(code))["state"], (await g.clock(code, "answer"))["paused_at"]) == ("in_progress", None)
    await g.answers_us("Đoạn trước trường, số nhà 17.")
    assert (await g.case(code))["state"] == "in_progress"
    kinds = [row["kind"] for row in await g.rows("SELECT kind FROM case_events ORDER BY id")]
    assert kinds.count("resumed") == 0


async def test_a_text_crosses_our_question_and_nothing_stands_still_for_it(g: World) -> None:
    """It was written before the question, and is registered after it."""
    code = await g.mail(LAMP)
    await g.does(LAN, Act.ASK, code, words="Đoạn nào ạ?")
    await g.rows("UPDATE deadlines SET paused_at = now() + interval '5 seconds' RETURNING 1")
    due = (await g.case(code))["due_at"]
    await g.answers_us("Đoạn trước trường, số nhà 17.")
    assert ((await g.case(code))["state"], (await g.case(code))["due_at"]) == ("accepted", due)


async def test_a_word_of_progress_begins_its_time_anew(g: World) -> None:
    code = await g.mail(LAMP)
    await g.does(LAN, Act.ACCEPT, code)
    await g.rows(
        "UPDATE deadlines SET due_at = now() - interval '1 day', step = 100 WHERE kind = 'progress' RETURNING 1"
    )
    await g.does(LAN, Act.PROGRESS, code, words="Đã đặt lịch thay bóng.")
    clock = await g.clock(code, "progress")
    assert (clock["step"], clock["due_at"] > datetime.now(UTC) + timedelta(days=5)) == (0, True)
    assert (await g.told(code))[-1][0] == "progress"


async def test_who_was_promised_a_day_that_is_past_gets_an_apology_and_another_day(g: World) -> None:
    code = await g.mail(LAMP)
    in_a_week = (datetime.now(UTC) + timedelta(days=7)).date()
    office = g.context.config.office_of(g.context.config.units["vanmieu"])
    later = office.closing(in_a_week).date()  # the next day on which the unit works
    said = {"until": later.isoformat(), "words": "Nhà thầu giao đèn chậm."}
    assert "cannot be done" in await g.refused(LAN, Act.APOLOGISE, code, **said)  # it is not late
    await g.rows("UPDATE cases SET due_at = now() - interval '1 day' RETURNING 1")
    await g.rows("UPDATE deadlines SET due_at = now() - interval '1 day', step = 120 WHERE kind = 'answer' RETURNING 1")
    assert "real one" in await g.refused(LAN, Act.APOLOGISE, code, **said | {"until": "31/12"})
    for day in ("2026-01-05", "2099-01-05"):
        assert "ahead" in await g.refused(LAN, Act.APOLOGISE, code, **said | {"until": day})
    done = await g.does(LAN, Act.APOLOGISE, code, **said)
    assert done.told is not None
    assert f"chậm nhất ngày {later:%d/%m/%Y}" in done.told.text
    case = await g.case(code)
    assert (case["state"], case["due_at"].astimezone(g.context.config.zone).date()) == ("new", later)
    first, second = await g.rows(
        "SELECT due_at, look_at, done_at, step FROM deadlines WHERE kind = 'answer' ORDER BY round"
    )
    assert (first["due_at"] < datetime.now(UTC), first["look_at"]) == (True, None)  # figures count by the first
    assert (second["due_at"], second["step"]) == (case["due_at"], 0)
    assert second["look_at"] is not None
    assert (await g.told(code))[-1][0] == "apology"
    await g.rows("UPDATE cases SET restricted = true, due_at = now() - interval '1 day' RETURNING 1")
    named = officer("mai", "vanmieu", named=True)
    assert "cannot be done" in await g.refused(named, Act.APOLOGISE, code, **said)


# --- made public ---------------------------------------------------------------------------------------------------

HEAD = officer("mai", "vanmieu", Role.APPROVER)
PUBLIC = {"question": "Bao giờ đèn ngõ 12 Văn Miếu được sửa?", "answer": "Đèn đã được sửa ngày 28/11."}


@pytest.fixture
async def p(tmp_path: Path, db: Database) -> World:
    """One where what is reported and asked is published."""
    publication = {"kinds": ["phan_anh", "hoi_dap"]}
    written = configs.write(tmp_path, times=BUSY, units=UNITS, lines=[configs.mail_line()], publication=publication)
    return World(db, await bootstrap(db, config.load(written, registry)))


async def answered(w: World, words: str = LAMP, answer: str = "Phường đã thay bóng đèn.") -> str:
    """A case that is answered."""
    code = await w.mail(words)
    await answering.answer(w.db, w.context, code, answer, LAN)
    return code


async def to_publish(w: World) -> list[str]:
    """What is listed as waiting to be public."""
    async with w.db.connection() as conn:
        wanted = CaseFilter(sight=EVERYTHING, mark="to_publish", closed=True)
        return [row.code for row in await read_models.listed(conn, wanted, limit=9, offset=0)]


async def public(w: World) -> list[dict[str, Any]]:
    """What is exported for a website."""
    return [
        json.loads(line)
        for portion in [one async for one in published.exported(w.db, w.context, EVERYWHERE, "jsonl")]
        for line in portion.splitlines()
    ]


async def test_an_answer_becomes_public_without_the_person_who_asked(p: World) -> None:
    code = await answered(p, f"Tôi là Nguyễn Thị Mai, sđt 0912 345 678, ở số nhà 17. {LAMP}", "Gửi bà Mai: đã thay.")
    clock = await p.clock(code, "publish")
    assert (clock["term"], clock["done_at"]) == ("5 working days", None)
    assert await to_publish(p) == [code]
    proposed = await publishing.propose(p.db, p.context, HEAD, code)
    assert "N.T.M." in proposed["question"] and "[số điện thoại]" in proposed["question"]
    assert not any(word in proposed["question"] for word in ("Nguyễn", "0912", "17"))
    assert (LAMP in proposed["question"], proposed["answer"]) == (True, "Gửi bà M.: đã thay.")
    assert "role" in str((await forbidden(p, LAN, Act.PUBLISH, code, **PUBLIC)).reason)
    for words in ("Gọi 0912 345 678", "chị Mai hỏi", "nguyen thi mai", f"Mã {code}", f"viết {CITIZEN}"):
        assert "still holds" in await p.refused(HEAD, Act.PUBLISH, code, **PUBLIC | {"question": words})
    assert "fill in" in await p.refused(HEAD, Act.PUBLISH, code, question="?")
    await p.does(HEAD, Act.PUBLISH, code, **PUBLIC)
    (row,) = await public(p)
    assert {name: row[name] for name in ("question", "answer", "unit", "kind", "language")} == {
        **PUBLIC,
        "unit": "vanmieu",
        "kind": "phan_anh",
        "language": "vi",
    }
    assert not any(hidden in str(row) for hidden in (code, CITIZEN, "Mai"))
    assert await to_publish(p) == []
    assert (await p.clock(code, "publish"))["done_at"] is not None
    (last, *_) = await p.rows("SELECT act, detail FROM audit ORDER BY id DESC OFFSET 1 LIMIT 1")
    assert (last["act"], last["detail"]) == ("publish", "")  # the row after it is the export's

    # other words, then none
    await p.does(HEAD, Act.PUBLISH, code, **PUBLIC | {"answer": "Đã sửa."})
    assert [(one["id"], one["answer"]) for one in await public(p)] == [(row["id"], "Đã sửa.")]
    await p.does(LAN, Act.UNPUBLISH, code, by="office", reason="còn tên một hàng xóm")
    assert await public(p) == []
    assert await p.rows("SELECT 1 FROM publications WHERE question || answer <> ''") == []
    await p.does(HEAD, Act.PUBLISH, code, **PUBLIC)
    await p.does(LAN, Act.UNPUBLISH, code, by="citizen", reason="bà gọi đến")
    assert "asks that" in await p.refused(HEAD, Act.PUBLISH, code, **PUBLIC)


async def test_of_two_heads_the_slower_publishes_nothing(p: World) -> None:
    code = await answered(p)
    seen = str((await p.rows("SELECT max(id) AS id FROM case_events"))[0]["id"])
    await p.does(officer("hoa", "vanmieu", Role.APPROVER), Act.PUBLISH, code, **PUBLIC)
    assert "hoa was faster" in await p.refused(HEAD, Act.PUBLISH, code, **PUBLIC, seen=seen)
    async with p.db.transaction() as tx:
        id = (await p.case(code))["id"]
        assert not await publications.publish(tx, id, 0, "?", "!", HEAD.id), "at the same moment"
        assert not await publications.withhold(tx, id, 0, HEAD.id, by_citizen=False)


async def test_what_is_a_secret_urgent_or_unwanted_is_never_public(p: World) -> None:
    unwanted = await answered(p, f"{LAMP} Đề nghị không đăng phản ánh này lên mạng.")
    assert "asks that" in await p.refused(HEAD, Act.PUBLISH, unwanted, **PUBLIC)
    assert (await p.rows("SELECT 1 FROM messages WHERE 'not_public' = ANY(flags)")) != []
    code = await answered(p, "Cho hỏi giờ làm việc thứ bảy của phường?")
    assert await to_publish(p) == [code]
    await p.rows("UPDATE cases SET urgent = true RETURNING 1")
    assert "urgent" in await p.refused(HEAD, Act.PUBLISH, code, **PUBLIC)
    await p.rows("UPDATE cases SET urgent = false, kind = 'gop_y' RETURNING 1")
    assert "[publication]" in await p.refused(HEAD, Act.PUBLISH, code, **PUBLIC)
    await p.rows("UPDATE cases SET kind = 'hoi_dap' RETURNING 1")
    await p.does(HEAD, Act.PUBLISH, code, **PUBLIC)
    assert len(await public(p)) == 1
    await restricting.restrict(p.db, p.context, code, "to_cao", "nêu tên cán bộ", officer("a", "vanmieu", named=True))
    assert await public(p) == [], "a case that becomes restricted is public no more"
    named = officer("mai", "vanmieu", Role.APPROVER, named=True)
    assert "restricted" in await p.refused(named, Act.PUBLISH, code, **PUBLIC)


async def test_what_waits_to_be_public_follows_the_case(p: World) -> None:
    """An answer that is taken back, and one to which its citizen has more to say, wait no longer."""
    code = await answered(p)
    assert await to_publish(p) == [code]
    await taking_back.undo(p.db, p.context, code, LAN)
    assert await to_publish(p) == []
    assert "cannot be done" in await p.refused(HEAD, Act.PUBLISH, code, **PUBLIC)
    await answering.answer(p.db, p.context, code, "Đã thay.", LAN)
    assert await to_publish(p) == [code]
    await p.answers_us("Chưa đúng, đèn vẫn tối, đề nghị xem lại.")
    assert (await p.case(code))["state"] == "reopened"
    assert await to_publish(p) == []
    await answering.answer(p.db, p.context, code, "Đã thay lại.", LAN)
    await p.does(LAN, Act.WITHHOLD, code, by="office", reason="chuyện riêng trong nhà")
    assert await to_publish(p) == []
    await answering.answer(p.db, p.context, code, "Nói thêm.", LAN, again=True)
    assert await to_publish(p) == [], "what was found not to be public stays so, until a head says otherwise"
    await p.does(HEAD, Act.PUBLISH, code, **PUBLIC)
    assert len(await public(p)) == 1
    assert await publishing.propose(p.db, p.context, HEAD, code) == PUBLIC
    await answering.answer(p.db, p.context, code, "Nay đã xong hẳn.", LAN, again=True)
    assert await to_publish(p) == [code], "what is public is an older answer"
    assert await publishing.propose(p.db, p.context, HEAD, code) == PUBLIC | {"answer": "Nay đã xong hẳn."}


async def test_its_unit_is_reminded_of_what_waits_to_be_public(p: World) -> None:
    code = await answered(p)
    await p.does(LAN, Act.CLOSE, code)
    async with p.db.connection() as conn:
        for units, n in (({"vanmieu"}, 1), ({"cuanam"}, 0)):
            ages = await read_models.queue_ages(conn, Sight(units=units, lines=(), restricted=()))
            assert ages["case_to_publish"].n == n
    await p.rows(
        "UPDATE deadlines SET counted_from = now() - interval '40 days', due_at = now() - interval '30 days',"
        " look_at = now() WHERE kind = 'publish' RETURNING 1"
    )
    await reminding.remind(p.db, p.context)
    told = await p.rows("SELECT audience, fields->>'code' AS code FROM notices WHERE template = 'deadline_late'")
    assert {row["audience"] for row in told} >= {"unit", "head"} and {row["code"] for row in told} == {code}


async def test_nothing_is_published_where_nobody_has_said_so(g: World) -> None:
    code = await answered(g)
    assert await g.rows("SELECT 1 FROM deadlines WHERE kind = 'publish'") == []
    assert "[publication]" in await g.refused(HEAD, Act.PUBLISH, code, **PUBLIC)


async def forbidden(w: World, who: Actor, act: Act, code: str, **form: str) -> Forbidden:
    with pytest.raises(Forbidden) as caught:
        await w.does(who, act, code, **form)
    return caught.value
