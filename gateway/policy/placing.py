"""What the rules have in common that open a case or join one."""

from gateway.domain.model import Decision, Kind, Outcome, Purpose
from gateway.domain.model.names import Flag, RuleName
from gateway.domain.reasons import Reason
from gateway.policy.inputs import PolicyInput
from gateway.policy.joining import Place


def cased(
    r: PolicyInput,
    rule: RuleName,
    where: Place,
    *,
    reasons: tuple[Reason, ...] = (),
    flags: tuple[Flag, ...] = (),
    replies: tuple[Purpose, ...] = (),
    kind: Kind | None = None,
    urgent: bool = False,
    command: str = "",
) -> Decision:
    """A case or a follow-up. Follow-ups are answered only in an emergency."""
    confidential = r.content.confidential
    follows = where.outcome is Outcome.FOLLOW_UP
    return Decision(
        outcome=where.outcome,
        rule=rule,
        reasons=(*reasons, where.reason),
        flags=(
            *where.flags,
            *flags,
            *(("confidential",) if confidential else ()),
            *(("linked",) if where.link else ()),
        ),
        replies=replies if urgent or not follows else (),
        case=where.case,
        link=where.link,
        kind=kind or r.content.kind,
        urgent=urgent,
        restricted=kind is not None or confidential or bool(where.case and where.case.restricted),
        command=command,
        code=where.case.code if where.case else next(iter(r.content.codes), ""),
    )
