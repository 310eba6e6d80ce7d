"""What one maker's modem says otherwise than another's: profiles.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("profiles.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One maker's modem; profiles.toml says what the fields are."""

    manufacturer: str
    model: str
    revision: str
    memories: Mapping[str, int]
    preferred: tuple[str, str, str]
    boot: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    sim_out: tuple[str, ...] = ()
    sim_in: tuple[str, ...] = ()
    call_end: tuple[str, ...] = ()
    chatter: tuple[str, ...] = ()
    tries: tuple[str, str] | None = None
    lte: int | None = None  # AT+CEREG?'s state at the start; None: it does not know the command
    answers: Mapping[str, list[str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)  # said for these refusals


def read() -> dict[str, Profile]:
    """All profiles, by name."""
    with FILE.open("rb") as file:
        return {name: _profile(said) for name, said in tomllib.load(file).items()}


def _profile(said: dict[str, Any]) -> Profile:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    return Profile(**fields)
