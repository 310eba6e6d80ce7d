"""Officers' acts on cases in the database, driven by hand: stories read from top to bottom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from gateway.channels import registry
from gateway.domain.actor import Role
from gateway.domain.errors import Forbidden
from gateway.domain.permissions import Act
from gateway.runtime.context import bootstrap
from gateway.services.casework import answering, performing
from gateway.settings import config
from gateway.store import casework as store
from gateway.store.database import Database
from tests.support import configs, people
from tests.support.office import BUSY, EVERYWHERE, GIAO, HUNG, LAMP, LAN, NAM, UNITS, World, officer


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
