"""What a unit finds of the cases that it has handed on, and a person of the notes that name them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from gateway.domain.actor import Role
from gateway.services.accounts import log_in
from gateway.store import sessions
from gateway.web.labels import LABELS
from tests.support import configs, console
from tests.support.cli import agw
from tests.support.console import Console
from tests.support.people import account

LABEL = LABELS["vi"]
UNITS = [configs.UNIT, {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]
WORDS = "Đèn đường ngõ 12 hỏng"


@asynccontextmanager
async def browser(
    c: Console, login: str, unit: str, named: list[str], role: Role = Role.OFFICER
) -> AsyncIterator[httpx.AsyncClient]:
    """That of a new person who is logged in."""
    await account(c.db, login, roles=[role], unit=unit, restricted_in=named)
    async with c.db.transaction() as tx:
        await sessions.open(tx, log_in.key_of(login), login, log_in.id_of(login))
    async with c.client() as client:
        client.cookies.set(f"gw_{c.context.config.console.port}", login)
        yield client


async def does(c: Console, client: httpx.AsyncClient, code: str, act: str, **values: str) -> None:
    done = await c.post(client, f"/cases/{code}/{act}", once=f"{act} {code}", step="do", **values)
    assert done.status_code == 303, done.text


async def entered(c: Console, client: httpx.AsyncClient, **values: str) -> str:
    form = {"unit": "vanmieu", "came_by": "phone", "answer_by": "counter", "words": WORDS, "step": "do", **values}
    assert (await c.post(client, "/cases/new", **form)).status_code == 303
    return str((await c.rows("SELECT code FROM cases ORDER BY id DESC LIMIT 1"))[0]["code"])


async def test_a_unit_finds_what_it_has_handed_on_and_a_person_what_names_them(tmp_path: Path, db_url: str) -> None:
    async with (
        console.running(tmp_path, db_url, work=False, units=UNITS) as c,
        browser(c, "lan", "vanmieu", []) as lan,
        browser(c, "chi", "vanmieu", ["vanmieu"]) as chi,
        browser(c, "nam", "cuanam", ["cuanam"]) as nam,
        browser(c, "thu", "vanmieu", [], Role.READER) as thu,
    ):
        code = await entered(c, lan, once="1")
        hidden = await entered(c, chi, once="2", secret="1")

        # who is named sees it on top of the list, until they open the case; named again, it is new again
        async def told(who: httpx.AsyncClient) -> list[bool]:
            page = (await who.get("/cases")).text
            return ["whose=unseen&amp;closed=1" in page, LABEL["names_you"] in page]

        for n in range(2):
            await c.post(lan, f"/cases/{code}/note", words="@thu xem giúp", once=f"note {n}")
            assert await told(thu) == [True, True] and await told(lan) == [False, False]
            assert code in (await thu.get("/cases?whose=unseen&closed=1")).text
            await thu.get(f"/cases/{code}")
            assert await told(thu) == [False, False]
            assert code in (await thu.get("/cases?whose=mentioned")).text
        await does(c, lan, code, "close-unanswered", reason="thử")
        await c.post(lan, f"/cases/{code}/note", words="@thu xem lại", once="note 3")
        assert (await told(thu))[0], "of a closed case too"
        await does(c, lan, code, "reopen", reason="thử")

        async def handed_on(who: httpx.AsyncClient) -> list[str]:
            page = (await who.get("/cases/handed-on")).text
            assert WORDS not in page
            return re.findall(r'<th scope="row">(HN-\w+)', page)

        # once another unit has it, its state is on the list of the one that had it, and no word of it
        for one, who in ((code, lan), (hidden, chi)):
            await does(c, who, one, "hand-on", unit="cuanam", reason="đúng địa bàn")
            assert one not in await handed_on(who)
            await does(c, nam, one, "take-over")
        assert (await handed_on(lan), await handed_on(chi), await handed_on(nam)) == ([code], [hidden, code], [])
        assert "UBND P.Cửa Nam" in (await lan.get("/cases/handed-on")).text
        assert (await lan.get(f"/cases/{code}")).status_code == 403
        await does(c, nam, code, "start")
        assert re.search(f"{code}.*?đang xử lý", (await lan.get("/cases/handed-on")).text, re.S)
        said = await agw("cases", "--handed-on", "--config", c.context.config.path)
        assert code in said.out and WORDS not in said.out

        # what has come back is on it no more
        await does(c, nam, code, "hand-on", unit="vanmieu", reason="về lại")
        await does(c, lan, code, "take-over")
        assert (await handed_on(lan), await handed_on(nam)) == ([], [code])
