"""A case's file for a body outside: its whole thread as text, with the list of its attachments."""

from gateway.domain import addresses
from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.reasons import code as declared
from gateway.replies import catalogue, templates, wording
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.access import Thing
from gateway.services.casework import people
from gateway.store import cases, read_models
from gateway.store.cases import Event
from gateway.store.database import Database
from gateway.store.inbox import Message
from gateway.store.read_models import ThreadEntry

__all__ = ["file_of"]

LANGUAGE = templates.OFFICE_LANGUAGE
HEAD = declared("casefile.head", "case", "unit", "at", "kind", "state")
SENDER = declared("casefile.sender", "name", "address")
SUBJECT = declared("casefile.subject", "subject", "place")
CITIZEN = declared("casefile.citizen", "at")
OURS = declared("casefile.ours", "at")
DONE = declared("casefile.done", "at", "did", "who")
ATTACHED = declared("casefile.attached", "name", "type", "size")
NOT_FOR_OTHERS = ("noted", "undelivered", "due_moved")  # words among colleagues; what is ours alone


async def file_of(db: Database, context: Context, actor: Actor, code: str) -> str:
    """The file, in the office's language; it is written down that it was looked at. Raises Forbidden, NotAllowed."""
    async with db.transaction() as tx:
        await access.view(tx, context.config, actor, Thing("case", code), "casefile")
        case = await cases.find(tx, code)
        if case is None:
            raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
        thread = await read_models.thread(tx, case)
    unit = people.units(context).get(case.unit)
    head = HEAD(
        case=case.code,
        unit=unit.name if unit else case.unit,
        at=wording.minute(case.opened_at, context.config.zone),
        kind=catalogue.words(f"kind.{case.kind}", LANGUAGE),
        state=catalogue.words(f"state.{case.state}", LANGUAGE),
    )
    about = [SUBJECT(subject=case.subject, place=case.place)] if case.subject or case.place else []
    said = [head, SENDER(name=case.sender_name, address=addresses.show(case.sender)), *about]
    lines = [catalogue.say(one, LANGUAGE) for one in said]
    return "\n\n".join([*lines, *(words for entry in thread.entries if (words := _entry(context, entry)))]) + "\n"


def _entry(context: Context, entry: ThreadEntry) -> str:
    """One thing of the thread; "" for what is nobody else's business."""
    row, at = entry.row, wording.minute(entry.at, context.config.zone)
    if isinstance(row, Event):
        did = read_models.EVENTS.get(f"event_{row.kind}")
        if did is None or not row.actor or row.kind in NOT_FOR_OTHERS:
            return ""
        return catalogue.say(DONE(at=at, did=did, who=row.actor.partition(":")[2]), LANGUAGE)
    if not isinstance(row, Message):
        return f"{catalogue.say(OURS(at=at), LANGUAGE)}\n{row.text}"
    files = [ATTACHED(name=file.name, type=file.type, size=str(file.size)) for file in entry.files]
    attached = [catalogue.say(one, LANGUAGE) for one in files]
    return "\n".join(filter(None, [catalogue.say(CITIZEN(at=at), LANGUAGE), row.subject, row.text, *attached]))
