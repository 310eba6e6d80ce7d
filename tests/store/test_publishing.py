"""Answers made public, in the database: by whom, of what, until when. Stories read from top to bottom."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain.actor import Actor, Role
from gateway.domain.errors import Forbidden
from gateway.domain.permissions import Act
from gateway.runtime.context import bootstrap
from gateway.services import restricting
from gateway.services.casework import answering, published, publishing, taking_back
from gateway.services.clocks import reminding
from gateway.settings import config
from gateway.store import publications, read_models
from gateway.store.database import Database
from gateway.store.read_models import EVERYTHING, CaseFilter, Sight
from tests.support import configs
from tests.support.office import BUSY, CITIZEN, EVERYWHERE, LAMP, LAN, UNITS, World, officer


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> World:
    settings = config.load(configs.write(tmp_path, times=BUSY, units=UNITS, lines=[configs.mail_line()]), registry)
    return World(db, await bootstrap(db, settings))


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


async def test_whose_case_goes_with_another_is_not_named_in_its_answer(p: World) -> None:
    code = await p.mail(LAMP)
    other = await p.mail(f"Tôi là Trần Văn Bình, ngõ 12 Văn Miếu tối om. {LAMP}", "Đèn ngõ 12")
    assert other != code
    await p.does(LAN, Act.MERGE, other, case=code, reason="một cột đèn")
    await p.rows(
        "INSERT INTO messages (line, digest, outcome, rule, text, reply, arrived_at, case_id)"
        " SELECT line, digest, 'follow_up', rule, 'Sửa chưa?', 'Sửa chưa?', arrived_at, case_id FROM messages"
        " CROSS JOIN generate_series(1, 100) WHERE case_id = (SELECT id FROM cases WHERE code = $1)",
        code,
    )
    await answering.answer(p.db, p.context, code, "Gửi ông Bình: đã thay.", LAN)
    assert (await publishing.propose(p.db, p.context, HEAD, code)) == {
        "question": f"Một việc\n\n{LAMP}",
        "answer": "Gửi ông B.: đã thay.",
    }
    assert "still holds" in await p.refused(HEAD, Act.PUBLISH, code, **PUBLIC | {"answer": "Trần Văn Bình"})


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
    await p.rows("UPDATE messages SET flags = '{not_public}' WHERE flags = '{}' RETURNING 1")
    assert await public(p) == [], "who writes so afterwards waits for nobody"
    await p.rows("UPDATE messages SET flags = '{}' WHERE case_id = $1 RETURNING 1", (await p.case(code))["id"])
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
