"""The notice that a picture waits at the operator's: m-notification-ind in a WAP push (OMA MMS Encapsulation §6.2), or
a text of the operator's where it knows that the SIM's device takes none.

A modem cannot fetch the picture, so nothing of it arrives but this: who sent it. Pure.
"""

import re
from collections.abc import Sequence

from gateway.domain.text import fold

__all__ = ["author", "author_in_words"]

PUSH_PORT = 2948  # of WAP push (registered with IANA); the notice is addressed to it
_TYPES = (b"application/vnd.wap.mms-message", b"\xbe")  # the content type, in words and as its number (WSP table 40)
_HEADER = 64  # octets in which the push names its type
_NOTICE = b"\x8c\x82"  # X-Mms-Message-Type: m-notification-ind
# From: its length, "address present", perhaps a length and a charset, the address (OMA MMS Encapsulation §7.2.11).
_FROM = re.compile(rb"\x89[\x01-\x1f\x7f-\xff]{1,6}\x80[\x01-\x1f\x80-\xff]{0,2}([^\x00]{1,300})\x00")

_PICTURE = re.compile(
    r"\bmms\b|\btin (?:nhan )?(?:hinh|anh|da phuong tien)\b|\b(?:picture|photo|multimedia)(?: messag\w*|\b)"
)
_FROM_NUMBER = re.compile(
    r"\b(?:tu|cua|boi|from|by)\s{0,3}(?:(?:so|thue bao|sdt|dien thoai|number)\s{0,3}){0,3}[:(]?\s{0,3}"
    r"(\+?\d(?:[ .-]?\d){8,13})(?!\d)"
)


def author(ports: Sequence[int], data: bytes) -> str | None:
    """The number of whoever sent the picture, "" where the notice hides it; None where this is no such notice."""
    head = data[:_HEADER]
    if PUSH_PORT not in ports or _NOTICE not in data or not any(name in head for name in _TYPES):
        return None
    found = _FROM.search(data)
    return found[1].decode("ascii", "replace").partition("/")[0] if found else ""


def author_in_words(text: str) -> str:
    """The number of whoever sent the picture that an operator's text tells of, "" where it tells of none."""
    folded = fold(text[:1_000])
    found = _FROM_NUMBER.search(folded) if _PICTURE.search(folded) else None
    return found[1] if found else ""
