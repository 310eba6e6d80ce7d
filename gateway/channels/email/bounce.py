"""Reports on mails of ours: delivery status notifications, spam complaints, read receipts.

Structure speaks first (RFC 3464, RFC 5965, RFC 8098). flufl.bounce, which knows fifty homemade forms, is asked only
where the mail already looks like a bounce: alone it takes people's letters for bounces.
"""

import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from email import message_from_bytes

from flufl.bounce import all_failures

from gateway.channels.email import reasons
from gateway.channels.email.address_lists import Mailbox
from gateway.channels.email.encoded_words import decode_value
from gateway.channels.email.headers import Headers, message_ids, parse
from gateway.channels.email.mime import Part
from gateway.domain import addresses
from gateway.domain.model import Report, ReportStatus
from gateway.domain.reasons import Reason
from gateway.domain.text import clean

__all__ = ["read"]

MAX_RECIPIENTS = 100
MAX_SEARCHED = 262_144  # bytes of a part in which a Message-ID is looked for
MAX_GUESSED, MAX_GUESSED_LINES = 65_536, 1_500  # of a mail that flufl.bounce is shown: a line costs it 50 µs

logging.getLogger("flufl.bounce").disabled = True  # what fails in it is met here; its words would quote a letter

_ACTIONS = {
    "failed": ReportStatus.FAILED,
    "delayed": ReportStatus.DELAYED,
    "delivered": ReportStatus.DELIVERED,
    "relayed": ReportStatus.RELAYED,
    "expanded": ReportStatus.EXPANDED,
}
_GRAVITY = (
    ReportStatus.FAILED,
    ReportStatus.DELAYED,
    ReportStatus.DELIVERED,
    ReportStatus.RELAYED,
    ReportStatus.EXPANDED,
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)[ -]")
_MESSAGE_ID = re.compile(rb"^[ \t>]*message-id:[ \t]*(<[^<>\s]{3,900}>)", re.I | re.M)
_DAEMON = re.compile(r"mailto:(?:mailer[-_.]?daemon|mail[-_.]?daemon)(?:[+=_.-][^@]*)?@")
_OFTEN_A_DAEMON = re.compile(r"mailto:(?:postmaster|bounces?)(?:[+=_.-][^@]*)?@")
_TOKEN = re.compile(r"\+([a-z2-7]{26})@([a-z0-9.-]{1,253})", re.I)
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")


def read(root: Part, sender: Mailbox, signs: Sequence[Reason], text: str) -> Report | None:
    """The report that this mail is, or None. `signs`: those of signs.find; `text`: the mail's text.

    A person may attach a bounce or a receipt to a letter: a part of a report makes one only where the whole mail is
    built as a report (RFC 6522), or where a machine sent it."""
    bounced = _looks_like_bounce(sender, signs)
    found = list(root.walk()) if bounced else root.children if root.type == "multipart/report" else []
    parts = {part.type: part for part in reversed(found)}
    for kind in ("message/delivery-status", "message/global-delivery-status"):
        if kind in parts:
            return _delivery_status(root, parts[kind]) or _guess(root, text)
    if "message/feedback-report" in parts:
        return _complaint(root, parts["message/feedback-report"])
    for kind in ("message/disposition-notification", "message/global-disposition-notification"):
        if kind in parts:
            return _receipt(parts[kind])
    return _guess(root, text) if bounced or root.type == "multipart/report" else None


def _looks_like_bounce(sender: Mailbox, signs: Sequence[Reason]) -> bool:
    """A daemon's name or words. An empty envelope proves nothing alone, for rules that forward empty it too, nor does
    the name postmaster, which persons use: one seconds the other."""
    if {reasons.sign("x-failed-recipients"), reasons.SUBJECT_FAILURE} & set(signs) or _DAEMON.match(sender.urn):
        return True
    return reasons.EMPTY_RETURN_PATH in signs and bool(not sender.urn or _OFTEN_A_DAEMON.match(sender.urn))


def _blocks(part: Part) -> list[Headers]:
    """The groups of fields in a message/delivery-status, which blank lines part (RFC 3464 §2.1)."""
    content = part.content()
    return [
        parse(block.strip() + b"\n\n") for block in _BLANK_LINE.split(content)[: MAX_RECIPIENTS + 1] if block.strip()
    ]


def _delivery_status(root: Part, part: Part) -> Report | None:
    """RFC 3464: one group a recipient. The gravest action names the report."""
    groups = [block for block in _blocks(part) if block.has("final-recipient") or block.has("action")]
    actions = [(action, block) for block in groups if (action := _ACTIONS.get(_word(block, "action")))]
    if not actions:
        return None
    worst = min((action for action, _ in actions), key=_GRAVITY.index)
    chosen = [block for action, block in actions if action == worst]
    recipients = [_recipient(block) for block in chosen]
    diagnostics = [text for block in chosen if (text := _after_type(block.text("diagnostic-code")))]
    diagnostic = diagnostics[0] if diagnostics else ""
    status = _STATUS.search(chosen[0].text("status")) or _STATUS.search(diagnostic)
    return Report(
        type=worst,
        status=status[1] if status else "",
        recipients=tuple(dict.fromkeys(urn for urn in recipients if urn)),
        diagnostic=diagnostic[:500],
        original_message_id=_original_id(root),
    )


def _word(block: Headers, name: str) -> str:
    return block.text(name).partition("(")[0].partition(";")[0].strip().lower()


def _recipient(block: Headers) -> str:
    """The address we wrote to: Original-Recipient where it is told, else Final-Recipient."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        if urn := addresses.mail(_after_type(block.text(name))):
            return urn
    return ""


def _after_type(value: str) -> str:
    """Of "rfc822; a@b" or "smtp; 550 …" what stands behind the type."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and len(kind) < 30 and " " not in kind.strip() else value.strip()


def _original_id(root: Part) -> str:
    """The Message-ID of the mail that the report is about: by the address that it came to (encode._bounces_to), the
    returned mail or header, else a copy in the text."""
    for name in ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"):
        for raw in root.headers.all_raw(name)[:5]:
            if found := _TOKEN.search(decode_value(raw[:2_000])):
                return f"{found[1]}@{found[2]}".lower()
    returned = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/partial")
    for part in root.walk():
        if part.type in returned:
            content = part.content()
            for ids in (message_ids(parse(content).raw("message-id")), _ids_in(content[:MAX_SEARCHED])):
                if ids:
                    return ids[0]
    for part in root.walk():
        if not part.children and part.type.startswith("text/") and (ids := _ids_in(part.content()[:MAX_SEARCHED])):
            return ids[0]
    answered = message_ids(root.headers.raw("in-reply-to")) or message_ids(root.headers.raw("references"))[-1:]
    return answered[0] if answered else ""


def _ids_in(content: bytes) -> tuple[str, ...]:
    found = _MESSAGE_ID.search(content)
    return message_ids(found[1]) if found else ()


def _complaint(root: Part, part: Part) -> Report:
    """RFC 5965: a recipient pressed "this is spam"."""
    block = parse(part.content().strip() + b"\n\n")
    recipients = [addresses.mail(_after_type(decode_value(raw))) for raw in block.all_raw("original-rcpt-to")]
    return Report(
        type=ReportStatus.COMPLAINT,
        recipients=tuple(dict.fromkeys(urn for urn in recipients if urn)),
        diagnostic=block.text("feedback-type")[:100],
        original_message_id=_original_id(root),
    )


def _receipt(part: Part) -> Report:
    """RFC 8098: read or deleted, by a person or a program. What is not "displayed" is no sign that it was read."""
    block = parse(part.content().strip() + b"\n\n")
    recipient = _recipient(block)
    ids = message_ids(block.raw("original-message-id"))
    return Report(
        type=ReportStatus.READ,
        recipients=(recipient,) if recipient else (),
        diagnostic=block.text("disposition")[:200],
        original_message_id=ids[0] if ids else "",
    )


def _guess(root: Part, text: str) -> Report | None:
    """A bounce in some mail system's own words."""
    raw = b"\n".join(root.body[:MAX_GUESSED].split(b"\n", MAX_GUESSED_LINES)[:MAX_GUESSED_LINES])
    failed = {addresses.mail(decode_value(value)) for value in root.headers.all_raw("x-failed-recipients")}
    temporary: frozenset[bytes] = frozenset()
    permanent: frozenset[bytes] = frozenset()
    with suppress(Exception):  # it knows fifty forms and trusts the bytes of each
        temporary, permanent = map(frozenset, all_failures(message_from_bytes(raw)))
    failed |= {addresses.mail(one.decode("utf-8", "replace")) for one in permanent}
    delayed = {addresses.mail(one.decode("utf-8", "replace")) for one in temporary} - failed
    recipients = tuple(sorted(urn for urn in (failed or delayed) if urn))
    if not recipients:
        return None
    line = next((line.strip() for line in text.split("\n") if _STATUS.search(line) or _CODE.search(line)), "")
    status = _STATUS.search(line)
    return Report(
        type=ReportStatus.FAILED if failed - {""} else ReportStatus.DELAYED,
        status=status[1] if status else "",
        recipients=recipients[:MAX_RECIPIENTS],
        diagnostic=clean(line)[:500],
        original_message_id=_original_id(root),
    )
