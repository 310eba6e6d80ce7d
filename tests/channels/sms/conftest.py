"""A dummy phone and a modem on a pseudo-terminal, each behind the real link and the real child."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from gateway.channels import sms
from gateway.channels.sms.modem import Modem
from gateway.channels.sms.options import SmsOptions
from gateway.domain.model import Batch, Piece, Received
from tests.support.modems import Running

NUMBER = "+84590000001"
CITIZEN = "+84590000010"
OTHER = "+84590000011"
SENT = datetime(2026, 11, 20, 8, 15, 30, tzinfo=timezone(timedelta(hours=7)))
ACK = Piece(recipient=f"tel:{CITIZEN}", text="Da tiep nhan, ma HN-7K3M9K", encoding="gsm7")
Connect = Callable[..., AbstractAsyncContextManager[Modem]]


def options_of(device: Path, driver: str, **keys: object) -> SmsOptions:
    """Options of a test line: short polls, no error."""
    raw = {"number": NUMBER, "driver": driver, "device": str(device), "poll_seconds": 0.05, **keys}
    options, problems = sms.options(raw, key="lines[1]", zone="Asia/Ho_Chi_Minh")
    assert problems == []
    return options


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """The dummy phone's directory."""
    return tmp_path / "phone"


@pytest.fixture
def dummy(phone: Path) -> Connect:
    """Opens a link to the dummy phone: `async with dummy(start="all") as link`."""
    return connector(phone, "dummy")


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[Running]:
    """A modem on a pseudo-terminal."""
    running = Running(tmp_path)
    yield running
    running.close()


@pytest.fixture
def at(modem: Running) -> Connect:
    """Opens a link to that modem."""
    return connector(modem.device, "at")


def connector(device: Path, driver: str) -> Connect:
    """Opens links to one device."""

    memory = sms.Memory()

    @asynccontextmanager
    async def connect(**keys: object) -> AsyncIterator[Modem]:
        async with sms.open(options_of(device, driver, **keys), now=datetime.now(UTC), memory=memory) as link:
            yield link

    return connect


async def one_poll(link: Modem, *, first: bool = False) -> tuple[list[Received], Batch]:
    """All that one poll brings, and its last batch."""
    batches = [batch async for batch in link.poll(first)]
    return [piece for batch in batches for piece in batch.received], batches[-1]


async def confirmed(link: Modem, pieces: list[Received]) -> dict[str, str]:
    """Confirm these pieces as stored."""
    return dict(await link.confirm({piece.location: piece.digest for piece in pieces}))


def alive(pid: int) -> bool:
    """Whether a process is there and not only waiting to be reaped. Its first thread may be dead before its others."""
    here = Path(f"/proc/{pid}")
    try:
        return "State:\tZ" not in (here / "status").read_text() or len(list((here / "task").iterdir())) > 1
    except OSError:
        return False


def memory(pid: int) -> int:
    """What a process holds in memory, in kB."""
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0])


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - nothing of ours could set an Event
            await asyncio.sleep(0.02)


class Opened(NamedTuple):
    """One modem and the link that holds it."""

    modem: Running
    link: Modem


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[Opened]]:
    """Modems with open links, one for each test that takes one: gammu needs 4 s to open one, and no longer for all."""
    makers = itertools.cycle(getattr(request.module, "MAKERS", ["plain"]))
    places = [(tmp_path_factory.mktemp("modem"), next(makers)) for _ in range(request.module.LINKS)]
    modems = await asyncio.gather(*(asyncio.to_thread(Running, *place) for place in places))
    async with AsyncExitStack() as stack:
        for modem in modems:
            stack.callback(modem.close)
        links = [connector(modem.device, "at")(deadline_seconds=4) for modem in modems]
        opening = await asyncio.gather(*(stack.enter_async_context(link) for link in links))
        yield [Opened(modem, link) for modem, link in zip(modems, opening, strict=True)]


@pytest.fixture
def held(opened: list[Opened]) -> Opened:
    """A modem of one's own, its link open."""
    return opened.pop()
