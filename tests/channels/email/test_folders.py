"""Several folders of one mailbox, one of them for junk, against Dovecot; and what servers say of folders."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.channels import email
from gateway.channels.email import folder, folders, imap, more_folders, reasons
from gateway.channels.email.memory import Memory
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.probe import probe
from gateway.domain.errors import LineDown, LogInRefused
from gateway.domain.model import Decoded
from tests.support.dovecot import JUNK, PASSWORD, QUOTA, Client, Dovecot

from .conftest import harvest, letter, make_options, opened

LISTED: list[tuple[bytes, str, bool]] = [
    (rb'(\HasNoChildren \Junk) "/" Rac', "Rac", True),
    (rb'LIST (\Junk \HasNoChildren) "/" "[Gmail]/Th&AbA- r&AOE-c"', "[Gmail]/Thư rác", True),
    (rb'(\HasNoChildren) "/" "[Gmail]/Th&AbA- r&AOE-c"', "[Gmail]/Thư rác", True),
    (rb'(\HasNoChildren) "." INBOX.Spam', "INBOX.Spam", True),
    (rb'() "/" "Junk E-mail"', "Junk E-mail", True),
    (rb"(\Sent) NIL Sent", "Sent", False),
    (rb'(\HasNoChildren) "/" "Junk room repairs"', "Junk room repairs", False),
    (rb'(\HasNoChildren) "/" "a \"b\" & c"', 'a "b" & c', False),
]


def test_the_folder_for_junk_is_known_by_its_use_else_by_its_name() -> None:
    wrong = [
        line
        for line, name, junk in LISTED
        if folders.is_junk(name, folders.uses([line])) is not junk or name not in folders.uses([line])
    ]
    assert wrong == []
    assert folders.uses([b"LIST completed.", b"(\\Junk) {4}", b"x" * 100_000]) == {}


def test_names_come_back_from_the_wire() -> None:
    for name in ("INBOX", "Thư rác", "a & b", "&", "名前/x"):
        assert folders.of_modified_utf7(folders.modified_utf7(name)) == name
    assert folders.of_modified_utf7("&AbA") == "&AbA"


@pytest.fixture
def line(dovecot: Dovecot) -> EmailOptions:
    return make_options(dovecot.port, user=dovecot.user(), password=PASSWORD, more_folders=("Junk", "Phản ánh"))


@pytest.fixture
def other(dovecot: Dovecot, line: EmailOptions) -> Iterator[Client]:
    """Another client of the same mailbox."""
    with dovecot.client(line.user) as client:
        yield client


async def test_every_folder_is_read_once_and_junk_is_marked(line: EmailOptions, other: Client) -> None:
    old, junk, sorted_, plain = (letter(word) for word in ("old", "junk", "sorted", "plain"))
    other.create("Junk")
    other.create("Phản ánh")
    other.append(old, folder="Junk")
    async with opened(line) as link:
        cursor = (await harvest(link, None, 0)).cursor
    other.append(junk, folder="Junk")
    other.append(sorted_, folder="Phản ánh")
    other.append(plain)
    async with opened(line) as link:
        got = await harvest(link, cursor, 3)
        marked = {
            one.body: "spam" in email.placed(Decoded(kind="message", sender=""), one.location).flags
            for one in got.mails
        }
        assert marked == {junk: True, sorted_: False, plain: False}
        confirmed = await link.confirm({one.location: one.digest for one in got.mails})
        assert set(confirmed.values()) == {"done"}
        again = await link.fetch([one.location for one in got.mails] + ["junk:Gone/1/1"])
        assert {one.body for one in again.received} == {junk, sorted_, plain}
    async with opened(line) as link:
        again_read = await harvest(link, got.cursor, 0)
    known = {(one.location, one.digest) for one in got.mails}  # the last few are looked at again
    assert {(one.location, one.digest) for one in again_read.mails} <= known


async def test_a_line_of_its_own_for_junk_is_marked_too(line: EmailOptions, other: Client) -> None:
    other.create(JUNK)
    async with opened(replace(line, folder=JUNK, more_folders=())) as link:
        cursor = (await harvest(link, None, 0, idle=0)).cursor
        other.append(letter("junk"), folder=JUNK)
        (mail,) = (await harvest(link, cursor, 1, idle=0)).mails
        assert "spam" in email.placed(Decoded(kind="message", sender=""), mail.location).flags
        assert await link.confirm({mail.location: mail.digest}) == {mail.location: "done"}
        assert [one.body for one in (await link.fetch([mail.location])).received] == [letter("junk")]


async def test_a_folder_that_joins_later_is_read_from_then_on(line: EmailOptions, other: Client) -> None:
    other.create("Junk")
    other.append(letter("old"), folder="Junk")
    async with opened(replace(line, more_folders=())) as link:
        cursor = (await harvest(link, None, 0)).cursor
    assert cursor is not None and "folders" not in cursor
    line = replace(line, more_folders=("Junk",))
    async with opened(line) as link:
        got = await harvest(link, cursor, 0)
    other.append(letter("new"), folder="Junk")
    async with opened(line) as link:
        assert (await harvest(link, got.cursor, 1)).bodies == [letter("new")]


async def test_check_finds_a_missing_folder_and_names_those_that_are_there(line: EmailOptions, other: Client) -> None:
    other.create("Rác")
    with pytest.raises(LineDown) as error:
        await probe(line, now=datetime.now(UTC), old_days=7)
    assert error.value.reason == reasons.IMAP_NO_FOLDER_AMONG(folder="Junk", there="INBOX, Rác")


async def test_a_folder_deleted_while_it_is_read_stops_no_other_and_one_put_back_loses_nothing(
    line: EmailOptions, other: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = replace(line, more_folders=("Phản ánh",))
    other.create("Phản ánh")
    async with opened(line) as link:
        got = await harvest(link, None, 0, idle=0)
        other.append(letter("one"), folder="Phản ánh")
        got = await harvest(link, got.cursor, 1, idle=0)
        other.imap.delete(f'"{folders.modified_utf7("Phản ánh")}"')
        other.append(letter("two"))
        with suppress(LineDown):  # the server ends the session of what is no more
            got = await harvest(link, got.cursor, 1, idle=0)
    async with opened(line) as link:
        got = await harvest(link, got.cursor, 0, idle=1)
        assert got.batches[-1].facts["missing_folders"] == "Phản ánh"
        other.append(letter("three"))
        got = await harvest(link, got.cursor, 1, idle=0)
        assert got.bodies[-1] == letter("three")
        monkeypatch.setattr(more_folders, "ASK_AGAIN", 0.0)
        other.create("Phản ánh")
        other.append(letter("one"), letter("four"), folder="Phản ánh")
        got = await harvest(link, got.cursor, 2, idle=0)
        assert {one.body for one in got.mails} >= {letter("one"), letter("four")}
        assert got.batches[-1].facts["missing_folders"] is None, "else the line would keep the old word"


async def test_a_server_that_takes_one_connection_has_its_first_folder_read(
    line: EmailOptions, other: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = imap.connect

    async def limited(options: EmailOptions, memory: Memory, folder: str = "") -> imap.Connection:
        if folder != "INBOX":
            raise LogInRefused(reasons.IMAP_LOGIN_LIMIT)
        return await connect(options, memory, folder)

    monkeypatch.setattr(imap, "connect", limited)
    async with opened(line) as link:
        cursor = (await harvest(link, None, 0, idle=0)).cursor
        other.append(letter("one"))
        got = await harvest(link, cursor, 1, idle=0)
        assert (got.bodies, got.batches[-1].facts["missing_folders"]) == ([letter("one")], "Junk, Phản ánh")


async def test_a_folder_and_a_mailbox_that_are_renamed_are_read_from_where_they_were_left(
    line: EmailOptions, other: Client, dovecot: Dovecot
) -> None:
    line = replace(line, more_folders=("Phản ánh",))
    other.create("Phản ánh")
    other.append(letter("old"), folder="Phản ánh")
    async with opened(line) as link:
        cursor = (await harvest(link, None, 0, idle=0)).cursor
    other.append(letter("one"), folder="Phản ánh")
    other.rename("Phản ánh", "Góp ý")
    other.append(letter("two"), folder="Góp ý")
    other.append(letter("three"))
    async with opened(replace(line, more_folders=("Góp ý",))) as link:
        got = await harvest(link, cursor, 3, idle=0)
        assert {one.body for one in got.mails} == {letter("one"), letter("two"), letter("three")}
    another = dovecot.user()
    dovecot.maildir(line.user).parent.rename(dovecot.maildir(another).parent)
    with dovecot.client(another) as now:
        now.append(letter("four"))
    async with opened(replace(line, user=another, more_folders=("Góp ý",))) as link:
        again = await harvest(link, got.cursor, 1, idle=1)
        assert letter("four") in again.bodies
        assert set(again.bodies) <= {*got.bodies, letter("four")}  # the last few are looked at again


@pytest.mark.parametrize("name", [JUNK, "Spam", "INBOX.Junk"])
async def test_the_folder_for_junk_is_found_by_its_use_or_its_name(
    line: EmailOptions, other: Client, name: str
) -> None:
    """Dovecot tells the use of the first alone."""
    other.create(name)
    line = replace(line, more_folders=("\\Junk",))
    async with opened(line) as link:
        cursor = (await harvest(link, None, 0, idle=0)).cursor
        other.append(letter("junk"), folder=name)
        (mail,) = (await harvest(link, cursor, 1, idle=0)).mails
    assert mail.location.startswith(f"junk:{name}/")


@pytest.mark.parametrize("archive", ["", "Đã xử lý"])
async def test_what_is_old_enough_is_moved_or_deleted_and_nothing_else(
    line: EmailOptions, other: Client, archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what lay there before the line began, nor what is young, nor what another client has marked."""
    other.create("Đã xử lý")
    other.append(letter("before us"), days=99)
    line = replace(line, more_folders=(), keep_days=30, archive_folder=archive)
    async with opened(line) as link:
        cursor = (await harvest(link, None, 0)).cursor
        other.append(*(letter(str(days)) for days in (1, 2)), days=40)
        other.append(letter("young"), days=28)
        got = await harvest(link, cursor, 3)
        old = [one.location for one in got.mails[:2]]
        assert await link.aged(datetime.now(UTC)) == old
        with monkeypatch.context() as few:
            few.setattr(folder, "AGED", 1)
            assert [await link.aged(datetime.now(UTC)) for _ in range(3)] == [old[:1], old[1:], old[:1]]
        assert await link.aged(datetime.now(UTC)) == old[1:]
        other.store(got.mails[2].location.rpartition("/")[2], "(\\Deleted)")
        assert await link.remove([got.mails[0].location, "folder:Gone/1/1"]) == 1
        assert await link.aged(datetime.now(UTC)) == [got.mails[1].location]
    assert (other.count(), other.count("Đã xử lý")) == (3, int(bool(archive)))
    async with opened(replace(line, keep_days=0, archive_folder="")) as link:
        await harvest(link, cursor, 0, idle=0)
        assert await link.aged(datetime.now(UTC)) == []


async def test_check_finds_an_archive_that_is_not_there(line: EmailOptions) -> None:
    with pytest.raises(LineDown) as error:
        await probe(
            replace(line, more_folders=(), keep_days=3, archive_folder="Nowhere"), now=datetime.now(UTC), old_days=7
        )
    assert error.value.reason.code == "imap.no_archive_folder"


async def test_a_full_mailbox_is_told_and_is_cleared_into_its_archive_all_the_same(dovecot: Dovecot) -> None:
    """A copy would need room; what is moved needs none (RFC 6851)."""
    line = make_options(dovecot.port, user=dovecot.full(), password=PASSWORD, start="all", keep_days=5)
    line = replace(line, archive_folder="Đã xử lý")
    big = letter("big", body="x" * (QUOTA * 1024 - 2_000))
    with dovecot.client(line.user) as other:
        other.create("Đã xử lý")
        other.append(big, days=30)
        async with opened(line) as link:
            got = await harvest(link, None, 1, idle=0)
            assert got.batches[0].facts["quota"] == 97
            assert await link.remove([got.mails[0].location]) == 1
        assert (other.count(), other.count("Đã xử lý")) == (0, 1)


async def test_what_the_server_does_not_take_away_is_told(line: EmailOptions, other: Client) -> None:
    line = replace(line, more_folders=(), start="all", keep_days=5, archive_folder="Nowhere")
    other.append(letter("old"), days=30)
    async with opened(line) as link:
        got = await harvest(link, None, 1, idle=0)
        assert await link.remove([got.mails[0].location]) == 0
        assert (await harvest(link, got.cursor, 0, idle=0)).batches[-1].facts["not_removed"] == 1
    assert other.count() == 1
