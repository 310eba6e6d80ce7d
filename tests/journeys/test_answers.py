"""An answer on its way: written, submitted, returned, approved, sent. One gateway for all of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from httpx import AsyncClient

from gateway.domain.actor import Actor, Role
from gateway.domain.errors import AlreadyAnswered, Forbidden, NotAllowed
from gateway.local.simulator import phone
from gateway.services.accounts import log_in
from gateway.services.casework import answering
from gateway.store import sessions
from gateway.web.labels import LABELS
from tests.support import configs, console, people
from tests.support.console import Console
from tests.support.running import until

UNITS = [
    {**configs.UNIT, "four_eyes": True},
    {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"},
]
SESSIONS = count()
WORDS = "Đã sửa xong đèn ngõ 12."


def person(key: str, *roles: Role) -> Actor:
    return Actor(id=log_in.id_of(key), name=f"Cán bộ {key}", roles={"vanmieu": frozenset(roles)})


LAN, BINH, HOA = person("lan", Role.OFFICER), person("binh", Role.APPROVER), person("hoa", Role.APPROVER)


async def test_answers(tmp_path: Path, db_url: str) -> None:
    """Each story on a case of its own, one gateway for all."""
    async with console.running(tmp_path, db_url, units=UNITS, times={"undo_seconds": 60}) as c:
        for story in (returned_written_anew_and_approved, taken_back):
            await story(c)


@asynccontextmanager
async def browser(c: Console, login: str, role: Role, unit: str = "vanmieu") -> AsyncIterator[AsyncClient]:
    """That of a person who is logged in."""
    if not await c.rows("SELECT 1 FROM accounts WHERE person = $1", login):
        await people.account(c.db, login, roles=[role], unit=unit, restricted_in=[])
    secret = f"{login} {next(SESSIONS)}"
    async with c.db.transaction() as tx:
        await sessions.open(tx, log_in.key_of(secret), login, log_in.id_of(login))
    async with c.client() as client:
        client.cookies.set(f"gw_{c.context.config.console.port}", secret)
        yield client


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


async def returned_written_anew_and_approved(c: Console) -> None:
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


async def standing(c: Console, code: str) -> list[dict[str, object]]:
    """The state of a case and of its clocks."""
    return await c.rows(
        "SELECT k.state, state_since, answered_at, d.kind, d.due_at, d.done_at, d.look_at FROM cases k"
        " JOIN deadlines d ON d.case_id = k.id WHERE code = $1 ORDER BY d.kind",
        code,
    )


async def taken_back(c: Console) -> None:
    """By who sent it, as long as nobody has tried to send it; then it goes out once."""
    db, context, sender = c.pages, c.context, "+84590001888"
    code = await case_of(c, sender)
    await c.rows("UPDATE cases SET unit = 'cuanam' WHERE code = $1 RETURNING 1", code)
    before = await standing(c, code)
    async with browser(c, "mai", Role.OFFICER, "cuanam") as client:
        await c.post(client, f"/cases/{code}/answer", words=WORDS, act="send", once="1")
        assert {row["state"] for row in await standing(c, code)} == {"answered"}
        page = (await client.get(f"/cases/{code}")).text
        assert f'action="/cases/{code}/undo"' in page and "60 giây" in page
        with pytest.raises(NotAllowed, match="answer_not_yours"):
            await answering.undo(db, context, code, console.OPERATOR)
        await c.post(client, f"/cases/{code}/undo")
        page = (await client.get(f"/cases/{code}")).text
    assert f">{WORDS}</textarea>" in page and f'action="/cases/{code}/undo"' not in page
    assert await standing(c, code) == before
    assert await versions(c, code) == [("draft", log_in.id_of("mai"), "", "")]
    with pytest.raises(NotAllowed, match="answer_not_yours"):
        await answering.undo(db, context, code, console.OPERATOR)
    await answering.answer(db, context, code, "Đã thay bóng.", console.OPERATOR, at_once=True)
    texts = await until(lambda: [t for t in phone.read_inbox(c.phone, sender) if "bong" in t])
    assert len(texts) == 1
    assert not [t for t in phone.read_inbox(c.phone, sender) if "sua xong" in t]
    with pytest.raises(NotAllowed, match="answer_gone"):
        await answering.undo(db, context, code, console.OPERATOR)
    assert {row["state"] for row in await standing(c, code)} == {"answered"}


async def alone_a_head_says_why(c: Console) -> None:
    """Where nobody else can approve."""
    code = await case_of(c, "+84590001777")
    with pytest.raises(NotAllowed, match="answer_reason_wanted"):
        await answering.answer(c.pages, c.context, code, WORDS, BINH)
    await answering.answer(c.pages, c.context, code, WORDS, BINH, reason="một mình trực")
    assert await versions(c, code) == [("sent", BINH.id, "", "một mình trực")]
    assert len(await sent(c, code)) == 1


async def the_author_reads_why(c: Console, code: str) -> None:
    async with browser(c, "lan", Role.OFFICER) as client:
        page = (await client.get(f"/cases/{code}")).text
        assert "Thiếu ngày sửa." in page and f">{WORDS}</textarea>" in page
        assert 'value="submit"' in page and 'value="send"' not in page
        assert "/cases?mark=to_approve" not in (await client.get("/cases")).text


async def a_head_approves_on_the_page(c: Console, code: str) -> None:
    async with browser(c, "hoa", Role.APPROVER) as client:
        assert "/cases?mark=to_approve" in (await client.get("/cases")).text
        listed = (await client.get("/cases?mark=to_approve")).text
        assert code in listed and listed.count('<th scope="row">') == 1
        page = (await client.get(f"/cases/{code}")).text
        assert LABELS["vi"]["approve_answer"] in page and "Da sua xong den ngo 12. Ngay 27/11." in page
        done = await c.post(client, f"/cases/{code}/approve", version="4")
        assert done.status_code == 303
        assert (await c.post(client, f"/cases/{code}/approve", version="4")).status_code == 409
        assert code not in (await client.get("/cases?mark=to_approve")).text
