"""What an act's form brought, held against its row of the table and against what there is."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from gateway.domain import casework, grounds
from gateway.domain.casework import CaseAct, Field
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.domain.text import clean
from gateway.runtime.context import Context
from gateway.services import reasons as common
from gateway.services.accounts import log_in
from gateway.services.casework import people, publishing, reasons
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["Form", "mentioned", "read"]

Form = Mapping[str, str]
MENTION = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]{0,63})", re.ASCII | re.IGNORECASE)
MOST_LATER = timedelta(days=60)  # of a second promise
CHOICES = {
    "kind": frozenset(casework.KINDS),
    "urgency": frozenset(casework.URGENCIES),
    "ground": frozenset(grounds.load()),
    "by": frozenset(casework.WITHHELD_BY),
}


async def read(conn: Connection, context: Context, case: ActedCase, row: CaseAct, form: Form) -> dict[str, str]:
    """The values of its fields; those that are not asked for are left out. Raises NotAllowed: one is missing, too long,
    or names what there is not."""
    values: dict[str, str] = {field.name: _value(field, form) for field in row.fields}
    for name, known in CHOICES.items():
        if values.get(name) and values[name] not in known:
            raise NotAllowed(reasons.FIELD_UNKNOWN(field=reasons.FIELDS[name]))
    if "unit" in values:
        await _check_unit(conn, context, case, values["unit"])
    if values.get("person"):
        values["person"] = await _person(conn, context, case, values["person"])
    if "until" in values:
        values["until"] = _until(context, case, values["until"]).isoformat()
    if row.act is Act.PUBLISH:
        await publishing.check(conn, context, case, values)
    if row.act is Act.CORRECT:
        return _changed(case, values)
    return values


def _value(field: Field, form: Form) -> str:
    value = clean(form.get(field.name, "")).strip()
    if field.required and not value:
        missing = common.REASON_MISSING if field.name == "reason" else None
        raise NotAllowed(missing or reasons.FIELD_MISSING(field=reasons.FIELDS[field.name]))
    if len(value) > field.most:
        raise NotAllowed(reasons.FIELD_LONG(field=reasons.FIELDS[field.name], most=field.most))
    return value


def _until(context: Context, case: ActedCase, day: str) -> datetime:
    """When the unit closes on that day, or on the next one on which it works. Raises NotAllowed: no day, none ahead, or
    one too far."""
    unit = people.units(context).get(case.unit)
    if unit is None:
        raise NotAllowed(common.UNIT_UNKNOWN(unit=case.unit))
    try:
        until = context.config.office_of(unit).closing(date.fromisoformat(day))
    except (ValueError, OverflowError):
        raise NotAllowed(reasons.UNTIL_NO_DAY) from None
    if not case.read_at < until <= case.read_at + MOST_LATER:
        raise NotAllowed(reasons.UNTIL_NOT_AHEAD(days=MOST_LATER.days))
    return until


async def _check_unit(conn: Connection, context: Context, case: ActedCase, unit: str) -> None:
    """Another unit that there is and that is valid; of a restricted case one in which somebody would see it."""
    if unit not in people.to_take_cases(context):
        raise NotAllowed(common.UNIT_UNKNOWN(unit=unit))
    if unit == case.unit:
        raise NotAllowed(reasons.SAME_UNIT(case=case.code))
    if case.restricted and not await people.is_somebody_named(conn, context, unit):
        raise NotAllowed(reasons.NOBODY_NAMED(case=case.code))


async def _person(conn: Connection, context: Context, case: ActedCase, login: str, act: Act = Act.START) -> str:
    """The person of a log-in name, who may do this to the case. Raises NotAllowed."""
    known = {log_in.person_of(one) for one in await people.colleagues(conn, context, case, act)}
    if login.lower() not in known:
        raise NotAllowed(reasons.PERSON_CANNOT(case=case.code, login=login))
    return login.lower()


async def mentioned(conn: Connection, context: Context, case: ActedCase, words: str) -> tuple[str, ...]:
    """The persons whom a note names as @login. Raises NotAllowed: one could not see the case."""
    logins = dict.fromkeys(found.lower().rstrip("._-") for found in MENTION.findall(words))
    return tuple([await _person(conn, context, case, login, Act.VIEW) for login in logins])


def _changed(case: ActedCase, values: dict[str, str]) -> dict[str, str]:
    """Of a correction what differs from what is there. Raises NotAllowed: nothing does."""
    now = {
        "kind": case.kind,
        "urgency": "urgent" if case.urgent else "normal",
        "subject": case.subject,
        "place": case.place,
    }
    found = {name: value for name, value in values.items() if value and value != now[name]}
    if not found:
        raise NotAllowed(reasons.NOTHING_CHANGED)
    if case.restricted and "kind" in found:
        raise NotAllowed(reasons.KIND_BY_RESTRICTION)
    return found
