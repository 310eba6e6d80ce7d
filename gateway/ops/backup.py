"""One file that holds everything: written while the gateway runs, restored into an empty database.

    a tar of   tables/<name>     PostgreSQL's binary COPY of each table, in an order in which they can be filled
               manifest.json     format, schema version, taken_at, sequences, and of each table columns, rows, sha256

One snapshot: all tables are read in one REPEATABLE READ transaction, so they agree with each other. After a restore
nothing goes out by itself that the lost database may have sent already (FIELD.md §7): what was queued is held, and
what arrived before the restore and is read again gets its reply held, with the Message-ID it had.
"""

import asyncio
import hashlib
import json
import os
import re
import sys
import tarfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import IO, Any

import asyncpg

from gateway.domain.actor import Actor
from gateway.domain.errors import GatewayError, NotAllowed, SchemaError, Temporary
from gateway.domain.permissions import Act
from gateway.domain.reasons import code
from gateway.ops import reasons
from gateway.store import audit, database, feed, lines, maintenance, migrations, outbox_acts
from gateway.store.database import Connection

__all__ = ["FORMAT", "Manifest", "Progress", "Table", "check", "note", "restore", "write"]

SQL = database.queries("backup")
FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 512  # of a tar (POSIX.1-1988 ustar)
CHUNK = 1 << 20
MADE = re.compile(r"^(?:CREATE|ALTER) (TABLE|SEQUENCE|VIEW) (?:\w+ RENAME TO )?(\w+)", re.M)  # of a migration
IN_USE = {"migrations", "parts", "messages", "cases", "outbox", "audit"}  # these tell whether a gateway has worked
HELD = code("send.maybe_sent_before_restore")()
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)

Progress = Callable[[str, int], None]  # (table, bytes so far)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table in a backup. `rows` and `bytes` as written, `sha256` of its bytes."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `taken_at`: of its snapshot, by the database's clock; `schema`: the newest version
    that had run on it, wholly or by half; `halves`: of versions that come in halves, those that had run ("12.pre")."""

    schema: int
    halves: tuple[str, ...]
    taken_at: datetime
    tables: tuple[Table, ...]
    sequences: Mapping[str, int | None]


# --- write -----------------------------------------------------------------------------------------------------------


async def write(url: str, file: Path, progress: Progress, *, overwrite: bool = False) -> Manifest:
    """Write a backup of the database at `url` to `file`, for its owner only; whole or not at all.

    Raises NotAllowed where the file is there already and `overwrite` is not said, GatewayError where it cannot be
    written or the database has no gateway's tables, Temporary where the database does not answer."""
    if not overwrite and file.exists():  # noqa: ASYNC240 - its own process waits for nothing else
        raise NotAllowed(reasons.FILE_THERE(file=str(file)))
    new = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise GatewayError(reasons.NOT_WRITTEN(file=str(file), error=str(error.strerror))) from None
    try:
        with os.fdopen(descriptor, "wb") as out:
            manifest = await _write(url, out, progress)
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except OSError as error:
        raise GatewayError(reasons.NOT_WRITTEN(file=str(file), error=error.strerror or type(error).__name__)) from None
    finally:
        new.unlink(missing_ok=True)
    return manifest


async def _write(url: str, out: IO[bytes], progress: Progress) -> Manifest:
    conn = await _connected(url)
    try:
        await conn.transaction(isolation="repeatable_read", readonly=True).start()
        taken_at = await conn.fetchval("SELECT now()")
        columns, order = await _tables(conn)
        schema, halves = await conn.fetchval(SQL["version"]), await _halves(conn)
        written = [await _write_table(conn, out, name, columns[name], progress) for name in order]
        # After the tables: a sequence knows no snapshot, and may be ahead of the rows but never behind.
        sequences = {row["name"]: row["last_value"] for row in await conn.fetch(SQL["sequences"])}
    except asyncpg.UndefinedTableError:
        raise GatewayError(reasons.NO_TABLES) from None
    finally:
        conn.terminate()  # it has only read; a COPY broken off by a full disk would wait for its end for ever
    manifest = Manifest(schema=schema, halves=halves, taken_at=taken_at, tables=tuple(written), sequences=sequences)
    body = _manifest_body(manifest)
    out.write(_header(MANIFEST, len(body), taken_at) + body + bytes(-len(body) % BLOCK) + bytes(2 * BLOCK))
    return manifest


async def _connected(url: str) -> Connection:
    try:
        return await asyncpg.connect(url, timeout=10, server_settings={"timezone": "UTC"})
    except (OSError, TimeoutError) as error:
        raise Temporary(reasons.NO_ANSWER(error=type(error).__name__)) from None


async def _tables(conn: Connection) -> tuple[dict[str, list[str]], list[str]]:
    """All tables' columns, and their names in an order in which each comes after those it refers to."""
    columns = {row["name"]: list(row["columns"]) for row in await conn.fetch(SQL["tables"])}
    targets: dict[str, set[str]] = {name: set() for name in columns}
    for row in await conn.fetch(SQL["references"]):
        targets[row["source"]].add(row["target"])
    return columns, list(TopologicalSorter(targets).static_order())


async def _halves(conn: Connection) -> tuple[str, ...]:
    return tuple(f"{row['version']}.{row['half']}" for row in await conn.fetch(SQL["halves"]))


async def _write_table(
    conn: Connection, out: IO[bytes], name: str, columns: Sequence[str], progress: Progress
) -> Table:
    """One member: its header is written when its size is known."""
    start, digest, size = out.tell(), hashlib.sha256(), 0
    out.write(bytes(BLOCK))

    async def sink(data: bytes) -> None:
        nonlocal size
        out.write(data)
        digest.update(data)
        size += len(data)
        progress(name, size)

    done = await conn.copy_from_table(name, columns=list(columns), output=sink, format="binary")
    out.write(bytes(-size % BLOCK))
    out.seek(start)
    out.write(_header(f"tables/{name}", size, datetime.now(UTC)))
    out.seek(0, os.SEEK_END)
    rows = int(done.split()[-1])
    return Table(name=name, columns=tuple(columns), rows=rows, bytes=size, sha256=digest.hexdigest())


def _header(name: str, size: int, at: datetime) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(at.timestamp()), 0o600
    return info.tobuf(tarfile.GNU_FORMAT)  # one block whatever the size is


def _manifest_body(manifest: Manifest) -> bytes:
    tables = [{key: getattr(table, key) for key in Table.__slots__} for table in manifest.tables]
    whole = {
        "format": FORMAT,
        "schema": manifest.schema,
        "halves": manifest.halves,
        "taken_at": manifest.taken_at.isoformat(),
        "sequences": dict(manifest.sequences),
        "tables": tables,
    }
    return json.dumps(whole, indent=1).encode()


async def note(url: str, file: Path, actor: Actor) -> None:
    """Somebody writes everything into a file: in the audit, and so in the backup, before it is begun. Raises
    GatewayError, Temporary."""
    conn = await _connected(url)
    try:
        await audit.write(conn, actor, Act.BACK_UP, f"file:{file.name}")
    except asyncpg.UndefinedTableError:
        raise GatewayError(reasons.NO_TABLES) from None
    finally:
        await conn.close()


# --- check -----------------------------------------------------------------------------------------------------------


def check(file: Path) -> Manifest:
    """Read a backup from end to end: every table is there, with the bytes it was written with. Raises GatewayError."""
    try:
        with tarfile.open(file, "r:") as tar:
            manifest = _manifest(tar)
            for table in manifest.tables:
                _check_table(tar, table, file)
    except OSError as error:
        raise GatewayError(reasons.NOT_READ(file=str(file), error=error.strerror or type(error).__name__)) from None
    except (tarfile.TarError, KeyError, ValueError, TypeError) as error:
        raise GatewayError(reasons.NOT_WHOLE(file=str(file), error=type(error).__name__)) from None
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    with _member(tar, MANIFEST) as body:
        raw: dict[str, Any] = json.load(body)
    if raw["format"] != FORMAT:
        raise SchemaError(reasons.OTHER_FORMAT(format=raw["format"], known=FORMAT))
    tables = tuple(Table(**{**table, "columns": tuple(table["columns"])}) for table in raw["tables"])
    at = datetime.fromisoformat(raw["taken_at"])
    halves = tuple(raw.get("halves", ()))  # up to version 10 there were none
    return Manifest(schema=raw["schema"], halves=halves, taken_at=at, tables=tables, sequences=raw["sequences"])


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def _check_table(tar: tarfile.TarFile, table: Table, file: Path) -> None:
    digest = hashlib.sha256()
    with _member(tar, f"tables/{table.name}") as body:
        while chunk := body.read(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != table.sha256:
        raise GatewayError(reasons.DAMAGED(file=str(file), table=table.name))


# --- restore ---------------------------------------------------------------------------------------------------------


async def restore(url: str, file: Path, progress: Progress, actor: Actor | None = None) -> Manifest:
    """Fill the empty database at `url` from a backup, in one transaction; returns what was restored, counted. `actor`:
    who does it, None where the database is thrown away again.

    Raises NotAllowed where the database is in use or not empty, SchemaError where the backup is of a newer program,
    GatewayError where the file is no whole backup; then nothing was changed."""
    manifest = check(file)
    newest = migrations.newest()
    if manifest.schema > newest:
        raise SchemaError(reasons.NEWER_SCHEMA(schema=manifest.schema, known=newest))
    conn = await _connected(url)
    try:
        async with conn.transaction():
            await _empty(conn)
            await _make(conn, manifest)
            with tarfile.open(file, "r:") as tar:
                for table in manifest.tables:
                    await _fill(conn, tar, table, progress)
            for name, value in manifest.sequences.items():
                if value is not None:
                    await conn.fetchval(SQL["set_sequence"], name, value)
            await _upgrade(conn)
            await _settle(conn, manifest.taken_at)
            if actor is not None:
                await audit.write(conn, actor, Act.RESTORE, f"file:{file.name}", manifest.taken_at.isoformat())
    finally:
        await conn.close()
    return manifest


async def _empty(conn: Connection) -> None:
    """Clear the target: the tables of a gateway that never had a message may go, everything else is refused."""
    if others := await conn.fetchval(SQL["other_sessions"]):
        raise NotAllowed(reasons.IN_USE(sessions=others))
    columns, _ = await _tables(conn)
    made = [found for one in migrations.known() for found in MADE.findall(one.sql)]
    ours = sorted(columns.keys() & {"migrations", *(name for kind, name in made if kind == "TABLE")})
    views = [name for kind, name in made if kind == "VIEW"]  # they go with their tables
    strangers = [row["name"] for row in await conn.fetch(SQL["strangers"], [*ours, *views])]
    if strangers or (ours and (not columns.keys() >= IN_USE or await conn.fetchval(SQL["in_use"]))):
        words = ", ".join((strangers or ours)[:5])
        raise NotAllowed(reasons.NOT_EMPTY(tables=words))
    for row in await conn.fetch(SQL["drops"], ours, [name for kind, name in made if kind == "SEQUENCE"]):
        await conn.execute(row["statement"])


async def _make(conn: Connection, manifest: Manifest) -> None:
    """The schema as the backup knew it, without the rows that migrations write themselves."""
    await migrations.begin(conn)
    for one in migrations.known():
        if one.name in manifest.halves or (not one.half and one.version <= manifest.schema):
            await conn.execute(one.sql)
    await conn.execute(await conn.fetchval(SQL["truncate"]))


async def _upgrade(conn: Connection) -> None:
    """From the backup's schema to this program's, before this program's statements see anything."""
    for one in await migrations.pending(conn):
        await conn.execute(one.sql)
        await migrations.note(conn, one)


async def _fill(conn: Connection, tar: tarfile.TarFile, table: Table, progress: Progress) -> None:
    async def source(body: IO[bytes]) -> AsyncIterator[bytes]:
        size = 0
        while chunk := body.read(CHUNK):
            size += len(chunk)
            progress(table.name, size)
            yield chunk

    with _member(tar, f"tables/{table.name}") as body:
        done = await conn.copy_to_table(
            table.name, source=source(body), columns=list(table.columns), format="binary", timeout=None
        )
    if int(done.split()[-1]) != table.rows:
        raise GatewayError(reasons.ROWS_MISSING(table=table.name, back=int(done.split()[-1]), written=table.rows))


async def _settle(conn: Connection, taken_at: datetime) -> None:
    """Nobody holds anything; what the lost database may have sent waits for a person; the operator is told what no
    backup can hold (health has the words).

    The restore window has no beginning: what came long before the backup may have been read and answered after it."""
    await maintenance.note_restore(conn, taken_at)
    await lines.set_restore_window(conn, ALWAYS)
    await conn.execute(SQL["release_partitions"])
    await conn.execute(SQL["end_sessions"])
    await database.speak_json(conn)
    await outbox_acts.hold_all(conn, HELD)
    await feed.begin(conn)


# --- as a child process of upkeep.py ---------------------------------------------------------------------------------


def _child() -> None:
    """Write and read back the backup that standard input asks for; say on standard output what became of it."""
    asked = json.load(sys.stdin)
    os.nice(10)
    try:
        file = Path(asked["file"])
        asyncio.run(write(asked["url"], file, lambda _table, _size: None))
        check(file)
        said: dict[str, object] = {"bytes": file.stat().st_size}
    except (Temporary, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        said = {"error": "database", "detail": type(error).__name__}
    except (GatewayError, OSError) as error:
        said = {"error": "write", "detail": str(error)}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    _child()
