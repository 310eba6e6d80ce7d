"""Which clocks a case has from the moment that it is opened, or open again, and when they are due."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count

from gateway.domain.deadlines import clock, profiles
from gateway.domain.deadlines.clock import Clock
from gateway.domain.deadlines.profiles import DeadlineKind
from gateway.domain.deadlines.terms import Office, Term, due, parse
from gateway.runtime.context import Context
from gateway.settings.config import Unit
from gateway.store.deadlines import Deadline, NewClock, PendingReminder

__all__ = [
    "as_json",
    "asked",
    "awaited",
    "begun",
    "new_clocks",
    "promised",
    "promises",
    "running",
    "to_publish",
]

FOR_THE_CITIZEN = Term(10, "working_days")  # to answer what they are asked, where no profile says
FOR_THE_ASKED = Term(1, "working_days")  # to say whether they take a case over, where no profile says
FOR_PUBLICATION = Term(5, "working_days")  # from the answer on, where no profile says


def begun(context: Context, unit: Unit, kind: str, at: datetime, *, urgent: bool) -> dict[DeadlineKind, Clock]:
    """The clocks of a case of that kind that begin at a moment; always one for its answer."""
    office = context.config.office_of(unit)
    return {
        name: clock.started(term, at, office, is_urgent=urgent)
        for name, term in _terms(context, kind, at, urgent=urgent).items()
        if name not in profiles.LATER
    }


def promised(until: datetime, at: datetime, office: Office, *, urgent: bool) -> Clock:
    """A clock that begins at a moment and ends when a person has promised it: in so many working days."""
    days = next(n for n in count(1) if due(Term(n, "working_days"), at, office) >= until)
    return Clock(term=Term(days, "working_days"), counted_from=at, due_at=until, is_urgent=urgent)


def awaited(context: Context, unit: Unit, kind: str, at: datetime, *, urgent: bool) -> Clock:
    """The clock of a citizen who is asked at that moment: once it is over, somebody decides without their answer."""
    term = _terms(context, kind, at, urgent=urgent).get("citizen", FOR_THE_CITIZEN)
    return clock.started(term, at, context.config.office_of(unit), is_urgent=False)


def asked(context: Context, unit: Unit, kind: str, at: datetime, *, urgent: bool) -> Clock:
    """The clock of a unit that is asked at that moment to take a case over, by its own hours."""
    term = _terms(context, kind, at, urgent=urgent).get("take_over", FOR_THE_ASKED)
    return clock.started(term, at, context.config.office_of(unit), is_urgent=urgent)


def to_publish(context: Context, unit: Unit, kind: str, at: datetime) -> Clock:
    """The clock of an answer of that moment that is to be public."""
    term = _terms(context, kind, at, urgent=False).get("publish", FOR_PUBLICATION)
    return clock.started(term, at, context.config.office_of(unit), is_urgent=False)


def _terms(context: Context, kind: str, at: datetime, *, urgent: bool) -> dict[DeadlineKind, Term]:
    times = context.config.times
    if not times.profile:
        return {"answer": Term(times.answer_days, "working_days")}
    day = at.astimezone(context.config.zone).date()
    own = context.config.own_terms
    found = profiles.terms(times.profile, kind, "urgent" if urgent else "normal", day, own)
    return {name: row.term for name, row in found.items()}


def running(row: Deadline | PendingReminder) -> Clock:
    """A row as the clock that it is."""
    return Clock(
        term=parse(row.term),
        counted_from=row.counted_from,
        due_at=row.due_at,
        used=row.used,
        is_urgent=row.urgent,
    )


def new_clocks(case_id: int, clocks: Mapping[DeadlineKind, Clock], office: Office) -> list[NewClock]:
    """Clocks as rows."""
    return [
        NewClock(
            case_id=case_id,
            kind=kind,
            term=str(one.term),
            counted_from=one.counted_from,
            due_at=one.due_at,
            urgent=one.is_urgent,
            look_at=clock.next_look(one, 0, one.counted_from, office),
        )
        for kind, one in clocks.items()
    ]


def promises(clocks: Iterable[NewClock]) -> dict[int, datetime]:
    """By case, the day of an answer that its citizen is told."""
    return {one.case_id: one.due_at for one in clocks if one.kind == "answer"}


def as_json(rows: list[NewClock]) -> tuple[Mapping[str, object], ...]:
    """Rows as `NewCase.clocks` has them."""
    return tuple(
        {
            "kind": row.kind,
            "term": row.term,
            "counted_from": row.counted_from.isoformat(),
            "due_at": row.due_at.isoformat(),
            "urgent": row.urgent,
            "look_at": row.look_at.isoformat(),
        }
        for row in rows
    )
