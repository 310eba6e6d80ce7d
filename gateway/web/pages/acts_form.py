"""The forms of the acts that a case offers to whoever looks, and what they may choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.domain import casework, grounds
from gateway.domain.actor import Actor
from gateway.domain.casework import CaseAct
from gateway.domain.permissions import Act, may, units_of
from gateway.replies import catalogue
from gateway.runtime.context import Context
from gateway.services.accounts import log_in
from gateway.services.casework import clocks, people, performing, publishing, reasons
from gateway.services.casework.performing import Performed
from gateway.services.units.suggesting import Suggestion
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["Acting", "path_of", "shown"]

PASS_ON = (Act.HAND_ON, Act.ALLOCATE)  # the first of these that is offered
Choices = Mapping[str, str]  # what a form sends -> what one reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A form that came: its values, and what would follow, or why it was not done."""

    act: Act
    values: Mapping[str, str] = field(repr=False)
    foreseen: Performed | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActForm:
    """One form. `choices`: of those fields that are chosen from a list."""

    row: CaseAct
    path: str
    name: str
    hint: str
    choices: Mapping[str, Choices]
    acting: Acting | None

    @property
    def is_plain(self) -> bool:
        """Whether it is a button alone: it asks nothing and tells nobody."""
        return not self.row.fields and self.row.tells is None


def path_of(act: Act) -> str:
    """The last part of the address that an act's form is sent to."""
    return act.value.replace("_", "-")


async def shown(
    conn: Connection,
    context: Context,
    case: ActedCase,
    actor: Actor,
    language: str,
    acting: Acting | None,
    suggestions: Sequence[Suggestion] = (),
) -> Mapping[str, Any]:
    """The forms' part of a case's page. `suggestions`: where it may belong, by the places and the matters that it
    names; one press hands it on, but for a restricted case, of which a person says whom it may reach."""
    first = list(dict.fromkeys(key for one in suggestions for key in one.units))
    subject = people.subject_of(case)
    known = casework.offered(performing.standing(context, case))
    offered = [row for row in known if may(actor, row.act, subject) is None]
    forms = [
        ActForm(
            row=row,
            path=path_of(row.act),
            name=catalogue.say(reasons.ACTS[row.act], language),
            hint=catalogue.say(reasons.ACTS[row.act], language, "hint"),
            choices=await _choices(conn, context, case, actor, row, language, first),
            acting=acting if acting and acting.act is row.act else None,
        )
        for row in offered
    ]
    return {
        "plain_acts": [form for form in forms if form.is_plain],
        "acts": [form for form in forms if not form.is_plain],
        "act_fields": {name: catalogue.say(reason, language) for name, reason in reasons.FIELDS.items()},
        "acting": acting,
        "seen": case.last_id,
        "proposed": await _proposed(conn, context, case, offered),
        "suggestions": suggestions if any("unit" in form.choices for form in forms) else (),
        "passes_on": None if case.restricted else next((form for form in forms if form.row.act in PASS_ON), None),
        "unit_names": {key: unit.name for key, unit in people.units(context).items()},
        "asked_unit": people.units(context).get(case.handed_to),
    }


async def _proposed(
    conn: Connection, context: Context, case: ActedCase, offered: Sequence[CaseAct]
) -> Mapping[str, object]:
    """What fields hold before anything is typed."""
    acts = {row.act for row in offered}
    found: dict[str, object] = {"until": clocks.proposed(context, case)} if Act.APOLOGISE in acts else {}
    return {**found, **await publishing.proposed(conn, context, case)} if Act.PUBLISH in acts else found


async def _choices(
    conn: Connection,
    context: Context,
    case: ActedCase,
    actor: Actor,
    row: CaseAct,
    language: str,
    first: Sequence[str],
) -> Mapping[str, Choices]:
    asks = {one.name for one in row.fields}
    found: dict[str, Choices] = {}
    if "unit" in asks:
        directed = units_of(actor, row.act) if row.act is Act.ALLOCATE else None
        valid = people.to_take_cases(context)
        ordered = [*(key for key in first if key in valid), *(key for key in valid if key not in first)]
        units = {key: valid[key].name for key in ordered if key != case.unit}
        found["unit"] = {key: name for key, name in units.items() if directed is None or key in directed}
    if "person" in asks:
        colleagues = await people.colleagues(conn, context, case)
        found["person"] = {log_in.person_of(one): one.name for one in colleagues}
    if "ground" in asks:
        found["ground"] = {key: catalogue.say(reasons.GROUNDS[key], language) for key in grounds.load()}
    if "by" in asks:
        found["by"] = {name: catalogue.say(reason, language) for name, reason in reasons.WITHHELD_BY.items()}
    if "kind" in asks:
        known = () if case.restricted else casework.KINDS
        found["kind"] = {kind.value: catalogue.words(f"kind.{kind}", language) for kind in known}
        found["urgency"] = {name: catalogue.say(reason, language) for name, reason in reasons.URGENCIES.items()}
    return found
