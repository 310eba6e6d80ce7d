"""Why no connection to a mail server came about, told apart by what a person can do about it. Pure."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.channels.email import reasons
from gateway.domain.reasons import Code, Reason

__all__ = ["IMAP", "SMTP", "Protocol"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The codes of one of the two protocols."""

    certificate: Code
    host_unknown: Code
    not_tls: Code
    cannot_connect: Code

    def why(self, error: BaseException, words: str) -> Reason:
        """`words`: what is said of it where nothing is better known; an exception behind `error` may know."""
        for one in _chain(error):
            if isinstance(one, ssl.SSLCertVerificationError):
                return self.certificate(error=one.verify_message)
            if isinstance(one, socket.gaierror):
                return self.host_unknown(error=words)
            if isinstance(one, ssl.SSLError) and one.reason == "WRONG_VERSION_NUMBER":
                return self.not_tls(error=words)
        return self.cannot_connect(error=words)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


IMAP = Protocol(
    certificate=reasons.IMAP_CERTIFICATE,
    host_unknown=reasons.IMAP_HOST_UNKNOWN,
    not_tls=reasons.IMAP_NOT_TLS,
    cannot_connect=reasons.IMAP_CANNOT_CONNECT,
)
SMTP = Protocol(
    certificate=reasons.SMTP_CERTIFICATE,
    host_unknown=reasons.SMTP_HOST_UNKNOWN,
    not_tls=reasons.SMTP_NOT_TLS,
    cannot_connect=reasons.SMTP_CANNOT_CONNECT,
)
