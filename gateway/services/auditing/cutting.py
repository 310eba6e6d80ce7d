"""The oldest rows of audit are cut off, and a chain is begun anew: both leave an anchor and a row that names it.

Only the owner of the tables may; the database lets nobody delete a row that no anchor says is gone.
"""

from datetime import UTC, datetime, timedelta

from gateway.domain.actor import Actor
from gateway.domain.audit_chain import Anchor, fingerprint
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import EVERYWHERE, Act
from gateway.services import access, reasons
from gateway.store import audit
from gateway.store.database import Database

__all__ = ["begin", "cut"]

AT_ONCE = 5_000  # rows deleted in a transaction
YEAR = timedelta(days=365.25)


async def cut(owner: Database, actor: Actor, before: datetime, years: int) -> int:
    """Delete the rows that were written before this moment; how many. What an earlier try left is deleted with them.

    `years`: so long they are kept at least. Raises NotAllowed, Forbidden."""
    access.permit_in(actor, Act.CUT_AUDIT, EVERYWHERE)
    if before > datetime.now(UTC) - years * YEAR:
        raise NotAllowed(reasons.AUDIT_TOO_YOUNG(years=years))
    async with owner.transaction() as tx:
        await audit.lock(tx)
        end = await audit.place_before(tx, before)
        anchors = await audit.anchors(tx)
        if end is not None:
            of = max((one for one in anchors if one.place <= end.place), key=lambda one: one.place)
            anchor = Anchor(place=end.place, seal=end.seal, key=of.key, kind="cut")
            if await audit.anchor(tx, anchor):
                await audit.write(tx, actor, Act.CUT_AUDIT, anchor.object, before.isoformat())
            anchors.append(anchor)
    place = max((one.place for one in anchors if one.kind == "cut"), default=0)
    return await _delete(owner, place)


async def _delete(owner: Database, place: int) -> int:
    total = 0
    while True:
        async with owner.transaction() as tx:
            n = await audit.cut(tx, place, AT_ONCE)
        total += n
        if n < AT_ONCE:
            return total


async def begin(owner: Database, actor: Actor, key: bytes, reason: str) -> None:
    """What is sealed from now on is sealed by this key; health looks at the chain from here. Where the key before was
    lost, or a fault is known and dealt with. Raises NotAllowed, Forbidden."""
    access.permit_in(actor, Act.BEGIN_AUDIT, EVERYWHERE)
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    async with owner.transaction() as tx:
        await audit.lock(tx)
        head = await audit.head(tx)
        anchor = Anchor(place=head.place, seal=head.seal, key=fingerprint(key), kind="begin")
        if not await audit.anchor(tx, anchor):
            raise NotAllowed(reasons.AUDIT_NOTHING_SEALED)
        await audit.write(tx, actor, Act.BEGIN_AUDIT, anchor.object, reason.strip())
        await audit.note_check(tx, head.place, 0, 0, None)
