"""What the rules have in common that open a case or join one."""

from gateway.domain.model import Decision, Kind, Purpose
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
    rating: int | None = None,
    note: bool = False,
) -> Decision:
    """A case or a follow-up. `note`: it changes nothing of a case that is done."""
    confidential = r.content.confidential
    return Decision(
        outcome=where.outcome,
        rule=rule,
        reasons=(*reasons, where.reason),
        flags=(
            *where.flags,
            *flags,
            *(("confidential",) if confidential else ()),
            *(("not_public",) if r.content.not_public else ()),
            *(("linked",) if where.link else ()),
        ),
        replies=replies,
        case=where.case,
        link=where.link,
        kind=kind or r.content.kind,
        urgent=urgent,
        restricted=kind is not None or confidential or r.content.delicate or bool(where.case and where.case.restricted),
        command=command,
        rating=rating,
        note=note,
        code=where.case.code if where.case else next(iter(r.content.codes), ""),
    )
