"""Which of our texts a delivery report is about. Pure.

A report names its text by TP-MR (3GPP TS 23.040 §9.2.3.6): one octet that the modem chooses, counting up, and tells
once the network has taken the text. A text whose answer was lost, or is still on its way, has none that we know. A
report never settles a text that it may not be about: what nobody can tell waits for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["LAST_WORDS", "Reportable", "about"]

LAST_WORDS = frozenset({"delivered", "failed"})  # after these nothing that is said of a text counts
_ROUND = 256  # TP-MR is one octet


@dataclass(frozen=True, slots=True, kw_only=True)
class Reportable:
    """One attempt to send a part to the recipient that a report names. `reference`: its TP-MR, None where it is not
    known; then `before` and `after` are those of the nearest attempts of its line around it, None where there are none.
    """

    id: int
    state: str  # open | ok | unknown
    reference: int | None
    report: str  # what an earlier report said of it, "" none
    before: int | None = None
    after: int | None = None


def about(reference: int | None, seen: Sequence[Reportable]) -> Reportable | None:
    """The attempt that a report is about; None for none that anybody can name. `seen`: oldest first.

    Of those with its reference the newest, for TP-MR wraps; a repeat of its last word is about nothing. Else one whose
    reference is not known: taken by a modem that tells none, or on the wire now, or the only one of unknown fate that
    its neighbours leave room for."""
    waiting = [one for one in seen if one.report not in LAST_WORDS]
    if reference is None:
        return waiting[0] if waiting else None
    if same := [one for one in seen if one.reference == reference]:
        return same[-1] if same[-1] in waiting else None
    fits = [one for one in waiting if one.reference is None and _fits(reference, one)]
    for state in ("ok", "open"):
        if found := [one for one in fits if one.state == state]:
            return found[0]
    return fits[0] if len(fits) == 1 else None


def _fits(reference: int, one: Reportable) -> bool:
    """Whether a counting modem can have given it that reference, between its neighbours' ones."""
    if reference in (one.before, one.after):
        return False
    if one.before is None or one.after is None:
        return True
    return (reference - one.before) % _ROUND < (one.after - one.before) % _ROUND
