"""What `gw check` says of the pages where other machines can reach them. Words: check.ftl of the catalogue."""

import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import asyncpg

from gateway.cli.result import Result
from gateway.domain.reasons import Reason, code
from gateway.replies import wording
from gateway.settings.config import Config
from gateway.store import accounts
from gateway.web.http import certificates

__all__ = ["of_console"]

SECONDS = 10.0
SOON = timedelta(days=14)  # as for an application's secret (channels/email)

ADVICE = ("advice",)
OPEN_BY_TLS = code("check.console_tls", "page", "until")
OPEN_BY_PROXY = code("check.console_proxy", "page", "proxies")
CERTIFICATE_ENDS = code("check.console_certificate_ends", "until", "days", parts=ADVICE)
CERTIFICATE_WRONG = code("check.console_certificate_wrong", "page", "error", parts=ADVICE)
NOBODY = code("check.console_nobody", parts=ADVICE)()


async def of_console(config: Config, database_url: str | None) -> list[Result]:
    """Whether other machines can come in safely; nothing where none can. `database_url`: None where it is not known."""
    console = config.console
    if not console.is_open:
        return []
    proxies = ", ".join(str(network) for network in console.proxies)
    reason, ok = OPEN_BY_PROXY(page=console.page, proxies=proxies), True
    if console.certificate:
        reason, ok = _certificate(config)
    if ok and database_url and not await _has_accounts(database_url):
        reason, ok = NOBODY, False
    return [Result(name="console", ok=ok, reason=reason)]


def _certificate(config: Config) -> tuple[Reason, bool]:
    console = config.console
    try:
        ends = certificates.expiry(console.certificate, console.key, urlsplit(console.public_url).hostname or "")
    except ssl.SSLCertVerificationError as error:
        return CERTIFICATE_WRONG(page=console.page, error=error.verify_message), False
    except OSError as error:
        return CERTIFICATE_WRONG(page=console.page, error=str(error.strerror or type(error).__name__)), False
    left, until = ends - datetime.now(UTC), wording.minute(ends, config.zone)
    if left < SOON:
        return CERTIFICATE_ENDS(until=until, days=left.days), False
    return OPEN_BY_TLS(page=console.page, until=until), True


async def _has_accounts(url: str) -> bool:
    """Whether anybody is on the list; what cannot be asked is told of by the database's own check."""
    try:
        conn = await asyncpg.connect(url, timeout=SECONDS, statement_cache_size=0)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError):
        return True
    try:
        return await accounts.in_use(conn)
    except asyncpg.UndefinedTableError:  # before the first start
        return False
    finally:
        conn.terminate()
