"""Rules for what a citizen asks for: help, status, rating, more details, reminders on and off.

A command acts only for the sender on record. A code of another's and one that nobody has get the same answer.
"""

from gateway.domain.model import CaseFact, Decision, Outcome, Purpose
from gateway.domain.model.names import Flag, RuleName
from gateway.domain.reasons import Reason
from gateway.policy import reasons as why
from gateway.policy.inputs import PolicyInput
from gateway.policy.joining import Place, is_doubtful, proven_case
from gateway.policy.placing import cased


def help_wanted(r: PolicyInput) -> Decision | None:
    """HD: how this works."""
    return _command("help", "HD", Purpose.HELP) if _asks(r, "HD") else None


def opt_out(r: PolicyInput) -> Decision | None:
    """TUCHOI: no reminders and no rating questions any more. Nobody opts out in another's name."""
    asks = _asks(r, "TUCHOI") and not is_doubtful(r)
    return _command("opt_out", "TUCHOI", Purpose.OPT_OUT) if asks else None


def opt_in(r: PolicyInput) -> Decision | None:
    """NHAN: reminders and rating questions again."""
    asks = _asks(r, "NHAN") and not is_doubtful(r)
    return _command("opt_in", "NHAN", Purpose.OPT_IN) if asks else None


def unknown_code(r: PolicyInput) -> Decision | None:
    """A command about a code that is not this sender's, or none at all: one answer for all of them, then silence."""
    command = r.content.command
    if command is None or command.name not in ("TT", "DG", "BS") or (command.name == "BS" and command.rest):
        return None
    if _case_of_command(r) is not None or not (r.content.codes or command.mistyped):
        return None
    guessing = r.facts.wrong_codes_1h >= r.limits.wrong_codes_per_hour
    return Decision(
        outcome=Outcome.COMMAND,
        rule="unknown_code",
        reasons=(why.WRONG_CODE,),
        flags=("guessing",) if guessing else (),
        replies=() if guessing else (Purpose.UNKNOWN_CODE,),
        withheld=(f"{Purpose.UNKNOWN_CODE}: wrong_codes_per_hour",) if guessing else (),
        command=command.name,
        code=next(iter(r.content.codes), ""),
    )


def status(r: PolicyInput) -> Decision | None:
    """TT: how the case stands; of a restricted case no more than that it was received."""
    if not _asks(r, "TT"):
        return None
    case = _case_of_command(r)
    if case is None:
        return _command("help", "TT", Purpose.HELP, reason=why.NO_CODE)
    purpose = Purpose.RECEIPT if case.restricted else Purpose.STATUS
    return _command("status", "TT", purpose, case=case, reason=why.SENDERS_CASE)


def rating(r: PolicyInput) -> Decision | None:
    """DG: how satisfied the citizen is. Words alone ("5", "hài lòng") count where nothing else is open."""
    if r.content.command is None or r.content.command.name != "DG":
        return None
    case, value = _case_of_command(r), r.content.command.rating
    if case is None or value is None:
        return _command("help", "DG", Purpose.HELP, case=case, reason=why.NO_RATING)
    return _command("rating", "DG", Purpose.RATED, case=case, reason=why.SENDERS_CASE, value=value)


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
    return cased(r, "details", where, command="BS")


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
    return next(mine, None) if r.traits.joins_by_time else None


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
