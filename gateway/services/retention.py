"""What is known of persons is erased when its time is over ([retention]): of cases that were done so long ago, and of
what came and went about none. Figures and the audit stay; a legal hold keeps a case's (docs/RETENTION.md).

In portions, each a transaction with its events and rows of audit: whoever stops it loses nothing, and the next run goes
on. It works as the owner of the tables, in a process that reads no citizen's mail as that.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args

import structlog

from gateway.domain.actor import Actor
from gateway.domain.model import Erased
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.settings.configuration import Config
from gateway.store import audit, cases, database, erasing, lines
from gateway.store.cases import NewEvent
from gateway.store.database import Connection, Database

__all__ = ["Found", "foreseen", "nightly", "run"]

log = structlog.get_logger(__name__)

JOB = Actor(id="job:retention", name="job:retention", roles={})
AT_ONCE = 200  # cases a transaction
ROWS_AT_ONCE = 2_000
PORTIONS = 100  # of each kind, a run: the rest is for the next
EVERY_SECONDS = 24 * 3600.0
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many cases, and how many messages, mails and texts of ours, and calls of no case."""

    cases: int = 0
    messages: int = 0
    outbox: int = 0
    calls: int = 0


async def nightly(db: Database, context: Context, url: str) -> None:
    """Once a day, where a time is set. `url`: of the owner."""
    if not _is_on(context.config):
        return
    async with db.connection() as conn:
        due = await lines.tick(conn, "retention", EVERY_SECONDS)
        await lines.tick_since(conn, erasing.DONE, LONG_AGO)  # from the first run on health counts the days
    if due:
        owner = await database.open(url, size=1)
        try:
            await run(owner, context.config, JOB)
        finally:
            await owner.close()


async def run(owner: Database, config: Config, actor: Actor) -> Found:
    """Erase what is due; what was erased."""
    done = Found()
    for _ in range(PORTIONS):
        n, more = await _cases(owner, config, actor)
        done = replace(done, cases=done.cases + n)
        if not more:
            break
    for kind in get_args(erasing.Kind):
        done = replace(done, **{kind: await _old(owner, config, actor, kind)})
    async with owner.connection() as conn:
        await lines.beat(conn, erasing.DONE)
    log.info("persons' data was erased", cases=done.cases, messages=done.messages, outbox=done.outbox, calls=done.calls)
    return done


async def foreseen(conn: Connection, config: Config) -> Found:
    """What a run would find due, of what belongs to no case as much as one run erases."""
    settings = config.retention
    due = await erasing.due(conn, settings.days, settings.restricted_days, 1)
    most = ROWS_AT_ONCE * PORTIONS if settings.days else 0
    old = {kind: len(await erasing.old(conn, kind, 0, settings.days, most)) for kind in get_args(erasing.Kind)}
    return Found(cases=due[0].of_all if due else 0, **old)


def _is_on(config: Config) -> bool:
    return bool(config.retention.days or config.retention.restricted_days)


async def _cases(owner: Database, config: Config, actor: Actor) -> tuple[int, bool]:
    """A portion: how many, and whether there are more."""
    settings = config.retention
    async with owner.transaction() as tx:
        due = await erasing.due(tx, settings.days, settings.restricted_days, AT_ONCE)
        taken = set(await erasing.take(tx, [one.id for one in due], settings.days, settings.restricted_days))
        await erasing.erase_cases(tx, sorted(taken))
        await cases.write_events(tx, [NewEvent(case_id=id, payload=Erased(), actor=actor.id) for id in sorted(taken)])
        for one in due:
            if one.id in taken:
                await audit.write(tx, actor, Act.ERASE, f"case:{one.code}")
    return len(taken), bool(due) and due[0].of_all > len(due)


async def _old(owner: Database, config: Config, actor: Actor, kind: erasing.Kind) -> int:
    """What belongs to no case, portion by portion: how many."""
    total, after, days = 0, 0, config.retention.days
    for _ in range(PORTIONS if days else 0):
        async with owner.transaction() as tx:
            ids = await erasing.old(tx, kind, after, days, ROWS_AT_ONCE)
            await erasing.erase_old(tx, kind, ids)
            if ids:
                await audit.write(tx, actor, Act.ERASE, f"list:{kind}", str(len(ids)))
        total += len(ids)
        if len(ids) < ROWS_AT_ONCE:
            break
        after = ids[-1]
    return total
