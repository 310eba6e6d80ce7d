"""All messages, whatever became of them: counted, searched, and one act that makes a case of what has none."""

from secrets import token_urlsafe

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.model import Outcome
from gateway.store import read_models
from gateway.store.read_models import MessageFilter
from gateway.web.paging import Paging
from gateway.web.room import Room, Visit
from gateway.web.stuck import acts_of


def routes(room: Room) -> list[Route]:
    """/messages."""
    return [room.page("/messages", _list)]


async def _list(room: Room, visit: Visit) -> Response:
    outcome, paging = visit.asked("outcome"), Paging.of(visit)
    wanted = MessageFilter(
        words=visit.typed("q"),
        outcome=outcome if outcome in set(Outcome) else "",
        line=visit.typed("line"),
    )
    async with room.db.connection() as conn:
        rows = await read_models.messages(conn, wanted, limit=paging.size + 1, offset=paging.offset)
        counts = await read_models.outcomes(conn)
        now = await read_models.now(conn)
    return room.show(
        visit,
        "messages.html",
        here="messages",
        rows=[{**row, "acts": acts_of("m", row)} for row in rows[: paging.size]],
        counts=[(outcome.value, counts.get(outcome, 0)) for outcome in Outcome],
        total=sum(counts.values()),
        paging=paging.more(len(rows)),
        query=visit.kept("q", "outcome", "line"),
        now=now,
        wanted=wanted,
        lines=list(room.house.config.lines),
        once=token_urlsafe(12),
    )
