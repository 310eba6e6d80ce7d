"""Policy: what a message means and which replies it gets, as a table of pure rules, in two halves.

`read` reads the words (content.py; theirs are own_words.py, cues.py, emergency.py, commands.py, junk.py): whatever a
stranger writes, its answer is small. `decide` asks RULES in order (rules.py) about that answer and the facts, without a
look at the words, then lets RESTRAINTS (restraints.py) hold replies back; joining has its own page (joining.py).
Nothing here knows a clock, a database or a channel's wire.
"""

from dataclasses import replace

from gateway.domain.model import Decision, Decoded, Facts, Purpose
from gateway.policy.content import Content, Said, read, reading
from gateway.policy.emergency import numbers
from gateway.policy.inputs import Limits, PolicyInput
from gateway.policy.intents import Intent
from gateway.policy.restraints import RESTRAINTS, restrain
from gateway.policy.rules import FILING, RULES, for_size
from gateway.policy.text_classifier import asks_status

__all__ = ["RESTRAINTS", "RULES", "Content", "Limits", "asks_of_all", "decide", "file", "numbers", "read", "reading"]


def decide(message: Decoded, content: Said, facts: Facts, limits: Limits = Limits()) -> Decision:  # noqa: B008 - frozen
    """What becomes of a message, which replies follow, and why: by the first rule that speaks. Total: raises
    nothing."""
    reading = PolicyInput(message=message, content=content, facts=facts, limits=limits)
    decision = next(said for rule in RULES if (said := rule(reading)))
    return restrain(reading, for_size(reading, decision))


def asks_of_all(content: Content) -> bool:
    """Whether a message asks how things stand and names no case: then all cases of its sender are looked up."""
    command = content.command
    asks = (
        asks_status(content.text_class)
        or content.intent is Intent.STATUS
        or (command is not None and command.name == "TT")
    )
    return asks and not content.codes


def file(message: Decoded, content: Content, facts: Facts, limits: Limits, *, restricted: bool = False) -> Decision:
    """What becomes of a message that a person says is a citizen's: read as at intake, but by no rule that holds it.

    `restricted`: it stood on a restricted case, and what is split off inherits that. Total: raises nothing."""
    alone = replace(facts, filed=True, recent=None, open=(), answered=None, called=None)
    reading = PolicyInput(message=message, content=content, facts=alone, limits=limits)
    decision = next(said for rule in FILING if (said := rule(reading)))
    if restricted and not decision.restricted:
        quiet = {Purpose.ACKNOWLEDGEMENT: Purpose.RECEIPT}
        decision = replace(decision, restricted=True, replies=tuple(quiet.get(one, one) for one in decision.replies))
    return restrain(reading, decision)
