"""The gateway looks after itself: a backup every night, a look at the disks, and the operator told what is due.

Any intake worker may do it, one at a time; a night that was missed is caught up, a backup that failed is tried again in
an hour. The backup is written by a child process of low priority, so that nobody waits for it.
"""

import asyncio
import json
import os
import shutil
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from gateway.ops import health
from gateway.ops.health import findings
from gateway.runtime.context import Context
from gateway.settings.config import Config
from gateway.store import lines, maintenance, notices
from gateway.store.database import Database

log = structlog.get_logger(__name__)

AGAIN = timedelta(hours=1)  # after a backup that failed
BEAT_SECONDS = 60.0  # a backup under way says so this often: its claim is then not an hour old
DISK_SPACE_SECONDS = 3600.0
RESERVE = 512 << 20  # bytes that a backup leaves free: PostgreSQL stops at none
HOOK_SECONDS = 6 * 3600.0
NAME = "gateway-*.backup"
ROOT = Path(__file__).parents[2]


async def run(db: Database, context: Context, url: str) -> None:
    """Do what is due now. `url`: of a role that may read every table."""
    host = socket.gethostname()
    async with db.connection() as conn:
        look = await lines.tick(conn, f"room:{host}", DISK_SPACE_SECONDS)
    if look:
        await _note_disk_space(db, context.config, host)
        await _write_findings(db, context)
    if await _is_due(db, context.config):
        await back_up(db, context.config, url)


async def _is_due(db: Database, config: Config) -> bool:
    if not config.backup.nightly:
        return False
    now = datetime.now(UTC)
    night = last_night(now, config)
    async with db.connection() as conn:
        if await maintenance.has_good_backup(conn, night):
            return False
        return await lines.tick_since(conn, "backup", max(night, now - AGAIN))


def last_night(now: datetime, config: Config) -> datetime:
    """The last moment at or before `now` at which the configured time of day struck."""
    local = now.astimezone(config.zone)
    night = datetime.combine(local.date(), config.backup.at, config.zone)
    return (
        night if night <= local else datetime.combine(local.date() - timedelta(days=1), config.backup.at, config.zone)
    )


# --- the backup ------------------------------------------------------------------------------------------------------


async def back_up(db: Database, config: Config, url: str) -> None:
    """Write one backup, keep the newest, have it copied. What goes wrong is written down for health, never raised."""
    file = config.backup_directory / f"gateway-{datetime.now(config.zone):%Y-%m-%dT%H%M%S}.backup"
    async with db.connection() as conn:
        backup = await maintenance.begin_backup(conn, str(file))
    outcome, reason, detail, size = "failed", "stopped", "", 0
    try:
        async with _beating(db, backup, file):
            await _check_disk_space(db, config.backup_directory)
            size = await _write(url, file)
            outcome, reason = "good", ""
            await asyncio.to_thread(_prune, config.backup_directory, config.backup.keep)
            reason, detail = await _copied(config.backup_hook, file)
    except _Failed as error:
        reason, detail = error.reason, error.detail
    except OSError as error:
        reason, detail = "directory", error.strerror or type(error).__name__
    finally:
        await asyncio.shield(_end(db, backup, outcome, reason, detail[:300], size))


async def _end(db: Database, backup: int, outcome: str, reason: str, detail: str, size: int) -> None:
    async with db.connection() as conn:
        await maintenance.end_backup(conn, backup, outcome, reason=reason, detail=detail, size=size)
    log.info("a backup ended", outcome=outcome, reason=reason, bytes=size)


class _Failed(Exception):
    """`reason`: a key of health.upkeep.REASONS."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@asynccontextmanager
async def _beating(db: Database, backup: int, file: Path) -> AsyncIterator[None]:
    """While the block runs: the clock's row stays young, and the size so far is written down."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with suppress(Exception):
                sizes = await asyncio.to_thread(lambda: [new.stat().st_size for new in _unfinished(file.parent)])
                async with db.connection() as conn:
                    await lines.beat(conn, "backup")
                    await maintenance.progress(conn, backup, max(sizes, default=0))
                log.info("a backup is being written", bytes=max(sizes, default=0))

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _unfinished(directory: Path) -> Iterator[Path]:
    return directory.glob(f".{NAME}.*.new")


async def _check_disk_space(db: Database, directory: Path) -> None:
    """Raises _Failed, before a byte is written, where the disk cannot hold another backup."""
    await asyncio.to_thread(_clear, directory)
    async with db.connection() as conn:
        needed = await maintenance.database_bytes(conn) + RESERVE
    free = (await asyncio.to_thread(shutil.disk_usage, directory)).free
    if free < needed:
        raise _Failed("room", f"{needed >> 20} MiB > {free >> 20} MiB")


def _clear(directory: Path) -> None:
    """Make the directory; what a killed process has left half written goes."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for new in _unfinished(directory):
        if time.time() - new.stat().st_mtime > AGAIN.total_seconds():
            new.unlink(missing_ok=True)


async def _write(url: str, file: Path) -> int:
    """Have a child write and read back `file`; returns its bytes. Raises _Failed with its words."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway.ops.backup",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await child.communicate(json.dumps({"url": url, "file": str(file)}).encode())
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    try:
        said = json.loads(out)
    except ValueError:
        raise _Failed("child", f"exit code {child.returncode}") from None
    if "error" in said:
        raise _Failed(said["error"], said["detail"])
    return int(said["bytes"])


def _prune(directory: Path, keep: int) -> None:
    """The newest `keep` stay; only files of ours go."""
    for old in sorted(directory.glob(NAME))[:-keep]:
        old.unlink(missing_ok=True)


async def _copied(hook: Path | None, file: Path) -> tuple[str, str]:
    """Run the hook with the file's path; a reason and its detail, ("", "") where it ended well or there is none."""
    if hook is None:
        return "", ""
    try:
        process = await asyncio.create_subprocess_exec(
            hook,
            str(file),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        return "hook", error.strerror or type(error).__name__
    try:
        code = await asyncio.wait_for(process.wait(), HOOK_SECONDS)
    except BaseException as error:
        process.kill()
        await process.wait()
        if isinstance(error, TimeoutError):
            return "hook", f"still running after {HOOK_SECONDS:.0f} s"
        raise
    return ("hook", f"exit code {code}") if code else ("", "")


# --- disks, and what the operator is told ----------------------------------------------------------------------------


async def _note_disk_space(db: Database, config: Config, host: str) -> None:
    def look() -> dict[str, int]:
        return {place: shutil.disk_usage(directory).free for place, directory in health.disks(config).items()}

    with suppress(OSError):  # a directory that is not there: health says so
        for place, free in (await asyncio.to_thread(look)).items():
            async with db.connection() as conn:
                await maintenance.note_disk_space(conn, host, place, free)


async def _write_findings(db: Database, context: Context) -> None:
    """Each thing that is due is told once a week for as long as it stands; of backups once a day."""
    now = datetime.now(context.config.zone)
    year, week, _ = now.isocalendar()
    async with db.transaction() as tx:
        found = await health.about_upkeep(tx, context)
        when = {f.key: f"{now:%Y-%m-%d}" if f.key.startswith("backup") else f"{year}-{week}" for f in found}
        await notices.write(tx, [findings.notice(finding, when[finding.key]) for finding in found])
