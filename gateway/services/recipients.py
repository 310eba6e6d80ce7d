"""To whom the result of a case may go: the sender, another address that is proven to be theirs, or a Reply-To of the
sender's own mails."""

from gateway.domain.addresses import mail, phone, reply_address
from gateway.domain.errors import NotAllowed
from gateway.services import reasons
from gateway.settings.config import Config
from gateway.store import contacts, inbox
from gateway.store.cases import Case
from gateway.store.database import Connection

__all__ = ["chosen", "of_case"]


async def of_case(conn: Connection, config: Config, case: Case) -> tuple[str, ...]:
    """All addresses (URNs) that the result may go to; "" where an officer tells the citizen. It goes to the first, as
    automatic replies to the sender's last mail do, unless a person chooses another one: DMARC vouches for none of
    those."""
    proven = [one.urn for one in await contacts.of_case(conn, case.id, case.sender)]
    if not case.sender:
        return tuple(proven) or ("",)
    given = await inbox.reply_to(conn, case.id, case.sender)
    first = reply_address(case.sender, given[0], config.own_addresses) if given else case.sender
    others = [urn for reply_to in given for urn in reply_to if urn not in config.own_addresses]
    return tuple(dict.fromkeys((first, case.sender, *proven, *others)))


async def chosen(conn: Connection, config: Config, case: Case, typed: str) -> str:
    """The recipient that a person chose; "" is the first. Raises NotAllowed where the case has no such one."""
    known = await of_case(conn, config, case)
    to = (typed if typed in known else mail(typed) or phone(typed)) if typed else known[0]
    if to not in known:
        raise NotAllowed(reasons.NO_SUCH_RECIPIENT(case=case.code))
    return to
