"""A mistake in the configuration, in words that say what to write. No value is quoted: it may be a secret."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

__all__ = ["hint", "label_of", "root_causes", "words"]

MISSING = {
    "unit": 'is missing; every line belongs to a unit: write unit = "…" with the key of a [[units]] block',
    "owner": "is missing; name the person or office that looks after this line",
}
WORDS = {
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "float_type": "must be a number, without quotes",
    "string_type": "must be text in quotes",
    "tuple_type": "must be a list in [brackets]",
    "string_too_short": "must not be empty",
    "too_short": "must have at least one value",
    "finite_number": "must be a number",
}


def label_of(block: Mapping[str, Any], key: str = "name") -> str:
    """ " (name)" to stand behind a key, or nothing where the block has no name."""
    return f" ({block[key]})" if isinstance(block.get(key), str) else ""


def hint(name: str, known: Iterable[str]) -> str:
    """What may have been meant by `name`: the nearest of `known`, else all of them."""
    names = sorted(known)
    close = get_close_matches(name, names, 1, 0.6)
    return f"; did you mean {close[0]}?" if close else f"; there is: {', '.join(names)}"


def root_causes(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """pydantic's errors without those that follow from another: of a list it counts the right values alone, and calls
    one whose only value is wrong too short as well."""
    within = {detail["loc"][:-1] for detail in details}
    return [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in within]


def words(detail: ErrorDetails, known: Iterable[str]) -> str:
    """One pydantic error in words, without quoting the value."""
    key = str(detail["loc"][0])
    if detail["type"] == "extra_forbidden":
        return f"unknown key{hint(key, known)}"
    if detail["type"] == "missing":
        return MISSING.get(key, "is missing")
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    return WORDS.get(detail["type"]) or re.sub(r"^(Input|String|Tuple) should", "must", detail["msg"])
