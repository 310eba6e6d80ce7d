"""What a provider handed over, as its route has stored it -> what a citizen, or a report, says. Pure.

A record is JSON, the same whichever provider it came from:

    {"type": "text", "sender": …, "text": …, "id": …, "fields": {…}}      fields: as they came
    {"type": "report", "number": …, "status": "delivered", "id": …, "fields": {…}}
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.channels.aggregator import reasons
from gateway.domain import addresses
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded, Report, ReportStatus
from gateway.domain.text import clean

__all__ = ["decode", "record", "sender_key"]


def record(kind: str, who: str, said: str, id: str, fields: Mapping[str, str]) -> bytes:
    """A record. `said`: the words of a text, the status of a report."""
    names = ("sender", "text") if kind == "text" else ("number", "status")
    whole = {"type": kind, names[0]: who, names[1]: said, "id": id, "fields": dict(fields)}
    return json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def sender_key(body: bytes) -> str:
    """See Channel.sender_key; of a report the recipient of ours."""
    found = _read(body)
    return addresses.phone(str(found.get("sender", found.get("number", "")))) if found else ""


def decode(bodies: Sequence[bytes]) -> Decoded:
    """A text of one part, whole: the provider has joined it. Raises Unreadable."""
    found = _read(bodies[0]) if bodies else None
    if found is None:
        raise Unreadable(reasons.NO_RECORD)
    extra = {"type": found["type"], "id": clean(str(found.get("id", ""))), "fields": found.get("fields")}
    if found["type"] == "report":
        number = addresses.phone(str(found.get("number", "")))
        status = ReportStatus(found["status"])
        ids = (str(found["id"]),) if found.get("id") else ()
        report = Report(type=status, recipients=(number,) if number else (), remote_ids=ids)
        return Decoded(kind="report", sender=number, report=report, extra=extra)
    words = clean(str(found.get("text", ""))).strip()
    return Decoded(kind="message", sender=sender_key(bodies[0]), text=words, reply=words, extra=extra)


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("type") not in ("text", "report"):
        return None
    known = found["type"] == "text" or found.get("status") in set(ReportStatus)
    return found if known else None
