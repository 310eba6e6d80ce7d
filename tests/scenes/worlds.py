"""Where scenes are played: `intake`, the pipeline from stored part to queued reply; `live`, a running gateway on the
simulator's mail server and phone, read as a citizen reads."""

import asyncio
import email.message
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from gateway.channels import email as mail_channel
from gateway.channels import registry
from gateway.domain.model import Batch, Received
from gateway.domain.text import segments
from gateway.local.simulator import mail
from gateway.runtime.context import Context, bootstrap
from gateway.services.intake import process
from gateway.settings import config
from gateway.store import database, inbox, lines
from gateway.store.database import Database
from tests.faults.scenes import received as received_part
from tests.scenes.judging import Heard
from tests.support import configs, pdus, running

__all__ = ["MAIL", "OTHER_MAIL", "SMS", "World", "Written", "intake", "live", "moment"]

SMS, MAIL, OTHER_MAIL = "vanmieu-sms", "vanmieu-mail", "cuanam-mail"
VOUCHES = "mx.village.example"  # the unit's own mail server
UNITS = [
    {
        **configs.UNIT,
        "faq": [
            {
                "asks": [
                    "giờ làm việc",
                    "mấy giờ làm",
                    "mở cửa",
                    "làm việc thứ 7",
                    "làm việc thứ bảy",
                    "opening hours",
                ],
                "answer": "Bộ phận một cửa làm việc 8:00-12:00 và 13:00-17:00, thứ Hai đến thứ Sáu.",
                "answer_en": "The one-stop desk is open 8:00-12:00 and 13:00-17:00, Monday to Friday.",
            },
            {
                "asks": ["địa chỉ phường", "trụ sở", "phường ở đâu", "ủy ban ở đâu", "UBND ở đâu"],
                "answer": "Trụ sở: số 1 phố Thử, mở cửa giờ hành chính.",
            },
        ],
    },
    {"key": "cuanam", "name": "UBND P.Cửa Nam", "name_en": "Cua Nam Ward PC", "phone": "024.0000.1023"},
]
# the limits of the product but for those of a whole line, which all scenes would share
LIMITS = {"unproven_per_line_hour": 100_000, "unproven_per_sender_day": 2, "automatic_sms_per_line_hour": 100_000}
MAILBOXES: dict[str, dict[str, Any]] = {
    MAIL: {"authserv_id": VOUCHES},
    OTHER_MAIL: {"authserv_id": VOUCHES, "unit": "cuanam"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a citizen sends. `body`: a mail's bytes; `text`: a text's words."""

    line: str
    sender: str
    at: datetime
    text: str = ""
    body: bytes = b""


class World(Protocol):
    """A place to play in."""

    @property
    def db(self) -> Database:
        """Where it is all written down."""

    @property
    def context(self) -> Context:
        """What its processes work by."""

    async def deliver(self, written: Sequence[Written]) -> None:
        """Citizens' texts and mails arrive, in this order."""

    async def settle(self) -> None:
        """Until all of it is registered, and answered."""

    def got(self, heard: Heard, recipient: str, n: int) -> Heard:
        """What the recipient has in hand of the n-th reply that is queued for them."""


@dataclass(slots=True, kw_only=True)
class Intake:
    """No wire: parts are stored as a line stores them, replies are read where they are queued."""

    db: Database
    context: Context

    async def deliver(self, written: Sequence[Written]) -> None:
        for name in dict.fromkeys(one.line for one in written):
            pieces = tuple(piece for one in written if one.line == name for piece in _pieces(one))
            (lease,) = await lines.take(self.db, "line", [name], "scenes", 60)
            async with lines.guarded(self.db, lease, lasting=False) as tx:
                await inbox.store(tx, name, Batch(received=pieces), window=60, retry=1, give_up=3)

    async def settle(self) -> None:
        while True:
            async with self.db.connection() as conn:
                ready = await inbox.ready_partitions(conn, 60)
            if not ready:
                return
            await asyncio.gather(*(process.process_partition(self.db, self.context, n, "scenes") for n in ready))

    def got(self, heard: Heard, recipient: str, n: int) -> Heard:
        return heard


def _pieces(written: Written) -> list[Received]:
    """A text's parts as the centre makes them, or a mail, as a link hands them over."""
    if written.body:
        body, key = written.body, mail_channel.sender_key(written.body)
        digest = hashlib.sha256(body).digest()
        return [Received(digest=digest, body=body, location=digest.hex(), sender_key=key, arrived_at=written.at)]
    parts = segments(written.text) or segments(" ")
    cursor = int(written.at.timestamp()) % 256
    return [
        received_part(
            pdus.deliver(
                written.sender,
                part.text,
                written.at,
                coding=part.encoding,
                udh=pdus.part(cursor, len(parts), n) if len(parts) > 1 else b"",
            )
        )
        for n, part in enumerate(parts, 1)
    ]


@asynccontextmanager
async def intake(directory: Path, db_url: str, _people: Iterable[str] = ()) -> AsyncIterator[World]:
    """The pipeline alone on this database."""
    mail_lines = [configs.mail_line(name, **more) for name, more in MAILBOXES.items()]
    path = configs.write(
        directory, database_url=db_url, units=UNITS, lines=[*mail_lines, configs.sms_line()], limits=LIMITS
    )
    db = await database.open(db_url)
    context = await bootstrap(db, config.load(path, registry))
    try:
        yield Intake(db=db, context=context)
    finally:
        await context.reader.close()
        await db.close()


@dataclass(slots=True, kw_only=True)
class Live:
    """A running gateway. What is judged is what lies in the citizens' mailboxes and on their phones."""

    gateway: running.Gateway
    stored: int = 0

    @property
    def db(self) -> Database:
        return self.gateway.db

    @property
    def context(self) -> Context:
        return self.gateway.context

    async def deliver(self, written: Sequence[Written]) -> None:
        for one in written:
            if one.body:
                mail.deliver(self.gateway.mails, self.context.config.lines[one.line].options.address, one.body)
            else:
                self.gateway.text(one.text, sender=one.sender, at=one.at)
        self.stored += len(written)
        await running.until(lambda: self._registered())

    async def _registered(self) -> bool:
        (row,) = await self.gateway.rows("SELECT count(*) AS n FROM messages")
        return int(row["n"]) >= self.stored

    async def settle(self) -> None:
        await self.gateway.settled()

    def got(self, heard: Heard, recipient: str, n: int) -> Heard:
        if recipient.startswith("+"):
            return Heard(purpose=heard.purpose, subject="", text=self.gateway.texts(recipient)[n], by=heard.by)
        found = next(one for one in self.gateway.inbox(recipient) if heard.message_id in str(one["Message-ID"]))
        return Heard(
            purpose=heard.purpose,
            subject=str(found["Subject"]),
            text=_words(found),
            by=heard.by,
            message_id=heard.message_id,
        )


def _words(message: email.message.EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


@asynccontextmanager
async def live(directory: Path, db_url: str, people: Iterable[str]) -> AsyncIterator[World]:
    """A running gateway; `people` may get mail."""
    async with running.gateway(
        directory, db_url, mailboxes=MAILBOXES, people=people, units=UNITS, limits=LIMITS
    ) as gateway:
        for line in (SMS, MAIL, OTHER_MAIL):
            await running.until(partial(gateway.contacted, line))
        yield Live(gateway=gateway)


def moment(step: int, n: int) -> datetime:
    """When the n-th message of a step was sent: a little ago, no two of one citizen in the same second."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=900 - 12 * step - n)
