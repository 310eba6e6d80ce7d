"""Servers with odd habits: nothing passes the watermark that is not read, or written down to be tried again."""

import asyncio
import resource
from collections.abc import Callable
from typing import Any

import pytest

from gateway.channels.email import folder, imap
from gateway.channels.email.memory import Memory
from gateway.channels.email.reasons import FETCH_BROKE, GONE
from gateway.domain.errors import LineDown
from gateway.domain.model import Unfetched
from gateway.domain.reasons import Reason
from tests.support.imap import Habits, serve

from .conftest import Harvest, letter, make_options, opened

Answer = Callable[[str, set[int]], str]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines of a test."""
    for name in ("COMMAND", "IDLE_ANSWER"):
        monkeypatch.setattr(imap, name, 2.0)


async def read_all(port: int, uids: list[int], memory: Memory | None = None, **changes: Any) -> Harvest:
    """As the holder of a line does: open again after each LineDown, from the last mark, until it covers all of `uids`
    and there is nothing more."""
    got, memory = Harvest([], [], None), memory or Memory()
    for _ in range(9):
        try:
            async with asyncio.timeout(20), opened(make_options(port, **{"start": "all"} | changes), memory) as link:
                async for batch in link.listen(got.cursor):
                    got.batches.append(batch)
                    got.mails += batch.received
                    got.cursor = batch.cursor or got.cursor
                    if got.cursor and int(str(got.cursor["uid"])) >= max(uids) and not batch.received:
                        return got
        except LineDown:
            continue
    raise AssertionError("the line did not come back")


def unfetched(got: Harvest) -> dict[str, Reason]:
    """What is written down to be tried again."""
    return {one.location: one.reason for batch in got.batches for one in batch.unfetched}


def once(answer: str) -> Answer:
    """That answer to the first command, honest ones from then on."""
    left = [answer]
    return lambda _line, _uids: left.pop() if left else ""


def about(uid: int, answer: str) -> Answer:
    """That answer to every command about this mail, alone or with others."""
    return lambda _line, uids: answer if uid in uids else ""


def always(answer: str) -> Answer:
    """That answer to everything."""
    return lambda _line, _uids: answer


def habitual(command: str, answer: Answer) -> Habits:
    """A server that answers so to one command."""
    habits = Habits()
    setattr(habits, command, answer)
    return habits


REFUSALS = ["NO [UNAVAILABLE] busy, try again", "BAD User is authenticated but not connected", "OK", "DROP"]


# A search that is answered with nothing says that nothing is there.
ONCE = [(command, answer) for command in ("listing", "fetch", "search") for answer in REFUSALS]


@pytest.mark.parametrize(("command", "answer"), [one for one in ONCE if one != ("search", "OK")])
async def test_an_answer_that_fails_once_loses_nothing(command: str, answer: str) -> None:
    async with serve(habitual(command, once(answer))) as (server, port):
        mails = [letter(f"number {n}") for n in range(30)]
        uids = server.add(*mails)
        got = await read_all(port, uids)
    assert sorted(set(got.bodies)) == sorted(mails)
    assert unfetched(got) == {}


@pytest.mark.parametrize("answer", REFUSALS)
@pytest.mark.parametrize("command", ["listing", "fetch"])
async def test_one_mail_that_is_always_refused_stops_no_other_and_is_written_down(command: str, answer: str) -> None:
    async with serve(habitual(command, about(2, answer))) as (server, port):
        mails = [letter(f"number {n}") for n in range(4)]
        uids = server.add(*mails)
        got = await read_all(port, uids)
        others = {mails[0], mails[2], mails[3]}
        assert others <= set(got.bodies)
        assert (mails[1] in got.bodies) != ("7/2" in unfetched(got))  # a mail that is not described may be handed over
        server.habits = Habits()
        async with opened(make_options(port)) as link:
            (received,) = (await link.fetch(["7/2"])).received
    assert received.body == mails[1]


@pytest.mark.parametrize("answer", REFUSALS[:2])
async def test_where_all_is_refused_all_is_written_down_and_few_commands_are_spent(answer: str) -> None:
    async with serve(Habits(listing=always(answer), fetch=always(answer))) as (server, port):
        uids = server.add(*(letter(f"number {n}") for n in range(40)))
        got = await read_all(port, uids)
        assert set(unfetched(got)) == {f"7/{uid}" for uid in uids}
        assert len([one for one in server.commands if "FETCH" in one]) < 40
        server.habits = Habits()
        async with opened(make_options(port)) as link:
            again = await link.fetch([f"7/{uid}" for uid in uids])
    assert sorted(one.body for one in again.received) == sorted(server.mails.values())


async def test_what_is_refused_again_stays_unfetched_and_is_not_called_gone() -> None:
    async with serve(Habits(listing=always("NO busy"), fetch=always("NO busy"))) as (server, port):
        server.add(letter("one"))
        async with opened(make_options(port)) as link:
            batch = await link.fetch(["7/1", "7/9"])
    assert [one.location for one in batch.unfetched] == ["7/1", "7/9"]
    assert batch.unfetched[1] == Unfetched(location="7/9", reason=GONE)
    assert batch.unfetched[0].reason != GONE


async def test_a_mail_that_breaks_the_connection_each_time_it_is_tried_again_ends_that() -> None:
    async with serve(Habits(fetch=always("DROP"))) as (server, port):
        server.add(letter("one"))
        memory = Memory()
        for _ in range(folder.ALONE_TRIES + 1):
            with pytest.raises(LineDown):
                async with opened(make_options(port), memory) as link:
                    await link.fetch(["7/1"])
        async with opened(make_options(port), memory) as link:
            assert [one.reason for one in (await link.fetch(["7/1"])).unfetched] == [FETCH_BROKE]


async def test_what_is_expunged_between_the_listing_and_the_fetch_is_gone_and_no_row() -> None:
    async with serve(Habits()) as (server, port):
        mails = [letter(f"number {n}") for n in range(4)]

        def expunge(_line: str, _uids: set[int]) -> str:
            server.mails.pop(2, None)
            return "NO [EXPUNGEISSUED] some messages are no longer there"

        server.habits.fetch = lambda line, uids: expunge(line, uids) if 2 in server.mails else ""
        got = await read_all(port, server.add(*mails))
    assert sorted(got.bodies) == sorted([mails[0], *mails[2:]])
    assert unfetched(got) == {}


NOISE = (
    "* 9 FETCH (UID 999 BODY[] {5}\r\nother)\r\n* 1 FETCH (FLAGS (\\Seen) UID 1)\r\n* 9 FETCH (UID 999 RFC822.SIZE 5)"
)
SHAPES = {
    "sizes are missing": Habits(size=lambda _uid, _octets: None),
    "sizes are nought": Habits(size=lambda _uid, _octets: 0),
    "sizes are too small": Habits(size=lambda _uid, octets: len(octets) // 2),
    "sizes count LF for CRLF": Habits(size=lambda _uid, octets: len(octets) - octets.count(b"\n")),
    "sizes count one more a line": Habits(size=lambda _uid, octets: len(octets) + octets.count(b"\n")),
    "sizes are guesses": Habits(size=lambda _uid, octets: len(octets) + 3_000),
    "answers in another order": Habits(order=lambda uids: uids[::-1]),
    "answers twice": Habits(order=lambda uids: uids + uids),
    "answers about others": Habits(extra=NOISE),
    "slices come short": Habits(slice=lambda octets, start, _n: (octets[start : start + 65_536], f"<{start}>")),
    "slices come without their origin": Habits(slice=lambda octets, start, n: (octets[start : start + n], "")),
    "slices are not known": Habits(slice=lambda octets, _start, _n: (octets, "")),
    "slices are not to be had": Habits(slice=lambda _octets, _start, _n: None),
    "slices begin elsewhere": Habits(slice=lambda octets, _start, n: (octets[:n], "<0>")),
    "slices are not known and sizes wrong": Habits(
        slice=lambda octets, _start, _n: (octets, ""), size=lambda _uid, octets: len(octets) - 700
    ),
    "slices come short and sizes are too small": Habits(
        slice=lambda octets, start, _n: (octets[start : start + 65_536], f"<{start}>"),
        size=lambda _uid, octets: len(octets) // 3,
    ),
    "slices come short and sizes are guesses": Habits(
        slice=lambda octets, start, _n: (octets[start : start + 65_536], f"<{start}>"),
        size=lambda _uid, octets: len(octets) + 3_000,
    ),
}


@pytest.mark.parametrize("name", SHAPES)
async def test_every_mail_is_read_whole_whatever_its_server_says_of_it(name: str) -> None:
    large = letter("large", body=("0123456789" * 7 + "\r\n") * 20_000 + "the end")
    middle = letter("middle", body=("0123456789" * 7 + "\r\n") * 3_000 + "the end")
    mails = [letter("small"), middle, large, letter("last")]
    async with serve(SHAPES[name]) as (server, port):
        got = await read_all(port, server.add(*mails))
    assert sorted(set(got.bodies)) == sorted(mails)
    assert unfetched(got) == {}


LARGE = letter("cut", body=("0123456789" * 7 + "\r\n") * 9_000 + "the end")
CUT = {
    "the second slice is refused": Habits(
        slice=lambda octets, start, _n: (octets[start : start + 65_536], f"<{start}>"),
        fetch=lambda line, _uids: "" if "<0." in line else "NO [SERVERBUG] cannot read it",
    ),
    "all ends at 64 kB": Habits(body=lambda _uid, octets: octets[:65_536]),
    "nothing but empty bodies": Habits(body=lambda _uid, _octets: b""),
    "slices end at 64 kB, the whole is refused": Habits(
        body=lambda _uid, octets: octets[:65_536], fetch=lambda line, _uids: "" if "<" in line else "NO too much"
    ),
}


@pytest.mark.parametrize("name", CUT)
async def test_half_a_mail_is_never_stored(name: str) -> None:
    async with serve(CUT[name]) as (server, port):
        server.add(LARGE)
        got = await read_all(port, [1])
        assert got.mails == []
        assert list(unfetched(got)) == ["7/1"]
        server.habits = Habits()
        async with opened(make_options(port)) as link:
            assert [one.body for one in (await link.fetch(["7/1"])).received] == [LARGE]


async def test_a_literal_beyond_its_listed_size_is_cut_off_and_the_others_are_read() -> None:
    flood = 400_000_000
    mails = [letter(f"number {n}") for n in range(3)]
    async with serve(Habits()) as (server, port):
        uids = server.add(*mails)
        server.habits.fetch = lambda _line, asked: setattr(server.habits, "flood", flood * (2 in asked)) or ""  # type: ignore[func-returns-value]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        got = await read_all(port, uids)
    assert {mails[0], mails[2]} <= set(got.bodies)
    assert unfetched(got) == {"7/2": FETCH_BROKE}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


BROKEN: dict[str, dict[str, Any]] = {
    "hangs up in the middle": {"cut": 40},
    "says BYE in the middle": {"cut": 40, "bye": True},
    "hangs up before the first octet": {"cut": 0},
    "has more than it tells": {"told": lambda size: size - 9},
    "tells of none": {"told": lambda _size: 0},
    "has less than it tells": {"told": lambda size: size + 9},
    "has less by the bracket": {"told": lambda size: size + 1},
    "has less by the bracket and its line": {"told": lambda size: size + 3},
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_literal_that_breaks_once_costs_nothing_and_leaves_nothing(name: str) -> None:
    """Neither half a mail nor one with an answer of the server at its end."""
    mails = [letter(f"number {n}") for n in range(3)]
    async with serve(Habits(**BROKEN[name])) as (server, port):
        uids, honest, times = server.add(*mails), Habits(), [0]

        def fetch(_line: str, _uids: set[int]) -> str:
            times[0] += 1
            if times[0] > 1:
                for habit in BROKEN[name]:
                    setattr(server.habits, habit, getattr(honest, habit))
            return ""

        server.habits.fetch = fetch
        got = await read_all(port, uids)
    assert times[0] > 1
    assert (set(got.bodies), unfetched(got)) == (set(mails), {})


async def test_a_line_without_an_end_is_cut_off() -> None:
    async with serve(Habits(extra="* " + "x" * 5_000_000)) as (server, port):
        server.add(letter("one"))
        async with opened(make_options(port, start="all")) as link:
            stream = link.listen(None)
            await anext(stream)
            with pytest.raises(LineDown, match="sends_too_much"):
                await anext(stream)


@pytest.mark.parametrize(
    "habits",
    [
        Habits(capabilities="IMAP4rev1", news_at=("SELECT", "NOOP")),
        Habits(news_at=("SELECT", "NOOP")),
        Habits(idle="BAD no IDLE today", news_at=("SELECT", "NOOP")),
        Habits(idle="NO not for you"),
        Habits(idle="BYE"),
        Habits(idle=""),
        Habits(capabilities="IMAP4rev1", news_at=("SELECT",)),
    ],
    ids=["NOOP only", "IDLE tells nothing", "IDLE is BAD", "IDLE is NO", "BYE at IDLE", "mute at IDLE", "SELECT only"],
)
async def test_news_are_seen_by_polling_where_the_server_does_not_push(
    habits: Habits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "IDLE_ANSWER", 0.2)
    monkeypatch.setattr(imap, "ASK_ANEW", 1.0)
    async with serve(habits) as (server, port):
        server.add(letter("old"))

        async def come() -> None:
            await asyncio.sleep(0.5)
            server.add(letter("new"))

        coming = asyncio.create_task(come())
        got = await read_all(port, [2], memory := Memory(), start="now")
        await coming
        sessions = server.sessions
        more = asyncio.create_task(read_all(port, [4], memory, start="now"))
        await asyncio.sleep(0.3)
        server.add(letter("newer"), letter("newest"))
        await more
    assert got.bodies == [letter("new")]
    assert sessions <= 3
    assert server.sessions - sessions == 1  # what was learnt of IDLE is remembered: the line stays up
