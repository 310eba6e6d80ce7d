"""One TLS context for both directions: verified, TLS 1.2 or newer, the system's authorities or the line's own."""

import ssl
from functools import lru_cache
from pathlib import Path

from gateway.channels.reasons import NO_CERTIFICATE
from gateway.settings import secrets
from gateway.settings.keys import Keys

__all__ = ["ca_file", "context", "is_der"]


@lru_cache(maxsize=64)
def context(ca_file: str) -> ssl.SSLContext:
    """A client context that checks certificate and host name. `ca_file` replaces the system's authorities: PEM, or one
    certificate in DER, as Windows exports it. Raises OSError, and of these ssl.SSLError where it holds none.

    Whoever names an authority of their own trusts its certificates as they are: those of many offices lack the key
    identifiers that Python asks for since 3.13 (VERIFY_X509_STRICT, RFC 5280 §4.2.1.1), and the one they name may stand
    below another (PARTIAL_CHAIN). All else is checked as ever.

    Kept for the life of the process: loading the system's authorities takes some 20 ms of a blocked loop each time.
    """
    data = Path(ca_file).read_bytes() if ca_file else b""
    authorities = {"cadata": data} if is_der(data) else {"cafile": ca_file or None}
    made = ssl.create_default_context(**authorities)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        made.verify_flags &= ~ssl.VERIFY_X509_STRICT
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return made


def ca_file(keys: Keys, name: str) -> str:
    """The file of certificate authorities that a line's key names, or ""; one that cannot be read or holds no
    certificate is noted as the key's mistake."""
    file = keys.text(name)
    try:
        if file:
            context(file)
    except ssl.SSLError:
        keys.note(name, NO_CERTIFICATE(file=file))
    except OSError as error:
        keys.note(name, secrets.unreadable(Path(file), error))
    return file


def is_der(data: bytes) -> bool:
    """Whether a certificate begins as ASN.1 does, with a SEQUENCE, and not as text."""
    return data.startswith(b"\x30")
