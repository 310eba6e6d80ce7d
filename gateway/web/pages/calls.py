"""Calls: who is to be called back, and a day's figures by line and hour."""

from datetime import date

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.services.calls import day
from gateway.web.http.context import PageContext, RequestContext


def routes(pages: PageContext) -> list[Route]:
    """/calls."""
    return [pages.page("/calls", _show, Act.LIST)]


async def _show(pages: PageContext, request: RequestContext) -> Response:
    async with pages.db.connection() as conn:
        seen = await day.look(conn, pages.context, request.session.actor, _day(request.asked("day")))
    return pages.show(request, "calls.html", here="calls", seen=seen)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
