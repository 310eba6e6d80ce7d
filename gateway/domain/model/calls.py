"""Calls as telephone systems tell of them: legs, and what a caller's whole attempt came to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

__all__ = ["CALL_OUTCOMES", "DIRECTIONS", "CallLeg", "CallOutcome", "Direction", "JudgedCall"]

Direction = Literal["in", "out", "internal"]
CallOutcome = Literal["open", "answered", "unanswered"]
DIRECTIONS: tuple[Direction, ...] = ("in", "out", "internal")
CALL_OUTCOMES: tuple[CallOutcome, ...] = ("open", "answered", "unanswered")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLeg:
    """What one record says of one leg: one telephone that rang, one queue, one recording. A system that tells of every
    state sends several of the same leg; each adds what it knows.

    `leg`: the same for records of the same leg, `attempt` for the legs of one caller's attempt. `caller`, `called`:
    URNs, "" where withheld or no number. `answered`: a person took it, no machine. `final`: it has ended.
    """

    leg: str
    attempt: str
    direction: Direction
    caller: str = ""
    called: str = ""
    handled_by: str = ""  # the extension or person that took it, as the system writes it
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    answered: bool = False
    final: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCall:
    """What one attempt came to. `party`: the citizen's URN, whoever called, "" where withheld."""

    direction: Direction
    party: str
    answered: bool
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None

    @property
    def missed(self) -> bool:
        """Whether a citizen called and nobody took it."""
        return self.direction == "in" and not self.answered
