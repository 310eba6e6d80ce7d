"""A gateway with its simulator and its console, inside the test.

async with console.running(tmp_path, db_url) as c:
    async with c.entered() as client:  answer = await c.post(client, "/attention/act", act="drop", id="o1")
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from gateway.channels import registry
from gateway.domain.actor import Actor, superuser
from gateway.local import processes, simulator
from gateway.local.simulator import mail, phone
from gateway.ops.health import HealthMonitor
from gateway.runtime.context import Context, bootstrap
from gateway.runtime.current import Current
from gateway.runtime.runfile import Reach
from gateway.settings import config
from gateway.store import database, roles
from gateway.store.database import Database
from gateway.web.app import create_app
from gateway.web.http.jobs import Jobs
from gateway.web.http.session import Sessions, read_link
from tests.support import configs
from tests.support.running import letter, until
from workers import officers_mail, web
from workers.intake_worker import IntakeWorker
from workers.line_manager import LineManager

OPERATOR = superuser("page:thu")
MAILBOX = "vanmieu-mail@village.example"
NUMBER = "+84590001301"


@dataclass(slots=True, kw_only=True)
class Console:
    """What a test may do to it and see of it."""

    db: Database
    pages: Database  # the pool that the pages use, with their role's rights
    current: Current
    base: str
    audited: int = 0  # the last row of audit that the test has looked at

    @property
    def context(self) -> Context:
        """What holds now."""
        return self.current.context

    @property
    def link(self) -> str:
        """The one-time link."""
        link = read_link(self.context.config.data)
        assert link
        return link

    @property
    def phone(self) -> Path:
        directory = simulator.phone_of(self.context.config.lines["vanmieu-sms"])
        assert directory is not None
        return directory

    def client(self) -> httpx.AsyncClient:
        """A browser without a session."""
        return httpx.AsyncClient(base_url=self.base, timeout=20, headers={"Origin": self.base})

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that used the link."""
        async with self.client() as client:
            answer = await client.get(self.link.removeprefix(self.base))
            assert answer.status_code == 303, answer.text
            yield client

    async def post(self, client: httpx.AsyncClient, path: str, **values: Any) -> httpx.Response:
        """Send a form as a page would, with the secret of this session's forms."""
        found = re.search(r'name="csrf" value="([^"]+)"', (await client.get("/cases")).text)
        assert found, "no session"
        return await client.post(path, data={"csrf": found[1], **values})

    def mail(self, subject: str, words: str, *, sender: str = simulator.CITIZEN, **headers: str) -> None:
        """A citizen's mail, put into the unit's mailbox."""
        body = letter(subject, words, sender=sender, to=MAILBOX, **headers)
        mail.deliver(simulator.mail_directory(self.context.config), MAILBOX, body)

    def raw_mail(self, body: bytes) -> None:
        """Any bytes, put into the unit's mailbox."""
        mail.deliver(simulator.mail_directory(self.context.config), MAILBOX, body)

    def text(self, words: str, *, sender: str = NUMBER) -> None:
        """A citizen's text, put on the phone."""
        phone.drop_sms(self.phone, sender, words, at=datetime.now(UTC))

    def readable(self, directory: Path) -> set[str]:
        """The address of everything that can be read, with its placeholders."""
        return {route.path for route in self.routes(directory) if "GET" in (getattr(route, "methods", None) or {"GET"})}

    def routes(self, directory: Path) -> list[Any]:
        """The table of routes."""
        monitor = HealthMonitor(self.db, self.current, None)
        sessions = Sessions(self.db, directory, self.base + "/", OPERATOR, lambda: self.context.config.unit_tree)
        guarded: Any = create_app(self.db, self.current, self.context.config.console, monitor, sessions, Jobs())
        return list(guarded._app.routes)

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        """What the database says."""
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql, *arguments)]


@asynccontextmanager
async def running(
    directory: Path,
    db_url: str,
    redis_url: str = "",
    *,
    work: bool = True,
    grace: float = 0.0,
    actor: Actor = OPERATOR,
    more_lines: Sequence[dict[str, Any]] = (),
    by_mail: bool = False,
    **overrides: Any,
) -> AsyncIterator[Console]:
    """Run one. `work`: with lines and an intake worker; `grace`: seconds in which a job can be undone; `actor`: who
    comes in; `more_lines`: beside a mailbox and a modem; `by_mail`: officers are told, and act, by mail."""
    imap_port, smtp_port = processes.free_port(), processes.free_port()
    password = {"password_file": "data/simulator/password"}
    overrides.setdefault("simulator", {"enabled": True, "imap_port": imap_port, "smtp_port": smtp_port})
    overrides.setdefault(
        "lines",
        [
            configs.mail_line(imap_port=imap_port, smtp_port=smtp_port, **password),
            configs.sms_line(device="data/simulator/phone"),
            *more_lines,
        ],
    )
    path = configs.write(directory, database_url=db_url, redis_url=redis_url, **overrides)
    settings = simulator.prepared(config.load(path, registry))
    settings.data.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        if settings.simulator.enabled:
            await stack.enter_async_context(simulator.open(settings))
        db = await database.open(db_url, lease=8)  # a busy machine may stand still for longer than a quarter second
        stack.push_async_callback(db.close)
        current = Current(await bootstrap(db, settings))
        at = Reach(pid=1, database_url=db_url, redis_url=redis_url, page="")
        await roles.grant(settings, db_url)
        pools = {role: await database.open(roles.url(settings, db_url, role), lease=8) for role in roles.ROLES}
        for pool in pools.values():
            stack.push_async_callback(pool.close)
        tasks = [web.serve(pools["page"], current, at, actor, grace=grace)]
        if work:
            lines = LineManager(pools["intake"], current, None, sending=pools["sender"])
            tasks += [officers_mail.serve(pools["page"], current)] if by_mail else []
            tasks += [lines.run(), IntakeWorker(pools["intake"], current, redis_url or None).run()]
        for task in [asyncio.create_task(task) for task in tasks]:
            stack.push_async_callback(_stop, task)
        running = Console(db=db, pages=pools["page"], current=current, base=f"http://127.0.0.1:{settings.console.port}")
        async with running.client() as client:
            await _answering(client)
        if work:  # what lies there before the first contact is old, and never answered
            connected = [name for name, line in settings.lines.items() if line.traits.connects]
            unread = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM lines WHERE cursor IS NULL AND name = ANY($1))"
            await until(lambda: running.rows(unread, connected))
        yield running


async def _answering(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(20):
        while True:
            with suppress(httpx.TransportError):
                await client.get("/static/page.css")
                return
            await asyncio.sleep(0.02)


async def _stop(task: "asyncio.Task[Any]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
