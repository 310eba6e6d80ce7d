"""PDUs as a message centre makes them (3GPP TS 23.040), written apart from the gateway's own reading of them."""

from datetime import datetime, timedelta

CENTRE = "07914895000000F0"  # +84590000000
GSM7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = {"^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65}


def swapped(digits: str) -> str:
    """Semi-octets: "84590" -> "4895F0"."""
    digits += "F" * (len(digits) % 2)
    return "".join(digits[n + 1] + digits[n] for n in range(0, len(digits), 2))


def address(number: str) -> str:
    """An address field: international, national, or alphanumeric."""
    digits = number.lstrip("+").translate(str.maketrans("*#", "AB"))
    if not number or not set(number.lstrip("+")) <= set("0123456789*#"):
        return name(number)
    return f"{len(digits):02X}{'91' if number.startswith('+') else '81'}{swapped(digits)}"


def name(letters: str) -> str:
    """The address field of an alphanumeric sender, whatever its letters are."""
    packed, septets = pack(letters)
    return f"{(septets * 7 + 3) // 4:02X}D0{packed.hex().upper()}"


def stamp(at: datetime) -> str:
    """TP-SCTS: the local time and its offset in quarters of an hour."""
    offset = at.utcoffset() or timedelta()
    quarters = int(abs(offset).total_seconds()) // 900
    zone = swapped(f"{quarters:02}")
    if offset < timedelta():
        zone = f"{int(zone, 16) | 0x08:02X}"
    return swapped(at.strftime("%y%m%d%H%M%S")) + zone


def pack(text: str, header: int = 0) -> tuple[bytes, int]:
    """A text in septets behind `header` octets, filled up to a septet boundary -> (octets, septets with the
    header's).
    """
    codes: list[int] = []
    for char in text:
        codes += [0x1B, ESCAPED[char]] if char in ESCAPED else [GSM7.index(char)]
    first = -(-header * 8 // 7)
    bits = sum(code << 7 * (first + n) for n, code in enumerate(codes)) >> 8 * header
    septets = first + len(codes)
    return bits.to_bytes(-(-septets * 7 // 8) - header, "little"), septets


def deliver(
    sender: str, text: str, at: datetime, *, coding: str = "ucs2", udh: bytes = b"", dcs: int | None = None
) -> str:
    """An incoming SMS with its SMSC prefix, in hex. `udh` with its length octet; "8bit" takes the text as Latin-1."""
    if coding == "gsm7":
        data, length = pack(text, len(udh))
    else:
        data = text.encode(
            "utf-16-be" if coding == "ucs2" else "latin-1", "surrogatepass" if coding == "ucs2" else "strict"
        )
        length = len(udh) + len(data)
    scheme = {"gsm7": 0x00, "8bit": 0x04, "ucs2": 0x08}[coding] if dcs is None else dcs
    first = "44" if udh else "04"
    head = f"{CENTRE}{first}{address(sender)}00{scheme:02X}{stamp(at)}{length:02X}"
    return head + (udh + data).hex().upper()


def part(reference: int, total: int, number: int) -> bytes:
    """The header of one part of a long SMS, with an 8-bit reference."""
    return bytes((5, 0, 3, reference, total, number))


def report(recipient: str, reference: int, status: int, sent: datetime, done: datetime) -> str:
    """A status report with its SMSC prefix, in hex."""
    return f"{CENTRE}06{reference:02X}{address(recipient)}{stamp(sent)}{stamp(done)}{status:02X}"


def submitted(pdu: str) -> dict[str, object]:
    """What a submit on the modem's log says: number, first octet, TP-UDHI's header, text (UCS-2) or septets (GSM-7)."""
    octets = bytes.fromhex(pdu)
    at = 1 + octets[0]
    first, digits = octets[at], octets[at + 2]
    size = (digits + 1) // 2
    number = swapped(octets[at + 4 : at + 4 + size].hex().upper())[:digits]
    at += 4 + size + 1
    scheme = octets[at]
    at += 1 + {0: 0, 0x10: 1, 0x18: 7}[first & 0x18]
    length, data = octets[at], octets[at + 1 :]
    header = data[: data[0] + 1] if first & 0x40 else b""
    text = data[len(header) :].decode("utf-16-be") if scheme & 0x0C == 0x08 else unpack(data, length, len(header))
    return {"number": number, "first": first, "udh": header, "text": text, "ucs2": scheme & 0x0C == 0x08}


def unpack(data: bytes, septets: int, header: int) -> str:
    """Septets behind `header` octets -> text."""
    bits = int.from_bytes(data, "little")
    codes = [bits >> 7 * n & 0x7F for n in range(-(-header * 8 // 7), septets)]
    escaped = {code: char for char, code in ESCAPED.items()}
    text = "".join(chr(0xE000 + code) if code == 0x1B else GSM7[code] for code in codes)
    for code, char in escaped.items():
        text = text.replace("\ue01b" + GSM7[code], char)
    return text


def longer(pdu: str, length: int, words: str, udh: bytes = b"") -> str:
    """The PDU of words in UCS-2 with another TP-UDL than they have."""
    head = len(pdu) - 2 * len(udh) - 2 * len(words.encode("utf-16-be", "surrogatepass")) - 2
    return f"{pdu[:head]}{length:02X}{pdu[head + 2 :]}"
