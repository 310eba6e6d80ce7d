"""Database roles: the owner makes the schema; intake, sender and page work with least rights (sql/roles.sql).

The owner's address is the one that the configuration names, or the embedded server's own; only migrations, backups and
restores use it. The three are roles of an embedded server by themselves; with a PostgreSQL of one's own they are made
by its administrator, and each address is named in the configuration. Where it is not, the owner does that part.
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import asyncpg

from gateway.domain.errors import ConfigError, Problem
from gateway.settings.config import ROLES, Config
from gateway.store import database, migrations
from gateway.store.reasons import ROLE_UNKNOWN

__all__ = ["ROLES", "embedded", "grant", "grant_to", "provide", "url"]

SQL = database.queries("roles")


def url(config: Config, owner_url: str, role: str) -> str:
    """The address by which this role works on the installation that `owner_url` owns."""
    if config.database_url is None:
        return embedded(owner_url)[role]
    return config.role_urls[role] or owner_url


def embedded(owner_url: str) -> dict[str, str]:
    """The roles' addresses on an embedded server. Their passwords follow from the owner's, and not the other way round:
    no further secret is kept, and every process of the installation knows them."""
    parts = urlsplit(owner_url)
    secret = unquote(parts.password or "").encode()
    found = {}
    for role in ROLES:
        password = hmac.digest(secret, b"database role " + role.encode(), hashlib.sha256).hex()
        found[role] = parts._replace(netloc=f"gateway_{role}:{password}@{parts.netloc.rpartition('@')[2]}").geturl()
    return found


async def provide(owner_url: str) -> None:
    """Make the three roles on an embedded server, or set their passwords anew."""
    conn = await asyncpg.connect(owner_url, timeout=10)
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", migrations.LOCK)
        for address in embedded(owner_url).values():
            parts = urlsplit(address)
            exists = await conn.fetchval("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)", parts.username)
            statement = await conn.fetchval(
                "SELECT format($1, $2::text, $3::text)",
                f"{'ALTER' if exists else 'CREATE'} ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L",
                parts.username,
                parts.password,
            )
            await conn.execute(statement)
    finally:
        await conn.close()


async def grant(config: Config, owner_url: str) -> None:
    """Give each role its rights, as the owner; a role that is the owner needs none.

    Raises ConfigError where the configuration names a role that the server does not know."""
    await grant_to(owner_url, {role: url(config, owner_url, role) for role in ROLES})


async def grant_to(owner_url: str, addresses: Mapping[str, str]) -> None:
    """As `grant`, to the logins of these addresses."""
    names = {role: unquote(urlsplit(address).username or "") for role, address in addresses.items()}
    conn = await asyncpg.connect(owner_url, timeout=10)
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", migrations.LOCK)
        owner = await conn.fetchval("SELECT current_user")
        schema = await conn.fetchval("SELECT quote_ident(current_schema())")
        others = {role: name for role, name in names.items() if name != owner}
        async with conn.transaction():
            quoted = {name: await conn.fetchval("SELECT quote_ident($1)", name) for name in others.values()}
            for role, name in others.items():  # all of them first: two roles may be one login
                try:
                    await conn.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quoted[name]}")
                except asyncpg.UndefinedObjectError:
                    raise ConfigError([Problem(f"database.{role}_url", ROLE_UNKNOWN(name=name))]) from None
            for role, name in others.items():
                await conn.execute(SQL[role].replace(":role", quoted[name]).replace(":schema", schema))
    finally:
        await conn.close()
