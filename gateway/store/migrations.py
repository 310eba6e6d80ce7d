"""The schema, from version to version: SQL files in sql/migrations, each run once, in a transaction, under a lock.

A version is one file `NNNN_name.sql`, which wants a stopped gateway, or two halves, between which old and new processes
run side by side. `NNNN_name.pre.sql` only adds: what an older process reads and writes stays as it is, and what is new
fills itself; every start runs it. `NNNN_name.post.sql` takes away what only older processes need: the first start that
finds none of them connected runs it, which is the last one of an upgrade. A version may have either half alone.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import asyncpg

from gateway.domain.errors import SchemaError
from gateway.store.reasons import MIGRATION_CHANGED, MIGRATION_NAME, SCHEMA_NEWER

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

__all__ = ["LOCK", "Half", "Migration", "Schema", "application", "begin", "known", "newest", "note", "pending", "run"]

DIRECTORY = Path(__file__).parent / "sql" / "migrations"
LOCK = 0x67617465  # any constant: one migrating process at a time, in a session of its own
_NAME = re.compile(r"(\d{4})_\w+?(?:\.(pre|post))?\.sql")

Half = Literal["", "pre", "post"]  # "": the whole of a version

HISTORY = """
CREATE TABLE IF NOT EXISTS migrations (
    version int NOT NULL, half text NOT NULL DEFAULT '', checksum text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (version, half)
);
DO $$ BEGIN  -- up to version 10 there were no halves
    IF NOT EXISTS (SELECT FROM information_schema.columns
                   WHERE table_schema = current_schema() AND table_name = 'migrations' AND column_name = 'half') THEN
        ALTER TABLE migrations ADD COLUMN half text NOT NULL DEFAULT '', DROP CONSTRAINT migrations_pkey,
            ADD PRIMARY KEY (version, half);
    END IF;
END $$;
"""
DONE = "SELECT version, half, checksum FROM migrations"
NOTE = "INSERT INTO migrations (version, half, checksum) VALUES ($1, $2, $3)"
# Sessions of programs that know no version from $1 on; up to version 10 none said what it knows.
OLDER = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^gateway( [0-9]+)?$'
    AND coalesce(substring(application_name FROM '[0-9]+')::int, 0) < $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file."""

    version: int
    half: Half
    sql: str
    checksum: str

    @property
    def name(self) -> str:
        """As errors and backups name it: 12, 12.pre."""
        return f"{self.version}.{self.half}".rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Where a database stands. `left`: post halves that wait for the end of older processes; `older`: their sessions.
    `newer`: a newer program works beside this one; roles and rights are its to give."""

    version: int
    newer: bool = False
    left: tuple[str, ...] = ()
    older: int = 0


def known() -> list[Migration]:
    """Every file, in the order in which it runs: post halves last, for at an upgrade over several versions they are."""
    found = []
    for path in DIRECTORY.glob("[0-9]*.sql"):
        named = _NAME.fullmatch(path.name)
        if named is None:
            raise SchemaError(MIGRATION_NAME(file=path.name))
        text = path.read_text("utf-8")
        half: Half = "pre" if named[2] == "pre" else "post" if named[2] else ""
        checksum = hashlib.sha256(text.encode()).hexdigest()
        found.append(Migration(version=int(named[1]), half=half, sql=text, checksum=checksum))
    return sorted(found, key=lambda one: (one.half == "post", one.version, one.half))


def newest() -> int:
    """This program's version of the schema."""
    return max(one.version for one in known())


@cache
def application() -> str:
    """How a session of this program is called, by which a newer one knows whether it is gone."""
    return f"gateway {newest()}"


async def begin(conn: Connection) -> None:
    """Make the table that says what has run, or bring it up to date."""
    await conn.execute(HISTORY)


async def note(conn: Connection, one: Migration) -> None:
    """It has run."""
    await conn.execute(NOTE, one.version, one.half, one.checksum)


async def pending(conn: Connection) -> list[Migration]:
    """What has not run on this database. Raises SchemaError as `run`."""
    done = {(row["version"], row["half"]): row["checksum"] for row in await conn.fetch(DONE)}
    ours = known()
    if beyond := sorted(version for version, half in _unknown(done, ours) if half != "pre"):
        raise SchemaError(SCHEMA_NEWER(version=beyond[-1], known=newest()))
    for one in ours:
        if done.get((one.version, one.half), one.checksum) != one.checksum:
            raise SchemaError(MIGRATION_CHANGED(migration=one.name))
    return [one for one in ours if (one.version, one.half) not in done]


def _unknown(done: Iterable[tuple[int, str]], ours: Iterable[Migration]) -> set[tuple[int, str]]:
    """What a newer program has run. Where it only added (pre), this one may work on beside it."""
    return set(done) - {(one.version, one.half) for one in ours}


async def run(conn: Connection) -> Schema:
    """Bring the schema as far towards this code's version as processes that run beside allow.

    Raises SchemaError where the database is newer, or a migration that ran was changed afterwards."""
    await conn.execute("SELECT pg_advisory_lock($1)", LOCK)
    await begin(conn)
    left: list[str] = []
    older = 0
    for one in await pending(conn):
        sessions: int = await conn.fetchval(OLDER, one.version) if one.half == "post" else 0
        if sessions:
            left.append(one.name)
            older = max(older, sessions)
            continue
        async with conn.transaction():
            await conn.execute(one.sql)
            await note(conn, one)
    done = [(row["version"], row["half"]) for row in await conn.fetch(DONE)]
    newer = bool(_unknown(done, known()))
    return Schema(version=newest(), newer=newer, left=tuple(left), older=older)
