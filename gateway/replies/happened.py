"""What an event says beside its kind: why, which unit, who, what was corrected; the words of a note."""

from collections.abc import Mapping

from gateway.domain.model import EventPayload, Noted
from gateway.replies import catalogue

__all__ = ["details"]

SAID = ("case", "person", "body", "subject", "place", "reason", "note")  # as it stands there


def details(payload: EventPayload | None, language: str, units: Mapping[str, str]) -> list[str]:
    """In one language; what citizens or officers wrote is as they wrote it. What was told to the citizen stands beside
    the event, and is not said again. `units`: names by key."""
    found = [
        catalogue.words(f"{name}.{value}", language)
        for name in ("kind", "urgency", "ground", "came_by", "answer_by", "by")
        if (value := getattr(payload, name, ""))
    ]
    if unit := getattr(payload, "unit", ""):
        found.append(units.get(unit, unit))
    found += [str(value) for name in SAID if (value := getattr(payload, name, ""))]
    return [*found, payload.text] if isinstance(payload, Noted) else found
