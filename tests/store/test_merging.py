"""Cases that are dealt with together, in the database: merged, answered, taken apart; a split that is undone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain import casework
from gateway.domain.actor import Role
from gateway.domain.errors import Forbidden, NotAllowed
from gateway.domain.model import Received
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.runtime.context import bootstrap
from gateway.services import restricting
from gateway.services.casework import answering, merging, performing, taking_back
from gateway.services.clocks import reminding
from gateway.services.intake import filing, process, receive
from gateway.settings import config
from gateway.store import casework as store
from gateway.store.database import Database
from tests.support import configs, people
from tests.support.office import BUSY, HUNG, LAMP, LAN, UNITS, World, officer
from tests.support.running import letter

MAI, BINH, CHI = (f"{name}@citizen.example" for name in ("mai", "binh", "chi"))
HEAD = officer("truong", "vanmieu", Role.APPROVER)
FIXED = "Đã thay bóng đèn ngõ 12."


class Street(World):
    """Several citizens write of the same lamp."""

    async def writes(self, who: str, words: str = LAMP, **headers: str) -> str:
        """A mail of theirs, registered; the code of the case that was heard of last."""
        body = letter("Đèn đường", words, sender=who, to="vanmieu-mail@village.example", **headers)
        piece = Received.by_route(body, f"mailto:{who}", datetime.now(UTC))
        (partition,) = await receive.accept(self.db, self.context, "vanmieu-mail", [piece])
        assert await process.process_partition(self.db, self.context, partition, "tests") == 1
        (row,) = await self.rows("SELECT code FROM cases ORDER BY last_message_at DESC, id DESC LIMIT 1")
        return str(row["code"])

    async def asks_again(self, who: str, words: str) -> None:
        """They answer the last mail that they had of us."""
        (row,) = await self.rows(
            "SELECT message_id FROM outbox WHERE recipient = $1 ORDER BY id DESC LIMIT 1", f"mailto:{who}"
        )
        await self.writes(who, words, **{"In-Reply-To": f"<{row['message_id']}>"})

    async def merged(self, *citizens: str) -> list[str]:
        """A case of each citizen, the later ones merged into the first."""
        codes = [await self.writes(who) for who in citizens]
        for code in codes[1:]:
            await self.does(LAN, Act.MERGE, code, case=codes[0], reason="cùng một cột đèn")
        return codes

    async def state(self, *codes: str) -> list[str]:
        return [(await self.case(code))["state"] for code in codes]

    async def due(self, code: str, *, days: int) -> None:
        """It is due in so many days, and somebody is to look at its clocks now."""
        id, at = (await self.case(code))["id"], datetime.now(UTC) + timedelta(days=days)
        await self.rows("UPDATE cases SET due_at = $2 WHERE id = $1 RETURNING 1", id, at)
        await self.rows(
            "UPDATE deadlines SET due_at = $2, look_at = now() - interval '1 minute' WHERE case_id = $1 RETURNING 1",
            id,
            at,
        )

    async def to_look_at(self) -> list[str]:
        rows = await self.rows(
            "SELECT DISTINCT c.code FROM deadlines d JOIN cases c ON c.id = d.case_id WHERE look_at <= now()"
        )
        return [row["code"] for row in rows]

    async def refuses(self, doing: Any) -> str:
        with pytest.raises(NotAllowed) as caught:
            await doing
        return catalogue.say(caught.value.reason, "en")


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> Street:
    settings = config.load(configs.write(tmp_path, times=BUSY, units=UNITS, lines=[configs.mail_line()]), registry)
    return Street(db, await bootstrap(db, settings))


async def test_what_is_merged_goes_along_and_each_citizen_is_answered_under_their_own_code(g: Street) -> None:
    first, second, third = await g.merged(MAI, BINH, CHI)
    assert [len(await g.told(code)) for code in (first, second, third)] == [1, 1, 1], "nobody is told of a merger"
    assert await g.listed("", "") == [first], "one row for the lamp"
    due = (await g.case(second))["due_at"]
    await g.does(LAN, Act.ACCEPT, first)
    await g.does(LAN, Act.START, first)
    assert await g.state(first, second, third) == ["in_progress"] * 3
    foreseen = await performing.preview(g.db, g.context, LAN, first, Act.PROGRESS, {"words": "Đã đặt bóng."})
    assert {code: one.told and one.told.to for code, one in foreseen.others.items()} == {
        second: f"mailto:{BINH}",
        third: f"mailto:{CHI}",
    }
    await g.does(LAN, Act.PROGRESS, first, words="Đã đặt bóng.")
    await g.asks_again(BINH, "Đến đâu rồi ạ?")
    purpose, words = (await g.told(second))[-1]
    assert purpose == "status" and "đang xử lý" in words.casefold() and second in words
    await g.asks_again(CHI, "Cột đèn cạnh số nhà 17 ạ.")
    wrote = "SELECT 1 FROM messages m JOIN cases c ON c.id = m.case_id WHERE c.code = $1 AND outcome = 'follow_up'"
    assert await g.rows(wrote, third)

    assert first in await g.refuses(answering.answer(g.db, g.context, second, FIXED, LAN))
    await answering.answer(g.db, g.context, first, FIXED, LAN)
    assert await g.state(first, second, third) == ["answered"] * 3
    for code, who in ((first, MAI), (second, BINH), (third, CHI)):
        rows = await g.rows(
            "SELECT recipient, text FROM outbox WHERE purpose = 'result' AND case_id = $1",
            (await g.case(code))["id"],
        )
        assert [row["recipient"] for row in rows] == [f"mailto:{who}"]
        assert FIXED in rows[0]["text"] and code in rows[0]["text"]
    assert (await g.case(second))["due_at"] == due
    assert (await g.clock(second, "answer"))["done_at"] is not None, "figures count it by its own date"
    acts = await g.rows("SELECT object FROM audit WHERE act = 'start' ORDER BY id")
    assert [row["object"] for row in acts] == [f"case:{code}" for code in (first, second, third)]
    await g.does(LAN, Act.CLOSE, first)
    assert await g.state(first, second, third) == ["closed"] * 3
    # who is not content is looked at alone
    await g.asks_again(BINH, "Tôi không đồng ý, đèn vẫn hỏng.")
    assert await g.state(first, second, third) == ["closed", "reopened", "closed"]
    assert await g.listed("", "") == [second]
    assert (await g.rows("SELECT count(*) AS n FROM case_merges"))[0]["n"] == 1
    await answering.answer(g.db, g.context, second, "Đã thay lần nữa.", LAN)


async def test_an_answer_that_is_taken_back_is_taken_back_from_all(g: Street) -> None:
    first, second = await g.merged(MAI, BINH)
    await g.does(LAN, Act.ACCEPT, first)
    await answering.answer(g.db, g.context, first, FIXED, LAN)
    await taking_back.undo(g.db, g.context, first, LAN)
    assert await g.state(first, second) == ["accepted", "accepted"]
    assert {row["state"] for row in await g.rows("SELECT state FROM outbox WHERE purpose = 'result'")} == {"dropped"}
    assert (await g.clock(second, "answer"))["done_at"] is None
    await answering.answer(g.db, g.context, first, FIXED, LAN)
    await g.rows(
        "UPDATE outbox SET state = 'sent' WHERE purpose = 'result' AND state = 'due' AND recipient = $1 RETURNING 1",
        f"mailto:{BINH}",
    )
    assert second in await g.refuses(taking_back.undo(g.db, g.context, first, LAN)), "all of them or none"
    assert await g.state(first, second) == ["answered", "answered"]


async def test_four_eyes_look_once_for_all(g: Street) -> None:
    first, second = await g.merged(MAI, BINH)
    version = await answering.submit(g.db, g.context, first, FIXED, LAN)
    assert await g.state(second) == ["new"]
    await answering.approve(g.db, g.context, first, version, HEAD)
    assert await g.state(first, second) == ["answered", "answered"]
    kept = await g.rows("SELECT author, state FROM answers ORDER BY case_id")
    assert [(row["author"], row["state"]) for row in kept] == [("person:lan", "sent")] * 2
    await answering.answer(g.db, g.context, first, "Xin đính chính: bóng LED.", LAN, again=True)
    assert [purpose for purpose, _ in await g.told(second)].count("result") == 2, (
        "what is corrected is corrected for all"
    )


async def test_taken_out_it_is_as_it_was_with_its_clocks(g: Street) -> None:
    first = await g.writes(MAI)
    await g.does(LAN, Act.START, first)
    await people.account(g.db, "hung", roles=[Role.OFFICER], unit="vanmieu", restricted_in=[])
    await g.does(LAN, Act.ASSIGN, first, person="hung")
    second = await g.writes(BINH)
    before = await g.case(second)
    await g.does(LAN, Act.MERGE, second, case=first.lower().replace("-", " "), reason="cùng một cột đèn")
    now = await g.case(second)
    assert (now["state"], now["assignee"], now["due_at"]) == ("in_progress", "hung", before["due_at"])
    assert (await g.clock(second, "accept"))["done_at"] is not None
    await g.does(HUNG, Act.UNMERGE, second, reason="hai cột khác nhau")
    after = await g.case(second)
    assert {k: after[k] for k in ("state", "assignee", "unit", "due_at")} == {
        k: before[k] for k in ("state", "assignee", "unit", "due_at")
    }
    assert (await g.clock(second, "accept"))["done_at"] is None
    assert sorted(await g.listed("", "")) == sorted([first, second])
    await answering.answer(g.db, g.context, first, FIXED, LAN)
    assert await g.state(second) == ["new"]
    kinds = await g.rows("SELECT kind, detail FROM case_events WHERE kind LIKE '%merged' ORDER BY id")
    assert [(row["kind"], row["detail"]["case"]) for row in kinds] == [("merged", first), ("unmerged", first)]


async def test_what_was_told_with_it_keeps_it_there(g: Street) -> None:
    first, second = await g.merged(MAI, BINH)
    await g.does(LAN, Act.REFER, first, body="Công ty Chiếu sáng", reason="vượt thẩm quyền")
    assert (await g.told(second))[-1][0] == "referred" and second in (await g.told(second))[-1][1]
    assert "stays with it" in await g.refused(LAN, Act.UNMERGE, second, reason="vì")
    third = await g.writes(CHI)
    assert "body outside" in await g.refused(LAN, Act.MERGE, third, case=first, reason="vì")


async def test_what_cannot_be_merged_says_why(g: Street) -> None:
    first, second, third = [await g.writes(who) for who in (MAI, BINH, CHI)]
    assert "into itself" in await g.refused(LAN, Act.MERGE, first, case=first, reason="vì")
    assert "no case has the code" in await g.refused(LAN, Act.MERGE, first, case="rác", reason="vì")
    assert "reason" in await g.refused(LAN, Act.MERGE, first, case=second)
    await g.does(LAN, Act.MERGE, second, case=first, reason="vì")
    assert "cannot be done now" in await g.refused(LAN, Act.MERGE, second, case=third, reason="vì")
    assert "cannot be done now" in await g.refused(LAN, Act.START, second)
    assert "into itself" in await g.refused(LAN, Act.MERGE, first, case=second, reason="vì"), "no circle"
    # whatever goes with it goes along: nothing goes with what goes with another
    await g.does(LAN, Act.MERGE, first, case=third, reason="vì")
    leaders = await g.rows("SELECT l.code FROM case_merges m JOIN cases l ON l.id = m.leading_id")
    assert {row["code"] for row in leaders} == {third} and len(leaders) == 2
    await answering.answer(g.db, g.context, third, FIXED, LAN)
    assert await g.state(first, second, third) == ["answered"] * 3
    fourth = await g.writes("dung@citizen.example")
    assert "is done" in await g.refused(LAN, Act.MERGE, fourth, case=third, reason="vì")
    assert "cannot be done now" in await g.refused(LAN, Act.MERGE, third, case=fourth, reason="vì")
    fifth = await g.writes("em@citizen.example")
    await g.does(LAN, Act.ASK, fifth, words="Ở đâu ạ?")
    assert "cannot be done now" in await g.refused(LAN, Act.MERGE, fifth, case=fourth, reason="vì")
    await g.does(LAN, Act.MERGE, fourth, case=fifth, reason="vì")
    assert await g.state(fourth) == ["accepted"], "nobody has asked its citizen"
    await g.rows("UPDATE cases SET unit = 'cuanam' WHERE code = $1 RETURNING 1", fifth)
    sixth = await g.writes("giang@citizen.example")
    with pytest.raises(Forbidden):
        await g.does(LAN, Act.MERGE, sixth, case=fifth, reason="vì")
    both = officer("hai", "vanmieu")
    both = type(both)(
        id=both.id, name="hai", roles={**both.roles, "cuanam": frozenset({Role.OFFICER})}, restricted_in=frozenset()
    )
    assert "hand" in await g.refused(both, Act.MERGE, sixth, case=fifth, reason="vì")


async def test_only_so_many_go_with_one(g: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "MOST_MERGED", 1)
    first, _ = await g.merged(MAI, BINH)
    assert "which is the most" in await g.refused(LAN, Act.MERGE, await g.writes(CHI), case=first, reason="vì")


async def test_what_few_may_see_goes_with_nothing_else(g: Street) -> None:
    first, second = await g.merged(MAI, BINH)
    chief = officer("chi", "vanmieu", named=True)
    await restricting.restrict(g.db, g.context, second, "to_cao", "nêu tên cán bộ", chief)
    assert await g.rows("SELECT 1 FROM case_merges") == []
    assert "unmerged" in {row["kind"] for row in await g.rows("SELECT kind FROM case_events")}
    assert "not for the same people" in await g.refused(chief, Act.MERGE, second, case=first, reason="vì")
    assert "not for the same people" in await g.refused(chief, Act.MERGE, first, case=second, reason="vì")
    with pytest.raises(Forbidden):
        await g.does(LAN, Act.MERGE, first, case=second, reason="vì")
    async with g.db.transaction() as tx:  # whoever read it before it was restricted
        now = await store.to_act(tx, second)
        assert now is not None
        with pytest.raises(Forbidden):
            await merging.leading(tx, LAN, replace(now, restricted=False, kind="phan_anh"), Act.MERGE, first)
    await answering.answer(g.db, g.context, first, FIXED, LAN)
    assert await g.state(second) == ["new"]
    # what a citizen says parts them too
    third, fourth = await g.merged(CHI, "dung@citizen.example")
    await g.asks_again(CHI, "Tôi tố cáo cán bộ một cửa nhận phong bì. Đề nghị giữ kín tên tôi.")
    assert (await g.case(third))["restricted"] and not (await g.case(fourth))["restricted"]
    assert await g.rows("SELECT 1 FROM case_merges") == []


async def test_whoever_sees_the_leading_case_sees_of_the_others_what_is_theirs_to_see(g: Street) -> None:
    first, second = await g.merged(MAI, BINH)
    id = (await g.case(first))["id"]
    await g.rows(
        "INSERT INTO case_lines (case_id, line, unit, hidden) VALUES ($1, 'x', 'cuanam', false) RETURNING 1", id
    )
    async with g.db.connection() as conn:
        for units, codes in ((["vanmieu"], [second]), (["cuanam"], []), (None, [second])):
            assert [one.code for one in await store.followers(conn, id, units, [])] == codes
        await conn.execute("UPDATE cases SET restricted = true")
        assert await store.followers(conn, id, ["vanmieu"], []) == []
        assert [one.code for one in await store.followers(conn, id, ["vanmieu"], ["vanmieu"])] == [second]


async def test_who_wrote_twice_is_told_once(g: Street) -> None:
    first = await g.writes(MAI)
    second = await g.writes(MAI, "Ngõ 12 Văn Miếu tối om, mong phường sửa đèn.")
    assert first != second
    await g.does(LAN, Act.MERGE, second, case=first, reason="cùng một người, một việc")
    await g.does(LAN, Act.ACCEPT, first)
    done = await g.does(LAN, Act.PROGRESS, first, words="Đã đặt bóng.")
    why = done.others[second].why_not
    assert done.others[second].told is None and why and "told once" in catalogue.say(why, "en")
    await answering.answer(g.db, g.context, first, FIXED, LAN)
    results = await g.rows("SELECT text FROM outbox WHERE purpose = 'result'")
    assert len(results) == 1 and first in results[0]["text"]
    assert await g.state(first, second) == ["answered", "answered"]
    await taking_back.undo(g.db, g.context, first, LAN)
    assert await g.state(first, second) == ["accepted", "accepted"]


async def test_the_earlier_date_is_the_one_that_is_seen_and_reminded_of(g: Street) -> None:
    first, second = await g.merged(MAI, BINH)
    await g.due(first, days=1)
    await g.due(second, days=2)
    await reminding.remind(g.db, g.context)
    assert await g.to_look_at() == [second], "it is not looked at while the other is due before it"
    assert await g.listed("", "") == [first]
    await g.due(second, days=-1)
    assert await g.listed("", "") == [second, first]
    await reminding.remind(g.db, g.context)
    assert await g.to_look_at() == []
    # its own citizen gets its own apology
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    await g.does(LAN, Act.APOLOGISE, second, until=until, words="Chờ bóng.")
    assert ((await g.told(second))[-1][0], (await g.told(first))[-1][0]) == ("apology", "acknowledgement")


async def test_a_split_is_undone_until_its_citizen_was_told_something_of_it(g: Street) -> None:
    code = await g.writes(MAI)
    await g.asks_again(MAI, "Cạnh đó còn một ổ gà to, đề nghị vá.")
    (row,) = await g.rows("SELECT m.id FROM messages m WHERE outcome = 'follow_up'")
    new = await filing.split(g.db, g.context, row["id"], LAN)
    assert new != code
    assert "reason" in await g.refused(LAN, Act.UNSPLIT, new)
    assert "cannot be done now" in await g.refused(LAN, Act.UNSPLIT, code, reason="vì")
    await g.does(LAN, Act.START, code)
    await g.does(LAN, Act.UNSPLIT, new, reason="cùng một việc")
    (moved,) = await g.rows("SELECT case_id, outcome FROM messages WHERE id = $1", row["id"])
    assert (moved["case_id"], moved["outcome"]) == ((await g.case(code))["id"], "follow_up")
    assert await g.state(new) == ["in_progress"], "the code that the citizen was told goes with the first one"
    assert await g.listed("", "") == [code]
    assert "no message of its own" in await g.refused(LAN, Act.UNMERGE, new, reason="vì")
    again = await filing.split(g.db, g.context, row["id"], LAN)
    assert await g.state(again) == ["new"]
    await g.does(LAN, Act.ACCEPT, again)
    await g.does(LAN, Act.PROGRESS, again, words="Đã hẹn thợ vá đường.")
    assert "already" in await g.refused(LAN, Act.UNSPLIT, again, reason="vì")
    assert (await g.rows("SELECT count(*) AS n FROM messages WHERE case_id = $1", (await g.case(again))["id"]))[0][
        "n"
    ] == 1
