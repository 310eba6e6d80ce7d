"""The chain of audit is walked from its beginning to its end: what was changed, removed, put in or cut is found.

Rows come in portions by their place, from one connection and without a long transaction: whoever writes meanwhile waits
for nothing, and what is sealed meanwhile is walked too.
"""

from collections.abc import Callable, Collection

from gateway.domain.audit_chain import Head, Walk, fingerprint
from gateway.domain.permissions import Act
from gateway.store import audit
from gateway.store.database import Connection, Database

__all__ = ["NAMING", "note", "walked"]

AT_ONCE = 5_000
NAMING = frozenset({Act.CUT_AUDIT, Act.BEGIN_AUDIT})  # acts whose rows name an anchor

Progress = Callable[[int], None]  # rows so far


async def walked(
    conn: Connection,
    keys: Collection[bytes],
    heads: Collection[Head] = (),
    progress: Progress = lambda _: None,
    *,
    known: bool = True,
) -> Walk | None:
    """A walk that is at its end; None where no row was sealed yet.

    `keys`: those at hand; `heads`: written down before, each must still be there; `known`: also what is before the last
    beginning, of which the faults are known."""
    anchors = await audit.anchors(conn)
    if not anchors:
        return None
    walk = Walk(anchors=anchors, keys={fingerprint(key): key for key in keys}, heads=tuple(heads))
    if not known:
        walk.start_at_last_key()
    behind = walk.begin.place
    while rows := await audit.sealed(conn, behind, AT_ONCE):
        walk.feed(rows)
        behind = rows[-1].place
        progress(walk.rows)
    walk.end(await audit.unsealed_objects(conn, NAMING))
    return walk


async def note(db: Database, key: bytes) -> None:
    """Look at the chain from its last beginning on, and write down for health what was found."""
    async with db.connection() as conn:
        walk = await walked(conn, [key], known=False)
        if walk is not None:
            await audit.note_check(conn, walk.place, walk.rows, walk.faults, next(iter(walk.found), None))
