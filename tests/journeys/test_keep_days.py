"""A mailbox that clears itself after N days, on Dovecot: never before a mail is a message, and in a good backup."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.services.intake import receive
from gateway.store import maintenance
from tests.support import configs, running
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.running import Gateway, letter, until
from workers import line_manager

LINE, ARCHIVE = "hop-thu", "Đã xử lý"


def line(mailbox: Dovecot, user: str, **more: Any) -> dict[str, Any]:
    keys: dict[str, Any] = {"address": user, "imap_port": mailbox.port, "password_file": "pw", "poll_seconds": 0.2}
    return configs.mail_line(LINE, **keys | {"start": "all", "send": False, "keep_days": 5} | more)


@pytest.fixture
def looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for each time that the mailbox was looked through for old mails: how many were taken away."""
    (tmp_path / "pw").touch(0o600)
    (tmp_path / "pw").write_text(PASSWORD)
    monkeypatch.setattr(line_manager, "REMOVE_EVERY", 0.0)
    seen, remove = list[int](), receive.remove_aged

    async def counted(*words: Any) -> int:
        seen.append(await remove(*words))
        return seen[-1]

    monkeypatch.setattr(receive, "remove_aged", counted)
    return seen


async def backup(gateway: Gateway, reason: str = "") -> None:
    async with gateway.db.connection() as conn:
        begun = await maintenance.begin_backup(conn, "file")
        await maintenance.end_backup(conn, begun, "good", reason=reason)


async def test_a_mail_leaves_for_the_archive_once_it_is_in_a_backup_that_was_copied(
    tmp_path: Path, db_url: str, dovecot: Dovecot, looked: list[int]
) -> None:
    user = dovecot.user()
    with dovecot.client(user) as other:
        other.create(ARCHIVE)
        other.append(letter("Cống", "Cống trước số 3 tắc."), letter("Đèn", "Đèn ngõ 12 hỏng."), days=30)
        other.append(letter("Rác", "Rác đổ trộm ở ngõ 7."), days=1)
        lines = [line(dovecot, user, archive_folder=ARCHIVE)]
        async with running.gateway(tmp_path, db_url, lines=lines, backup={"nightly": True}) as gateway:
            await until(lambda: gateway.rows("SELECT 1 FROM messages OFFSET 2"))
            await until(lambda: none(gateway, "SELECT 1 FROM parts WHERE confirmed_at IS NULL"))
            await backup(gateway, reason="hook")  # it stands on this machine's disk alone
            before = len(looked)
            await until(lambda: len(looked) > before + 2)
            assert (set(looked), other.count()) == ({0}, 3)
            await backup(gateway)
            await until(lambda: 2 in looked)
            assert (other.count(), other.count(ARCHIVE)) == (1, 2)
            other.append(letter("Ngập", "Ngập ở ngõ 9."), days=30)  # old by its date, and in no backup yet
            await until(lambda: gateway.rows("SELECT 1 FROM messages OFFSET 3"))
            before = len(looked)
            await until(lambda: len(looked) > before + 2)
            assert (sum(looked), other.count()) == (2, 2)


async def test_what_is_stored_and_no_message_yet_stays(
    tmp_path: Path, db_url: str, dovecot: Dovecot, looked: list[int]
) -> None:
    """Where no backups are taken, a message is enough; until then the mailbox holds the only other copy."""
    user = dovecot.user()
    with dovecot.client(user) as other:
        other.append(letter("Cống", "Cống trước số 3 tắc."), days=30)
        async with running.gateway(
            tmp_path, db_url, start=["lines"], lines=[line(dovecot, user)], backup={"nightly": False}
        ) as gateway:
            await until(lambda: gateway.rows("SELECT 1 FROM parts WHERE confirmed_at IS NOT NULL"))
            before = len(looked)
            await until(lambda: len(looked) > before + 2)
            assert (set(looked), other.count()) == ({0}, 1)
            working = asyncio.create_task(gateway.intake_worker.run())
            await until(lambda: 1 in looked)
            assert other.count() == 0
            working.cancel()


async def none(gateway: Gateway, query: str) -> bool:
    return not await gateway.rows(query)
