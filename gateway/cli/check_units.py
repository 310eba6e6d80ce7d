"""What `gw check` says of the units: whether each has somebody responsible, and one that has ended nothing left."""

import asyncio

import asyncpg

from gateway.cli.result import Result
from gateway.domain.reasons import code
from gateway.ops.health import units as assessing
from gateway.ops.health.state import Finding
from gateway.services.units import standing
from gateway.settings.config import Config
from gateway.store import database

__all__ = ["of_units"]

SECONDS = 10.0
UNITS = code("check.units", "n")


async def of_units(config: Config, url: str | None) -> list[Result]:
    """One result for each finding, or one that all is well. `url`: of the database, which knows persons and cases;
    without it what the configuration says."""
    found = await _findings(config, url)
    if not found:
        return [Result(name="units", ok=True, reason=UNITS(n=len(config.units)))]
    return [Result(name="units", ok=one.severity != "failing", reason=one.reason) for one in found]


async def _findings(config: Config, url: str | None) -> list[Finding]:
    if url:
        try:
            async with asyncio.timeout(SECONDS):
                db = await database.open(url, size=1)
                try:
                    async with db.connection() as conn:
                        return await standing.findings(conn, config)
                finally:
                    await db.close(1)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            pass  # its own result says so
    return list(assessing.about(config, (), {}))
