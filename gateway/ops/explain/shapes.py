"""The shape of a record, for what could not be read as for all else: every field is always there (docs/explain.md)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.domain.reasons import Reason
from gateway.replies.catalogue import say

__all__ = ["SMS_FIELDS", "Record", "line", "reasons_of", "unreadable"]

Record = dict[str, Any]


def unreadable(path: str | None, reason: Reason, digits: str | None = None, language: str = "en") -> Record:
    """The record of what could not be read, in the shape of a mail, or of a PDU where `digits` is given."""
    verdict = {**_NO_VERDICT, **reasons_of([reason], language)}
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
SMS_FIELDS = ("type", "smsc", "sender", "time", "text", "data", "encoding", "concat", "reference")
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


def reasons_of(reasons: Iterable[Reason], language: str) -> Record:
    """Why it was decided so: in words, and as codes."""
    given = list(reasons)
    return {"reasons": [say(one, language) for one in given], "reason_codes": [one.code for one in given]}


def line(record: Record) -> str:
    """ASCII: whatever a file's name or a mail holds, a line stays a line."""
    return json.dumps(record, ensure_ascii=True)
