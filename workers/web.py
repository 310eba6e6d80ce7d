"""The console, served until the gateway stops. Its one-time link is said on a terminal, if there is one."""

import sys
from collections.abc import Callable
from functools import partial

import structlog

from gateway.domain.actor import Actor
from gateway.ops.health import HealthMonitor
from gateway.replies import catalogue
from gateway.runtime.current import Current
from gateway.runtime.runfile import Reach
from gateway.settings.listening import Console
from gateway.store import accounts
from gateway.store.database import Database
from gateway.web.app import create_app
from gateway.web.http import unforeseen
from gateway.web.http.jobs import GRACE_SECONDS, Jobs
from gateway.web.http.session import Sessions
from workers.http import bound, serving
from workers.reasons import NOBODY_TO_COME_IN

log = structlog.get_logger(__name__)


async def serve(
    db: Database,
    current: Current,
    at: Reach,
    actor: Actor,
    *,
    grace: float = GRACE_SECONDS,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve the pages until cancelled. `actor`: whoever comes in by the one-time link; `grace`: seconds in
    which a job can be undone; `ready` is called when the port is ours and takes connections.

    While nobody can log in it listens on this machine alone, whatever the configuration says.
    Raises ConfigError where the port is taken or the certificate of no use."""
    console = await _reach(db, current.context.config.console)
    monitor, jobs = HealthMonitor(db, current, at.redis_url or None), Jobs(grace, partial(unforeseen.note, db))
    with (
        bound("console.port", console.host, console.port) as listener,
        Sessions(
            db, current.context.config.data, console.page, actor, lambda: current.context.config.unit_tree
        ) as sessions,
    ):
        ready()
        if sys.stderr.isatty():  # never into a journal
            print(f"gw: cases and all the rest, once: {sessions.link}", file=sys.stderr)  # noqa: T201
        try:
            app = create_app(db, current, console, monitor, sessions, jobs)
            await serving(app, listener, "console", console)
        finally:
            await jobs.close()
            await monitor.close()


async def _reach(db: Database, console: Console) -> Console:
    """Where to listen, and for whom: other machines are let in once there is somebody to come in."""
    if not console.is_open:
        return console
    async with db.connection() as conn:
        if await accounts.in_use(conn):
            return console
    log.warning("other machines are not let in while nobody can log in", page=console.page)
    print(catalogue.say(NOBODY_TO_COME_IN, console.language or "en"), file=sys.stderr)  # noqa: T201
    return console.for_this_machine()
