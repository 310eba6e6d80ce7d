"""What the decoders read and which rule decided: one record for each mail or PDU, without a database.

The same decode and the same policy as in a running gateway, with nothing known of the sender. The shape
of a record is a public interface (docs/explain.md): every field is always there, whatever could not be read.
"""

from collections.abc import Callable
from datetime import datetime

from gateway import policy
from gateway.channels import Channel, email, sms
from gateway.domain.channel_traits import Traits
from gateway.domain.errors import Unreadable
from gateway.domain.model import Attachment, Decision, Decoded, Facts, Report
from gateway.domain.reasons import code
from gateway.ops.explain.files import body
from gateway.ops.explain.shapes import SMS_FIELDS, Record, reasons_of, unreadable
from gateway.replies.catalogue import load
from gateway.runtime import failpoints

__all__ = ["Judge", "bare", "message", "pdu"]

MAX_PDU = 1_024  # hex digits: an SMSC prefix and a TPDU take fewer than 400

DECODER_FAILED = code("explain.decoder_failed", "error")
PDU_TOO_LONG = code("explain.pdu_too_long")()

load("en", "policy", "danger", "like", "sign")  # before the fork server has children


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
        return policy.decide(decoded, policy.reading(decoded, traits), facts, policy.Limits())


def message(path: str, judge: Judge, channel: Channel = email) -> Record:
    """The record of one file, which holds one mail, or one message of another channel. Never raises."""
    return _safely(path, None, judge, lambda: _message(path, body(path), judge, channel))


def pdu(digits: str, judge: Judge, path: str | None = None) -> Record:
    """The record of one PDU: hex digits, with its SMSC prefix. Never raises."""
    compact = "".join(digits.split()).upper()[: MAX_PDU + 1]
    return _safely(path, compact, judge, lambda: _sms(path, compact, judge))


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
        **{name: None if decoded.extra[name] == "other" else decoded.extra[name] for name in SMS_FIELDS},
        "report": _report(decoded.report),
        **_verdict(decoded, judge.decide(decoded, sms.TRAITS), judge.language),
    }


def _verdict(decoded: Decoded, decision: Decision, language: str) -> Record:
    return {
        "decision": str(decision.outcome),
        "rule": decision.rule,
        **reasons_of(dict.fromkeys((*decision.reasons, *decoded.signs)), language),
        "flags": list(dict.fromkeys((*decoded.flags, *decision.flags))),
        "replies": [str(purpose) for purpose in decision.replies],
        "withheld": list(decision.withheld),
        "case_kind": str(decision.kind) if decision.outcome == "case" else None,
        "urgent": decision.urgent,
        "restricted": decision.restricted,
        "command": decision.command,
        "code": decision.code,
    }


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
