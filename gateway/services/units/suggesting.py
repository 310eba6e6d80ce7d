"""Where a matter may belong: whose ground an old ward is now that a citizen named, and who deals with what they write
of. A proposal to whoever hands it on: nothing is moved by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gateway.domain import topics, wards
from gateway.domain.text import clean
from gateway.policy.about import about, things
from gateway.policy.matching import matchable
from gateway.runtime.context import Context

__all__ = ["Suggestion", "suggested"]

MOST_UNITS = 3  # that deal with the same: of more of them a topic does not tell where a matter belongs
MOST_WORDS = 4_000  # signs of a text that are looked at for topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`by`: an old ward or a topic; `named`: the ward with its district, or the topic as the register has it; `units`:
    keys of those that have its ground, the largest part first, or deal with it. One is a suggestion, of several a
    person chooses."""

    by: Literal["ward", "topic"]
    named: str
    units: Sequence[str]


def suggested(context: Context, unit: str, words: str) -> list[Suggestion]:
    """What a text suggests, within this installation, to the unit that has it: others that are valid now. Where several
    deal with a topic, those count whose ground it is; a unit that deals with what is named is told of no other."""
    config = context.config
    valid = config.units.keys() - config.organisation.ended
    by_ward = [
        Suggestion(by="ward", named=f"{one.ward}, {one.district}", units=[key for key in one.now if key in valid])
        for one in wards.named(words, valid)
    ]
    ground = {key for one in by_ward for key in one.units}
    rows = config.organisation.register.units.items()
    known = {key: row.topics for key, row in rows if key in valid and row.topics}
    by_topic = []
    said = clean(words)[:MOST_WORDS]
    named = topics.named(said, _things(said), known, _things_of_topic)
    if any(unit in units for units in named.values()):
        return by_ward
    for topic, units in named.items():
        there = [key for key in units if key in ground] or units
        if len(there) <= MOST_UNITS:
            by_topic.append(Suggestion(by="topic", named=topic, units=there))
    return [*by_ward, *by_topic]


def _things(words: str) -> frozenset[str]:
    return things(about(matchable(words)))


_things_of_topic = lru_cache(maxsize=4_096)(_things)  # the register's words are kept, a citizen's are not
