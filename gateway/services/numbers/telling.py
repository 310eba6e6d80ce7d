"""Who is on duty for a line is told, each working day, that nothing proves it; the operator once a week."""

from gateway.ops.health import findings, numbers
from gateway.runtime.context import Context
from gateway.store import notices, read_models
from gateway.store.database import Database
from gateway.store.notices import Notice

__all__ = ["tell"]


async def tell(db: Database, context: Context) -> None:
    """Write what is to be told; alerts.py finds out who is on duty, and a line that is not the one in question."""
    config = context.config
    async with db.transaction() as tx:
        now = await read_models.now(tx)
        today = now.astimezone(config.zone).date()
        year, week, _ = today.isocalendar()
        new: list[Notice] = []
        for found in await numbers.findings(tx, config):
            unit = config.lines[found.subject].unit
            if config.office_of(unit).opening(now) > now:
                continue  # whoever is on duty next is told when offices open
            new.append(findings.notice(found, f"{year}-{week}"))
            new.append(
                Notice(
                    audience="unit",
                    template="finding",
                    key=f"{found.key}:{found.subject}:{today}:duty",
                    name=found.key,
                    fields={"what": found.reason, "unit": unit.key, "line": found.subject},
                )
            )
        await notices.write(tx, new)
