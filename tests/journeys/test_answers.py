"""An answer on its way: written, submitted, returned, approved, sent. One gateway for all of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.domain.actor import Actor, Role
from gateway.domain.errors import AlreadyAnswered, Forbidden, NotAllowed
from gateway.services.accounts import log_in
from gateway.services.casework import answering
from gateway.web.labels import LABELS
from tests.support import configs, console, people
from tests.support.console import Console
from tests.support.running import until

UNITS = [{**configs.UNIT, "four_eyes": True}]
WORDS = "Đã sửa xong đèn ngõ 12."


def person(key: str, *roles: Role) -> Actor:
    return Actor(id=log_in.id_of(key), name=f"Cán bộ {key}", roles={"vanmieu": frozenset(roles)})


LAN, BINH, HOA = person("lan", Role.OFFICER), person("binh", Role.APPROVER), person("hoa", Role.APPROVER)


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    async with console.running(tmp_path, db_url, units=UNITS) as running:
        yield running


async def case_of(c: Console, sender: str) -> str:
    """The code of the case that a text of this number becomes."""
    c.text("Đèn đường ngõ 12 hỏng, đề nghị sửa", sender=sender)
    (row,) = await until(lambda: c.rows("SELECT code FROM cases WHERE sender = $1", f"tel:{sender}"))
    return str(row["code"])


async def sent(c: Console, code: str) -> list[str]:
    """The results of a case, as they were queued."""
    found = "SELECT o.text FROM outbox o JOIN cases k ON k.id = o.case_id WHERE k.code = $1 AND purpose = 'result'"
    return [row["text"] for row in await c.rows(found, code)]


async def versions(c: Console, code: str) -> list[tuple[str, ...]]:
    found = "SELECT a.state, author, approver, reason FROM answers a JOIN cases k ON k.id = a.case_id WHERE code = $1"
    return [tuple(row.values()) for row in await c.rows(f"{found} ORDER BY version", code)]


async def test_an_answer_is_returned_written_anew_and_approved(c: Console) -> None:
    code = await case_of(c, console.NUMBER)
    await people.account(c.db, "binh", roles=[Role.APPROVER], unit="vanmieu", restricted_in=[])
    await alone_a_head_says_why(c)
    await people.account(c.db, "hoa", roles=[Role.APPROVER], unit="vanmieu", restricted_in=[])
    db, context = c.pages, c.context
    with pytest.raises(NotAllowed, match="answer_needs_approval"):
        await answering.answer(db, context, code, WORDS, LAN)
    with pytest.raises(NotAllowed, match="answer_needs_approval"):
        await answering.answer(db, context, code, WORDS, BINH, reason="vội")
    assert await answering.save(db, context, code, "Đã", LAN) == 1
    assert await answering.submit(db, context, code, WORDS, LAN) == 2
    with pytest.raises(Forbidden):
        await answering.approve(db, context, code, 2, LAN)
    with pytest.raises(NotAllowed, match="reason_missing"):
        await answering.send_back(db, context, code, 2, " ", BINH)
    await answering.send_back(db, context, code, 2, "Thiếu ngày sửa.", BINH)
    with pytest.raises(NotAllowed, match="answer_not_submitted"):
        await answering.approve(db, context, code, 2, HOA)
    await the_author_reads_why(c, code)
    assert await answering.submit(db, context, code, "Bản nhầm", BINH) == 3
    with pytest.raises(NotAllowed, match="answer_own"):
        await answering.approve(db, context, code, 3, BINH)
    assert await answering.submit(db, context, code, f"{WORDS} Ngày 27/11.", LAN) == 4
    assert await sent(c, code) == []
    await a_head_approves_on_the_page(c, code)
    (text,) = await sent(c, code)
    assert "27/11" in text
    assert await versions(c, code) == [
        ("draft", LAN.id, "", ""),
        ("returned", LAN.id, BINH.id, "Thiếu ngày sửa."),
        ("draft", BINH.id, "", ""),
        ("sent", LAN.id, HOA.id, ""),
    ]
    acts = "SELECT actor, act FROM audit WHERE object = $1 AND act LIKE '%answer' ORDER BY id"
    assert [tuple(row.values()) for row in await c.rows(acts, f"case:{code}")] == [
        (LAN.id, "submit_answer"),
        (BINH.id, "return_answer"),
        (BINH.id, "submit_answer"),
        (LAN.id, "submit_answer"),
        (HOA.id, "approve_answer"),
    ]
    with pytest.raises(AlreadyAnswered):
        await answering.submit(db, context, code, WORDS, LAN)


async def alone_a_head_says_why(c: Console) -> None:
    """Where nobody else can approve."""
    code = await case_of(c, "+84590001777")
    with pytest.raises(NotAllowed, match="answer_reason_wanted"):
        await answering.answer(c.pages, c.context, code, WORDS, BINH)
    await answering.answer(c.pages, c.context, code, WORDS, BINH, reason="một mình trực")
    assert await versions(c, code) == [("sent", BINH.id, "", "một mình trực")]
    assert len(await sent(c, code)) == 1


async def the_author_reads_why(c: Console, code: str) -> None:
    await people.account(c.db, "lan", roles=[Role.OFFICER], unit="vanmieu", restricted_in=[])
    async with c.client() as client:
        await client.post("/login", data=people.form("lan"))
        page = (await client.get(f"/cases/{code}")).text
        assert "Thiếu ngày sửa." in page and f">{WORDS}</textarea>" in page
        assert 'value="submit"' in page and 'value="send"' not in page
        assert "/cases?mark=to_approve" not in (await client.get("/cases")).text


async def a_head_approves_on_the_page(c: Console, code: str) -> None:
    async with c.client() as client:
        await client.post("/login", data=people.form("hoa"))
        assert "/cases?mark=to_approve" in (await client.get("/cases")).text
        listed = (await client.get("/cases?mark=to_approve")).text
        assert code in listed and listed.count('<th scope="row">') == 1
        page = (await client.get(f"/cases/{code}")).text
        assert LABELS["vi"]["approve_answer"] in page and "Da sua xong den ngo 12. Ngay 27/11." in page
        done = await c.post(client, f"/cases/{code}/approve", version="4")
        assert done.status_code == 303
        assert (await c.post(client, f"/cases/{code}/approve", version="4")).status_code == 409
        assert code not in (await client.get("/cases?mark=to_approve")).text
