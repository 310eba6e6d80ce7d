"""By what else a citizen may be written to: an officer says what is theirs, and how one knows."""

from gateway.domain import addresses
from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import ContactAdded
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.casework.noting import case_for, note
from gateway.store import contacts
from gateway.store.contacts import NewContact
from gateway.store.database import Database

__all__ = ["add"]


async def add(db: Database, context: Context, code: str, typed: str, how: str, actor: Actor) -> str:
    """An address or a mobile number is the citizen's, and how the officer knows; its URN. Raises NotAllowed: none is
    typed, or nothing said of how, no such case, one of our own lines."""
    async with db.transaction() as tx:
        case = await case_for(tx, context, code, actor, Act.ADD_CONTACT)
        urn = addresses.mail(typed) if "@" in typed else addresses.phone(typed)
        texts = addresses.is_mobile(urn) or addresses.is_mobile_abroad(urn)
        if not (urn.startswith("mailto:") or texts) or urn in context.config.own_addresses:
            raise NotAllowed(reasons.CONTACT_WRONG)
        if not how.strip():
            raise NotAllowed(reasons.CONTACT_UNPROVEN)
        if await contacts.add(tx, NewContact(case_id=case.id, urn=urn, proven_by=how.strip(), actor=actor.id)):
            await note(tx, case, ContactAdded(reason=how.strip()), actor, Act.ADD_CONTACT, how.strip())
    return urn
