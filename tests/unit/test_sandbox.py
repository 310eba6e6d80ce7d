"""Worker processes: answers in order, limits, deaths that cost one request, nothing left behind."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.errors import Temporary, Unavailable
from gateway.runtime.sandbox import Answer, ForkServer, Pool, Request, frames, pool
from tests.support.running import until

WORK = "tests.support.misbehaving:work"
SERVER = ForkServer(WORK)


@asynccontextmanager
async def workers(most: int = 1, settings: object = None, server: ForkServer = SERVER) -> AsyncIterator[Pool]:
    opened = Pool(server, settings, most=most)
    try:
        yield opened
    finally:
        await opened.close()
        if server is not SERVER:
            server.close()


async def values(opened: Pool, *asked: Any, seconds: int = 1) -> list[Any]:
    """What is answered; `seconds`: for what is told to misbehave, all else has time on the busiest machine."""
    answers = await opened.ask([Request(value=one, seconds=seconds if isinstance(one, str) else 20) for one in asked])
    return [answer.value[1] if isinstance(answer, Answer) else str(answer) for answer in answers]


async def test_answers_come_in_the_order_asked_from_as_many_workers_as_there_is_work_for() -> None:
    async with workers(most=2, settings={"now": 1}) as opened:
        assert await values(opened, "pid") != [os.getpid()]
        assert await values(opened, *range(500)) == list(range(500))
        one = await opened.ask([Request(value="ơi", frames=[b"", b"\x00\xff", bytes(3_000_000)])])
        assert one == [Answer(value=[{"now": 1}, "ơi"], frames=[b"", b"\x00\xff", bytes(3_000_000)])]
        assert len({pid for pid in await values(opened, *["pid"] * 200) if isinstance(pid, int)}) == 2


async def test_one_worker_is_started_for_one_request() -> None:
    async with workers(most=4) as opened:
        assert len({*await values(opened, "pid"), *await values(opened, "pid")}) == 1


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("die", "reading.process_died"),
        ("spin", "reading."),
        ("nonsense", "reading."),
        ("swell", "reading.failed error=MemoryError"),
        ("raise", "reading.failed error=ZeroDivisionError"),
        ("unreadable", "not a letter"),
    ],
)
async def test_what_goes_wrong_costs_its_request_alone(how: str, said: str) -> None:
    async with workers() as opened:
        found = await values(opened, 1, 2, how, 3, 4, how, 5, seconds=0)
        assert [one for one in found if isinstance(one, int)] == [1, 2, 3, 4, 5]
        assert found[2].startswith(said)
        assert found[5].startswith(said)


async def test_what_was_answered_before_a_death_counts_where_a_write_notices_it_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write = asyncio.StreamWriter.write

    def slow(self: asyncio.StreamWriter, data: bytes) -> None:
        time.sleep(0.05)  # the machine does something else meanwhile, and the worker all that it was told
        write(self, data)

    monkeypatch.setattr(asyncio.StreamWriter, "write", slow)
    async with workers() as opened:
        found = await values(opened, 1, 2, "die", 3, 4, 5, 6, seconds=0)
        assert found == [1, 2, "reading.process_died", 3, 4, 5, 6]


async def test_one_that_hangs_is_killed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SLACK", 1.0)
    async with workers() as opened:
        before = await values(opened, "pid")
        assert await values(opened, 1, "hang", 2, seconds=0) == [1, "reading.took_longer seconds=1.0", 2]
        await until(lambda: not alive(before[0]))


async def test_what_was_not_begun_in_time_is_not_waited_for() -> None:
    async with workers() as opened:
        assert await values(opened, 1) == [1]  # a worker is there
        spin, later = Request(value="spin", seconds=0), Request(value=1)
        broken, none = await opened.ask([spin, later], patience=0.5)
        assert isinstance(broken, Temporary)
        assert none is None
        assert await values(opened, 2) == [2]


async def test_while_one_is_busy_the_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    async with workers(most=2) as opened:
        slow = asyncio.create_task(values(opened, "hang"))
        await asyncio.sleep(0)
        assert await values(opened, *range(50)) == list(range(50))
        assert not slow.done()
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)


async def test_a_worker_holds_nothing_of_the_gateway_s_and_writes_nowhere(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        os.set_inheritable(log.fileno(), False)
        async with workers() as opened:
            files, write, deaf = await values(opened, "files", "write", "deaf")
            assert all(name.startswith(("/dev/null", "socket:", "/proc/")) for name in files), files
            assert sum(name.startswith("socket:") for name in files) == 1
            assert (write, deaf) == ("reading.failed error=OSError", True)


async def test_closing_ends_the_workers_and_cancels_what_was_asked() -> None:
    async with workers() as opened:
        (pid,) = await values(opened, "pid")
        asked = asyncio.create_task(values(opened, "hang"))
        await asyncio.sleep(0)
    await asyncio.gather(asked, return_exceptions=True)
    assert asked.cancelled()
    await until(lambda: not alive(pid))


async def test_the_workers_end_with_whoever_started_their_server() -> None:
    """Killed or not: the server sees its socket close, its workers see it go."""
    async with workers(server=ForkServer(WORK)) as opened:
        (pid,) = await values(opened, "pid")
        assert opened.server._orders is not None
        opened.server._orders.close()
        await until(lambda: not alive(pid))


async def test_a_server_that_died_is_started_again() -> None:
    async with workers(server=ForkServer(WORK)) as opened:
        (pid,) = await values(opened, "pid")
        assert opened.server._process is not None
        opened.server._process.kill()
        await until(lambda: not alive(pid))
        assert (await values(opened, 1, 2))[-1] == 2


async def test_work_that_cannot_be_started_is_nobody_s_fault() -> None:
    opened = Pool(ForkServer("gateway.nothing:work"))
    with pytest.raises(Unavailable):
        await opened.ask([Request(value=1)])
    await opened.close()
    opened.server.close()


async def test_an_answer_of_an_impossible_length_is_no_answer() -> None:
    for data in (b"\xff" * 8, b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x09[1,[-99]]", b"\x00\x00\x00\x0f[1,[999999999]]"):
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        with pytest.raises(ValueError):  # noqa: PT011
            await frames.receive(reader)


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
