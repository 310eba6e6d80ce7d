"""Policy: what a message means and what is owed for it, as a table of pure rules, in two halves.

`read` reads the words (content.py; theirs are cues.py, emergency.py, commands.py, junk.py): whatever a stranger writes,
its answer is small. `decide` asks RULES in order (rules.py) about that answer and the facts, without a look at the
words, then lets RESTRAINTS (restraints.py) hold replies back; joining has its own page (joining.py). Nothing here knows
a clock, a database or a channel's wire.
"""

from gateway.model import Decision, Decoded, Facts
from gateway.policy.content import Content, read
from gateway.policy.reading import Limits, Reading
from gateway.policy.restraints import RESTRAINTS, restrain
from gateway.policy.rules import RULES

__all__ = ["RESTRAINTS", "RULES", "Content", "Limits", "decide", "read"]


def decide(message: Decoded, content: Content, facts: Facts, limits: Limits = Limits()) -> Decision:  # noqa: B008 - frozen
    """What becomes of a message, which replies are owed, and why: by the first rule that speaks. Total: raises
    nothing."""
    reading = Reading(message=message, content=content, facts=facts, limits=limits)
    decision = next(said for rule in RULES if (said := rule(reading)))
    return restrain(reading, decision)
