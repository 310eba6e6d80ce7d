"""How what somebody types into a search is read: the words, an address, the end of a number."""

import re
import unicodedata

from gateway.domain import addresses
from gateway.domain.text import fold
from gateway.store.database import Connection

_DIGITS = re.compile(r"[\d\s.+-]{3,}")
_WORD = re.compile(r"[^\W_]+")


def is_address(words: str) -> bool:
    """Whether it is a mail address, or digits of a number, or a part of one."""
    return bool(_DIGITS.fullmatch(words)) or "@" in words


def urn_of(words: str) -> str:
    """The URN of a whole number or address that is typed, or a URN itself; "" where it is neither."""
    if words.startswith(("tel:", "mailto:", "sms:")):
        return words
    if not is_address(words):
        return ""
    return addresses.mail(words) if "@" in words else addresses.phone(words)


def searched(words: str) -> list[str]:
    """The words of a search, in lower case, composed; all of them must stand in a message."""
    return _WORD.findall(unicodedata.normalize("NFC", words).lower())[:12]


async def by_sender(conn: Connection, statement: str, words: str, *seen: list[str] | None) -> list[int]:
    """What senders of this URN's end wrote. A whole address names its own alone; where it is nobody's, it is an end.

    `seen`: the statement's further parameters, how far the search reaches."""
    for end in _sender_ends(words):
        if ids := [row["id"] for row in await conn.fetch(statement, _backwards(end), *seen)]:
            return ids
    return []


def _sender_ends(words: str) -> tuple[str, ...]:
    """How a URN may end, to be asked in this order: a mail address, whole before a part of one; or the last digits of a
    number (of a whole one, without its leading 0 or +84)."""
    if "@" in words:
        urn = addresses.mail(words)
        return (urn, urn.removeprefix("mailto:")) if urn else (words.lower(),)
    digits = re.sub(r"\D", "", words)
    whole = addresses.phone(words)
    return (whole.removeprefix("tel:") if len(digits) >= 9 and whole else digits,)


def _backwards(end: str) -> str:
    """As the index has it; the signs that LIKE takes for any are themselves here."""
    return re.sub(r"[\\%_]", r"\\\g<0>", end[::-1])


def query(words: str) -> str:
    """Words as a query of PostgreSQL's: all of them, each as a beginning, without marks; "" where there are none."""
    return " & ".join(f"{word}:*" for word in _WORD.findall(fold(words))[:12])


def marked(words: str) -> list[str]:
    """Of those with marks: as a regular expression each, of the word with its marks or without any. The index knows no
    marks; a word typed with marks is meant so: "đèn" finds đèn, and den where none are written."""
    return [f"({re.escape(word)}|{fold(word)})" for word in searched(words) if fold(word) != word]
