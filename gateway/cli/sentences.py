"""What the commands say. Words: cli.ftl, check.ftl (`gw check`) and ask.ftl (`gw init`) of the catalogue."""

from gateway.domain.audit_chain import Fault
from gateway.domain.reasons import code, codes

VERSION = code("cli.version", "version", "schema")
NO_CASES = code("cli.no_cases")()
NO_OPEN_CASES = code("cli.no_open_cases")()
MORE_CASES = code("cli.more_cases", "limit")
RESTRICTED = code("cli.restricted")()
RESTRICTED_FOR_NOW = code("cli.restricted_for_now")()
REFERENCES = code("cli.references", "named")
LINKED = code("cli.linked", "case", "why")
TYPE_ANSWER = code("cli.type_answer")()
STANDARD_INPUT = code("cli.standard_input")()
ASK_SEND = code("cli.ask_send")()
YES = code("cli.yes")()
ASK_SUBMIT = code("cli.ask_submit")()
ANSWER_SUBMITTED = code("cli.answer_submitted", "case")
ANSWER_RETURNED = code("cli.answer_returned", "case")
GOES_WITH = code("cli.goes_with", "files")
NOTHING_SENT = code("cli.nothing_sent")()
ANSWER_WRITTEN = code("cli.answer_written", "case")
ANSWER_WAITS = code("cli.answer_waits", "case", "waits")
PREVIEW_SMS = code("cli.preview_sms", "parts")
PREVIEW_MAIL = code("cli.preview_mail", "to", "subject")
ASK_UNRESTRICT = code("cli.ask_unrestrict")()
UNRESTRICT_KIND = code("cli.unrestrict_kind", "case", "kind")
UNRESTRICT_UNTOLD = code("cli.unrestrict_untold", "why")
UNRESTRICT_SILENT = code("cli.unrestrict_silent")()
UNRESTRICTED = code("cli.unrestricted", "case")
UNRESTRICTED_TOLD = code("cli.unrestricted_told", "case")
ASK_ACT = code("cli.ask_act")()
CASE_ACT_DONE = code("cli.case_act_done", "case", "act")
SHARED_AS = code("cli.shared_as", "id")
SHARED_OF = code("cli.shared_of", "n", "all")
SHARED_TO = code("cli.shared_to", "case", "to")
SHARED_TO_APPROVE = code("cli.shared_to_approve", "case", "to")
SHARED_REFUSED = code("cli.shared_refused", "case", "why")
SHARED_DONE = {state: code(f"cli.shared_{state}", "case") for state in ("pending", "sent", "submitted", "stopped")}
MERGED_INTO = code("cli.merged_into", "case")
ALONG = code("cli.along", "case")
ALONG_TOLD = code("cli.along_told", "case", "to")
NO_SUCH_ACT = code("cli.no_such_act", "acts")
TELLS_NOBODY = code("cli.tells_nobody")()
ASK_ENTER = code("cli.ask_enter")()
ENTER_TELLS_NOBODY = code("cli.enter_tells_nobody")()
ENTER_RESTRICTED = code("cli.enter_restricted")()
ENTERED = code("cli.entered", "case")
NOTHING_DONE = code("cli.nothing_done")()
NOW_RESTRICTED = code("cli.now_restricted", "case", "kind")
SPLIT_DONE = code("cli.split_done", "message", "case")
DONE_SEND = code("cli.done_send")()
DONE_DROP = code("cli.done_drop")()
DONE_SENT = code("cli.done_sent")()
DONE_SENT_PART = code("cli.done_sent_part", "n")
DONE_FILE = code("cli.done_file")()
DONE_PERSON = code("cli.done_person")()
DONE_MACHINE = code("cli.done_machine")()
DONE_REPLAY = code("cli.done_replay")()
DONE_DISMISS = code("cli.done_dismiss")()
DONE_SEND_NOW = code("cli.done_send_now")()
DONE_CALLED = code("cli.done_called", "case")
DONE_AS_CASE = code("cli.done_as_case", "id", "done", "case")
SINCE = code("cli.since", "state", "since")
DEAD_FOOTER = code("cli.dead_footer")()
NOBODY_NAMED = code("cli.nobody_named")()
NO_MESSAGE = code("cli.no_message")()
DECIDED = code("cli.decided", "verdict", "kind", "name", "actor", "at")
FORGOTTEN = code("cli.forgotten", "name")
OUTGOING_FOOTER = code("cli.outgoing_footer", "n")
CALLS_FOOTER = code("calls.footer", "n")
CALLS_NOT_CONFIGURED = code("calls.none_configured", "line", "hint")
RELOADED = code("run.reloaded", "units", "lines")
UNITS_NEW = code("units.new", "name")
UNITS_CHANGED = code("units.changed", "name", "fields")
UNITS_SAME = code("units.same", "rows", "n")
UNITS_TRIED = code("units.tried", "rows", "n")
UNITS_IMPORTED = code("units.imported", "rows", "n")
UNITS_RIGHT = code("units.right")()
UNITS_NONE = code("units.none", "name")
UNITS_EXPORT_AS = code("units.export_as", "tables")
UNITS_EXPORTED = code("units.exported", "n", "file")
ROSTER_IMPORTED = code("roster.imported", "file", "n")
ROSTER_REMOVED = code("roster.removed", "name")
PEOPLE_NONE = code("account.none")()
PEOPLE_LINK = code("account.link", "link")
PEOPLE_DONE = code("account.done")()
PEOPLE_UNCHANGED = code("account.unchanged")()
AUDIT_EMPTY = code("audit.empty")()
AUDIT_WHOLE = code("audit.whole", "rows", "head")
AUDIT_NO_HEAD = code("audit.no_head")()
AUDIT_FAULTS = code("audit.faults", "n", "rows")
AUDIT_PLACE = code("audit.place", "place", "fault", "row")
AUDIT_UNCHECKED = code("audit.unchecked", "n")
AUDIT_UNSEALED = code("audit.unsealed", "n", "since")
AUDIT_FAULT = codes("audit", (f"fault_{fault}" for fault in Fault))
AUDIT_CUT = code("audit.cut", "n")
RETENTION_OFF = code("retention.off")()
RETENTION_DUE = code("retention.due", "cases", "messages", "outbox", "calls")
RETENTION_DONE = code("retention.done", "cases", "messages", "outbox", "calls")
AUDIT_BEGUN = code("audit.begun")()
CALLS_IMPORTED = code("calls.imported", "n", "line")
CALLS_IMPORTED_UNREAD = code("calls.imported_unread", "n", "line", "unread")
CALLED_BACK = code("calls.called_back", "case")
CALLED_NOT_REACHED = code("calls.not_reached", "case")
ALL_WELL = code("cli.all_well")()
SCHEMA_WAITS = code("cli.schema_waits", "version", "left", "sessions")
SCHEMA_DONE = code("cli.schema_done", "version")
BACKED_UP = code("cli.backed_up", "file")
BACKUP_GOOD = code("cli.backup_good", "file", "at", "seconds")
RESTORED = code("cli.restored", "at")
DEMO_OWN = code("cli.demo_own")()
DEMO_ON = code("cli.demo_on", "directory")
DEMO_SEEN = code("cli.demo_seen")()
DEMO_STEP = code("cli.demo_step", "time", "said")
DEMO_PHONE = code("cli.demo_phone")()
DEMO_MAILBOX = code("cli.demo_mailbox")()
DEMO_TEXTS = code("cli.demo_texts", "to")
DEMO_MAILS = code("cli.demo_mails", "to")
DEMO_PHONE_ACKNOWLEDGED = code("cli.demo_phone_acknowledged")()
DEMO_MAIL_ACKNOWLEDGED = code("cli.demo_mail_acknowledged")()
DEMO_ANSWERS = code("cli.demo_answers", "case")
DEMO_PHONE_RESULT = code("cli.demo_phone_result")()
DEMO_MAIL_RESULT = code("cli.demo_mail_result")()
DEMO_WAIT_PHONE_ACKNOWLEDGED = code("cli.demo_wait_phone_acknowledged")()
DEMO_WAIT_MAIL_ACKNOWLEDGED = code("cli.demo_wait_mail_acknowledged")()
DEMO_WAIT_PHONE_RESULT = code("cli.demo_wait_phone_result")()
DEMO_WAIT_MAIL_RESULT = code("cli.demo_wait_mail_result")()

HEADS = codes(
    "cli",
    (
        "head_state",
        "head_heard",
        "head_waiting",
        "head_to_send",
        "head_why",
        "head_queue",
        "head_count",
        "head_oldest",
        "head_table",
        "head_rows",
        "head_bytes",
    ),
)  # of tables
KINDS = codes("cli", ("kind_sender", "kind_list"))  # of what was decided on
STATES = codes("cli", ("state_ok", "state_warning", "state_unknown", "state_failing"))  # of a line, a server, a finding

READ = codes("cli", ("read_message", "read_automatic", "read_report", "read_unreadable"))  # by gw explain
FIELDS = codes(
    "field",
    [
        "from",
        "reply_to",
        "to",
        "cc",
        "subject",
        "date",
        "message_id",
        "in_reply_to",
        "references",
        "text",
        "reply",
        "attachments",
        "report",
        "type",
        "smsc",
        "sender",
        "time",
        "data",
        "encoding",
        "concat",
        "reference",
        "decision",
        "rule",
        "reasons",
        "flags",
        "replies",
        "withheld",
        "case_kind",
        "urgent",
        "restricted",
        "command",
        "code",
        "name",
        "address",
        "size",
        "sha256",
        "inline",
        "status",
        "recipients",
        "diagnostic",
        "original_message_id",
        "ref",
        "total",
        "part",
        "dangers",
        "signer",
        "organisation",
        "email",
        "issuer",
        "serial",
        "valid_from",
        "valid_to",
    ],
)  # of its records

CHECK_NAMES = codes(  # of what is tried
    "check",
    ("name_simulator", "name_templates", "name_disk", "name_scanner", "name_console", "name_login", "name_units"),
)
CHECK_CONFIGURATION = code("check.configuration", "path", "units", "lines")
CHECK_OK = code("check.ok")()
CHECK_NOTE = code("check.note")()
CHECK_FAILED = code("check.failed")()
CHECK_SILENT = code("check.silent", "line")
CHECK_FROM_NAME = code("check.from_a_name", "line", "name")
CHECK_NOBODY_NOTIFIED = code("check.nobody_notified")()
CHECK_ONLY_BY_SMS = code("check.only_by_sms")()
CHECK_ONLY_BY_MAIL = code("check.only_by_mail")()
CHECK_EMBEDDED = code("check.embedded")()
CHECK_SIMULATOR = code("check.simulator")()
CHECK_PROBLEMS = code("check.problems", "problems")
CHECK_TEXTS = code("check.texts", "n")
CHECK_TEXTS_WRONG = code("check.texts_wrong", "problems", parts=("advice",))
CHECK_DISK = code("check.disk", "free", "directory")
CHECK_DISK_UNWRITABLE = code("check.disk_unwritable", "place", "user", parts=("advice",))
CHECK_DISK_LOW = code("check.disk_low", "free", "directory", parts=("advice",))
CHECK_SOCKET = code("check.socket")()
CHECK_POSTGRES = code("check.postgres", "where", "version", "skew")
CHECK_POSTGRES_MISSING = code("check.postgres_missing", "program", parts=("advice",))
CHECK_POSTGRES_SILENT = code("check.postgres_silent", "where", "seconds", parts=("advice",))
CHECK_POSTGRES_REFUSED = code("check.postgres_refused", "where", parts=("advice",))
CHECK_POSTGRES_NO_DATABASE = code("check.postgres_no_database", "where", parts=("advice",))
CHECK_POSTGRES_FAILED = code("check.postgres_failed", "where", "error", parts=("advice",))
CHECK_POSTGRES_OLD = code("check.postgres_old", "where", "version", parts=("advice",))
CHECK_POSTGRES_ENCODING = code("check.postgres_encoding", "where", "encoding", parts=("advice",))
CHECK_POSTGRES_RIGHTS = code("check.postgres_rights", "where", parts=("advice",))
CHECK_POSTGRES_SCHEMA = code("check.postgres_schema", "where", "schema", "known", parts=("advice",))
CHECK_POSTGRES_CLOCK = code("check.postgres_clock", "where", "skew", parts=("advice",))
CHECK_POSTGRES_POOLER = code("check.postgres_pooler", "where", parts=("advice",))
CHECK_REDIS = code("check.redis", "where", "ms")
CHECK_REDIS_REFUSED = code("check.redis_refused", "where", parts=("advice",))
CHECK_REDIS_FAILED = code("check.redis_failed", "where", "error", parts=("advice",))
CHECK_LINE_DOORS = code("check.line_doors", "line")
CHECK_LINE_LISTENS = code("check.line_listens", "how", "line")
CHECK_LINE_HELD = code("check.line_held")()
CHECK_LINE_SILENT = code("check.line_silent", "seconds", "owner", parts=("advice",))
CHECK_LINE_FAILED = code("check.line_failed", "cause", "step", "owner", parts=("advice",))
CHECK_LINE_READ_BEFORE = code("check.line_read_before", "detail")
CHECK_LINE_COUNTED = code("check.line_counted", "present", "waiting", "answered", "detail")
CHECK_SENT = code("check.sent")()
CHECK_SAMPLE_SUBJECT = code("check.sample_subject", "line")
CHECK_SAMPLE_TEXT = code("check.sample_text", "line")
CHECK_NOT_SENDING = code("check.not_sending")()
CHECK_NOT_TAKEN = code("check.not_taken", "seconds")
CHECK_NOT_SENT = code("check.not_sent", "state", "cause")
CHECK_REFUSED = code("check.refused", "cause")

ASK_NEEDED = code("ask.needed")()
ASK_HIDDEN = code("ask.hidden", "label")
ASK_CHOICE = code("ask.choice", "label", "choices")
ASK_ONE_OF = code("ask.one_of", "words")
ASK_LENGTH = code("ask.length", "least", "most")
ASK_MAIL = code("ask.mail")()
ASK_KEY = code("ask.key")()
ASK_PORT = code("ask.port")()
ASK_START = code("ask.start")()
ASK_PHONE = code("ask.phone")()
ASK_CITY = code("ask.city")()
ASK_UNIT_OR_NEW = code("ask.unit_or_new")()
ASK_TAKEN = code("ask.taken", "name")
ASK_ADDRESS_TAKEN = code("ask.address_taken")()
ASK_NAME_TAKEN = code("ask.name_taken")()
ASK_BEGIN = code("ask.begin", "path")
ASK_ONE_MORE = code("ask.one_more")()
ASK_WRITE = code("ask.write")()
ASK_MORE = code("ask.more")()
ASK_WRITTEN = code("ask.written", "path")
ASK_ADDED = code("ask.added", "path")
ASK_FILE_HEAD = code("ask.file_head")()
ASK_NOTHING_ADDED = code("ask.nothing_added")()
ASK_DATA = code("ask.data")()
ASK_CODE_CITY = code("ask.code_city")()
ASK_OPERATOR = code("ask.operator")()
ASK_WHAT_NOW = code("ask.what_now")()
ASK_AGAIN = code("ask.again")()
ASK_KEEP = code("ask.keep")()
ASK_LEAVE = code("ask.leave")()
ASK_UNITS = code("ask.units", "n")
ASK_UNIT = code("ask.unit", "known")
ASK_CANNOT_BE = code("ask.cannot_be")()
ASK_TRYING = code("ask.trying")()
ASK_BIND_SIM = code("ask.bind_sim", "imsi")
ASK_BOUND = code("ask.bound")()
ASK_ANY_SIM = code("ask.any_sim")()
ASK_UNIT_NAME = code("ask.unit_name")()
ASK_UNIT_PHONE = code("ask.unit_phone")()
ASK_UNIT_MAIL = code("ask.unit_mail")()
ASK_UNIT_KEY = code("ask.unit_key")()
ASK_KIND = code("ask.kind")()
ASK_A_MAILBOX = code("ask.a_mailbox")()
ASK_A_MODEM = code("ask.a_modem")()
ASK_NAME = code("ask.name")()
ASK_OWNER = code("ask.owner")()
ASK_OLD = code("ask.old")()
ASK_ADDRESS = code("ask.address")()
ASK_IMAP_HOST = code("ask.imap_host")()
ASK_IMAP_PORT = code("ask.imap_port")()
ASK_SMTP_HOST = code("ask.smtp_host")()
ASK_SMTP_PORT = code("ask.smtp_port")()
ASK_USER = code("ask.user")()
ASK_PASSWORD = code("ask.password")()
ASK_AUTHSERV = code("ask.authserv")()
ASK_NUMBER = code("ask.number")()
ASK_NO_MODEM = code("ask.no_modem", "place")
ASK_DEVICE = code("ask.device")()
ASK_IMEI = code("ask.imei")()
ASK_IMEI_DIGITS = code("ask.imei_digits")()
ASK_PIN = code("ask.pin")()
ASK_A_CENTRE = code("ask.a_centre")()
ASK_A_PROVIDER = code("ask.a_provider")()
ASK_A_HOTLINE = code("ask.a_hotline")()
ASK_SENDER = code("ask.sender")()
ASK_TEXTS_FROM = code("ask.texts_from")()
ASK_SMPP_HOST = code("ask.smpp_host")()
ASK_SMPP_PORT = code("ask.smpp_port")()
ASK_ENCRYPTED = code("ask.encrypted")()
ASK_TLS = code("ask.tls")()
ASK_PLAIN = code("ask.plain")()
ASK_SMPP_USER = code("ask.smpp_user")()
ASK_PROVIDER = code("ask.provider")()
ASK_PROVIDER_USER = code("ask.provider_user")()
ASK_PROVIDER_SECRET = code("ask.provider_secret")()
ASK_CALLED = code("ask.called")()
ASK_REPLY_LINE = code("ask.reply_line")()
ASK_VENDOR = code("ask.vendor")()
ASK_AMI_HOST = code("ask.ami_host")()
ASK_AMI_PORT = code("ask.ami_port")()
ASK_AMI_USER = code("ask.ami_user")()
ASK_AMI_SECRET = code("ask.ami_secret")()
ASK_TCP_PORT = code("ask.tcp_port")()
ASK_RINGS_AT = code("ask.rings_at")()
ASK_OF_PROVIDER = code("ask.of_provider", "name")
