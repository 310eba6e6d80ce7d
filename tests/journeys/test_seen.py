"""Whatever way a citizen's words are seen, by page or terminal, one audit row says by whom; and another unit's are
not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import typer

from gateway.cli import answering, cases, common, dead, messages, outgoing, published, restrict, trace
from gateway.cli.__main__ import COMMANDS
from gateway.domain.actor import Actor, Role
from gateway.domain.errors import Forbidden
from gateway.store import read_models
from tests.support import configs, console, everything
from tests.support.console import Console
from tests.support.everything import Everything
from tests.support.running import until

Row = tuple[str, str, str]
STRANGER = Actor(id="page:khac", name="khac", roles={"cuanam": frozenset(Role)})
UNITS = [configs.UNIT, {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    async with console.running(tmp_path, db_url, work=False, units=UNITS) as running:
        yield running


@pytest.fixture
async def all(c: Console) -> Everything:
    return await everything.write(c.db)


async def audited(c: Console) -> list[Row]:
    """What was written since the last look."""
    rows = await c.rows("SELECT id, act, object, detail FROM audit WHERE id > $1 ORDER BY id", c.audited)
    c.audited = max((row["id"] for row in rows), default=c.audited)
    return [(row["act"], row["object"], row["detail"]) for row in rows if row["act"] != "log_in"]  # by the link


def pages(all: Everything) -> dict[str, Row]:
    """Each page that shows words, and its row; "…" stands for those that a list has shown."""
    code, message, out = all.codes[0], all.messages[0], all.outbox[0]
    return {
        "/cases": ("list", "cases", "…"),
        f"/cases/{code}": ("view", f"case:{code}", ""),
        "/published": ("list", "published", "…"),
        "/messages": ("list", "messages", "…"),
        f"/messages/{message}/raw": ("view", f"message:{message}", "raw"),
        f"/messages/{message}/files/1": ("view", f"message:{message}", "attachment 1"),
        "/attention": ("list", "waiting", "…"),
        f"/attention/m{message}": ("view", f"message:{message}", ""),
        f"/attention/o{out}": ("view", f"outbox:{out}", ""),
    }


NUMBERS = ("/numbers", "/numbers/roster", "/numbers/report", "/numbers/report.csv", "/numbers/report.xlsx")
SILENT = (
    "/",
    "/rates",
    "/outgoing",
    "/unreached",
    "/units",
    "/calls",
    "/cases/handed-on",  # codes
    "/cases/new",  # one's own form
    *NUMBERS,
    "/attention/senders",
    "/simulator",
    "/health",
    "/metrics",
)
ACCOUNTS = ("/login", "/welcome/{token}", "/account", "/people")
SLIP = ("/cases/new/{form}",)  # a code: test_entry.py
UNIT = ("/units/{key}", "/help", "/help/print", "/help/{chapter}")  # nobody's words
AUDIT = ("/audit", "/audit/export.csv", "/audit/export.jsonl")  # of no words; test_audit.py
STREAMS = (
    "/live",
    "/simulator/live",
    "/attention/jobs/{job}",
    "/attention/jobs/{job}/live",
    "/shared-answers/{n:int}",  # codes, and an officer's own words
    "/shared-answers/{n:int}/live",
)  # of what is silent, or ids alone
APART = ("/enter", "/static")
TEMPLATES = ("/cases/{code}", "/messages/{id:int}/raw", "/messages/{id:int}/files/{n:int}", "/attention/{id}")
PUBLISHED = ("/published/export.csv", "/published/export.jsonl")  # test_publication.py
OF_ANSWERS = (  # an officer's files and the case's whole: test_answers.py, test_casework.py
    "/cases/{code}/answers/{version:int}/files/{n:int}",
    "/cases/{code}/answers/{version:int}/files/{n:int}/preview",
    "/cases/{code}/file.txt",
)
PICTURES = ("/messages/{id:int}/files/{n:int}/preview", "/messages/{id:int}/signature")  # test_attachments.py
WITH_WORDS = {"cases", "answer", "unrestrict", "messages", "dead", "trace", "case", "published", "approve"}
WITHOUT = {
    *("run", "demo", "init", "line", "check", "login", "health", "console", "bench", "migrate", "login"),
    *("backup", "restore"),  # the whole database, by whoever owns it
    *("split", "return", "restrict", "enter"),  # say a code
    "answer-several",  # one text, as `answer`: test_sharing.py
    *("unreached", "units", "reload"),  # addresses are masked; units; nothing
    *("outgoing", "calls", "lines", "roster"),  # addresses are masked, and there are no words
    "people",  # persons of the office
    "audit",  # no words; its looks are written down (test_audit.py)
    "retention",  # how many rows, of nobody
    "explain",  # files that its user has
}


def test_every_page_and_command_is_on_one_of_these_lists(c: Console, tmp_path: Path) -> None:
    shown = {path for path in pages(Everything(codes=("x",), messages=(1,), outbox=(1,))) if path.count("/") == 1}
    assert c.readable(tmp_path) == {
        *shown,
        *TEMPLATES,
        *PICTURES,
        *SILENT,
        *STREAMS,
        *APART,
        *ACCOUNTS,
        *AUDIT,
        *UNIT,
        *SLIP,
        *OF_ANSWERS,
        *PUBLISHED,
    }
    app = typer.Typer()
    for module in COMMANDS:
        module.register(app)
    named = {*typer.main.get_command(app).commands}  # type: ignore[attr-defined]
    assert named == WITH_WORDS | WITHOUT


async def viewed(c: Console) -> list[Row]:
    """The same without lists: a test takes the secret of its forms from one."""
    return [row for row in await audited(c) if row[0] == "view"]


def named(rows: list[Row]) -> list[Row]:
    """Of a list, that it names something."""
    return [(act, thing, "…" if act == "list" and detail else detail) for act, thing, detail in rows]


async def test_each_page_that_shows_words_writes_one_row(c: Console, all: Everything) -> None:
    async with c.entered() as client:
        for path, row in pages(all).items():
            assert (await client.get(path)).status_code == 200, path
            assert named(await audited(c)) == [row], path
        for path in SILENT:
            assert (await client.get(path)).status_code in (200, 503), path
            assert await audited(c) == [], path


async def test_words_that_come_with_a_form_s_answer_are_no_exception(c: Console, all: Everything) -> None:
    code = (await c.rows("SELECT code FROM cases WHERE state = 'new'"))[0]["code"]
    async with c.entered() as client:
        for _ in range(2):  # what an officer sees while writing: once an hour
            shown = await c.post(client, f"/cases/{code}/preview", words="Đã sửa.")
            assert "Đã sửa." in shown.json()["text"]
        assert await viewed(c) == [("view", f"case:{code}", "preview")]
        shown = await c.post(client, f"/cases/{code}/answer", words="Đã sửa.", act="preview")
        assert shown.status_code == 200
        assert await viewed(c) == [("view", f"case:{code}", "")]  # the preview was within the hour
        await c.post(client, f"/messages/{all.messages[0]}/files/1/save")
        assert await viewed(c) == [("view", f"message:{all.messages[0]}", "dangerous attachment 1")]


def commands(path: Path, all: Everything) -> dict[Row, Callable[[], Awaitable[None]]]:
    """Each command that shows words, by its row."""
    code, message, out = all.codes[0], all.messages[0], all.outbox[0]
    return {
        ("list", "cases", "…"): lambda: cases._list(path, True, 200, as_json=False),
        ("view", f"case:{code}", ""): lambda: cases._one(path, code, as_json=True),
        ("list", "messages", "…"): lambda: messages._list(path, "", "", "", 50, as_json=False),
        ("list", "published", "…"): lambda: published._list(path, 50),
        ("list", "waiting", "…"): lambda: dead._list(path, 200, as_json=False),
        ("view", f"case:{code}", "trace"): lambda: trace._trace(path, code, as_json=False),
        ("view", f"message:{message}", "trace"): lambda: trace._trace(path, f"m{message}", as_json=True),
        ("view", f"outbox:{out}", "trace"): lambda: trace._trace(path, f"o{out}", as_json=False),
    }


async def test_each_command_that_shows_words_writes_one_row(c: Console, all: Everything) -> None:
    for row, command in commands(c.context.config.path, all).items():
        await command()
        assert named(await audited(c)) == [row]
    await outgoing._list(c.context.config.path, "", "", timedelta(0), 200)
    assert await audited(c) == []


async def test_another_unit_s_words_are_refused_on_pages(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, units=UNITS, actor=STRANGER) as c, c.entered() as client:
        all = await everything.write(c.db)
        code = (await c.rows("SELECT code FROM cases WHERE state = 'new'"))[0]["code"]
        refused = [path for path, (act, *_) in pages(all).items() if act == "view"]
        for path in refused:
            answer = await client.get(path)
            assert answer.status_code == 403, path
            assert "việc này của đơn vị khác" in answer.text, path
        acts = ("answer", "preview", "restrict", "unrestrict")
        for path in (*(f"/cases/{code}/{act}" for act in acts), f"/messages/{all.messages[0]}/files/1/save"):
            assert (await c.post(client, path, words="Đã sửa.", once=path)).status_code == 403, path
        job = await c.post(client, "/attention/act", id=f"o{all.outbox[0]}", act="send", once="1")
        page = await until(lambda: over(client, job.headers["location"]))
        assert "việc này của đơn vị khác" in page
        assert await viewed(c) == []


async def over(client: httpx.AsyncClient, path: str) -> str:
    """The page of a job, once it is over."""
    page = (await client.get(path)).text
    return page if "việc này" in page else ""


async def test_another_unit_s_words_are_refused_on_a_terminal(
    c: Console, all: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "actor", lambda: STRANGER)
    path = c.context.config.path
    refused = [command for (act, *_), command in commands(path, all).items() if act == "view"]
    again = answering.Typed(words="Đã sửa.", again=True, yes=True)
    refused.append(lambda: answering._answer(path, all.codes[0], again))
    refused.append(lambda: restrict._restrict(path, all.codes[0], "to_cao", "vì"))
    refused.append(lambda: restrict._unrestrict(path, all.codes[0], "vì", tell=True, yes=True))
    for command in refused:
        with pytest.raises(Forbidden, match="other_unit"):
            await command()
    with pytest.raises(typer.Exit):
        await asyncio.to_thread(dead.send, [f"o{all.outbox[0]}"], path)
    assert await audited(c) == []


@pytest.mark.parametrize(("unit", "sees"), [("vanmieu", True), ("cuanam", False)])
async def test_lists_show_the_units_of_their_reader(tmp_path: Path, db_url: str, unit: str, sees: bool) -> None:
    reader = Actor(id="page:doc", name="doc", roles={unit: frozenset({Role.READER})})
    async with console.running(tmp_path, db_url, work=False, units=UNITS, actor=reader) as c, c.entered() as client:
        all = await everything.write(c.db)
        shown = {
            "/cases": all.codes[0],
            "/cases?closed=1": all.codes[0],
            "/cases?closed=1&q=rac": all.codes[0],
            "/messages": f"/attention/m{all.messages[-1]}",
            "/attention": f"/attention/o{all.outbox[0]}",
            "/outgoing": "/attention/o",
        }
        for path, words in shown.items():
            page = await client.get(path)
            assert page.status_code == 200, path
            assert (words in page.text) == sees, path
        assert bool(await audited(c)) == sees


async def test_a_case_on_lines_of_two_units_is_in_the_lists_of_both(c: Console, all: Everything) -> None:
    code = all.codes[0]
    await c.rows("UPDATE case_lines SET unit = 'cuanam' RETURNING 1")
    async with c.db.transaction() as tx:
        for units, there in ((["vanmieu"], True), (["cuanam"], True), (["khac"], False), (None, True)):
            sight = read_models.Sight(units=units, lines=None, restricted=None)
            wanted = read_models.CaseFilter(sight=sight, closed=True)
            rows = await read_models.listed(tx, wanted, limit=500, offset=0)
            assert (code in {row.code for row in rows}) == there
            assert await read_models.total(tx, wanted) == len(rows)
            found = await read_models.found(tx, read_models.CaseFilter(sight=sight, closed=True, words="rac"))
            assert await read_models.total(tx, wanted, ids=found) <= len(rows)


@pytest.mark.parametrize(("named", "sees"), [("vanmieu", True), ("cuanam", False)])
async def test_a_restricted_case_is_on_the_pages_of_those_who_are_named_for_it(
    tmp_path: Path, db_url: str, named: str, sees: bool
) -> None:
    roles = {"vanmieu": frozenset({Role.OFFICER})}
    officer = Actor(id="page:lan", name="lan", roles=roles, restricted_in=frozenset({named}))
    async with console.running(tmp_path, db_url, work=False, units=UNITS, actor=officer) as c, c.entered() as client:
        await everything.write(c.db)
        code = await hidden(c)
        for path in ("/cases?closed=1", "/messages", "/attention", "/outgoing"):
            assert (code in (await client.get(path)).text) == sees, path
        assert ((await client.get(f"/cases/{code}")).status_code == 200) == sees


async def test_lists_counts_and_searches_leave_out_restricted_cases_of_units_for_which_one_is_not_named(
    c: Console, all: Everything
) -> None:
    await hidden(c)
    async with c.db.connection() as conn:
        seen = []
        for restricted in (None, ["vanmieu"], ["cuanam"]):
            sight = read_models.Sight(units=None, lines=None, restricted=restricted)
            wanted = read_models.CaseFilter(sight=sight, closed=True)
            rows = await read_models.listed(conn, wanted, limit=500, offset=0)
            found = await read_models.found(conn, read_models.CaseFilter(sight=sight, words="rac"))
            waiting = read_models.WaitingFilter(sight=sight)
            seen.append(
                [
                    sum(row.restricted for row in rows),
                    await read_models.total(conn, wanted) - len(rows),
                    await read_models.total(conn, wanted, ids=found),
                    sum((await read_models.outcomes(conn, sight)).values()),
                    await read_models.waiting_count(conn, waiting),
                    len(await read_models.waiting(conn, waiting, [], limit=500)),
                ]
            )
    every, named, other = seen
    assert every[0] > 0 == other[0]
    assert every[1] == named[1] == other[1] == 0
    assert all_less(other, every, (2, 3, 4, 5))
    assert all_less(other, named, (3, 4, 5))


def all_less(some: list[int], more: list[int], places: tuple[int, ...]) -> bool:
    return [n for n in places if some[n] >= more[n]] == []


async def hidden(c: Console) -> str:
    """The code of a restricted case on which messages and rows of each kind stand."""
    (case,) = await c.rows("SELECT id, code FROM cases WHERE restricted AND unit = 'vanmieu' ORDER BY id LIMIT 1")
    await c.rows("UPDATE messages SET case_id = $1 WHERE id % 2 = 0 RETURNING 1", case["id"])
    await c.rows("UPDATE outbox SET case_id = $1 WHERE id % 2 = 0 RETURNING 1", case["id"])
    return str(case["code"])


async def test_who_has_no_role_gets_no_page_and_no_command(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Actor(id="page:ai", name="ai", roles={})
    monkeypatch.setattr(common, "actor", lambda: nobody)
    async with console.running(tmp_path, db_url, work=False, actor=nobody) as c, c.entered() as client:
        all = await everything.write(c.db)
        for path in (*pages(all), "/outgoing", "/attention/senders", "/simulator"):
            assert (await client.get(path)).status_code == 403, path
        for command in commands(c.context.config.path, all).values():
            with pytest.raises(Forbidden):
                await command()
