"""One message as the rules see it: its header, what its words say, what is known of its sender. No words."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.channel_traits import Traits
from gateway.domain.model import CaseFact, Decoded, Facts
from gateway.policy.content import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often one sender is answered. Counts per sender, over all lines; `old_days`: calendar days.

    `unproven_…`: how often those are answered of whom nobody can say whether they are who they say."""

    acknowledgements_per_sender_day: int = 3
    commands_per_sender_day: int = 10
    unproven_per_line_hour: int = 60
    unproven_per_domain_hour: int = 10
    unproven_per_sender_day: int = 2
    unproven_emergencies_per_line_hour: int = 20
    wrong_codes_per_hour: int = 5
    old_days: int = 7
    foreign_numbers: bool = True  # whether a number abroad is told once where to write


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInput:
    """A message, its content and its facts. Rules never look at `message.text` and its kin: that is read in content."""

    message: Decoded
    content: Said
    facts: Facts
    limits: Limits

    @property
    def traits(self) -> Traits:
        """Those of the channel it came by."""
        return self.facts.traits

    @property
    def at(self) -> datetime:
        """When it arrived."""
        return self.facts.arrived_at or self.facts.now

    @property
    def own(self) -> CaseFact | None:
        """The sender's own case among those the message names."""
        return next((c for c in self._named() if c.sender == self.message.sender), None)

    @property
    def foreign(self) -> CaseFact | None:
        """Another's case that the message names, or answers."""
        answered = (self.facts.thread,) if self.facts.thread else ()
        return next((c for c in (*answered, *self._named()) if c.sender != self.message.sender), None)

    @property
    def thread(self) -> CaseFact | None:
        """The sender's own case whose mail from us this answers: nobody else can know its Message-ID."""
        thread = self.facts.thread
        return thread if thread and thread.sender == self.message.sender else None

    def _named(self) -> tuple[CaseFact, ...]:
        known = self.facts.cases_by_code
        return tuple(known[code] for code in self.content.codes if code in known)
