"""USSD: asking the network a service code, such as *101# for the SIM's account, and reading its answer. Pure.

3GPP TS 27.007 §7.15 (AT+CUSD), 3GPP TS 23.038 §5 (its coding scheme), §6.1.2.3 (seven bits packed).
"""

import re
from dataclasses import dataclass

__all__ = ["Said", "packed", "read"]

HEX = re.compile(r"(?:[0-9A-F]{2}){4,}$", re.I)
UCS2 = 0x48


@dataclass(frozen=True, slots=True)
class Said:
    """What the network says. `asks`: it waits for a choice, and has to be told that none comes."""

    text: str
    asks: bool


def read(said: str) -> Said:
    """What stands behind "+CUSD:" -> the network's words, "" where it had none (not supported, timed out)."""
    head, _, rest = said.partition('"')
    text, quote, tail = rest.rpartition('"')
    mode, scheme = re.search(r"\d", head), re.search(r"\d+", tail)
    words = text if quote else rest
    return Said(_decoded(words, int(scheme[0]) if scheme else 0).strip(), mode is not None and mode[0] == "1")


def _decoded(text: str, scheme: int) -> str:
    """Makers hand the octets over in hexadecimal digits, or the words as they are."""
    compact = "".join(text.split())
    if not HEX.match(compact):
        return text
    octets = bytes.fromhex(compact)
    if scheme & 0x4C == UCS2:
        return octets.decode("utf-16-be", "replace")
    number = int.from_bytes(octets, "little")
    letters = (number >> 7 * n & 0x7F for n in range(len(octets) * 8 // 7))
    return "".join(chr(letter) for letter in letters).rstrip("\r\0@")


def packed(code: str) -> str:
    """A code in the seven bits of GSM 03.38, packed, in hexadecimal digits, as some sticks want it."""
    number = sum(ord(letter) << 7 * n for n, letter in enumerate(code))
    size = (7 * len(code) + 7) // 8
    # Seven bits that are left over would read as one more letter, "@": a carriage return stands there (§6.1.2.3.1)
    if len(code) % 8 == 7:
        number |= 0x0D << 7 * len(code)
    return number.to_bytes(size, "little").hex().upper()
