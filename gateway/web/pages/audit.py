"""Who saw and did what: filtered, in pages, exported."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.services.auditing import reading
from gateway.services.auditing.reading import Asked, Form
from gateway.web.http import exports, paging
from gateway.web.http.context import Page, PageContext, RequestContext

FILTERS = ("who", "act", "about", "since", "until")


def routes(pages: PageContext) -> list[Route]:
    """/audit and its files."""
    return [
        pages.page("/audit", _list, Act.AUDIT),
        pages.page("/audit/export.csv", _file("csv"), Act.EXPORT_AUDIT),
        pages.page("/audit/export.jsonl", _file("jsonl"), Act.EXPORT_AUDIT),
    ]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    before = paging.before(request)
    actor, asked = request.session.actor, _asked(request, pages.context.config.zone)
    async with pages.db.transaction() as tx:
        rows = await reading.look(tx, pages.context, actor, asked, limit=paging.SIZE + 1, before=before)
    return pages.show(
        request,
        "audit.html",
        here="audit",
        rows=rows[: paging.SIZE],
        older=rows[paging.SIZE - 1].id if len(rows) > paging.SIZE else None,
        is_first=before is None,
        query=request.kept(*FILTERS),
        wanted={name: request.typed(name) for name in FILTERS},
        acts={act.value: catalogue.words(f"trace.act_{act}", request.language) for act in Act},
    )


def _file(form: Form) -> Page:
    async def answer(pages: PageContext, request: RequestContext) -> Response:
        asked = _asked(request, pages.context.config.zone)
        written = reading.exported(pages.db, pages.context, request.session.actor, asked, form)
        return await exports.exported(pages, written, "audit", form)

    return answer


def _asked(request: RequestContext, zone: ZoneInfo) -> Asked:
    until = _day(request.asked("until"), zone)
    return Asked(
        who=request.typed("who"),
        act=request.typed("act"),
        about=request.typed("about"),
        since=_day(request.asked("since"), zone),
        until=until + timedelta(days=1) if until else None,
    )


def _day(written: str, zone: ZoneInfo) -> datetime | None:
    """The beginning of a day, None where none is written."""
    try:
        return datetime.combine(date.fromisoformat(written), time(), zone)
    except ValueError:
        return None
