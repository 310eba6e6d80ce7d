"""Database roles: the owner makes the schema; intake, sender and page work with least rights (sql/roles.sql).

The owner's address is the one that the configuration names, or the embedded server's own; only migrations, backups and
restores use it. The three are roles of an embedded server by themselves; with a PostgreSQL of one's own they are made
by its administrator, and each address is named in the configuration. Where it is not, the owner does that part.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import asyncpg

from gateway.domain.errors import ConfigError, Problem
from gateway.settings.config import Config
from gateway.settings.tree import ROLES
from gateway.store import database, migrations
from gateway.store.database import Connection
from gateway.store.reasons import ROLE_UNKNOWN

__all__ = ["ROLES", "Rights", "embedded", "grant", "grant_to", "provide", "rights", "url"]

SQL = database.queries("roles")
CHECK = database.queries("check")
PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
_GRANT = re.compile(r"(GRANT|REVOKE) (.+) ON (.+) (?:TO|FROM) :role")
_PRIVILEGE = re.compile(r"(\w+)(?: \(([^)]+)\))?")
ALL = "ALL TABLES IN SCHEMA :schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """How what a login may do differs from what its role needs, as "UPDATE outbox (text)". `is_owner`: it is the very
    login that owns the tables."""

    missing: tuple[str, ...]
    beyond: tuple[str, ...]
    is_owner: bool


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


async def rights(conn: Connection, of: Collection[str], owner: str) -> Rights | None:
    """What the login of `conn` may do, held against what its roles need (several may be one login). None: there are
    no tables yet. `owner`: the login that owns them."""
    tables = {row["relname"] for row in await conn.fetch(CHECK["tables"])}
    if not tables:
        return None
    login = await conn.fetchrow(CHECK["login"])
    assert login is not None
    has = {(row["privilege"], row["relname"], row["attname"]) for row in await conn.fetch(CHECK["rights"], PRIVILEGES)}
    needs = set[tuple[str, str, str]]().union(*(_needed(role, tables) for role in of))
    more = [name for name, held in (("SUPERUSER", login["mighty"]), ("CREATE", login["creates"])) if held]
    return Rights(
        missing=tuple(_written(one) for one in sorted(needs - has) if (one[0], one[1], "") not in has),
        beyond=(*more, *(_written(one) for one in sorted(has - needs) if (one[0], one[1], "") not in needs)),
        is_owner=login["name"] == owner,
    )


def _needed(role: str, tables: Collection[str]) -> set[tuple[str, str, str]]:
    """What sql/roles.sql gives this role: (privilege, table, column or "")."""
    found: set[tuple[str, str, str]] = set()
    for how, what, on in _GRANT.findall(SQL[role]):
        if on != ALL and "SCHEMA" in on:
            continue  # the schema itself, and its sequences
        named = tables if on == ALL else {name for name in on.split(", ") if name in tables}
        given = {(privilege, table, column) for table in named for privilege, column in _privileges(what)}
        found = found | given if how == "GRANT" else found - given
    return found


def _privileges(what: str) -> Iterator[tuple[str, str]]:
    """ "INSERT, UPDATE (state, due_at)" -> (INSERT, ""), (UPDATE, state), (UPDATE, due_at)."""
    for privilege, columns in _PRIVILEGE.findall(what):
        yield from ((privilege, column) for column in (columns.split(", ") if columns else [""]))


def _written(one: tuple[str, str, str]) -> str:
    privilege, table, column = one
    return f"{privilege} {table}" + (f" ({column})" if column else "")
