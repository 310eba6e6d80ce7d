"""Every row of one message, in the order of time: what came, what was decided, what was queued, what the wire said.

It starts from any name a row has (a case's code, m12, o34, p56) and gathers what hangs on it by the keys
that the tables themselves carry. It only reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.domain.errors import NotAllowed
from gateway.store import audit, cases, database
from gateway.store.database import Connection

__all__ = ["Entry", "gather"]

SQL = database.queries("trace")
RANK = ("part", "message", "case", "event", "outbox", "attempt", "report", "settled", "audit")  # at the same moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened. `id`: p56, m12, c3, e7, o34, a9 or u5 (audit); `row`: the whole row, without bytes."""

    at: datetime
    kind: str  # one of RANK
    id: str
    words: str
    row: Mapping[str, Any] = field(repr=False)


@dataclass(slots=True, kw_only=True)
class _Keys:
    """Where to look: ids by table."""

    parts: set[int] = field(default_factory=set)
    messages: set[int] = field(default_factory=set)
    cases: set[int] = field(default_factory=set)  # whole cases, with all that hangs on them
    events: set[int] = field(default_factory=set)
    outbox: set[int] = field(default_factory=set)


async def gather(conn: Connection, target: str) -> list[Entry]:
    """All rows of the case with this code, or of the one message that m12, o34 or p56 belongs to, oldest first.

    Raises NotAllowed where there is no such row."""
    keys = await _start(conn, target)
    if not keys.cases:
        await _message_of(conn, keys)
    parts = await _rows(conn, "parts", keys.parts, keys.messages)
    keys.messages |= {row["message_id"] for row in parts if row["message_id"]}
    messages = await _rows(conn, "messages", keys.messages, keys.cases)
    ids = {row["id"] for row in messages}
    if ids - keys.messages:
        parts = await _rows(conn, "parts", keys.parts, ids)
    events = await _rows(conn, "events", keys.cases, ids, keys.events)
    causes = {f"message:{i}" for i in ids} | {f"event:{row['id']}" for row in events}
    outgoing = await _rows(conn, "outbox", keys.outbox, keys.cases, causes)
    of_cases = keys.cases | {row["case_id"] for row in (*messages, *outgoing) if row["case_id"]}
    named = await _rows(conn, "cases", of_cases)
    tries = await _rows(conn, "attempts", {row["id"] for row in outgoing})
    objects = [f"message:{i}" for i in ids] + [f"outbox:{row['id']}" for row in outgoing]
    objects += [f"case:{row['code']}" for row in named if row["id"] in keys.cases]
    files = await _rows(conn, "attachments", ids)
    told = [
        *_parts(parts),
        *_messages(messages, files),
        *_cases(named),
        *_events(events),
        *_outbox(outgoing),
        *_attempts(tries),
        *_audit(await audit.of(conn, objects)),
    ]
    return sorted(told, key=lambda entry: (entry.at, RANK.index(entry.kind), int(entry.id[1:])))


async def _start(conn: Connection, target: str) -> _Keys:
    letter, digits = target[:1].lower(), target[1:]
    if letter in ("m", "o", "p") and digits.isascii() and digits.isdigit():
        table = {"m": "messages", "o": "outbox", "p": "parts"}[letter]
        keys = _Keys(**{table: {int(digits)}})
        empty: list[set[Any]] = [set()] * (2 if table == "outbox" else 1)
        if not await _rows(conn, table, {int(digits)}, *empty):
            raise NotAllowed(f"không có dòng nào mang số {target}")
        return keys
    case = await cases.find(conn, target)
    if case is None:
        raise NotAllowed(f"không có vụ việc nào mang mã {target}")
    return _Keys(cases={case.id})


async def _message_of(conn: Connection, keys: _Keys) -> None:
    """From a part to its whole message; from an outbox row to the message or event that caused it."""
    for part in list(keys.parts):
        keys.parts |= {row["id"] for row in await conn.fetch(SQL["group_of_part"], part)}
    for row in await _rows(conn, "outbox", keys.outbox, set(), set()) if keys.outbox else ():
        kind, _, number = row["cause"].partition(":")
        if kind == "message":
            keys.messages.add(int(number))
        elif kind == "event":
            keys.events.add(int(number))


async def _rows(conn: Connection, name: str, *keys: Iterable[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in await conn.fetch(SQL[name], *(sorted(one) for one in keys))]


# --- rows -> entries -------------------------------------------------------------------------------------------------


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()}


def _entry(at: datetime, kind: str, id: str, row: Mapping[str, Any], *words: str) -> Entry:
    return Entry(at=at, kind=kind, id=id, words=" · ".join(word for word in words if word), row=_plain(row))


def _parts(rows: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    for row in rows:
        place = f"part {row['concat_seq']} of {row['concat_total']}" if row["concat_total"] else ""
        old = "old at first contact" if row["old"] else ""
        told = f"{row['line']}: {row['size']} bytes, {row['state']}, tries {row['tries']}+{row['tries_alone']} alone"
        source = "done at the source" if row["confirmed_at"] else f"not yet confirmed, tries {row['confirm_tries']}"
        yield _entry(row["received_at"], "part", f"p{row['id']}", row, told, place, old, row["reason"], source)


def _messages(rows: Iterable[Mapping[str, Any]], files: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    attached: dict[int, list[dict[str, Any]]] = {}
    for file in files:
        attached.setdefault(file["message_id"], []).append(dict(file))
    for row in rows:
        reasons, flags, held_back = ("; ".join(row[name]) for name in ("reasons", "flags", "withheld"))
        yield _entry(
            row["registered_at"],
            "message",
            f"m{row['id']}",
            {**row, "attachments": attached.get(row["id"], [])},
            f"decided: {row['outcome']} by rule {row['rule']}",
            f"because {reasons}" if reasons else "",
            f"flags {flags}" if flags else "",
            f"withheld {held_back}" if held_back else "",
            f"by {row['decided_by']}" if row["decided_by"] else "",
        )


def _cases(rows: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    for row in rows:
        marks = " ".join(name for name in ("urgent", "restricted") if row[name])
        words = (f"{row['code']} now {row['state']}", row["line"], marks)
        yield _entry(row["opened_at"], "case", f"c{row['id']}", row, *words)


def _events(rows: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    for row in rows:
        said = "; ".join(f"{key} {value}" for key, value in row["detail"].items() if key != "text")
        caused = f"m{row['message_id']}" if row["message_id"] else ""
        yield _entry(row["at"], "event", f"e{row['id']}", row, row["kind"], caused, said, row["actor"])


def _outbox(rows: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    for row in rows:
        words = f"{row['purpose']} owed on {row['line']} for {row['cause']}"
        yield _entry(row["created_at"], "outbox", f"o{row['id']}", row, words, row["message_id"])
        if row["settled_at"] is not None:
            yield _entry(row["settled_at"], "settled", f"o{row['id']}", row, f"now {row['state']}", row["reason"])
        elif row["state"] != "due" or row["reason"]:
            yield _entry(row["created_at"], "settled", f"o{row['id']}", row, f"now {row['state']}", row["reason"])


def _attempts(rows: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    for row in rows:
        which = f"o{row['outbox_id']} part {row['part']} of {row['parts']}, round {row['round']}, epoch {row['epoch']}"
        remote = f"remote id {row['remote_id']}" if row["remote_id"] else ""
        reference = f"TP-MR {row['reference']}" if row["reference"] is not None else ""
        words = (f"{row['state']} on {row['line']}", which, remote, reference, row["error"])
        yield _entry(row["opened_at"], "attempt", f"a{row['id']}", row, *words)
        if row["reported_at"] is not None:
            yield _entry(row["reported_at"], "report", f"a{row['id']}", row, f"o{row['outbox_id']}: {row['report']}")


def _audit(rows: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    for row in rows:
        words = f"{row['actor']}: {row['act']} {row['object']}"
        yield _entry(row["at"], "audit", f"u{row['id']}", row, words, row["detail"])
