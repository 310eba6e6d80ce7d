"""On what grounds an authority does not take a matter up: rows of data (data/refusal_grounds.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Ground", "load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """`source`: the law or rule; `certain`: whether that was read there, and not remembered or taken to mean so."""

    key: str
    source: str
    certain: bool = True


@cache
def load() -> Mapping[str, Ground]:
    """The grounds by their keys, in the order of the file."""
    data = tomllib.loads((files("gateway.domain") / "data" / "refusal_grounds.toml").read_text("utf-8"))
    return {one["key"]: Ground(**one) for one in data["ground"]}
