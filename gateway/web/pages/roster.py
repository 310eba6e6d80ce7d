"""The roster by hand: who is away and who stands in for them; shifts and persons that are taken out."""

from datetime import timedelta

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.services.roster import editing
from gateway.store import people, read_models
from gateway.web.http.context import Form, PageContext, RequestContext, back

MOMENT = timedelta(seconds=1)
FIELDS = ("person", "since", "until", "stand_in")


def routes(pages: PageContext) -> list[Route]:
    """/numbers/roster and its acts."""
    return [
        pages.page("/numbers/roster", _show, Act.EDIT_ROSTER),
        pages.act("/numbers/roster/away", _away, Act.EDIT_ROSTER),
        pages.act("/numbers/roster/remove", _remove, Act.EDIT_ROSTER),
    ]


async def _show(pages: PageContext, request: RequestContext) -> Response:
    async with pages.db.connection() as conn:
        kept, now = await people.kept(conn), await read_models.now(conn)
    names = {person.key: person.name for person in kept.persons}
    today = now.astimezone(pages.context.config.zone).date()
    ends = {one.id: one.until - MOMENT for one in kept.absences}  # of its last day, not the beginning of the next
    return pages.show(request, "roster.html", here="numbers", kept=kept, names=names, today=today, ends=ends)


async def _away(pages: PageContext, request: RequestContext, form: Form) -> Response:
    row = {name: form.get(name)[:40] for name in FIELDS}
    await editing.add_absence(pages.db, pages.context, request.session.actor, row)
    request.session.notices.append(("ok", request.label["roster_kept"]))
    return back("/numbers/roster")


async def _remove(pages: PageContext, request: RequestContext, form: Form) -> Response:
    await editing.remove(pages.db, request.session.actor, form.get("kind"), form.get("name")[:80])
    request.session.notices.append(("ok", request.label["roster_removed"]))
    return back("/numbers/roster")
