"""Reading a mailbox: what is yielded, what the cursor covers, what is not read. Against the simulator's IMAP server."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aioimaplib import aioimaplib  # type: ignore[import-untyped]

from gateway.channels import email
from gateway.channels.email.fetch_answers import Listed, Piece
from gateway.channels.email.folder import BATCH_MAILS, HEAD_BYTES, is_head
from gateway.channels.email.folders import modified_utf7
from gateway.channels.email.imap import Listing
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.reasons import TOO_LARGE
from gateway.local.simulator import mail as simulator_mail
from gateway.local.simulator.mail import MailServer

from .conftest import CITIZEN, PASSWORD, UNIT, harvest, letter, make_options, opened


async def other_client(server: MailServer) -> aioimaplib.IMAP4:
    client = aioimaplib.IMAP4("127.0.0.1", server.imap_port)
    await client.wait_hello_from_server()
    await client.login(UNIT, PASSWORD)
    await client.select()
    return client


def set_arrival(server: MailServer, moment: datetime) -> None:
    """Everything in the unit's mailbox came at `moment`, as far as its files tell."""
    for file in (server.directory / UNIT / "cur").iterdir():
        os.utime(file, (moment.timestamp(),) * 2)


async def test_a_new_line_begins_now_and_reads_what_comes_after(simulator: MailServer, options: EmailOptions) -> None:
    await simulator.deliver(UNIT, letter("old"))
    async with opened(options) as link:
        stream = link.listen(None)
        first = await anext(stream)
        assert (first.received, first.cursor is not None) == ((), True)
        await simulator.deliver(UNIT, letter("new"))
        batches = [await anext(stream) for _ in range(3)]
    assert [one.body for batch in batches for one in batch.received] == [letter("new")]


async def test_start_all_reads_everything_and_none_of_it_is_old(simulator: MailServer, options: EmailOptions) -> None:
    for text in ("one", "two"):
        await simulator.deliver(UNIT, letter(text))
    async with opened(replace(options, start="all")) as link:
        got = await harvest(link, None, 2)
    assert got.bodies == [letter("one"), letter("two")]
    assert [one.old for one in got.mails] == [False, False]


async def test_start_at_a_date_reads_what_came_since(tmp_path: Path) -> None:
    directory, accounts = tmp_path / "mail", {UNIT: PASSWORD}
    start = datetime(2026, 11, 1, tzinfo=UTC)
    async with simulator_mail.serve(directory, 0, 0, accounts) as server:
        await server.deliver(UNIT, letter("october"))
        set_arrival(server, start - timedelta(minutes=1))
        await server.deliver(UNIT, letter("november"))
    async with (
        simulator_mail.serve(directory, 0, 0, accounts) as server,
        opened(make_options(server.imap_port, start=start)) as link,
    ):
        got = await harvest(link, None, 1)
        assert got.bodies == [letter("november")]
        await server.deliver(UNIT, letter("today"))
        assert letter("october") not in (await harvest(link, got.cursor, 1)).bodies


async def test_a_mail_that_another_client_has_read_is_read_here_too(
    simulator: MailServer, options: EmailOptions
) -> None:
    async with opened(options) as link:
        cursor = (await harvest(link, None, 0)).cursor
    await simulator.deliver(UNIT, letter("seen"))
    client = await other_client(simulator)
    await client.uid("STORE", "1:*", "+FLAGS", "(\\Seen)")
    await client.logout()
    async with opened(options) as link:
        assert (await harvest(link, cursor, 1)).bodies == [letter("seen")]


async def test_missing_and_repeated_message_ids_hide_nothing(simulator: MailServer, options: EmailOptions) -> None:
    same = "Message-ID: <same@example.com>\r\n"
    mails = [letter("none"), letter("a", extra=same), letter("b", extra=same)]
    for one in mails:
        await simulator.deliver(UNIT, one)
    async with opened(replace(options, start="all")) as link:
        got = await harvest(link, None, 3)
    assert got.bodies == mails
    assert len({one.digest for one in got.mails}) == 3


async def test_after_an_outage_reading_goes_on_at_the_cursor(simulator: MailServer, options: EmailOptions) -> None:
    async with opened(options) as link:
        cursor = (await harvest(link, None, 0)).cursor
    late = [letter(f"late {number}") for number in range(3)]
    for one in late:
        await simulator.deliver(UNIT, one)
    async with opened(options) as link:
        got = await harvest(link, cursor, 3)
        assert got.bodies == late
    async with opened(options) as link:
        again = await harvest(link, got.cursor, 3)  # the overlap
    assert {one.digest for one in again.mails} == {one.digest for one in got.mails}


async def test_new_uidvalidity_reads_everything_again_and_marks_what_was_there_before_the_start(
    tmp_path: Path,
) -> None:
    directory, accounts = tmp_path / "mail", {UNIT: PASSWORD}
    async with simulator_mail.serve(directory, 0, 0, accounts) as server:
        await server.deliver(UNIT, letter("before"))
        set_arrival(server, datetime.now(UTC) - timedelta(days=1))
        async with opened(make_options(server.imap_port)) as link:
            stream = link.listen(None)
            cursor = (await anext(stream)).cursor
            await server.deliver(UNIT, letter("after"))
    state = directory / UNIT / "state"
    state.write_text(f"777 {state.read_text().split()[1]}")
    async with (
        simulator_mail.serve(directory, 0, 0, accounts) as server,
        opened(make_options(server.imap_port)) as link,
    ):
        got = await harvest(link, cursor, 2)
    assert [(one.body, one.old) for one in got.mails] == [(letter("before"), True), (letter("after"), False)]
    assert got.cursor is not None
    assert got.cursor["uidvalidity"] == 777


async def test_mails_come_in_batches_whose_cursors_cover_just_them(
    simulator: MailServer, options: EmailOptions
) -> None:
    mails = [letter(f"number {number}") for number in range(120)]
    for one in mails:
        simulator_mail.deliver(simulator.directory, UNIT, one)
    async with opened(replace(options, start="all")) as link:
        got = await harvest(link, None, 120)
    assert got.bodies == mails
    full = [batch for batch in got.batches if batch.received]
    assert [len(batch.received) for batch in full] == [BATCH_MAILS, BATCH_MAILS, 20]
    for batch in full:
        assert batch.cursor is not None
        assert str(batch.cursor["uid"]) == batch.received[-1].location.partition("/")[2]


async def test_a_large_mail_comes_whole_and_of_one_too_large_the_beginning_which_is_never_marked(
    simulator: MailServer, options: EmailOptions
) -> None:
    large = letter("large", body="x" * 70 + "\r\n" + ("y" * 76 + "\r\n") * 40_000)
    huge = letter("huge", body="z" * 5_000_000)
    for one in (large, huge, letter("small")):
        await simulator.deliver(UNIT, one)
    async with opened(replace(options, start="all", max_bytes=4_000_000)) as link:
        got = await harvest(link, None, 3)
        confirmed = await link.confirm({got.mails[1].location: got.mails[1].digest})
        assert await link.remove([got.mails[1].location]) == 0
    assert got.bodies == [large, huge[:HEAD_BYTES], letter("small")]
    assert [is_head(one.location) for one in got.mails] == [False, True, False]
    assert [one for batch in got.batches for one in batch.unfetched] == []
    assert set(confirmed.values()) == {"gone"}, "nothing more is to be done for it at the server"
    client = await other_client(simulator)
    answer = await client.uid_search("SEEN", charset=None)
    await client.logout()
    assert answer.lines[0].strip() == b""
    decoded = email.placed(email.decode([got.bodies[1]]), got.mails[1].location)
    assert "too_large" in decoded.flags and decoded.sender == f"mailto:{CITIZEN}"


@pytest.mark.parametrize(
    ("piece", "comes"),
    [
        (Piece(0, b"head"), b"head"),
        (Piece(None, b"head"), b"head"),
        (Piece(None, b"x" * (HEAD_BYTES + 9)), b"x" * HEAD_BYTES),
        (Piece(7, b"elsewhere"), None),
        (Piece(0, b""), None),
        (None, None),
    ],
)
async def test_a_server_that_gives_no_beginning_leaves_the_mail_unfetched(
    simulator: MailServer, options: EmailOptions, piece: Piece | None, comes: bytes | None
) -> None:
    await simulator.deliver(UNIT, letter("huge", body="z" * 90_000))
    async with opened(replace(options, start="all", max_bytes=65_536)) as link:

        async def slice(mail: Listed, start: int, length: int, most: int) -> Piece | None:
            assert (start, length, most) == (0, HEAD_BYTES, HEAD_BYTES)
            return piece

        link._connection.slice = slice  # type: ignore[method-assign]
        got = await harvest(link, None, 1 if comes else 0)
    unfetched = [one for batch in got.batches for one in batch.unfetched]
    assert got.bodies == ([comes] if comes else [])
    assert [one.reason for one in unfetched] == ([] if comes else [TOO_LARGE(bytes=65_536)])


async def test_what_vanished_before_it_was_fetched_is_no_error(simulator: MailServer, options: EmailOptions) -> None:
    for text in ("stays", "stays too"):
        await simulator.deliver(UNIT, letter(text))
    async with opened(replace(options, start="all")) as link:
        stream = link.listen(None)
        await anext(stream)
        listing = link._connection.listing

        async def one_more(uids: list[int]) -> Listing:
            link._connection.listing = listing  # type: ignore[method-assign]
            found, word = await listing(uids)
            return Listing({**found, max(uids) + 1: Listed(max(uids) + 1, 100, None)}, word)

        link._connection.listing = one_more  # type: ignore[method-assign, assignment]
        batch = await anext(stream)
    assert [one.body for one in batch.received] == [letter("stays"), letter("stays too")]
    assert batch.unfetched == ()


async def test_confirm_marks_as_read_and_knows_what_is_gone(simulator: MailServer, options: EmailOptions) -> None:
    await simulator.deliver(UNIT, letter("one"))
    async with opened(replace(options, start="all")) as link:
        (mail,) = (await harvest(link, None, 1)).mails
        result = await link.confirm({mail.location: mail.digest, "1/5": b"", "junk": b""})
    assert result == {mail.location: "done", "1/5": "gone", "junk": "gone"}
    client = await other_client(simulator)
    answer = await client.uid_search("SEEN", charset=None)
    await client.logout()
    assert answer.lines[0].decode() == mail.location.partition("/")[2]


async def test_a_line_that_leaves_mails_unread_confirms_without_touching_them(
    simulator: MailServer, options: EmailOptions
) -> None:
    await simulator.deliver(UNIT, letter("one"))
    async with opened(replace(options, start="all", mark_seen=False)) as link:
        (mail,) = (await harvest(link, None, 1)).mails
        assert await link.confirm({mail.location: mail.digest}) == {mail.location: "done"}
    client = await other_client(simulator)
    answer = await client.uid_search("UNSEEN", charset=None)
    await client.logout()
    assert answer.lines[0] == mail.location.partition("/")[2].encode()


async def test_probe_counts_what_waits_and_what_would_be_answered(tmp_path: Path) -> None:
    directory, accounts = tmp_path / "mail", {UNIT: PASSWORD, CITIZEN: PASSWORD}
    now = datetime.now(UTC)
    async with simulator_mail.serve(directory, 0, 0, accounts) as server:
        for days in (1, 6, 8, 60):
            await server.deliver(UNIT, letter(f"{days} days"))
            newest = max((directory / UNIT / "cur").iterdir())
            os.utime(newest, ((now - timedelta(days=days)).timestamp(),) * 2)
    async with simulator_mail.serve(directory, 0, 0, accounts) as server:
        line = make_options(server.imap_port, server.smtp_port)
        starts: list[Any] = ["now", "all", now - timedelta(days=30), now - timedelta(days=3)]
        counted = [await email.probe(replace(line, start=start), now=now, old_days=7) for start in starts]
        (longer,) = [await email.probe(replace(line, start="all"), now=now, old_days=10)]
    assert [(one["waiting"], one["answered"]) for one in counted] == [(0, 0), (4, 2), (3, 2), (1, 1)]
    assert {one["present"] for one in counted} == {4} and longer["answered"] == 3


@pytest.mark.parametrize("text", ["Phản ánh", "Hộp thư & lưu trữ", "日本"])
def test_folder_names_travel_in_modified_utf7(text: str) -> None:
    written = modified_utf7(text)
    assert written.isascii()
    assert written == {"Phản ánh": "Ph&HqM-n &AOE-nh", "日本": "&ZeVnLA-"}.get(
        text, "H&Htk-p th&AbA- &- l&AbA-u tr&Hu8-"
    )
