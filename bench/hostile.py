"""Texts and mails that a stranger may send to keep a machine busy, and everything that reads them, as it is called.

Reading must be linear: twice the length costs at most three times the processor time (some is noise), and nothing takes
longer than five seconds at its cap. `gw bench reading` measures all of it, a test the short form.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gateway import policy
from gateway.channels import email, sms
from gateway.channels.email import mime
from gateway.channels.sms import wire
from gateway.domain import addresses, codes, text
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded
from gateway.policy import content

__all__ = ["SHAPES", "Measured", "measure", "one", "readers"]

RATIO, SECONDS = 3.0, 5.0
NOTHING = 0.3  # seconds: below, a pause of the machine would be taken for the square

SHAPES: Mapping[str, str] = {
    "letters": "a",
    "digits": "1",
    "dots": ".",
    "marks": "\u0301\u0323",
    "quotes": '"',
    "quoted lines": "> a\n",
    "brackets": "(",
    "pairs of brackets": "()",
    "angles": "<",
    "tags": "<b>",
    "nested blocks": "<blockquote><div>",
    "blanks": " ",
    "lines": "\n",
    "blank lines": " \n",
    "syllables": "ơi ",
    "prose": "kinh gui uy ban nhan dan phuong toi xin phan anh viec hang xom gay on ao ",
    "codes": "hn7k3m9k ",
    "halves of codes": "hn 7k3 ",
    "hyphens": "-",
    "prefixes": "re: ",
    "links": "https://",
    "encoded words": "=?utf-8?q?a?= ",
    "openings of encoded words": "=?utf-8?q?",
    "addresses": "a@b.vn, ",
    "labels": "Từ: a@b.vn\n",
    "attributions": "ngày 5 đã viết:\n",
    "dashed signatures": "-- \n",
    "heads that never end": "On 9/11/2026 <a@b.vn>\n",
    "blocks of labels": "Từ: a\nĐã gửi: 9/11/2026 14:05\n",
    "rules": "-----\n",
    "failed recipients": "<a@b.vn>: 550 5.1.1 x\n",
    "delivery fields": "Final-Recipient: rfc822; a@b.vn\n\n",
    "one-time passwords": "otp 123456 ",
    "dangers": "nguy cơ cháy ",
    "near thanks": "cam on rat ",
    "near ratings": "rat khong hai ",
    "signatures": "\n -",
    "ligatures": "\ufdfa",
    "emoji": "😀",
    "escapes": "\x1b$B",
    "parameters": ';a*0="b"',
    "boundaries": "--b\n",
    "folded lines": "\n a",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one reader took for one shape: processor seconds at half the length, and at the whole."""

    reader: str
    shape: str
    half: float
    whole: float

    @property
    def ratio(self) -> float:
        """How many times as long the double takes; 1 where both take next to nothing."""
        return self.whole / max(self.half, 1e-6) if self.whole > NOTHING else 1.0

    @property
    def right(self) -> bool:
        """Whether this is linear, and quick enough."""
        return self.ratio <= RATIO and self.whole <= SECONDS


Reader = tuple[int, Callable[[str], object]]


def readers(size: int) -> dict[str, Reader]:
    """Every reading function with the length it is given: its cap, or `size` where a whole mail reaches it."""
    capped, part = min(size, content.MAX_JUDGED), min(size, mime.MAX_TEXT)
    return {
        **{f"text.{one.__name__}": (part, one) for one in (text.clean, text.fold, text.typography, text.unaccent)},
        "text.repair": (part, text.repair),
        "text.language": (capped, text.language),
        "codes.parse": (3 * capped, codes.parse),
        "codes.without": (capped, codes.without),
        "addresses.mail": (min(size, 2_000), addresses.mail),
        "addresses.phone": (min(size, 2_000), addresses.phone),
        "policy.read, own words": (2 * capped, lambda s: policy.read(_mail(text=s, reply=s, subject=s), email.TRAITS)),
        "policy.read, quoted": (2 * capped, lambda s: policy.read(_mail(text=s, reply="x"), email.TRAITS)),
        "policy.read, SMS": (2 * capped, lambda s: policy.read(_mail(text=s, reply=s), sms.TRAITS)),
        "email.sender_key": (size, lambda s: email.sender_key(b"From: a@b.vn\r\n" + _folded(s))),
        "sms.decode": (min(size, 40_000), _sms),
        **{f"email.decode, {place}": (size, _decode(head)) for place, head in BODIES.items()},
        **{f"email.decode, {name}": (size, _decode_header(name)) for name in HEADERS},
    }


BODIES: Mapping[str, bytes] = {
    "plain": b"",
    "HTML": b"Content-Type: text/html; charset=utf-8\r\n",
    "flowed": b"Content-Type: text/plain; format=flowed\r\n",
    "no known charset": b"Content-Type: text/plain; charset=x-nothing\r\n",
    "ISO-2022": b"Content-Type: text/plain; charset=iso-2022-jp\r\n",
    "quoted-printable": b"Content-Transfer-Encoding: quoted-printable\r\n",
    "base64": b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n",
    "uuencode": b"Content-Transfer-Encoding: uuencode\r\n",
    "multipart": b"Content-Type: multipart/mixed; boundary=b\r\n",
    "report": b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n",
    "bounce in own words": b"Return-Path: <>\r\nSubject: Undelivered mail\r\n",
}
HEADERS = (
    "Subject",
    "From",
    "To",
    "Reply-To",
    "References",
    "Content-Type",
    "Content-Disposition",
    "Authentication-Results",
    "Received",
    "List-Id",
)


def measure(size: int) -> Iterator[Measured]:
    """Every reader with every shape; `size`: bytes of the largest mail."""
    return (one(name, shape, size) for name in readers(size) for shape in SHAPES)


def one(name: str, shape: str, size: int) -> Measured:
    """One reader with one shape."""
    length, read = readers(size)[name]
    given = (SHAPES[shape] * (length // len(SHAPES[shape]) + 1))[:length]
    whole = _seconds(read, given)
    half = _seconds(read, given[: length // 2]) if whole > NOTHING else whole / 2
    return Measured(reader=name, shape=shape, half=half, whole=whole)


def _seconds(read: Callable[[str], object], given: str) -> float:
    began = time.process_time()
    with suppress(Unreadable):  # an answer like any other
        read(given)
    return time.process_time() - began


def _mail(**fields: Any) -> Decoded:
    return Decoded(kind="message", sender="mailto:a@b.vn", **fields)


def _bytes(s: str) -> bytes:
    return s.encode("utf-8", "surrogatepass")


def _folded(s: str) -> bytes:
    """As a header's value: its lines are continued."""
    return _bytes(s).replace(b"\n", b"\n ")


def _decode(head: bytes) -> Callable[[str], object]:
    return lambda s: email.decode([b"From: a@b.vn\r\n" + head + b"\r\n" + _bytes(s)])


def _decode_header(name: str) -> Callable[[str], object]:
    return lambda s: email.decode([b"From: a@b.vn\r\n" + name.encode() + b": x; " + _folded(s) + b"\r\n\r\nx"])


def _sms(s: str) -> object:
    record = {
        "type": "deliver", "smsc": "", "sender": "+84590001301", "time": None, "text": s, "data": "", "coding": "ucs2",
        "udh": "", "reference": None, "status": 0, "discharged": None, "pdu": "",
    }  # fmt: skip
    return sms.decode([wire.body(record)])
