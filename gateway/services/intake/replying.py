"""The texts that a message is answered with, as rows of outbox. Pure: facts and words, no clock and no database."""

from dataclasses import replace

from gateway import policy
from gateway.domain.model import Dmarc, Purpose
from gateway.domain.text import OTHER
from gateway.replies import wording
from gateway.services import reasons
from gateway.services.intake.entry import Entry
from gateway.services.intake.unproven import is_unproven
from gateway.settings.config import Line, Unit
from gateway.store import outbox
from gateway.store.outbox import NewOutbox


def reply(entry: Entry, purpose: Purpose) -> NewOutbox:
    """A reply on the line the message came in on, or on its reply line. In two languages where the citizen's is neither
    of ours."""
    line, decoded = entry.context.config.replying(entry.line), entry.read.decoded
    of, form, unit = line.traits.templates, entry.line.unit.sms_form, _unit(entry).key
    languages = ("en", "vi") if entry.read.content.language == OTHER else (entry.language,)
    drafts = [
        entry.context.replies.render(purpose, of, language, form, _values(entry, language), unit=unit)
        for language in languages
    ]
    between = "\n\n" if line.traits.threads else " / "
    words = between.join(words for _, words in drafts)
    row = _outbox_row(entry, line, purpose, _recipient(entry, purpose), drafts[0][0], words)
    if not line.traits.threads:
        return row
    return replace(
        row,
        in_reply_to=decoded.message_id,
        refs=tuple(i for i in (*decoded.references[-10:], decoded.message_id) if i),
    )


def _unit(entry: Entry) -> Unit:
    """The unit that speaks: that of the case, else that of the line."""
    config = entry.context.config
    key = entry.facts.summaries[entry.case.id].unit if entry.case else ""
    return config.speaks_for(key) or entry.line.unit


def _values(entry: Entry, language: str) -> dict[str, str]:
    config, unit, now = entry.context.config, _unit(entry), entry.facts.now
    elsewhere = {"elsewhere": wording.elsewhere(config.mailbox_of(unit), unit.phone, language)}
    if entry.case is None:
        listed = [entry.facts.summaries[case.id] for case in entry.decision.cases]
        of_list = {"list": wording.states(listed, language, config.zone, now)} if listed else {}
        return wording.unit_values(unit, language, config.city) | of_list | elsewhere
    summary, subject = entry.facts.summaries[entry.case.id], entry.read.decoded.subject
    return {
        **wording.values(summary, unit, language, config.zone, now, subject=subject),
        "answer": wording.answer(entry.line.unit, entry.decision.faq, language),
        "call": wording.call(policy.numbers(entry.read.content.danger), language),
        "mailbox": config.mailbox_of(unit) or unit.phone,
        "limit": wording.room(getattr(entry.line.options, "max_bytes", 0)),
        **elsewhere,
    }


def _recipient(entry: Entry, purpose: Purpose) -> str:
    """Whom a reply goes to. How a case stands is told to the address on record alone, where nobody vouches for the
    sender: a colleague's Reply-To is of the same organisation."""
    decoded = entry.read.decoded
    private = purpose in (Purpose.STATUS, Purpose.STATUS_RECEIVED, Purpose.STATUS_LIST)
    told_apart = private and decoded.dmarc is not Dmarc.PASS
    return decoded.sender if told_apart else entry.facts.recipient(decoded)


def _outbox_row(entry: Entry, line: Line, purpose: Purpose, recipient: str, subject: str, words: str) -> NewOutbox:
    """A row of outbox that this message causes; after a restore, what may have been answered waits for a person, and so
    does what a line that does not send would say."""
    reason = None if line.send and entry.line.send else reasons.LINE_DOES_NOT_SEND
    if entry.facts.in_restore_window(entry.read.claimed):
        reason = reasons.MAYBE_ANSWERED
    return NewOutbox(
        id=next(entry.facts.outbox_ids),
        line=line.name,
        cause=f"message:{entry.message_id}",
        purpose=purpose,
        recipient=recipient,
        text=words,
        subject=subject,
        message_id=_message_id(entry, purpose, line) if line.traits.threads else "",
        unproven=is_unproven(entry.line, entry.read.decoded),
        case_id=entry.case.id if entry.case else None,
        state="held" if reason else "due",
        reason=reason,
    )


def _message_id(entry: Entry, purpose: Purpose, line: Line) -> str:
    return outbox.message_id(entry.context.key, entry.read.claimed.digest, purpose, outbox.mail_domain(line))
