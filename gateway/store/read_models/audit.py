"""Rows of audit: by whom, which act, on what, when; and by whose words somebody saw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain import codes
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.read_models import search
from gateway.store.read_models.sight import Sight

__all__ = ["About", "AuditFilter", "AuditRow", "audit_about", "audit_rows"]

SQL = database.queries("read_models")
_ID = re.compile(r"([mop])(\d{1,18})")
_TABLES = {"m": "message", "o": "outbox", "p": "part"}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What acts were done to: objects as audit has them, and how lists name what they showed."""

    objects: Sequence[str]
    listed: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which rows: "" and None mean any. `who`: an actor's id, or what stands behind its colon; `about`: as
    `audit_about` found it; `since` and `until`: from the one to before the other. `sight`: only rows on what it
    reaches; the reason of an act on a restricted case only where it reaches that."""

    sight: Sight

    who: str = ""
    act: str = ""
    about: About | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One act. `actor`, `object`: ids; `name`: of the person; `code`: of the case that it is about, "" for none."""

    id: int
    at: datetime
    actor: str
    name: str
    act: str
    object: str
    detail: str
    code: str
    restricted: bool


# One statement each, by what an index finds: a list that may be empty would have the whole table read.
BY = {
    "all": "true",
    "who": "a.actor = ANY(asked.who)",
    "about": "(a.object = ANY(asked.objects)"
    " OR (a.object = ANY(asked.lists) AND string_to_array(a.detail, ' ') && asked.listed))",
}
ROWS = {name: rows.Select(SQL["audit_rows"].replace("WHERE true", f"WHERE {by}"), AuditRow) for name, by in BY.items()}
LISTS = ["cases", "messages", "waiting"]  # objects of acts that show extracts


async def audit_rows(conn: Connection, wanted: AuditFilter, *, limit: int, before: int | None = None) -> list[AuditRow]:
    """Rows, the newest first; `before`: only older ones than that row."""
    by = "about" if wanted.about else "who" if wanted.who else "all"
    about = wanted.about or About(objects=())
    units, restricted = wanted.sight.of_cases()
    who = _actors(wanted.who)
    return await ROWS[by].all(
        conn,
        *(who, list(about.objects), list(about.listed), LISTS),
        *(wanted.act, wanted.since, wanted.until, before),
        *(units, wanted.sight.of_lines()[0], restricted),
        limit,
    )


def _actors(who: str) -> list[str]:
    """As audit may have it: a terminal's user stands without a kind."""
    return [who] if ":" in who else [who, *(f"{kind}:{who}" for kind in ("person", "page", "job"))] if who else []


async def audit_about(conn: Connection, typed: str) -> About:
    """What somebody typed: a case's code (with its messages and replies), m12, o7, p3, a number or address (whatever
    came from or went to it, with the cases it is about), or an object as audit has it."""
    typed = typed.strip()
    if named := _ID.fullmatch(typed.lower()):
        object = f"{_TABLES[named[1]]}:{int(named[2])}"
        return About(objects=[object], listed=[typed.lower()])
    if len(found := codes.parse(typed)) == 1:
        return await _of(conn, "audit_of_cases", list(found))
    if urn := search.urn_of(typed):
        found_about = await _of(conn, "audit_of_sender", urn)
        return About(objects=[*found_about.objects, f"sender:{urn}"], listed=found_about.listed)
    return About(objects=[typed])


async def _of(conn: Connection, statement: str, value: object) -> About:
    found = await conn.fetch(SQL[statement], value)
    return About(
        objects=[row["object"] for row in found], listed=[row["listed"] for row in found if row["listed"] is not None]
    )
