"""What an answer of the wire means for its row and for its line. Pure; mail and SMS alike.

An answer tells whose trouble it is, or it does not: "552", "relay denied" or CMS 302 are said of one recipient, of one
message, and of an account that may send nothing at all. Where it does not, the line's other rows are the evidence.
While others get through, the trouble is the recipient's: a try is used up, and after the last one the row is dead.
While nobody does, it may be the line's: no try is used up, the row steps aside and another is tried in its place; when
that one fails too the line is down, and what stepped aside is due again as soon as somebody gets through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from gateway.domain.errors import GatewayError, OutcomeUnknown, Permanent, Unclear

__all__ = ["MANY", "SEVERAL", "Evidence", "Verdict", "of_attempt"]

SEVERAL = 2  # recipients refused in unclear words since somebody last got through, with which the line counts as down
MANY = 4  # the same, of answers that ask for patience (greylisting, a busy server), and of silence
CROWD = 8  # the same, of recipients whose own trouble it has been so far
OTHERS = 3  # of those: too many to use a try of theirs up
ALONE = timedelta(days=1)  # a row that alone is refused, and nobody else is tried: a day's limit would be over by then
LONGEST = 7 * 86400.0  # seconds; no wait is longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the line besides this answer, by its attempts of the last days; moments are the database's.

    `passed_at`: when another row was last taken by the wire. `first_at`, `last_at`: of this row's own earlier attempts
    of this round whose answer did not name the recipient. `refused`: how many different other recipients have failed
    since `passed_at` with such an answer; `unclear`: those of them of whom nobody could say whose trouble it was.
    `asides`: how often this row has waited for others already, so that it waits longer each time.
    """

    now: datetime | None = None
    passed_at: datetime | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    refused: int = 0
    unclear: int = 0
    asides: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`state`: due, dead or unknown. `scope`: whose trouble it was, kept with the attempt; "shown": the recipient's, as
    others show. `used`: a try is used up. `after`: seconds until the next. `aside`: the row goes behind the line's
    others and is due again as soon as one of them gets through. `asides`: see Evidence, afterwards. `down`: the line
    cannot send, as far as anybody can tell."""

    state: Literal["due", "dead", "unknown"]
    scope: Literal["recipient", "shown", "line", "unknown"]
    used: bool = True
    after: float = 0
    aside: bool = False
    asides: int = 0
    down: bool = False


def of_attempt(
    error: GatewayError, seen: Evidence, *, tried: int, tries: int, backoff: Sequence[float], repeatable: bool
) -> Verdict:
    """The verdict on one failed attempt of a row. `tried`: tries used up before, of `tries`; `backoff`: seconds between
    them. `repeatable`: what is of unknown fate may be sent again (a mail, by its Message-ID)."""
    if isinstance(error, Permanent):
        return Verdict(state="dead", scope="recipient")
    if error.scope == "line":
        return _of_the_line(seen, backoff)
    last = tried + 1 >= tries
    again = Verdict(
        state="dead" if last else "due",
        scope="recipient",
        after=0 if last else _step(backoff, tried),
        asides=seen.asides,
    )
    if error.scope == "recipient":
        return again
    if isinstance(error, OutcomeUnknown):  # it may be out: a copy more is a try more, whosever trouble it is
        state = again.state if repeatable else "unknown"
        return replace(again, state=state, scope="unknown", down=_down(seen, MANY))
    limit = SEVERAL if isinstance(error, Unclear) else MANY
    return _unclear(seen, replace(again, scope="shown"), tries, backoff, limit)


def _unclear(seen: Evidence, again: Verdict, tries: int, backoff: Sequence[float], limit: int) -> Verdict:
    """The answer does not say. `again`: what it means if the trouble is the recipient's."""
    waits = Verdict(
        state="due",
        scope="unknown",
        used=False,
        after=_step(backoff, seen.asides),
        aside=True,
        asides=seen.asides + 1,
        down=_down(seen, limit),
    )
    if _passed_since(seen, seen.first_at):
        crowd = replace(waits, scope="shown", down=seen.refused + 1 >= CROWD)
        return again if seen.refused < OTHERS else crowd
    alone = seen.passed_at and not seen.refused and seen.now and seen.first_at and seen.now - seen.first_at > ALONE
    return replace(waits, state="dead", aside=False) if alone and waits.asides >= tries else waits


def _of_the_line(seen: Evidence, backoff: Sequence[float]) -> Verdict:
    """The answer names the line. A row that meets it while others get through before and after is left behind, for
    longer each time, and uses no try up: what is wrong is not the recipient's."""
    if _passed_since(seen, seen.last_at):
        after = _step(backoff, seen.asides)
        return Verdict(state="due", scope="line", used=False, after=after, asides=seen.asides + 1)
    return Verdict(state="due", scope="line", used=False, aside=True, asides=seen.asides, down=True)


def _down(seen: Evidence, limit: int) -> bool:
    """Whether the line is down: the next ones fail too, or nobody has got through for days and this one fails again."""
    return seen.unclear + 1 >= limit or (seen.passed_at is None and seen.asides + 1 >= limit)


def _passed_since(seen: Evidence, at: datetime | None) -> bool:
    return at is not None and seen.passed_at is not None and seen.passed_at > at


def _step(backoff: Sequence[float], n: int) -> float:
    return min(LONGEST, backoff[min(n, len(backoff) - 1)])
