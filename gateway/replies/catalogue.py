"""What every code says, in Vietnamese and English: one catalogue in Fluent's files (words/vi, words/en).

A code's first word is its file: the words of "imap.cannot_connect" are the message `imap-cannot_connect` in imap.ftl.
What belongs to a sentence is its attribute: the advice of a finding, the next step of a line's trouble. A file is read
when the first of its words is wanted, once. A code that is not here (an older or a newer version wrote it) is shown as
it is: nothing that a person reads may fail for the want of a word. tests/unit/test_catalogue.py holds all of it against
the declared codes.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gateway.domain.reasons import Part, Reason, Size, Value, of_row

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

__all__ = [
    "LANGUAGES",
    "age",
    "codes",
    "flag",
    "has",
    "load",
    "noted",
    "number",
    "said",
    "say",
    "size",
    "why",
    "withheld",
    "words",
]

LANGUAGES = ("vi", "en")
FILES = files("gateway.replies") / "words"
SPANS = ((86400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds"))


def say(reason: Reason, language: str, part: str = "") -> str:
    """The sentence of a reason; `part`: its attribute instead, "" where it has none."""
    return _formatted(reason.code, reason.values, language, part) if reason.code != "text.said" else _text(reason, part)


def words(code: str, language: str, /, **values: Value) -> str:
    """The words of a code that needs no reason: a label, an enumeration's value."""
    return _formatted(code, values, language, "")


def said(value: object, language: str) -> str:
    """A value as it stands in a sentence: a reason or its row, a list of them, a span, a size, a number, words."""
    return str(_said(value, language))


def load(language: str, *subjects: str) -> None:
    """Read these files now."""
    for subject in subjects:
        _bundle(language, subject)


def flag(name: str, language: str) -> str:
    """What a flag of a message says; "incomplete:2/3" has two numbers."""
    kind, _, parts = name.partition(":")
    have, _, whole = parts.partition("/")
    return words(f"flag.{kind}", language, **({"have": have, "all": whole} if parts else {}))


def withheld(held: str, language: str) -> str:
    """Why a reply did not go out: "purpose: restraint"."""
    purpose, _, why = held.partition(": ")
    return f"{words(f'label.purpose_{purpose}', language)}: {words(f'restraint.{why}', language)}"


def why(rule: str, reasons: Iterable[Reason], language: str) -> str:
    """What a rule of policy found, and in what. Danger to life comes before it and apart: it is no sign of what the
    rule found, such as a machine."""
    found = tuple(reasons)
    dangers = [noted(one, language) for one in found if _is_danger(one)]
    signs = "; ".join(say(one, language) for one in found if not _is_danger(one))
    named = words(f"rule.{rule}", language)
    return "; ".join((*dangers, f"{named}: {signs}" if signs else named))


def noted(reason: Reason, language: str) -> str:
    """One of what policy found, by itself: of danger to life it says that it is that."""
    return words("policy.danger", language, what=reason) if _is_danger(reason) else say(reason, language)


def codes(subject: str, language: str) -> list[str]:
    """All codes of one file."""
    return [name.replace("-", ".", 1) for name in _bundle(language, subject)._messages]


def has(code: str, language: str) -> bool:
    """Whether the catalogue has words for this code."""
    return bool(_bundle(language, code.partition(".")[0]).has_message(_id(code)))


def _is_danger(reason: Reason) -> bool:
    return reason.code.startswith("danger.")


def _text(reason: Reason, part: str) -> str:
    return "" if part else str(reason.values.get("text", ""))


def _formatted(code: str, values: Mapping[str, Value], language: str, part: str) -> str:
    bundle = _bundle(language, code.partition(".")[0])
    if not bundle.has_message(_id(code)):
        return "" if part else str(Reason(code, values))
    message = bundle.get_message(_id(code))
    pattern = message.attributes.get(part) if part else message.value
    if pattern is None:
        return ""
    if isinstance(pattern, str):  # nothing to fill in
        return pattern
    return str(bundle.format_pattern(pattern, {name: _said(one, language) for name, one in values.items()})[0])


def _id(code: str) -> str:
    return code.replace(".", "-")


@cache
def _bundle(language: str, subject: str) -> "FluentBundle":
    """The words of one subject; none where there is no such file."""
    from fluent.runtime import FluentBundle, FluentResource  # 60 ms: not for who needs no words

    bundle = FluentBundle([language], use_isolating=False)
    file = FILES / language / f"{subject}.ftl"
    if subject.isidentifier() and file.is_file():
        bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return bundle


def _said(value: Any, language: str) -> Any:
    """A value as it stands in a sentence. Numbers stay numbers, so that a sentence may choose by them."""
    if isinstance(value, (Reason, Mapping)):
        reason = value if isinstance(value, Reason) else of_row(value)
        return say(reason, language) if reason else ""
    if isinstance(value, Part):
        return say(value.reason, language, value.name) or say(value.otherwise, language)
    if isinstance(value, (tuple, list)):
        return "; ".join(str(_said(one, language)) for one in value)
    if isinstance(value, timedelta):
        return age(value, language)
    if isinstance(value, Size):
        return size(value, language)
    if isinstance(value, float):
        return number(value, language)
    return _plain(value) if isinstance(value, int) else str(value)


def _plain(value: int) -> Any:
    from fluent.runtime.types import fluent_number

    return fluent_number(value, useGrouping=False)


def age(span: timedelta, language: str) -> str:
    """A span in its largest whole unit: 3 phút, 3 minutes."""
    seconds = max(0, int(span.total_seconds()))
    unit, name = next((one for one in SPANS if seconds >= one[0]), SPANS[-1])
    return words(f"span.{name}", language, n=seconds // unit)


def size(count: float, language: str) -> str:
    """Bytes: 1,5 GiB in Vietnamese, 1.5 GiB in English."""
    power = min(3, max(0, int(count).bit_length() - 1) // 10)
    return f"{number(count / 1024**power, language)} {('B', 'KiB', 'MiB', 'GiB')[power]}"


def number(value: float, language: str) -> str:
    """To one decimal where that matters, with the language's comma or point: 0,2 and 0.2, 3600."""
    text = f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "vi" else text
