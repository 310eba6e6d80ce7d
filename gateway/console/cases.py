"""The list of cases: the most urgent first, filtered, searched by code, last digits of a number, or words."""

from starlette.responses import Response
from starlette.routing import Route

from gateway import cases as ledger
from gateway import codes, replies, views
from gateway.console.room import Room, Visit, back
from gateway.model import CASE_STATES, OPEN_CASE_STATES, Kind
from gateway.views import Filter

PAGE = 50
LAST_PAGE = 200
MARKS = ("urgent", "overdue", "restricted")


def routes(room: Room) -> list[Route]:
    """/cases."""
    return [room.page("/cases", _list)]


async def _list(room: Room, visit: Visit) -> Response:
    wanted, number = _wanted(visit), _number(visit.asked("page"))
    named = codes.parse(wanted.words)
    async with room.db.connection() as conn:
        if len(named) == 1 and await ledger.find(conn, named[0]):
            return back(f"/cases/{named[0]}")
        rows = await views.listed(conn, wanted, limit=PAGE + 1, offset=(number - 1) * PAGE)
    config = room.house.config
    return room.show(
        visit,
        "cases.html",
        here="cases",
        rows=rows[:PAGE],
        more=len(rows) > PAGE and number < LAST_PAGE,
        number=number,
        wanted=wanted,
        query=_query(visit),
        status=200,
        states=CASE_STATES if wanted.closed else OPEN_CASE_STATES,
        state_words=replies.STATUS[visit.language],
        kinds=[kind.value for kind in Kind],
        marks_known=MARKS,
        lines=list(config.lines),
    )


def _wanted(visit: Visit) -> Filter:
    state, kind, mark = visit.asked("state"), visit.asked("kind"), visit.asked("mark")
    closed = visit.asked("closed") == "1" or (state in CASE_STATES and state not in OPEN_CASE_STATES)
    return Filter(
        words=visit.asked("q")[:200].replace("\x00", ""),
        state=state if state in CASE_STATES else "",
        line=visit.asked("line")[:100].replace("\x00", ""),
        kind=kind if kind in {one.value for one in Kind} else "",
        mark=mark if mark in MARKS else "",
        closed=closed,
    )


def _number(typed: str) -> int:
    return min(LAST_PAGE, max(1, int(typed))) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1


def _query(visit: Visit) -> list[tuple[str, str]]:
    """The filters of this list as pairs, for the links to its other pages."""
    return [(name, visit.asked(name)) for name in ("q", "state", "line", "kind", "mark", "closed") if visit.asked(name)]
