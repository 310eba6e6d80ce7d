"""The values that fill a reply's placeholders: how a unit, a date, a state is written for a citizen."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from gateway.domain.model import OPEN_CASE_STATES, CaseSummary, Kind
from gateway.domain.reasons import code, codes
from gateway.domain.text import bare_subject, clean, is_reply
from gateway.replies import catalogue
from gateway.settings.config import Unit

KINDS = codes("kind", Kind, parts=("about",))  # about: what was sent, as an acknowledgement calls it
REGARDING = code("reply.regarding", "subject")
DUE_ON = code("reply.due_on", "date")
RECEIVED = code("reply.received")()
ALSO = code("reply.also", "named", "others")
MAIL_TO = code("reply.mail_to", "mailbox")
RING = code("reply.ring", "phone")
CALLS = codes("call", ("111", "113", "114", "115"))
_ALL = ("113", "114", "115")  # for everybody; 111 is for children
EXAMPLE = "7K3M9K"  # of a code: its check sign is right, as people try what they read
SUBJECT_LENGTH = 100
Standing = Literal["due", "late", "undated", "done", "asked", "referred"]
LISTED = 3  # cases that a list of states names; how many more there are is said


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


def at_once(*, urgent: bool, state: str) -> bool:
    """Whether a case of this state is due now, whatever date its kind has: an open emergency."""
    return urgent and state in OPEN_CASE_STATES


def standing(case: CaseSummary, now: datetime) -> Standing:
    """What may be said of a date: the one promised, that it is past, that none is said (an emergency, an opinion), that
    nothing is owed any more; that time stands still until the citizen has answered, or that a body outside has it."""
    if case.state not in OPEN_CASE_STATES:
        return "done"
    if case.state == "awaiting_citizen":
        return "asked"
    if case.state == "transferred" and case.passed_to:
        return "referred"
    if case.urgent or case.kind == Kind.OPINION:
        return "undated"
    return "late" if case.due_at < now else "due"


def values(
    case: CaseSummary, unit: Unit, language: str, zone: ZoneInfo, now: datetime, *, subject: str = ""
) -> dict[str, str]:
    """All placeholders that follow from a case: unit, phone, code, due, received, status, kind, line, subject, body;
    and `standing`, which chooses a variant."""
    stands = standing(case, now)
    return {
        **unit_values(unit, language, case.code[:2]),
        "about": catalogue.say(KINDS[case.kind], language, "about"),
        "code": case.code,
        "standing": stands,
        "due": day(case.due_at, zone) if stands in ("due", "late") else "",
        "received": day(case.opened_at, zone),
        "status": catalogue.words(f"state.{case.state}", language),
        "regarding": regarding(subject, language),
        "body": case.passed_to,
    }


def states(cases: Sequence[CaseSummary], language: str, zone: ZoneInfo, now: datetime) -> str:
    """A short list of how cases stand, for one line: "HN-7K3M9K đang xử lý, hạn 05/12; …". Of a restricted one no more
    than that it was received."""
    said = []
    for case in cases[:LISTED]:
        if case.restricted:
            said.append(f"{case.code} {catalogue.say(RECEIVED, language)}")
            continue
        due = DUE_ON(date=f"{case.due_at.astimezone(zone):%d/%m}")
        date = f", {catalogue.say(due, language)}" if standing(case, now) == "due" else ""
        said.append(f"{case.code} {catalogue.words(f'state.{case.state}', language)}{date}")
    more = len(cases) - LISTED
    return "; ".join(said) + (f"; +{more}" if more > 0 else "")


def room(most: int) -> str:
    """How much may be attached to a mail of at most so many bytes, as citizens count: base64 with its line ends makes
    78 octets of 57 (RFC 2045 §6.8), and the letter itself wants some."""
    megabytes = most * 57 / 78 / 1_048_576
    return f"{int(megabytes)} MB" if megabytes >= 1 else f"{int(megabytes * 1024)} KB"


@lru_cache
def elsewhere(mailbox: str, phone: str, language: str) -> str:
    """Where a picture may go instead: "gửi ảnh đến vanthu@…", or the telephone."""
    return catalogue.say(MAIL_TO(mailbox=mailbox) if mailbox else RING(phone=phone), language)


@lru_cache
def call(numbers: tuple[str, ...], language: str) -> str:
    """Whom to call, and what for: "114 (cháy, cứu nạn), 115 (cấp cứu); khác: 113". Without numbers all three."""
    rest = [number for number in _ALL if number not in numbers]
    named = ", ".join(catalogue.say(CALLS[number], language) for number in numbers or rest)
    return catalogue.say(ALSO(named=named, others=", ".join(rest)), language) if numbers and rest else named


def answer(unit: Unit, row: int | None, language: str) -> str:
    """The unit's own answer to a question; "" where there is none."""
    if row is None or row >= len(unit.faq):
        return ""
    found = unit.faq[row]
    return (found.answer_en or found.answer) if language == "en" else found.answer


def regarding(subject: str, language: str) -> str:
    """What a mail was about, as a clause of our sentence: its subject without "Fwd:"; "" where none is, and where it is
    that of a mail of ours which it answers."""
    if is_reply(subject):
        return ""
    bare = " ".join(clean(bare_subject(subject)).split())[:SUBJECT_LENGTH].rstrip()
    return catalogue.say(REGARDING(subject=bare.replace("“", '"').replace("”", '"')), language) if bare else ""


def unit_values(unit: Unit, language: str, city: str) -> dict[str, str]:
    """Placeholders of a reply that is about no case: unit, phone, an example of a case's code."""
    return {"unit": unit_name(unit, language), "phone": unit.phone, "example": f"{city}-{EXAMPLE}"}


def unit_name(unit: Unit, language: str) -> str:
    """What a unit is called; in Vietnamese where it has no English name."""
    return (unit.name_en or unit.name) if language == "en" else unit.name
