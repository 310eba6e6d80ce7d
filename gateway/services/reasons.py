"""What the services refuse and note. Words: account.ftl, token.ftl, case.ftl, outbox.ftl, message.ftl, send.ftl,
scan.ftl, roster.ftl, number.ftl of the catalogue."""

from gateway.domain.deadlines import profiles
from gateway.domain.reasons import code, codes

# --- acts that the state of things forbids ---------------------------------------------------------------------------

CASE_ANSWERED = code("case.already_answered", "case")
CASE_NOT_ANSWERABLE = code("case.not_answerable", "case", "state")
CASE_MERGED = code("case.answered_with", "case", "other")
CASE_UNKNOWN = code("case.unknown", "case")
CASE_ERASED = code("case.erased", "case")
CASE_LINE_GONE = code("case.line_removed", "case", "line")
CASE_RESTRICTED = code("case.already_restricted", "case")
CASE_NOT_RESTRICTED = code("case.not_restricted", "case")
CASE_NOT_MISSED_CALL = code("calls.not_missed", "case")
CALLS_NOTHING_READ = code("calls.nothing_read", "cause")
KIND_NOT_SECRET = code("case.kind_not_secret")()
ANSWER_EMPTY = code("case.answer_empty")()
ANSWER_NEEDS_APPROVAL = code("case.answer_needs_approval", "case")
ANSWER_REASON_WANTED = code("case.answer_reason_wanted", "case")
ANSWER_NOT_SUBMITTED = code("case.answer_not_submitted", "case")
ANSWER_NOT_YOURS = code("case.answer_not_yours", "case")
ANSWER_GONE = code("case.answer_gone", "case")
NOTHING_TO_ANNOUNCE = code("case.nothing_to_announce", "case")
FILES_TOO_MANY = code("case.files_too_many", "most")
FILES_TOO_LARGE = code("case.files_too_large", "most")
FILES_NOT_BY_TEXT = code("case.files_not_by_text")()
FILE_REFUSED = code("case.file_refused", "name", "cause")
FILE_INFECTED = code("case.file_infected", "name", "cause")
FILE_UNSCANNED = code("case.file_unscanned", "name", "cause")
# of attachments.FLAGS: what no citizen should get from an office, and mail servers refuse
FILE_DANGERS = codes(
    "danger_of_file",
    ("executable", "script", "program_inside", "macros", "disk_image", "disguised", "double_extension"),
)
CONTACT_WRONG = code("case.contact_wrong")()
CONTACT_UNPROVEN = code("case.contact_unproven")()
NO_LINE_TO = code("case.no_line_to", "case")
NO_SUMMARY = code("case.no_summary", "case")
ANSWER_OWN = code("case.answer_own", "case")
NO_SUCH_RECIPIENT = code("case.no_such_recipient", "case")
ADDRESS_TYPED_WRONG = code("message.address_typed_wrong", "id")
ADDRESS_NOT_NEEDED = code("message.address_not_needed", "id")

# why nobody is told a date when a case is found to be an ordinary one
DATE_PAST = code("case.date_past", "case")
DATE_TOLD = code("case.date_told", "case")
NO_DATE_OWED = code("case.no_date_owed", "case")
NO_RECEIPT = code("case.no_receipt", "case")

REPORTED_FAILED = code("send.reported_failed")()

NOT_RESENDABLE = code("outbox.not_resendable", "id")
NOT_DROPPABLE = code("outbox.not_droppable", "id")
NOT_WAITING = code("outbox.not_waiting", "id")
NOT_UNKNOWN = code("outbox.not_unknown", "id")
AUDIT_TOO_YOUNG = code("audit.too_young", "years")
AUDIT_NOTHING_SEALED = code("audit.nothing_sealed")()
REASON_MISSING = code("act.reason_missing")()

MESSAGE_UNKNOWN = code("message.unknown", "id")
MESSAGE_HAS_CASE = code("message.has_case_or_unreadable", "id")
MESSAGE_NO_ADDRESS = code("message.no_address", "id")
MESSAGE_ANSWERED = code("message.answered_by_copy", "id")
MESSAGE_TAKEN = code("message.taken_by_another", "id")
MESSAGE_ERASED = code("message.erased", "id")
MESSAGE_NO_FOLLOW_UP = code("message.no_follow_up", "id")
MESSAGE_NOT_SUSPECTED = code("message.not_held_as_machine", "id")
MESSAGE_LINE_GONE = code("message.line_removed", "id", "line")
MESSAGE_NOT_WAITING = code("message.not_held_nor_unreadable", "id")
MESSAGE_NOT_UNREADABLE = code("message.not_unreadable", "id")
NOT_DECIDED = code("sender.not_decided")()
QUEUE_BUSY = code("message.queue_busy")()

# --- what is wrong in a table of the roster --------------------------------------------------------------------------

ROSTER_NOT_UTF8 = code("roster.not_utf8")()
ROSTER_HEAD = code("roster.head")()
ROSTER_COLUMN = code("roster.column")()
ROSTER_EMPTY = code("roster.empty")()
ROSTER_KEY = code("roster.key")()
ROSTER_UNKNOWN = code("roster.unknown")()
ROSTER_PHONE = code("roster.phone")()
ROSTER_MAIL = code("roster.mail")()
ROSTER_ROLE = code("roster.role")()
ROSTER_WEEKDAYS = code("roster.weekdays")()
ROSTER_TIME = code("roster.time")()
ROSTER_DAY = code("roster.day")()
ROSTER_ORDER = code("roster.order")()
ROSTER_SELF = code("roster.self")()
ROSTER_GONE = code("roster.gone")()
TABLE_TOO_LARGE = code("table.too_large")()
TABLE_NOT_READ = code("table.not_read")()
UNITS_HEAD = code("units.head")()
UNITS_TWICE = code("units.twice")()
UNITS_KEY = code("units.key")()
UNITS_NO_UNIT = code("units.no_unit", "name")
UNITS_NO_PERSON = code("units.no_person", "name")
UNITS_KIND = code("units.kind", "kinds")
UNITS_YES_OR_NO = code("units.yes_or_no")()
UNITS_HOURS = code("units.hours")()
UNITS_ORDER = code("units.order")()
UNITS_STILL_VALID = code("units.still_valid")()
UNITS_CIRCLE = code("units.circle")()
UNITS_SUCCESSORS_CIRCLE = code("units.successors_circle")()
UNITS_DAY_KIND = code("units.day_kind")()
UNITS_OF_FILE = code("units.of_file")()
UNITS_MAIL_OF_LINE = code("units.mail_of_line", "line")

# --- why a number is not reached, by what a probe of ours met with ---------------------------------------------------

NOT_REACHED = codes("number", ("lost", "rang", "busy", "refused"))

# --- accounts --------------------------------------------------------------------------------------------------------

LOG_IN_WRONG = code("account.wrong")()
LOG_IN_WAIT = code("account.wait", "seconds")
PASSWORD_LENGTH = code("account.password_length", "least", "most")
PASSWORD_EASY = code("account.password_easy")()
PASSWORDS_DIFFER = code("account.passwords_differ")()
OLD_PASSWORD_WRONG = code("account.old_password_wrong")()
CODE_WRONG = code("account.code_wrong")()
LINK_USED_UP = code("account.link_used_up")()
PASSKEY_WRONG = code("account.passkey_wrong")()
PASSKEY_LATE = code("account.passkey_late")()
PASSKEY_COPIED = code("account.passkey_copied")()
PASSKEY_KNOWN = code("account.passkey_known")()
PASSKEY_UNNAMED = code("account.passkey_unnamed", "most")
LAST_WAY = code("account.last_way")()
PASSKEYS_FULL = code("account.passkeys_full", "most")
PASSWORDS_OFF = code("account.passwords_off")()
PROVIDER_DOWN = code("account.provider_down", "host", "error")
PROVIDER_SLOW = code("account.provider_slow", "host", "seconds")
PROVIDER_ODD = code("account.provider_odd", "host", "status")
PROVIDER_OTHER = code("account.provider_other", "said")
PROVIDER_LACKS = code("account.provider_lacks", "field")
PROVIDER_REFUSED = code("account.provider_refused", "error")
RETURN_WRONG = code("account.return_wrong")()
TOKENS = codes(
    "token",
    ("shape", "algorithm", "signature", "issuer", "audience", "nonce", "expired", "early", "claims", "used", "event"),
)
IDENTITY_UNKNOWN = code("account.identity_unknown")()
IDENTITY_OF_ANOTHER = code("account.identity_of_another")()
ACCOUNT_HAS_IDENTITY = code("account.has_identity", "login")
LOG_IN_AGAIN = code("account.log_in_again", "minutes")
ACCOUNTS_IN_USE = code("account.in_use")()
NAMED_WITHOUT_ROLE = code("account.named_without_role", "login")
ACCOUNT_UNKNOWN = code("account.unknown", "login")
LOGIN_TAKEN = code("account.login_taken", "login")
MAIL_WRONG = code("account.mail_wrong")()
MAIL_TAKEN = code("account.mail_taken")()
LOGIN_SHAPE = code("account.login_shape")()
NAME_MISSING = code("account.name_missing")()
UNIT_UNKNOWN = code("account.unit_unknown", "unit")

# --- what intake and sending note ------------------------------------------------------------------------------------

TAKEN_BACK = code("send.taken_back")()
TOLD_IN_PERSON = code("send.told_in_person")()
LINE_DOES_NOT_SEND = code("send.line_does_not_send")()
MAYBE_ANSWERED = code("send.maybe_answered_before_restore")()
NO_ANSWER = code("send.no_answer_in_time", parts=("step",))()
UNFORESEEN = code("send.unforeseen", "error", parts=("step",))
WAITS_UNTIL = code("send.waits_until", "at", "cause")
WAITS_FOR_A_PERSON = code("send.waits_for_a_person", "cause")
PROBE_OVER = code("send.probe_over")()
REPORTED = code("send.reported", "report", "status")
LINE_SILENT = code("line.no_sign_of_life", parts=("step",))()

NOT_STORED = code("message.not_stored")()
LINE_REMOVED = code("message.line_not_configured", "line")
GAVE_UP = code("message.gave_up", "tries", "cause")

# --- what the duty officer and the operator are told -----------------------------------------------------------------

SENDER_ADVISED = code("notice.sender_advised")()
SENDER_NOT_ANSWERED = code("notice.sender_not_answered")()
HELD = code("notice.held")()
HELD_NOT_ANSWERED = code("notice.held_not_answered")()
LINE_STOPPED = code("notice.line_down", "line")
LINE_BACK = code("notice.line_up", "line")

# --- what a case's clocks remind of -----------------------------------------------------------------------------------

DEADLINES = codes("deadline", profiles.DEADLINES)

# --- the virus scanner -----------------------------------------------------------------------------------------------

SCAN_SIGNATURE = code("scan.signature", "name")
SCAN_TOO_LARGE = code("scan.too_large")()
SCAN_NO_VERDICT = code("scan.no_verdict")()
SCAN_SILENT = code("scan.does_not_answer")()
SCAN_UNREACHABLE = code("scan.cannot_be_reached", "error")

LEASE_OLD = code("lease.not_renewed", "line")
