"""Rules for what a citizen asks for by a command: help, status, rating, more details, a matter of its own, reminders.

A command acts only for the sender on record. A code of another's and one that nobody has get the same answer.
"""

from gateway.domain.model import LOW_RATING, CaseFact, Decision, Dmarc, Outcome, Purpose
from gateway.domain.model.names import Flag, RuleName
from gateway.domain.reasons import Reason
from gateway.policy import reasons as why
from gateway.policy.about import ITSELF, other
from gateway.policy.answers import named_told, noted, state_of, state_told, states_told, wrong_code
from gateway.policy.inputs import PolicyInput
from gateway.policy.joining import Place, is_doubtful, proven_case
from gateway.policy.placing import cased


def help_wanted(r: PolicyInput) -> Decision | None:
    """HD: how this works."""
    return _command("help", "HD", Purpose.HELP) if _asks(r, "HD") else None


def opt_out(r: PolicyInput) -> Decision | None:
    """TC, TUCHOI: no reminders and no rating questions any more. Nobody opts out in another's name."""
    asks = _asks(r, "TUCHOI") and not is_doubtful(r)
    return _command("opt_out", "TUCHOI", Purpose.OPT_OUT) if asks else None


def opt_in(r: PolicyInput) -> Decision | None:
    """NHAN: reminders and rating questions again."""
    asks = _asks(r, "NHAN") and not is_doubtful(r)
    return _command("opt_in", "NHAN", Purpose.OPT_IN) if asks else None


def new_matter(r: PolicyInput) -> Decision | None:
    """VIEC MOI without the matter: how it is written. With it, it is a case of its own (joining.py)."""
    command = r.content.command
    if command is None or command.name != "VIECMOI" or command.rest or r.message.attachments:
        return None
    return _command("new_matter", "VIECMOI", Purpose.NEW_MATTER)


def unknown_code(r: PolicyInput) -> Decision | None:
    """A command about a code that is not this sender's, or none at all: one answer for all of them, then silence."""
    command = r.content.command
    if command is None or command.name not in ("TT", "DG", "BS") or (command.name == "BS" and command.rest):
        return None
    if _case_of_command(r) is not None or not (r.content.codes or command.mistyped):
        return None
    return wrong_code(r, command.name)


def status(r: PolicyInput) -> Decision | None:
    """TT: how the case stands, or each of several; of a restricted case no more than that it was received."""
    if not _asks(r, "TT"):
        return None
    several = named_told(r, command="TT") or states_told(r, command="TT")
    return several or state_told(r, _case_of_command(r), command="TT")


def rating(r: PolicyInput) -> Decision | None:
    """DG: how satisfied the citizen is. A figure or words alone are a rating only where something was answered, or
    where we asked for one."""
    command = r.content.command
    if command is None:
        return _asked_for(r)
    if command.name != "DG":
        return None
    case, value = _case_of_command(r), command.rating
    if case is None and command.figure and not command.rest:
        return _command("help", "DG", Purpose.HELP, reason=why.NO_RATING)
    is_ratable = case is not None and (case.done or case.id in r.facts.rating_asked)
    poor = value is not None and value <= LOW_RATING  # of what is not done yet
    told = command.bare and command.figure and not command.rest
    if case is not None and not is_ratable and (told or (poor and not r.content.codes)):
        return noted(r, "disagreement" if poor else "praise", case=case, replies=state_of(case) if poor else ())
    said_of = frozenset(r.content.about) - ITSELF
    if command.bare and (case is None or not is_ratable or (command.rest and other(said_of, case.about))):
        return None
    if case is None:
        return _command("help", "DG", Purpose.HELP, reason=why.NO_RATING)
    if value is None:
        return _command("rating", "DG", Purpose.ASK_RATING, case=case, reason=why.NO_RATING)
    return _rated(case, value)


def _asked_for(r: PolicyInput) -> Decision | None:
    """Who was asked for one figure a day ago at most, and names one among other words."""
    case, value = r.facts.answered, r.content.figure
    if case is None or value is None or case.id not in r.facts.rating_asked or case.sender != r.message.sender:
        return None
    return _rated(case, value) if r.traits.joins_by_time and not r.content.about else None


def _rated(case: CaseFact, value: int) -> Decision:
    purpose = Purpose.RATED_LOW if value <= LOW_RATING else Purpose.RATED
    return _command("rating", "DG", purpose, case=case, reason=why.SENDERS_CASE, value=value)


def details(r: PolicyInput) -> Decision | None:
    """BS: more details. What has words is never lost: without a case it is read as any other message."""
    if r.content.command is None or r.content.command.name != "BS":
        return None
    case = _case_of_command(r)
    if not r.content.command.rest and not r.message.attachments:
        return _command("help", "BS", Purpose.HELP, case=case, reason=why.NO_DETAILS)
    if case is None:
        return None
    by_time = case is r.facts.recent and r.own is None
    flags: tuple[Flag, ...] = ("joined_by_time",) if by_time else ()
    where = Place(outcome=Outcome.FOLLOW_UP, reason=why.DETAILS, case=case, flags=flags)
    reply = Purpose.REOPENED if case.done else Purpose.ADDED
    return cased(r, "details", where, replies=(reply,), command="BS")


def _asks(r: PolicyInput, name: str) -> bool:
    return r.content.command is not None and r.content.command.name == name


def _case_of_command(r: PolicyInput) -> CaseFact | None:
    """The case a command is about: the sender's own that it names or answers, else, where messages join by time, the
    one known: for a rating the one that was answered last, for anything else the open one first.

    By mail a code alone may only ask (the answer goes to the address on record); to change something it must be proven.
    """
    proven = proven_case(r)
    if proven is not None:
        return proven
    if r.own is not None and _asks(r, "TT"):
        return r.own
    command = r.content.command
    if r.content.codes or (command is not None and command.mistyped and command.name != "BS"):
        return None
    known = (r.facts.answered, r.facts.recent) if _asks(r, "DG") else (r.facts.recent, r.facts.answered)
    mine = (case for case in known if case and case.sender == r.message.sender)
    may = r.traits.joins_by_time or (_asks(r, "TT") and r.message.dmarc is Dmarc.PASS and not is_doubtful(r))
    return next(mine, None) if may else None


def _command(
    rule: RuleName,
    command: str,
    purpose: Purpose,
    *,
    case: CaseFact | None = None,
    reason: Reason | None = None,
    value: int | None = None,
) -> Decision:
    return Decision(
        outcome=Outcome.COMMAND,
        rule=rule,
        reasons=(reason,) if reason else (),
        replies=(purpose,),
        case=case,
        command=command,
        code=case.code if case else "",
        rating=value,
    )
