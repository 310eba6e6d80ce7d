"""Outgoing header lines: all of them are made here."""

import re

from gateway.channels.email import reasons
from gateway.domain.errors import Permanent

__all__ = ["header"]

_MAX_LINE = 76
_BREAKING = re.compile(r"[\r\n\x00]")


def header(name: str, value: str, *, international: bool = False) -> bytes:
    """One header field with its CRLF; the only maker of outgoing header lines. Raises Permanent on CR, LF, NUL, and on
    non-ASCII unless the mail may go by SMTPUTF8 alone (`international`).

    A long value is folded at its blanks (RFC 5322 §2.2.3); a piece without blanks stays whole up to 998 bytes.
    """
    if _BREAKING.search(value) or not re.fullmatch(r"[A-Za-z0-9-]+", name):
        shown = name if name.isascii() and name.isprintable() else "?"
        raise Permanent(reasons.HEADER_BREAK(header=shown))
    if not (value.isascii() or international):
        raise Permanent(reasons.HEADER_NOT_ASCII(header=name))
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > _MAX_LINE and line.strip() and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    lines.append(line)
    octets = [each.encode("utf-8") for each in lines]
    if any(len(each) > 998 for each in octets):
        raise Permanent(reasons.HEADER_TOO_LONG(header=name))
    return b"\r\n".join(octets) + b"\r\n"
