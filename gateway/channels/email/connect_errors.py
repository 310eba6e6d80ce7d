"""The codes for why no connection to a mail server came about."""

from gateway.channels.connect_errors import ConnectCodes
from gateway.channels.email import reasons

__all__ = ["IMAP", "SMTP"]

IMAP = ConnectCodes(
    certificate=reasons.IMAP_CERTIFICATE,
    host_unknown=reasons.IMAP_HOST_UNKNOWN,
    not_tls=reasons.IMAP_NOT_TLS,
    cannot_connect=reasons.IMAP_CANNOT_CONNECT,
)
SMTP = ConnectCodes(
    certificate=reasons.SMTP_CERTIFICATE,
    host_unknown=reasons.SMTP_HOST_UNKNOWN,
    not_tls=reasons.SMTP_NOT_TLS,
    cannot_connect=reasons.SMTP_CANNOT_CONNECT,
)
