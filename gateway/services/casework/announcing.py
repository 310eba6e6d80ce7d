"""A result counts as announced once it is known to have reached its citizen: by a report, by a mail server that took
it, or because an officer has told them. What failed, what nobody knows of, and what is owed to a
citizen who left nothing to write to, is on the list of those to tell.
"""

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import Announced
from gateway.domain.permissions import Act
from gateway.services import access, reasons
from gateway.services.access import Thing
from gateway.settings.config import Config
from gateway.store import audit, cases, read_models
from gateway.store.cases import Case, NewEvent
from gateway.store.database import Connection, Database
from gateway.store.read_models import EVERYTHING, Sight, Unreached

__all__ = ["announce", "listed", "of_case"]


async def listed(conn: Connection, config: Config, sight: Sight) -> list[Unreached]:
    """Results whose citizens are to be called, the oldest first."""
    return await read_models.unreached(conn, _reporting(config), sight)


async def of_case(conn: Connection, config: Config, case: Case) -> Unreached | None:
    """The result of this case, if its citizen is to be called."""
    found = await read_models.unreached(conn, _reporting(config), EVERYTHING, case_id=case.id)
    return next(iter(found), None)


async def announce(db: Database, config: Config, code: str, note: str, actor: Actor) -> None:
    """The citizen was told by an officer. `note`: what they said, if anything. Raises NotAllowed: no such case, or its
    result is not one to call about."""
    async with db.transaction() as tx:
        await access.permit(tx, config, actor, Act.ANNOUNCE, Thing("case", code))
        case = await cases.find(tx, code)
        if case is None:
            raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
        await cases.lock(tx, [case.id])  # of two who have called, the slower is told
        found = await of_case(tx, config, case)
        if found is None:
            raise NotAllowed(reasons.NOTHING_TO_ANNOUNCE(case=code))
        way = "in_person" if found.why == "to_tell" and not found.recipient else "telephone"
        payload = Announced(outbox=found.id, way=way, note=note.strip())
        await cases.write_events(tx, [NewEvent(case_id=case.id, payload=payload, actor=actor.id)])
        await audit.write(tx, actor, Act.ANNOUNCE, f"case:{code}", note.strip())


def _reporting(config: Config) -> list[str]:
    """Lines by which delivery is reported where the network does so at all."""
    return [name for name, line in config.lines.items() if line.traits.segments]
