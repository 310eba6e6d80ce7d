"""A line's own keys as its channel reads them: one by one, each mistake noted under its key, an unknown key is one."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from gateway.domain.errors import Problem
from gateway.domain.reasons import Reason
from gateway.settings import checks, reasons, secrets
from gateway.settings.mistakes import hint, quoted, written

__all__ = ["Keys"]

T = TypeVar("T")
Word = TypeVar("Word", bound=str)


class Keys:
    """One block. Each method reads one key and gives its value, or the default, which stands also for a wrong one;
    so what it gives counts only without `problems`."""

    def __init__(self, raw: Mapping[str, object], place: str) -> None:
        """`raw`: the keys of the channel; `place`: of the block, like "lines[2]"."""
        self.raw, self.place = raw, place
        self.problems: list[Problem] = []
        self._known: set[str] = set()

    def note(self, name: str, reason: Reason) -> None:
        """Keep one mistake."""
        self.problems.append(Problem(f"{self.place}.{name}", reason))

    def value(self, name: str, default: T, good: Callable[[object], bool], otherwise: Reason) -> T:
        """What `good` accepts, of the kind of `default`."""
        self._known.add(name)
        value = self.raw.get(name, default)
        if good(value):
            return cast("T", value)
        self.note(name, otherwise)
        return default

    def text(self, name: str, default: str = "", *, missing: Reason | None = None) -> str:
        """One line of text without control characters: it travels in commands to servers and modems. `missing`: why it
        cannot be empty."""
        before = len(self.problems)
        text = self.value(name, default, _is_line, reasons.NOT_ONE_LINE).strip()
        if missing and not text and len(self.problems) == before:
            self.note(name, missing)
        return text

    def choice(self, name: str, choices: Iterable[Word], default: Word) -> Word:
        """One of these words."""
        words = tuple(choices)
        return self.value(name, default, lambda value: value in words, reasons.NOT_ONE_OF(choices=quoted(words)))

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        return self.value(name, default, lambda value: isinstance(value, bool), reasons.NOT_FLAG)

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        wrong = reasons.NOT_WHOLE_BETWEEN(least=written(least), most=written(most))
        return self.value(name, default, lambda value: isinstance(value, int) and _within(value, least, most), wrong)

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        wrong = reasons.NOT_BETWEEN(least=written(least), most=written(most))
        return float(self.value(name, default, lambda value: _within(value, least, most), wrong))

    def start(self, zone: str) -> Literal["now", "all"] | datetime:
        """What first contact takes: "now", "all", or what came since a moment; a date is its midnight in `zone`."""
        self._known.add("start")
        value = self.raw.get("start", "now")
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        try:
            found = checks.start(value)
        except checks.Wrong as wrong:
            self.note("start", wrong.reason)
            return "now"
        return datetime.combine(found, time(), ZoneInfo(zone)) if isinstance(found, date) else found

    def file(self, name: str) -> str:
        """The path of a file that can be read, or ""."""
        file = self.text(name)
        try:
            if file:
                Path(file).open("rb").close()
        except OSError as error:
            self.note(name, secrets.unreadable(Path(file), error))
        return file

    def day(self, name: str, zone: str) -> datetime | None:
        """The midnight in `zone` with which a day begins; "" or nothing: None."""
        self._known.add(name)
        value = self.raw.get(name, "")
        try:
            found = checks.day(value)
        except checks.Wrong as wrong:
            self.note(name, wrong.reason)
            return None
        return datetime.combine(found, time(), ZoneInfo(zone)) if found else None

    def secret(self, name: str, *, required: bool = False) -> str:
        """The secret that `name`_file or `name`_env points at, "" without one."""
        self._known |= {f"{name}_file", f"{name}_env"}
        secret, problems = secrets.read(self.raw, name, os.environ, f"{self.place}.")
        self.problems += problems
        if required and secret is None and not problems:
            self.note(f"{name}_file", reasons.SECRET_MISSING)
        return secret or ""

    def refuse_unknown(self) -> None:
        """A mistyped key is a setting that silently does not hold. Call it when all keys are read."""
        for name in sorted(set(self.raw) - self._known):
            self.note(name, reasons.UNKNOWN_KEY(hint=hint(name, self._known)))


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _within(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
