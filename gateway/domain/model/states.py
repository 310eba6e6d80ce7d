"""The states of parts, outbox rows, attempts, answers and cases: the one source of the CHECKs in SQL and of a test."""

from collections.abc import Mapping

__all__ = ["CASE_STATES", "OPEN_CASE_STATES", "TRANSITIONS"]

TRANSITIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "part": {
        "unfetched": frozenset({"unreadable"}),  # one that is fetched after all is a row of its own
        "received": frozenset({"registered", "unreadable"}),
        "registered": frozenset(),
        "unreadable": frozenset({"received"}),
    },
    "outbox": {
        "held": frozenset({"due", "dropped"}),
        "due": frozenset({"sent", "unknown", "dead", "held", "dropped"}),
        "sent": frozenset({"delivered", "undelivered"}),
        "unknown": frozenset({"delivered", "sent", "due", "dropped"}),
        "dead": frozenset({"due", "dropped"}),
        "undelivered": frozenset({"due", "dropped"}),
        "delivered": frozenset(),
        "dropped": frozenset(),
    },
    "attempt": {
        "open": frozenset({"ok", "failed", "unknown"}),
        "ok": frozenset(),
        "failed": frozenset(),
        "unknown": frozenset({"ok"}),  # by a person who knows
    },
    "answer": {
        "draft": frozenset({"submitted", "sent"}),
        "submitted": frozenset({"draft", "returned", "sent"}),
        "returned": frozenset(),  # what its author writes then is another version
        "sent": frozenset({"draft", "submitted"}),  # taken back before the wire had it
    },
    "case": {
        "new": frozenset(
            {
                "accepted",
                "awaiting_citizen",
                "transferred",
                "in_progress",
                "answered",
                "rejected",
                "petition_guided",
                "closed",
            }
        ),
        "accepted": frozenset(
            {"awaiting_citizen", "transferred", "in_progress", "answered", "rejected", "petition_guided", "closed"}
        ),
        "awaiting_citizen": frozenset({"accepted", "in_progress", "answered", "rejected", "closed"}),
        "transferred": frozenset({"in_progress", "answered", "rejected", "closed"}),
        "in_progress": frozenset(
            {"awaiting_citizen", "transferred", "answered", "rejected", "petition_guided", "closed"}
        ),
        "answered": frozenset({"in_progress", "reopened", "closed"}),
        "rejected": frozenset({"reopened", "closed"}),
        "petition_guided": frozenset({"reopened", "closed"}),
        "reopened": frozenset(
            {"accepted", "awaiting_citizen", "transferred", "in_progress", "answered", "rejected", "closed"}
        ),
        "closed": frozenset({"reopened"}),
    },
}

CASE_STATES = tuple(TRANSITIONS["case"])
OPEN_CASE_STATES = ("new", "accepted", "awaiting_citizen", "transferred", "in_progress", "reopened")
