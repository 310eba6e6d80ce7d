"""SMS segments: which alphabet a text needs, and where it is cut (3GPP TS 23.038 §6.2.1, TS 23.040 §9.2.3.24.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.text.form import normal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape septet and a second one
_LETTERS = BASIC | EXTENSION

_SINGLE = {"gsm7": 160, "ucs2": 70}
_PART = {"gsm7": 153, "ucs2": 67}  # 6 octets go to the UDH with an 8-bit reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One SMS on air. `units`: septets (gsm7) or UTF-16 code units (ucs2) that `text` takes."""

    text: str
    encoding: str  # gsm7 | ucs2
    units: int


def is_gsm7(text: str) -> bool:
    """Whether every character is in GSM-7's default alphabet or its extension table."""
    return _LETTERS.issuperset(text)


def _units(text: str, encoding: str) -> int:
    """Septets (an escape pair is two), or UTF-16 code units (a surrogate pair is two)."""
    if encoding == "gsm7":
        return len(text) + sum(c in EXTENSION for c in text)
    return len(text) + sum(c > "\uffff" for c in text)


def _cut(text: str, encoding: str, limit: int) -> Iterator[Segment]:
    start, units = 0, 0
    for at, char in enumerate(text):
        cost = _units(char, encoding)
        if units + cost > limit:
            yield Segment(text=text[start:at], encoding=encoding, units=units)
            start, units = at, 0
        units += cost
    yield Segment(text=text[start:], encoding=encoding, units=units)


def segments(text: str) -> tuple[Segment, ...]:
    """A text in the segments it takes on air: 160 septets or 153 a part; 70 UTF-16 units or 67 a part.

    The parts joined are the text in NFC. An escape pair or a surrogate pair never straddles two parts. Nothing else is
    changed: call `typography` or `unaccent` before counting. The empty text is one empty segment.
    """
    text = normal(text)
    encoding = "gsm7" if is_gsm7(text) else "ucs2"
    units = _units(text, encoding)
    if units <= _SINGLE[encoding]:
        return (Segment(text=text, encoding=encoding, units=units),)
    return tuple(_cut(text, encoding, _PART[encoding]))
