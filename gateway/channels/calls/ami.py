"""Asterisk's Manager Interface: the event Cdr of each leg that has ended, read over one connection.

Asterisk must load cdr_manager and let the user read `cdr`. Events of the time without a connection are lost here: an
import of the CDR file brings them, and what came before changes nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

from gateway.channels.calls import pieces
from gateway.channels.calls.options import CallsOptions
from gateway.channels.calls.reasons import AMI_CLOSED, AMI_NO_SENSE, AMI_REFUSED, AMI_UNREACHABLE, AMI_WELL
from gateway.channels.calls.taking import Alive, Take, stored
from gateway.domain.errors import LineDown
from gateway.domain.reasons import Reason
from gateway.domain.text import clean

__all__ = ["follow", "probe"]

BANNER = b"Asterisk Call Manager"
SECONDS = 10.0  # for the connection, and for the log-in
PING = 15.0
SILENCE = 2.5 * PING  # after which the other side is gone
LONGEST = 65_536  # octets of a line
FIELDS = 200  # of one message

Message = dict[str, str]


async def follow(options: CallsOptions, take: Take, alive: Alive) -> None:
    """Read events until cancelled. Raises LineDown."""
    reader, writer = await _connected(options)
    pinging: asyncio.Task[None] | None = None
    try:
        await _log_in(reader, writer, options)
        pinging = asyncio.create_task(_ping(writer))
        async for message in _messages(reader):
            await alive()
            if message.get("Event") == "Cdr":
                await stored(pieces.made([message], options.mapping, datetime.now(UTC)), take)
    except (OSError, TimeoutError, EOFError, ValueError):  # ValueError: a line without an end
        pass
    finally:
        if pinging:
            pinging.cancel()
        writer.close()
    raise LineDown(AMI_CLOSED)


async def probe(options: CallsOptions) -> Reason:
    """Log in, and out. Raises LineDown."""
    reader, writer = await _connected(options)
    try:
        await _log_in(reader, writer, options)
        await _say(writer, Action="Logoff")
    except (OSError, TimeoutError, EOFError, ValueError):
        raise LineDown(AMI_CLOSED) from None
    finally:
        writer.close()
    return AMI_WELL(host=options.ami_host)


async def _connected(options: CallsOptions) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(SECONDS):
            return await asyncio.open_connection(options.ami_host, options.ami_port, limit=LONGEST)
    except (OSError, TimeoutError) as error:
        raise LineDown(AMI_UNREACHABLE(error=type(error).__name__)) from None


async def _log_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, options: CallsOptions) -> None:
    async with asyncio.timeout(SECONDS):
        if not (await reader.readline()).startswith(BANNER):
            raise LineDown(AMI_NO_SENSE)
        await _say(writer, Action="Login", Username=options.ami_user, Secret=options.ami_secret, Events="cdr")
        async for message in _messages(reader):
            if message.get("Response") == "Success":
                return
            if "Response" in message:
                raise LineDown(AMI_REFUSED)
    raise EOFError


async def _ping(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while True:
            await asyncio.sleep(PING)
            await _say(writer, Action="Ping")


async def _say(writer: asyncio.StreamWriter, **fields: str) -> None:
    writer.write("".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n")
    await writer.drain()


async def _messages(reader: asyncio.StreamReader) -> AsyncIterator[Message]:
    """Blocks of "Name: value", each ended by an empty line. Raises TimeoutError after too long a silence."""
    message: Message = {}
    while True:
        async with asyncio.timeout(SILENCE):
            line = await reader.readline()
        if not line:
            return
        text = clean(line.decode("utf-8", "replace")).strip()
        name, colon, value = text.partition(":")
        if text and colon and len(message) < FIELDS:
            message[name.strip()] = value.strip()
        elif not text and message:
            yield message
            message = {}
