"""SMS segments: which alphabet a text needs, and where it is cut (3GPP TS 23.038 §6.2.1, TS 23.040 §9.2.3.24.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.domain.text.form import normal

ESCAPE = 0x1B
ALPHABET = (  # by code; at 0x1B the escape to the extension table
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
BASIC = frozenset(ALPHABET) - {"\x1b"}
EXTENSION = frozenset(EXTENDED.values())  # an escape septet and a second one
_LETTERS = BASIC | EXTENSION


class _Codes(dict[int, str]):
    """For str.translate, which leaves a letter as it is where there is no code for it."""

    def __missing__(self, letter: int) -> str:
        raise ValueError(f"no letter of GSM-7: U+{letter:04X}")


_CODES = _Codes(
    {ord(letter): chr(code) for code, letter in enumerate(ALPHABET) if code != ESCAPE}
    | {ord(letter): chr(ESCAPE) + chr(code) for code, letter in EXTENDED.items()}
)

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


def gsm_codes(text: str) -> bytes:
    """A text of GSM-7's letters -> their codes, an octet each. Raises ValueError for any other letter."""
    return text.translate(_CODES).encode("latin-1")


def of_gsm_codes(codes: Iterable[int]) -> str:
    """Codes below 0x80 -> the text. An escape before an unknown code is passed over (TS 23.038 §6.2.1.1); a second one
    is a blank, kept for tables to come."""
    letters: list[str] = []
    escaped = False
    for code in codes:
        if code == ESCAPE:
            letters += " " if escaped else ""
            escaped = not escaped
            continue
        letters.append(EXTENDED.get(code, ALPHABET[code]) if escaped else ALPHABET[code])
        escaped = False
    return "".join(letters)


def _units(text: str, encoding: str) -> int:
    """Septets (an escape pair is two), or UTF-16 code units (a surrogate pair is two)."""
    if encoding == "gsm7":
        return len(text) + sum(map(text.count, EXTENSION))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cost(char: str, encoding: str) -> int:
    return 1 + (char in EXTENSION if encoding == "gsm7" else char > "\uffff")


def _cut(text: str, encoding: str, limit: int) -> Iterator[Segment]:
    start, units = 0, 0
    for at, char in enumerate(text):
        cost = _cost(char, encoding)
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
