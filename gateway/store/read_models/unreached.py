"""Results that did not reach their citizen, or of which nobody knows, and whatever is owed to one who left nothing to
write to: an officer tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.read_models.sight import Sight

__all__ = ["MOST", "NotReached", "Unreached", "unreached"]

SQL = database.queries("read_models")
MOST = 500

NotReached = Literal["unknown", "dead", "undelivered", "dropped", "silent", "to_tell"]
# silent: no report for a day; to_tell: the citizen left nothing to write to


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """The last result of a case, or what else is to be told; `since`: when it was known, or was sent."""

    id: int
    code: str
    unit: str
    restricted: bool
    line: str
    recipient: str  # URN: whom to call, "" where they left no number
    reason: Reason | None
    since: datetime
    why: NotReached


UNREACHED = rows.Select(SQL["unreached"], Unreached)


async def unreached(
    conn: Connection, reporting: Sequence[str], sight: Sight, *, case_id: int | None = None, limit: int = MOST
) -> list[Unreached]:
    """Those that this sight reaches, the oldest first. `reporting`: lines that reports of delivery come in by;
    `case_id`: of this case alone."""
    return await UNREACHED.all(conn, list(reporting), case_id, *sight.of_cases(), limit)
