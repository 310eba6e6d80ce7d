"""[times] profile and profiles_file: the terms that an office goes by, its own before those that are shipped."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from gateway.domain.deadlines import profiles
from gateway.domain.deadlines.profiles import ProfileRow
from gateway.domain.errors import Problem
from gateway.settings import reasons, secrets
from gateway.settings.mistakes import quoted
from gateway.settings.schema import TimeSettings

__all__ = ["read"]


def read(
    settings: TimeSettings, absolute: Callable[[Mapping[str, object]], dict[str, object]]
) -> tuple[tuple[ProfileRow, ...], list[Problem]]:
    """The rows of the office's own file, and what is wrong. `absolute` makes the paths of files absolute."""
    found, problems = _rows(str(absolute({"profiles_file": settings.profiles_file})["profiles_file"]))
    names = sorted({row.profile for row in found} | set(profiles.profiles()))
    if settings.profile and settings.profile not in names and not problems:
        problems.append(Problem("times.profile", reasons.NOT_ONE_OF(choices=quoted(names))))
    return found, problems


def _rows(file: str) -> tuple[tuple[ProfileRow, ...], list[Problem]]:
    if not file:
        return (), []
    try:
        raw = tomllib.loads(Path(file).read_text("utf-8-sig"))
    except OSError as error:
        return (), [Problem("times.profiles_file", secrets.unreadable(Path(file), error))]
    except ValueError:  # TOMLDecodeError and UnicodeDecodeError, which say what they could not read
        return (), [Problem("times.profiles_file", reasons.NOT_TERMS_FILE)]
    rows, problems = [], []
    for number, one in enumerate(raw.get("row", []), 1):
        try:
            rows.append(profiles.row(one))
        except profiles.NoRow as wrong:
            why = reasons.WRONG_TERM_ROW(row=str(number), key=wrong.key)
            problems.append(Problem("times.profiles_file", why))
    if not rows and not problems:
        problems.append(Problem("times.profiles_file", reasons.NOT_TERMS_FILE))
    return tuple(rows), problems
