"""Who saw and did what, for whoever may know: listed and exported, by page and terminal alike. Each look is itself an
act with a row. No citizen's words stand in audit; addresses of senders are masked."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from gateway.domain import addresses
from gateway.domain.actor import Actor
from gateway.domain.permissions import Act
from gateway.runtime import logs
from gateway.runtime.context import Context
from gateway.services import access, spreadsheets
from gateway.store import audit, read_models
from gateway.store.database import Connection, Database
from gateway.store.read_models import AuditFilter, AuditRow

__all__ = ["Asked", "Form", "exported", "look"]

AT_ONCE = 1_000  # rows of an export
Form = Literal["csv", "jsonl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed into the filters, "" and None for any. `about`: a case, message, reply, number, address or an
    object as audit has it (read_models.audit_about); from `since` to before `until`."""

    who: str = ""
    act: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        """As audit keeps it: without a whole number or address."""
        urn = read_models.urn_of(self.about.strip())
        about = addresses.mask(urn) if urn else logs.mask(self.about)
        times = (moment.isoformat() if moment else "" for moment in (self.since, self.until))
        said = zip(("who", "act", "about", "since", "until"), (self.who, self.act, about, *times), strict=True)
        return " ".join(f"{name}={value}" for name, value in said if value)


async def look(
    tx: Connection, context: Context, actor: Actor, asked: Asked, *, limit: int, before: int | None = None
) -> list[AuditRow]:
    """Rows, the newest first, of what this actor may know; `before`: only older than that row."""
    await audit.write(tx, actor, Act.AUDIT, "list:audit", str(asked))
    return await _rows(tx, await _filter(tx, context, actor, asked, Act.AUDIT), limit, before)


async def exported(db: Database, context: Context, actor: Actor, asked: Asked, form: Form) -> AsyncIterator[str]:
    """All of them as text, in portions: CSV with a head, or an object a line."""
    async with db.transaction() as tx:
        await audit.write(tx, actor, Act.EXPORT_AUDIT, "list:audit", f"{form} {asked}".strip())
        wanted = await _filter(tx, context, actor, asked, Act.EXPORT_AUDIT)
    if form == "csv":
        yield spreadsheets.MARK + spreadsheets.csv_rows([COLUMNS])
    before: int | None = None
    while True:
        async with db.connection() as conn:
            found = await _rows(conn, wanted, AT_ONCE, before)
        if not found:
            return
        before = found[-1].id
        yield _written([_cells(row, context.config.zone) for row in found], form)


async def _filter(conn: Connection, context: Context, actor: Actor, asked: Asked, act: Act) -> AuditFilter:
    about = await read_models.audit_about(conn, asked.about) if asked.about.strip() else None
    return AuditFilter(
        sight=access.sight(context.config, actor, act),
        who=asked.who.strip(),
        act=asked.act,
        about=about,
        since=asked.since,
        until=asked.until,
    )


async def _rows(conn: Connection, wanted: AuditFilter, limit: int, before: int | None) -> list[AuditRow]:
    found = await read_models.audit_rows(conn, wanted, limit=limit, before=before)
    return [replace(row, object=_masked(row.object), detail=_without_addresses(row)) for row in found]


def _masked(object: str) -> str:
    kind, _, name = object.partition(":")
    return f"{kind}:{addresses.mask(name)}" if kind == "sender" else object


def _without_addresses(row: AuditRow) -> str:
    """What was asked for is written without them (Asked)."""
    return row.detail if row.act in (Act.AUDIT, Act.EXPORT_AUDIT) else logs.mask(row.detail)


COLUMNS = ("id", "at", "actor", "name", "act", "object", "case", "detail")


def _cells(row: AuditRow, zone: ZoneInfo) -> Sequence[str]:
    at = row.at.astimezone(zone).isoformat(timespec="seconds")
    return (str(row.id), at, row.actor, row.name, row.act, row.object, row.code, row.detail)


def _written(rows: Sequence[Sequence[str]], form: Form) -> str:
    if form == "csv":
        return spreadsheets.csv_rows(rows)
    return "".join(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
