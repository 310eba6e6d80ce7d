"""What several channels may say of one message. Words: sms.ftl and config.ftl of the catalogue."""

from gateway.domain.reasons import code

NO_NUMBER = code("sms.no_number")()
OWN_NUMBER = code("sms.own_number")()
EMPTY = code("sms.empty")()
TOO_LONG = code("sms.too_long", "parts", "most")
NO_CERTIFICATE = code("config.no_certificate_in_file", "file")
