"""Numbers: each published number and mailbox, who is on duty for it and who answers for it."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.services.roster import standing
from gateway.web.http.context import PageContext, RequestContext


def routes(pages: PageContext) -> list[Route]:
    """/numbers."""
    return [pages.page("/numbers", _show, Act.LIST)]


async def _show(pages: PageContext, request: RequestContext) -> Response:
    async with pages.db.connection() as conn:
        seen = await standing.look(conn, pages.context, request.session.actor)
    return pages.show(request, "numbers.html", here="numbers", seen=seen)
