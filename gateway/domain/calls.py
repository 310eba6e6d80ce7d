"""The legs of one attempt -> what it came to. One missed call for each attempt of a caller, however many telephones
rang; one that a person took on any of them is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from gateway.domain.model.calls import CallLeg, JudgedCall

__all__ = ["judged", "merged"]

_NEVER = datetime.max.replace(tzinfo=UTC)


def merged(legs: Iterable[CallLeg]) -> list[CallLeg]:
    """Records of the same leg as one; each adds what it knows."""
    found: dict[str, CallLeg] = {}
    for leg in legs:
        known = found.get(leg.leg)
        found[leg.leg] = _both(known, leg) if known else leg
    return list(found.values())


def _both(first: CallLeg, second: CallLeg) -> CallLeg:
    moments = [one for one in (first.started_at, second.started_at) if one]
    return replace(
        first,
        caller=first.caller or second.caller,
        called=first.called or second.called,
        handled_by=second.handled_by or first.handled_by,
        started_at=min(moments, default=None),
        answered_at=first.answered_at or second.answered_at,
        ended_at=second.ended_at or first.ended_at,
        answered=first.answered or second.answered,
        final=first.final or second.final,
    )


def judged(legs: Sequence[CallLeg], otherwise: datetime) -> JudgedCall:
    """All legs of one attempt, at least one -> what it came to. `otherwise`: when it was noted first, for a system that
    tells no time.

    The first leg that leaves the office's own telephones says who called whom: a caller who is passed on to an
    officer's mobile number is still the caller."""
    ordered = sorted(legs, key=lambda leg: leg.started_at or _NEVER)
    first = next((leg for leg in ordered if leg.direction != "internal"), ordered[0])
    taken = [leg for leg in ordered if leg.answered]
    return JudgedCall(
        direction=first.direction,
        party=_party(first.direction, ordered),
        answered=bool(taken),
        started_at=first.started_at or ordered[0].started_at or otherwise,
        answered_at=min((leg.answered_at for leg in taken if leg.answered_at), default=None),
        ended_at=max((leg.ended_at for leg in ordered if leg.ended_at), default=None),
    )


def _party(direction: str, legs: Sequence[CallLeg]) -> str:
    same = [leg for leg in legs if leg.direction == direction]
    return next(filter(None, (leg.called if direction == "out" else leg.caller for leg in same)), "")
