"""What an act changes of its case beside the state, what fills its citizen's text, and whom of the office it tells."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from gateway.domain import casework
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.replies import catalogue, wording
from gateway.runtime.context import Context
from gateway.services.casework import people, reasons
from gateway.store.casework import ActedCase
from gateway.store.notices import Notice

__all__ = ["changes", "filled", "known", "notices_of"]

Values = Mapping[str, str]


def _taken(unit: str) -> dict[str, Any]:
    """A unit has it from now on; who worked on it before does no more."""
    return {"unit": unit, "handed_to": "", "declined": 0, "assignee": "", "passed_to": ""}


CHANGES: Mapping[Act, Callable[[ActedCase, Values], dict[str, Any]]] = {
    Act.ASSIGN: lambda case, values: {"assignee": values["person"]},
    Act.ASK: lambda case, values: {"back_to": casework.back_from_asking(case.state)},
    Act.HAND_ON: lambda case, values: {"handed_to": values["unit"]},
    Act.TAKE_OVER: lambda case, values: _taken(case.handed_to),
    Act.DECLINE: lambda case, values: {"handed_to": "", "declined": case.declined + 1},
    Act.TAKE_BACK: lambda case, values: {"handed_to": ""},
    Act.ALLOCATE: lambda case, values: _taken(values["unit"]),
    Act.REFER: lambda case, values: {"passed_to": values["body"]},
    Act.APOLOGISE: lambda case, values: {"due_at": datetime.fromisoformat(values["until"])},
    Act.LEGAL_HOLD: lambda case, values: {"legal_hold": True},
    Act.LIFT_LEGAL_HOLD: lambda case, values: {"legal_hold": False},
    Act.CORRECT: lambda case, values: {
        "case_kind": values.get("kind"),
        "urgent": values["urgency"] == "urgent" if "urgency" in values else None,
        "subject": values.get("subject"),
        "place": values.get("place"),
    },
}


def changes(act: Act, case: ActedCase, values: Values) -> dict[str, Any]:
    """Fields of store.casework.Change."""
    return CHANGES[act](case, values) if act in CHANGES else {}


def known(act: Act, case: ActedCase, values: Values) -> dict[str, Any]:
    """What the act's event may say beside what its form said."""
    unit = {"unit": case.handed_to} if act in (Act.TAKE_OVER, Act.DECLINE, Act.TAKE_BACK) else {}
    went = {"case": case.leading} if act is Act.UNMERGE else {}
    return {**values, **unit, **went, "unit_before": case.unit, "before": case.due_at.isoformat()}


def filled(context: Context, act: Act, case: ActedCase, values: Values) -> dict[str, str]:
    """What fills the text that its citizen gets, beside what follows from the case as it is then."""
    words = values.get("words", "")
    promised = wording.day(case.due_at, context.config.zone)
    found = {
        "promised": promised,
        "question": words,
        "progress": words,
        "apology": words,
        "body": values.get("body", ""),
    }
    if act in (Act.TAKE_OVER, Act.ALLOCATE):
        before = people.units(context).get(case.unit)
        found["before"] = wording.unit_name(before, case.language) if before else case.unit
    if act is Act.REJECT:
        ground = catalogue.say(reasons.GROUNDS[values["ground"]], case.language)
        found["grounds"] = " ".join(filter(None, (ground, words)))
    return {**found, "standing": case.kind} if act is Act.GUIDE else found


def notices_of(context: Context, act: Act, case: ActedCase, values: Values, event: int) -> list[Notice]:
    """Whom of the office an act tells: codes and units alone. Two that have declined are news for the head too."""
    name = {key: unit.name for key, unit in people.units(context).items()}
    if act is Act.HAND_ON:
        fields = {"unit": values["unit"], "before": name.get(case.unit, case.unit)}
        return [_notice("unit", "handed_over", case, fields, event)]
    if act is Act.DECLINE:
        fields = {"unit": case.unit, "by": name.get(case.handed_to, case.handed_to)}
        often = case.declined + 1 >= casework.DECLINED_OFTEN
        found = [_notice("unit", "hand_over_declined", case, fields, event)]
        return [*found, _notice("head", "hand_over_declined", case, fields | {"line": case.line}, event)][: 1 + often]
    return []


def _notice(audience: Any, template: str, case: ActedCase, fields: Mapping[str, str], event: int) -> Notice:
    said: dict[str, str | Reason] = {**fields, "code": case.code}
    key = f"{template}:{audience}:{event}"
    return Notice(audience=audience, template=template, key=key, name=case.code, fields=said, case_id=case.id)
