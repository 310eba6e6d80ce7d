"""Which language the terminal speaks: `--lang`, else `[console] language`, else the locale."""

import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from gateway.replies.catalogue import LANGUAGES

__all__ = ["SHIPPED", "chosen", "configured", "speaks", "taken"]

SHIPPED = Path(__file__).parents[2] / "config.toml"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set holds (POSIX, XBD 8.2)


def chosen(flag: str, configured: str, environment: Mapping[str, str]) -> str:
    """`vi` or `en`. What is no language of ours is as if it were not said; a locale that is not Vietnamese is English.

    `flag`: of --lang; `configured`: of config.toml; `environment`: of the process.
    """
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    spoken = "vi" if locale.replace(".", "_").partition("_")[0] == "vi" else "en"
    return next((one for one in (flag, configured) if one in LANGUAGES), spoken)


def taken(words: Sequence[str], name: str) -> tuple[str | None, list[str]]:
    """The last value of an option, wherever it stands before a bare `--`, and the words without it; None: not given.

    It is read ahead of the commands: their help and their complaints need it too."""
    value, rest, given = None, list[str](), iter(words)
    for word in given:
        if word == "--":
            rest += [word, *given]
        elif word == name:
            value = next(given, "")
        elif word.startswith(f"{name}="):
            value = word.removeprefix(f"{name}=")
        else:
            rest.append(word)
    return value, rest


def configured(path: Path) -> str:
    """What the configuration says; "" where it says nothing or cannot be read: others say what is wrong with it."""
    try:
        console = tomllib.loads(path.read_text("utf-8-sig")).get("console")
    except (OSError, ValueError):
        return ""
    language = console.get("language") if isinstance(console, dict) else None
    return language if isinstance(language, str) else ""


@cache
def speaks() -> str:
    """The language of this process."""
    flag, config = (taken(sys.argv[1:], name)[0] for name in ("--lang", "--config"))
    return chosen(flag or "", configured(Path(config or SHIPPED)), os.environ)
