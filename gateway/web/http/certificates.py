"""A server's own certificate: loaded, loaded again when it was renewed, and looked at as a browser would."""

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path

import structlog

__all__ = ["expiry", "load", "reloading"]

log = structlog.get_logger(__name__)
RELOAD_SECONDS = 60.0


def load(certificate: str, key: str) -> ssl.SSLContext:
    """What serves it; TLS 1.2 and 1.3. Raises OSError (ssl.SSLError is one) where the files are no pair, or the key
    wants a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key, password="")  # without one OpenSSL asks the terminal
    return context


async def reloading(context: ssl.SSLContext, certificate: str, key: str) -> None:
    """Load a renewed certificate for the connections that come, until cancelled. One that is no good is left alone."""
    known = _stamps(certificate, key)
    while True:
        await asyncio.sleep(RELOAD_SECONDS)
        if (now := _stamps(certificate, key)) == known:
            continue
        try:
            load(certificate, key)  # a wrong pair would take the key away from the context that serves
            context.load_cert_chain(certificate, key, password="")
        except OSError as error:
            log.warning("a renewed certificate cannot be used", error=type(error).__name__)
        else:
            known = now
            log.info("a renewed certificate is used")


def _stamps(*files: str) -> list[tuple[int, int]]:
    """What changes when a file is written or replaced; a file that is gone for a moment has not changed."""
    return [(found.st_mtime_ns, found.st_ino) for found in (Path(file).stat() for file in files if Path(file).exists())]


def expiry(certificate: str, key: str, name: str) -> datetime:
    """When it ends, by a handshake with itself in which it is asked for as `name`. Raises OSError:
    ssl.SSLCertVerificationError where a browser would refuse the name or the date (verify_message)."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(certificate)
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # whoever signed it is not what is asked here
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = client.wrap_bio(to_client, to_server, server_hostname=name)
    answers = load(certificate, key).wrap_bio(to_server, to_client, server_side=True)
    for side in (asks, answers, asks, answers):  # TLS 1.3: two messages each way (RFC 8446 §2)
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    found = asks.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
