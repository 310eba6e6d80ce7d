"""A door for telephone systems that say their records line by line over TCP, as 3CX does ("CDR output, active socket").

The other side waits for no answer. So a line is read only when the one before is stored: while the database is away the
rest waits over there. Nothing is encrypted: only in a network of one's own, from addresses that [doors] allows.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from gateway.channels.calls import pieces, records
from gateway.channels.calls.options import CallsOptions
from gateway.channels.calls.reasons import LISTENS, MAY_LISTEN, TCP_NOT_OPENED
from gateway.channels.calls.taking import Alive, Take, stored
from gateway.domain.errors import LineDown, Unreadable
from gateway.domain.reasons import Reason

__all__ = ["probe", "serve"]

LONGEST = 16_384  # octets of a line
CONNECTIONS = 20
ALIVE = 10.0  # seconds between signs of life
SECONDS = 5.0  # for a connection to ourselves


async def serve(options: CallsOptions, lets_in: Callable[[str], bool], take: Take, alive: Alive) -> None:
    """Take lines until cancelled. Raises LineDown where the port cannot be had."""
    connected = asyncio.Semaphore(CONNECTIONS)

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError):  # ValueError: a line without an end
            if lets_in(str(writer.get_extra_info("peername")[0])) and not connected.locked():
                async with connected:
                    await _lines(reader, options, take)
        writer.close()

    try:
        server = await asyncio.start_server(connection, options.tcp_host, options.tcp_port, limit=LONGEST)
    except OSError as error:
        raise _not_opened(options, error) from None
    async with server:
        while True:
            await alive()
            await asyncio.sleep(ALIVE)


async def probe(options: CallsOptions, *, running: bool) -> Reason:
    """Whether the port is open, where the gateway is `running`, else whether it can be had. Raises LineDown."""
    try:
        if running:
            _, writer = await asyncio.wait_for(asyncio.open_connection(options.tcp_host, options.tcp_port), SECONDS)
            writer.close()
        else:
            (await asyncio.start_server(lambda *_: None, options.tcp_host, options.tcp_port)).close()
    except (OSError, TimeoutError) as error:
        raise _not_opened(options, error) from None
    return (LISTENS if running else MAY_LISTEN)(port=str(options.tcp_port))


def _not_opened(options: CallsOptions, error: OSError | TimeoutError) -> LineDown:
    return LineDown(TCP_NOT_OPENED(port=str(options.tcp_port), error=error.strerror or type(error).__name__))


async def _lines(reader: asyncio.StreamReader, options: CallsOptions, take: Take) -> None:
    while line := await reader.readline():
        try:
            found = records.of_lines([line.decode("utf-8", "replace").rstrip("\r\n")], options.mapping)
        except Unreadable:
            continue  # an empty line, or a head
        await stored(pieces.made(found, options.mapping, datetime.now(UTC)), take)
