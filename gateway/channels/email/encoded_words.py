"""Encoded words (RFC 2047) and raw octets in header fields -> text. Total: what is unknown is kept."""

import base64
import binascii
import re

from gateway.channels.email.charset import decode_text
from gateway.domain.text import Encoding

__all__ = ["decode_value"]

_WORD = re.compile(  # the last one may have lost its end
    rb"=\?([!->@-~]{1,80})\?([bBqQ])\?(?:([^?\s]*(?:[ \t][^?\r\n]*)?)\?=|([^?\s]+)\??\s*\Z)"
)
_BETWEEN = re.compile(rb"(\?=)[ \t\r\n]+(?==\?[!->@-~]{1,80}\?[bBqQ]\?)")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode_value(raw: bytes, hint: Encoding | None = None) -> str:
    """A header's value -> its text on one line, NFC. Broken encoded words stay as they stand. `hint`: the encoding that
    the mail's text is in.

    Neighbouring words of one charset are joined before decoding: some senders split a letter over two (RFC 2047 §5.3
    forbids it).
    """
    if b"=?" not in raw:
        if raw.isascii() and (plain := raw.decode("ascii")).isprintable():
            return " ".join(plain.split())
        return _one_line(decode_text(raw, "", hint)[0])
    pieces: list[tuple[str, bytes]] = []  # charset ("" for plain) and bytes
    at = 0
    raw = _BETWEEN.sub(rb"\1", raw)
    for word in _WORD.finditer(raw):
        if before := raw[at : word.start()]:
            pieces.append(("", before))
        charset = word[1].decode("ascii").partition("*")[0].lower()
        data = _payload(word[2], word[3] or word[4] or b"")
        if pieces and pieces[-1][0] == charset:
            data = pieces.pop()[1] + data
        pieces.append((charset, data))
        at = word.end()
    pieces.append(("", raw[at:]))
    return _one_line("".join(decode_text(data, charset, hint)[0] for charset, data in pieces))


def _payload(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text.replace(b"_", b" "))
    packed = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    try:
        return base64.b64decode(packed[: len(packed) - (len(packed) % 4 == 1)] + b"==")
    except binascii.Error:
        return text


def _one_line(text: str) -> str:
    return " ".join(text.split())
