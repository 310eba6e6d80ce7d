"""A gateway running inside the test, on real servers: the simulator's mail server and phone, PostgreSQL, Valkey.

async with running.gateway(tmp_path, db_url, redis_url) as g:
    g.mail("Subject", "words");  await g.until(lambda: g.inbox("citizen@village.example"))
"""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

from gateway.channels import registry
from gateway.local import processes
from gateway.local.simulator import CITIZEN, mail, phone
from gateway.runtime.context import Context, bootstrap
from gateway.runtime.current import Current
from gateway.runtime.following import Follower
from gateway.settings import config
from gateway.store import database, roles
from gateway.store.database import Database
from tests.support import configs
from workers.following import follow
from workers.intake_worker import IntakeWorker
from workers.line_manager import LineManager
from workers.wakeup import Wakeup, connect

MAILBOX = "vanmieu-mail@village.example"
NUMBER = "+84590001301"
DEADLINE = 60.0  # a test that waits in vain costs this; one that passes does not


@dataclass(frozen=True, slots=True)
class Following:
    """Follows the register and the configuration file."""

    db: Database
    follower: Follower

    async def run(self) -> None:
        """Until cancelled."""
        await follow(self.db, self.follower, 0.2, asyncio.Event())


@dataclass(slots=True, kw_only=True)
class Gateway:
    """What a test may do to it and see of it."""

    db: Database
    current: Current
    mails: Path
    phone: Path
    lines: LineManager
    intake_worker: IntakeWorker
    following: "Following"
    smtp_port: int

    @property
    def context(self) -> Context:
        """What holds now."""
        return self.current.context

    def mail(self, subject: str, words: str, *, sender: str = CITIZEN, to: str = MAILBOX, **headers: str) -> bytes:
        """A citizen's mail, put into the unit's mailbox; returns its bytes."""
        body = letter(subject, words, sender=sender, to=to, **headers)
        self.deliver(body, to)
        return body

    def deliver(self, body: bytes, to: str = MAILBOX) -> None:
        """Any bytes, put into the unit's mailbox."""
        mail.deliver(self.mails, to, body)

    def text(self, words: str, *, sender: str = NUMBER, at: datetime | None = None) -> None:
        """A citizen's text, put on the phone."""
        phone.drop_sms(self.phone, sender, words, at=at or datetime.now(UTC))

    def inbox(self, address: str = CITIZEN) -> list[EmailMessage]:
        """The mails somebody has received."""
        return [parse(body) for body in mail.read_mailbox(self.mails, address)]

    def texts(self, number: str = NUMBER) -> list[str]:
        """The texts somebody has received."""
        return phone.read_inbox(self.phone, number)

    async def contacted(self, line: str) -> bool:
        """Whether a line has had its first contact: what comes from now on is new."""
        return bool(await self.rows("SELECT 1 FROM lines WHERE name = $1 AND cursor IS NOT NULL", line))

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        """What the database says."""
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql, *arguments)]

    async def settled(self) -> None:
        """Until nothing waits to be registered or sent."""
        await until(lambda: self._idle())

    async def _idle(self) -> bool:
        waiting = "SELECT 1 FROM parts WHERE state = 'received' UNION ALL SELECT 1 FROM outbox WHERE state = 'due'"
        return not await self.rows(waiting)


def letter(subject: str, words: str, *, sender: str = CITIZEN, to: str = MAILBOX, **headers: str) -> bytes:
    """A plain mail as a mail client writes it; `headers`: In_Reply_To="…" and the like."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"], message["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain="citizen.example")
    for name, value in headers.items():
        del message[name.replace("_", "-")]  # what is given replaces what would be made
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes()


def parse(body: bytes) -> EmailMessage:
    """A received mail."""
    message = message_from_bytes(body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def until(seen: Callable[[], Any], *, deadline: float = DEADLINE) -> Any:
    """Wait until `seen()` (or what it awaits) is true; returns it. A test that waits in vain fails here."""
    end = time.monotonic() + deadline
    while True:
        found = seen()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < end, f"not seen within {deadline} s: {_named(seen)}"
        await asyncio.sleep(0.05)


def _named(seen: Callable[[], Any]) -> str:
    return inspect.getsource(seen).strip() if inspect.isfunction(seen) else repr(seen)


@asynccontextmanager
async def gateway(
    directory: Path,
    db_url: str,
    redis_url: str = "",
    *,
    start: Iterable[str] = ("lines", "intake_worker"),
    mailboxes: Mapping[str, Mapping[str, Any]] | None = None,
    people: Iterable[str] = (),
    **overrides: Any,
) -> AsyncIterator[Gateway]:
    """Run one; `overrides` go to the configuration, `start` names the workers to run, `mailboxes` the mail lines with
    keys of theirs (by default one, vanmieu-mail), `people` the addresses of more citizens."""
    imap_port, smtp_port = processes.free_port(), processes.free_port()
    ports = {"imap_port": imap_port, "smtp_port": smtp_port}
    mail_lines = [
        configs.mail_line(name, **{**ports, **more}) for name, more in (mailboxes or {"vanmieu-mail": {}}).items()
    ]
    overrides.setdefault("lines", [*mail_lines, configs.sms_line()])
    path = configs.write(directory, database_url=db_url, redis_url=redis_url, **overrides)
    mails = directory / "mail"
    async with AsyncExitStack() as stack:
        others = ("operator", "other", "cuanam-mail")
        names = [MAILBOX, CITIZEN, *(f"{name}@village.example" for name in others), *people]
        accounts = dict.fromkeys(names, configs.PASSWORD)
        await stack.enter_async_context(mail.serve(mails, imap_port, smtp_port, accounts))
        db = await database.open(db_url, lease=8)  # a busy machine may stand still for longer than a quarter second
        stack.push_async_callback(db.close)
        context = await bootstrap(db, config.load(path, registry))
        current = Current(context)
        stack.push_async_callback(context.reader.close)
        await roles.grant(context.config, db_url)
        pools = {role: await database.open(roles.url(context.config, db_url, role), lease=8) for role in roles.ROLES}
        for pool in pools.values():
            stack.push_async_callback(pool.close)
        wakeup = Wakeup(connect(redis_url)) if redis_url else None
        if wakeup:
            stack.push_async_callback(wakeup.close)
        running = Gateway(
            db=db,
            current=current,
            mails=mails,
            phone=directory / "phone",
            lines=LineManager(pools["intake"], current, wakeup, sending=pools["sender"]),
            intake_worker=IntakeWorker(pools["intake"], current, redis_url or None),
            following=Following(pools["intake"], Follower(pools["intake"], current)),
            smtp_port=smtp_port,
        )
        for name in start:
            stack.push_async_callback(_stop, asyncio.create_task(getattr(running, name).run()))
        yield running


async def _stop(task: "asyncio.Task[Any]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
