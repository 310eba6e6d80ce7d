"""Where a matter may belong: whose ground an old ward is now that a citizen named."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain import wards
from gateway.runtime.context import Context

__all__ = ["Suggestion", "suggested"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`named`: the old ward, with its district; `units`: keys of those that have its ground, the largest part first.
    One is a suggestion, of several a person chooses."""

    named: str
    units: Sequence[str]


def suggested(context: Context, words: str) -> list[Suggestion]:
    """What a text suggests, within this installation: units whose keys are the codes of wards, while they are valid."""
    config = context.config
    valid = config.units.keys() - config.organisation.ended
    return [
        Suggestion(named=f"{one.ward}, {one.district}", units=[key for key in one.now if key in valid])
        for one in wards.named(words, valid)
    ]
