"""All messages, whatever became of them: counted, searched, and one act that makes a case of what has none."""

from secrets import token_urlsafe

from starlette.responses import Response
from starlette.routing import Route

from gateway import views
from gateway.console.paging import Paging
from gateway.console.room import Room, Visit
from gateway.console.stuck import acts_of
from gateway.model import Outcome
from gateway.views import MessageFilter


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
        rows = await views.messages(conn, wanted, limit=paging.size + 1, offset=paging.offset)
        counts = await views.outcomes(conn)
        now = await views.now(conn)
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
