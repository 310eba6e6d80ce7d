"""Tokens by which officers answer notices, and the answers that wait to be acted on. The only writer of its table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["NewToken", "OfficerReply", "Token", "find", "issue", "pending", "previews", "use"]

SQL = database.queries("reply_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """What a mail to an officer allows about one case. `hash`: of the token; `person`: the key, "" for nobody; `act`:
    what is to be confirmed, or what the mail is about (services/by_mail/letters.py); `form`: what it is done with."""

    hash: str
    person: str
    case_id: int | None
    act: str
    expires_at: datetime
    form: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token(NewToken):
    """One row. `mail`: the person's address as it is now; `code`: of the case."""

    id: int
    mail: str
    code: str
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerReply:
    """A message that answers a notice. `reply`: its own words; `copied`: the same mail came before."""

    id: int
    line: str
    sender: str
    subject: str
    text: str = field(repr=False)
    reply: str = field(repr=False)
    remote_id: str
    in_reply_to: str
    refs: Sequence[str]
    recipients: Sequence[str]
    copied: bool


ISSUE = rows.Insert(SQL["issue"], NewToken)
FIND = rows.Select(SQL["find"], Token)
PENDING = rows.Select(SQL["pending"], OfficerReply)


async def issue(tx: Connection, new: Sequence[NewToken]) -> None:
    """Write what a mail allows, in the transaction that queues it."""
    await ISSUE.execute(tx, new)


async def find(conn: Connection, hashes: Iterable[str]) -> list[Token]:
    """All rows of these tokens; asks nothing where there are none."""
    wanted = list(hashes)
    return await FIND.all(conn, wanted) if wanted else []


async def use(tx: Connection, id: int) -> bool:
    """Use one up; False where it is used up or too old."""
    return await tx.fetchval(SQL["use"], id) is not None


async def previews(conn: Connection, person: str, case_id: int) -> int:
    """How often this person was asked to confirm something about this case in the last 24 hours."""
    return int(await conn.fetchval(SQL["previews"], person, case_id))


async def pending(tx: Connection, *, scans: bool) -> OfficerReply | None:
    """The first that nothing has come of, for this transaction alone. `scans`: of one with files once a virus scanner
    has looked at them, or has not for ten minutes."""
    return await PENDING.first(tx, scans)
