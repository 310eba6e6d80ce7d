"""Calls that ring at a modem, told apart: what it says of them by itself -> attempts of callers.

A call says RING every few seconds and, under CLIP, +CLIP with the number behind each (3GPP TS 27.007 §7.6); it ends
with NO CARRIER, with a line of the maker's, or by silence. Nobody here answers it. Pure but for what it remembers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.domain.model import RangCall

__all__ = ["Rings"]

SILENCE = timedelta(seconds=12)  # networks ring every 4 to 6 s: after this the caller has given up
AGAIN = timedelta(seconds=30)  # makers say MISSED_CALL after NO CARRIER: it is the same call
KEPT = 1_000  # attempts that nobody takes; then the oldest goes
ENDS = frozenset({"call_ended", "missed", "restarted", "gone"})


@dataclass(frozen=True, slots=True)
class _Ringing:
    """One call that rings. `number`: None as long as only RING was said."""

    number: str | None
    began: datetime
    last: datetime


class Rings:
    """One line's calls; they outlive the modem's child and the link until they are noted."""

    def __init__(self) -> None:
        self._ringing: list[_Ringing] = []
        self._ended: list[RangCall] = []
        self._latest: RangCall | None = None

    def hear(self, kind: str, number: str | None, at: datetime) -> None:
        """What the modem has said: ring, or what ends calls (unasked.py). `number`: None where none was said."""
        self._silent(at)
        if kind == "ring":
            self._ring(number, at)
        elif kind in ENDS:
            self._end(at, number if kind == "missed" else None)
            if kind == "missed":
                self._missed(number or "", at)

    def ended(self, now: datetime) -> tuple[RangCall, ...]:
        """Attempts that are over and not noted yet, the first first."""
        self._silent(now)
        return tuple(self._ended)

    def forget(self, noted: Iterable[RangCall]) -> None:
        """These are noted."""
        gone = set(noted)
        self._ended = [call for call in self._ended if call not in gone]

    def _ring(self, number: str | None, at: datetime) -> None:
        for n, one in enumerate(self._ringing):
            if number is None or one.number in (None, number):
                self._ringing[n] = replace(one, number=one.number if number is None else number, last=at)
                return
        self._ringing.append(_Ringing(number, at, at))

    def _silent(self, now: datetime) -> None:
        for one in [one for one in self._ringing if now - one.last > SILENCE]:
            self._over(one, one.last)

    def _end(self, at: datetime, number: str | None) -> None:
        for one in list(self._ringing):
            self._over(replace(one, number=one.number or number), at)

    def _over(self, one: _Ringing, at: datetime) -> None:
        self._ringing = [other for other in self._ringing if other.began != one.began]
        self._keep(RangCall(number=one.number or "", began=one.began, ended=at))

    def _missed(self, number: str, at: datetime) -> None:
        """The maker's own word that a caller has given up: of a call that rang it is nothing new."""
        if self._latest is None or self._latest.number != number or at - self._latest.ended > AGAIN:
            self._keep(RangCall(number=number, began=at, ended=at))

    def _keep(self, call: RangCall) -> None:
        self._latest = call
        self._ended = [*self._ended, call][-KEPT:]
