"""/units: the units of the office, one of them with all that is known of it, and a form for what the register says."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act, Subject, may
from gateway.domain.text import fold
from gateway.services.units import editing, export, files, standing
from gateway.settings.units import written_hours
from gateway.store import people, units
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back

SHOWN = 100
MOST_CHARACTERS = 500  # of a cell
CHANGED = tuple(name for name in files.UNITS if name != "key")


def routes(pages: PageContext) -> list[Route]:
    """/units and its act."""
    return [
        pages.page("/units", _list, Act.LIST_UNITS),
        pages.page("/units/{key}", _show, Act.LIST_UNITS),
        pages.act("/units/{key}", _change, Act.EDIT_UNITS),
    ]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    words = request.typed("q")
    async with pages.db.connection() as conn:
        found = await standing.look(conn, pages.context, request.session.actor)
    wanted = fold(words)
    matching = [one for one in found if wanted in fold(f"{one.key} {one.unit.name} {one.unit.name_en}")]
    return pages.show(request, "units.html", here="units", rows=matching[:SHOWN], n=len(matching), words=words)


async def _show(pages: PageContext, request: RequestContext) -> Response:
    key = request.named("key")
    async with pages.db.connection() as conn:
        one = await standing.one(conn, pages.context, request.session.actor, key)
        if one is None:
            raise Refused(404, "missing")
        register, persons = await units.held(conn), await people.persons(conn)
    config = pages.context.config
    row = None if one.is_provisioned else register.units.get(key)
    may_edit = row is not None and may(request.session.actor, Act.EDIT_UNITS, Subject(units=frozenset({key}))) is None
    return pages.show(
        request,
        "unit.html",
        here="units",
        one=one,
        above=config.unit_tree.above(key)[1:],
        hours=written_hours(one.unit.office_hours),
        days=[day for day in register.days if day.unit in ("", key)],
        names={name: unit.name for name, unit in config.units.items()},
        persons=persons,
        kinds=files.KINDS,
        cells=export.cells(row) if row and may_edit else {},
    )


async def _change(pages: PageContext, request: RequestContext, form: Form) -> Response:
    key = request.named("key")
    cells = {name: form.get(name)[:MOST_CHARACTERS].strip() for name in CHANGED}
    changed = await editing.change(pages.db, pages.context, request.session.actor, key, cells)
    request.session.notices.append(("ok", request.label["unit_kept" if changed else "unit_same"]))
    return back(f"/units/{key}")
