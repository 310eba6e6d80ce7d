"""A history in which everything occurs that domain/model names: each case state, kind, event, outcome, outbox and
attempt state, purpose, report, and each phrase that is noted on a message. Written straight into the tables.

What it holds is taken from domain/model itself: something new there is in it by itself, or the writing fails.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, get_args

from gateway.domain import codes
from gateway.domain.actor import superuser
from gateway.domain.deadlines.profiles import DEADLINES, DeadlineKind
from gateway.domain.model import (
    CASE_STATES,
    TRANSITIONS,
    Accepted,
    Allocated,
    Announced,
    Answered,
    AnswerReturned,
    AnswerSubmitted,
    AnswerUndone,
    Apologised,
    Asked,
    Assigned,
    CalledBack,
    Closed,
    CommandGiven,
    ContactAdded,
    Copied,
    Corrected,
    Declined,
    DueMoved,
    Entered,
    Erased,
    EventKind,
    EventPayload,
    FollowUp,
    Guided,
    HandedOn,
    Kind,
    LegalHold,
    LegalHoldLifted,
    Merged,
    MissedCall,
    Noted,
    Opened,
    Outcome,
    Progressed,
    Published,
    Purpose,
    Rated,
    Referred,
    Rejected,
    Reopened,
    ReportStatus,
    Restricted,
    Resumed,
    Started,
    TakenBack,
    TakenOver,
    Undelivered,
    Unmerged,
    Unpublished,
    Unrestricted,
    Unsplit,
    Withheld,
)
from gateway.domain.model.names import Flag, Restrained
from gateway.domain.reasons import CODES, row
from gateway.services.clocks import beginning
from gateway.store import cases, publications, references, senders, shared_answers
from gateway.store.cases import NewCase, NewEvent, NewLink
from gateway.store.database import Connection, Database
from gateway.store.deadlines import NewClock
from gateway.store.references import Reference

LINES = ("vanmieu-sms", "vanmieu-mail")
UNKNOWN = "words that no table has"
LINKS = ("complaint", "split", "same_mail")
PAYLOADS: tuple[EventPayload, ...] = (  # as intake, answering and the store write them
    Opened(rule="new_case"),
    Entered(came_by="counter", answer_by="call"),
    FollowUp(rule="follow_up"),
    Copied(rule="copy"),
    CommandGiven(rule="status", command="TT"),
    Rated(rule="rating", command="DG", rating=5),
    Reopened(),
    Answered(text="Đã sửa xong.", version=1),
    AnswerSubmitted(version=1),
    AnswerUndone(version=1),
    ContactAdded(reason="đến gặp trực tiếp"),
    Announced(outbox=1, way="telephone", note="gặp vợ"),
    AnswerReturned(version=1, reason="thiếu ngày"),
    Undelivered(purpose="result", outbox=1),
    Restricted(kind="to_cao", reason="nêu tên cán bộ"),
    Unrestricted(kind="phan_anh", reason="chỉ nói về rác"),
    MissedCall(call=1),
    CalledBack(reached=True, call=2),
    DueMoved(deadline="answer", before="2026-12-01T10:00:00+00:00", after="2026-12-04T10:00:00+00:00", why="asked"),
    Accepted(),
    Assigned(person="lan"),
    Asked(text="Ở đoạn nào?"),
    Resumed(),
    HandedOn(unit="cuanam", reason="thuộc phường Cửa Nam"),
    TakenOver(unit="vanmieu", unit_before="cuanam"),
    Declined(unit="cuanam", reason="không phải địa bàn"),
    TakenBack(unit="cuanam"),
    Allocated(unit="vanmieu", unit_before="cuanam", reason="đúng địa bàn"),
    Referred(body="Thanh tra thành phố", reason="vượt thẩm quyền"),
    Rejected(ground="unclear", text="Chưa rõ ở đâu."),
    Guided(),
    Started(),
    Progressed(text="Đã đặt lịch."),
    Apologised(text="Đèn về chậm.", before="2026-11-20T10:00:00+00:00", until="2026-12-04T10:00:00+00:00"),
    Noted(text="@lan xem giúp", mentions=("lan",)),
    Merged(case="HN-7K3M9K", reason="cùng một cột đèn"),
    Unmerged(case="HN-7K3M9K", reason="hai cột khác nhau"),
    Unsplit(case="HN-7K3M9K", reason="cùng một việc"),
    Corrected(kind="kien_nghi", urgency="urgent", subject="Rác", place="ngõ 12"),
    Closed(reason="gửi trùng"),
    Published(question="Bao giờ sửa đèn?", answer="Đã sửa."),
    Unpublished(by="office", reason="còn tên người"),
    Withheld(by="citizen", reason="gọi điện xin"),
    LegalHold(reason="tòa án hỏi"),
    LegalHoldLifted(reason="đã xử"),
    Erased(),
)
assert {payload.KIND for payload in PAYLOADS} == set(EventKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """What was written."""

    codes: tuple[str, ...]
    messages: tuple[int, ...]
    outbox: tuple[int, ...]


async def write(db: Database) -> Everything:
    """Write it into an empty, migrated database whose lines are declared."""
    async with db.transaction() as tx:
        written = await _cases(tx)
        messages = [id for n, code in enumerate(written[:2], 1) for id in await _messages(tx, n, code)]
        outbox = await _outbox(tx, 1)
        await cases.write_links(tx, [NewLink(case_id=n, other_id=n + 1, reason=why) for n, why in enumerate(LINKS, 1)])
        named, hidden = (cases.CaseLine(case_id=n, line=LINES[0], unit="vanmieu", hidden=n == 3) for n in (1, 3))
        await cases.stand_on(tx, [named, hidden])
        await references.add(tx, Reference(system="1022", id="<A-7>", case_id=1))
        await tx.execute(
            "UPDATE cases SET answered_at = now() WHERE id = 3"
        )  # the first two have every flag: no such wish
        assert await publications.publish(tx, 3, 0, "Bao giờ sửa đèn?", "Đã sửa.", "page:ai")
        await _without_case(tx)
        await _shared(tx)
    return Everything(codes=tuple(written), messages=tuple(messages), outbox=tuple(outbox))


async def _cases(tx: Connection) -> list[str]:
    """A case of each state, the kinds in turn, with an event of each kind."""
    now = datetime.now(UTC)
    kinds = cycle(Kind)
    names = [codes.make("HN", bytes([n, 7]), b"key") for n, _ in enumerate(CASE_STATES, 1)]
    new = [
        NewCase(
            id=n,
            code=code,
            line=LINES[n % 2] if n < len(names) else "gone",  # the last one's left the configuration
            channel=("sms", "email")[n % 2],
            unit="vanmieu" if n < len(names) else "gone",
            sender=("tel:+84590001301", "mailto:citizen@example.com")[n % 2],
            sender_name=("", "Nguyễn Thị Mẫu")[n % 2],
            language=("vi", "en")[n % 3 == 0],
            subject=("", "Rác đổ trộm ở đầu phố")[n % 2],
            kind=next(kinds),
            urgent=n % 3 == 0,
            restricted=n % 4 == 0,
            due_at=now + timedelta(days=n - 4),
            last_message_at=now,
            clocks=beginning.as_json([_clock(n, kind, now) for kind in DEADLINES]),
        )
        for n, code in enumerate(names, 1)
    ]
    await cases.open_many(tx, new)
    for n, state in enumerate(CASE_STATES, 1):
        await tx.execute("UPDATE cases SET state = $2 WHERE id = $1", n, state)
        events = [NewEvent(case_id=n, payload=payload, actor="page:ai") for payload in PAYLOADS]
        await cases.write_events(tx, events)
    await tx.execute("UPDATE cases SET rating = 4, rated_at = now(), answered_at = now() WHERE id % 2 = 0")
    await tx.execute("UPDATE deadlines SET done_at = now() WHERE kind = 'accept'")
    await tx.execute("UPDATE deadlines SET paused_at = now() WHERE kind = 'transfer'")
    await tx.execute("SELECT setval('cases_id_seq', 100)")
    return names


def _clock(case_id: int, kind: DeadlineKind, now: datetime) -> NewClock:
    at = now + timedelta(days=case_id - 5)
    return NewClock(case_id=case_id, kind=kind, term="5 days", counted_from=now, due_at=at, urgent=False, look_at=now)


async def _messages(tx: Connection, case_id: int, code: str) -> list[int]:
    """A message of each outcome on the case, one with all that may be noted on it, one part and one attachment each."""
    ids = []
    for outcome in Outcome:
        every = outcome is Outcome.HELD
        reasons = [
            row(code(**dict.fromkeys(code.names, "5")))
            for code in CODES.values()
            if every or code.name == "policy.spam"
        ]
        flags = [*get_args(Flag), "incomplete:2/3", UNKNOWN] if every else ["spam"]
        restraints = [*get_args(Restrained), UNKNOWN] if every else ["old"]
        digest = f"{code} {outcome}".encode()
        body = f"Subject: {code}\r\n\r\nĐầu phố có rác.\r\n".encode()
        await tx.execute("INSERT INTO blobs (sha256, bytes) VALUES ($1, $2)", digest, body)
        id = await tx.fetchval(
            "INSERT INTO messages (line, digest, outcome, rule, reasons, flags, withheld, sender, sender_name,"
            " reply_to, subject, text, reply, arrived_at, case_id, decided_by)"
            " VALUES ($1, $2, $3, $3, $4, $8, $5, $6, 'Mẫu',"
            " ARRAY['mailto:a@example.com'], 'Rác', 'Đầu phố có rác. > trích', 'Đầu phố có rác.', now(), $7, 'page:ai')"
            " RETURNING id",
            LINES[case_id % 2],
            digest,
            outcome,
            reasons,
            [f"acknowledgement: {why}" for why in restraints],
            ("tel:+84590001301", "mailto:citizen@example.com")[case_id % 2],
            case_id,
            flags,
        )
        await tx.execute(
            "INSERT INTO parts (line, digest, blob, size, location, state, arrived_at, message_id)"
            " VALUES ($1, $2, $2, $3, '1/1', 'registered', now(), $4)",
            LINES[case_id % 2],
            digest,
            len(body),
            id,
        )
        await tx.execute("INSERT INTO attachments VALUES ($1, 1, 'ảnh.jpg', 'image/jpeg', 9, $2, false)", id, digest)
        ids.append(id)
    return ids


async def _shared(tx: Connection) -> None:
    """One answer to several cases, of which each became something else."""
    id = await tx.fetchval("INSERT INTO shared_answers (author, text) VALUES ('page:thu', 'Đã có điện.') RETURNING id")
    for n, state in enumerate(get_args(shared_answers.State), 1):
        reason = row(CODES["case.shared_restricted"](case="HN-7K3M9K")) if state == "refused" else None
        await tx.execute("INSERT INTO shared_answer_cases VALUES ($1, $2, $3, $4)", id, n, state, reason)


async def _without_case(tx: Connection) -> None:
    """Messages that nobody has made a case of: many from one sender, from one list, from nobody; what was decided."""
    for n, outcome in enumerate([Outcome.HELD] * 7 + [Outcome.AUTOMATIC, Outcome.SYSTEM, Outcome.COMMAND]):
        await tx.execute(
            "INSERT INTO messages (line, digest, outcome, rule, sender, sender_name, list_id, subject, reply,"
            " arrived_at) VALUES ($1, $2, $3, 'maybe_machine', $4, $5, $6, $7, $8, now())",
            LINES[1],
            f"alone {n}".encode(),
            outcome,
            ("mailto:tin@news.example", "", "mailto:lan@example.com")[n % 3],
            ("", "Trần Thị Lan")[n % 2],
            ("", "tin.news.example")[n % 2],
            ("", f"Bản tin {n}")[n % 2],
            ("Tin tức trong tuần.", "")[n % 4 == 0],
        )
    await senders.decide(tx, "list", "tin.bank.example", "machine", superuser("page:ai"))
    await senders.decide(tx, "sender", "mailto:lan@example.com", "person", superuser("page:ai"))


async def _outbox(tx: Connection, case_id: int) -> list[int]:
    """A reply of each purpose and in each state; one has attempts in each state and with each report."""
    ids = []
    for purpose in Purpose:
        for n, state in enumerate(TRANSITIONS["outbox"] if purpose is Purpose.RESULT else ["unknown", "sent"]):
            id = await tx.fetchval(
                "INSERT INTO outbox (line, case_id, cause, purpose, recipient, state, priority, subject, text,"
                " automatic, reason) VALUES ($1, $2, $3, $4, $5, $6, 2, 'Tiêu đề', 'Lời', true, $7) RETURNING id",
                LINES[case_id % 2],
                case_id,
                f"message:{case_id * 100 + n}",
                purpose,
                ("tel:+84590001301", "mailto:citizen@example.com")[case_id % 2],
                state,
                (
                    None,
                    row(CODES["smtp.refused"](step="RCPT", reply="550")),
                    row(CODES["sms.number_not_in_use"](cms=1)),
                )[n % 3],
            )
            ids.append(id)
            if (purpose, state) == (Purpose.RESULT, "unknown"):
                await _attempts(tx, id)
    return ids


async def _attempts(tx: Connection, outbox_id: int) -> None:
    reports: list[Any] = ["", *ReportStatus]
    for n, (state, report) in enumerate((s, r) for s in TRANSITIONS["attempt"] for r in reports):
        await tx.execute(
            "INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, deadline, reference,"
            " error, report) VALUES ($1, $2, 'tel:+84590001301', 1, 1, 1, 1, $3, now(), $4, $5, $6)",
            outbox_id,
            LINES[1],
            state,
            (None, 7)[n % 2],
            (None, row(CODES["sms.no_network"](cms=38)))[n % 2],
            report,
        )
