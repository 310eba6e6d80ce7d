"""What other units have of what one's own had before: how it stands, for whoever is asked about it."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.model import CASE_STATES
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.services import access
from gateway.store import read_models
from gateway.web.http.context import PageContext, RequestContext

__all__ = ["routes"]


def routes(pages: PageContext) -> list[Route]:
    """/cases/handed-on."""
    return [pages.page("/cases/handed-on", _list, Act.LIST)]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    """Codes, units and states: no words, hence no row of audit."""
    config = pages.context.config
    async with pages.db.connection() as conn:
        rows = await read_models.handed_on(conn, access.sight(config, request.session.actor))
    return pages.show(
        request,
        "handed_on.html",
        here="cases",
        rows=rows,
        units={key: unit.name for key, unit in config.units.items()},
        state_words={state: catalogue.words(f"state.{state}", request.language) for state in CASE_STATES},
    )
