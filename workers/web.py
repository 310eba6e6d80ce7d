"""The console, served until the gateway stops. Its one-time link is said on a terminal, if there is one."""

import sys
from collections.abc import Callable
from functools import partial

from gateway.domain.actor import Actor
from gateway.domain.errors import ConfigError, Problem
from gateway.ops.health import HealthMonitor
from gateway.runtime.context import Context
from gateway.runtime.runfile import Reach
from gateway.store import people
from gateway.store.database import Database
from gateway.web.app import create_app
from gateway.web.http import unforeseen
from gateway.web.http.jobs import GRACE_SECONDS, Jobs
from gateway.web.http.session import Sessions
from workers.http import bound, serving
from workers.reasons import NOBODY_TO_COME_IN


async def serve(
    db: Database,
    context: Context,
    at: Reach,
    actor: Actor,
    *,
    grace: float = GRACE_SECONDS,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve the pages until cancelled. `actor`: whoever comes in by the one-time link; `grace`: seconds in
    which a job can be undone; `ready` is called when the port is ours and takes connections.

    Raises ConfigError where the port is taken, or other machines could reach the pages and nobody may come in."""
    config, watch, jobs = (
        context.config,
        HealthMonitor(db, context, at.redis_url or None),
        Jobs(grace, partial(unforeseen.note, db)),
    )
    console = config.console
    if console.is_open and not await _has_persons(db):
        raise ConfigError([Problem("console.public_url", NOBODY_TO_COME_IN)])
    with (
        bound("console.port", console.host, console.port) as listener,
        Sessions(config.data, console.page, actor) as sessions,
    ):
        ready()
        if sys.stderr.isatty():  # never into a journal
            print(f"gw: cases and all the rest, once: {sessions.link}", file=sys.stderr)  # noqa: T201
        try:
            await serving(create_app(db, context, watch, sessions, jobs), listener, "console", console)
        finally:
            await jobs.close()
            await watch.close()


async def _has_persons(db: Database) -> bool:
    async with db.connection() as conn:
        return bool(await people.persons(conn))
