"""The bytes of one mail -> what they say: one step after the other, each in a module of its own."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.channels.email import (
    bounce,
    calendar_answers,
    content,
    group,
    headers,
    machine_signs,
    mime,
    quote,
    reasons,
    spam,
)
from gateway.channels.email.address_lists import Mailbox, mailboxes
from gateway.channels.email.authentication import UNCERTAIN, verdicts
from gateway.channels.email.content import Content, together
from gateway.channels.email.encoded_words import decode_value
from gateway.channels.email.headers import Headers, message_ids, moment
from gateway.channels.email.mime import Part
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded, Report
from gateway.domain.reasons import Reason
from gateway.domain.text import fold

__all__ = ["decode"]


def decode(bodies: Sequence[bytes]) -> Decoded:
    """One mail (a sequence of one) -> its words. Pure and linear in its size; raises only Unreadable.

    `extra`: "authentication" (see authentication.verdicts), "suspicious" (why the header looks like an attack), "list"
    (see group.marks), "delivered_to" (see group.delivered_to), "signer" (see smime.Opened).
    """
    if len(bodies) != 1:
        raise Unreadable(reasons.NOT_ONE_PART(n=len(bodies)))
    body = headers.with_line_feeds(bodies[0])
    root = mime.tree(body)
    if not root.headers.names:
        raise Unreadable(reasons.NO_HEADER)
    head = root.headers
    said = content.read(root)
    author, reply_to = headers.author(head), _urns(head, "reply-to")
    sender = author.mailbox
    subject = _subject(head, said)
    found = machine_signs.find(head, sender, reply_to, subject, said.own)
    if said.invitation is not None and calendar_answers.is_answer_alone(said.own, said.invitation):
        found = replace(found, reasons=(*found.reasons, reasons.CALENDAR_REPLY), proven=True)
    report = bounce.read(root, sender, found.reasons, subject, said.own)
    listed, aliases = group.marks(head), group.delivered_to(head)
    suspicious = headers.suspicious(body) or ("a header block too long to be read" if head.truncated else "")
    if suspicious:
        said.flag("bomb")
    if spam.marked(head):
        said.flag("spam")
    if sender.urn and not author.certain:
        said.flag(UNCERTAIN)
    return Decoded(
        kind=_kind(root, report, found),
        sender=sender.urn,
        sender_name=_name(head, sender),
        reply_to=reply_to,
        to=_urns(head, "to"),
        cc=_urns(head, "cc"),
        subject=subject,
        text=said.text,
        reply=_own_words(head, sender, subject, said),
        enclosed=said.enclosed,
        sent_at=moment(head.raw("date")),
        message_id="".join(message_ids(head.raw("message-id"))[:1]),
        in_reply_to="".join(message_ids(head.raw("in-reply-to"))[:1]),
        references=message_ids(head.raw("references")),
        attachments=tuple(said.attachments),
        report=report,
        list_id=group.list_id(head),
        signs=found.reasons or _form(root, report),
        flags=(*found.flags, *said.flags),
        extra={"authentication": list(verdicts(head))}
        | ({"suspicious": suspicious} if suspicious else {})
        | ({"list": listed} if listed else {})
        | ({"delivered_to": aliases} if aliases else {})
        | ({"signer": dict(said.signer)} if said.signer else {}),
    )


def _subject(head: Headers, said: Content) -> str:
    """The subject; one that a program has encoded twice is read twice."""
    subject = head.text("subject", said.encoding)
    return decode_value(subject.encode()) if subject.startswith("=?") and subject.endswith("?=") else subject


def _form(root: Part, report: Report | None) -> tuple[Reason, ...]:
    """Why a mail without any other sign is a report, or has the form of one."""
    if root.type == "multipart/report":
        return (reasons.REPORT_FORM,)
    return (reasons.REPORT_WORDS,) if report else ()


def _answers(head: Headers, subject: str) -> bool:
    """Whether it answers or forwards another mail."""
    if head.has("in-reply-to") or head.has("references"):
        return True
    return machine_signs.SUBJECT_PREFIX.match(fold(subject[:100])) is not None


def _own_words(head: Headers, sender: Mailbox, subject: str, said: Content) -> str:
    """The sender's own words; of a mail without any, those of the mails that are attached to it."""
    answers, address = _answers(head, subject), sender.urn.removeprefix("mailto:")
    return quote.own_words(said.own, answers=answers, sender=address) or together(said.forwarded)


def _kind(root: Part, report: Report | None, found: machine_signs.Signs) -> str:
    """report, automatic or message. A read receipt is a report too: it says something of a mail of ours; what has the
    form of a report and says nothing that can be read is automatic (RFC 6522)."""
    if report is not None:
        return "report"
    return "automatic" if found.proven or root.type == "multipart/report" else "message"


def _name(head: Headers, sender: Mailbox) -> str:
    """The sender's name; where From holds no address, whatever it holds instead."""
    return sender.name or next((one.name for one in mailboxes(head.raw("from")[:4_096]) if one.name), "")


def _urns(head: Headers, name: str) -> tuple[str, ...]:
    """All addresses of the fields of that name, each once."""
    found = [one.urn for raw in head.all_raw(name)[:20] for one in mailboxes(raw) if one.urn]
    return tuple(dict.fromkeys(found))
