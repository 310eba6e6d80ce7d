"""One decided message, with all that its rows are made of."""

from dataclasses import dataclass

from gateway.domain.model import CaseFact, Decision
from gateway.runtime.context import Context
from gateway.services.intake.facts import BatchFacts, ReadMessage
from gateway.settings.config import Line


@dataclass(slots=True, kw_only=True)
class Entry:
    """See above. `case`: the one it opens, joins or is about."""

    context: Context
    facts: BatchFacts
    read: ReadMessage
    decision: Decision
    message_id: int
    line: Line
    language: str
    case: CaseFact | None
