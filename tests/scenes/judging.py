"""What was seen after a step, held against what ought to be seen.

right      as a good clerk would
clumsy     true, and not what a good clerk would say
wrong      an answer that is missing, untrue, or to something else; a case where none belongs
dangerous  an emergency or a denunciation that is not treated as one; days promised to who waits for help
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gateway.domain.text import fold, segments
from tests.scenes.script import Expected, Scene, Step
from tests.support import configs

__all__ = ["GRADES", "Fault", "Heard", "Seen", "faults", "filled"]

GRADES = ("right", "clumsy", "wrong", "dangerous")
DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(20\d\d)\b")
UNDATED = ("emergency", "receipt", "status_received")
UNIT, UNIT_EN = str(configs.UNIT["name"]), str(configs.UNIT["name_en"])
MOST_SEGMENTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is not as it ought to be, and how bad that is."""

    grade: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A text or mail that a citizen got. `purpose`: the name of its template."""

    purpose: str
    subject: str
    text: str
    by: str = ""  # the name of the line
    message_id: str = ""


@dataclass(slots=True, kw_only=True)
class Seen:
    """What came of a step."""

    heard: list[Heard] = field(default_factory=list)
    cases: Sequence[Mapping[str, Any]] = ()  # the citizen's, oldest first
    message: Mapping[str, Any] | None = None  # the last one of who wrote
    told: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All that was heard."""
        return "\n".join(f"{one.subject}\n{one.text}" for one in self.heard)


def faults(scene: Scene, step: Step, seen: Seen, said: Mapping[str, str]) -> list[Fault]:
    """What is wrong after a step; `said`: what {code} and its like mean there."""
    found = [Fault(grade=grade, words=words) for grade, words in _against(step.expected, seen, said)]
    if step.better:
        found += [Fault(grade="clumsy", words=words) for _, words in _against(step.better, seen, said)]
    if step.they is not None or step.officer is not None:
        found += [Fault(grade=grade, words=words) for grade, words in _of_every_text(scene, seen)]
    return found


def _against(expected: Expected, seen: Seen, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if expected.gets is not None and (words := _unlike(expected.gets, [one.purpose for one in seen.heard])):
        yield "wrong", words
    words = fold(seen.words)
    for wanted in expected.says:
        if not any(fold(filled(one, said)) in words for one in wanted.split("|")):
            yield "wrong", f"does not say “{wanted}”"
    for forbidden in expected.never:
        if fold(filled(forbidden, said)) in words:
            yield "wrong", f"says “{forbidden}”"
    if expected.lang and (words := _language(expected.lang, seen.words)):
        yield "wrong", words
    if expected.dated is not None and _promised(seen.words) is not expected.dated:
        yield "wrong", "promises no day" if expected.dated else "promises a day"
    if expected.told is not None and sorted(seen.told) != sorted(expected.told.split()):
        yield "wrong", f"told: {seen.told or 'nobody'}, not {expected.told or 'nobody'}"
    yield from _of_the_case(expected, seen)


def _promised(words: str) -> bool:
    """Whether a day to come is named: when something was received is no promise."""
    days = (date(int(year), int(month), int(day)) for day, month, year in DAY.findall(words))
    return any(day > datetime.now(UTC).date() + timedelta(days=1) for day in days)


def filled(words: str, said: Mapping[str, str]) -> str:
    """`words` with {code} and its like put in."""
    for name, value in said.items():
        words = words.replace(f"{{{name}}}", value)
    return words


def _unlike(gets: str | list[str], came: Sequence[str]) -> str:
    """Why what came is not what ought to come; "" where it is."""
    slots = [slot.split("|") for slot in ([gets] if isinstance(gets, str) else gets) if slot]
    left = list(came)
    for slot in slots:
        one = next((name for name in left if name in slot), None)
        if one is not None:
            left.remove(one)
        elif "-" not in slot:
            return f"got {', '.join(came) or 'nothing'}, not {gets}"
    return f"got {', '.join(came)}, not {gets or 'nothing'}" if left else ""


def _language(lang: str, words: str) -> str:
    spoken = {"vi": fold("UBND") in fold(words), "en": UNIT_EN in words}
    wanted = {"vi": lang in ("vi", "both"), "en": lang in ("en", "both")}
    return "" if spoken == wanted else f"is not in the language {lang}"


def _of_the_case(expected: Expected, seen: Seen) -> Iterator[tuple[str, str]]:
    if expected.cases is not None and len(seen.cases) != expected.cases:
        yield "wrong", f"{len(seen.cases)} cases, not {expected.cases}"
    if expected.outcome is not None:
        became = seen.message["outcome"] if seen.message else "nothing"
        if became not in expected.outcome.split("|"):
            yield "wrong", f"became {became}, not {expected.outcome}"
    case = seen.cases[expected.of - 1] if len(seen.cases) >= max(1, expected.of) else {}
    for name, wanted in (("state", expected.case), ("kind", expected.kind), ("rating", expected.rating)):
        if wanted is not None and str(case.get(name)) not in str(wanted).split("|"):
            yield "wrong", f"{name} is {case.get(name)}, not {wanted}"
    for name in ("urgent", "restricted"):
        wanted = getattr(expected, name)
        if wanted is not None and bool(case.get(name)) is not wanted:
            yield "dangerous" if wanted else "wrong", f"{'not ' if wanted else ''}{name}"


def _of_every_text(scene: Scene, seen: Seen) -> Iterator[tuple[str, str]]:
    """What holds of whatever a citizen is sent."""
    for one in seen.heard:
        both = f"{one.subject}\n{one.text}"
        if one.purpose in UNDATED and _promised(both):
            yield "dangerous", f"{one.purpose} promises a day"
        if "{" in both or "None" in both:
            yield "wrong", f"{one.purpose} has something not filled in"
        if not any(fold(name) in fold(both) for name in ("UBND", UNIT_EN, "Cua Nam Ward PC")):
            yield "clumsy", f"{one.purpose} does not say whose it is"
        if any(fold(word) in fold(one.subject) for word in ("không có tiêu đề", "Fwd:")):
            yield "clumsy", f"{one.purpose} has the subject “{one.subject}”"
        if scene.channel == "sms" and one.purpose != "result" and len(segments(one.text)) > MOST_SEGMENTS:
            yield "clumsy", f"{one.purpose} takes {len(segments(one.text))} texts"
