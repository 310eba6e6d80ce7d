"""Our own texts, mails and calls to our own lines: to prove them, and to keep SIMs alive.

Once each working day, at a minute that nobody knows before, a line that no traffic has proved is tried: a text or
mail of ours goes to it, by another line where one can, else by itself, and has to come in; a number that people call is
rung by the modem that is named for it.

Our own address is its sender, so that it becomes no case, no reply and no figure (policy/machines.py own_address).
"""

import hmac
from collections.abc import Collection
from datetime import datetime, time, timedelta

from gateway.domain import number_proofs
from gateway.domain.model import Purpose
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.numbers import proofs
from gateway.settings.config import Config, Line
from gateway.store import database, lines, outbox, outbox_acts, probes
from gateway.store.database import Connection, Database
from gateway.store.outbox import NewOutbox
from gateway.store.probes import NewProbe

__all__ = ["probe"]

ONE_AT_A_TIME = 0x70726F62  # any constant: two workers must not try the same line
LOST_AFTER = timedelta(minutes=20)  # a text between two networks takes minutes at times
AT_ONCE = 20


async def probe(db: Database, context: Context) -> int:
    """Say what became of probes, then send those that are due. Returns how many were sent."""
    config = context.config
    async with db.transaction() as tx:
        if not config.probes.send or not await tx.fetchval("SELECT pg_try_advisory_xact_lock($1)", ONE_AT_A_TIME):
            return 0
        await probes.settle(tx, LOST_AFTER)
        await _drop(tx)
        healthy = await lines.healthy(tx, list(config.lines))
        due = await _due(tx, context, healthy) if config.probes.enabled else {}
        for name, by in due.items():
            await _send(tx, context, config.lines[name], config.lines[by])
        idle = await _idle(tx, config, healthy)
        for name in idle:
            await _send(tx, context, config.lines[name], config.lines[name])
    return len(due) + len(idle)


async def _due(tx: Connection, context: Context, healthy: Collection[str]) -> dict[str, str]:
    """The lines that are to be tried now, each by which other. What no line that works can try waits, and holds up
    nobody."""
    config, now = context.config, await tx.fetchval("SELECT now()")
    today = datetime.combine(now.astimezone(config.zone).date(), time(), config.zone)
    tried_by = {name: by for name in config.lines if (by := _tried_by(config, name, healthy))}
    known = await proofs.gather(tx, list(tried_by), today, config.zone.key)
    waiting = await probes.waiting(tx)
    due = [name for name in tried_by if name not in waiting and _is_due(context, name, known[name], now)]
    return {name: tried_by[name] for name in due[:AT_ONCE]}


def _tried_by(config: Config, name: str, healthy: Collection[str]) -> str:
    """The first line that works of those that can try this one; "" where none does."""
    ways = senders_to(config, name) or callers_of(config, name)
    return next((way for way in ways if way in healthy), "")


async def _idle(tx: Connection, config: Config, healthy: Collection[str]) -> list[str]:
    """SIMs that have sent nothing for long: carriers bar a prepaid one that costs them nothing, and give its number to
    somebody else."""
    days, working = config.probes.keep_alive_days, [config.lines[name] for name in healthy]
    sims = [line.name for line in working if line.traits.one_sim and line.send and not _is_played(line)]
    return (await probes.idle(tx, sims, timedelta(days=days)))[:AT_ONCE] if days else []


def senders_to(config: Config, name: str) -> list[str]:
    """The lines that may send to this one, itself last; none where either is only played."""
    tried = config.lines[name]
    if _is_played(tried):
        return []
    ways = [
        line.name
        for line in config.lines.values()
        if line.send and not _is_played(line) and tried.options.address.startswith(f"{line.traits.scheme}:")
    ]
    return sorted(ways, key=lambda way: way == name)


def callers_of(config: Config, name: str) -> list[str]:
    """The line whose modem is named for ringing this one's number."""
    named = getattr(config.lines[name].options, "ring_modem", "")
    return [named] if named and not _is_played(config.lines[named]) else []


def _is_played(line: Line) -> bool:
    """gammu's dummy phone: nothing that it sends arrives anywhere."""
    return getattr(line.options, "is_simulated", False)


async def _drop(tx: Connection) -> None:
    """What is left of probes that are over goes out no more, and waits for nobody."""
    for id, state in await probes.left_over(tx):
        await (outbox_acts.drop_due if state == "due" else outbox_acts.drop)(tx, id, reasons.PROBE_OVER)


def _is_due(context: Context, name: str, known: list[number_proofs.Proof], now: datetime) -> bool:
    at = context.config.office_of(context.config.lines[name].unit)
    due = number_proofs.next_probe(name, known, now, context.key, hours=at.hours, calendar=at.calendar, zone=at.zone)
    return due <= now


async def _send(tx: Connection, context: Context, line: Line, by: Line) -> None:
    id = await database.new_id(tx, "probes")
    if by.name in callers_of(context.config, line.name):
        await probes.begin(tx, [NewProbe(id=id, line=line.name, by=by.name, way="ring")])  # ringing.py does it
        return
    cause = f"probe:{id}"
    token = hmac.digest(context.key, cause.encode(), "sha256").hex()[:12].upper()
    digest = f"{cause} {token}".encode()
    named = outbox.message_id(context.key, digest, Purpose.PROBE, outbox.mail_domain(by)) if by.traits.threads else ""
    text = f"KTDS {token}"  # kiểm tra đầu số
    await probes.begin(tx, [NewProbe(id=id, line=line.name, by=by.name, token=token)])
    row = NewOutbox(
        id=await database.new_id(tx, "outbox"),
        line=by.name,
        cause=cause,
        purpose=Purpose.PROBE,
        recipient=line.options.address,
        text=text,
        subject=text if by.traits.threads else "",
        message_id=named,
    )
    await outbox.enqueue(tx, [row])
