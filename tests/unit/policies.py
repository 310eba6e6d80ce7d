"""Messages and facts for the tests of policy, in one line each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.channels import CHANNELS
from gateway.domain import codes
from gateway.domain.model import Attachment, CaseFact, Decision, Decoded, Facts, Purpose
from gateway.policy import Limits, decide, read

NOW = datetime(2026, 11, 18, 3, tzinfo=UTC)
CITIZEN, STRANGER = "tel:+84590001301", "tel:+84590001302"
WRITER, OTHER = "mailto:nguoidan01@example.com", "mailto:nguoidan02@example.com"
CODE = "HN-7K3M9K"
UNUSED = codes.make("HN", b"unused", b"key")
OWN = frozenset({"tel:+84590001022", "mailto:phananh@hanoi.example"})
ACK, RECEIPT, EMERGENCY = (Purpose.ACKNOWLEDGEMENT,), (Purpose.RECEIPT,), (Purpose.EMERGENCY,)
UNKNOWN, STATUS, HELP, RATED = (Purpose.UNKNOWN_CODE,), (Purpose.STATUS,), (Purpose.HELP,), (Purpose.RATED,)
PHOTO = Attachment(name="a.jpg", type="image/jpeg", size=3, sha256="00", inline=False)


def case(sender: str = CITIZEN, **changes: Any) -> CaseFact:
    """The sender's case HN-7K3M9K, last heard of two hours ago."""
    line = "sms" if sender.startswith("tel:") else "mail"
    given: dict[str, Any] = {"id": 7, "code": CODE, "line": line, "sender": sender, "state": "in_progress"}
    return CaseFact(**(given | {"last_message_at": NOW - timedelta(hours=2)} | changes))


def facts(channel: str, **changes: Any) -> Facts:
    """Nothing known of the sender but what is given."""
    line = "sms" if channel == "sms" else "mail"
    given: dict[str, Any] = {"now": NOW, "line": line, "traits": CHANNELS[channel].TRAITS, "own_addresses": OWN}
    return Facts(**(given | {"arrived_at": NOW} | changes))


def known(*cases: CaseFact) -> dict[str, CaseFact]:
    """Cases by their codes, as intake looks them up."""
    return {found.code: found for found in cases}


def judged(message: Decoded, known_facts: Facts, limits: Limits = Limits()) -> Decision:  # noqa: B008 - frozen
    """What is decided of a message: both halves of policy."""
    return decide(message, read(message, known_facts.traits), known_facts, limits)


def sms(text: str, sender: str = CITIZEN, *, limits: Limits | None = None, **changes: Any) -> Decision:
    """What is decided of a text."""
    return judged(
        Decoded(kind="message", sender=sender, text=text, reply=text), facts("sms", **changes), limits or Limits()
    )


def mail(words: str, author: str = WRITER, *, changes: dict[str, Any] | None = None, **fields: Any) -> Decision:
    """What is decided of a mail; `changes` go to its facts, the rest to the mail."""
    given: dict[str, Any] = {"kind": "message", "sender": author, "subject": "Phản ánh", "text": words, "reply": words}
    return judged(Decoded(**(given | fields)), facts("email", **(changes or {})))
