"""Content without its transfer encoding (RFC 2045 §6), as far as labels and octets go together. Total: junk is skipped.

Labels are spelt in many ways ("base64;", "X-Base64"), stand twice, are missing, or name an encoding that the content is
not in. What cannot be in the encoding that is named is left as it stands; where none is named, a text is looked at.
"""

import binascii
import re
from collections.abc import Sequence

from gateway.channels.email.blocks import uudecoded

__all__ = ["decode", "decode_text", "is_encoded"]

_LABEL = re.compile(rb"[^a-z0-9]+|^\W*x(?=-)")
_NAMES = {
    **dict.fromkeys((b"base64", b"b64", b"base64encoded", b"base64encoding"), "base64"),
    **dict.fromkeys((b"quotedprintable", b"quotedprint", b"qp"), "quoted-printable"),
    **dict.fromkeys((b"uuencode", b"uue", b"uu", b"uuencoded"), "uuencode"),
}
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_PADDED = re.compile(rb"={1,2}(?=\s*[A-Za-z0-9+/])")  # base64 that was put together from pieces
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")  # blanks that a server added behind it (RFC 2045 §6.7)
_LINES = re.compile(
    rb"[A-Za-z0-9+/]{4,998}(?:\r?\n[A-Za-z0-9+/]{4,998}){0,9000}={0,2}"
)  # nothing else is base64 of its own accord
_ENCODED = re.compile(rb"^[ \t>]*+(?:[A-Za-z0-9+/]{4}){4,}+={0,2}[ \t]*+\r?$|[A-Za-z0-9+/]{60,}", re.M)
_IN_CLEAR = re.compile(
    rb"^[ \t>]*+(?:[^A-Za-z0-9+/=\s]{2,}+[ \t]*+\r?$|\S++[ \t]++\S)", re.M
)  # blanks between, or strokes
_URL_SAFE = re.compile(rb"[A-Za-z0-9_=\s-]*")  # RFC 4648 §5
_USUAL = bytes.maketrans(b"-_", b"+/")
_LETTERS = re.compile(rb"=[CDE][0-9A-F]=[89AB][0-9A-F]")  # of UTF-8 in quoted-printable, beyond ASCII
_MIN_UNNAMED = 24  # octets of base64 that no label names


def is_encoded(labels: Sequence[bytes]) -> bool:
    """Whether one of the Content-Transfer-Encoding values names an encoding of more than the identity."""
    return bool(_name(labels))


def decode(raw: bytes, labels: Sequence[bytes]) -> bytes:
    """A file's octets; `labels`: the values of Content-Transfer-Encoding."""
    name = _name(labels)
    if name == "base64":
        return _base64(raw)
    if name == "quoted-printable":
        return _quoted_printable(raw)
    return uudecoded(raw) if name == "uuencode" else raw


def decode_text(raw: bytes, labels: Sequence[bytes]) -> bytes:
    """The octets of a text. What is plainly no base64 stays, and what is encoded without saying so is decoded."""
    name = _name(labels)
    if name == "base64" and not _is_plain(raw):
        return _base64(raw)
    if data := _unnamed(raw.strip()):
        return data
    if name == "base64" or (not name and (b"=E1=B" in raw or b"=C3=" in raw)):
        return _quoted_printable(raw) if len(_LETTERS.findall(raw, 0, 20_000)) > 2 else raw
    return decode(raw, labels)


def _unnamed(raw: bytes) -> bytes:
    """What base64 without a label says, b"" where it is none, or gives no text."""
    if len(raw) < _MIN_UNNAMED or not _LINES.fullmatch(raw):
        return b""
    data = _base64(raw)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return b""
    return data if " " in text and all(sign.isprintable() or sign.isspace() for sign in text) else b""


def _name(labels: Sequence[bytes]) -> str:
    for label in labels:
        bare = label.lower().partition(b";")[0].partition(b"(")[0]
        if name := _NAMES.get(_LABEL.sub(b"", bare)):
            return name
    return ""


def _is_plain(raw: bytes) -> bool:
    """Whether a text that is said to be base64 stands in clear, by its first line: blanks between words, or other
    signs."""
    line = raw.lstrip()[:200].partition(b"\n")[0].strip()
    return b" " in line or len(line.translate(None, _ALPHABET)) * 20 > len(line)


def _without_footer(raw: bytes) -> bytes:
    """Base64 without what stands in clear below it: servers of lists, and scanners, set a footer there without looking.
    A line in clear with base64 below it is junk, and left where it is."""
    if not raw.translate(None, _ALPHABET + b"\r\n"):
        return raw
    ends = max((found.end() for found in _ENCODED.finditer(raw)), default=0)
    found = _IN_CLEAR.search(raw, ends)
    return raw[: found.start()] if found and raw[: found.start()].strip() else raw


def _base64(raw: bytes) -> bytes:
    raw = _without_footer(raw)
    if (b"-" in raw or b"_" in raw) and _URL_SAFE.fullmatch(raw):
        raw = raw.translate(_USUAL)
    end = raw.find(b"=")
    if end >= 0 and raw[end:].strip(b"=\r\n\t "):
        return b"".join(_base64_piece(piece) for piece in _PADDED.split(raw))
    return _base64_piece(raw)


def _base64_piece(raw: bytes) -> bytes:
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        packed = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
        return binascii.a2b_base64(packed[: len(packed) - (len(packed) % 4 == 1)] + b"==")


def _quoted_printable(raw: bytes) -> bytes:
    return binascii.a2b_qp(_SOFT_BREAK.sub(b"=", raw) if b"= " in raw or b"=\t" in raw else raw)
