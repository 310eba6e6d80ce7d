"""What `gw check` tries: all connections at once, each with a deadline, each answer a sentence and what to do."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import asyncpg

from gateway.channels import Channel, registry
from gateway.cli import check_servers, sample
from gateway.cli.result import Result, known
from gateway.domain.errors import ConfigError, GatewayError, Temporary
from gateway.local import servers, simulator
from gateway.replies import templates
from gateway.replies.catalogue import say
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
EMBEDDED = "embedded: starts and stops with the gateway"


def _failed(name: str, words: str, advice: str) -> Result:
    return Result(name=name, ok=False, words=words, advice=advice)


async def everything(config: Config, recipients: Mapping[str, str] | None = None) -> list[Result]:
    """Try all that a configuration names, in the order: texts, disk, servers, lines; then send a test message from each
    line. `recipients`: scheme -> URN, to which lines that write to such shall send one."""
    running, channels = _running(config), registry(config.extra_channels)
    url = running.database_url if running else config.database_url
    async with _simulator(config, running) as started:
        lines = [_line(line, channels[line.channel], url, config.times.old_days) for line in config.lines.values()]
        beside = asyncio.gather(check_servers.of_roles(config, running), check_servers.of_scanner(config))
        tried = await asyncio.gather(_postgres(config, running), _redis(config, running), *lines)
        of_roles, of_scanner = await beside
        sending = [line for line in config.lines.values() if line.traits.scheme in (recipients or {})]
        sent = [await sample.send(config, line, (recipients or {})[line.traits.scheme], url) for line in sending]
    postgres, redis, *of_lines = tried
    of_servers = [postgres, *of_roles, redis, *of_scanner]
    return [_templates(), _disk(config), *started, *of_servers, *of_lines, *sent]


async def one_line(config: Config, name: str) -> Result:
    """Try one line only, which no gateway knows yet."""
    line = config.lines[name]
    return await _line(line, registry(config.extra_channels)[line.channel], None, config.times.old_days)


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
                results.append(Result(name="simulator", ok=True, words="its mail server was started for this check"))
            except ConfigError as error:
                results.append(Result(name="simulator", ok=False, words=say(error.reason, "en")))
        yield results


# --- here ------------------------------------------------------------------------------------------------------------


def _templates() -> Result:
    try:
        found = templates.load(TEMPLATES)
    except ConfigError as error:
        return Result(name="templates", ok=False, words=say(error.reason, "en"), advice="mend the files named")
    return Result(name="templates", ok=True, words=f"{len(found.templates)} texts, all checked")


def _disk(config: Config) -> Result:
    place = next(place for place in (config.data, *config.data.parents) if place.exists())
    free = shutil.disk_usage(place).free
    words = f"{free / (1 << 30):.1f} GiB free for {config.data}"
    if not os.access(place, os.W_OK | os.X_OK):
        return _failed("disk", f"{place} cannot be written", f"give user {os.getuid()} access")
    if free < LITTLE_DISK:
        return _failed("disk", words, "free at least 1 GiB, or name another [data] directory")
    return Result(name="disk", ok=True, words=words)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


async def _postgres(config: Config, running: Reach | None) -> Result:
    url = running.database_url if running else config.database_url
    if not url:
        program = servers.postgres_program("postgres")
        if not program.exists():
            return _failed("PostgreSQL", f"{program} is missing", "remove .venv and run ./gw once more")
        return Result(name="PostgreSQL", ok=True, words=EMBEDDED)
    where = urlsplit(url).hostname or "its socket"
    try:
        return await asyncio.wait_for(_ask_postgres(url, where), SECONDS)
    except TimeoutError:
        words, advice = f"{where} does not answer within {SECONDS:.0f} s", "does it run there, is a firewall between?"
    except asyncpg.InvalidAuthorizationSpecificationError:
        words, advice = f"{where} refuses the log-in", "mend user or password in the file or variable of [database]"
    except asyncpg.InvalidCatalogNameError:
        words, advice = f"{where} has no such database", "make it: CREATE DATABASE gateway; or mend [database]"
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        words, advice = f"{where}: {type(error).__name__}", "does it run there, and is the address in [database] right?"
    return _failed("PostgreSQL", words, advice)


async def _ask_postgres(url: str, where: str) -> Result:
    conn = await asyncpg.connect(url, timeout=SECONDS, statement_cache_size=0)
    try:
        row = await conn.fetchrow(database.queries("check")["server"])
        assert row is not None
        schema = await conn.fetchval(database.queries("check")["schema"]) if row["has_schema"] else 0
        skew = abs((row["now"] - datetime.now(UTC)).total_seconds())
        wrong = _postgres_wrong(row, schema, skew) or await _not_listening(url, conn)
    finally:
        conn.terminate()
    version = f"PostgreSQL {row['version'] // 10000}"
    if wrong:
        return _failed("PostgreSQL", f"{where}: {version}: {wrong[0]}", wrong[1])
    return Result(name="PostgreSQL", ok=True, words=f"{where}: {version}, LISTEN works, clocks {skew:.1f} s apart")


def _postgres_wrong(row: asyncpg.Record, schema: int, skew: float) -> tuple[str, str] | None:
    newest = migrations.newest()
    if row["version"] < OLDEST_POSTGRES:
        return "is too old", "install PostgreSQL 15 or newer"
    if row["encoding"] != "UTF8":
        advice = "make it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        return f"the database's encoding is {row['encoding']}", advice
    if not row["may_create"]:
        advice = "GRANT CREATE ON SCHEMA public TO this user, or make it the database's owner"
        return "this user may not make tables", advice
    if schema > newest:
        return f"its schema is {schema}, this program knows {newest}", "start the newer program"
    if skew > SKEW_SECONDS:
        return f"its clock and this machine's are {skew:.0f} s apart", "have both set by NTP"
    return None


async def _not_listening(url: str, conn: Connection) -> tuple[str, str] | None:
    """Whether a NOTIFY in one session does not arrive in another: a pooler by transactions swallows it."""
    heard = asyncio.Event()
    name = f"gateway_check_{os.getpid()}"
    await conn.add_listener(name, lambda *_: heard.set())
    other = await asyncpg.connect(url, timeout=SECONDS, statement_cache_size=0)
    try:
        await other.execute(database.queries("check")["notify"], name)
        await asyncio.wait_for(heard.wait(), 3.0)
    except TimeoutError:
        words = "LISTEN hears nothing: a pooler that pools by transaction stands before it"
        return words, "point [database] at PostgreSQL itself, not at PgBouncer, or have it pool by session"
    finally:
        other.terminate()
    return None


# --- Redis, lines ----------------------------------------------------------------------------------------------------


async def _redis(config: Config, running: Reach | None) -> Result:
    from redis.asyncio import Redis
    from redis.exceptions import AuthenticationError, RedisError

    url = (running.redis_url if running else "") or config.redis_url
    if not url:
        return Result(name="Redis", ok=True, words=EMBEDDED)
    where = urlsplit(url).hostname or "its socket"
    advice = "the gateway works on without it, some seconds slower; does it run there, and is [redis] right?"
    try:
        async with Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client:
            started = time.monotonic()
            await asyncio.wait_for(client.ping(), SECONDS)
            took = (time.monotonic() - started) * 1000
            return Result(name="Redis", ok=True, words=f"{where} answers in {took:.0f} ms")
    except AuthenticationError:
        return _failed("Redis", f"{where} refuses the password", "mend it in [redis]")
    except (RedisError, OSError, TimeoutError, ValueError) as error:
        return _failed("Redis", f"{where}: {type(error).__name__}", advice)


async def _line(line: Line, channel: Channel, database_url: str | None, old_days: int) -> Result:
    """Ask the line itself; a modem that a running gateway holds is asked for through it: it has one reader."""
    if not line.traits.connects:
        words = f"receives by the doors; its replies go by {line.reply_line}"
        return Result(name=line.name, ok=True, words=words)
    held, read_before = await known(line, database_url)
    try:
        probing = channel.probe(line.options, now=datetime.now(UTC), old_days=old_days)
        said = await asyncio.wait_for(probing, LINE_SECONDS)
    except TimeoutError:
        words, advice = f"no answer within {LINE_SECONDS:.0f} s", f"ask {line.owner}, who looks after this line"
    except GatewayError as error:
        if held:
            words = "a running gateway holds it, and it works"
            return Result(name=line.name, ok=True, words=words)
        words, advice = say(error.reason, "en"), f"mend that, or ask {line.owner}, who looks after this line"
    else:
        return Result(name=line.name, ok=True, words=_counted(line, said, read_before=read_before), found=said)
    return _failed(line.name, words, advice)


def _counted(line: Line, said: Mapping[str, object], *, read_before: bool) -> str:
    if read_before:
        return f"connected; {said['detail']}; read before: what is new is read, nothing old"
    answered = said["answered"] if line.send else 0
    counts = f"{said['present']} old messages, {said['waiting']} will be read, {answered} will be answered"
    return f"{counts}; {said['detail']}"
