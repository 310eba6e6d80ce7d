"""Units on their pages: whose they are, who is responsible, and a change by hand that every process takes up."""

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.domain.actor import EVERY_UNIT, Role, superuser
from gateway.domain.duty import Person
from gateway.runtime.context import bootstrap
from gateway.runtime.following import Follower
from gateway.services.units import taking_in
from gateway.settings import config
from gateway.store import database
from gateway.store import people as roster
from tests.support import configs, console, everything, people
from tests.support.console import Console

UNITS_CSV = """key,name,kind,parent,phone,head,office_hours,valid_to,successors
hn,UBND TP Hà Nội,city,,1022,an,07:30-11:30 13:00-17:00,,
cuanam,UBND P.Cửa Nam,ward,hn,,,,,
cu,UBND P.Cũ,ward,hn,,,,2025-06-30,cuanam
"""
UNITS_CSV += "".join(f"to{n},Tổ {n},office,hn,,,,,\n" for n in range(20))
ANSWERS_CSV = "unit,asks,answer\ncuanam,mấy giờ,Từ 7 giờ 30.\n"
VANMIEU_CSV = "key,name,parent,phone\nvanmieu,Sổ nói khác,hn,1\n"


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    """An installation whose register was filled while config.toml named another unit, and names vanmieu now."""
    other = configs.write(tmp_path, units=[{**configs.UNIT, "key": "khac"}], lines=[configs.mail_line(unit="khac")])
    db = await database.open(db_url, size=2)
    try:
        async with db.transaction() as tx:
            await roster.save_persons(tx, [Person(key="an", name="Lê An"), Person(key="binh", name="Trần Bình")])
        context = await bootstrap(db, config.load(other, registry))
        contents = [(name, text.encode()) for name, text in (("1", UNITS_CSV), ("2", ANSWERS_CSV), ("3", VANMIEU_CSV))]
        await taking_in.take_in(db, context, superuser("an"), contents)
    finally:
        await db.close()
    async with console.running(tmp_path, db_url, work=False) as running:
        await people.account(running.db, "thu", roles=[Role.ADMINISTRATOR], unit=EVERY_UNIT)
        await people.account(running.db, "mai", roles=[Role.AUDITOR], unit="hn")
        await people.account(running.db, "lan", roles=[Role.OFFICER])
        yield running


async def test_units_are_seen_and_changed_on_their_pages(c: Console) -> None:
    async with c.client() as client:
        await client.post("/login", data=people.form("lan"))
        assert (await client.get("/units")).status_code == 403
    async with c.client() as client:
        await client.post("/login", data=people.form("mai"))
        listed = (await client.get("/units")).text
        assert [name in listed for name in ("UBND TP Hà Nội", "P.Cửa Nam", "P.Cũ")] == [True] * 3
        assert "Văn Miếu" not in listed  # not under hn
        shown = (await client.get("/units/cuanam")).text
        assert "1022" in shown  # the city's
        assert "Từ 7 giờ 30." in shown
        assert "<form" not in shown.partition("<main")[2]  # who audits changes nothing
        assert (await client.get("/units/vanmieu")).status_code == 404
    async with c.client() as client:
        await client.post("/login", data=people.form("thu"))
        assert "từ tệp cấu hình" in (await client.get("/units/vanmieu")).text
        assert "có trong sổ đơn vị" in (await client.get("/units/vanmieu")).text
        refused = await c.post(client, "/units/vanmieu", name="Khác", phone="1")
        assert "config.toml" in refused.text
        refused = await c.post(client, "/units/cuanam", name="Cửa Nam", parent="cuanam")
        assert "parent" in refused.text
        people_page = (await client.get("/people")).text
        assert people_page.count('<option value="to7">') == 1  # of hundreds of units one list, not one for each person
        assert 'list="units"' in people_page
        cells = {"name": "UBND phường Cửa Nam", "parent": "hn", "kind": "ward", "head": "binh", "topics": "rác; đèn"}
        kept = await c.post(client, "/units/cuanam", **cells)
        assert kept.status_code == 303
    told = await c.rows(
        "SELECT actor, act, object, detail FROM audit WHERE act = 'edit_units' ORDER BY id DESC LIMIT 1"
    )
    assert told == [
        {"actor": "person:thu", "act": "edit_units", "object": "unit:cuanam", "detail": "name head topics page"}
    ]
    await Follower(c.db, c.current).look()
    row = c.context.config.organisation.register.units["cuanam"]
    assert (row.name, row.head, row.topics) == ("UBND phường Cửa Nam", "binh", ("rác", "đèn"))
    await a_topic_proposes_who_deals_with_it(c)


async def a_topic_proposes_who_deals_with_it(c: Console) -> None:
    """A case whose words name what another unit deals with goes there by one press, with the topic as its reason."""
    await people.account(c.db, "hoa", roles=[Role.OFFICER])
    all = await everything.write(c.db)
    (case,) = await c.rows(
        "UPDATE cases SET state = 'new', kind = 'phan_anh', restricted = false, unit = 'vanmieu' WHERE id = 1"
        " RETURNING code"
    )
    assert all.codes[0] == case["code"]
    page = f"/cases/{case['code']}"
    async with c.client() as client:
        await client.post("/login", data=people.form("hoa"))
        shown = html.unescape((await client.get(page)).text)
        assert "“rác” là lĩnh vực của: UBND phường Cửa Nam" in shown
        form = re.search(rf'action="{page}/hand-on">.*?Chuyển UBND phường Cửa Nam', shown, re.S)
        assert form
        values = dict(re.findall(r'name="(seen|unit|reason|once)" value="([^"]*)"', form[0]))
        await c.rows("UPDATE cases SET restricted = true WHERE id = 1 RETURNING 1")
        await c.rows("INSERT INTO restricted_access (person, unit) VALUES ('hoa', 'vanmieu') RETURNING 1")
        assert "Chuyển UBND phường Cửa Nam" not in (await client.get(page)).text
        await c.rows("UPDATE cases SET restricted = false WHERE id = 1 RETURNING 1")
        assert (await c.post(client, f"{page}/hand-on", **values)).status_code == 303
    (handed,) = await c.rows("SELECT detail FROM case_events WHERE kind = 'handed_on' ORDER BY id DESC LIMIT 1")
    assert handed["detail"] == {"unit": "cuanam", "reason": "rác"}
