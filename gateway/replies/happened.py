"""What an event says beside its kind: why, which unit, who, what was corrected; the words of a note."""

from gateway.domain.model import EventPayload, Noted
from gateway.replies import catalogue

__all__ = ["details"]

SAID = ("case", "unit", "person", "body", "subject", "place", "reason", "note")  # as it stands there


def details(payload: EventPayload | None, language: str) -> list[str]:
    """In one language; what citizens or officers wrote is as they wrote it. What was told to the citizen stands beside
    the event, and is not said again."""
    found = [
        catalogue.words(f"{name}.{value}", language)
        for name in ("kind", "urgency", "ground", "came_by", "answer_by", "by")
        if (value := getattr(payload, name, ""))
    ]
    found += [str(value) for name in SAID if (value := getattr(payload, name, ""))]
    return [*found, payload.text] if isinstance(payload, Noted) else found
