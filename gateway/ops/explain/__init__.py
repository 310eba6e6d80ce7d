"""What the decoders read and which rule decided, without a database; the records' shape is public (docs/explain.md)."""

from gateway.ops.explain.records import Judge, Record, bare, body, message, pdu, pdus, unreadable

__all__ = ["Judge", "Record", "bare", "body", "message", "pdu", "pdus", "unreadable"]
