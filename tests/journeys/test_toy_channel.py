"""A channel outside the tree (tests/toy, as a file in a directory of its own) goes all the way round in real workers:
in by its own route, out by the unit's mail line, and it stands on every page, in check, health, trace, explain and
metrics."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gateway.channels import registry
from gateway.local import processes, simulator
from gateway.local.simulator import mail
from gateway.runtime.context import bootstrap
from gateway.settings import config
from gateway.store import database
from gateway.web.http.session import read_link
from tests import toy
from tests.support import configs
from tests.support.cli import agw
from tests.support.process import ForkServer, Process
from tests.support.running import parse, until

CITIZEN = simulator.CITIZEN
FORM = {"id": 1, "address": CITIZEN, "name": "Nguyễn Thị Mẫu", "words": "Đèn đường ngõ 12 Văn Miếu hỏng ba hôm nay."}
ANSWER = "Phường đã cho sửa đèn sáng nay."


@dataclass(slots=True, kw_only=True)
class World:
    """A gateway as a process, with a form, a mailbox, and the simulator's mail server."""

    path: Path
    settings: config.Config
    process: Process
    db: database.Database

    @property
    def door(self) -> str:
        return f"http://127.0.0.1:{self.settings.doors.port}/form/portal"

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.settings.console.port}"

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql)]

    def letters(self) -> list[Any]:
        """What the citizen has got by mail, oldest first."""
        directory = simulator.mail_directory(self.settings)
        return [parse(raw) for raw in mail.read_mailbox(directory, CITIZEN)]


@asynccontextmanager
async def running(directory: Path, db_url: str, forks: ForkServer) -> AsyncIterator[World]:
    (directory / "channels").mkdir()
    shutil.copy(toy.__file__, directory / "channels" / "outside_form.py")
    imap, smtp, page, doors = (processes.free_port() for _ in range(4))
    own: dict[str, Any] = {"imap_port": imap, "smtp_port": smtp, "password_file": "data/simulator/password"}
    form = {"name": "portal", "channel": "form", "unit": "vanmieu", "owner": "tests", "page": "https://p.example/form"}
    path = configs.write(
        directory,
        database_url=db_url,
        simulator={"enabled": True, "imap_port": imap, "smtp_port": smtp},
        console={"port": page},
        channels={"extra": ["outside_form"], "directory": "channels"},
        doors={"port": doors},
        lines=[configs.mail_line(**own), {**form, "reply_line": "vanmieu-mail"}],
    )
    settings = simulator.prepared(config.load(path, registry))
    async with simulator.open(settings):
        db = await database.open(db_url)
        await bootstrap(db, settings)
        process = forks.start(path, "--lines", "all", "--intake", "--console", "--doors")
        world = World(path=path, settings=settings, process=process, db=db)
        try:
            await until(lambda: world.rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM lines WHERE cursor IS NULL)"))
            yield world
        finally:
            await process.stop()
            await db.close()


async def test_a_form_becomes_a_case_is_acknowledged_answered_and_seen_everywhere(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    async with running(tmp_path, db_url, forks) as world, httpx.AsyncClient(timeout=20) as client:
        for _ in range(2):  # the portal did not hear our answer, and sends it again
            assert (await client.post(world.door, json=FORM)).status_code == 202
        (case,) = await until(lambda: world.rows("SELECT code, line, channel, sender FROM cases"))
        assert (case["line"], case["channel"], case["sender"]) == ("portal", "form", f"mailto:{CITIZEN}")
        code = case["code"]
        await until(world.letters)
        assert code in world.letters()[0]["Subject"]

        said = await agw("answer", code, ANSWER, "--yes", "--config", world.path)
        assert said.code == 0, said.err
        await until(lambda: len(world.letters()) == 2)
        assert ANSWER in world.letters()[1].get_content()
        assert len(await world.rows("SELECT 1 FROM messages")) == 1

        await _seen_on_pages(world, client, code)
        await _seen_on_the_terminal(world, code)


async def _seen_on_pages(world: World, client: httpx.AsyncClient, code: str) -> None:
    (message,) = await world.rows("SELECT id FROM messages")  # a transaction tried again leaves a gap
    link = read_link(world.settings.data)
    assert link and (await client.get(link, headers={"Origin": world.page})).status_code == 303
    for place, words in (
        ("/", "Biểu mẫu"),
        ("/cases?closed=1", code),
        ("/cases?closed=1&line=portal", code),
        (f"/cases/{code}", "Đèn đường ngõ 12"),
        ("/messages", "portal"),
        (f"/messages/{message['id']}/raw", "Nguy"),
        ("/metrics", 'line="portal"'),
        ("/health", '"portal"'),
    ):
        answer = await client.get(world.page + place)
        assert answer.status_code == 200, (place, answer.text[-300:])
        assert words in answer.text, place


async def _seen_on_the_terminal(world: World, code: str) -> None:
    told = {
        name: await agw(name, *words, "--config", world.path)
        for name, words in (("check", ()), ("health", ()), ("trace", (code,)))
    }
    assert "portal" in told["check"].out and "FAILED  portal" not in told["check"].out
    assert "portal" in told["health"].out
    assert code in told["trace"].out and "portal" in told["trace"].out
    file = world.path.parent / "one.form"
    file.write_text(json.dumps(FORM), "utf-8")
    explained = await agw("explain", "--json", file, "--config", world.path)
    record = json.loads(explained.out)
    assert (record["kind"], record["decision"], record["from"]["address"]) == ("message", "case", CITIZEN)
    assert record["replies"] == ["acknowledgement"]


async def test_a_form_without_its_line_or_address_is_refused_and_stores_nothing(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    async with running(tmp_path, db_url, forks) as world, httpx.AsyncClient(timeout=20) as client:
        assert (await client.post(world.door + "x", json=FORM)).status_code == 404
        assert (await client.post(world.door, json={**FORM, "address": ""})).status_code == 422
        assert (await client.post(world.door, content=b"x" * 1_100_000)).status_code == 413
        assert (await client.get(world.page + "/form/portal")).status_code == 404  # the doors are no pages
        assert await world.rows("SELECT 1 FROM parts") == []
