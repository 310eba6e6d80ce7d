"""Thousands of inputs, in their order, read by worker processes that may hang, swell or crash (sandbox/).

Some inputs make one request, for what goes between processes costs as much for one as for sixteen. Where it breaks its
worker each is asked for alone: so an input that breaks one is unreadable, and says so; all others are read.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from gateway.domain.errors import GatewayError, Unreadable
from gateway.domain.reasons import Reason
from gateway.ops.explain.files import pdus
from gateway.ops.explain.shapes import line, unreadable
from gateway.runtime.sandbox import NOT_READ, Answer, ForkServer, Pool, Request
from gateway.settings.extra_channels import NO_EXTRA, ExtraChannels

__all__ = ["Input", "inputs_of", "records"]

HANDFUL = 16  # inputs of one request
AHEAD = 16  # handfuls that may be given out before the first of them is answered: bounds what is kept
SECONDS = 10  # of processor time that one input may take
HANDFUL_SECONDS = 3  # that a whole handful may take, thirty times what it does; else each input has its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A mail's file (`path`), a PDU (`pdu`, with the file it stands in), or what cannot even be opened (`fault`)."""

    path: str | None = None
    pdu: str | None = None
    fault: Reason | None = None


def inputs_of(path: str) -> Iterator[Input]:
    """The inputs in one file: a .pdu file has one a line, every other file is one message."""
    if not path.lower().endswith(".pdu"):
        yield Input(path=path)
        return
    try:
        found = pdus(path)
    except Unreadable as error:
        yield Input(path=path, pdu="", fault=error.reason)
        return
    for digits in found:
        yield Input(path=path, pdu=digits)


async def records(
    inputs: Iterable[Input],
    now: datetime,
    own: frozenset[str],
    *,
    extra: ExtraChannels = NO_EXTRA,
    language: str = "en",
    workers: int = 0,
    server: ForkServer | None = None,
) -> AsyncIterator[str]:
    """The records of all inputs as JSON, one a line of ASCII, in the order given. `workers` 0: one a core.

    `extra`: channels beside our own. `language`: of the reasons. `server`: one that has begun
    to start already."""
    server = server or ForkServer("gateway.ops.explain.work:work")
    pool = Pool(server, [now.isoformat(), sorted(own), extra, language], most=workers)
    todo = iter(inputs)
    given: deque[asyncio.Task[list[str]]] = deque()
    try:
        while True:
            while len(given) < AHEAD and (handful := list(islice(todo, HANDFUL))):
                given.append(asyncio.create_task(_records(pool, handful, language)))
            if not given:
                return
            for record in await given.popleft():
                yield record
    finally:
        await pool.close()
        await asyncio.gather(*given, return_exceptions=True)
        server.close()


async def _records(pool: Pool, handful: list[Input], language: str) -> list[str]:
    asked = [one for one in handful if not one.fault]
    answers = iter(await _answers(pool, asked))
    return [_record(one, None if one.fault else next(answers), language) for one in handful]


async def _answers(pool: Pool, asked: list[Input]) -> list[bytes | GatewayError | None]:
    """What the workers say to each input: its record, or why there is none."""
    if len(asked) > 1:
        (answer,) = await pool.ask([_request(asked, HANDFUL_SECONDS)])
        if isinstance(answer, Answer) and len(answer.frames) == len(asked):
            return [*answer.frames]
    answers = await pool.ask([_request([one], SECONDS) for one in asked])
    return [answer.frames[0] if isinstance(answer, Answer) else answer for answer in answers]


def _request(asked: list[Input], seconds: int) -> Request:
    return Request(value=[(one.path, one.pdu) for one in asked], seconds=seconds)


def _record(one: Input, answer: bytes | GatewayError | None, language: str) -> str:
    if isinstance(answer, bytes):
        return answer.decode("ascii", "replace")
    reason = answer.reason if answer else one.fault
    return line(unreadable(one.path, reason or NOT_READ, one.pdu, language))
