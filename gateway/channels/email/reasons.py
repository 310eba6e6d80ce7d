"""What the mail channel may say of its trouble. Words: imap.ftl, smtp.ftl, oauth.ftl, mail.ftl, sign.ftl, config.ftl
of the catalogue.

`step`: what a person can do about it, asked of whatever may stop a whole line.
"""

from gateway.domain.reasons import Reason, code

_STEP = ("step",)

# --- a line's keys ---------------------------------------------------------------------------------------------------

NOT_ASCII_MAIL = code("config.not_an_ascii_address")()
NOT_HOST = code("config.not_a_host")()
PLAIN_ELSEWHERE = code("config.plain_beyond_this_machine", "host")
NOT_SERVER_NAME = code("config.not_a_server_name")()
UNNAMED_ALONE = code("config.authserv_unnamed_alone")()
NOT_FOLDERS = code("config.not_folders")()
FOLDER_BESIDE = code("config.folder_beside_folders")()
NOT_ARCHIVE = code("config.not_an_archive")()
NO_OPENSSL = code("config.no_openssl")()
NOT_PEM = code("config.certificate_not_pem", "file")
OAUTH_TENANT = code("config.oauth_tenant_missing")()
OAUTH_CLIENT_SECRET = code("config.oauth_client_secret_missing")()
OAUTH_NO_FILE = code("config.oauth_token_file_missing")()
OAUTH_URL = code("config.oauth_url")()
OAUTH_URL_SIGNS = code("config.oauth_url_signs")()
OAUTH_ALONE = code("config.oauth_without_auth")()
OAUTH_GRANT = code("config.oauth_grant_not_offered")()
PASSWORD_BESIDE = code("config.password_beside_oauth")()
NO_SMTP_AUTH = code("config.smtp_auth_without_log_in")()

# --- access tokens ---------------------------------------------------------------------------------------------------

OAUTH_NOT_LOGGED_IN = code("oauth.not_logged_in", parts=_STEP)()
OAUTH_CONSENT_ENDED = code("oauth.consent_ended", "error", parts=_STEP)
OAUTH_CLIENT_REFUSED = code("oauth.client_refused", "error", parts=_STEP)
OAUTH_UNREACHABLE = code("oauth.unreachable", "host", "error", parts=_STEP)
OAUTH_ODD = code("oauth.odd_answer", "host", "status", parts=_STEP)
OAUTH_FILE_OPEN = code("oauth.file_open_to_others", "file", parts=_STEP)
OAUTH_FILE_NOT_READ = code("oauth.file_not_read", "file", "error", parts=_STEP)
OAUTH_NOT_STORED = code("oauth.file_not_written", "file", "error", parts=_STEP)
OAUTH_LOCKED = code("oauth.file_locked", "file", parts=_STEP)
# gw login
OAUTH_NO_CONSENT = code("oauth.needs_no_consent")()
OAUTH_NO_DEVICE_URL = code("oauth.no_device_url", "file")
OAUTH_VISIT = code("oauth.visit", "page", "code_shown", "user", "left")
OAUTH_DENIED = code("oauth.denied")()
OAUTH_TOO_LATE = code("oauth.too_late")()
OAUTH_NO_REFRESH_TOKEN = code("oauth.no_refresh_token")()
OAUTH_STORED = code("oauth.stored", "file")
# gw check: what stands behind the folder
OAUTH_TOKEN = code("oauth.token", "left")
OAUTH_CONSENT = code("oauth.token_and_consent", "left", "age")
OAUTH_CONSENT_UNTIL = code("oauth.token_and_consent_until", "left", "ends")

# --- reading ---------------------------------------------------------------------------------------------------------

IMAP_SILENT = code("imap.does_not_answer", parts=_STEP)()
IMAP_LATE = code("imap.no_answer_in_time", parts=_STEP)()
IMAP_CANNOT_CONNECT = code("imap.cannot_connect", "error", parts=_STEP)
IMAP_HOST_UNKNOWN = code("imap.host_unknown", "error", parts=_STEP)
IMAP_NOT_TLS = code("imap.not_tls", "error", parts=_STEP)
IMAP_CERTIFICATE = code("imap.certificate_not_trusted", "error", parts=_STEP)
IMAP_CLOSED = code("imap.server_closed", parts=_STEP)()
IMAP_REFUSED = code("imap.server_refused", parts=_STEP)()
IMAP_SENDS_MORE = code("imap.sends_too_much", parts=_STEP)()
IMAP_WE_CLOSED = code("imap.closed", parts=_STEP)()
IMAP_FAILED = code("imap.failed", "error", parts=_STEP)
IMAP_LOGIN_REFUSED = code("imap.login_refused", parts=_STEP)()
IMAP_LOGIN_UNAVAILABLE = code("imap.login_unavailable", parts=_STEP)()
IMAP_LOGIN_LIMIT = code("imap.login_too_many_connections", parts=_STEP)()
IMAP_LOGIN_FULL = code("imap.login_mailbox_full", parts=_STEP)()
IMAP_LOGIN_EXPIRED = code("imap.login_password_expired", parts=_STEP)()
IMAP_TOKEN_REFUSED = code("imap.token_refused", parts=_STEP)()
IMAP_NOT_CONNECTED = code("imap.mailbox_not_connected", parts=_STEP)()
IMAP_NO_STARTTLS = code("imap.no_starttls", parts=_STEP)()
IMAP_NO_FOLDER = code("imap.folder_not_opened", parts=_STEP)()
IMAP_NO_FOLDER_AMONG = code("imap.no_such_folder", "folder", "there", parts=_STEP)
IMAP_NO_ARCHIVE = code("imap.no_archive_folder", parts=_STEP)()
IMAP_NO_REMOVAL = code("imap.cannot_remove", parts=_STEP)()
IMAP_NO_UIDVALIDITY = code("imap.no_uidvalidity", parts=_STEP)()
IMAP_NEW_UIDVALIDITY = code("imap.mailbox_made_anew", parts=_STEP)()
IMAP_SEARCH = code("imap.search_failed", "answer", parts=_STEP)

# Why a mail stays in its mailbox
TOO_LARGE = code("mail.too_large", "bytes")
NOT_HANDED_OVER = code("mail.not_handed_over")()
PARTLY_HANDED_OVER = code("mail.partly_handed_over", "bytes", "size")
NONE_HANDED_OVER = code("mail.none_handed_over")()
FETCH_BROKE = code("mail.fetch_broke")()
GONE = code("mail.gone")()

# Why it cannot be decoded
NO_HEADER = code("mail.no_header")()
NOT_ONE_PART = code("mail.not_one_part", "n")

# --- sending ---------------------------------------------------------------------------------------------------------

SMTP_SILENT = code("smtp.does_not_answer", parts=_STEP)()
SMTP_CANNOT_CONNECT = code("smtp.cannot_connect", "error", parts=_STEP)
SMTP_HOST_UNKNOWN = code("smtp.host_unknown", "error", parts=_STEP)
SMTP_NOT_TLS = code("smtp.not_tls", "error", parts=_STEP)
SMTP_CERTIFICATE = code("smtp.certificate_not_trusted", "error", parts=_STEP)
SMTP_LOGIN_REFUSED = code("smtp.login_refused", "reply", parts=_STEP)
SMTP_TOKEN_REFUSED = code("smtp.token_refused", "reply", parts=_STEP)
SMTP_NO_AUTH = code("smtp.no_log_in_offered", parts=_STEP)()
SMTP_REFUSED_US = code("smtp.refused_us", "reply", parts=_STEP)
SMTP_REFUSED = code("smtp.refused", "step", "reply", parts=_STEP)  # step: MAIL, RCPT, DATA, final dot; reply: its codes
SMTP_BROKE = code("smtp.connection_broke", "step", "error", parts=_STEP)
SMTP_CLOSED = code("smtp.server_closed", "step", parts=_STEP)
SMTP_UNANSWERED = code("smtp.no_final_answer", "error", parts=_STEP)

# Why a mail cannot be written
NO_ADDRESS = code("mail.no_ascii_address")()
ADDRESS_NOT_ASCII = code("mail.address_not_ascii")()
ADDRESS_CONTROL = code("mail.control_in_address", "step")
HEADER_BREAK = code("mail.break_in_header", "header")
HEADER_NOT_ASCII = code("mail.header_not_ascii", "header")
HEADER_TOO_LONG = code("mail.header_too_long", "header")
NO_MESSAGE_ID = code("mail.no_message_id")()

# --- what speaks for a machine (machine_signs.py) --------------------------------------------------------------------

SIGN_HEADER = code("sign.header", "name")
SIGN_VALUE = code("sign.header_value", "name", "value")
SIGN_AUTO_SUBMITTED = code("sign.auto_submitted", "value")
SIGN_PRECEDENCE = code("sign.precedence", "value")
EMPTY_RETURN_PATH = code("sign.empty_return_path")()
MACHINE_NAME = code("sign.machine_name")()
SUBJECT_REPLY = code("sign.subject_of_reply")()
SUBJECT_FAILURE = code("sign.subject_of_failure")()
SUBJECT_ABSENCE = code("sign.subject_of_absence")()
CALENDAR_REPLY = code("sign.calendar_reply")()
REPORT_FORM = code("sign.form_of_report")()
REPORT_WORDS = code("sign.words_of_report")()
SAYS_AUTOMATIC = code("sign.says_automatic")()
WORDS_OF_RESPONDER = code("sign.words_of_responder")()
RECALL = code("sign.recall")()


def sign(name: str) -> Reason:
    """A header that machines write."""
    return SIGN_HEADER(name=name)


PROBED = code("imap.probed", "folder")
PROBED_RELAY = code("imap.probed_relay", "folder")
PROBED_BY_TOKEN = code("imap.probed_by_token", "folder", "token")
PROBED_BY_TOKEN_UNTIL = code("imap.probed_by_token_until", "folder", "token", "end")
