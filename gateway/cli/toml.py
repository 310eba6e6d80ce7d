"""A configuration as TOML text, for what the commands write themselves."""

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["block", "document"]

BLOCKS = ("units", "lines")


def document(raw: Mapping[str, Any]) -> str:
    """The whole: values first, then tables, then the blocks of units and lines."""
    tables = [(f"[{key}]", value) for key, value in raw.items() if isinstance(value, dict)]
    tables += [(f"[[{key}]]", value) for key in BLOCKS for value in raw.get(key, ())]
    root = {key: value for key, value in raw.items() if not isinstance(value, dict) and key not in BLOCKS}
    return "\n".join(block(head, values) for head, values in [("", root), *tables])


def block(head: str, values: Mapping[str, Any]) -> str:
    """One table under its head. Text, numbers, lists of them and truth are written in TOML as in JSON."""
    lines = (f"{key} = {_value(value)}\n" for key, value in values.items())
    return f"{head}\n{''.join(lines)}".lstrip("\n")


def _value(value: Any) -> str:
    """A value on one line; a table in a list is an inline table."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
