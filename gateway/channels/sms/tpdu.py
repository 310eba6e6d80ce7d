"""One PDU, read from its octets (3GPP TS 23.040 §9.2.2, TS 23.038).

gammu reads PDUs too, and loses letters on the way: it doubles each "~" of a UCS-2 text within the old length, turns
half a surrogate pair into U+FFFD, leaves NULs and old buffer content behind GSM-7 extension letters, drops "*" and "#"
of an address, and refuses a PDU whose length is too large. Where the octets are known, this is what counts. Pure.
"""

import contextlib
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from gateway.domain.text import of_gsm_codes

DELIVER, SUBMIT, REPORT_PDU = 0, 1, 2
VALIDITY = (0, 7, 1, 7)  # octets of TP-VP by TP-VPF
MOST_OCTETS = 140  # of user data in one SMS (§9.2.3.16)
DIGITS = "0123456789*#abc"  # semi-octets; 0xF fills up (§9.1.2.3)
INTERNATIONAL, ALPHANUMERIC = 1, 5  # types of number (§9.1.2.5)


class UserData(NamedTuple):
    """`text` may hold a lone surrogate: half a pair whose other half is in the next part. `data` is for 8-bit
    content.
    """

    coding: str  # gsm7 | ucs2 | 8bit | other (compressed)
    udh: bytes  # with its length octet
    text: str
    data: bytes
    whole: bool  # False: the PDU says it holds more than it does, or than an SMS can


class Tpdu(NamedTuple):
    """A deliver, or a submit, whose address is the recipient's and whose time is null."""

    kind: int  # DELIVER | SUBMIT
    smsc: str
    address: str
    named: bool  # the address is a name, even where it is made of digits
    time: str | None  # ISO 8601 with offset
    scheme: int  # TP-DCS
    data: UserData


def read(pdu: bytes) -> Tpdu | None:
    """A deliver or a submit with its SMSC prefix; None where the octets are not one, or end too soon."""
    try:
        return _read(pdu)
    except IndexError:
        return None


def user_data(pdu: bytes) -> UserData | None:
    """The user data of such a PDU."""
    found = read(pdu)
    return found.data if found else None


def _read(pdu: bytes) -> Tpdu | None:
    at = 1 + pdu[0]
    smsc = _address(2 * (pdu[0] - 1), pdu[1:at]) if pdu[0] > 1 else ""
    first = pdu[at]
    kind = first & 3
    if kind not in (DELIVER, SUBMIT):
        return None
    at += 1 + (kind == SUBMIT)
    size = 2 + (pdu[at] + 1) // 2  # digits, type, semi-octets
    address, named = _address(pdu[at], pdu[at + 1 : at + size]), pdu[at + 1] >> 4 & 7 == ALPHANUMERIC
    at += size + 1  # TP-PID
    scheme = pdu[at]
    at += 1
    time = _stamp(pdu[at : at + 7]) if kind == DELIVER else None
    at += VALIDITY[first >> 3 & 3] if kind == SUBMIT else 7
    data = _decoded(scheme, bool(first & 0x40), pdu[at], pdu[at + 1 :])
    return Tpdu(kind=kind, smsc=smsc, address=address, named=named, time=time, scheme=scheme, data=data)


def _address(size: int, octets: bytes) -> str:
    """An address of `size` semi-octets: its type, then its digits, or letters of seven bits."""
    number = octets[0] >> 4 & 7
    if number == ALPHANUMERIC:
        return gsm7(octets[1:], size * 4 // 7, 0)
    digits = "".join(DIGITS[n] for octet in octets[1:] for n in (octet & 15, octet >> 4) if n < len(DIGITS))
    return ("+" if number == INTERNATIONAL else "") + digits[:size]


def _stamp(octets: bytes) -> str | None:
    """TP-SCTS (§9.2.3.11): seven octets of swapped digits, the last quarters of an hour with the sign in bit 3."""
    quarters = (octets[6] & 7) * 10 + (octets[6] >> 4)
    zone = timezone(timedelta(minutes=15 * min(quarters, 95)) * (-1 if octets[6] & 8 else 1))
    year, month, day, hour, minute, second = ((octet & 15) * 10 + (octet >> 4) for octet in octets[:6])
    with contextlib.suppress(ValueError):
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=zone).isoformat()
    return None


def _decoded(scheme: int, has_header: bool, length: int, octets: bytes) -> UserData:
    code = coding(scheme)
    size = (length * 7 + 7) // 8 if code == "gsm7" else length
    whole, octets = size <= min(len(octets), MOST_OCTETS), octets[:size]
    udh = octets[: octets[0] + 1] if has_header else b""
    rest = octets[len(udh) :]
    text = ""
    if code == "gsm7":
        text = gsm7(octets, min(length, len(octets) * 8 // 7), len(udh))
    elif code == "ucs2":
        text = rest[: len(rest) // 2 * 2].decode("utf-16-be", "surrogatepass")
        text = text if whole else text.rstrip("\uffff")  # what fills a place on the SIM up
    return UserData(coding=code, udh=udh, text=text, data=rest if code == "8bit" else b"", whole=whole)


def coding(scheme: int) -> str:
    """TP-DCS -> gsm7 | ucs2 | 8bit | other (TS 23.038 §4; reserved values count as the default alphabet, and as not
    compressed)."""
    group, alphabet = scheme >> 4, scheme >> 2 & 3
    if group < 8:
        return "other" if scheme & 0x20 and alphabet != 3 else ("gsm7", "8bit", "ucs2", "gsm7")[alphabet]
    if group == 0xE:
        return "ucs2"
    return "8bit" if group == 0xF and scheme & 4 else "gsm7"


def tells_of_waiting(scheme: int, *, from_mobile: bool) -> bool:
    """Whether a TP-DCS makes a text an operator's notice of voice mail (TS 23.038 §4, message waiting indication).

    Words of the group "Discard Message", and of "Store Message" with the indication (bit 3) set active, are, whoever
    sent them. "Store Message" with it set inactive says that nothing waits any more: a message centre's word too, but
    what is left when nothing is indicated is an ordinary text that is kept, so an ordinary mobile number's words
    (`from_mobile`) are somebody's own.
    """
    group = scheme >> 4
    return group == 0xC or (group in (0xD, 0xE) and (bool(scheme & 8) or not from_mobile))


def gsm7(octets: bytes, septets: int, header: int) -> str:
    """`septets` packed seven-bit characters, of which a header of `header` octets takes the first, filled up to a
    septet.
    """
    bits = int.from_bytes(octets, "little")
    skip = (header * 8 + 6) // 7
    return of_gsm_codes(bits >> 7 * n & 0x7F for n in range(skip, septets))
