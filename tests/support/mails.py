"""Mails of tests in few words: a head that all have, a body, parts."""

from gateway.channels import email
from gateway.domain.model import Decoded

WORDS = "Cống trước nhà số 27 ngõ 8 tắc đã ba ngày, nước bẩn tràn vào nhà."
DANGER = "Cháy ở chung cư 7 Văn Miếu, có người kẹt bên trong, cứu với!"
HEAD = b"From: Mau <mau@example.com>\r\nTo: phuong@example.com\r\nSubject: Cong tac\r\nMessage-ID: <1@example.com>\r\n"


def mail(head: str, body: str | bytes) -> Decoded:
    octets = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return email.decode([HEAD + head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + octets])


def parts(kind: str, *each: tuple[str, str], boundary: str = "b") -> Decoded:
    body = "".join(f"--{boundary}\n{head}\n\n{content}\n" for head, content in each) + f"--{boundary}--\n"
    return mail(f'Content-Type: multipart/{kind}; boundary="{boundary}"', body)


PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"
JPEG = 'Content-Type: image/jpeg; name="anh.jpg"\nContent-Transfer-Encoding: base64'
