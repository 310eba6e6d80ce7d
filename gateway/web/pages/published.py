"""What is public: for officers to look at, and its files for a website."""

from collections.abc import AsyncIterator
from datetime import datetime

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.services.casework import published
from gateway.services.casework.published import Form
from gateway.web.http.context import Page, PageContext, RequestContext
from gateway.web.http.paging import SIZE


def routes(pages: PageContext) -> list[Route]:
    """/published and its files."""
    return [
        pages.page("/published", _list, Act.LIST),
        pages.page("/published/export.csv", _file("csv", "text/csv; charset=utf-8"), Act.LIST),
        pages.page("/published/export.jsonl", _file("jsonl", "application/x-ndjson"), Act.LIST),
    ]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    before = request.asked("before")
    known = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    async with pages.db.transaction() as tx:
        rows = await published.look(tx, pages.context, request.session.actor, limit=SIZE + 1, before=known)
    return pages.show(
        request,
        "published.html",
        here="cases",
        rows=rows[:SIZE],
        older=rows[SIZE - 1].id if len(rows) > SIZE else None,
        units={name: unit.name for name, unit in pages.context.config.units.items()},
    )


def _file(form: Form, kind: str) -> Page:
    async def answer(pages: PageContext, request: RequestContext) -> Response:
        written = published.exported(pages.db, pages.context, request.session.actor, form)
        first = await anext(written, "")  # its row of audit is written before anything is answered
        name = f"published-{datetime.now(pages.context.config.zone):%Y-%m-%d}.{form}"
        head = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_from(first, written), media_type=kind, headers=head)

    return answer


async def _from(first: str, others: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for portion in others:
        yield portion
