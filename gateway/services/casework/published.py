"""What is public, listed for officers and exported for a website: never with a case's code, by which a citizen asks."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from gateway.domain.actor import Actor
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import access, spreadsheets
from gateway.services.casework import people
from gateway.store import audit, publications
from gateway.store.database import Connection, Database
from gateway.store.publications import Publication

__all__ = ["Form", "exported", "look"]

AT_ONCE = 500  # of an export
Form = Literal["csv", "jsonl"]
COLUMNS = (
    "id",
    "unit",
    "unit_name",
    "kind",
    "language",
    "question",
    "answer",
    "asked_on",
    "answered_on",
    "published_at",
    "changed_at",
)


async def look(
    tx: Connection, context: Context, actor: Actor, *, limit: int, before: int | None = None
) -> list[Publication]:
    """What is public of the units that this actor sees, the newest first; `before`: behind the one of this id."""
    units = access.units_of(actor, Act.LIST)
    found = await publications.listed(tx, units, None, before, limit)
    await access.view_list(tx, actor, "published", (one.code for one in found))
    return found


async def exported(
    db: Database, context: Context, actor: Actor, form: Form, since: datetime | None = None
) -> AsyncIterator[str]:
    """All of it as text, in portions: CSV with a head, or an object a line. `since`: published from then on."""
    units = access.units_of(actor, Act.LIST)
    async with db.transaction() as tx:
        await audit.write(tx, actor, Act.LIST, "published", f"{form} {since.isoformat() if since else ''}".strip())
    if form == "csv":
        yield spreadsheets.MARK + spreadsheets.csv_rows([COLUMNS])
    before: int | None = None
    while True:
        async with db.connection() as conn:
            found = await publications.listed(conn, units, since, before, AT_ONCE)
        if not found:
            return
        before = found[-1].id
        yield _written([_as_public(context, one) for one in found], form)


def _as_public(context: Context, one: Publication) -> Mapping[str, str | int]:
    """What others may know of it: days, not moments, of what the citizen and the office did."""
    zone = context.config.zone
    unit = people.units(context).get(one.unit)
    said: Sequence[str | int] = (
        one.id,
        one.unit,
        unit.name if unit else one.unit,
        one.kind,
        one.language,
        one.question,
        one.answer,
        one.asked_at.astimezone(zone).date().isoformat(),
        one.answered_at.astimezone(zone).date().isoformat(),
        one.published_at.astimezone(zone).isoformat(timespec="seconds"),
        one.at.astimezone(zone).isoformat(timespec="seconds"),
    )
    return dict(zip(COLUMNS, said, strict=True))


def _written(found: Sequence[Mapping[str, str | int]], form: Form) -> str:
    if form == "csv":
        return spreadsheets.csv_rows([[str(one[name]) for name in COLUMNS] for one in found])
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
