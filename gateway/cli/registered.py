"""The configuration with the register beside it, for commands that also work where no database answers."""

import asyncio

import asyncpg

from gateway.channels import registry
from gateway.domain.errors import Temporary
from gateway.domain.units import Register
from gateway.runtime import runfile
from gateway.runtime.context import with_register
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store import database, units

__all__ = ["registered"]

SECONDS = 10.0


async def registered(found: Config) -> Config:
    """With the units of the register, where its database answers; without them, where the file has all that its lines
    name. Raises ConfigError where a line's unit is nowhere."""
    register = await _read(found)
    if register is not None:
        return with_register(found, register)
    return config.load(found.path, registry) if found.unplaced else found


async def _read(found: Config) -> Register | None:
    try:
        async with asyncio.timeout(SECONDS):
            db = await database.open(runfile.find(found).database_url, size=1)
            try:
                return await units.read(db)
            finally:
                await db.close(1)
    except (Temporary, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return None
