"""Mailboxes that are not what they were: numbers that lie, made anew or restored under us, huge, nearly full."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from gateway.channels.email import imap
from gateway.domain.errors import LineDown
from tests.support.imap import Habits, OddServer, serve

from .conftest import harvest, letter, make_options, opened


@pytest.mark.parametrize("lie", [lambda _honest: 1, lambda honest: honest - 20, lambda honest: honest + 500])
async def test_a_wrong_uidnext_makes_nothing_old_new_and_nothing_new_old(lie: Callable[[int], int]) -> None:
    async with serve(Habits(uidnext=lie)) as (server, port):
        old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
        server.add(*(letter(f"old {n}") for n in range(40)), arrived=old)
        async with opened(make_options(port)) as link:
            stream = link.listen(None)
            cursor = (await anext(stream)).cursor
            assert (await anext(stream)).received == ()
        server.add(letter("new"), arrived=time.time() + 1)
        async with asyncio.timeout(10), opened(make_options(port)) as link:
            bodies: list[bytes] = []
            async for batch in link.listen(cursor):
                bodies += [one.body for one in batch.received]
                if bodies:
                    break
    assert bodies == [letter("new")]


async def test_a_mailbox_made_anew_under_us_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "ASK_ANEW", 0.0)
    async with serve(Habits()) as (server, port):
        server.add(letter("one"))
        async with opened(make_options(port, start="all")) as link:
            stream = link.listen(None)
            await anext(stream)
            server.validity = 8
            with pytest.raises(LineDown, match="made_anew"):
                await anext(stream)
    assert isinstance(server, OddServer)


async def test_a_mailbox_restored_with_its_old_uidvalidity_is_read_again() -> None:
    """UIDs that were handed out already are handed out anew: what comes now is below the mark."""
    async with serve(Habits()) as (server, port):
        server.add(*(letter(f"before {n}") for n in range(60)))
        async with opened(make_options(port, start="all")) as link:
            cursor = (await harvest(link, None, 60, idle=0)).cursor
        server.mails.clear()
        server.add(letter("before 1"), letter("new"))
        async with opened(make_options(port, start="all")) as link:
            got = await harvest(link, cursor, 2, idle=0)
            server.add(letter("newer"))
            assert got.bodies == [letter("before 1"), letter("new")]
            assert (await harvest(link, got.cursor, 1, idle=0)).bodies[-1] == letter("newer")


async def test_twenty_thousand_old_mails_are_no_matters_of_today_even_in_a_mailbox_made_anew() -> None:
    old = time.time() - 9 * 86_400
    async with serve(Habits()) as (server, port):
        server.add(*[letter("old")] * 20_000, arrived=old)
        async with opened(make_options(port)) as link:
            cursor = (await harvest(link, None, 0, idle=0)).cursor
            server.add(letter("new"))
            got = await harvest(link, cursor, 1, idle=0)
            assert got.bodies == [letter("new")]
        server.validity = 8  # another server, where all was copied with its date
        server.add(letter("newer"))
        async with opened(make_options(port)) as link:
            again = await harvest(link, got.cursor, 2, idle=0)
    assert [(one.body, one.old) for one in again.mails] == [(letter("new"), False), (letter("newer"), False)]
    assert not any("BODY" in command for command in server.commands if not re.search(r"FETCH 2000[12]", command))


async def test_how_full_a_mailbox_is_stands_beside_what_waits() -> None:
    """RFC 9208 §4.3; a root without a limit, a refusal and a server that knows no quota say nothing."""
    told = [
        ("* QUOTA user (STORAGE 940 1000 MESSAGE 20 1000)", 94),
        ('* QUOTA "" (STORAGE 10 512)\r\n* QUOTA "b c" (MESSAGE 77 100)', 77),
        ('* QUOTA "" ()', None),
        ("* QUOTA user (STORAGE 9 0)", None),
        ("", None),
    ]
    for quota, percent in told:
        async with (
            serve(Habits(capabilities="IMAP4rev1 QUOTA", quota=quota)) as (_, port),
            opened(make_options(port)) as link,
        ):
            facts = (await anext(link.listen(None))).facts
            assert {name: value for name, value in facts.items() if value is not None or name == "quota"} == {
                "waiting": 0,
                "quota": percent,
            }
    async with serve(Habits(capabilities="IMAP4rev1")) as (server, port), opened(make_options(port)) as link:
        assert (await anext(link.listen(None))).facts["quota"] is None
        assert not any(command.startswith("GETQUOTA") for command in server.commands)
