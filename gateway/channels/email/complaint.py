"""Spam complaints: a recipient of a mail of ours pressed "this is spam" (RFC 5965), and what was there before it."""

import re
from collections.abc import Collection, Sequence

from gateway.channels.email.address_lists import Mailbox, mailboxes
from gateway.channels.email.bounce_text import is_personal
from gateway.channels.email.encoded_words import decode_value
from gateway.channels.email.headers import Headers, parse
from gateway.channels.email.mime import Part
from gateway.domain import addresses
from gateway.domain.model import Report, ReportStatus
from gateway.domain.text import fold

__all__ = ["has_old_form", "of_old_form", "of_report"]

MAX_WORDS = 1_000  # characters that a provider writes beside the mail that is complained of

_NO_COMPLAINTS = frozenset({"not-spam", "auth-failure", "dmarc", "dkim"})  # RFC 6430, RFC 6591
_HOTMAIL = "x-hmxmroriginalrecipient"
_SUBJECT = re.compile(
    r".{0,40}\b(?:complaint about message|(?:abuse|spam|feedback|fbl) (?:report|complaint|notification))"
)
_DESK = re.compile(
    r"mailto:(?:staff|abuse|fbl|feedback[a-z-]*|complaints?|scomp|postmaster|no-?reply)(?:[+_.-][^@]*)?@"
)


def of_report(part: Part, copies: Sequence[Headers], original: str) -> Report | None:
    """A message/feedback-report; None where it complains of nothing. `copies`: headers of the mails attached."""
    block = parse(part.content().strip() + b"\n\n")
    kind = block.text("feedback-type").strip().lower()
    if kind in _NO_COMPLAINTS:
        return None
    named = [raw for name in ("original-rcpt-to", "removal-recipient") for raw in block.all_raw(name)]
    urns = [addresses.mail(decode_value(raw).rpartition(";")[2].strip("<> ")) for raw in named]
    return Report(
        type=ReportStatus.COMPLAINT,
        recipients=tuple(dict.fromkeys(urn for urn in urns if urn)) or _written_to(copies),
        diagnostic=kind[:100],
        original_message_id=original,
    )


def has_old_form(sender: Mailbox, subject: str, text: str) -> bool:
    """Whether a provider's abuse team writes under a subject that says complaint, with no word of a person."""
    if not _DESK.match(sender.urn) or not _SUBJECT.match(fold(subject[:200]).strip()):
        return False
    return len(text) <= MAX_WORDS and not is_personal(text)


def of_old_form(root: Part, subject: str, ours: Collection[str]) -> Report | None:
    """A mail of ours that such a team sends back."""
    copies = [parse(part.content().lstrip()) for part in root.walk() if part.type == "message/rfc822"]
    returned = [copy for copy in copies if copy.has(_HOTMAIL) or {*_urns(copy, "from")} & set(ours)]
    if not returned:
        return None
    return Report(type=ReportStatus.COMPLAINT, recipients=_written_to(returned), diagnostic=subject.strip()[:100])


def _written_to(copies: Sequence[Headers]) -> tuple[str, ...]:
    """The recipients of the mail that is complained of; Hotmail named the one in a field of its own."""
    return next((urns for name in (_HOTMAIL, "to") for copy in copies[:1] if (urns := _urns(copy, name))), ())


def _urns(header: Headers, name: str) -> tuple[str, ...]:
    return tuple(one.urn for one in mailboxes(header.raw(name)[:4_096]) if one.urn)[:100]
