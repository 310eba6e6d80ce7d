"""Policy: what a message means and what is owed for it, as a table of pure rules.

`decide` reads a message once, asks RULES in order (rules.py), then lets RESTRAINTS (restraints.py) hold replies back.
Joining has its own page (joining.py), words theirs (cues.py, emergency.py, commands.py). Nothing here knows a clock, a
database or a channel's wire; all that may matter comes in Facts.
"""

from gateway.model import Decision, Decoded, Facts
from gateway.policy.reading import Limits, read
from gateway.policy.restraints import RESTRAINTS, restrain
from gateway.policy.rules import RULES

__all__ = ["RESTRAINTS", "RULES", "Limits", "decide"]


def decide(message: Decoded, facts: Facts, limits: Limits = Limits()) -> Decision:  # noqa: B008 - frozen
    """What becomes of a message, which replies are owed, and why: by the first rule that speaks. Total: raises
    nothing."""
    reading = read(message, facts, limits)
    decision = next(said for rule in RULES if (said := rule(reading)))
    return restrain(reading, decision)
