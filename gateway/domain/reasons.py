"""Why something is so: a stable code with named values. Words are chosen where a person reads (replies/catalogue.py).

A module declares the codes that it may say as constants, with the names of their values. CODES holds all of them, so
that a test can hold them against the catalogue, both ways. A code is part of a public interface: once released it keeps
its meaning. The words of "imap.cannot_connect" are the message `imap-cannot_connect` in imap.ftl.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Union

__all__ = [
    "CODES",
    "TEXT",
    "Code",
    "Part",
    "Reason",
    "Size",
    "Value",
    "code",
    "codes",
    "of_row",
    "of_rows",
    "row",
    "text",
]


class Size(int):
    """A number of bytes: written as 1.5 GiB."""


Value = Union[str, int, float, timedelta, Size, "Reason", "Part", tuple["Reason", ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its values, none of which holds a citizen's words, number or address. `str()` is for logs."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.code)

    def __str__(self) -> str:
        if self.code == "text.said":
            return str(self.values["text"])
        return " ".join((self.code, *(f"{name}={value}" for name, value in self.values.items())))


@dataclass(frozen=True, slots=True)
class Part:
    """A value: what the catalogue says beside a reason's sentence, such as its `step`; else `otherwise`."""

    reason: Reason
    name: str
    otherwise: Reason


@dataclass(frozen=True, slots=True)
class Code:
    """A declared code. `names`: of its values; `parts`: what the catalogue says beside the sentence, such as advice."""

    name: str
    names: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()

    def __call__(self, **values: Value) -> Reason:
        """The reason with these values. Raises TypeError where they are not those that were declared."""
        if values.keys() != self.names:
            raise TypeError(f"{self.name} takes {sorted(self.names)}, not {sorted(values)}")
        return Reason(self.name, values)


CODES: dict[str, Code] = {}


def code(name: str, *names: str, parts: Iterable[str] = ()) -> Code:
    """Declare a code, once: "subject.what_is_so" and the names of its values."""
    if name in CODES or "code" in names:
        raise ValueError(f"{name}: declared twice, or with a value that is called code")
    CODES[name] = made = Code(name, frozenset(names), frozenset(parts))
    return made


def codes(subject: str, kinds: Iterable[str], parts: Iterable[str] = ()) -> dict[str, Reason]:
    """Declare codes without values, one for each word of an enumeration: "rule.new_case" …; the reason of each."""
    return {str(kind): code(f"{subject}.{kind}", parts=parts)() for kind in kinds}


TEXT = code("text.said", "text")


def text(words: str) -> Reason:
    """Words as somebody wrote them: a person's reason, a server's own answer, what an older version stored."""
    return TEXT(text=words)


def row(reason: Reason) -> dict[str, object]:
    """A reason as the database and JSON hold it: {"code": …, its values}. A span of time is {"seconds": …}, a
    size {"bytes": …}."""
    return {"code": reason.code, **{name: _written(value) for name, value in reason.values.items()}}


def of_row(row: object) -> Reason | None:
    """The reason that the database holds, None for NULL. What is no reason, whoever wrote it there, is words."""
    if row is None:
        return None
    if not isinstance(row, Mapping) or "code" not in row:
        return text(str(row))
    return Reason(str(row["code"]), {name: _value(value) for name, value in row.items() if name != "code"})


def of_rows(rows: Iterable[object] | None) -> tuple[Reason, ...]:
    """The reasons that the database holds in one column."""
    return tuple(filter(None, map(of_row, rows or ())))


def _written(value: Value) -> object:
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    return {"bytes": int(value)} if isinstance(value, Size) else value


def _value(value: Any) -> Value:
    match value:
        case {"code": _}:
            return of_row(value) or ""
        case {"seconds": seconds}:
            return timedelta(seconds=seconds)
        case {"bytes": size}:
            return Size(size)
    found: Value = value
    return found
