"""What an act of casework refuses, and what its forms ask. Words: case.ftl, casework.ftl, field_of_case.ftl,
ground.ftl, urgency.ftl, publication.ftl … of the catalogue."""

from typing import get_args

from gateway.domain import casework, entering, grounds
from gateway.domain.reasons import code, codes
from gateway.domain.text import persons

ACTS = codes("casework", casework.ACTS, parts=("hint", "done"))
FIELDS = codes("field_of_case", (*get_args(casework.FieldName), *entering.FIELD_NAMES))
CAME_BY = codes("came_by", entering.WAYS)
ANSWER_BY = codes("answer_by", entering.ANSWERS)
GROUNDS = codes("ground", grounds.load())
URGENCIES = codes("urgency", casework.URGENCIES)
WITHHELD_BY = codes("by", casework.WITHHELD_BY)
MASKS = codes("mask", (kind for kind in persons.PERSONAL if kind != "name"))
PERSONAL = codes("personal", (*persons.PERSONAL, "code"))

PUBLIC_RESTRICTED = code("publication.restricted", "case")
PUBLIC_NOT_HERE = code("publication.not_here", "case")
PUBLIC_URGENT = code("publication.urgent", "case")
PUBLIC_UNWANTED = code("publication.unwanted", "case")
PUBLIC_UNANSWERED = code("publication.unanswered", "case")
STILL_PERSONAL = code("publication.personal", "field", "what")
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
SHARED_NONE = code("case.shared_none")()
SHARED_MANY = code("case.shared_many", "n", "most")
SHARED_UNKNOWN = code("case.shared_unknown", "id")
SHARED_CHANGED = code("case.shared_changed")()
SHARED_RESTRICTED = code("case.shared_restricted", "case")
MERGE_ITSELF = code("case.merge_itself", "case", "other")
MERGE_DONE = code("case.merge_done", "case", "other")
MERGE_OUTSIDE = code("case.merge_outside", "case", "other")
MERGE_PENDING = code("case.merge_pending", "case", "other")
MERGE_RESTRICTED = code("case.merge_restricted", "case", "other")
MERGE_OTHER_UNIT = code("case.merge_other_unit", "case", "other")
MERGE_FULL = code("case.merge_full", "other", "most")
UNSPLIT_TOLD = code("case.unsplit_told", "case")
MERGED_BEFORE = code("case.merged_before", "case")
MERGED_MOVED = code("case.merged_moved", "case", "other")
MERGED_EMPTY = code("case.merged_empty", "case", "other")
OF_FOLLOWER = code("case.of_follower", "case", "why")
TOLD_BEFORE = code("case.told_before", "case", "other")
KIND_BY_RESTRICTION = code("case.kind_by_restriction")()

# of a case that an officer enters
RECEIVED_NO_MOMENT = code("case.received_no_moment")()
RECEIVED_WHEN = code("case.received_when", "days")
ANSWER_TO_WRONG = {
    "text": code("case.to_no_mobile")(),
    "mail": code("case.to_no_mail")(),
    "call": code("case.to_no_number")(),
}
NO_CONSENT = code("case.no_consent")()
NO_LINE_FOR = {
    "text": code("case.unit_texts_nobody", "unit"),
    "mail": code("case.unit_mails_nobody", "unit"),
    "call": (NO_LINE := code("case.unit_has_no_line", "unit")),
    "counter": NO_LINE,
}
FORM_STALE = code("case.form_stale")()
