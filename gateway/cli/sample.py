"""`gw check --send`: a test message from each line, through the gateway that holds it, or straight from here."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from gateway.channels import registry
from gateway.cli.common import in_words
from gateway.cli.reasons import NO_RECIPIENT, RECIPIENTS
from gateway.cli.result import Result, known
from gateway.cli.sentences import (
    CHECK_NOT_SENDING,
    CHECK_NOT_SENT,
    CHECK_NOT_TAKEN,
    CHECK_REFUSED,
    CHECK_SAMPLE_SUBJECT,
    CHECK_SAMPLE_TEXT,
    CHECK_SENT,
)
from gateway.cli.usage import WrongArgument
from gateway.domain import addresses
from gateway.domain.errors import GatewayError
from gateway.domain.model import Draft, Purpose
from gateway.domain.reasons import Reason, text
from gateway.domain.text import unaccent
from gateway.settings.config import Config, Line
from gateway.store import database, outbox

__all__ = ["recipients", "send"]

SECONDS = 60.0  # until the wire has said something; a modem may need half of it to wake up


def recipients(words: Sequence[str]) -> dict[str, str]:
    """What was typed -> {"mailto": URN, "tel": URN}. Raises WrongArgument: one is neither, or two are of a kind."""
    found: dict[str, str] = {}
    for word in words:
        urn = addresses.mail(word) if "@" in word else addresses.phone(word)
        scheme = urn.partition(":")[0]
        if scheme != "mailto" and not addresses.is_mobile(urn):
            raise WrongArgument(NO_RECIPIENT)
        if scheme in found:
            raise WrongArgument(RECIPIENTS)
        found[scheme] = urn
    return found


async def send(config: Config, line: Line, recipient: str, database_url: str | None) -> Result:
    """Send one test message from `line`; what the wire answered. `database_url`: of a gateway that may run."""
    if not line.send:
        return Result(name=line.name, ok=True, reason=CHECK_NOT_SENDING)
    try:
        async with asyncio.timeout(SECONDS):
            held, _ = await known(line, database_url)
            if held and database_url:
                wrong = await _by_gateway(line, recipient, database_url)
            else:
                wrong = None
                await _straight(config, line, recipient)
    except TimeoutError:
        wrong = CHECK_NOT_TAKEN(seconds=SECONDS)
    except GatewayError as error:
        wrong = CHECK_REFUSED(cause=error.reason)
    return Result(name=line.name, ok=wrong is None, reason=wrong or CHECK_SENT)


def _words(line: Line) -> tuple[str, str]:
    """Subject and text, in the language of who sends it; by SMS without marks, in one segment."""
    subject, words = (in_words(said(line=line.name)) for said in (CHECK_SAMPLE_SUBJECT, CHECK_SAMPLE_TEXT))
    return subject, unaccent(words) if line.traits.segments else words


async def _straight(config: Config, line: Line, recipient: str) -> None:
    number, (subject, words) = secrets.randbelow(2**31), _words(line)
    draft = Draft(
        number=number,
        recipient=recipient,
        purpose=Purpose.ALERT,
        text=words,
        subject=subject,
        created_at=datetime.now(config.zone),
        message_id=f"{secrets.token_hex(16)}@{_domain(line)}",
    )
    channel = registry(*config.extra_channels)[line.channel]
    async with channel.open(line.options, now=datetime.now(UTC), memory=channel.Memory()) as link:
        for piece in channel.encode(draft, line.options):
            await link.send(piece)


async def _by_gateway(line: Line, recipient: str, database_url: str) -> Reason | None:
    """A row of the outbox like any other: what is tried is the whole way."""
    subject, words = _words(line)
    db = await database.open(database_url, size=1)
    try:
        async with db.transaction() as tx:
            number = await database.new_id(tx, "outbox")
            new = outbox.NewOutbox(
                id=number,
                line=line.name,
                cause=f"check:{number}",
                purpose=Purpose.ALERT,
                recipient=recipient,
                text=words,
                subject=subject,
                message_id=f"{secrets.token_hex(16)}@{_domain(line)}" if line.traits.threads else "",
            )
            await outbox.enqueue(tx, [new])
        while True:
            async with db.connection() as conn:
                row = await outbox.find(conn, number)
            if row is None or row.state != "due":
                break
            await asyncio.sleep(0.2)
    finally:
        await db.close()
    if row is None or row.state in ("sent", "delivered"):
        return None
    return CHECK_NOT_SENT(state=Reason(f"label.out_{row.state}"), cause=row.reason or text(""))


def _domain(line: Line) -> str:
    return line.options.address.rpartition("@")[2] or "localhost"
