"""Results that have not reached their citizens, or of which nobody knows: whom to call, and that they were called."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.domain.text import clean
from gateway.services import access
from gateway.services.casework import announcing
from gateway.store import read_models
from gateway.web.http.context import Form, PageContext, RequestContext, back
from gateway.web.pages.case import code_of


def routes(pages: PageContext) -> list[Route]:
    """/unreached, and the act on a case."""
    return [
        pages.page("/unreached", _list, Act.LIST),
        pages.act("/cases/{code}/announced", _announced, Act.ANNOUNCE),
    ]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    config, actor = pages.context.config, request.session.actor
    async with pages.db.connection() as conn:
        rows = await announcing.listed(conn, config, access.sight(config, actor))
        now = await read_models.now(conn)
    units = {name: unit.name for name, unit in config.units.items()}
    return pages.show(request, "unreached.html", here="cases", rows=rows, now=now, units=units)


async def _announced(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """The citizen was called."""
    code, note = code_of(request), clean(form.get("note"))[:500]
    await announcing.announce(pages.db, pages.context.config, code, note, request.session.actor)
    request.session.notices.append(("ok", request.label["announce_done"]))
    return back(f"/cases/{code}")
