"""What is public: for officers to look at, and its files for a website."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.services.casework import published
from gateway.services.casework.published import Form
from gateway.web.http import exports, paging
from gateway.web.http.context import Page, PageContext, RequestContext


def routes(pages: PageContext) -> list[Route]:
    """/published and its files."""
    return [
        pages.page("/published", _list, Act.LIST),
        pages.page("/published/export.csv", _file("csv"), Act.LIST),
        pages.page("/published/export.jsonl", _file("jsonl"), Act.LIST),
    ]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    before = paging.before(request)
    async with pages.db.transaction() as tx:
        rows = await published.look(tx, pages.context, request.session.actor, limit=paging.SIZE + 1, before=before)
    return pages.show(
        request,
        "published.html",
        here="cases",
        rows=rows[: paging.SIZE],
        older=rows[paging.SIZE - 1].id if len(rows) > paging.SIZE else None,
        units={name: unit.name for name, unit in pages.context.config.units.items()},
    )


def _file(form: Form) -> Page:
    async def answer(pages: PageContext, request: RequestContext) -> Response:
        written = published.exported(pages.db, pages.context, request.session.actor, form)
        return await exports.exported(pages, written, "published", form)

    return answer
