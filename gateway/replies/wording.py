"""The values that fill a reply's placeholders: how a unit, a date, a state is written for a citizen."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.domain.model import CaseSummary, Kind
from gateway.domain.reasons import code, codes
from gateway.domain.text import bare_subject, clean
from gateway.replies import catalogue
from gateway.settings.config import Unit

KINDS = codes("kind", Kind, parts=("about",))  # about: what was sent, as an acknowledgement calls it
REGARDING = code("reply.regarding", "subject")
EXAMPLE = "7K3M9K"  # of a code: its check sign is right, as people try what they read
SUBJECT_LENGTH = 100
NEEDS_NO_ANSWER = frozenset({"answered", "rejected", "petition_guided", "closed"})


def load() -> None:
    """Read what a reply's words are made of, before the first citizen waits for it."""
    for language in catalogue.LANGUAGES:
        catalogue.load(language, "kind", "reply", "state")


def day(at: datetime, zone: ZoneInfo) -> str:
    """A date on paper: 05/12/2026."""
    return at.astimezone(zone).strftime("%d/%m/%Y")


def minute(at: datetime, zone: ZoneInfo) -> str:
    """A time on paper: 08:05 ngày 05/12/2026 without the word."""
    return at.astimezone(zone).strftime("%H:%M %d/%m/%Y")


def second(at: datetime, zone: ZoneInfo) -> str:
    """A moment on paper: 08:05:09 05/12/2026."""
    return at.astimezone(zone).strftime("%H:%M:%S %d/%m/%Y")


def values(case: CaseSummary, unit: Unit, language: str, zone: ZoneInfo, *, subject: str = "") -> dict[str, str]:
    """All placeholders that follow from a case: unit, phone, code, about, due, received, status, regarding."""
    return {
        **unit_values(unit, language, case.code[:2]),
        "about": catalogue.say(KINDS[case.kind], language, "about"),
        "code": case.code,
        "due": "" if case.state in NEEDS_NO_ANSWER else day(case.due_at, zone),
        "received": day(case.opened_at, zone),
        "status": catalogue.words(f"state.{case.state}", language),
        "regarding": regarding(subject, language),
    }


def regarding(subject: str, language: str) -> str:
    """What a mail was about, as a clause of our sentence: its subject without "Re:" and "Fwd:"; "" where none is."""
    bare = " ".join(clean(bare_subject(subject)).split())[:SUBJECT_LENGTH].rstrip()
    return catalogue.say(REGARDING(subject=bare.replace("“", '"').replace("”", '"')), language) if bare else ""


def unit_values(unit: Unit, language: str, city: str) -> dict[str, str]:
    """Placeholders of a reply that is about no case: unit, phone, an example of a case's code."""
    return {"unit": unit_name(unit, language), "phone": unit.phone, "example": f"{city}-{EXAMPLE}"}


def unit_name(unit: Unit, language: str) -> str:
    """What a unit is called; in Vietnamese where it has no English name."""
    return (unit.name_en or unit.name) if language == "en" else unit.name
