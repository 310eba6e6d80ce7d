"""What `gw check` tries: all connections at once, each with a deadline; a failure says what to do."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from gateway.channels import Channel, Listens, registry
from gateway.cli import check_console, check_login, check_servers, check_units, sample
from gateway.cli import sentences as say
from gateway.cli.result import Result, known
from gateway.domain.errors import ConfigError, GatewayError, Temporary
from gateway.domain.reasons import Part, Reason, Size
from gateway.local import servers, simulator
from gateway.ops.health.assess import UNKNOWN_STEP
from gateway.replies import own, templates
from gateway.runtime import runfile
from gateway.runtime.context import TEMPLATES
from gateway.runtime.runfile import Reach
from gateway.settings.config import Config, Line
from gateway.store import database, migrations
from gateway.store.database import Connection

__all__ = ["everything", "one_line"]

SECONDS = 10.0  # for a server
LINE_SECONDS = 60.0  # for a line: a modem may need half of it to wake up
OLDEST_POSTGRES = 150_000
SKEW_SECONDS = 5.0
LITTLE_DISK = 1 << 30  # bytes


def _failed(name: str, reason: Reason) -> Result:
    return Result(name=name, ok=False, reason=reason)


async def everything(config: Config, recipients: Mapping[str, str] | None = None) -> list[Result]:
    """Try all that a configuration names, in the order: texts, disk, servers, pages, lines; then send a test message
    from each line. `recipients`: scheme -> URN, to which lines that write to such shall send one."""
    running, channels = _running(config), registry(*config.extra_channels)
    url = running.database_url if running else config.database_url
    async with _simulator(config, running) as started:
        lines = [
            _line(config, line, channels[line.channel], url, running=running is not None)
            for line in config.lines.values()
        ]
        beside = asyncio.gather(check_servers.of_roles(config, running), check_servers.of_scanner(config))
        of_console = [*await check_console.of_console(config, url), *await check_login.of_login(config)]
        of_units = await check_units.of_units(config, url)
        tried = await asyncio.gather(_postgres(config, running), _redis(config, running), *lines)
        of_roles, of_scanner = await beside
        sending = [line for line in config.lines.values() if line.traits.scheme in (recipients or {})]
        sent = [await sample.send(config, line, (recipients or {})[line.traits.scheme], url) for line in sending]
    postgres, redis, *of_lines = tried
    of_servers = [postgres, *of_roles, redis, *of_scanner]
    return [_templates(config), _disk(config), *started, *of_servers, *of_console, *of_units, *of_lines, *sent]


async def one_line(config: Config, name: str) -> Result:
    """Try one line only, which no gateway knows yet."""
    line = config.lines[name]
    return await _line(config, line, registry(*config.extra_channels)[line.channel], None, running=False)


def _running(config: Config) -> Reach | None:
    try:
        found = runfile.find(config)
    except Temporary:
        return None
    return found if found.pid else None


@asynccontextmanager
async def _simulator(config: Config, running: Reach | None) -> AsyncIterator[list[Result]]:
    """The simulator's mail server for the time of the check, where the lines need it and no gateway runs it."""
    async with AsyncExitStack() as stack:
        results = []
        if config.simulator.enabled and running is None:
            try:
                stack.enter_context(servers.lock(config.data))
                await stack.enter_async_context(simulator.open(config))
                results.append(Result(name="simulator", ok=True, reason=say.CHECK_SIMULATOR))
            except ConfigError as error:
                results.append(_failed("simulator", say.CHECK_PROBLEMS(problems=error.reason)))
        yield results


# --- here ------------------------------------------------------------------------------------------------------------


def _templates(config: Config) -> Result:
    try:
        found = own.load(templates.load(TEMPLATES), config.templates, config.units)
    except ConfigError as error:
        return _failed("templates", say.CHECK_TEXTS_WRONG(problems=error.reason))
    return Result(name="templates", ok=True, reason=say.CHECK_TEXTS(n=len(found.templates) + len(found.own)))


def _disk(config: Config) -> Result:
    place = next(place for place in (config.data, *config.data.parents) if place.exists())
    free = shutil.disk_usage(place).free
    if not os.access(place, os.W_OK | os.X_OK):
        return _failed("disk", say.CHECK_DISK_UNWRITABLE(place=str(place), user=os.getuid()))
    little = free < LITTLE_DISK
    reason = (say.CHECK_DISK_LOW if little else say.CHECK_DISK)(free=Size(free), directory=str(config.data))
    return Result(name="disk", ok=not little, reason=reason)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


async def _postgres(config: Config, running: Reach | None) -> Result:
    url = running.database_url if running else config.database_url
    if not url:
        program = servers.postgres_program("postgres")
        if not program.exists():
            return _failed("PostgreSQL", say.CHECK_POSTGRES_MISSING(program=str(program)))
        return Result(name="PostgreSQL", ok=True, reason=say.CHECK_EMBEDDED)
    where = _where(url)
    try:
        return await asyncio.wait_for(_ask_postgres(url, where), SECONDS)
    except TimeoutError:
        wrong = say.CHECK_POSTGRES_SILENT(where=where, seconds=SECONDS)
    except asyncpg.InvalidAuthorizationSpecificationError:
        wrong = say.CHECK_POSTGRES_REFUSED(where=where)
    except asyncpg.InvalidCatalogNameError:
        wrong = say.CHECK_POSTGRES_NO_DATABASE(where=where)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        wrong = say.CHECK_POSTGRES_FAILED(where=where, error=type(error).__name__)
    return _failed("PostgreSQL", wrong)


def _where(url: str) -> str | Reason:
    return urlsplit(url).hostname or say.CHECK_SOCKET


async def _ask_postgres(url: str, where: str | Reason) -> Result:
    conn = await asyncpg.connect(url, timeout=SECONDS, statement_cache_size=0)
    try:
        row = await conn.fetchrow(database.queries("check")["server"])
        assert row is not None
        schema = await conn.fetchval(database.queries("check")["schema"]) if row["has_schema"] else 0
        skew = abs((row["now"] - datetime.now(UTC)).total_seconds())
        wrong = _postgres_wrong(row, schema, skew, where) or await _not_listening(url, conn, where)
    finally:
        conn.terminate()
    if wrong:
        return _failed("PostgreSQL", wrong)
    well = say.CHECK_POSTGRES(where=where, version=row["version"] // 10000, skew=skew)
    return Result(name="PostgreSQL", ok=True, reason=well)


def _postgres_wrong(row: asyncpg.Record, schema: int, skew: float, where: str | Reason) -> Reason | None:
    newest = migrations.newest()
    if row["version"] < OLDEST_POSTGRES:
        return say.CHECK_POSTGRES_OLD(where=where, version=row["version"] // 10000)
    if row["encoding"] != "UTF8":
        return say.CHECK_POSTGRES_ENCODING(where=where, encoding=row["encoding"])
    if not row["may_create"]:
        return say.CHECK_POSTGRES_RIGHTS(where=where)
    if schema > newest:
        return say.CHECK_POSTGRES_SCHEMA(where=where, schema=schema, known=newest)
    if skew > SKEW_SECONDS:
        return say.CHECK_POSTGRES_CLOCK(where=where, skew=skew)
    return None


async def _not_listening(url: str, conn: Connection, where: str | Reason) -> Reason | None:
    """Whether a NOTIFY in one session does not arrive in another: a pooler by transactions swallows it."""
    heard = asyncio.Event()
    name = f"gateway_check_{os.getpid()}"
    await conn.add_listener(name, lambda *_: heard.set())
    other = await asyncpg.connect(url, timeout=SECONDS, statement_cache_size=0)
    try:
        await other.execute(database.queries("check")["notify"], name)
        await asyncio.wait_for(heard.wait(), 3.0)
    except TimeoutError:
        return say.CHECK_POSTGRES_POOLER(where=where)
    finally:
        other.terminate()
    return None


# --- Redis, lines ----------------------------------------------------------------------------------------------------


async def _redis(config: Config, running: Reach | None) -> Result:
    from redis.asyncio import Redis
    from redis.exceptions import AuthenticationError, RedisError

    url = (running.redis_url if running else "") or config.redis_url
    if not url:
        return Result(name="Redis", ok=True, reason=say.CHECK_EMBEDDED)
    where = _where(url)
    try:
        async with Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client:
            started = time.monotonic()
            await asyncio.wait_for(client.ping(), SECONDS)
            took = (time.monotonic() - started) * 1000
            return Result(name="Redis", ok=True, reason=say.CHECK_REDIS(where=where, ms=round(took)))
    except AuthenticationError:
        return _failed("Redis", say.CHECK_REDIS_REFUSED(where=where))
    except (RedisError, OSError, TimeoutError, ValueError) as error:
        return _failed("Redis", say.CHECK_REDIS_FAILED(where=where, error=type(error).__name__))


async def _line(config: Config, line: Line, channel: Channel, database_url: str | None, *, running: bool) -> Result:
    """Ask the line itself; a modem that a running gateway holds is asked for through it: it has one reader."""
    held, read_before = await known(line, database_url) if line.traits.connects else (False, False)
    try:
        if not line.traits.connects:
            return Result(name=line.name, ok=True, reason=await _listens(line, channel, running=running))
        probing = channel.probe(line.options, now=datetime.now(UTC), old_days=config.times.old_days)
        said = await asyncio.wait_for(probing, LINE_SECONDS)
    except TimeoutError:
        return _failed(line.name, say.CHECK_LINE_SILENT(seconds=LINE_SECONDS, owner=line.owner))
    except GatewayError as error:
        if held:
            return Result(name=line.name, ok=True, reason=say.CHECK_LINE_HELD)
        step = Part(error.reason, "step", UNKNOWN_STEP)
        return _failed(line.name, say.CHECK_LINE_FAILED(cause=error.reason, step=step, owner=line.owner))
    return Result(name=line.name, ok=True, reason=_counted(line, said, read_before=read_before), found=said)


async def _listens(line: Line, channel: Channel, *, running: bool) -> Reason:
    """How a line receives that connects to nothing by itself: by the doors, or in a way of its own beside."""
    own = await channel.probe_listener(line.options, running=running) if isinstance(channel, Listens) else None
    if own is None:
        return say.CHECK_LINE_DOORS(line=line.reply_line)
    return say.CHECK_LINE_LISTENS(how=own, line=line.reply_line)


def _counted(line: Line, said: Mapping[str, Any], *, read_before: bool) -> Reason:
    if read_before:
        return say.CHECK_LINE_READ_BEFORE(detail=said["detail"])
    counts = {"present": said["present"], "waiting": said["waiting"], "answered": said["answered"] if line.send else 0}
    return say.CHECK_LINE_COUNTED(**counts, detail=said["detail"])
