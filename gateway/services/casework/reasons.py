"""What an act of casework refuses, and what its forms ask. Words: case.ftl, casework.ftl, field_of_case.ftl,
ground.ftl, urgency.ftl of the catalogue."""

from typing import get_args

from gateway.domain import casework, grounds
from gateway.domain.reasons import code, codes

ACTS = codes("casework", casework.ACTS, parts=("hint", "done"))
FIELDS = codes("field_of_case", get_args(casework.FieldName))
GROUNDS = codes("ground", grounds.load())
URGENCIES = codes("urgency", casework.URGENCIES)

NOT_NOW = code("case.act_not_now", "case", "state", "act")
MOVED_ON = code("case.moved_on", "case", "who", "did", "at", "state")
FIELD_MISSING = code("case.field_missing", "field")
FIELD_LONG = code("case.field_long", "field", "most")
FIELD_UNKNOWN = code("case.field_unknown", "field")
SAME_UNIT = code("case.same_unit", "case")
NOBODY_NAMED = code("case.nobody_named", "case")
PERSON_CANNOT = code("case.person_cannot", "case", "login")
CANNOT_TELL = code("case.cannot_tell", "case", "why")
NOTHING_CHANGED = code("case.nothing_changed")()
UNTIL_NO_DAY = code("case.until_no_day")()
UNTIL_NOT_AHEAD = code("case.until_not_ahead", "days")
KIND_BY_RESTRICTION = code("case.kind_by_restriction")()
