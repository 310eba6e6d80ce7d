"""The same link against Debian's Dovecot: a second, real server finds what the first one hides."""

import asyncio
import imaplib
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from gateway.channels.email.options import EmailOptions
from gateway.domain.errors import LineDown
from tests.support.wire import dovecot

from .conftest import UNIT, harvest, letter, make_options, opened


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A directory that the user nobody can reach (pytest's own is closed to it)."""
    directory = Path(tempfile.mkdtemp(prefix="gw-dovecot-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
async def port(place: Path) -> AsyncIterator[int]:
    for name in ("home", "run", "state"):
        shutil.rmtree(place / name, ignore_errors=True)
    async with dovecot(place) as running:
        yield running


@pytest.fixture
def line(port: int) -> EmailOptions:
    return make_options(port, password="pw", poll_seconds=20.0)


class Other:
    """Another client of the same mailbox."""

    def __init__(self, port: int) -> None:
        self.client = imaplib.IMAP4("127.0.0.1", port)
        self.client.login(UNIT, "pw")
        self.client.select()

    def append(self, *mails: bytes) -> None:
        for mail in mails:
            self.client.append("INBOX", "", imaplib.Time2Internaldate(time.time()), mail)

    def store(self, uids: str, flag: str) -> None:
        self.client.uid("STORE", uids, "+FLAGS", flag)

    def close(self) -> None:
        self.client.logout()


@pytest.fixture
async def other(port: int) -> AsyncIterator[Other]:
    client = await asyncio.to_thread(Other, port)
    yield client
    await asyncio.to_thread(client.close)


async def test_a_push_wakes_us_long_before_the_next_poll(line: EmailOptions, other: Other) -> None:
    async with asyncio.timeout(15), opened(line) as link, aclosing(link.listen(None)) as stream:
        for _ in range(2):
            assert not (await anext(stream)).received
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(other.append, letter("pushed"))
        assert [one.body for one in (await waiting).received] == [letter("pushed")]


async def test_backlog_seen_flags_and_confirm(line: EmailOptions, other: Other) -> None:
    async with opened(line) as link:
        cursor = (await harvest(link, None, 0, idle=0)).cursor
    mails = [letter(f"number {number}") for number in range(60)]
    await asyncio.to_thread(other.append, *mails)
    await asyncio.to_thread(other.store, "1:5", "(\\Seen)")
    async with opened(line) as link:
        got = await harvest(link, cursor, 60, idle=0)
        result = await link.confirm({one.location: one.digest for one in got.mails})
    assert got.bodies == mails
    assert set(result.values()) == {"done"}
    await asyncio.to_thread(other.client.noop)
    _, found = await asyncio.to_thread(other.client.search, None, "UNSEEN")
    assert found == [b""]


async def test_what_another_client_expunges_while_we_fetch_is_no_error(line: EmailOptions, other: Other) -> None:
    await asyncio.to_thread(other.append, *(letter(f"number {number}") for number in range(5)))
    async with opened(make_options(line.imap_port, password="pw", start="all")) as link:
        listing = link._connection.listing

        async def expunge_behind(uids: list[int]) -> object:
            link._connection.listing = listing  # type: ignore[method-assign]
            listed = await listing(uids)
            await asyncio.to_thread(other.store, "2:3", "(\\Deleted)")
            await asyncio.to_thread(other.client.expunge)
            return listed

        link._connection.listing = expunge_behind  # type: ignore[method-assign, assignment]
        got = await harvest(link, None, 3, idle=0)
    # Dovecot may still hand over what its session remembers; what it does not is no error and no loss of the others
    assert {letter("number 0"), letter("number 3"), letter("number 4")} <= set(got.bodies)
    assert [one for batch in got.batches for one in batch.unfetched] == []


async def test_a_mailbox_made_anew_is_read_again_whole(line: EmailOptions, other: Other, place: Path) -> None:
    line = make_options(line.imap_port, password="pw", start="all")
    mails = [letter(f"number {number}") for number in range(3)]
    await asyncio.to_thread(other.append, *mails)
    async with opened(line) as link:
        before = await harvest(link, None, 3, idle=0)
    await asyncio.to_thread(_rebuild, place / "home" / UNIT / "Maildir", line.imap_port, mails)
    async with opened(line) as link:
        after = await harvest(link, before.cursor, 3, idle=0)
    assert {one.digest for one in after.mails} == {one.digest for one in before.mails}
    assert {one.location for one in after.mails}.isdisjoint(one.location for one in before.mails)


def _rebuild(maildir: Path, port: int, mails: list[bytes]) -> None:
    """Remove index and box, append the same mails; UIDVALIDITY is a second's count, so take a later one."""
    uidvalidity = next(maildir.glob("dovecot-uidlist")).read_text().split()[1]
    shutil.rmtree(maildir)
    fresh = Other(port)
    fresh.append(*mails)
    fresh.close()
    uidlist = maildir / "dovecot-uidlist"
    text = uidlist.read_text()
    now = text.split()[1]
    if now == uidvalidity:
        uidlist.write_text(text.replace(now, f"V{int(now[1:]) + 5}", 1))
        for index in maildir.glob("dovecot.index*"):
            index.unlink()


async def test_a_large_mail_comes_in_slices(line: EmailOptions, other: Other) -> None:
    large = letter("large", body=("0123456789" * 7 + "\r\n") * 50_000)
    await asyncio.to_thread(other.append, large)
    async with opened(make_options(line.imap_port, password="pw", start="all")) as link:
        assert (await harvest(link, None, 1, idle=0)).bodies == [large]


async def test_a_wrong_password_is_line_down(port: int) -> None:
    with pytest.raises(LineDown, match="login_refused"):
        async with opened(make_options(port, password="wrong")):
            pass


async def test_a_killed_session_is_line_down(line: EmailOptions, place: Path) -> None:
    async with asyncio.timeout(15), opened(line) as link, aclosing(link.listen(None)) as stream:
        for _ in range(2):
            await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.3)
        session = re.findall(r"mpid=(\d+)", (place / "log").read_text())[-1]
        os.kill(int(session), signal.SIGKILL)
        with pytest.raises(LineDown):
            await waiting
