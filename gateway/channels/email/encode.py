"""A draft -> the bytes of one mail, by a template of bytes: some 20 µs instead of the 2 ms of EmailMessage.

Every outgoing header line is made by `header`, which refuses what could begin a new one (S06 of the attacks to
withstand).
"""

import base64
import binascii
import re
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from gateway.channels.email import attaching, reasons
from gateway.channels.email.header_line import header
from gateway.channels.email.options import EmailOptions
from gateway.domain.errors import Permanent, Refused
from gateway.domain.model import Draft, Piece, Purpose

__all__ = ["encode"]

_MAX_LINE = 76
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?")
_INTERNATIONAL = re.compile(  # RFC 6531 §3.3; the host is in its ASCII form
    r"[^\s@<>(),;:\\\"\[\]\x00-\x20\x7f-\xa0]{1,64}@[A-Za-z0-9][A-Za-z0-9._-]{0,253}"
)
_MESSAGE_ID = re.compile(r"[!-;=?-~]{3,900}")
_ATOM_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
TEXT = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"


def encode(draft: Draft, options: EmailOptions) -> tuple[Piece, ...]:
    """One mail with CRLF and lines of at most 998 bytes, ready for DATA. Pure: the same draft gives the same bytes.

    All of it is ASCII but To, where the recipient's address is not (RFC 6532 §3.2). Subject and names lose line breaks;
    a break in anything else, an address that is none raises Permanent.
    """
    recipient = draft.recipient.removeprefix("mailto:")
    if not (_ADDRESS if recipient.isascii() else _INTERNATIONAL).fullmatch(recipient):
        raise Refused(reasons.NO_ADDRESS)
    lines = [
        header("From", _mailbox(options.display_name, options.mailbox)),
        header("To", f"<{recipient}>", international=True),
        *_answers_to(draft, options),
        header("Subject", _encoded(_one_line(draft.subject), len("Subject: "))),
        header("Date", format_datetime(draft.created_at.astimezone(ZoneInfo(options.zone)))),
        *_thread(draft),
        *_machine(draft),
        header("MIME-Version", "1.0"),
    ]
    body = b"".join(lines) + (attaching.mixed(_text(draft), draft) if draft.files else _text(draft))
    return (Piece(recipient=draft.recipient, sender=_bounces_to(draft, options), body=body),)


def _bounces_to(draft: Draft, options: EmailOptions) -> str:
    """The envelope's sender of this one mail: the line's mailbox with the unguessable part of the Message-ID."""
    local, _, host = options.mailbox.rpartition("@")
    address = f"{local}+{draft.message_id.partition('@')[0]}@{host}"
    return address if options.bounce_token and _ADDRESS.fullmatch(address) else ""


def _answers_to(draft: Draft, options: EmailOptions) -> list[bytes]:
    """Reply-To of a notice to an officer: the same address, so that an answer bears its token whatever else is lost."""
    address = _bounces_to(draft, options) if draft.purpose is Purpose.NOTICE else ""
    return [header("Reply-To", f"<{address}>")] if address else []


def _thread(draft: Draft) -> list[bytes]:
    """Message-ID, In-Reply-To, References. Foreign IDs that are none are left out: they would help nobody."""
    if not _MESSAGE_ID.fullmatch(draft.message_id):
        raise Permanent(reasons.NO_MESSAGE_ID)
    lines = [header("Message-ID", f"<{draft.message_id}>")]
    for name, ids in (("In-Reply-To", [draft.in_reply_to]), ("References", draft.references[-20:])):
        if good := [f"<{one}>" for one in ids if _MESSAGE_ID.fullmatch(one)]:
            lines.append(header(name, " ".join(good)))
    return lines


def _machine(draft: Draft) -> list[bytes]:
    """What tells other machines not to answer (RFC 3834 §5). Bounces of a result must come home, so it asks only for
    silence of out-of-office replies; to Exchange, All would also suppress non-delivery reports."""
    if not draft.automatic:
        return [header("X-Auto-Response-Suppress", "OOF, AutoReply")]
    unasked = draft.purpose in (Purpose.ALERT, Purpose.NOTICE, Purpose.PROBE)
    kind = "auto-generated" if unasked else "auto-replied"  # RFC 3834 §5
    return [header("Auto-Submitted", kind), header("X-Auto-Response-Suppress", "All")]


def _text(draft: Draft) -> bytes:
    """The text as quoted-printable, behind its headers; the line that says where an answer goes is the template's."""
    text = draft.text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    data = text.encode("utf-8", "replace").replace(b"\n", b"\r\n")
    return TEXT + binascii.b2a_qp(data, istext=True)


def _mailbox(name: str, address: str) -> str:
    name = _one_line(name)
    if not name:
        return f"<{address}>"
    if name.isascii() and _ATOM_PHRASE.fullmatch(name) and "=?" not in name:
        return f"{name} <{address}>"
    return f"{_encoded(name, len('From: '), force=True)} <{address}>"


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _encoded(text: str, used: int, *, force: bool = False) -> str:
    """Text as encoded words of at most 75 bytes that split no letter (RFC 2047 §2), or as it is where it is plain."""
    if not force and text.isascii() and "=?" not in text and all(len(word) < 200 for word in text.split(" ")):
        return text
    words: list[str] = []
    piece = b""
    room = _MAX_LINE - used - 14
    for sign in text.encode("utf-8", "replace").decode("utf-8"):
        letter = sign.encode("utf-8")
        if len(piece) + len(letter) > room * 3 // 4:
            words.append(_word(piece))
            piece, room = b"", _MAX_LINE - 15
        piece += letter
    words.append(_word(piece))
    return " ".join(words)


def _word(data: bytes) -> str:
    return f"=?utf-8?B?{base64.b64encode(data).decode('ascii')}?="
