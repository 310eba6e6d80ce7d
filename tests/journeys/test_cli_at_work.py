"""What commands give to machines and narrow terminals, how slips of the pen are met, what a process says it is."""

import asyncio
import json
import re
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.local import processes
from gateway.replies import catalogue
from gateway.runtime.context import bootstrap
from gateway.settings import config
from gateway.store import database
from tests.support import configs, everything
from tests.support.cli import ROOT, agw, gw
from tests.support.everything import Everything
from tests.support.words import of_the_other


@pytest.fixture
async def full(tmp_path: Path, db_url: str) -> tuple[Path, Everything]:
    """An installation in whose history everything occurs."""
    path = configs.write(tmp_path, database_url=db_url)
    (tmp_path / "data").mkdir(exist_ok=True)
    db = await database.open(db_url)
    await bootstrap(db, config.load(path, registry))
    written = await everything.write(db)
    await db.close()
    return path, written


def test_the_version_and_the_nearest_command_are_said() -> None:
    shown = gw("--version")
    assert shown.code == 0
    assert re.fullmatch(r"gw \d+\.\d+\.\d+\S*, database schema \d+\n", shown.out)
    for typed, meant in (("healt", "health"), ("status", "health"), ("held", "dead")):
        wrong = gw(typed)
        assert (wrong.code, f"“{meant}”" in wrong.err) == (2, True), wrong.err


async def test_what_waits_fits_a_narrow_terminal_and_nothing_of_it_is_cut(full: tuple[Path, Everything]) -> None:
    path, written = full
    shown = await agw("dead", "--config", path, columns=80)
    assert shown.code == 0
    assert [line for line in shown.out.splitlines() if len(line) > 80] == []
    rows = json.loads((await agw("dead", "--json", "--config", path)).out)
    assert len(rows) > len(written.codes)
    flat = " ".join(shown.out.split())
    for row in rows:
        assert re.search(
            rf"\b{row['id']} [a-z ]+ since {row['since']} {re.escape(' '.join((row['line'], row['who'])))}", flat
        ), row
        assert f"→ {' | '.join(row['acts'])}" in flat


async def test_several_are_done_at_once_and_one_refusal_stops_no_other(full: tuple[Path, Everything]) -> None:
    path, _ = full
    rows = json.loads((await agw("dead", "--json", "--config", path)).out)
    dead = [row["id"] for row in rows if row["state"] == "dead"]
    held = [row["id"] for row in rows if row["state"] == "held" and row["id"][0] == "m"]
    done = await agw("dead", "drop", *dead, "o999999", "--reason", "thử", "--config", path)
    assert done.code == 1
    assert "o999999" in done.err
    assert all(f"{id}: dropped" in done.out for id in dead)
    slip = await agw("dead", "dismiss", *held, "m1x", "--reason", "thử", "--config", path)
    assert (slip.code, slip.out) == (2, "")
    left = {row["id"] for row in json.loads((await agw("dead", "--json", "--config", path)).out)}
    assert left == {row["id"] for row in rows} - set(dead)


async def test_cases_and_checks_can_be_read_by_machines(full: tuple[Path, Everything]) -> None:
    path, written = full
    listed = json.loads((await agw("cases", "--all", "--json", "--config", path)).out)
    assert {row["code"] for row in listed} == set(written.codes)
    assert {row["sender"] for row in listed if row["restricted"]} == {""}
    one = json.loads((await agw("cases", written.codes[0], "--json", "--config", path)).out)
    assert {event["kind"] for event in one["events"]} >= {"rated", "reopened"}
    checked = await agw("check", "--json", "--config", path)
    told = json.loads(checked.out)
    assert (checked.code, told["ok"]) == (1, False)
    assert {"name", "ok", "words", "advice"} <= told["results"][0].keys()
    wrong = await agw("check", "--json", "--config", configs.write(path.parent, zone="Asia/Hanoi"))
    said = json.loads(wrong.out)
    assert (wrong.code, said["mistakes"][0].startswith("zone: no time zone")) == (2, True)
    assert said["mistake_codes"] == [{"key": "zone", "label": "", "code": "config.no_such_time_zone"}]


async def test_what_is_shown_is_in_one_language_but_for_what_people_wrote(full: tuple[Path, Everything]) -> None:
    path, written = full
    with_words = ["cases --all", "dead", f"trace {written.codes[0]}", f"cases {written.codes[0]}"]
    rows = await asyncio.gather(*(agw(*words.split(), "--json", "--config", path) for words in with_words))
    data = json.dumps("".join(row.out for row in rows), ensure_ascii=False) + path.read_text("utf-8")
    for words in (*with_words, "messages", "outgoing", "health", "check"):
        asked = (agw(*words.split(), "--lang", language, "--config", path) for language in catalogue.LANGUAGES)
        for language, said in zip(catalogue.LANGUAGES, await asyncio.gather(*asked), strict=True):
            own = (said.out + said.err).replace(str(path.parent), "").replace(everything.UNKNOWN, "")
            wrong = [line for line in of_the_other(language, own) if language == "vi" or not _of_people(line, data)]
            assert wrong == [], words


def _of_people(line: str, data: str) -> bool:
    return all(word in data for word in re.findall(r"\w+", line) if not word.isascii())


async def test_an_answer_that_cannot_be_sent_is_refused_before_anything_is_asked(
    full: tuple[Path, Everything], db_url: str
) -> None:
    path, written = full
    db = await database.open(db_url)
    async with db.connection() as conn:
        await conn.execute("UPDATE cases SET state = 'answered' WHERE code = $1", written.codes[0])
        await conn.execute("UPDATE cases SET state = 'closed' WHERE code = $1", written.codes[1])
    await db.close()
    for code, words in zip(written.codes, ("--again", "closed"), strict=False):
        refused = await agw("answer", code, "Đã sửa xong.", "--config", path, given="y\n")
        assert (refused.code, refused.out) == (1, ""), code
        assert words in refused.err, refused.err


async def _said(path: Path, *words: str, stack: AsyncExitStack) -> tuple[str, Any]:
    """The first words of a process of the gateway's own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "workers", "--config", str(path), *words), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )

    async def stop() -> None:
        process.send_signal(signal.SIGTERM)
        await process.communicate()

    stack.push_async_callback(stop)
    assert process.stderr is not None
    return (await process.stderr.readline()).decode(), process


async def test_each_process_says_what_it_is_when_it_is_that(tmp_path: Path, db_url: str) -> None:
    port = processes.free_port()
    path = configs.write(tmp_path, database_url=db_url, console={"port": port})
    async with AsyncExitStack() as stack:
        parts = (["--lines", "vanmieu-mail"], ["--intake"], ["--console"])
        said = await asyncio.gather(*(_said(path, *words, stack=stack) for words in parts))
        line, intake, page = (words for words, _ in said)
        assert line == "gw: running: line vanmieu-mail   To stop: Ctrl-C\n"
        assert intake == "gw: running: an intake worker   To stop: Ctrl-C\n"
        assert page == f"gw: running: the page http://127.0.0.1:{port}/   To stop: Ctrl-C\n"
        _, writer = await asyncio.open_connection("127.0.0.1", port)  # it takes connections by then
        writer.close()
