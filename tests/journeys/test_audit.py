"""An auditor asks who saw a number; somebody who may write the tables changes a row, and it is found."""

import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from gateway.domain.actor import Role
from tests.support import configs, console, everything, people
from tests.support.cli import agw
from tests.support.console import Console
from tests.support.everything import Everything

UNITS = [configs.UNIT, {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]
PHONE, MAIL = "0590 001 301", "citizen@example.com"


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    async with console.running(tmp_path, db_url, work=False, units=UNITS) as running:
        yield running


@pytest.fixture
async def all(c: Console) -> Everything:
    """A history; somebody has looked at its first two cases, of which one is of a number and one of an address."""
    written = await everything.write(c.db)
    await people.account(c.db, "mai", roles=[Role.AUDITOR])
    await people.account(c.db, "hoa", roles=[Role.AUDITOR], unit="cuanam")
    await people.account(c.db, "binh", roles=[Role.OFFICER], restricted_in=[])
    async with c.client() as client:
        await entered(client, "binh")
        for path in ("/cases", *(f"/cases/{code}" for code in written.codes[:3]), f"/attention/m{written.messages[0]}"):
            assert (await client.get(path)).status_code == 200
    return written


async def entered(client: httpx.AsyncClient, login: str, again: int = 0) -> None:
    assert (await client.post("/login", data=people.form(login, again))).status_code == 303


async def exported(client: httpx.AsyncClient, form: str = "csv", **asked: str) -> list[dict[str, str]]:
    answer = await client.get(f"/audit/export.{form}", params=asked)
    assert answer.status_code == 200
    if form == "jsonl":
        return [json.loads(line) for line in answer.text.splitlines()]
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


async def test_an_auditor_asks_who_saw_a_number(c: Console, all: Everything) -> None:
    of_number = (await c.rows("SELECT code FROM cases WHERE sender = 'tel:+84590001301' ORDER BY id"))[0]["code"]
    of_mail = (await c.rows("SELECT code FROM cases WHERE sender = 'mailto:citizen@example.com' ORDER BY id"))[0][
        "code"
    ]
    async with c.client() as client:
        await entered(client, "mai")
        page = (await client.get("/audit", params={"about": PHONE})).text
        assert "Cán bộ binh" in page
        assert f"case:{of_number}" in page
        assert f"case:{of_mail}" not in page
        for typed, shown, other in ((PHONE, of_number, of_mail), (MAIL, of_mail, of_number)):
            found = await exported(client, about=typed)
            assert {f"case:{shown}", "cases"} <= {row["object"] for row in found}, typed
            assert f"case:{other}" not in {row["object"] for row in found}, typed
            assert {row["actor"] for row in found} == {"person:binh"}
        assert [row["object"] for row in await exported(client, "jsonl", about=f"m{all.messages[0]}", act="view")] == [
            f"message:{all.messages[0]}"
        ]
        assert {row["actor"] for row in await exported(client, who="mai")} == {"person:mai"}
        assert await exported(client, since="2020-01-01", until="2020-01-02") == []
        kept = [row["detail"] for row in await exported(client, who="mai", act="export_audit")]
    assert "csv about=c***@example.com" in kept
    assert not any("590001301" in one.replace(" ", "") or MAIL in one for one in kept)


async def test_it_is_seen_by_auditors_alone_and_by_those_of_a_unit_for_its_own(c: Console, all: Everything) -> None:
    seen = {}
    async with c.client() as client:
        for login in ("mai", "hoa", "binh"):
            await entered(client, login, again=login == "binh")
            answer = await client.get("/audit")
            menu = 'href="/audit"' in (await client.get("/")).text
            seen[login] = (answer.status_code, all.codes[0] in answer.text, menu)
            await client.post("/leave")
            client.cookies.clear()
    assert seen == {"mai": (200, True, True), "hoa": (200, False, True), "binh": (403, False, False)}


async def test_no_cell_is_a_formula_and_no_address_whole(c: Console, all: Everything) -> None:
    await c.rows(
        "INSERT INTO audit (actor, act, object, detail) VALUES ('page:x', 'drop', 'sender:tel:+84590001301',"
        " '=1+1 +84590001301 lan@example.com') RETURNING id"
    )
    async with c.client() as client:
        await entered(client, "mai")
        (row,) = await exported(client, who="page:x")
        page = (await client.get("/audit?who=page:x")).text
    assert row["object"] == "sender:05******01"
    assert row["detail"].startswith("'=1+1")
    for shown in (page, json.dumps(row)):
        assert "90001301" not in shown.replace(f"{PHONE}", "")
        assert "lan@example.com" not in shown


async def test_what_restricting_a_case_was_for_is_read_by_those_who_are_named(c: Console, all: Everything) -> None:
    await c.rows("UPDATE cases SET restricted = true WHERE id = 1 RETURNING 1")
    await c.rows(
        "INSERT INTO audit (actor, act, object, detail) VALUES ('page:x', 'restrict', $1, 'vì tố cáo') RETURNING id",
        f"case:{all.codes[0]}",
    )
    await people.account(c.db, "nam", roles=[Role.AUDITOR], restricted_in=[])
    shown = {}
    async with c.client() as client:
        for login in ("mai", "nam"):
            await entered(client, login)
            (row,) = await exported(client, who="page:x")
            shown[login] = row["detail"]
            client.cookies.clear()
    assert shown == {"mai": "vì tố cáo", "nam": ""}


async def test_on_a_terminal_the_same_is_listed_and_a_changed_row_is_named(c: Console, all: Everything) -> None:
    from gateway.services.auditing import sealing

    path = c.context.config.path
    listed = await agw("audit", "list", "--about", MAIL, "--json", "--config", path)
    assert listed.code == 0, listed.err
    assert {row["name"] for row in json.loads(listed.out)} == {"Cán bộ binh"}
    await sealing.seal_all(c.db, sealing.the_key(c.context.config))
    head = (await agw("audit", "head", "--config", path)).out.strip()
    whole = await agw("audit", "check", "--head", head, "--config", path)
    assert (whole.code, whole.err) == (0, "")
    assert head in whole.out
    async with c.db.connection() as conn:
        await conn.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        await conn.execute("UPDATE audit SET actor = 'person:mai' WHERE place = 2")
    found = await agw("audit", "check", "--config", path)
    assert found.code == 1
    assert "2: " in found.out
    assert "list cases" in found.out
    wrong = await agw("audit", "check", "--head", "x", "--config", path)
    assert wrong.code == 2
