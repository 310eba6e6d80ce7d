"""One TLS context for both directions: verified, TLS 1.2 or newer, the system's authorities or the line's own."""

import ssl
from functools import lru_cache

__all__ = ["context"]


@lru_cache(maxsize=64)
def context(ca_file: str) -> ssl.SSLContext:
    """A client context that checks certificate and host name. `ca_file` replaces the system's authorities.

    Whoever names an authority of their own trusts its certificates as they are: those of many offices lack the key
    identifiers that Python asks for since 3.13 (VERIFY_X509_STRICT, RFC 5280 §4.2.1.1). All else is checked as ever.

    Kept for the life of the process: loading the system's authorities takes some 20 ms of a blocked loop each time.
    """
    made = ssl.create_default_context(cafile=ca_file or None)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return made
