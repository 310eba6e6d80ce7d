"""Reports on mails of ours: delivery status notifications, spam complaints, read receipts.

Structure speaks first (RFC 3464, RFC 8098; complaints: complaint.py; Amazon's notices: ses.py). Where it says bounce
and no more, the words tell whom it is about (bounce_text.py); else the copy of our mail, or its Message-ID alone. What
has no structure is one only where a machine's name or our own mail in it says so too, and no word of it is a person's:
people write letters about mail that came back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from gateway.channels.email import bounce_text, complaint, reasons, ses
from gateway.channels.email.address_lists import Mailbox, mailboxes
from gateway.channels.email.bounce_words import SUBJECT
from gateway.channels.email.encoded_words import decode_value
from gateway.channels.email.headers import Headers, message_ids, parse
from gateway.channels.email.html import to_text
from gateway.channels.email.mime import Part, tree
from gateway.domain import addresses
from gateway.domain.model import Report, ReportStatus
from gateway.domain.reasons import Reason
from gateway.domain.text import fold

__all__ = ["read"]

MAX_RECIPIENTS = 100
MAX_SEARCHED = 262_144  # bytes of a part in which a Message-ID is looked for

_ACTIONS = {
    "failed": ReportStatus.FAILED,
    "delayed": ReportStatus.DELAYED,
    "delivered": ReportStatus.DELIVERED,
    "relayed": ReportStatus.RELAYED,
    "expanded": ReportStatus.EXPANDED,
}
_GRAVITY = tuple(_ACTIONS.values())
_MESSAGE_ID = re.compile(
    rb"^[ \t>]*(?:x-)?(?:original-)?message-id:[ \t]*(?:\r?\n[ \t]{1,8})?(<[^<>\s]{3,900}>)", re.I | re.M
)
_DAEMON = re.compile(
    r"(?:\A|mailto:|[\s<\"])(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|microsoftexchange[0-9a-f]{32})(?![a-z0-9])",
    re.I,
)
_OFTEN_A_DAEMON = re.compile(r"mailto:(?:post[-_.]?master|bounces?)(?:[+=_.-][^@]*)?@")
_DAEMON_OR_MASTER = re.compile(r"(?:mailer[-_. ]?daemon|post[-_.]?master)\b", re.I)
_PERSON_S = re.compile(r"mailto:no[-_.]?reply[-_.][a-z]{2,20}@")
_MASTER_NAME = re.compile(r"post ?master|daemon|\bmail\b|filter|system|he thong|microsoft|\badmin|quan tri|server")
_GATEWAY = re.compile(
    r"gateway|mail[-_. ]?gw|\bgw\d|gw\d\b|mail[-_. ]?security|imss|imsva|interscan|anti[-_. ]?(?:virus|spam)"
    r"|mail[-_. ]?(?:system|server|marshal)"
    r"|mail[-_. ]?delivery|smtp|\bmta\b|\bndr\b|mmsc|barracuda|mimecast|fortimail|ironport"
    r"|system administrator|may chu thu|he thong thu|quan tri thu"
)
_OFFICE = re.compile(  # that looks after mail, or a program for it
    r"\b(?:it|cntt|qlvb|tin hoc|ky thuat|admin\w*|(?:ban )?quan[-_. ]?tri\w*|he[-_. ]?thong|e-?office"
    r"|system|(?:help|service)[-_. ]?desk|support|ho[-_. ]?tro|cskh|no[-_.]?reply|web ?mail|zimbra|exchange|sophos"
    r"|proofpoint|symantec|kaspersky|bitdefender|trend ?micro|cisco|forcepoint|trellix|mcafee|avanan|libraesva"
    r"|spam\w*|firewall|security)\b"
)
_IS_NDR = "x-ms-exchange-message-is-ndr"  # Exchange's own mark; it has no value
_OF_NO_QUOTE = ("received", "return-path", "message-id", "mime-version", "content-type")  # as in its head
_TOKEN = re.compile(r"\+([a-z2-7]{26}(?:[a-z2-7]{6})?)@([a-z0-9.-]{1,253})", re.I)
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_RECIPIENT = re.compile(rb"^(?:original|final)-recipient[ \t]*:", re.I | re.M)
_FIELD_LINE = re.compile(rb"[!-9;-~]{1,200}[ \t]*:|[ \t]")
_NOT_READ = re.compile(r"\W*(?:re\s*:\s*)?(?:not read|unread|khong doc|chua doc|chua xem|ungelesen|non lu)\b")
_REFUSED = re.compile(r"automatic-action.{0,60};\s*(?:deleted|denied|failed)")


def read(root: Part, sender: Mailbox, signs: Sequence[Reason], subject: str, text: str) -> Report | None:
    """The report that this mail is, or None. `signs`: those of machine_signs.find; `text`: the mail's text.

    A person may attach a bounce or a receipt to a letter: a part of a report makes one only where the whole mail is
    built as a report (RFC 6522), or where a machine sent it."""
    if reasons.MACHINE_NAME in signs and text.lstrip()[:1] == "{" and (notice := ses.read(text)):
        return notice
    bounced = _is_bounce(root, sender, signs, subject, text)
    if bounced and (inner := _enclosed_report(root)):
        root, text = inner, "\n".join(part.text()[0] for part in inner.walk() if part.type == "text/plain")
    built = root.type == "multipart/report"
    parts = {part.type: part for part in reversed(list(root.walk()) if bounced else root.children if built else [])}
    host = sender.urn.rpartition("@")[2]
    ours = {*_ours(root, sender), addresses.mail(_original_id(root))} if bounced or built else ()
    said = bounce_text.read(subject, text, ours, host) if bounced or built else None
    for kind in ("message/delivery-status", "message/global-delivery-status"):
        if kind in parts and said is not None:
            return _of_fields(root, _blocks(parts[kind].content()), said) or _of_words(root, said)
    if "message/feedback-report" in parts:
        return complaint.of_report(parts["message/feedback-report"], _returned(root), _original_id(root))
    for kind in ("message/disposition-notification", "message/global-disposition-notification"):
        if kind in parts:
            return _receipt(parts[kind], subject)
    if said is not None:
        return _of_fields(root, list(map(parse, bounce_text.fields(text))), said) or _of_words(root, said)
    if not complaint.has_old_form(sender, subject, text):
        return None
    old = complaint.of_old_form(root, subject, _ours(root, sender))
    return replace(old, original_message_id=_original_id(root)) if old else None


# --- whether it is a bounce ------------------------------------------------------------------------------------------


def _is_bounce(root: Part, sender: Mailbox, signs: Sequence[Reason], subject: str, text: str) -> bool:
    """A daemon's name, an empty envelope under a postmaster's, a failed recipient in the header: proof. Words of
    failure need a machine's name, nobody's, Exchange's mark of a report, or a copy of our mail, and no person's words
    above it; a postmaster's may be in any language. The name of an office that looks after mail, or of its program, is
    a person's too: it needs a subject of failure, and a text that is a notice and nothing else.

    An envelope that names a sender is a person's (RFC 5321 §4.5.5: that of a bounce is empty), though the mailbox be
    called postmaster or noreply, and though it say nothing else: such a mail needs the name of a mail system too."""
    if _DAEMON.search(sender.urn or root.headers.text("from")) or reasons.sign("x-failed-recipients") in signs:
        return True
    path = root.headers.text("return-path").strip()
    empty = reasons.EMPTY_RETURN_PATH in signs or bool(_DAEMON.search(path))
    postmaster, nobody = bool(_OFTEN_A_DAEMON.match(sender.urn)), not sender.urn
    if empty and postmaster:
        return True
    enveloped = bool(path) and not empty
    masters = postmaster and _is_masters(root, sender, text, enveloped=enveloped)
    machine = masters or (reasons.MACHINE_NAME in signs and not postmaster and not _PERSON_S.match(sender.urn))
    seconded = reasons.SUBJECT_FAILURE in signs and (empty or machine) and not enveloped
    in_any_language = masters or root.headers.has(_IS_NDR)
    names_failure = in_any_language and bounce_text.names_failure(text, _ours(root, sender))
    marked = nobody or names_failure or (machine and bool(_returned(root)))
    certain = seconded or masters or (marked and not enveloped)
    gateway = empty and _is_gateway(sender.name, sender.urn.partition("@")[0])
    fails = bool(SUBJECT.match(fold(subject[:300]).strip()))
    if not (certain or gateway or fails) or bounce_text.is_personal(text):
        return False
    if fails and not enveloped and _may_give_notice(sender, signs) and bounce_text.is_notice(text, _ours(root, sender)):
        return True
    if not (seconded or names_failure or bounce_text.says_undelivered(text)):
        return False
    if certain or gateway:
        return True
    if enveloped:
        return _is_gateway(sender.name)
    if bounce_text.says_nothing_else(text, _ours(root, sender)):
        return True
    return _is_gateway(sender.name, sender.urn.partition("@")[0]) or _returns_ours(root, sender, text)


def _is_masters(root: Part, sender: Mailbox, text: str, *, enveloped: bool) -> bool:
    """Whether a postmaster's mailbox is a mail system's: by its name, or none, and where it fills in its envelope by a
    copy that it returns, or its own words too."""
    named = not sender.name or _is_gateway(sender.name) or bool(_MASTER_NAME.search(fold(sender.name)))
    if named and not enveloped:
        return True
    return (named or not enveloped) and (_returns_ours(root, sender, text) or bounce_text.says_automatic(text))


def _may_give_notice(sender: Mailbox, signs: Sequence[Reason]) -> bool:
    """Whether a notice may be a program's: by the name of an office that looks after mail, or by its own word (RFC
    3834 §5)."""
    local = sender.urn.removeprefix("mailto:").partition("@")[0]
    return bool(_OFFICE.search(fold(f"{sender.name} {local}"))) or any(
        sign.code == "sign.auto_submitted" for sign in signs
    )


def _is_gateway(*names: str) -> bool:
    """Whether a name, or an address, is that of a mail system."""
    return _GATEWAY.search(fold(" ".join(names))) is not None


def _ours(root: Part, sender: Mailbox) -> set[str]:
    """Whom a bounce cannot be about: those whom it was sent to, also without the tag of one mail, and who sent it."""
    found = {sender.urn}
    for name in ("to", "delivered-to"):
        for raw in root.headers.all_raw(name)[:5]:
            for one in filter(None, (one.urn for one in mailboxes(raw[:4_096]))):
                local, _, host = one.rpartition("@")
                found |= {one, f"{local.partition('+')[0]}@{host}"}
    return found


def _returns_ours(root: Part, sender: Mailbox, text: str) -> bool:
    """Whether a copy of a mail that we sent to somebody else is in it, and no question: who got it has it to quote or
    to forward. From, To and Subject in a text may be a quote's head, unless it was to whom the words above name."""
    if bounce_text.is_personal(text, asks=True):
        return False
    ours = _ours(root, sender) - {sender.urn}
    said = bounce_text.read("", text, ours)
    written = said.returned
    is_copy = written and (any(map(written.has, _OF_NO_QUOTE)) or set(said.recipients) & _urns(written, "to"))
    copies = [*_returned(root), *([written] if written and is_copy else [])]
    return any(_urns(copy, "from") & ours and sender.urn not in _urns(copy, "to") for copy in copies)


def _urns(copy: Headers, name: str) -> set[str]:
    return {one.urn for one in mailboxes(copy.raw(name)[:4_096])}


def _enclosed_report(root: Part) -> Part | None:
    """The report of another server that a bounce encloses as a mail, where it has none of its own."""
    if any(part.type == "message/delivery-status" for part in root.walk()):
        return None
    for part in root.walk():
        if part.type == "message/rfc822":
            inner = tree(part.content())
            if inner.type == "multipart/report" and _DAEMON_OR_MASTER.search(inner.headers.text("from")):
                return inner
    return None


def _returned(root: Part) -> list[Headers]:
    """The headers of the mails that are attached as copies."""
    kinds = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/partial")
    return [parse(part.content().lstrip()) for part in root.walk() if part.type in kinds]


# --- delivery status -------------------------------------------------------------------------------------------------


def _blocks(content: bytes) -> list[Headers]:
    """The groups of fields in a message/delivery-status, which blank lines part (RFC 3464 §2.1). A line that is no
    field, as of a diagnostic that nobody folded, is left out; fields behind a blank line that should not be there go on
    with the recipient above."""
    blocks = _BLANK_LINE.split(content)[: 3 * MAX_RECIPIENTS + 1]
    kept = (b"\n".join(filter(_FIELD_LINE.match, block.strip().splitlines()[:200])) for block in blocks)
    groups: list[list[bytes]] = []
    is_recipient = False
    for block in filter(None, kept):
        names_one = bool(_RECIPIENT.search(block))
        if names_one or not is_recipient:
            groups.append([])
        groups[-1].append(block)
        is_recipient = is_recipient or names_one
    return [parse(b"\n".join(group) + b"\n\n") for group in groups[: MAX_RECIPIENTS + 1]]


def _of_fields(root: Part, blocks: Sequence[Headers], said: bounce_text.Said) -> Report | None:
    """RFC 3464: one group a recipient. The gravest action names the report; one that the RFC does not know ("expired",
    "error") means what the words say."""
    groups = [block for block in blocks if block.has("final-recipient") or block.has("action")]
    if not groups:
        return None
    actions = [(_ACTIONS.get(_word(block, "action"), said.type), block) for block in groups]
    worst = min((action for action, _ in actions), key=_GRAVITY.index)
    chosen = [block for action, block in actions if action == worst]
    recipients = [_recipient(block) for block in chosen]
    diagnostics = [text for block in chosen if (text := _after_type(block.text("diagnostic-code")))]
    diagnostic = diagnostics[0] if diagnostics else ""
    status = bounce_text.STATUS.search(chosen[0].text("status")) or bounce_text.STATUS.search(diagnostic)
    return Report(
        type=worst,
        status=status[1] if status else "",
        recipients=tuple(dict.fromkeys(urn for urn in recipients if urn)) or _of_words_or_copy(root, said),
        diagnostic=diagnostic[:500],
        original_message_id=_original_id(root),
    )


def _word(block: Headers, name: str) -> str:
    return block.text(name).partition("(")[0].partition(";")[0].strip().lower()


def _recipient(block: Headers) -> str:
    """The address we wrote to: Original-Recipient where it is told, else Final-Recipient."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        if urn := addresses.mail(_after_type(block.text(name)).strip("<> ")):
            return urn
    return ""


def _after_type(value: str) -> str:
    """Of "rfc822; a@b" or "smtp; 550 …" what stands behind the type."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and len(kind) < 30 and " " not in kind.strip() else value.strip()


def _of_words(root: Part, said: bounce_text.Said) -> Report | None:
    """A bounce in some mail system's own words: of somebody, or at least of a mail of ours."""
    recipients, original = _of_words_or_copy(root, said), _original_id(root)
    if not recipients and not original:
        return None
    return Report(
        type=said.type,
        status=said.status,
        recipients=recipients,
        diagnostic=said.diagnostic,
        original_message_id=original,
    )


def _of_words_or_copy(root: Part, said: bounce_text.Said) -> tuple[str, ...]:
    """Who is named in the header, in the words, as the recipient of the copy, or at least mentioned."""
    failed = [addresses.mail(decode_value(value)) for value in root.headers.all_raw("x-failed-recipients")]
    copies = [*_returned(root), *([said.returned] if said.returned else [])]
    written_to = (one.urn for copy in copies[:1] for one in mailboxes(copy.raw("to")[:4_096]) if one.urn)
    named = tuple(dict.fromkeys(urn for urn in failed if urn)) or said.recipients
    return named or tuple(written_to)[:MAX_RECIPIENTS] or said.mentioned


def _original_id(root: Part) -> str:
    """The Message-ID of the mail that the report is about: by the address that it came to (encode._bounces_to), the
    returned mail or header, else a copy in the text."""
    for name in ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"):
        for raw in root.headers.all_raw(name)[:5]:
            if found := _TOKEN.search(decode_value(raw[:2_000])):
                return f"{found[1]}@{found[2]}".lower()
    for copy in _returned(root):
        if ids := message_ids(copy.raw("message-id")):
            return ids[0]
    for kinds in (("message/", "text/rfc822-headers"), ("text/",)):
        for part in root.walk():
            if not part.children and part.type.startswith(kinds) and (ids := _ids_in(_searched(part))):
                return ids[0]
    answered = message_ids(root.headers.raw("in-reply-to")) or message_ids(root.headers.raw("references"))[-1:]
    return answered[0] if answered else ""


def _searched(part: Part) -> bytes:
    """What a part says, of HTML its words: a copy of our header stands in it as it is shown."""
    if part.type == "text/html":
        return to_text(part.text()[0][:MAX_SEARCHED]).encode("utf-8", "replace")
    return part.content()[:MAX_SEARCHED]


def _ids_in(content: bytes) -> tuple[str, ...]:
    found = _MESSAGE_ID.search(content)
    return message_ids(found[1]) if found else ()


# --- receipts --------------------------------------------------------------------------------------------------------


def _receipt(part: Part, subject: str) -> Report:
    """RFC 8098: read or deleted, by a person or a program. A program that deletes unread refuses the mail, as a Sieve
    script does (RFC 5429); but Exchange says the same, as "Not read:", of what its user has thrown away."""
    block = parse(part.content().strip() + b"\n\n")
    recipient, disposition = _recipient(block), block.text("disposition")
    refused = _REFUSED.match(disposition.strip().lower()) and not _NOT_READ.match(fold(subject[:200]))
    ids = message_ids(block.raw("original-message-id"))
    return Report(
        type=ReportStatus.FAILED if refused else ReportStatus.READ,
        recipients=(recipient,) if recipient else (),
        diagnostic=disposition[:200],
        original_message_id=ids[0] if ids else "",
    )
