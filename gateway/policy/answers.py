"""The answers that rules give to what is said of a case: how it stands, that it is noted, how this works, whose number
this is. docs/CONVERSATION.md is their table.
"""

from collections.abc import Sequence

from gateway.domain.model import CaseFact, Decision, Outcome, Purpose
from gateway.domain.model.names import Flag, RuleName
from gateway.domain.reasons import Reason
from gateway.policy import reasons as why
from gateway.policy.about import things
from gateway.policy.inputs import PolicyInput
from gateway.policy.joining import SHORT, may_list, place_of, proven_case, spoken_of
from gateway.policy.placing import cased


def state_of(case: CaseFact) -> tuple[Purpose, ...]:
    """What tells how a case stands; of a restricted one no more than that it was received."""
    return (Purpose.STATUS_RECEIVED if case.restricted else Purpose.STATUS,)


def state_told(r: PolicyInput, case: CaseFact | None, *, command: str = "") -> Decision:
    """The answer to "how does it stand": the case's state; without a case, how to ask."""
    if case is None:
        return asked_of_nothing("help", command=command)
    return Decision(
        outcome=Outcome.COMMAND,
        rule="status",
        reasons=(why.SENDERS_CASE,),
        replies=state_of(case),
        case=case,
        command=command,
        code=case.code,
    )


def states_told(r: PolicyInput, rule: RuleName = "status", *, command: str = "") -> Decision | None:
    """The answer where several are open and nothing says which is meant: a short list."""
    mine = tuple(case for case in r.facts.open if case.sender == r.message.sender)
    if len(mine) < 2 or r.content.codes or proven_case(r) is not None or not may_list(r):
        return None
    return _list_told(mine, rule, command)


def named_told(r: PolicyInput, rule: RuleName = "status", *, command: str = "") -> Decision | None:
    """The answer where a short text names several of the sender's own and tells of nothing: a list of those."""
    short = r.content.names_code and r.content.words <= SHORT and not (r.message.attachments or r.facts.thread)
    if len(r.content.codes) < 2 or not short or things(r.content.about) or not may_list(r):
        return None
    named = (r.facts.cases_by_code.get(code) for code in r.content.codes)
    mine = tuple(case for case in named if case and case.sender == r.message.sender)
    return _list_told(mine, rule, command) if len(mine) > 1 else None


def _list_told(cases: Sequence[CaseFact], rule: RuleName, command: str) -> Decision:
    return Decision(
        outcome=Outcome.COMMAND,
        rule=rule,
        reasons=(why.SEVERAL,),
        replies=(Purpose.STATUS_LIST,),
        cases=tuple(cases),
        command=command,
    )


def wrong_code(r: PolicyInput, command: str) -> Decision:
    """What is asked about a code that is not this sender's, or none at all: one answer for all of them, then
    silence."""
    guessing = r.facts.wrong_codes_1h >= r.limits.wrong_codes_per_hour
    return Decision(
        outcome=Outcome.COMMAND,
        rule="unknown_code",
        reasons=(why.WRONG_CODE,),
        flags=("guessing",) if guessing else (),
        replies=() if guessing else (Purpose.UNKNOWN_CODE,),
        withheld=(f"{Purpose.UNKNOWN_CODE}: wrong_codes_per_hour",) if guessing else (),
        command=command,
        code=next(iter(r.content.codes), ""),
    )


def noted(
    r: PolicyInput,
    rule: RuleName,
    *,
    case: CaseFact | None,
    replies: tuple[Purpose, ...] = (),
    reason: Reason | None = None,
) -> Decision:
    """Kept with its case, which stays as it is; without one, listed among the messages."""
    flag: tuple[Flag, ...] = (_FLAGS[rule],)
    if case is not None:
        return cased(r, rule, place_of(r, case), flags=flag, replies=replies, note=True)
    reasons = (reason,) if reason else ()
    return Decision(outcome=Outcome.COMMAND, rule=rule, reasons=reasons, flags=flag, replies=replies)


def aside(r: PolicyInput, rule: RuleName, outcome: Outcome, *, with_files: bool = False) -> Decision | None:
    """What is no matter: a note where a case is known; else `outcome`, and by text a neutral line."""
    if r.message.attachments and not with_files:
        return None
    case = spoken_of(r)
    if case is not None:
        return noted(r, rule, case=case)
    replies = (Purpose.NEUTRAL,) if r.traits.joins_by_time else ()
    return Decision(outcome=outcome, rule=rule, reasons=(why.ASIDE,), flags=(_FLAGS[rule],), replies=replies)


def asked_of_nothing(rule: RuleName, *, command: str = "") -> Decision:
    """The answer to who asks where no case is known: how this works."""
    return Decision(
        outcome=Outcome.COMMAND, rule=rule, reasons=(why.NO_CODE,), replies=(Purpose.HELP,), command=command
    )


_FLAGS: dict[str, Flag] = {
    "picture": "mms",
    "echo": "echo",
    "autoreply": "autoreply",
    "withdrawal": "withdrawal",
    "wrong_number": "wrong_number",
    "no_matter": "no_matter",
    "abuse": "abuse",
    "praise": "praise",
    "disagreement": "disagreement",
    "thanks": "thanks",
    "greeting": "greeting",
    "empty": "empty",
}
