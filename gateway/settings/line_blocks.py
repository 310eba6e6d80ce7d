"""A [[lines]] block: which keys are every line's and which its channel's own, and what is read off a line."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from gateway.domain.channel_traits import Traits
from gateway.domain.errors import Problem
from gateway.settings.configuration import Line, Options, OwnSources
from gateway.settings.schema import LineSettings

__all__ = ["OptionsReader", "Registry", "sources", "split", "start_of"]

LINE_KEYS = frozenset(LineSettings.model_fields)


class OptionsReader(Protocol):
    """The part of gateway.channels.Channel that config needs."""

    LABEL: Mapping[str, str]
    TRAITS: Traits

    def options(
        self, raw: Mapping[str, object], *, key: str, zone: str, unit: str = ""
    ) -> tuple[Options | None, list[Problem]]:
        """A line's own keys -> (frozen options, problems with keys like "lines[2].number")."""
        ...


Registry = Callable[[Sequence[str], str], Mapping[str, OptionsReader]]


def sources(line: Line) -> frozenset[str]:
    """What a line reads and no other may: its address, or of a channel that tells them apart, parts of it."""
    return frozenset(line.options.sources if isinstance(line.options, OwnSources) else {line.options.address})


def start_of(common: LineSettings | None, zone: ZoneInfo) -> str | datetime:
    """What a line's first contact takes; a date is its midnight."""
    start = common.start if common else "now"
    return start if isinstance(start, str) else datetime.combine(start, time(), zone)


def split(block: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A line's block -> (keys every line has, the channel's own). A mistyped shared key counts as shared: the
    channel could not suggest the right one."""
    absent = tuple(key for key in sorted(LINE_KEYS) if key not in block)
    shared = {key for key in block if key in LINE_KEYS or _is_meant(key, absent)}
    return {key: block[key] for key in block if key in shared}, {key: block[key] for key in block if key not in shared}


@lru_cache(1024)
def _is_meant(key: str, absent: tuple[str, ...]) -> bool:
    """Whether a key is one of these, mistyped. Hundreds of lines have the same keys."""
    return bool(get_close_matches(key, absent, 1, 0.75))
