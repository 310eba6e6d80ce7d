"""Files of a configuration and a channel that takes them, for tests of what is read and what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.channel_traits import Traits
from gateway.domain.errors import ConfigError, Problem
from gateway.settings import config, reasons
from gateway.settings.line_blocks import OptionsReader

ROOT = Path(__file__).parents[2]
UNIT = '[[units]]\nkey = "vanmieu"\nname = "UBND P.Văn Miếu"\nphone = "024.0000.1022"\n'
LINE = '[[lines]]\nname = "mail"\nchannel = "post"\nunit = "vanmieu"\nowner = "Văn phòng"\naddress = "a@example.com"\n'
HEAD = 'zone = "Asia/Ho_Chi_Minh"\ncity = "HN"\n[operator]\nmail = "op@example.com"\n'
GOOD = HEAD + UNIT + LINE


@dataclass(frozen=True)
class PostOptions:
    address: str
    raw: Mapping[str, object]
    proves_senders: bool = False


class Post:
    """A channel that knows one key and takes what config gives every channel."""

    LABEL: Mapping[str, str] = {"vi": "Bưu điện", "en": "Post"}
    TRAITS = Traits(scheme="mailto")

    def options(self, raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[Any, list[Problem]]:
        unknown = sorted(set(raw) - {"address", "start", "device", "password_file"})
        wrong = [Problem(f"{key}.{name}", reasons.NOT_LIKE(example="x")) for name in unknown]
        return PostOptions(f"mailto:{raw.get('address', '')}", raw), wrong


def registered(_extra: Sequence[str], _directory: str) -> Mapping[str, OptionsReader]:
    return {"post": Post()}


def raw(line: config.Line) -> Mapping[str, object]:
    """What its channel was given."""
    assert isinstance(line.options, PostOptions)
    return line.options.raw


def read(tmp_path: Path, text: str, environ: Mapping[str, str] | None = None) -> config.Config:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return config.load(path, registered, environ or {})


def problems(tmp_path: Path, text: str, environ: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text, environ)
    return caught.value.problems
