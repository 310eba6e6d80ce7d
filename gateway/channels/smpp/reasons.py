"""What the SMPP channel may say of its trouble. Words: smpp.ftl and config.ftl of the catalogue.

`step`: what a person can do about it, asked of whatever may stop a whole line. `status`: the centre's command_status,
as it stands in SMPP v3.4 §5.1.3, "0x58".
"""

from gateway.domain.reasons import code

_STEP = ("step",)

# --- a line's keys ---------------------------------------------------------------------------------------------------

NOT_SENDER = code("config.not_a_sender")()
TLS_FILE_ALONE = code("config.ca_file_without_tls")()

# --- the session -----------------------------------------------------------------------------------------------------

CANNOT_CONNECT = code("smpp.cannot_connect", "error", parts=_STEP)
HOST_UNKNOWN = code("smpp.host_unknown", "error", parts=_STEP)
NOT_TLS = code("smpp.not_tls", "error", parts=_STEP)
CERTIFICATE = code("smpp.certificate_not_trusted", "error", parts=_STEP)
LOGIN_REFUSED = code("smpp.login_refused", "status", parts=_STEP)
ALREADY_BOUND = code("smpp.already_bound", "status", parts=_STEP)
BIND_REFUSED = code("smpp.bind_refused", "status", parts=_STEP)
SILENT = code("smpp.does_not_answer", "seconds", parts=_STEP)
CLOSED = code("smpp.centre_closed", parts=_STEP)()
UNBOUND = code("smpp.centre_unbound", parts=_STEP)()
NO_SENSE = code("smpp.not_smpp", parts=_STEP)()
PROBED = code("smpp.probed", "centre", "ms")

# --- one message -----------------------------------------------------------------------------------------------------

THROTTLED = code("smpp.throttled", "status", parts=_STEP)
SENDER_REFUSED = code("smpp.sender_refused", "status", parts=_STEP)
NOT_TAKEN_UNCLEAR = code("smpp.not_taken_unclear", "status", parts=_STEP)
NOT_TAKEN = code("smpp.not_taken", "status")
RECIPIENT_REFUSED = code("smpp.recipient_refused", "status")
MESSAGE_REFUSED = code("smpp.message_refused", "status")
NOT_A_NUMBER = code("smpp.not_a_number")()
PERHAPS_TAKEN = code("smpp.perhaps_taken")()
CANNOT_READ = code("smpp.pdu_not_read")()
