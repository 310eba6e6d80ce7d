"""A gateway with its village and its console, inside the test.

async with console.running(tmp_path, db_url) as c:
    async with c.entered() as client:  answer = await c.post(client, "/stuck/act", act="drop", id="o1")
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from gateway import config, database, guarded, roles, village
from gateway.channels import CHANNELS
from gateway.console.session import read_link
from gateway.database import Database
from gateway.house import House, furnish
from gateway.reach import Reach
from gateway.village import mail, phone
from tests.support import configs
from tests.support.running import letter, until
from workers import console
from workers.desk import Desk
from workers.lines import Lines

MAILBOX = "vanmieu-mail@village.example"
NUMBER = "+84590001301"


@dataclass(slots=True, kw_only=True)
class Console:
    """What a test may do to it and see of it."""

    db: Database
    pages: Database  # the pool that the pages use, with their role's rights
    house: House
    base: str

    @property
    def link(self) -> str:
        """The one-time link."""
        link = read_link(self.house.config.data)
        assert link
        return link

    @property
    def phone(self) -> Path:
        return Path(self.house.config.lines["vanmieu-sms"].options.device)

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

    def mail(self, subject: str, words: str, *, sender: str = village.CITIZEN, **headers: str) -> None:
        """A citizen's mail, put into the unit's mailbox."""
        body = letter(subject, words, sender=sender, to=MAILBOX, **headers)
        mail.deliver(village.mail_directory(self.house.config), MAILBOX, body)

    def raw_mail(self, body: bytes) -> None:
        """Any bytes, put into the unit's mailbox."""
        mail.deliver(village.mail_directory(self.house.config), MAILBOX, body)

    def text(self, words: str, *, sender: str = NUMBER) -> None:
        """A citizen's text, put on the phone."""
        phone.drop_sms(self.phone, sender, words, at=datetime.now(UTC))

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        """What the database says."""
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql, *arguments)]


@asynccontextmanager
async def running(
    directory: Path, db_url: str, redis_url: str = "", *, work: bool = True, grace: float = 0.0, **overrides: Any
) -> AsyncIterator[Console]:
    """Run one. `work`: with lines and a desk; `grace`: seconds in which a job can be undone."""
    imap_port, smtp_port = guarded.free_port(), guarded.free_port()
    password = {"password_file": "data/village/password"}
    overrides.setdefault("village", {"enabled": True, "imap_port": imap_port, "smtp_port": smtp_port})
    overrides.setdefault(
        "lines",
        [
            configs.mail_line(imap_port=imap_port, smtp_port=smtp_port, **password),
            configs.sms_line(device="data/village/phone"),
        ],
    )
    path = configs.write(directory, database_url=db_url, redis_url=redis_url, **overrides)
    settings = config.load(path, CHANNELS)
    settings.data.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        if settings.village.enabled:
            await stack.enter_async_context(village.open(settings))
        db = await database.open(db_url, lease=8)  # a busy machine may stand still for longer than a quarter second
        stack.push_async_callback(db.close)
        house = await furnish(db, settings)
        at = Reach(pid=1, database_url=db_url, redis_url=redis_url, page="")
        await roles.grant(settings, db_url)
        pools = {role: await database.open(roles.url(settings, db_url, role), lease=8) for role in roles.ROLES}
        for pool in pools.values():
            stack.push_async_callback(pool.close)
        tasks = [console.serve(pools["page"], house, at, grace=grace)]
        if work:
            lines = Lines(pools["intake"], house, None, sending=pools["sender"])
            tasks += [lines.run(), Desk(pools["intake"], house, redis_url or None).run()]
        for task in [asyncio.create_task(task) for task in tasks]:
            stack.push_async_callback(_stop, task)
        running = Console(db=db, pages=pools["page"], house=house, base=f"http://127.0.0.1:{settings.console.port}")
        async with running.client() as client:
            await _answering(client)
        if work:  # what lies there before the first contact is old, and never answered
            await until(lambda: running.rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM lines WHERE mark IS NULL)"))
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
