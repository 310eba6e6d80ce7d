"""Whose a thing is: the line and units that have it, and whether it is restricted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Belonging", "Thing", "belonging"]

SQL = database.queries("read_models")

Kind = Literal["case", "message", "outbox", "part"]


class Thing(NamedTuple):
    """One thing that persons see and act on, by what it is called after: a code, or a number."""

    kind: Kind
    key: str | int

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """`line`: by which it came or goes, "" for a case; `units`: of its case, none where it has none;
    `asked`: the unit that is asked to take its case over, "" for none; `persons`: ids of those named for that case."""

    line: str
    restricted: bool
    units: Sequence[str]
    persons: Sequence[str]
    asked: str


FIND: Mapping[Kind, rows.Select[Belonging]] = {
    kind: rows.Select(SQL[f"subject_{kind}"], Belonging) for kind in get_args(Kind)
}


async def belonging(conn: Connection, thing: Thing) -> Belonging | None:
    """Whose it is; None where there is no such thing."""
    return await FIND[thing.kind].first(conn, thing.key)
