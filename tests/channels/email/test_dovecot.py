"""The same link against Debian's Dovecot: a second, real server finds what the first one hides."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from gateway.channels.email.folder import HEAD_BYTES
from gateway.channels.email.options import EmailOptions
from gateway.domain.errors import LineDown
from tests.support.dovecot import PASSWORD, Client, Dovecot

from .conftest import harvest, letter, make_options, opened


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    return dovecot.user()


@pytest.fixture
def line(dovecot: Dovecot, user: str) -> EmailOptions:
    return make_options(dovecot.port, user=user, password=PASSWORD, poll_seconds=20.0)


@pytest.fixture
async def other(dovecot: Dovecot, user: str) -> AsyncIterator[Client]:
    """Another client of the same mailbox."""
    client = await asyncio.to_thread(dovecot.client, user)
    yield client
    await asyncio.to_thread(client.imap.logout)


async def test_a_push_wakes_us_long_before_the_next_poll(line: EmailOptions, other: Client) -> None:
    async with asyncio.timeout(15), opened(line) as link, aclosing(link.listen(None)) as stream:
        for _ in range(2):
            assert not (await anext(stream)).received
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(other.append, letter("pushed"))
        assert [one.body for one in (await waiting).received] == [letter("pushed")]


async def test_backlog_seen_flags_and_confirm(line: EmailOptions, other: Client) -> None:
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
    assert await asyncio.to_thread(other.unseen) == 0


async def test_what_another_client_expunges_while_we_fetch_is_no_error(line: EmailOptions, other: Client) -> None:
    await asyncio.to_thread(other.append, *(letter(f"number {number}") for number in range(5)))
    async with opened(replace(line, start="all")) as link:
        listing = link._connection.listing

        async def expunge_behind(uids: list[int]) -> object:
            link._connection.listing = listing  # type: ignore[method-assign]
            listed = await listing(uids)
            await asyncio.to_thread(other.store, "2:3", "(\\Deleted)")
            await asyncio.to_thread(other.expunge)
            return listed

        link._connection.listing = expunge_behind  # type: ignore[method-assign, assignment]
        got = await harvest(link, None, 3, idle=0)
    # Dovecot may still hand over what its session remembers; what it does not is no error and no loss of the others
    assert {letter("number 0"), letter("number 3"), letter("number 4")} <= set(got.bodies)
    assert [one for batch in got.batches for one in batch.unfetched] == []


async def test_a_mailbox_made_anew_is_read_again_whole(line: EmailOptions, other: Client, dovecot: Dovecot) -> None:
    line = replace(line, start="all")
    mails = [letter(f"number {number}") for number in range(3)]
    await asyncio.to_thread(other.append, *mails)
    async with opened(line) as link:
        before = await harvest(link, None, 3, idle=0)
    await asyncio.to_thread(_rebuild, dovecot, line.user, mails)
    async with opened(line) as link:
        after = await harvest(link, before.cursor, 3, idle=0)
    assert {one.digest for one in after.mails} == {one.digest for one in before.mails}
    assert {one.location for one in after.mails}.isdisjoint(one.location for one in before.mails)


def _rebuild(dovecot: Dovecot, user: str, mails: list[bytes]) -> None:
    """Remove index and box, append the same mails; UIDVALIDITY is a second's count, so take a later one."""
    maildir = dovecot.maildir(user)
    uidvalidity = next(maildir.glob("dovecot-uidlist")).read_text().split()[1]
    shutil.rmtree(maildir)
    with dovecot.client(user) as fresh:
        fresh.append(*mails)
    uidlist = maildir / "dovecot-uidlist"
    text = uidlist.read_text()
    now = text.split()[1]
    if now == uidvalidity:
        uidlist.write_text(text.replace(now, f"V{int(now[1:]) + 5}", 1))
        for index in maildir.glob("dovecot.index*"):
            index.unlink()


async def test_a_large_mail_comes_in_slices(line: EmailOptions, other: Client) -> None:
    large = letter("large", body=("0123456789" * 7 + "\r\n") * 50_000)
    await asyncio.to_thread(other.append, large)
    async with opened(replace(line, start="all")) as link:
        assert (await harvest(link, None, 1, idle=0)).bodies == [large]


async def test_a_wrong_password_is_line_down(line: EmailOptions) -> None:
    with pytest.raises(LineDown, match="login_refused"):
        async with opened(replace(line, password="wrong")):
            pass


async def test_a_killed_session_is_line_down(line: EmailOptions, dovecot: Dovecot) -> None:
    async with asyncio.timeout(15), opened(line) as link, aclosing(link.listen(None)) as stream:
        for _ in range(2):
            await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.3)
        dovecot.end(line.user)
        with pytest.raises(LineDown):
            await waiting


async def test_of_a_mail_above_the_limit_the_beginning_comes_and_the_whole_stays_unread(
    line: EmailOptions, other: Client
) -> None:
    huge = letter("huge", body=("z" * 76 + "\r\n") * 6_000)
    async with opened(replace(line, max_bytes=400_000)) as link:
        cursor = (await harvest(link, None, 0, idle=0)).cursor
    await asyncio.to_thread(other.append, letter("before"), huge, letter("after"))
    async with opened(replace(line, max_bytes=400_000)) as link:
        got = await harvest(link, cursor, 3, idle=0)
        await link.confirm({one.location: one.digest for one in got.mails})
    assert got.bodies == [letter("before"), huge[:HEAD_BYTES], letter("after")]
    assert await asyncio.to_thread(other.unseen) == 1
