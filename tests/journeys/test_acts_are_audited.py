"""Each act that changes something leaves one row of its own in the audit, in the transaction that does it: walked from
the table of acts itself, so that a new one is tried by itself. Page, terminal and mail call the same functions."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain import casework, grounds
from gateway.domain.actor import EVERY_UNIT, Actor, Role
from gateway.domain.errors import GatewayError
from gateway.domain.permissions import Act
from gateway.services import access, attending, restricting
from gateway.services.access import Thing
from gateway.services.accounts import people
from gateway.services.casework import answering, performing
from tests.journeys.test_every_role import DONE, UNITS, Do, an_office
from tests.support import console
from tests.support.console import Console
from tests.support.everything import Everything

EVERY = {EVERY_UNIT: frozenset(Role)}
LAN, HOA = (
    Actor(id=f"person:{name}", name=name, roles=EVERY, restricted_in=frozenset({EVERY_UNIT})) for name in ("lan", "hoa")
)
FORM = {
    "reason": "vì",
    "words": "Đang làm.",
    "unit": "cuanam",
    "body": "Sở Xây dựng",
    "urgency": "urgent",
    "kind": "phan_anh",
    "subject": "Rác",
    "place": "ngõ 12",
    "person": "lan",
    "ground": next(iter(grounds.load())),
    "question": "Bao giờ dọn rác?",
    "answer": "Đã dọn.",
    "by": "office",
    "until": f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}",
}
OTHER = (
    "UPDATE cases SET state = 'new', kind = 'phan_anh', unit = 'vanmieu', restricted = false WHERE id = 2 RETURNING 1"
)
SPLIT_OFF = "DELETE FROM case_links WHERE case_id = 1", "INSERT INTO case_links VALUES (1, 2, 'split') RETURNING 1"
UNTOLD = "UPDATE outbox SET case_id = 2 WHERE case_id = 1 AND purpose <> 'acknowledgement' RETURNING 1"
TOGETHER = {Act.MERGE: (OTHER,), Act.UNSPLIT: ("DELETE FROM case_merges", OTHER, *SPLIT_OFF, UNTOLD)}
HELD = "UPDATE messages SET outcome = 'held', rule = 'maybe_machine', case_id = NULL WHERE id = 1 RETURNING 1"
RESTRICTED = "UPDATE cases SET state = 'in_progress', restricted = true WHERE id = 1 RETURNING 1"
OPEN = "UPDATE cases SET state = 'in_progress', restricted = false WHERE id = 1 RETURNING 1"
SO = {  # what must be so before, of the case, message and reply that DONE acts on
    **dict.fromkeys((Act.SUBMIT_ANSWER, Act.APPROVE_ANSWER, Act.RETURN_ANSWER, Act.RESTRICT), OPEN),
    **dict.fromkeys((Act.UNRESTRICT, Act.NAME_FOR_CASE), RESTRICTED),
    **dict.fromkeys((Act.FILE, Act.DISMISS, Act.DECIDE_PERSON, Act.DECIDE_MACHINE), HELD),
    Act.SPLIT: "UPDATE messages SET outcome = 'follow_up', case_id = 1 WHERE id = 1 RETURNING 1",
    Act.REPLAY: "WITH part AS (UPDATE parts SET state = 'unreadable', partition = 1 WHERE message_id = 2),"
    " file AS (DELETE FROM attachments WHERE message_id = 2)"
    " UPDATE messages SET outcome = 'unreadable', case_id = NULL WHERE id = 2 RETURNING 1",
    Act.CALL_BACK: "UPDATE cases SET state = 'new', kind = 'goi_nho' WHERE id = 1 RETURNING 1",
    **dict.fromkeys((Act.SEND_NOW, Act.DROP_WAITING), "UPDATE outbox SET state = 'due' WHERE id = 1 RETURNING 1"),
    Act.ANNOUNCE: "UPDATE outbox SET state = 'undelivered' WHERE case_id = 1 AND purpose = 'result' RETURNING 1",
    Act.UNDO_ANSWER: OPEN,
    Act.DROP: "UPDATE outbox SET state = 'held' WHERE id = 1 RETURNING 1",
    Act.MARK_SENT: "UPDATE outbox SET state = 'unknown' WHERE id = 1 RETURNING 1",
}
OTHERWISE: Mapping[Act, Do] = {  # where DONE's own call is refused, or is several
    Act.VIEW: lambda c, who, it: _viewed(c, who, it),
    Act.APPROVE_ANSWER: lambda c, who, it: _submitted(
        c, it, lambda n: answering.approve(c.db, c.context, it.codes[0], n, who)
    ),
    Act.RETURN_ANSWER: lambda c, who, it: _submitted(
        c, it, lambda n: answering.send_back(c.db, c.context, it.codes[0], n, "vì", who)
    ),
    Act.UNDO_ANSWER: lambda c, who, it: _undone(c, who, it),
    Act.RESTRICT: lambda c, who, it: restricting.restrict(c.db, c.context, it.codes[0], "to_cao", "vì", who),
    Act.UNRESTRICT: lambda c, who, it: restricting.unrestrict(c.db, c.context, it.codes[0], "vì", who, tell=False),
    Act.REPLAY: lambda c, who, it: attending.replay(c.db, c.context, it.messages[1], who),
    Act.ADD_PERSON: lambda c, who, it: people.add(c.db, c.context, who, "mai", "Mai", "vanmieu", Role.READER),
}


async def _viewed(c: Console, who: Actor, it: Everything) -> None:
    async with c.db.transaction() as tx:
        await access.view(tx, c.context.config, who, Thing("case", it.codes[0]))


async def _undone(c: Console, who: Actor, it: Everything) -> None:
    await answering.answer(c.db, c.context, it.codes[0], "Đã xong.", who)
    await DONE[Act.UNDO_ANSWER](c, who, it)


async def _submitted(c: Console, it: Everything, act: Callable[[int], Awaitable[object]]) -> None:
    """A colleague has submitted an answer, on which this act is done."""
    await answering.submit(c.db, c.context, it.codes[0], "Đã xong.", HOA)
    (row,) = await c.rows("SELECT max(version) AS n FROM answers WHERE case_id = 1")
    await act(row["n"])


async def prepared(c: Console, act: Act) -> None:
    """The case, message or reply is as the act wants it."""
    if (row := casework.ACTS.get(act)) is not None:
        await c.rows(
            "UPDATE cases SET state = $1, kind = $2, handed_to = $3, unit = 'vanmieu', restricted = false,"
            " declined = 0, urgent = false, answered_at = now(), due_at = now() - interval '1 day',"
            " legal_hold = $4 WHERE id = 1 RETURNING 1",
            min(row.sources),
            "phan_anh" if "phan_anh" in row.kinds else min(row.kinds, default="phan_anh"),
            "cuanam" if row.handed_over == "pending" else "",
            row.on_hold is True,
        )
        for sql in TOGETHER.get(act, ()):
            await c.rows(sql)
        if row.public:
            await c.rows("DELETE FROM publications RETURNING 1")
        if "published" in row.public:
            await c.rows("INSERT INTO publications (case_id, state, actor) VALUES (1, 'published', '') RETURNING 1")
    elif act in SO:
        assert await c.rows(SO[act])


async def done(c: Console, act: Act, it: Everything) -> None:
    """Do it."""
    if act in casework.ACTS:
        await performing.perform(c.db, c.context, LAN, it.codes[0], act, {**FORM, "case": it.codes[1]})
    else:
        await OTHERWISE.get(act, DONE[act])(c, LAN, it)


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    publication = {"kinds": ["phan_anh"]}
    async with console.running(tmp_path, db_url, work=False, units=UNITS, publication=publication) as running:
        yield running


async def test_each_act_leaves_one_row(c: Console) -> None:
    all = await an_office(c)
    await c.rows("UPDATE messages SET flags = '{}' WHERE case_id = 1 RETURNING 1")  # one asks not to be published
    wrong: dict[Act, object] = {}
    for act in DONE:
        await prepared(c, act)
        (last,) = await c.rows("SELECT coalesce(max(id), 0) AS id FROM audit")
        try:
            await done(c, act, all)
        except GatewayError as error:
            wrong[act] = error
            continue
        sql = "SELECT act FROM audit WHERE id > $1 AND actor = $2 ORDER BY id"
        found = [row["act"] for row in await c.rows(sql, last["id"], LAN.id)]
        if found.count(act) != 1:  # one decision on a sender makes cases of several messages, each with a row
            wrong[act] = found
    assert wrong == {}


ELSEWHERE = {  # acts that are no call of DONE's: which test sees their row
    Act.LIST: "test_seen.py",
    Act.LOG_IN: "test_log_in.py",
    Act.LOG_OUT: "test_log_in.py",
    Act.OWN_ACCOUNT: "test_log_in.py",
    Act.FORGET_SENDER: "test_held.py",
    Act.EDIT_ROSTER: "test_roster.py",
    Act.IMPORT_ROSTER: "test_roster.py",
    Act.EDIT_UNITS: "test_units_page.py",
    Act.AUDIT: "test_audit.py",
    Act.EXPORT_AUDIT: "test_audit.py",
}
NOTHING_CHANGES = {  # and nobody's words are shown
    *(Act.HEALTH, Act.LIST_PEOPLE, Act.LIST_UNITS, Act.TEST_LINE),
    Act.SIMULATE,  # nobody's words: those of a citizen who is played
}
OF_THE_TERMINAL = {Act.IMPORT_CALLS, Act.RELOAD, Act.CUT_AUDIT, Act.BEGIN_AUDIT, Act.ERASE, Act.BACK_UP, Act.RESTORE}


def test_no_act_is_without_its_row() -> None:
    lists = (DONE.keys(), ELSEWHERE.keys(), NOTHING_CHANGES, OF_THE_TERMINAL)
    assert set().union(*lists) == set(Act)
    assert sum(map(len, lists)) == len(Act)
    for act, file in ELSEWHERE.items():
        text = (Path(__file__).parent / file).read_text("utf-8")
        assert act.value in text, (act, file)
