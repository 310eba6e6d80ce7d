"""A mistake in the configuration as a code: what pydantic found, and what may have been meant. No value is quoted: it
may be a secret."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from gateway.domain.reasons import Reason
from gateway.settings import reasons
from gateway.settings.checks import Wrong, is_name

if TYPE_CHECKING:  # whoever reads no configuration does without pydantic
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

__all__ = ["hint", "label_of", "quoted", "reason_of", "root_causes", "written"]

MISSING = {"unit": reasons.NO_UNIT_GIVEN, "owner": reasons.NO_OWNER_GIVEN}
TYPES = {
    "bool_type": reasons.NOT_FLAG,
    "int_type": reasons.NOT_WHOLE,
    "float_type": reasons.NOT_NUMBER,
    "finite_number": reasons.NOT_NUMBER,
    "string_type": reasons.NOT_TEXT,
    "tuple_type": reasons.NOT_LIST,
    "model_type": reasons.NOT_BLOCK,
}
LIMITS = {  # of pydantic's: the limit's name in the error's context, our code, the name of its value
    "greater_than_equal": ("ge", reasons.TOO_SMALL, "least"),
    "less_than_equal": ("le", reasons.TOO_LARGE, "most"),
    "too_short": ("min_length", reasons.TOO_FEW, "least"),
    "too_long": ("max_length", reasons.TOO_MANY, "most"),
}


def label_of(block: Mapping[str, Any], key: str = "name") -> str:
    """What a block is called, to stand behind a key; "" where it has no name, or one that cannot be."""
    name = block.get(key)
    return name if isinstance(name, str) and is_name(name) else ""


def hint(name: str, known: Iterable[str]) -> Reason:
    """What may have been meant by `name`: the nearest of `known`, else all of them."""
    names = sorted(known)
    if close := get_close_matches(name, names, 1, 0.6):
        return reasons.MEANT(name=close[0])
    return reasons.THERE_IS(names=", ".join(names)) if names else reasons.THERE_IS_NONE


def written(number: float) -> str:
    """A number as TOML has it: 0.05, 604800."""
    return f"{number:.15g}"


def quoted(choices: Iterable[str]) -> str:
    """Words as TOML has them: "vi", "en"."""
    return ", ".join(f'"{word}"' for word in choices)


def root_causes(details: "Sequence[ErrorDetails]") -> "list[ErrorDetails]":
    """pydantic's errors without those that follow from another: of a list it counts the right values alone, and calls
    one whose only value is wrong too short as well."""
    within = {detail["loc"][:-1] for detail in details}
    return [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in within]


def reason_of(detail: "ErrorDetails", model: "type[BaseModel]", known: Iterable[str]) -> Reason:
    """One of pydantic's errors about `model` as a reason of ours. `known`: the names of keys that may stand there."""
    kind, key, context = detail["type"], str(detail["loc"][0]), detail.get("ctx", {})
    if kind == "extra_forbidden":
        return reasons.UNKNOWN_KEY(hint=hint(key, known))
    if kind == "missing":
        return MISSING.get(key, reasons.MISSING)
    if kind in LIMITS:
        limit, code, name = LIMITS[kind]
        return code(**{name: written(context[limit])})
    if kind == "literal_error":
        return reasons.NOT_ONE_OF(choices=quoted(get_args(model.model_fields[key].annotation)))
    if kind == "value_error" and isinstance(error := context["error"], Wrong):
        return error.reason
    return TYPES.get(kind) or reasons.NOT_ACCEPTED(kind=kind)
