"""S/MIME: what is signed gives its words, what is encrypted is said to be (RFC 8551)."""

import base64
import zlib

import pytest

from gateway.channels import email
from gateway.channels.email import smime
from tests.support.mails import DANGER, HEAD, JPEG, PLAIN, WORDS, mail, parts


def der(tag: int, *contents: bytes, indefinite: bool = False) -> bytes:
    content = b"".join(contents)
    if indefinite:
        return bytes([tag, 0x80]) + content + b"\0\0"
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


OIDS = {"data": "2a864886f70d010701", "signed": "2a864886f70d010702", "enveloped": "2a864886f70d010703"}
OIDS |= {
    "compressed": "2a864886f70d0109100109",
    "name": "550403",
    "rsa": "2a864886f70d010101",
    "zlib": "2a864886f70d0109100308",
}


def oid(name: str) -> bytes:
    return der(6, bytes.fromhex(OIDS[name]))


def cms(kind: str, content: bytes, *, indefinite: bool = False) -> bytes:
    chunks = [der(4, content[at : at + 50]) for at in range(0, len(content), 50)]
    octets = der(0x24, *chunks, indefinite=True) if indefinite else der(4, content)
    inner = der(0x30, oid("data"), der(0xA0, octets, indefinite=indefinite), indefinite=indefinite)
    if kind == "compressed":
        octets = der(4, zlib.compress(content))
        body = der(0x30, der(2, b"\0"), der(0x30, oid("zlib")), der(0x30, oid("data"), der(0xA0, octets)))
    else:
        issuer = der(0x30, der(0x31, der(0x30, oid("name"), der(12, "CA Mẫu".encode()))))
        subject = der(0x30, der(0x31, der(0x30, oid("name"), der(12, "Trần Thị Mận".encode()))))
        dates = der(0x30, der(23, b"260101000000Z"), der(24, b"20300101000000Z"))
        body = der(0xA0, der(2, b"\2")) + der(2, b"\x2a") + der(0x30, oid("rsa"))
        certificate = der(0x30, der(0x30, body, issuer, dates, subject, der(0x30)), der(0x30), der(3, b"\0"))
        signer = der(0x31, der(0x30, der(2, b"\1"), der(0x30, issuer, der(2, b"\x2a"))))
        body = der(0x30, der(2, b"\1"), der(0x31), inner, der(0xA0, certificate), signer, indefinite=indefinite)
    return der(0x30, oid(kind), der(0xA0, body, indefinite=indefinite), indefinite=indefinite)


SIGNED_PART = f"{PLAIN}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{DANGER}\r\n".encode()


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "Content-Type: application/x-pkcs7-mime; name=smime.p7m",
        "Content-Type: application/pkcs7-mime",
        'Content-Type: application/octet-stream; name="smime.p7m"\nContent-Disposition: attachment',
        "Content-Type: application/pkcs7-mime; smime-type=compressed-data",
    ],
)
def test_a_signature_gives_the_words_in_it_and_who_signed(head: str) -> None:
    for indefinite in (False, True):
        kind = "compressed" if "compressed" in head else "signed"
        code = base64.encodebytes(cms(kind, SIGNED_PART, indefinite=indefinite)).decode()
        whole = mail(f"{head}\nContent-Transfer-Encoding: base64", code)
        inside = parts("mixed", (f"{head}\nContent-Transfer-Encoding: base64", code), (PLAIN, "-- \nsent by list"))
        for found in (whole, inside):
            assert found.text.startswith(DANGER)
            assert found.flags == ("signed",)
            assert found.attachments == ()
        if kind == "signed":
            signer = whole.extra["signer"]
            assert isinstance(signer, dict)
            assert signer.pop("sha256")
            assert signer == {
                "name": "Trần Thị Mận",
                "issuer": "CA Mẫu",
                "serial": "2a",
                "valid_from": "2026-01-01T00:00:00Z",
                "valid_to": "2030-01-01T00:00:00Z",
            }


def test_a_signature_in_a_signature_is_opened_and_none_without_end() -> None:
    content = SIGNED_PART
    for depth in range(8):
        code = base64.encodebytes(cms("signed", content))
        content = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + code
        found = email.decode([HEAD + content])
        assert (found.text == DANGER) is (depth < 5)


def test_what_is_encrypted_is_said_to_be() -> None:
    enveloped = base64.encodebytes(der(0x30, oid("enveloped"), der(0xA0, der(0x30, der(2, b"\0"))))).decode()
    for head in (
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "Content-Type: application/pkcs7-mime",
        "Content-Type: application/octet-stream; name=smime.p7m",
    ):
        assert "encrypted" in mail(f"{head}\nContent-Transfer-Encoding: base64", enveloped).flags
    assert "encrypted" in mail(PLAIN, "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----").flags
    clear = parts("mixed", (PLAIN, WORDS), (f"{head}\nContent-Transfer-Encoding: base64", enveloped))
    assert ("encrypted" in clear.flags, len(clear.attachments)) == (False, 1)
    pgp = parts("encrypted", ("Content-Type: application/pgp-encrypted", "Version: 1"), (JPEG, "AAAA"))
    assert "encrypted" in pgp.flags
    certificates = "Content-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c"
    assert "encrypted" not in parts("mixed", (PLAIN, WORDS), (certificates, "AAAA")).flags


def test_cut_and_mangled_signatures_break_nothing() -> None:
    whole = cms("signed", SIGNED_PART)
    for at in range(0, len(whole), 3):
        smime.open_message(whole[:at])
        smime.open_message(whole[:at] + bytes([whole[at] ^ 0x81]) + whole[at + 1 :])
    smime.open_message(b"\x30\x80" * 10_000)
