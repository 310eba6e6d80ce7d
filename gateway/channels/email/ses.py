"""What Amazon SES says of a mail of ours by SNS: JSON in a mail of its own, in place of a bounce.

Source: Amazon SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon SNS". Total: what is no
such notice is none.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.channels.email.headers import message_ids
from gateway.domain import addresses
from gateway.domain.model import Report, ReportStatus
from gateway.domain.text import clean

__all__ = ["read"]

MAX_JSON = 262_144  # SNS carries no more
MAX_RECIPIENTS = 100
MAX_WRAPPED = 2  # a notice as the "Message" of SNS's own envelope

_BROKEN = re.compile(r"!?\n ?")  # a line of more than 998 octets that a server has folded
_KINDS = {  # type of the notice: (its object, its list of recipients, what it says)
    "bounce": ("bounce", "bouncedRecipients", ReportStatus.FAILED),
    "complaint": ("complaint", "complainedRecipients", ReportStatus.COMPLAINT),
    "delivery": ("delivery", "recipients", ReportStatus.DELIVERED),
    "deliverydelay": ("deliveryDelay", "delayedRecipients", ReportStatus.DELAYED),
    "reject": ("reject", "recipients", ReportStatus.FAILED),
}


def read(text: str) -> Report | None:
    """The report that a mail's text is, or None."""
    said = _json(text.lstrip())
    for _ in range(MAX_WRAPPED):
        if said is None or not isinstance(said.get("Message"), str):
            break
        said = _json(said["Message"])
    mail = said and said.get("mail")
    kind = _KINDS.get(str(said.get("notificationType") or said.get("eventType")).lower()) if said else None
    if said is None or kind is None or not isinstance(mail, dict):
        return None
    name, listed, type = kind
    event = said.get(name)
    named = list(_named(event.get(listed) if isinstance(event, dict) else None))
    first = named[0] if named else {}
    recipients = [one.get("emailAddress") for one in named] or _list(mail.get("destination"))
    urns = [addresses.mail(one) for one in recipients[:MAX_RECIPIENTS] if isinstance(one, str)]
    status = str(first.get("status") or "")
    diagnostic = str(first.get("diagnosticCode") or (event or {}).get("complaintFeedbackType") or "")
    return Report(
        type=type,
        status=status if re.fullmatch(r"[245](?:\.\d{1,3}){2}", status) else "",
        recipients=tuple(dict.fromkeys(urn for urn in urns if urn)),
        diagnostic=clean(diagnostic.partition(";")[2] or diagnostic).strip()[:500],
        original_message_id=_message_id(mail),
    )


def _json(text: str) -> dict[str, Any] | None:
    """The object that a text begins with."""
    if not text.startswith("{"):
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(_BROKEN.sub("", text[:MAX_JSON]))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(value: object) -> Iterator[Mapping[str, Any]]:
    """Recipients: objects with an address, or addresses."""
    for one in _list(value):
        yield one if isinstance(one, dict) else {"emailAddress": one}


def _message_id(mail: Mapping[str, Any]) -> str:
    """Ours, as our header had it; SES gives mails another on the way."""
    headers = [one for one in _list(mail.get("headers")) if isinstance(one, dict)]
    ours = [one.get("value") for one in headers if str(one.get("name")).lower() == "message-id"]
    common = mail.get("commonHeaders")
    for value in (*ours, common.get("messageId") if isinstance(common, dict) else None):
        if isinstance(value, str) and (ids := message_ids(value.encode("utf-8", "replace"))):
            return ids[0]
    return ""
