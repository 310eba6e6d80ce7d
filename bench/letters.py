"""What citizens write: mails as mail clients write them, and texts of one segment. Every sender writes once."""

import base64
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime

__all__ = ["AUTHSERV_ID", "HOST", "letter", "number", "sender", "words"]

HOST = "example.com"
AUTHSERV_ID = "mx.village.example"  # says that each mail is of who it says
TOPICS = ("Đèn đường hỏng", "Rác đổ trộm đầu ngõ", "Ngập nước sau mưa", "Vỉa hè bị lấn chiếm", "Ổ gà trên đường")
BODY = (
    "Kính gửi UBND phường,\n\n{topic} đã {days} hôm nay tại ngõ {n} phố Văn Miếu, tổ dân phố số 4. Bà con đi lại buổi "
    "tối rất khó khăn, có người già đã bị ngã. Tôi đã nói với tổ trưởng nhưng chưa thấy ai đến xem.\n\n"
    "Đề nghị phường cho người kiểm tra và sửa giúp.\n\nTrân trọng,\nNgười dân ngõ {n}\n"
)
TEXT = "{topic} ở ngõ {n} Văn Miếu, đề nghị phường xử lý."


def sender(n: int) -> str:
    """The n-th citizen's address."""
    return f"nguoidan{n:06}@{HOST}"


def number(n: int) -> str:
    """The n-th citizen's phone number, n below 10,000."""
    return f"+8459000{n:04}"


def words(n: int) -> str:
    """The n-th text, one segment of UCS-2."""
    return TEXT.format(topic=TOPICS[n % len(TOPICS)], n=n)[:70]


def letter(n: int, to: str) -> bytes:
    """The n-th mail, 2–3 kB as it lies in a mailbox; every third in two forms, plain and HTML."""
    topic = TOPICS[n % len(TOPICS)]
    body = BODY.format(topic=topic, days=n % 7 + 2, n=n)
    content = _two_forms(body, _mark(n)) if n % 3 == 0 else _part("plain", body)
    return (_head(n, to, topic) + content).encode("ascii")


def with_photo(n: int, to: str, body: str, photo: bytes) -> bytes:
    """The n-th citizen's mail with these words and a photo."""
    between = f"--=_{_mark(n)[:16]}"
    packed = base64.encodebytes(photo).decode().replace("\n", "\r\n")
    return (
        f"{_head(n, to, TOPICS[n % len(TOPICS)])}"
        f'Content-Type: multipart/mixed; boundary="{between[2:]}"\r\n\r\n{between}\r\n{_part("plain", body)}'
        f'{between}\r\nContent-Type: image/jpeg; name="anh.jpg"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="anh.jpg"\r\n\r\n{packed}{between}--\r\n'
    ).encode("ascii")


def _mark(n: int) -> str:
    return hashlib.sha256(str(n).encode()).hexdigest()


def _head(n: int, to: str, topic: str) -> str:
    mark = _mark(n)
    return (
        f"Return-Path: <{sender(n)}>\r\n"
        f"Received: from mail.{HOST} (mail.{HOST} [192.0.2.{n % 250}])\r\n\tby {AUTHSERV_ID} with ESMTPS"
        f" id {mark[:12]}\r\n\tfor <{to}>; {format_datetime(datetime.now(UTC))}\r\n"
        f"Authentication-Results: {AUTHSERV_ID}; dkim=pass header.d={HOST}; dmarc=pass header.from={HOST}\r\n"
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={HOST}; s=s1;\r\n\th=from:to:subject:date:message-id;"
        f"\r\n\tbh={mark[:44]}; b={mark * 4}\r\n"
        f"From: {_word(f'Người dân số {n}')} <{sender(n)}>\r\nTo: <{to}>\r\nSubject: {_word(topic)}\r\n"
        f"Date: {format_datetime(datetime.now(UTC))}\r\nMessage-ID: <{mark[:24]}@{HOST}>\r\nMIME-Version: 1.0\r\n"
    )


def _word(text: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def _part(kind: str, body: str) -> str:
    packed = base64.encodebytes(body.encode()).decode().replace("\n", "\r\n")
    return f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed}"


def _two_forms(body: str, mark: str) -> str:
    html = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    between = f"--=_{mark[:16]}"
    parts = "".join(f"{between}\r\n{_part(kind, words)}" for kind, words in (("plain", body), ("html", html)))
    return f'Content-Type: multipart/alternative; boundary="{between[2:]}"\r\n\r\n{parts}{between}--\r\n'
