"""What `gw check` asks of the database roles' log-ins and of the virus scanner. Words: check.ftl of the catalogue."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

import asyncpg

from gateway.cli.result import Result
from gateway.domain.errors import Temporary
from gateway.domain.reasons import Reason, code
from gateway.replies import wording
from gateway.runtime.runfile import Reach
from gateway.services import scanning
from gateway.settings.config import Config
from gateway.store import roles

__all__ = ["of_roles", "of_scanner"]

SECONDS = 10.0
SOME = 5  # rights that are named
OLD_SIGNATURES = timedelta(days=7)  # new ones come several times a day

ADVICE = ("advice",)
ROLE = code("check.role", "login")
ROLE_BEFORE_START = code("check.role_before_start", "login")
ROLE_IS_OWNER = code("check.role_is_owner", "login", parts=ADVICE)
ROLE_LACKS = code("check.role_lacks", "login", "rights", parts=ADVICE)
ROLE_HAS_MORE = code("check.role_has_more", "login", "rights", parts=ADVICE)
ROLE_REFUSED = code("check.role_refused", "login", "role", parts=ADVICE)
ROLE_NO_DATABASE = code("check.role_no_database", "role", parts=ADVICE)
ROLE_FAILED = code("check.role_failed", "role", "error", parts=ADVICE)
SCANNER = code("check.scanner", "program", "made", "age")
SCANNER_UNDATED = code("check.scanner_undated", "program")
SCANNER_OLD = code("check.scanner_old", "program", "made", "age", parts=ADVICE)
SCANNER_DOWN = code("check.scanner_down", "cause", parts=ADVICE)


def _result(name: str, reason: Reason, *, ok: bool = False) -> Result:
    return Result(name=name, ok=ok, reason=reason)


# --- database roles --------------------------------------------------------------------------------------------------


async def of_roles(config: Config, running: Reach | None) -> list[Result]:
    """A result for each role that has a log-in of its own: those that the configuration names, or, while the gateway
    runs, those of the embedded server. What it leaves out, the owner does."""
    owner_url = running.database_url if running else config.database_url
    if not owner_url:
        return []
    owner = _login(owner_url)
    addresses = roles.embedded(owner_url) if config.database_url is None else _configured(config)
    return list(await asyncio.gather(*(_of_role(role, addresses, owner) for role in addresses)))


def _configured(config: Config) -> Mapping[str, str]:
    return {role: url for role, url in config.role_urls.items() if url}


def _login(url: str) -> str:
    return unquote(urlsplit(url).username or "")


async def _of_role(role: str, addresses: Mapping[str, str], owner: str) -> Result:
    name, login = f"PostgreSQL, {role}", _login(addresses[role])
    shared = [other for other, url in addresses.items() if _login(url) == login]
    try:
        async with asyncio.timeout(SECONDS):
            found = await _rights(addresses[role], shared, owner)
    except asyncpg.InvalidAuthorizationSpecificationError:
        return _result(name, ROLE_REFUSED(login=login, role=role))
    except asyncpg.InvalidCatalogNameError:
        return _result(name, ROLE_NO_DATABASE(role=role))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        return _result(name, ROLE_FAILED(role=role, error=type(error).__name__))
    if found is None:
        return _result(name, ROLE_BEFORE_START(login=login), ok=True)
    if found.is_owner:
        return _result(name, ROLE_IS_OWNER(login=login))
    if found.missing:
        return _result(name, ROLE_LACKS(login=login, rights=_some(found.missing)))
    if found.beyond:
        return _result(name, ROLE_HAS_MORE(login=login, rights=_some(found.beyond)))
    return _result(name, ROLE(login=login), ok=True)


async def _rights(url: str, of: Sequence[str], owner: str) -> roles.Rights | None:
    conn = await asyncpg.connect(url, timeout=SECONDS, statement_cache_size=0)
    try:
        return await roles.rights(conn, of, owner)
    finally:
        conn.terminate()


def _some(rights: Sequence[str]) -> str:
    return ", ".join(rights[:SOME]) + (", …" if len(rights) > SOME else "")


# --- the virus scanner -----------------------------------------------------------------------------------------------


async def of_scanner(config: Config) -> list[Result]:
    """Whether it scans, and how old its signatures are; nothing where none is configured."""
    if not config.scanner.is_configured:
        return []
    asked = config.scanner.model_copy(update={"seconds": min(config.scanner.seconds, SECONDS)})
    try:
        await scanning.scan(asked, b"")
        program, made = await scanning.version(asked)
    except Temporary as error:
        return [_result("scanner", SCANNER_DOWN(cause=error.reason))]
    if made is None:
        return [_result("scanner", SCANNER_UNDATED(program=program), ok=True)]
    age = datetime.now(UTC) - made
    is_old = age > OLD_SIGNATURES
    said = (SCANNER_OLD if is_old else SCANNER)(program=program, made=wording.minute(made, config.zone), age=age)
    return [_result("scanner", said, ok=not is_old)]
