"""What channels of short messages share, by whichever wire these go: how a text is cut into numbered segments, and what
the header of a segment says of its place (3GPP TS 23.040 §9.2.3.24). Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Literal

from gateway.channels import reasons
from gateway.domain.errors import Permanent
from gateway.domain.model import Concat, Draft, Piece, Purpose
from gateway.domain.text import (
    Repaired,
    clean,
    decode_octets,
    is_syllable,
    is_vietnamese,
    normal,
    repair,
    segments,
    trimmed,
    typography,
)

__all__ = [
    "GAP",
    "MAX_PARTS",
    "cut",
    "eight_bit",
    "elements",
    "in_order",
    "is_words",
    "joined",
    "old_text",
    "place",
    "plain_text",
    "whole",
    "wide",
]

MAX_PARTS = 255  # one octet of the header (§9.2.3.24.1)
GAP = " […] "  # stands where a part is missing
MIN_WIDE = 8  # octets of 8-bit data that may be UCS-2
_NEVER_TYPED = re.compile("[\0-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_ASCII = re.compile(rb"[\x01-\x7f]+")
_BEGINNING = rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"  # of a letter of UTF-8
CUT_LETTER = re.compile(_BEGINNING)
_TORN = re.compile(_BEGINNING + rb"|\A[\x80-\xbf]{1,3}")  # letters whose other octets are in a part that is not here
_MARKS = "\ufeff\ufffe"  # of byte order, and that one read in the other order
_LATIN = re.compile("[\0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f\u20ab\u20ac]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_BY_CHANCE = 4  # different signs of Latin script
_NULS = re.compile("\0+")  # between two words
_MISREAD = re.compile("[ÃÄÆ][\x80-\xbf\u2000-\u2122]|á[»º]")
_REFERENCE = {0x00: 8, 0x08: 16}  # information elements of concatenation: width of the reference (§9.2.3.24.1, .8)


def cut(draft: Draft, own: str) -> tuple[Piece, ...]:
    """The segments of a draft: GSM-7 where every letter allows it, else UCS-2; typographic signs become plain ones.

    A long text gets a header with an 8-bit reference, the outbox id mod 256: counted, not drawn, so that two messages
    to one recipient never share it while both are on their way. `own`: the line's URN. Raises Permanent for a text that
    no 255 segments hold, or none at all, and for one to itself that is no probe.
    """
    if draft.recipient.partition(":")[0] not in ("tel", "sms"):
        raise Permanent(reasons.NO_NUMBER)
    if draft.recipient == own and draft.purpose is not Purpose.PROBE:
        raise Permanent(reasons.OWN_NUMBER)
    text = typography(clean(draft.text))
    if not text.strip():
        raise Permanent(reasons.EMPTY)
    parts = segments(text)
    if len(parts) > MAX_PARTS:
        raise Permanent(reasons.TOO_LONG(parts=len(parts), most=MAX_PARTS))
    long = len(parts) > 1
    return tuple(
        Piece(
            recipient=draft.recipient,
            part=number,
            parts=len(parts),
            text=part.text,
            udh=bytes((5, 0, 3, draft.number % 256, len(parts), number)) if long else b"",
            encoding=part.encoding,
        )
        for number, part in enumerate(parts, 1)
    )


def elements(udh: bytes) -> Iterator[tuple[int, bytes]]:
    """The information elements of a header with its length octet: (identifier, data); a damaged header ends early."""
    udh = udh[1:]
    while len(udh) >= 2 and len(udh) >= 2 + udh[1]:
        yield udh[0], udh[2 : 2 + udh[1]]
        udh = udh[2 + udh[1] :]


def place(udh: bytes, content: bytes) -> Concat | None:
    """A segment's place in its message as its header says it; one that cannot be (part 3 of 2) counts as none.

    `content`: 8 bytes that tell its words from others (Concat)."""
    for identifier, data in elements(udh):
        bits = _REFERENCE.get(identifier)
        if bits is None or len(data) != bits // 8 + 2:
            continue
        total, seq = data[-2], data[-1]
        if 1 <= seq <= total:
            return Concat(ref=int.from_bytes(data[:-2], "big"), bits=bits, total=total, seq=seq, content=content)
    return None


def joined(texts: Mapping[int, str], total: int, flags: set[str]) -> str:
    """The message of the parts that are here, by their places; what is to be said of it is added to `flags`."""
    if len(texts) < total:
        flags.add(f"incomplete:{len(texts)}/{total}")
    pieces = (texts.get(n) for n in range(1, total + 1))
    groups = groupby(pieces, lambda text: text is None)
    return trimmed(
        whole("".join(GAP if gap else "".join(text for text in group if text) for gap, group in groups), flags)
    )


def whole(text: str, flags: set[str]) -> str:
    """Halves of surrogate pairs put together over the seams, then cleaned; what is to be said of it is added to
    `flags`."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if _MISREAD.search(text):  # a cheap gateway has taken each octet of UTF-8 for a letter
        mended, found = repair(text)
        if found == "mojibake":
            text = mended
            flags.add(found)
    text = clean(text)
    if "\ufffd" in text:
        flags.add("replaced")
    return text


def in_order(texts: Mapping[int, str], flags: set[str]) -> dict[int, str]:
    """The parts of one message that are in UCS-2, read with the more significant octet first (TS 23.038 §6.2.3), by
    their places -> the same as their sender wrote them: the other way round where only that gives words of Latin
    script, or where neither order does and the mark of byte order says so. That is added to `flags`."""
    turned = {n: _turned(text) for n, text in texts.items()}
    told, other = ("".join(parts[n] for n in sorted(parts)) for parts in (texts, turned))
    are_words, are_turned = _is_latin(told), _is_latin(other)
    if (are_turned and not are_words) or (are_turned == are_words and told.startswith("\ufffe")):
        texts = turned
        flags.add("charset")
    return {n: text.lstrip(_MARKS) for n, text in texts.items()}


def _turned(text: str) -> str:
    """UCS-2 text read in the other order of its octets."""
    return text.encode("utf-16-be", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _is_latin(text: str) -> bool:
    """Whether a text is plainly words of Latin script: ideographs of which half an octet is zero are few, and never
    different ones in a row."""
    text = normal(text.strip(_MARKS))
    words = _WORD.findall(text)
    if not words or not all(map(_LATIN.match, "".join(words))) or not is_words(text):
        return False
    if len(_LATIN.findall(text)) * 2 < len(text):
        return False
    by_chance = len(set(text)) < _NOT_BY_CHANCE
    return not by_chance or all(len(word) > 1 and is_syllable(word) for word in words)


def is_words(text: str) -> bool:
    """Whether somebody can have typed it: something that is seen, if only a figure or an emoji of tomorrow, and no
    control signs that no keyboard has. C1 controls may be octets of UTF-8 that was misread."""
    return not _NEVER_TYPED.search(text) and any(
        not c.isspace() and c != "\ufffd" and unicodedata.category(c) not in ("Cc", "Cf") for c in text
    )


def plain_text(data: bytes) -> str:
    """8-bit user data that is plainly text (ASCII, UTF-8 or UTF-16, without controls), or "". It has no alphabet (TS
    23.038 §4), but cheap gateways and old phones send words so. It may hold half a surrogate pair."""
    order = wide(data)
    try:
        words = (_even(data) if order else data).decode(order or "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return ""
    words = _NULS.sub(" ", words.strip("\0\x1a").replace("\ufeff", ""))
    return words if is_words(words) else ""


def old_text(data: bytes) -> tuple[str, Repaired | None]:
    """8-bit user data that is plainly Vietnamese in an encoding of old programs or in Latin-1, or "", by the same judge
    as mails without a true label; and the encoding, None of Latin-1, or "damaged": UTF-8 with spoiled octets."""
    data = data.strip(b"\0\x1a")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        words, found = decode_octets(data, None)
        return (words, found) if is_words(words) and is_vietnamese(words) else ("", None)
    return "", None


def eight_bit(data: bytes, flags: set[str]) -> str:
    """8-bit user data as text, where it is plainly one; of UTF-8 and UTF-16 letters that are cut at either end are
    none. What is to be said of the encoding is added to `flags`."""
    if words := plain_text(data):
        return words
    if wide(data[:-1]):
        return plain_text(data[:-1])
    torn = _TORN.sub("\ufffd".encode(), data)
    words = "" if wide(torn) else plain_text(torn)
    letters = "".join(filter(str.isalpha, words))
    if letters.isascii():  # what seems to be half a letter may be a whole one
        old, found = old_text(data)
        if found:
            flags.add(found)
        return old or (words if letters else "")
    return words


def wide(data: bytes) -> Literal["utf-16-be", "utf-16-le", ""]:
    """The order of its octets where 8-bit user data is plainly UTF-16: by its mark, or by the zeros of letters below
    U+0100: half of all letters, and all of a short text, which is of ASCII."""
    data = _even(data)
    if len(data) % 2:
        return ""
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    if data.startswith(b"\xff\xfe") and len(data) >= MIN_WIDE:
        return "utf-16-le"
    first, second = data[::2], data[1::2]
    if len(data) < MIN_WIDE:
        if _ASCII.fullmatch(second) and not any(first):
            return "utf-16-be"
        return "utf-16-le" if _ASCII.fullmatch(first) and not any(second) else ""
    zeros = first.count(0), second.count(0)
    if max(zeros) * 4 < len(data) or zeros[0] == zeros[1]:
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _even(data: bytes) -> bytes:
    """Without NULs at its end, but for half a letter."""
    bare = data.rstrip(b"\0")
    return data[: len(bare) + len(bare) % 2]
