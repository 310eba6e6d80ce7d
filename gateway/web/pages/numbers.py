"""Numbers: whether each published number and mailbox is proved reachable, who is on duty and who answers for it; the
same as a report to print or to open in a spreadsheet."""

from collections.abc import Callable, Sequence

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act, may
from gateway.services import spreadsheets
from gateway.services.numbers import report, standing
from gateway.services.numbers.standing import Standing
from gateway.web.http.context import Page, PageContext, RequestContext

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def routes(pages: PageContext) -> list[Route]:
    """/numbers, /numbers/report and its files."""
    return [
        pages.page("/numbers", _show, Act.LIST),
        pages.page("/numbers/report", _report, Act.LIST),
        pages.page("/numbers/report.csv", _file(spreadsheets.as_csv, "text/csv; charset=utf-8", "csv"), Act.LIST),
        pages.page("/numbers/report.xlsx", _file(spreadsheets.as_xlsx, SPREADSHEET, "xlsx"), Act.LIST),
    ]


async def _look(pages: PageContext, request: RequestContext) -> Standing:
    async with pages.db.connection() as conn:
        return await standing.look(conn, pages.context, request.session.actor)


async def _show(pages: PageContext, request: RequestContext) -> Response:
    may_edit = may(request.session.actor, Act.EDIT_ROSTER) is None
    return pages.show(request, "numbers.html", here="numbers", seen=await _look(pages, request), may_edit=may_edit)


async def _report(pages: PageContext, request: RequestContext) -> Response:
    seen = await _look(pages, request)
    head, *rows = report.table(seen, request.language, pages.context.config.zone)
    return pages.show(request, "numbers_report.html", here="numbers", at=seen.now, head=head, rows=rows)


def _file(written: Callable[[Sequence[Sequence[str]]], bytes], kind: str, ending: str) -> Page:
    async def answer(pages: PageContext, request: RequestContext) -> Response:
        seen, zone = await _look(pages, request), pages.context.config.zone
        content = written(report.table(seen, request.language, zone))
        name = f"numbers-{seen.now.astimezone(zone):%Y-%m-%d}.{ending}"
        return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    return answer
