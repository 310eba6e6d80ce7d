"""What the operator, the duty officer or a unit must be told of a message: rows of notices."""

from gateway.domain.model import CaseFact, Purpose
from gateway.domain.reasons import Reason
from gateway.domain.text import fold
from gateway.ops.health import findings
from gateway.policy.sim_words import are_about_sim
from gateway.replies import wording
from gateway.services import reasons
from gateway.services.intake.entry import Entry
from gateway.store.notices import Notice


def alert(entry: Entry) -> Notice:
    """The duty officer learns of an emergency: the code, or the number of what is held; never the citizen's words."""
    name, about = _about(entry)
    fields: dict[str, str | Reason] = {
        "code": name,
        "line": entry.line.name,
        "received": wording.minute(entry.facts.at(entry.read.claimed), entry.context.config.zone),
        **about,
    }
    return Notice(
        audience="duty",
        template="alert",
        key=f"message:{entry.message_id}",
        name=name,
        fields=fields,
        case_id=entry.case.id if entry.case else None,
    )


def _about(entry: Entry) -> tuple[str, dict[str, str | Reason]]:
    """The case's code, its unit, kind and what the citizen was told; of a held message its number."""
    if entry.case is None:
        told = reasons.HELD_NOT_ANSWERED
        return f"m{entry.message_id}", {"unit": entry.line.unit.key, "kind": reasons.HELD, "told": told}
    summary = entry.facts.summaries[entry.case.id]
    advised = Purpose.EMERGENCY in entry.decision.replies
    return summary.code, {
        "unit": summary.unit,
        "kind": wording.KINDS[summary.kind],
        "told": reasons.SENDER_ADVISED if advised else reasons.SENDER_NOT_ANSWERED,
    }


def low_rating(entry: Entry, case: CaseFact, rating: int) -> Notice:
    """Whoever looks after the unit learns, once for each case, that its answer was rated low. Of a case that few may
    see the operator does: a unit's mailbox is read by many."""
    summary = entry.facts.summaries[case.id]
    fields = {"unit": summary.unit, "code": case.code, "n": str(rating)}
    return Notice(
        audience="operator" if summary.restricted or entry.decision.restricted else "unit",
        template="low_rating",
        key=f"low_rating:{case.id}",
        name=case.code,
        fields=fields,
        case_id=case.id,
    )


def word_of_carrier(entry: Entry) -> Notice | None:
    """The operator is told, once a day for each line, that its carrier has written about the SIM itself: where to read
    it, for anybody may call himself a carrier."""
    sim = entry.decision.rule == "machine_sender" and entry.line.traits.one_sim
    if not sim or not are_about_sim(fold(entry.read.decoded.text)):
        return None
    found = findings.finding("carrier_word", entry.line.name, line=entry.line.name, message=f"m{entry.message_id}")
    return findings.notice(found, entry.facts.now.date().isoformat())


def ceiling(entry: Entry) -> Notice:
    """The duty officer is notified, once an hour for each line, that senders get no emergency text any more."""
    hour = entry.facts.now.replace(minute=0, second=0, microsecond=0)
    return Notice(
        audience="duty",
        template="emergency_ceiling",
        key=f"emergency_ceiling:{entry.line.name}:{hour.isoformat()}",
        name=entry.line.name,
        fields={
            "unit": entry.line.unit.key,
            "line": entry.line.name,
            "n": str(entry.context.config.limits.unproven_emergencies_per_line_hour),
        },
    )
