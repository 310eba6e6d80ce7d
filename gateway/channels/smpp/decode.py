"""A deliver_sm as it is stored, whole with its header -> what the citizen, or the centre, says. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from gateway.channels import short_messages
from gateway.channels.smpp import delivery_report, pdu, reasons
from gateway.channels.smpp.pdu import ALPHANUMERIC, INTERNATIONAL, Address, Deliver
from gateway.domain import addresses
from gateway.domain.errors import Unreadable
from gateway.domain.model import Concat, Decoded, Report
from gateway.domain.text import of_gsm_codes, trimmed

__all__ = ["Part", "decode", "read", "sender_key"]

_GSM_ONLY = frozenset(range(0x20)) - {0x09, 0x0A, 0x0D, 0x1B} | {0x7F}  # letters there, controls elsewhere
_ESCAPED = frozenset(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65")  # of the extension table


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One deliver_sm, its words and its header apart."""

    found: Deliver
    udh: bytes
    words: bytes
    concat: Concat | None

    @property
    def sender(self) -> str:
        """The URN of who sent it; of a report: the recipient of ours."""
        return _urn(self.found.source)


def read(body: bytes) -> Part | None:
    """None where it is no deliver_sm, or ends too soon."""
    try:
        found = pdu.read_deliver(body[pdu.HEADER :])
    except ValueError:
        return None
    udhi = bool(found.esm_class & pdu.UDHI and found.message)
    udh = found.message[: found.message[0] + 1] if udhi else b""
    words = found.message[len(udh) :]
    content = sha256(words).digest()[:8]
    concat = short_messages.place(udh, content) if udh else _sar(found.options, content)
    return Part(found=found, udh=udh, words=words, concat=concat if concat and concat.total > 1 else None)


def sender_key(body: bytes) -> str:
    """See Channel.sender_key."""
    part = read(body)
    return part.sender if part else ""


def decode(bodies: Sequence[bytes]) -> Decoded:
    """What the parts say that are here. Flags as of the SMS channel. Raises Unreadable."""
    parts = [part for part in map(read, bodies) if part]
    if not parts:
        raise Unreadable(reasons.CANNOT_READ)
    first, flags = parts[0], set[str]()
    if first.found.is_report:
        return _report(first)
    texts = [_text(part, flags) for part in parts]
    wide = {n: texts[n] for n, part in enumerate(parts) if _is_ucs2(part.found.coding)}
    for n, text in short_messages.in_order(wide, flags).items():
        texts[n] = text
    if first.concat and all(part.concat for part in parts):
        places = {part.concat.seq: text for part, text in zip(parts, texts, strict=True) if part.concat}
        text = short_messages.joined(places, first.concat.total, flags)
    else:
        text = trimmed(short_messages.whole("".join(texts), flags))
    destination = _urn(first.found.destination)
    return Decoded(
        kind="message",
        sender=first.sender,
        to=(destination,) if destination else (),
        text=text,
        reply=text,
        flags=tuple(sorted(flags)),
        extra=_extra(first, text),
    )


def _urn(address: Address) -> str:
    """A name is no number, even where it is made of digits."""
    if address.kind == ALPHANUMERIC:
        return addresses.named(address.digits)
    plus = "+" if address.kind == INTERNATIONAL and not address.digits.startswith("+") else ""
    return addresses.phone(plus + address.digits) or addresses.phone(address.digits)


def _sar(options: Mapping[int, bytes], content: bytes) -> Concat | None:
    """A part's place by optional parameters (§5.3.2.22–§5.3.2.24), where there is no header."""
    reference, total, seq = (
        int.from_bytes(options.get(tag, b"")) for tag in (pdu.SAR_REFERENCE, pdu.SAR_TOTAL, pdu.SAR_SEQUENCE)
    )
    if not 1 <= seq <= total <= short_messages.MAX_PARTS:
        return None
    return Concat(ref=reference & 0xFFFF, bits=16, total=total, seq=seq, content=content)


def _text(part: Part, flags: set[str]) -> str:
    coding, words = part.found.coding, part.words
    if _is_ucs2(coding):
        return words[: len(words) // 2 * 2].decode("utf-16-be", "surrogatepass")
    if coding in (2, 4) or _by_class(coding) == 1:
        flags.add("binary")
        return short_messages.eight_bit(words, flags)
    return words.decode("latin-1") if coding == pdu.LATIN1 else _default(words)


def _is_ucs2(coding: int) -> bool:
    return coding == pdu.UCS2 or _by_class(coding) == 2


def _by_class(coding: int) -> int:
    """The alphabet of a data coding as in 3GPP TS 23.038 §4: 0 default, 1 eight bits, 2 UCS-2."""
    if coding >> 4 == 0xF:
        return coding >> 2 & 1
    return coding >> 2 & 3 if 0x10 <= coding < 0x40 else 0


def _default(words: bytes) -> str:
    """The centre's default alphabet, which is GSM-7, ASCII, or what its operator thought of (§5.2.19).

    Codes that only GSM-7 uses for letters tell, and its escape sequences; octets above 0x7F are none of it. Where
    nothing tells, "@", "$" and "_" are written by more people than "¡", "¤" and "§"."""
    if any(octet > 0x7F for octet in words):
        try:
            return words.decode("utf-8")
        except UnicodeDecodeError:
            return words.decode("latin-1")
    escaped = any(here == 0x1B and after in _ESCAPED for here, after in pairwise(words))
    return of_gsm_codes(words) if escaped or not _GSM_ONLY.isdisjoint(words) else words.decode("ascii")


def _report(part: Part) -> Decoded:
    """A delivery report: its sender is the recipient of what we sent; some centres say it the other way round."""
    status, words = delivery_report.status(part.found)
    both = dict.fromkeys(urn for urn in (part.sender, _urn(part.found.destination)) if urn)
    return Decoded(
        kind="report",
        sender=part.sender,
        report=Report(type=status, status=words, recipients=tuple(both), remote_ids=delivery_report.names(part.found)),
        extra=_extra(part, ""),
    )


def _extra(part: Part, text: str) -> dict[str, object]:
    """What `gw explain` shows; the documented names."""
    place = part.concat
    return {
        "type": "report" if part.found.is_report else "deliver",
        "text": text,
        "encoding": f"0x{part.found.coding:02x}",
        "concat": {"ref": place.ref, "total": place.total, "part": place.seq} if place else None,
        "remote_ids": delivery_report.names(part.found) if part.found.is_report else None,
    }
