"""Backups take themselves at night, one process at a time, and say what went wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.ops import backup, upkeep
from gateway.services import alerts
from tests.support import running
from tests.support.running import Gateway

HOOK = '#!/bin/sh\ncp "$1" "$(dirname "$0")/copy"\n'


@pytest.fixture
async def g(tmp_path: Path, db_url: str) -> AsyncIterator[Gateway]:
    hook = tmp_path / "hook"
    hook.write_text(HOOK)
    hook.chmod(0o755)
    async with running.gateway(tmp_path, db_url, start=[], backup={"hook": "hook", "keep": 2}) as gateway:
        yield gateway


async def night(g: Gateway, url: str) -> None:
    """A night has passed; two intake workers look at once."""
    await g.rows("UPDATE clocks SET last_run = now() - interval '25 hours' WHERE name = 'backup'")
    await g.rows("UPDATE backups SET started_at = started_at - interval '25 hours'")
    await asyncio.gather(upkeep.run(g.db, g.context, url), upkeep.run(g.db, g.context, url))


async def taken(g: Gateway) -> list[tuple[str, str]]:
    return [(row["outcome"], row["reason"]) for row in await g.rows("SELECT outcome, reason FROM backups ORDER BY id")]


def files(g: Gateway) -> list[Path]:
    return sorted(g.context.config.backup_directory.iterdir())


async def test_a_night_has_one_backup_that_is_whole_kept_and_copied(g: Gateway, db_url: str, tmp_path: Path) -> None:
    await upkeep.run(g.db, g.context, db_url)
    assert await taken(g) == [], "a new installation waits"
    await night(g, db_url)
    assert await taken(g) == [("good", "")]
    await upkeep.run(g.db, g.context, db_url)
    (file,) = files(g)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    backup.check(file)
    assert (tmp_path / "copy").read_bytes() == file.read_bytes()
    (file.parent / "gateway-2020-01-01T020000.backup").touch()
    (file.parent / "somebody-else.backup").touch()
    await asyncio.sleep(1)  # a backup is named after its second, and overwrites none
    await night(g, db_url)
    assert await taken(g) == [("good", ""), ("good", "")]
    assert [name for name in (f.name for f in files(g)) if name.startswith("gateway-2020")] == [], "two are kept"
    assert len(files(g)) == 3


async def test_a_backup_that_was_not_copied_is_good_and_says_so(g: Gateway, db_url: str, tmp_path: Path) -> None:
    (tmp_path / "hook").write_text("#!/bin/sh\nexit 3\n")
    await night(g, db_url)
    await upkeep.run(g.db, g.context, db_url)
    await night(g, db_url)
    assert await taken(g) == [("good", "hook")]


async def test_a_failed_backup_leaves_no_half_file_is_told_and_tried_again_in_an_hour(
    g: Gateway, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await upkeep.run(g.db, g.context, db_url)
    await night(g, db_url.replace("//gateway:", "//nobody:"))
    assert await taken(g) == [("failed", "database")]
    assert files(g) == []
    await upkeep.run(g.db, g.context, db_url)
    assert len(await taken(g)) == 1, "not at once"
    await g.rows(
        "UPDATE clocks SET last_run = now() - interval '61 minutes' WHERE name = 'backup' OR name LIKE 'room:%'"
    )
    monkeypatch.setattr(upkeep, "RESERVE", 1 << 60)
    await upkeep.run(g.db, g.context, db_url)
    assert await taken(g) == [("failed", "database"), ("failed", "room")]
    await g.rows("UPDATE lines SET state = 'ok', heard_at = now() WHERE name = 'vanmieu-mail'")
    await alerts.watch(g.db, g.context)
    (mail,) = await g.rows("SELECT subject, text FROM outbox WHERE recipient = 'mailto:operator@village.example'")
    assert "sao lưu" in mail["subject"]
    assert "PostgreSQL bị lỗi" in mail["text"]


async def test_the_operator_is_told_once_a_week_that_a_line_s_log_in_ends(g: Gateway, db_url: str) -> None:
    ends = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    await g.rows(
        "UPDATE lines SET facts = jsonb_build_object('secret_ends', $1::text) WHERE name = 'vanmieu-mail'", ends
    )
    for _ in range(2):
        await g.rows("UPDATE clocks SET last_run = now() - interval '61 minutes' WHERE name LIKE 'room:%'")
        await upkeep.run(g.db, g.context, db_url)
    (notice,) = await g.rows("SELECT audience, fields FROM notices WHERE name = 'secret_ends'")
    assert (notice["audience"], notice["fields"]["what"]["line"]) == ("operator", "vanmieu-mail")


async def test_a_backup_that_is_stopped_says_so_and_its_child_ends(
    g: Gateway, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = asyncio.Event()
    real = asyncio.create_subprocess_exec

    async def slow(*words: str, **more: Any) -> asyncio.subprocess.Process:
        started.set()
        return await real("sleep", "60", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", slow)
    task = asyncio.create_task(upkeep.back_up(g.db, g.context.config, db_url))
    await started.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await taken(g) == [("failed", "stopped")]


def test_a_night_begins_at_its_hour_in_the_configured_zone(make_config: Any) -> None:
    from gateway.channels import registry
    from gateway.settings import config

    found = config.load(make_config(backup={"at": "02:30"}), registry)
    for now, night in (("2026-11-26 02:29", "2026-11-25 02:30"), ("2026-11-26 02:30", "2026-11-26 02:30")):
        moment = datetime.fromisoformat(now).replace(tzinfo=found.zone).astimezone(UTC)
        assert upkeep.last_night(moment, found) == datetime.fromisoformat(night).replace(tzinfo=found.zone)


def test_a_hook_that_cannot_be_run_is_a_mistake_with_its_key(make_config: Any) -> None:
    from gateway.channels import registry
    from gateway.domain.errors import ConfigError
    from gateway.settings import config

    with pytest.raises(ConfigError, match=r"backup\.hook: config\.not_a_program"):
        config.load(make_config(backup={"hook": "nowhere"}), registry)
