"""Persons with accounts, as a test needs them.

await people.account(db)                                  # "thu", every role in every unit
await client.post("/login", data=people.form())
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pyotp

from gateway.domain.actor import EVERY_UNIT, Role
from gateway.services.accounts import passwords
from gateway.store import accounts
from gateway.store.database import Database

PASSWORD = "mèo vàng nhảy rào"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
KEPT: list[str] = []  # one hash serves all


async def account(
    db: Database,
    login: str = "thu",
    *,
    roles: Iterable[Role] = Role,
    unit: str = EVERY_UNIT,
    restricted_in: Iterable[str] = (EVERY_UNIT,),
) -> None:
    """An account that logs in, of a person with these roles in one unit."""
    if not KEPT:
        KEPT.append(await passwords.hashed(PASSWORD))
    async with db.transaction() as tx:
        assert await accounts.create(tx, login, login, f"Cán bộ {login}", "")
        await accounts.set_secrets(tx, login, KEPT[0], SECRET, 0)
        for role in roles:
            await accounts.grant(tx, login, unit, role)
        for named in restricted_in:
            await accounts.name_for_restricted(tx, login, named, named=True)


def form(login: str = "thu", steps: int = 0) -> dict[str, str]:
    """What the log-in page sends. A code opens once: another log-in takes that of the next of `steps`."""
    code = pyotp.TOTP(SECRET).at(datetime.now(UTC) + timedelta(seconds=30 * steps))
    return {"login": login, "password": PASSWORD, "code": code}
