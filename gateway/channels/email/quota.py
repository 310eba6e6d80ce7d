"""How full a mailbox is by its server's word (RFC 9208, before it RFC 2087). Pure."""

import re
from collections.abc import Iterable

__all__ = ["percent"]

# QUOTA root (STORAGE used limit MESSAGE used limit): units of 1,024 octets, and mails
_RESOURCE = re.compile(rb"\b(?:STORAGE|MESSAGE) (\d{1,18}) (\d{1,18})\b", re.I)


def percent(answers: Iterable[bytes]) -> int | None:
    """The fullest of a mailbox's resources, None where no limit is told. A full mailbox takes no citizen's mail."""
    found = [_RESOURCE.findall(answer) for answer in answers]
    full = [100 * int(used) // int(limit) for pairs in found for used, limit in pairs if int(limit)]
    return max(full, default=None)
