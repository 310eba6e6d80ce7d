"""An operator acts on what needs attention: what could not be read, what could not be sent.

Every act is a compare-and-set on the state of things, with its audit row in one transaction. Refusals are NotAllowed.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.domain.reasons import text
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.access import Thing
from gateway.store import audit, inbox, outbox_acts, suppressions
from gateway.store.database import Connection, Database

__all__ = ["dismiss", "drop", "drop_waiting", "mark_sent", "replay", "resend", "send_now"]


@asynccontextmanager
async def _acting(db: Database, context: Context, actor: Actor, act: Act, thing: Thing) -> AsyncIterator[Connection]:
    """A transaction in which this actor does this to that thing. Raises Forbidden."""
    async with db.transaction() as tx:
        await access.permit(tx, context.config, actor, act, thing)
        yield tx


async def resend(db: Database, context: Context, outbox_id: int, actor: Actor) -> None:
    """Have a held, unknown, dead or undelivered row sent (again, as a whole); who gets it counts as reachable again.

    Raises NotAllowed."""
    async with _acting(db, context, actor, Act.RESEND, Thing("outbox", outbox_id)) as tx:
        recipient = await outbox_acts.resend(tx, outbox_id)
        if recipient is None:
            raise NotAllowed(reasons.NOT_RESENDABLE(id=outbox_id))
        await suppressions.lift(tx, [recipient], "unreachable")
        await audit.write(tx, actor, Act.RESEND, f"outbox:{outbox_id}")


async def drop(db: Database, context: Context, outbox_id: int, reason: str, actor: Actor) -> None:
    """Give up a row that needs attention, with a reason. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    async with _acting(db, context, actor, Act.DROP, Thing("outbox", outbox_id)) as tx:
        if not await outbox_acts.drop(tx, outbox_id, text(reason)):
            raise NotAllowed(reasons.NOT_DROPPABLE(id=outbox_id))
        await audit.write(tx, actor, Act.DROP, f"outbox:{outbox_id}", reason)


async def send_now(db: Database, context: Context, outbox_id: int, actor: Actor) -> None:
    """Have what waits to go out sent now, past its line's hourly budget. Raises NotAllowed."""
    async with _acting(db, context, actor, Act.SEND_NOW, Thing("outbox", outbox_id)) as tx:
        if not await outbox_acts.hurry(tx, outbox_id):
            raise NotAllowed(reasons.NOT_WAITING(id=outbox_id))
        await audit.write(tx, actor, Act.SEND_NOW, f"outbox:{outbox_id}")


async def drop_waiting(db: Database, context: Context, outbox_id: int, reason: str, actor: Actor) -> None:
    """Give up what waits to go out, with a reason. Raises NotAllowed; what is on the wire is not called back."""
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    async with _acting(db, context, actor, Act.DROP_WAITING, Thing("outbox", outbox_id)) as tx:
        if not await outbox_acts.drop_due(tx, outbox_id, text(reason)):
            raise NotAllowed(reasons.NOT_WAITING(id=outbox_id))
        await audit.write(tx, actor, Act.DROP_WAITING, f"outbox:{outbox_id}", reason)


async def mark_sent(db: Database, context: Context, outbox_id: int, reason: str, actor: Actor) -> int:
    """A person knows that the part of unknown fate went out; those behind it follow by themselves: returns how many.
    Raises NotAllowed."""
    async with _acting(db, context, actor, Act.MARK_SENT, Thing("outbox", outbox_id)) as tx:
        follow = await outbox_acts.mark_sent(tx, outbox_id, text(reason))
        if follow is None:
            raise NotAllowed(reasons.NOT_UNKNOWN(id=outbox_id))
        await audit.write(tx, actor, Act.MARK_SENT, f"outbox:{outbox_id}", reason)
    return follow


async def dismiss(db: Database, context: Context, message_id: int, reason: str, actor: Actor) -> None:
    """A held or unreadable message is nothing, with a reason. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    async with _acting(db, context, actor, Act.DISMISS, Thing("message", message_id)) as tx:
        if not await inbox.dismiss(tx, message_id, text(reason), actor):
            raise NotAllowed(reasons.MESSAGE_NOT_WAITING(id=message_id))
        await audit.write(tx, actor, Act.DISMISS, f"message:{message_id}", reason)


async def replay(db: Database, context: Context, message_id: int, actor: Actor) -> None:
    """Have an unreadable message judged anew from its raw bytes. Raises NotAllowed."""
    async with _acting(db, context, actor, Act.REPLAY, Thing("message", message_id)) as tx:
        if await inbox.replay(tx, message_id) is None:
            raise NotAllowed(reasons.MESSAGE_NOT_UNREADABLE(id=message_id))
        await audit.write(tx, actor, Act.REPLAY, f"message:{message_id}")
