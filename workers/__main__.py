"""`gw run`: everything in one process for a small office, or a part of it on one of several machines.

Order: configuration, servers (from the main thread: they die with it), database, then tasks until a signal comes.
"""

import asyncio
import getpass
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Collection, Coroutine, Mapping
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from pathlib import Path

import structlog

from gateway.channels import registry
from gateway.domain.actor import superuser
from gateway.domain.errors import ConfigError, GatewayError, Problem
from gateway.local.servers import lock, start_postgres, start_valkey
from gateway.replies.catalogue import LANGUAGES, say
from gateway.runtime import eventloop, logs, runfile
from gateway.runtime.context import Context, bootstrap
from gateway.runtime.current import Current
from gateway.runtime.following import Follower
from gateway.runtime.runfile import Reach
from gateway.settings import config
from gateway.settings.config import Config
from gateway.settings.mistakes import hint
from gateway.store import database, roles
from gateway.store import feed as event_feed
from gateway.store.database import Database
from workers import doors, officers_mail, wakeup, web
from workers.following import follow
from workers.intake_worker import IntakeWorker
from workers.line_manager import LineManager
from workers.reasons import (
    CANNOT_START,
    NO_LINE,
    PART_DOORS,
    PART_INTAKE,
    PART_LINE,
    PART_LINES,
    PART_PAGE,
    RUN_ENDS,
    RUNNING,
    RUNNING_PARTS,
    RUNNING_TO_TRY,
)
from workers.servers import Servers
from workers.supervise import forever
from workers.systemd import Heartbeat, Service, feed

log = structlog.get_logger(__name__)
PARTS = ("intake", "console", "doors")
STOPS = (signal.SIGINT, signal.SIGTERM)
SHIPPED = Path(__file__).parent.parent / "config.toml"


def arguments(words: list[str]) -> Namespace:
    """What `gw run` hands on (its help: cli/run.py); without --lines, --intake, --console or --doors: everything."""
    parser = ArgumentParser(prog="workers", add_help=False)
    parser.add_argument("--config", type=Path, default=SHIPPED)
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--lines")
    for part in PARTS:
        parser.add_argument(f"--{part}", action="store_true")
    chosen = parser.parse_args(words)
    chosen.whole = not (chosen.lines or chosen.intake or chosen.console or chosen.doors)
    return chosen


def main(words: list[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM. Returns 0 after a clean stop, 2 for a configuration that cannot run."""
    chosen = arguments(sys.argv[1:] if words is None else words)
    service = Service(os.environ)
    try:
        settings = config.load(chosen.config, registry, register=None)
        if chosen.whole and settings.simulator.enabled:
            from gateway.local import simulator

            settings = simulator.prepared(settings)
        names = _names(settings, chosen)
        with ExitStack() as stack:
            servers = stack.enter_context(Servers())
            at = _servers(settings, chosen, stack, servers)
            logs.setup(
                settings.log_directory,
                name=_log_name(chosen),
                as_json=settings.logs.as_json,
                size_mb=settings.logs.size_mb,
                keep=settings.logs.keep,
            )
            eventloop.run(_run(settings, chosen, names, at, servers, service))
    except ConfigError as error:
        mistakes = (say(problem.located, chosen.lang) for problem in error.problems)
        _print_lines(say(CANNOT_START(path=str(chosen.config)), chosen.lang), *mistakes)
        return 2
    except GatewayError as error:
        _print_lines(f"gw: {say(error.reason, chosen.lang)}")
        return 1
    return 0


def _log_name(chosen: Namespace) -> str:
    """Each process of an installation writes its own log file."""
    parts = [f"lines-{chosen.lines}" if chosen.lines else "", *(n for n in PARTS if getattr(chosen, n))]
    return "gateway" if chosen.whole else "-".join(part for part in parts if part)


def _print_lines(*words: str) -> None:
    print(*words, sep="\n  ", file=sys.stderr, flush=True)  # noqa: T201 - what the person at the terminal reads


def _names(settings: Config, chosen: Namespace) -> list[str] | None:
    """The lines that were asked for; None: all, those too that the configuration gains."""
    if chosen.whole or chosen.lines == "all":
        return None
    names = [name for name in (chosen.lines or "").split(",") if name]
    unknown = [name for name in names if name not in settings.lines]
    if unknown:
        raise ConfigError(Problem("--lines", NO_LINE(name=name, hint=hint(name, settings.lines))) for name in unknown)
    return names


def _servers(settings: Config, chosen: Namespace, stack: ExitStack, servers: Servers) -> Reach:
    """The servers this run works with: configured ones, our own embedded ones, or those of a running installation."""
    if not chosen.whole:
        return runfile.find(settings)
    stack.enter_context(lock(settings.data))
    database_url, redis_url = settings.database_url, settings.redis_url
    if database_url is None:
        database_url = servers.start(start_postgres, settings.data)
    if redis_url is None:
        redis_url = servers.start(start_valkey, settings.data)
    at = Reach(pid=os.getpid(), database_url=database_url, redis_url=redis_url, page=settings.console.page)
    stack.enter_context(runfile.shown(settings, at))
    return at


async def _run(
    settings: Config, chosen: Namespace, names: list[str] | None, at: Reach, servers: Servers, service: Service
) -> None:
    async with AsyncExitStack() as stack:
        context = await _prepared(settings, at.database_url)
        current, reload = Current(context), asyncio.Event()
        context.reader.start()
        stack.push_async_callback(context.reader.close)
        pools = {}
        for role in roles.ROLES:
            url = roles.url(settings, at.database_url, role)
            pools[role] = await database.open(url, lease=settings.times.lease)
            stack.push_async_callback(pools[role].close)
        if chosen.whole and settings.simulator.enabled:
            from gateway.local import simulator

            await stack.enter_async_context(simulator.open(settings))
        shown = list(settings.lines) if names is None else names
        heartbeat, running = Heartbeat(), partial(_print_lines, _running(settings, chosen, shown, at))
        if not (chosen.whole or chosen.console):
            running()
        tasks = [
            *_work(pools, current, chosen, names, at, heartbeat, running),
            forever("embedded servers", servers.watch),
            follow(pools["intake"], Follower(pools["intake"], current), settings.times.sweep, reload),
        ]
        working = [asyncio.create_task(task) for task in tasks]
        service.notify("READY=1", f"STATUS={_log_name(chosen)}: {len(shown)} lines")
        feeding = asyncio.create_task(feed(service, heartbeat))
        await _until_signal(working, service, reload)
        feeding.cancel()
        _print_lines(say(RUN_ENDS, chosen.lang))


async def _prepared(settings: Config, owner_url: str) -> Context:
    """What the owner of the schema does at a start: the schema, the roles and their rights, the key."""
    owner = await database.open(owner_url, size=2)
    try:
        schema = await owner.migrate()
        if schema.left:
            log.info("the end of an upgrade waits for older processes", sessions=schema.older, migrations=schema.left)
        async with owner.transaction() as tx:
            await event_feed.follow_cluster(tx)
        if settings.database_url is None:
            await roles.provide(owner_url)
        if not schema.newer:
            await roles.grant(settings, owner_url)
        return await bootstrap(owner, settings)
    finally:
        await owner.close()


def _running(settings: Config, chosen: Namespace, names: Collection[str], at: Reach) -> str:
    """What this process is, once it is that."""
    if chosen.whole:
        return say((RUNNING_TO_TRY if settings.simulator.enabled else RUNNING)(page=at.page), chosen.lang)
    parts = [
        *([(PART_LINE if len(names) == 1 else PART_LINES)(names=", ".join(names))] if names else []),
        *([PART_INTAKE] if chosen.intake else []),
        *([PART_PAGE(page=at.page)] if chosen.console else []),
        *([PART_DOORS(port=str(settings.doors.port))] if chosen.doors else []),
    ]
    return say(RUNNING_PARTS(parts=tuple(parts)), chosen.lang)


def _work(
    pools: Mapping[str, Database],
    current: Current,
    chosen: Namespace,
    names: list[str] | None,
    at: Reach,
    heartbeat: Heartbeat,
    running: Callable[[], None],
) -> list[Coroutine[None, None, None]]:
    intake_worker = (
        IntakeWorker(pools["intake"], current, at.redis_url or None, heartbeat, owner_url=at.database_url)
        if chosen.whole or chosen.intake
        else None
    )
    redis = wakeup.Wakeup(wakeup.connect(at.redis_url)) if at.redis_url and not intake_worker else None
    notifier = intake_worker or redis
    tasks: list[Coroutine[None, None, None]] = []
    if names is None or names:
        sending = pools["sender"]
        tasks.append(LineManager(pools["intake"], current, notifier, names, heartbeat, sending=sending).run())
    if chosen.doors or chosen.whole:
        served = doors.serve if chosen.doors else doors.serve_once_needed
        tasks.append(served(pools["intake"], current, notifier))
    if intake_worker:
        tasks.append(intake_worker.run())
    if chosen.whole or chosen.console:
        tasks.append(officers_mail.serve(pools["page"], current))
        tasks.append(web.serve(pools["page"], current, at, superuser(f"page:{getpass.getuser()}"), ready=running))
    return tasks


async def _until_signal(tasks: list[asyncio.Task[None]], service: Service, reload: asyncio.Event) -> None:
    """Let the tasks work until a signal, or until one of them ends; then stop all, cleanly. SIGHUP to a service
    sets `reload`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOPS:
        loop.add_signal_handler(number, stop.set)
    if not os.isatty(0):  # of a terminal's own it says that the terminal is gone, and ends the process
        loop.add_signal_handler(signal.SIGHUP, reload.set)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    service.notify("STOPPING=1")
    failed = [task for task in tasks if task.done() and not task.cancelled() and task.exception()]
    for task in (stopping, *tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for number in STOPS:  # after the loop's end one more would end us before our servers have stopped
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)
    if failed:
        raise failed[0].exception() or RuntimeError


if __name__ == "__main__":
    sys.exit(main())
