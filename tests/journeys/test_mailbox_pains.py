"""What users of such systems suffer from most (FAILURES.md §1, pains 1 and 2), from the mailbox to the case."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.email import imap
from tests.support import configs, running
from tests.support.imap import Habits, OddServer, serve
from tests.support.running import Gateway, letter, until
from workers import line_manager


def mailbox(port: int, name: str = "vanmieu-mail") -> dict[str, Any]:
    """A line that reads such a server, and sends nothing."""
    return configs.mail_line(name, imap_port=port, send=False)


async def registered(gateway: Gateway, count: int) -> list[dict[str, Any]]:
    """The messages, once there are so many."""
    await until(lambda: gateway.rows("SELECT 1 FROM messages OFFSET $1", count - 1))
    await gateway.settled()
    return await gateway.rows("SELECT text, remote_id FROM messages ORDER BY id")


async def polled(server: OddServer, times: int = 2) -> None:
    """Until the mailbox was looked at so often again."""
    before = len(server.commands)
    await until(lambda: sum("SEARCH" in one for one in server.commands[before:]) >= times)


async def test_six_odd_mails_are_six_messages_and_a_second_run_adds_none(tmp_path: Path, db_url: str) -> None:
    same = {"Message_ID": "<same@citizen.example>"}
    seen, first, second, outage, meanwhile = (
        letter("Rác", f"Rác đổ trộm ở ngõ {n} đã ba hôm nay.", **(same if n in (3, 4) else {})) for n in (1, 3, 4, 5, 6)
    )
    nameless = letter("Rác", "Rác đổ trộm ở ngõ 2 đã ba hôm nay.").replace(b"Message-ID:", b"X-Nothing:")
    async with serve(Habits(extra="* 1 FETCH (UID 1 FLAGS (\\Seen))")) as (server, port):
        async with running.gateway(tmp_path, db_url, lines=[mailbox(port)]) as gateway:
            await until(lambda: gateway.contacted("vanmieu-mail"))

            def arrive(_line: str, _uids: set[int]) -> str:
                server.habits.fetch = lambda _line, _uids: ""
                server.add(meanwhile)
                return ""

            server.habits.fetch = arrive
            server.add(seen, nameless, first, second)
            await registered(gateway, 5)
        server.add(outage, arrived=time.time() - 5 * 86_400)
        (tmp_path / "again").mkdir()
        async with running.gateway(tmp_path / "again", db_url, lines=[mailbox(port)]) as gateway:
            messages = await registered(gateway, 6)
            await polled(server)
            assert len(messages) == 6
            assert len({row["text"] for row in messages}) == 6
        (tmp_path / "third").mkdir()
        async with running.gateway(tmp_path / "third", db_url, lines=[mailbox(port)]) as gateway:
            await polled(server)
            assert len(await registered(gateway, 6)) == 6


async def test_what_lies_in_junk_is_held_and_what_is_urgent_there_is_told(tmp_path: Path, db_url: str) -> None:
    """Whatever its name: the server tells its use (RFC 6154). Its UIDs are those of other mails in the first folder."""
    plain, junk = letter("Cống tắc", "Cống tắc ở ngõ 1."), letter("Vỉa hè", "Vỉa hè ngõ 2 bị lấn chiếm.")
    urgent = letter("Cháy", "Nhà số 5 ngõ 3 đang cháy lớn, cứu với!")
    line = mailbox(0) | {"folders": ["INBOX", "\\Junk"], "mark_seen": True}
    async with serve(Habits()) as (server, port):
        server.folders["Rac"] = OddServer(server.habits)
        async with running.gateway(tmp_path, db_url, lines=[line | {"imap_port": port}]) as gateway:
            await until(lambda: gateway.contacted("vanmieu-mail"))
            server.add(plain)
            server.folders["Rac"].add(junk, urgent)
            await registered(gateway, 3)
            found = await gateway.rows("SELECT subject, outcome, rule FROM messages ORDER BY subject")
            assert [tuple(row.values()) for row in found] == [
                ("Cháy", "held", "bulk"),
                ("Cống tắc", "case", "new_case"),
                ("Vỉa hè", "held", "bulk"),
            ]
            assert await gateway.rows("SELECT 1 FROM notices WHERE audience = 'duty'")
            await until(lambda: gateway.rows("SELECT 1 FROM parts WHERE confirmed_at IS NOT NULL OFFSET 2"))


async def test_a_bad_day_of_one_mailbox_loses_and_doubles_nothing_and_is_no_other_lines(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty thousand old mails that are no matters of the line; then one trouble after the other, a mail in each."""
    monkeypatch.setattr(line_manager, "LONGEST_PAUSE", 0.2)
    async with serve(Habits()) as (bad, bad_port), serve(Habits()) as (good, good_port):
        bad.add(*[letter("Cũ", "Đã giải quyết năm ngoái.")] * 20_000, arrived=time.time() - 9 * 86_400)
        bad.folders["Junk"] = OddServer(bad.habits)
        often = {"poll_seconds": 0.2}
        lines = [mailbox(bad_port, "bad") | often | {"folders": ["INBOX", "Junk"]}, mailbox(good_port, "good") | often]

        def rebuild() -> None:
            bad.validity, mails = 8, [*bad.mails.items()]
            old, new = mails[:20_000], mails[20_000:]
            bad.mails = {}
            bad.add(*(body for _, body in old), arrived=time.time() - 9 * 86_400)
            bad.add(*(body for _, body in new))

        troubles: list[tuple[str, Callable[[], object]]] = [  # the command that meets it
            ("IDLE", lambda: setattr(bad.habits, "idle", "BYE")),
            ("BODY.PEEK[]", lambda: setattr(bad.habits, "cut", 100)),
            ("BODY.PEEK[]", lambda: setattr(bad.habits, "told", lambda size: size + 3)),
            ("STORE", lambda: setattr(bad.habits, "store", "NO [OVERQUOTA] the mailbox is full")),
            ("SELECT", rebuild),
            ('SELECT "Junk"', lambda: bad.gone.add("Junk")),
        ]
        async with running.gateway(tmp_path, db_url, lines=lines) as gateway:
            await until(lambda: gateway.contacted("bad"))
            await until(lambda: gateway.contacted("good"))
            for n, (met, trouble) in enumerate(troubles, 1):
                trouble()
                before = len(bad.commands)
                bad.add(letter("Rác", f"Rác đổ trộm ở ngõ {n} đã ba hôm nay."))
                good.add(letter("Cống", f"Cống tắc ở ngõ {n} hai tuần nay."))
                bad.cut()
                await until(lambda: any(met in one for one in bad.commands[before:]))  # noqa: B023 - awaited here
                await registered_on(gateway, "good", n)
                vars(bad.habits).update(vars(Habits()))
                await registered_on(gateway, "bad", n)
            unmarked = "SELECT 1 FROM parts WHERE confirmed_at IS NULL"
            await until(lambda: _none(gateway, unmarked))
            texts = [row["text"] for row in await registered(gateway, 2 * len(troubles))]
            assert len(texts) == len(set(texts)) == 2 * len(troubles)
            assert await _none(gateway, "SELECT 1 FROM parts WHERE state <> 'registered'")
            facts = await gateway.rows("SELECT facts ->> 'missing_folders' AS missing FROM lines WHERE name = 'bad'")
            assert facts == [{"missing": "Junk"}]


async def registered_on(gateway: Gateway, line: str, count: int) -> None:
    """Until a line has brought so many messages."""
    await until(lambda: gateway.rows("SELECT 1 FROM messages WHERE line = $1 OFFSET $2", line, count - 1))


async def test_lines_whose_servers_trouble_them_come_back_and_hold_up_no_other(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_manager, "LONGEST_PAUSE", 1.0)
    for name in ("CONNECT", "COMMAND", "IDLE_ANSWER"):
        monkeypatch.setattr(imap, name, 3.0)
    odd = {
        "byes": Habits(idle="BYE"),
        "mute": Habits(login=""),
        "locked": Habits(login="NO [AUTHENTICATIONFAILED] no"),
        "near": Habits(),
    }
    async with AsyncExitStack() as stack:
        servers = {name: await stack.enter_async_context(serve(habits)) for name, habits in odd.items()}
        settings = [mailbox(port, name) for name, (_, port) in servers.items()]
        gateway = await stack.enter_async_context(running.gateway(tmp_path, db_url, lines=settings))
        await until(lambda: gateway.contacted("near"))
        await until(lambda: servers["locked"][0].sessions >= 5)
        servers["near"][0].add(letter("Đèn", "Đèn đường ngõ 12 hỏng, đề nghị sửa."))
        servers["byes"][0].add(letter("Cống", "Cống trước số 3 tắc hai tuần nay."))
        await until(lambda: gateway.rows("SELECT 1 FROM cases OFFSET 1"))
        said = {row["name"]: row["error"] for row in await gateway.rows("SELECT name, error FROM lines")}
        assert said["near"] is None
        assert said["locked"] == {"code": "imap.login_refused"}
        servers["locked"][0].habits.login = "OK welcome"
        servers["mute"][0].habits.login = "OK welcome"
        await until(lambda: gateway.rows("SELECT 1 FROM lines WHERE state = 'ok' AND cursor IS NOT NULL OFFSET 3"))


async def test_a_refused_log_in_is_tried_once_a_minute_at_most(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []
    sleep = asyncio.sleep

    async def nap(seconds: float) -> None:
        if seconds > 20:  # the line's own pause; all else sleeps as ever
            naps.append(seconds)
        await sleep(min(seconds, 1.0))

    monkeypatch.setattr("asyncio.sleep", nap)
    async with serve(Habits(login="NO [AUTHENTICATIONFAILED] no")) as (server, port):
        async with running.gateway(tmp_path, db_url, lines=[mailbox(port)]):
            await until(lambda: len(naps) >= 3)
        assert naps == [60.0] * len(naps)
        assert server.sessions <= len(naps) + 1


async def test_a_mailbox_of_two_thousand_mails_made_anew_is_read_once(tmp_path: Path, db_url: str) -> None:
    many = 2_000
    async with serve(Habits()) as (server, port):
        line = mailbox(port) | {"start": "all"}
        async with running.gateway(tmp_path, db_url, start=["lines"], lines=[line]) as gateway:
            server.add(*(letter("Rác", f"Rác ở ngõ {n}.") for n in range(many)))
            await until(lambda: gateway.rows("SELECT 1 FROM parts OFFSET $1", many - 1))
            mails = list(server.mails.values())
            server.validity, server.mails = 8, {}
            server.add(*mails[::-1], letter("Rác", "Rác ở ngõ mới."))
            server.cut()
            await until(lambda: gateway.rows("SELECT 1 FROM parts OFFSET $1", many))
            moved = (
                "SELECT 1 FROM parts WHERE location LIKE '7/%' UNION ALL SELECT 1 FROM parts WHERE confirmed_at IS NULL"
            )
            await until(lambda: _none(gateway, moved))
            assert len(await gateway.rows("SELECT 1 FROM parts")) == many + 1


async def _none(gateway: Gateway, query: str) -> bool:
    return not await gateway.rows(query)
