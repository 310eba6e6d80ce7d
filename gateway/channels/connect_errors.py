"""Why no connection came about, told apart by what a person can do about it. Pure."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.reasons import Code, Reason

__all__ = ["ConnectCodes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectCodes:
    """The codes of one protocol."""

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
