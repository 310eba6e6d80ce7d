"""A mapping file: where a telephone system's records say what (vendors/*.toml, or a file of the office's own).

[fields] names, for each of ours, theirs: `leg` is all of those that are there together, of the others the first that is
filled. Nested JSON is named with dots ("from.number"). `times`: a format of strptime, "iso", "seconds" or
"milliseconds" since 1970. The tables [direction], [moments], [final], [answered] and [machine] say of a field's values
what they mean; [needs] which fields must be filled in a call that a person took.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

__all__ = ["FIELDS", "NAMES", "Vendor", "of_file", "shipped"]

FIELDS = frozenset(
    {"leg", "attempt", "from", "to", "out_to", "into", "handled_by", "started", "answered", "ended", "noted"}
    | {"seconds", "talked"}
)
_WORDS = ("direction", "moments")  # field -> value -> word
_LISTS = ("final", "answered", "machine")  # field -> values
_TEXTS = ("label", "times", "zone", "prefix")
_MEANT: Mapping[str, frozenset[str]] = {
    "direction": frozenset({"in", "out", "internal"}),
    "moments": frozenset({"started", "answered", "ended"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One telephone system's records. `zone`: of its times where they name none, "" for the gateway's own."""

    label: str
    times: str
    fields: Mapping[str, tuple[str, ...]]
    zone: str = ""
    prefix: str = ""  # before each line of CSV
    columns: tuple[str, ...] = ()  # of CSV without a head
    direction: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    moments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    final: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    machine: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """All names of theirs: a first line of CSV that holds some of them is a head."""
        return frozenset({*self.columns, *(name for names in self.fields.values() for name in names)})


def _shipped() -> tuple[str, ...]:
    place = files("gateway.channels.calls") / "vendors"
    return tuple(sorted(one.name.removesuffix(".toml") for one in place.iterdir() if one.name.endswith(".toml")))


NAMES = _shipped()


@cache
def shipped(name: str) -> Vendor:
    """One of NAMES."""
    return _made(tomllib.loads((files("gateway.channels.calls") / "vendors" / f"{name}.toml").read_text("utf-8")))


def of_file(path: Path) -> Vendor:
    """An office's own. Raises OSError, and ValueError that says what is wrong with it."""
    return _made(tomllib.loads(path.read_text("utf-8")))


def _made(raw: Mapping[str, Any]) -> Vendor:
    unknown = set(raw) - {"fields", "columns", "needs", *_WORDS, *_LISTS, *_TEXTS}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    fields = {name: _names(names) for name, names in _table(raw, "fields").items()}
    if wrong := set(fields) - FIELDS:
        raise ValueError(f"[fields] unknown: {', '.join(sorted(wrong))}")
    if missing := {"leg", "attempt", "from", "to"} - set(fields):
        raise ValueError(f"[fields] missing: {', '.join(sorted(missing))}")
    made: dict[str, Any] = {"label": "", "times": "iso"} | {name: str(raw[name]) for name in _TEXTS if name in raw}
    made |= {name: _words(name, _table(raw, name)) for name in _WORDS}
    made |= {name: {key: frozenset(_names(many)) for key, many in _table(raw, name).items()} for name in _LISTS}
    columns, needs = _names(raw.get("columns", [])), _names(_table(raw, "needs").get("fields", []))
    return Vendor(**made, fields=fields, columns=columns, needs=needs)


def _table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = raw.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"[{name}] is no table")
    return found


def _names(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("a list of names is wanted")
    return tuple(found)


def _words(name: str, table: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    for found in table.values():
        if not isinstance(found, dict) or not set(found.values()) <= _MEANT[name]:
            raise ValueError(f"[{name}] means one of {', '.join(sorted(_MEANT[name]))}")
    return table
