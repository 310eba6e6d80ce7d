"""The file of a refresh token: read and replaced by one process at a time, readable by its owner only."""

import asyncio
import fcntl
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gateway.channels.email import reasons
from gateway.domain.errors import LineDown, LogInRefused

__all__ = ["Consent", "File", "locked"]

PATIENCE = 30.0  # seconds that another process may keep the file
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to. `given`: when this token came; `ends`: by the provider's word, None where it says none.
    Both are None for a token that somebody put into the file by hand."""

    refresh_token: str = field(repr=False)
    given: datetime | None = None
    ends: datetime | None = None


class File:
    """The file while it is ours."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Consent:
        """What stands there, as `write` writes it, or a bare token. Raises LogInRefused where a person must act."""
        try:
            if self._path.stat().st_mode & 0o077:
                raise LogInRefused(reasons.OAUTH_FILE_OPEN(file=str(self._path)))
            text = self._path.read_text("utf-8-sig").strip()
        except FileNotFoundError:
            raise LogInRefused(reasons.OAUTH_NOT_LOGGED_IN) from None
        except (OSError, UnicodeDecodeError) as error:
            raise LogInRefused(reasons.OAUTH_FILE_NOT_READ(file=str(self._path), error=type(error).__name__)) from None
        found = _consent(text)
        if not (found.refresh_token.isascii() and found.refresh_token.isprintable()):
            raise LogInRefused(reasons.OAUTH_FILE_NOT_READ(file=str(self._path), error="ValueError"))
        return found

    def write(self, consent: Consent) -> None:
        """Replace it at once and for good. Raises LineDown."""
        row = {"refresh_token": consent.refresh_token}
        row |= {name: at.isoformat() for name in ("given", "ends") if (at := getattr(consent, name))}
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                out.write(json.dumps(row) + "\n")
                out.flush()
                os.fsync(out.fileno())
            _to_owner_of_directory(fresh)
            fresh.replace(self._path)
        except OSError as error:
            raise LineDown(reasons.OAUTH_NOT_STORED(file=str(self._path), error=type(error).__name__)) from None


@asynccontextmanager
async def locked(path: str) -> AsyncIterator[File]:
    """The file, with every other process of this machine kept from it. Raises LineDown."""
    lock = Path(f"{path}.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LineDown(reasons.OAUTH_NOT_STORED(file=str(lock), error=type(error).__name__)) from None
    try:
        _to_owner_of_directory(lock)
        until = time.monotonic() + PATIENCE
        while not _taken(descriptor):
            if time.monotonic() > until:
                raise LineDown(reasons.OAUTH_LOCKED(file=str(lock)))
            await asyncio.sleep(PAUSE)
        yield File(Path(path))
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _to_owner_of_directory(file: Path) -> None:
    """What root writes here (gw login) must be readable for the gateway's own user."""
    if os.geteuid() == 0:
        there = file.parent.stat()
        os.chown(file, there.st_uid, there.st_gid)


def _consent(text: str) -> Consent:
    """A JSON object, or the token itself. A moment that is none is left out: it is only shown."""
    try:
        row = json.loads(text)
    except ValueError:
        row = text
    if not isinstance(row, dict):
        return Consent(text)
    return Consent(str(row.get("refresh_token", "")), _moment(row.get("given")), _moment(row.get("ends")))


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
