"""What the aggregator channel may say of its trouble. Words: aggregator.ftl and config.ftl of the catalogue.

`step`: what a person can do about it, asked of whatever may stop a whole line. `answer`: the provider's code.
"""

from gateway.domain.reasons import code

_STEP = ("step",)

# --- a line's keys ---------------------------------------------------------------------------------------------------

NOT_SENDER = code("config.not_an_aggregator_sender")()
NO_PROVIDER = code("config.no_such_provider", "names")
TWO_PROVIDERS = code("config.provider_beside_file")()
NOT_MAPPING = code("config.not_a_mapping", "place")
NOT_HTTPS = code("config.not_https")()

# --- the provider ----------------------------------------------------------------------------------------------------

CANNOT_CONNECT = code("aggregator.cannot_connect", "error", parts=_STEP)
HOST_UNKNOWN = code("aggregator.host_unknown", "error", parts=_STEP)
NOT_TLS = code("aggregator.not_tls", "error", parts=_STEP)
CERTIFICATE = code("aggregator.certificate_not_trusted", "error", parts=_STEP)
LOGIN_REFUSED = code("aggregator.login_refused", "status", parts=_STEP)
ODD_STATUS = code("aggregator.odd_status", "status", parts=_STEP)
THROTTLED = code("aggregator.throttled", "answer", parts=_STEP)
ACCOUNT_REFUSED = code("aggregator.account_refused", "answer", parts=_STEP)
PROBED = code("aggregator.probed", "provider", "ms")
PROBED_LOGIN = code("aggregator.probed_log_in", "provider", "ms")

# --- one message -----------------------------------------------------------------------------------------------------

NOT_TAKEN_UNCLEAR = code("aggregator.not_taken_unclear", "answer", parts=_STEP)
NOT_TAKEN = code("aggregator.not_taken", "answer")
RECIPIENT_REFUSED = code("aggregator.recipient_refused", "answer")
MESSAGE_REFUSED = code("aggregator.message_refused", "answer")
PERHAPS_TAKEN = code("aggregator.perhaps_taken", "why")
NOT_A_NUMBER = code("aggregator.not_a_number")()
NO_RECORD = code("aggregator.no_record")()
