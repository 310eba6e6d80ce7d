"""What a crash test needs around the dying process: mailboxes, a phone or a modem, a database, an injector.

All of it lives outside that process: the simulator's mail server in the test's own, the modem on a pseudo-terminal in
one of its own, whose log is the judge of what was on the air.
"""

import asyncio
import hashlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gateway.channels import registry, sms
from gateway.channels.sms import wire
from gateway.channels.sms.decode import concat
from gateway.domain.actor import superuser
from gateway.domain.model import Received
from gateway.local.simulator import CITIZEN, mail, phone
from gateway.runtime.context import Context, bootstrap
from gateway.services.casework import answering
from gateway.settings import config
from gateway.store import database, inbox
from gateway.store.database import Database
from tests.support import configs, judge, modems, pdus, running
from tests.support.judge import Injector, Verdict
from tests.support.process import ForkServer, Launched, Process
from tests.support.proxy import Proxy
from tests.support.running import MAILBOX

CALM = 10  # looks in a row: a line that is opened anew reads, and confirms, its last mails again
# leases that a busy machine keeps: six scenes share two cores with whatever else runs there
TIMES: Mapping[str, Any] = {
    "lease": 3,
    "attempt_deadline": 20,
    "sweep": 0.2,
    "visit": 1,
    "health_grace": 60,
    "backoff": [0.5, 1, 1],
}


def _of_one_partition(scheme: str, pattern: str) -> tuple[str, ...]:
    """What its people write at once is registered, and answered, in one transaction."""
    names = (pattern.format(n) for n in range(10_000))
    return tuple(itertools.islice((x for x in names if inbox.partition_of(f"{scheme}:{x}") == 0), 4))


CITIZENS = _of_one_partition("mailto", "citizen{}@village.example")
NUMBERS = _of_one_partition("tel", "+8459000{:04}")


def received(pdu: str) -> Received:
    """One part as a modem's link would hand it over."""
    body = sms.decode_pdu(pdu)
    return Received(
        digest=hashlib.sha256(body).digest(),
        body=body,
        location="1",
        sender_key=sms.sender_key(body),
        arrived_at=datetime.now(UTC),
        concat=concat(wire.parse(body)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """The proxies that stand between the gateway and its servers."""

    sql: Proxy
    imap: Proxy
    smtp: Proxy


@dataclass(slots=True, kw_only=True)
class Scene:
    """The world around a gateway that will die."""

    directory: Path
    config: Path
    db: Database
    context: Context
    injector: Injector
    modem: modems.Running | None
    forks: ForkServer
    wires: Wires
    processes: list[Process] = field(default_factory=list)
    people: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def start(self, *words: str, crash: str = "") -> Process:
        """A gateway process."""
        self.processes.append(self.forks.start(self.config, *words, crash=crash))
        return self.processes[-1]

    def launch(self, *words: str, **environment: str) -> Process:
        """A gateway process with these variables, started the long way."""
        self.processes.append(Launched(self.config, *words, **environment))
        return self.processes[-1]

    def mail(self, n: int) -> None:
        """`n` mails of different citizens lie in the mailbox."""
        for citizen in CITIZENS[:n]:
            self.mail_of(citizen)

    def mail_of(self, citizen: str, *, to: str = MAILBOX) -> bytes:
        """One mail of this citizen; its bytes."""
        token = self.injector.token()
        body = running.letter(f"Den duong {token}", f"Đèn đường hỏng ba ngày nay. {token}", sender=citizen, to=to)
        mail.deliver(self.directory / "mail", to, body)
        return body

    def text(self, n: int) -> None:
        """`n` texts of different citizens lie on the SIM."""
        for number in NUMBERS[:n]:
            self.text_of(number)

    def text_of(self, number: str) -> None:
        """One text of this citizen."""
        words, now = f"{self.injector.token()} den duong hong ba ngay nay", datetime.now(UTC)
        if self.modem:
            assert self.modem.deliver(pdus.deliver(number, words, now)) is not None
        else:
            phone.drop_sms(self.directory / "phone", number, words, at=now)

    async def load(self, seconds: float, rate: float = 4.0) -> None:
        """So many mails and as many texts a second, each of a new citizen. The mailboxes citizen+…@ are one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            n = next(self.people)
            self.mail_of(f"citizen+{n}@village.example")
            self.text_of(f"+84591{n:06}")  # never a number of ours
            await asyncio.sleep(1 / rate)

    async def contact(self) -> None:
        """Until every line has been read once."""
        await running.until(lambda: self._contacted(), deadline=120)

    async def _contacted(self) -> bool:
        return not await self.rows("SELECT 1 FROM lines WHERE heard_at IS NULL")

    def report(self, entry: Mapping[str, Any]) -> None:
        """The centre's report that a text of the modem's log was delivered lies on the SIM."""
        assert self.modem is not None
        now, number = datetime.now(UTC), f"+{pdus.submitted(entry['pdu'])['number']}"
        assert self.modem.deliver(pdus.report(number, entry["reference"], 0, now, now)) is not None

    def log(self) -> list[dict[str, Any]]:
        """What the modem has accepted."""
        assert self.modem is not None
        return [json.loads(line) for line in self.modem.log.read_text().splitlines()] if self.modem.log.exists() else []

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql, *arguments)]

    async def answer_all(self) -> None:
        """An officer answers every case."""
        for case in await self.rows("SELECT code FROM cases ORDER BY id"):
            await answering.answer(
                self.db, self.context, case["code"], "Đã thay bóng đèn ngày 20/11.", superuser("can bo")
            )

    async def settle(self, deadline: float = 90.0) -> None:
        """Until all that went in is stored and no row is in a passing state; what is not by then, the judge names."""
        tokens, end, calm = self.injector.tokens(), time.monotonic() + deadline, 0
        while calm < CALM and time.monotonic() < end:
            await asyncio.sleep(0.05)
            calm = calm + 1 if await judge.settled(self.db, tokens) else 0

    async def judge(self) -> Verdict:
        """The verdict on all that went in."""
        boxes = [mail.read_mailbox(self.directory / "mail", who) for who in (CITIZEN, *CITIZENS)]
        mails = [running.parse(body) for box in boxes for body in box]
        if self.modem:
            texts = judge.texts_of(self.modem.sent())
        else:
            texts = judge.journal_of(phone.read_journal(self.directory / "phone"))
        return await judge.judge(self.db, self.injector.tokens(), mails=mails, texts=texts)


@asynccontextmanager
async def scene(directory: Path, db_url: str, forks: ForkServer, kind: str, **overrides: Any) -> AsyncIterator[Scene]:
    """A world of one line: "mail", "phone" (gammu's dummy) or "modem" (on a pseudo-terminal, in its own process), or of
    two: "mail+phone"."""
    accounts = dict.fromkeys([MAILBOX, "operator@village.example", CITIZEN, *CITIZENS], configs.PASSWORD)
    modem = modems.Running(directory) if "modem" in kind else None
    async with AsyncExitStack() as stack:
        if modem:
            stack.callback(modem.close)
        server = await stack.enter_async_context(mail.serve(directory / "mail", 0, 0, accounts))
        ports = (urlsplit(db_url).port or 0, server.imap_port, server.smtp_port)
        sql, imap, smtp = [await stack.enter_async_context(Proxy(port)) for port in ports]
        db = await database.open(db_url)  # an observer's: it holds nothing, and may be slow
        stack.push_async_callback(db.close)
        line, times = overrides.pop("line", {}), overrides.pop("times", {})
        path = configs.write(
            directory,
            database_url=db_url.replace(f":{ports[0]}/", f":{sql.port}/"),
            times={**TIMES, **times},
            lines=[_line(one, imap.port, smtp.port, directory, line) for one in kind.split("+")],
            **overrides,
        )
        world = Scene(
            directory=directory,
            config=path,
            db=db,
            context=await bootstrap(db, config.load(path, registry)),
            injector=Injector(directory / "tokens"),
            modem=modem,
            forks=forks,
            wires=Wires(sql=sql, imap=imap, smtp=smtp),
        )
        stack.push_async_callback(_end, world)
        yield world


async def _end(world: Scene) -> None:
    for process in world.processes:
        if process.running:
            await process.kill()


def _line(kind: str, imap_port: int, smtp_port: int, directory: Path, more: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "mail":
        return configs.mail_line(start="all", connections=1, **{"imap_port": imap_port, "smtp_port": smtp_port, **more})
    if kind == "phone":
        return configs.sms_line(start="all", **{"silence_seconds": 2.5, **more})
    return configs.sms_line(
        start="all", **{"driver": "at", "device": str(directory / "modem"), "silence_seconds": 2.5, **more}
    )


async def gather_some(work: Mapping[str, Callable[[], Any]], at_once: int) -> dict[str, Any]:
    """Run what waits mostly, a few at once; name -> its result or its exception."""
    slots = asyncio.Semaphore(at_once)

    async def one(run: Callable[[], Any]) -> Any:
        async with slots:
            return await run()

    results = await asyncio.gather(*(one(run) for run in work.values()), return_exceptions=True)
    return dict(zip(work, results, strict=True))
