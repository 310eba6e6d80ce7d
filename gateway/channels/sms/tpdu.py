"""The user data of one PDU, read from its octets (3GPP TS 23.040 §9.2.2, TS 23.038).

gammu reads PDUs too, and loses letters on the way: it doubles each "~" of a UCS-2 text within the old length, turns
half a surrogate pair into U+FFFD, and leaves NULs and old buffer content behind GSM-7 extension letters. Where the
octets are known, this is what counts. Pure.
"""

from typing import NamedTuple

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
ESCAPE = 0x1B
DELIVER, SUBMIT, REPORT_PDU = 0, 1, 2
VALIDITY = (0, 7, 1, 7)  # octets of TP-VP by TP-VPF


class UserData(NamedTuple):
    """`text` may hold a lone surrogate: half a pair whose other half is in the next part. `data` is for 8-bit
    content.
    """

    coding: str  # gsm7 | ucs2 | 8bit | other (compressed)
    udh: bytes  # with its length octet
    text: str
    data: bytes
    whole: bool  # False: the PDU says it holds more than it does


def user_data(pdu: bytes) -> UserData | None:
    """The user data of a deliver or a submit with its SMSC prefix; None where the octets are not one, or end too
    soon.
    """
    try:
        return _user_data(pdu)
    except IndexError:
        return None


def _user_data(pdu: bytes) -> UserData | None:
    at = 1 + pdu[0]
    first = pdu[at]
    kind = first & 3
    if kind not in (DELIVER, SUBMIT):
        return None
    at += 1 + (kind == SUBMIT)
    at += 2 + (pdu[at] + 1) // 2 + 1  # address: digits, type, semi-octets; TP-PID
    scheme = pdu[at]
    at += 1 + (VALIDITY[first >> 3 & 3] if kind == SUBMIT else 7)
    return _decoded(scheme, bool(first & 0x40), pdu[at], pdu[at + 1 :])


def _decoded(scheme: int, has_header: bool, length: int, octets: bytes) -> UserData:
    code = coding(scheme)
    size = (length * 7 + 7) // 8 if code == "gsm7" else length
    whole, octets = size <= len(octets), octets[:size]
    udh = octets[: octets[0] + 1] if has_header else b""
    rest = octets[len(udh) :]
    text = ""
    if code == "gsm7":
        text = gsm7(octets, min(length, len(octets) * 8 // 7), len(udh))
    elif code == "ucs2":
        text = rest[: len(rest) // 2 * 2].decode("utf-16-be", "surrogatepass")
    return UserData(coding=code, udh=udh, text=text, data=rest if code == "8bit" else b"", whole=whole)


def coding(scheme: int) -> str:
    """TP-DCS -> gsm7 | ucs2 | 8bit | other (TS 23.038 §4; reserved values count as the default alphabet)."""
    group = scheme >> 4
    if group < 8:
        return "other" if scheme & 0x20 else ("gsm7", "8bit", "ucs2", "gsm7")[scheme >> 2 & 3]
    if group == 0xE:
        return "ucs2"
    return "8bit" if group == 0xF and scheme & 4 else "gsm7"


def gsm7(octets: bytes, septets: int, header: int) -> str:
    """`septets` packed seven-bit characters, of which a header of `header` octets takes the first, filled up to a
    septet.
    """
    bits = int.from_bytes(octets, "little")
    skip = (header * 8 + 6) // 7
    codes = [bits >> 7 * n & 0x7F for n in range(skip, septets)]
    letters: list[str] = []
    escaped = False
    for code in codes:
        if code == ESCAPE:
            letters += " " if escaped else ""
            escaped = not escaped
            continue
        letters.append(EXTENSION.get(code, BASIC[code]) if escaped else BASIC[code])
        escaped = False
    return "".join(letters)
