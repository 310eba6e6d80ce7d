"""Each field of a row lands in the column of its name.

Every field gets a value that no other has, so that any two swapped, in Python or in SQL, are found here. What a field
of a type is called with is made from its name: a field that is added later is tried without a word here.
"""

import hashlib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

import pytest

from gateway.domain.model import Attachment, Batch, Concat, Purpose, Rated, Received
from gateway.domain.reasons import Reason, text
from gateway.domain.reasons import row as row_of
from gateway.store import cases, inbox, lines, outbox
from gateway.store.cases import NewCase, NewEvent, NewLink, Touch
from gateway.store.database import Database
from gateway.store.inbox import NewMessage
from gateway.store.lines import Lease
from gateway.store.outbox import NewOutbox

LINE = "sim"
START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LISTS = ("reasons", "flags", "withheld", "recipients", "reply_to", "refs")


@pytest.fixture
async def lease(db: Database) -> Lease:
    async with db.transaction() as tx:
        await lines.declare(tx, [(LINE, "sms", "tel:+84590001022")])
    (taken,) = await lines.take(db, "line", [LINE], "test", 60)
    return taken


def distinct(kind: type, **given: Any) -> dict[str, Any]:
    """A value of its own for each field: its name, its place as a number, as a moment. Booleans: see `one_true`."""
    types, values = typing.get_type_hints(kind), {}
    for place, name in enumerate((field.name for field in fields(kind)), start=1):
        wanted = [one for one in typing.get_args(types[name]) if one is not type(None)] or [types[name]]
        made: dict[type, Any] = {
            str: f"the {name}",
            Reason: text(name),
            int: 1000 + place,
            datetime: START + timedelta(hours=place),
            bytes: hashlib.sha256(name.encode()).digest(),
            bool: False,
        }
        values[name] = given[name] if name in given else _of(wanted[0], made)
    seen = [value for value in values.values() if not isinstance(value, bool | Mapping | tuple)]
    assert len(set(seen)) == len(seen), "two fields have one value: a swap would not be seen"
    return values


def _of(kind: type, made: Mapping[type, Any]) -> Any:
    return next(iter(kind)) if issubclass(kind, Enum) else made[kind]


def one_true(kind: type, **given: Any) -> list[dict[str, Any]]:
    """A row for each boolean field, in which it alone is true; one row where there is none."""
    types = typing.get_type_hints(kind)
    flags = [name for name, wanted in types.items() if wanted is bool]
    return [distinct(kind, **given, **dict.fromkeys(flags, False) | {flag: True}) for flag in flags] or [
        distinct(kind, **given)
    ]


async def row(db: Database, sql: str, *arguments: Any) -> dict[str, Any]:
    async with db.connection() as conn:
        found = await conn.fetchrow(sql, *arguments)
    assert found is not None
    return dict(found)


def same(wanted: Mapping[str, Any], found: Mapping[str, Any], *aside: str) -> None:
    """Every field is in the column of its name; `aside`: what has no column, or is looked at otherwise."""
    there = {name: row_of(value) if isinstance(value, Reason) else value for name, value in wanted.items()}
    there = {name: value for name, value in there.items() if name not in aside}
    assert {name: found[name] for name in there} == there


async def opened(db: Database, **given: Any) -> dict[str, Any]:
    wanted = distinct(NewCase, **{"id": 700, "about": ("light",), "clocks": (), **given})
    async with db.transaction() as tx:
        await cases.open_many(tx, [NewCase(**wanted)])
    return wanted


async def test_of_a_case(db: Database) -> None:
    for n, wanted in enumerate(one_true(NewCase, about=("light", "@ngo 12"), clocks=())):
        wanted |= {"id": 700 + n, "code": f"code {n}"}
        async with db.transaction() as tx:
            await cases.open_many(tx, [NewCase(**wanted)])
        found = await row(db, "SELECT * FROM cases WHERE id = $1", 700 + n)
        same(wanted, found | {"about": tuple(found["about"])}, "clocks")


async def test_of_a_cases_event_and_link(db: Database, lease: Lease) -> None:
    first, other = await opened(db, id=701, code="first"), await opened(db, id=702, code="other")
    message = await registered(db, lease, id=801)
    payload = Rated(rule="the rule", command="the command", rating=4)
    wanted = distinct(NewEvent, case_id=first["id"], message_id=message["id"], payload=payload)
    async with db.transaction() as tx:
        (event,) = await cases.write_events(tx, [NewEvent(**wanted)])
        await cases.write_links(tx, [NewLink(case_id=first["id"], other_id=other["id"], reason="the reason")])
    detail = {"rule": "the rule", "command": "the command", "rating": 4}
    found = await row(db, "SELECT * FROM case_events WHERE id = $1", event)
    same({**wanted, "kind": "rated", "detail": detail}, found, "payload")
    link = await row(db, "SELECT * FROM case_links")
    same({"case_id": first["id"], "other_id": other["id"], "reason": "the reason"}, link)


async def test_a_message_that_comes_late_does_not_turn_a_cases_clock_back(db: Database) -> None:
    case = await opened(db, last_message_at=START)
    later = START + timedelta(days=1)
    for touch, wanted in (
        (Touch(case_id=case["id"], at=later), (later, False, False)),
        (Touch(case_id=case["id"], at=START), (later, False, False)),
        (Touch(case_id=case["id"], at=START, urgent=True), (later, True, False)),
        (Touch(case_id=case["id"], at=START, restricted=True), (later, True, True)),
        (Touch(case_id=case["id"], at=START), (later, True, True)),
    ):
        async with db.transaction() as tx:
            await cases.touch(tx, [touch])
        found = await row(db, "SELECT last_message_at, urgent, restricted FROM cases")
        assert tuple(found.values()) == wanted


def piece(words: str) -> Received:
    body = words.encode()
    return Received(
        digest=hashlib.sha256(b"digest of " + body).digest(),
        body=body,
        location=f"place of {words}",
        sender_key=f"sender of {words}",
        arrived_at=START,
    )


async def registered(
    db: Database, lease: Lease, *, attachments: Sequence[Attachment] = (), **given: Any
) -> dict[str, Any]:
    """A message whose part lies there, written; its fields."""
    async with lines.guarded(db, lease) as tx:
        await inbox.store(tx, LINE, Batch(received=(piece("x"),)), window=60, retry=1, give_up=3)
    part = await row(db, "SELECT ready_seq, digest FROM parts ORDER BY id DESC LIMIT 1")
    lists = {name: (f"the {name}", f"another of {name}") for name in LISTS}
    given = {"outcome": "held", **lists, "case_id": None, "attachments": tuple(attachments), **given}
    wanted = distinct(NewMessage, **part, **given)
    async with db.transaction() as tx:
        await inbox.register(tx, [NewMessage(**wanted)])
    return wanted


async def test_of_a_message(db: Database, lease: Lease) -> None:
    case = await opened(db)
    wanted = await registered(db, lease, case_id=case["id"])
    found = await row(db, "SELECT * FROM messages")
    lists = {name: list(wanted[name]) for name in LISTS}
    same({**wanted, **lists}, found, "ready_seq", "attachments")
    assert (await row(db, "SELECT message_id FROM parts"))["message_id"] == wanted["id"]


async def test_of_an_attachment(db: Database, lease: Lease) -> None:
    content = b"the content"
    digest = hashlib.sha256(content).hexdigest()
    attached = [
        Attachment(
            **distinct(Attachment, content=content, sha256=digest, flags=("macros", "encrypted"))
            | {"inline": n == 1, "name": f"name {n}"}
        )
        for n in range(2)
    ]
    message = await registered(db, lease, attachments=attached)
    for n, one in enumerate(attached):
        found = await row(
            db, "SELECT a.*, b.bytes FROM attachments a JOIN blobs b ON b.sha256 = a.blob WHERE n = $1", n
        )
        wanted = {"message_id": message["id"], "blob": bytes.fromhex(digest), "bytes": content}
        wanted["flags"] = list(one.flags)
        same(wanted | {name: getattr(one, name) for name in ("name", "type", "size", "inline")}, found)


async def test_of_a_part(db: Database, lease: Lease) -> None:
    concat = Concat(**distinct(Concat, bits=8, seq=3, total=5, content=b"8 octets"))
    body, digest = b"the body", hashlib.sha256(b"the digest").digest()
    for wanted in one_true(Received, concat=concat, body=body, digest=digest):
        async with lines.guarded(db, lease) as tx:
            await inbox.store(tx, LINE, Batch(received=(Received(**wanted),)), window=60, retry=1, give_up=3)
        found = await row(db, "SELECT p.*, b.bytes AS body FROM parts p JOIN blobs b ON b.sha256 = p.blob")
        same(wanted, found, "concat")
        assert (found["line"], found["size"]) == (LINE, len(body))
        assert found["partition"] == inbox.partition_of(wanted["sender_key"])
        same({"concat_ref": concat.ref << 1, "concat_total": 5, "concat_seq": 3, "concat_content": b"8 octets"}, found)


async def test_of_the_outbox(db: Database, lease: Lease) -> None:
    case = await opened(db)
    given = {"line": LINE, "case_id": case["id"], "purpose": Purpose.RESULT, "state": "held", "refs": ("one", "two")}
    for n, wanted in enumerate([*one_true(NewOutbox, **given), distinct(NewOutbox, **given)]):
        wanted |= {"id": 900 + n, "cause": f"cause {n}"}
        outgoing = NewOutbox(**wanted)
        async with db.transaction() as tx:
            await outbox.enqueue(tx, [outgoing])
        found = await row(db, "SELECT * FROM outbox WHERE id = $1", outgoing.id)
        same({**wanted, "refs": list(outgoing.refs), "priority": outgoing.priority}, found)
