"""PDUs as a message centre makes them (3GPP TS 23.040 §9.2): a citizen's text, a delivery report."""

import secrets
from datetime import datetime

CENTRE = "07914895000000F0"  # +84590000000
PART = 67  # UTF-16 units beside a header for concatenation


def swapped(digits: str) -> str:
    """Semi-octets: "84590" -> "4895F0" (§9.1.2.3)."""
    digits += "F" * (len(digits) % 2)
    return "".join(digits[n + 1] + digits[n] for n in range(0, len(digits), 2))


def address(number: str) -> str:
    """An address field of digits, international with a "+"."""
    digits = number.lstrip("+")
    return f"{len(digits):02X}{'91' if number.startswith('+') else '81'}{swapped(digits)}"


def stamp(at: datetime) -> str:
    """A time stamp with its zone east of Greenwich (§9.2.3.11)."""
    offset = at.utcoffset()
    quarters = int(offset.total_seconds()) // 900 if offset else 0
    return swapped(at.strftime("%y%m%d%H%M%S") + f"{quarters:02}")


def texts(sender: str, text: str, at: datetime) -> list[str]:
    """A text from `sender` in UCS-2, in as many PDUs as it needs."""
    octets = text.encode("utf-16-be")
    if len(octets) <= 140:
        return [_deliver(sender, octets, b"", at)]
    pieces = [octets[n : n + 2 * PART] for n in range(0, len(octets), 2 * PART)]
    head, total = secrets.randbelow(256), len(pieces)
    return [_deliver(sender, piece, bytes((5, 0, 3, head, total, n)), at) for n, piece in enumerate(pieces, 1)]


def _deliver(sender: str, octets: bytes, header: bytes, at: datetime) -> str:
    data = (header + octets).hex().upper()
    return f"{CENTRE}{'44' if header else '04'}{address(sender)}0008{stamp(at)}{len(data) // 2:02X}{data}"


def report(recipient: str, reference: int, status: int, at: datetime) -> str:
    """A status report about what went to `recipient` (an address field in hex) with that TP-MR."""
    return f"{CENTRE}06{reference:02X}{recipient}{stamp(at)}{stamp(at)}{status:02X}"


def wants_report(pdu: str) -> bool:
    """Whether a submit asks for a report (TP-SRR, §9.2.3.5)."""
    return bool(int(_tpdu(pdu)[:2], 16) & 0x20)


def recipient(pdu: str) -> str:
    """The address field of a submit, in hex."""
    tpdu = _tpdu(pdu)
    digits = int(tpdu[4:6], 16)
    return tpdu[4 : 8 + digits + digits % 2]


def _tpdu(pdu: str) -> str:
    return pdu[2 + 2 * int(pdu[:2], 16) :]


def length(pdu: str) -> int:
    """Octets of the TPDU, without the centre's address before it: what AT+CMGL says beside it."""
    return len(pdu) // 2 - 1 - int(pdu[:2], 16)
