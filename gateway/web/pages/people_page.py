"""Who has an account, which roles they hold, who is named for restricted cases."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.services.accounts import people
from gateway.web.http.context import PageContext, RequestContext


def routes(pages: PageContext) -> list[Route]:
    """/people."""
    return [pages.page("/people", _list, Act.LIST_PEOPLE)]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    units = {key: unit.name for key, unit in pages.context.config.units.items()}
    rows = await people.listed(pages.db, request.session.actor)
    return pages.show(request, "people.html", here="people", rows=rows, units=units)
