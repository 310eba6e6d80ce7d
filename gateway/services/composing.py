"""What a person's act has the citizen told, shown before it goes out: an answer, or what else is owed to them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gateway.domain.errors import NotAllowed
from gateway.domain.model import Draft, EventKind, Purpose
from gateway.domain.reasons import Reason
from gateway.domain.sending_rules import Ruling
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.services import pace, reasons
from gateway.settings.config import Line
from gateway.store import outbox, outgoing_facts
from gateway.store.cases import Case
from gateway.store.database import Connection
from gateway.store.outbox import NewOutbox

__all__ = ["Preview", "compose", "digest", "first_by", "line_of", "outgoing", "previewed"]

TOLD = "email"  # the templates of what an officer tells: whole sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A reply as the citizen will get it. `parts`: how many; `segments`: whether it is counted in them; `to`: URN, ""
    where an officer tells them; `waits`: why it would not go out at once, and until when."""

    purpose: Purpose
    segments: bool
    subject: str
    text: str
    parts: int
    to: str
    waits: Reason | None = None


def compose(
    context: Context, case: Case, purpose: Purpose, to: str, now: datetime, values: Mapping[str, str]
) -> Preview:
    """The words of a reply about a case; `values`: what fills them beside what follows from the case.

    Raises NotAllowed: its line is gone, an SMS result of too many parts."""
    line = line_of(context, case, to)
    unit = context.config.speaks_for(case.unit) or line.unit
    of_case = wording.values(case, unit, case.language, context.config.zone, now, subject=case.subject)
    subject, text = context.replies.render(
        purpose,
        line.traits.templates if to else TOLD,
        case.language,
        unit.sms_form,
        {**of_case, **values},
        unit=unit.key,
        result_segments=context.config.limits.sms_result_segments,
    )
    return previewed(context, line, purpose, to, subject, text, case.opened_at)


def previewed(
    context: Context, line: Line, purpose: Purpose, to: str, subject: str, text: str, at: datetime
) -> Preview:
    """Words as this line brings them to this recipient."""
    if not to:
        waits = reasons.TOLD_IN_PERSON
        return Preview(purpose=purpose, segments=False, subject=subject, text=text, parts=1, to="", waits=waits)
    draft = Draft(
        number=0,
        recipient=to,
        purpose=purpose,
        text=text,
        subject=subject,
        created_at=at,
        message_id=f"preview@{outbox.mail_domain(line)}" if line.traits.threads else "",
    )
    pieces = context.channels[line.channel].encode(draft, line.options)
    return Preview(
        purpose=purpose,
        segments=line.traits.segments,
        subject=subject,
        text=text,
        parts=len(pieces),
        to=to,
        waits=_waits(pace.foreseen(context.config, line, purpose, text, to), context.config.zone),
    )


def _waits(ruling: Ruling, zone: ZoneInfo) -> Reason | None:
    if ruling.reason is None:
        return None
    if ruling.until is None:
        return reasons.WAITS_FOR_A_PERSON(cause=ruling.reason)
    return reasons.WAITS_UNTIL(at=wording.minute(ruling.until, zone), cause=ruling.reason)


def digest(shown: Iterable[Preview], beside: Iterable[str]) -> str:
    """Of what goes out and to whom, and the codes of what goes `beside`: what is agreed to is this and nothing else."""
    said = (*(part for one in shown for part in (one.to, one.subject, one.text)), *beside)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


async def outgoing(
    tx: Connection, context: Context, case: Case, shown: Preview, event: int, kind: EventKind, *, automatic: bool
) -> NewOutbox:
    """The row of outbox that brings it to the citizen, caused by an event of this kind."""
    line = line_of(context, case, shown.to)
    found = await outgoing_facts.next_of_case(tx, case.id, kind)
    mail: dict[str, Any] = {}
    if line.traits.threads and shown.to:
        # Two answers of the same words are two mails; one given anew after a restore keeps the name it had.
        digest = hashlib.sha256(f"{case.code}\0{shown.text}\0{found.events}".encode()).digest()
        thread = found.thread
        mail = {
            "message_id": outbox.message_id(context.key, digest, shown.purpose, outbox.mail_domain(line)),
            "in_reply_to": thread[-1] if thread else "",
            "refs": tuple(thread[-10:]),
        }
    state, reason = _state(line, shown.to)
    return NewOutbox(
        id=found.id,
        line=line.name,
        cause=f"event:{event}",
        purpose=shown.purpose,
        recipient=shown.to,
        text=shown.text,
        subject=shown.subject,
        automatic=automatic,
        case_id=case.id,
        state=state,
        reason=reason,
        **mail,
    )


def _state(line: Line, to: str) -> tuple[str, Reason | None]:
    """What becomes of it, and why. What nobody can be sent is dropped and stays listed until an officer has told it
    (read_models/unreached.py)."""
    if not to:
        return "dropped", reasons.TOLD_IN_PERSON
    return ("due", None) if line.send else ("held", reasons.LINE_DOES_NOT_SEND)


def line_of(context: Context, case: Case, to: str) -> Line:
    """The line by which this recipient is written to about the case: its own, or where that writes to none of that kind
    the first one of its unit that does. Raises NotAllowed where there is none, or it is no longer configured."""
    lines, scheme = context.config.lines, to.partition(":")[0]
    line = lines.get(case.line)
    if line is None:
        raise NotAllowed(reasons.CASE_LINE_GONE(case=case.code, line=case.line))
    own = context.config.replying(line)
    if scheme in ("", own.traits.scheme) or scheme not in ("tel", "mailto"):
        return own
    others = (one for one in lines.values() if one.unit.key == case.unit and one.traits.scheme == scheme and one.send)
    if (found := next(others, None)) is None:
        raise NotAllowed(reasons.NO_LINE_TO(case=case.code))
    return found


def first_by(context: Context, case: Case, addressees: Sequence[str], scheme: str) -> str:
    """The first of these (URNs) that is of this kind and can be written to about the case, "" for none."""
    for urn in addressees:
        if urn.startswith(scheme):
            with suppress(NotAllowed):
                line_of(context, case, urn)
                return urn
    return ""
