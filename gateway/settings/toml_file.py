"""config.toml as it stands on disk -> tables and keys, unchecked."""

import re
import tomllib
from pathlib import Path
from typing import Any

from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import Reason
from gateway.settings import reasons

__all__ = ["parse", "read"]


def read(path: Path) -> bytes:
    """What it holds. Raises ConfigError: it is not there, or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([Problem(str(path), reasons.NOT_THERE)]) from None
    except OSError as error:
        raise ConfigError([Problem(str(path), reasons.NOT_READ(error=str(error.strerror)))]) from None


def parse(path: Path, content: bytes) -> dict[str, Any]:
    """Its keys. Raises ConfigError: it is no TOML, and where."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))  # Windows' editors put a byte order mark in front
    except UnicodeDecodeError:
        raise ConfigError([Problem(str(path), reasons.NOT_UTF8)]) from None
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        raise ConfigError([Problem(str(path), _not_toml(str(error)))]) from None


def _not_toml(words: str) -> Reason:
    """The parser says where only in its words, "… (at line 3, column 5)"."""
    what, _, place = words.partition(" (at ")
    line, column = (re.findall(r"\d+", place) or ["?", "?"])[:2]
    return reasons.NOT_TOML(line=line, column=column, error=what)
