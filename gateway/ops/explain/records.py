"""What the decoders read and which rule decided: one record for each mail or PDU, without a database.

The same decode and the same policy as in a running gateway, with nothing known of the sender. The shape
of a record is a public interface (docs/explain.md): every field is always there, whatever could not be read.
"""

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from gateway import policy
from gateway.channels import Channel, email, sms
from gateway.domain.channel_traits import Traits
from gateway.domain.errors import Unreadable
from gateway.domain.model import Attachment, Decision, Decoded, Facts, Report
from gateway.domain.reasons import Reason, code
from gateway.replies.catalogue import load, say
from gateway.runtime import failpoints

__all__ = ["Judge", "Record", "bare", "body", "message", "pdu", "pdus", "unreadable"]

MAX_BYTES = 64 * 1024 * 1024  # of one file: twice what any mail server takes
MAX_PDU = 1_024  # hex digits: an SMSC prefix and a TPDU take fewer than 400

NO_PDU = code("explain.no_pdu_in_file")()
CANNOT_READ = code("explain.cannot_read", "error")
NO_PATH = code("explain.no_path")()
DIRECTORY = code("explain.directory")()
NOT_ORDINARY = code("explain.not_ordinary_file")()
TOO_LARGE = code("explain.file_too_large", "bytes")
DECODER_FAILED = code("explain.decoder_failed", "error")
PDU_TOO_LONG = code("explain.pdu_too_long")()

load("en", "policy", "danger", "sign")  # before the fork server has children

Record = dict[str, Any]


class Judge:
    """Policy, with nothing known of the sender. `own`: URNs of our own lines. `now` is the time of judging;
    `language`, of the reasons."""

    def __init__(self, now: datetime, own: frozenset[str] = frozenset(), language: str = "en") -> None:
        self._now, self._own, self.language = now, own, language

    def decide(self, decoded: Decoded, traits: Traits) -> Decision:
        """What a gateway would do that has never heard of anybody. The message counts as just arrived, and
        the line that answers as one that can write to its sender."""
        facts = Facts(
            now=self._now,
            line="",
            traits=traits,
            reply_scheme=traits.scheme or decoded.sender.partition(":")[0],
            own_addresses=self._own,
            arrived_at=self._now,
        )
        return policy.decide(decoded, policy.read(decoded, traits), facts, policy.Limits())


def message(path: str, judge: Judge, channel: Channel = email) -> Record:
    """The record of one file, which holds one mail, or one message of another channel. Never raises."""
    return _safely(path, None, judge, lambda: _message(path, body(path), judge, channel))


def pdus(path: str) -> list[str]:
    """The PDUs of one file: hex digits, one a line. Raises Unreadable."""
    found = [line for line in body(path).decode("latin-1").splitlines() if line.strip()]
    if not found:
        raise Unreadable(NO_PDU)
    return found


def pdu(digits: str, judge: Judge, path: str | None = None) -> Record:
    """The record of one PDU: hex digits, with its SMSC prefix. Never raises."""
    compact = "".join(digits.split()).upper()[: MAX_PDU + 1]
    return _safely(path, compact, judge, lambda: _sms(path, compact, judge))


def unreadable(path: str | None, reason: Reason, digits: str | None = None, language: str = "en") -> Record:
    """The record of what could not be read, in the shape of a mail, or of a PDU where `digits` is given."""
    verdict = {**_NO_VERDICT, **_reasons([reason], language)}
    if digits is None:
        return {"file": path, "kind": "unreadable", **_EMPTY_MAIL, **verdict}
    return {"file": path, "pdu": digits, "kind": "unreadable", **_EMPTY_SMS, **verdict}


_EMPTY_MAIL: Mapping[str, Any] = {
    "from": {"name": "", "address": ""},
    "reply_to": [],
    "to": [],
    "cc": [],
    "subject": "",
    "date": None,
    "message_id": "",
    "in_reply_to": "",
    "references": [],
    "text": "",
    "reply": "",
    "attachments": [],
    "report": None,
}
_SMS_FIELDS = ("type", "smsc", "sender", "time", "text", "data", "encoding", "concat", "reference")
_EMPTY_SMS: Mapping[str, Any] = {
    "type": None,
    "smsc": "",
    "sender": "",
    "time": None,
    "text": "",
    "data": "",
    "encoding": None,
    "concat": None,
    "reference": None,
    "report": None,
}
_NO_VERDICT: Mapping[str, Any] = {
    "decision": "unreadable",
    "rule": "unreadable",
    "reasons": [],
    "reason_codes": [],
    "flags": [],
    "replies": [],
    "withheld": [],
    "case_kind": None,
    "urgent": False,
    "restricted": False,
    "command": "",
    "code": "",
}


def body(path: str) -> bytes:
    """A file's bytes. Raises Unreadable for what is no ordinary file, too large, or not ours to read."""
    try:
        with open(path, "rb", opener=_opener) as opened:
            return opened.read(MAX_BYTES)
    except _NotAFile as error:
        raise Unreadable(error.reason) from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        raise Unreadable(CANNOT_READ(error=said) if said else NO_PATH) from None


class _NotAFile(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(reason))


def _opener(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe, and only what is an ordinary file of a size a mail may have."""
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    why = None
    if stat.S_ISDIR(found.st_mode):
        why = DIRECTORY
    elif not stat.S_ISREG(found.st_mode):
        why = NOT_ORDINARY
    elif found.st_size > MAX_BYTES:
        why = TOO_LARGE(bytes=MAX_BYTES)
    if why:
        os.close(descriptor)
        raise _NotAFile(why)
    return descriptor


def _safely(path: str | None, digits: str | None, judge: Judge, read: Callable[[], Record]) -> Record:
    """What `read` gives; an unreadable record for whatever it raises: one input never ends the run."""
    try:
        return read()
    except Unreadable as error:
        return unreadable(path, error.reason, digits, judge.language)
    except Exception as error:  # an unforeseen fault of a decoder is what this command is to show
        return unreadable(path, DECODER_FAILED(error=type(error).__name__), digits, judge.language)


def _message(path: str, raw: bytes, judge: Judge, channel: Channel) -> Record:
    failpoints.hit_by("decode", raw)
    decoded = channel.decode([raw])
    return {
        "file": path,
        "kind": decoded.kind,
        "from": {"name": decoded.sender_name, "address": bare(decoded.sender)},
        "reply_to": [bare(urn) for urn in decoded.reply_to],
        "to": [bare(urn) for urn in decoded.to],
        "cc": [bare(urn) for urn in decoded.cc],
        "subject": decoded.subject,
        "date": decoded.sent_at.isoformat() if decoded.sent_at else None,
        "message_id": decoded.message_id,
        "in_reply_to": decoded.in_reply_to,
        "references": list(decoded.references),
        "text": decoded.text,
        "reply": decoded.reply,
        "attachments": [_attachment(one) for one in decoded.attachments],
        "report": _report(decoded.report),
        **({"signer": decoded.extra["signer"]} if "signer" in decoded.extra else {}),
        **_verdict(decoded, judge.decide(decoded, channel.TRAITS), judge.language),
    }


def _sms(path: str | None, digits: str, judge: Judge) -> Record:
    if len(digits) > MAX_PDU:
        raise Unreadable(PDU_TOO_LONG)
    decoded = sms.decode([sms.decode_pdu(digits)])
    return {
        "file": path,
        "pdu": digits,
        "kind": decoded.kind,
        **{name: None if decoded.extra[name] == "other" else decoded.extra[name] for name in _SMS_FIELDS},
        "report": _report(decoded.report),
        **_verdict(decoded, judge.decide(decoded, sms.TRAITS), judge.language),
    }


def _verdict(decoded: Decoded, decision: Decision, language: str) -> Record:
    return {
        "decision": str(decision.outcome),
        "rule": decision.rule,
        **_reasons(dict.fromkeys((*decision.reasons, *decoded.signs)), language),
        "flags": list(dict.fromkeys((*decoded.flags, *decision.flags))),
        "replies": [str(purpose) for purpose in decision.replies],
        "withheld": list(decision.withheld),
        "case_kind": str(decision.kind) if decision.outcome == "case" else None,
        "urgent": decision.urgent,
        "restricted": decision.restricted,
        "command": decision.command,
        "code": decision.code,
    }


def _reasons(reasons: Iterable[Reason], language: str) -> Record:
    given = list(reasons)
    return {"reasons": [say(one, language) for one in given], "reason_codes": [one.code for one in given]}


def _attachment(one: Attachment) -> Record:
    told = {"name": one.name, "type": one.type, "size": one.size, "sha256": one.sha256, "inline": one.inline}
    return told | ({"flags": list(one.flags)} if one.flags else {})


def _report(report: Report | None) -> Record | None:
    if report is None:
        return None
    return {
        "type": str(report.type),
        "status": report.status,
        "recipients": [bare(urn) for urn in report.recipients],
        "diagnostic": report.diagnostic,
        "original_message_id": report.original_message_id,
    }


def bare(urn: str) -> str:
    """An address without its scheme: name@host, +84…, 1022."""
    scheme, _, rest = urn.partition(":")
    return rest if scheme in ("mailto", "tel", "sms") else urn
