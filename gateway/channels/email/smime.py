"""S/MIME whose text stands in the signature (RFC 8551 §3.5.2, CMS: RFC 5652): the text, and who says to have signed.

Nothing is verified here (signature.py). asn1crypto, which reads this form, has had no release for years; what is needed
is a walk over nested lengths (X.690), which is bounded here by the octets at hand, and also takes the indefinite
lengths that mail programs write.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Opened", "certificate", "open_message", "signer"]

MAX_DEPTH = 40
MAX_INFLATED = 33_554_432

_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = frozenset(map(bytes.fromhex, ("2a864886f70d010703", "2a864886f70d010706", "2a864886f70d0109100117")))
_COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
_ALTERNATIVE_NAMES = bytes.fromhex("551d11")
_NAMES = {"550403": "name", "55040a": "organisation", "2a864886f70d010901": "email"}
_SEQUENCE, _SET, _OID, _OCTETS, _INTEGER = 0x30, 0x31, 0x06, 0x04, 0x02


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`content`: the MIME part that was signed, b"" where it is encrypted. `signer`: of the certificate, as far as it
    is told: name, organisation, email, issuer, serial (hex), valid_from, valid_to (ISO 8601, UTC), sha256."""

    content: bytes
    encrypted: bool = False
    signer: Mapping[str, str]


class _Value(NamedTuple):
    tag: int
    start: int  # where the whole value begins
    content: bytes
    end: int


class _Broken(ValueError):
    """Not X.690."""


def open_message(data: bytes) -> Opened | None:
    """What an application/pkcs7-mime holds; None where it is no CMS, or one without text (certs-only)."""
    try:
        kind, *wrapped = _values(_first(data).content)
        if kind.tag != _OID or not wrapped:
            return None
        if kind.content in _ENVELOPED:
            return Opened(content=b"", encrypted=True, signer={})
        if kind.content not in (_SIGNED, _COMPRESSED):
            return None
        values = list(_values(_first(wrapped[0].content).content))
        _type, *inner = _values(next(one.content for one in values[1:] if _begins_with_oid(one)))
        content = _octets(_first(inner[0].content)) if inner else b""
        if kind.content == _COMPRESSED:
            content = zlib.decompressobj().decompress(content, MAX_INFLATED)
        return Opened(content=content, signer=_signer(values)) if content else None
    except (_Broken, ValueError, IndexError, StopIteration, zlib.error):
        return None


def signer(data: bytes) -> Mapping[str, str]:
    """Who says to have signed, of a signature that stands beside its text; nothing where it cannot be read."""
    try:
        kind, *wrapped = _values(_first(data).content)
        signed = kind.tag == _OID and kind.content == _SIGNED
        return _signer(list(_values(_first(wrapped[0].content).content))) if signed and wrapped else {}
    except (_Broken, ValueError, IndexError, StopIteration):
        return {}


def certificate(data: bytes) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """What a certificate (DER) tells, as in Opened.signer, and all its addresses; nothing where it is none."""
    try:
        told = _certificate(_first(data))
        mails = told.pop("_mails").split()
    except (_Broken, ValueError, IndexError, StopIteration):
        return {}, ()
    shown = {name: value for name, value in told.items() if value and name != "_key"}
    return {**shown, "sha256": hashlib.sha256(data).hexdigest()}, tuple(mails)


def _begins_with_oid(value: _Value) -> bool:
    """Of the fields of SignedData and CompressedData, the one that holds the content: algorithms are a SET, or stand
    before it and hold no [0]."""
    if value.tag != _SEQUENCE:
        return False
    inner = list(_values(value.content))
    return len(inner) > 1 and inner[0].tag == _OID and inner[1].tag == 0xA0


def _first(data: bytes, at: int = 0, depth: int = 0) -> _Value:
    """The value at `at`: tag, length (short, long or indefinite), content."""
    if depth > MAX_DEPTH or at + 2 > len(data):
        raise _Broken("cut, or too deep")
    tag, length, begin = data[at], data[at + 1], at + 2
    if tag & 31 == 31:
        raise _Broken("a tag of several octets")
    if length == 0x80:
        inner = begin
        while data[inner : inner + 2] != b"\x00\x00":
            inner = _first(data, inner, depth + 1).end
        return _Value(tag, at, data[begin:inner], inner + 2)
    if length > 0x80:
        begin += length & 127
        length = int.from_bytes(data[at + 2 : begin], "big")
    return _Value(tag, at, data[begin : begin + length], min(begin + length, len(data)))


def _values(data: bytes) -> Iterator[_Value]:
    at = 0
    while at < len(data):
        value = _first(data, at)
        yield value
        at = max(value.end, at + 2)


def _octets(value: _Value) -> bytes:
    """An OCTET STRING, also one in pieces (X.690 §8.7.3)."""
    if value.tag & 0x20:
        return b"".join(_octets(piece) for piece in _values(value.content))
    return value.content


def _signer(values: Sequence[_Value]) -> Mapping[str, str]:
    """The certificate of the first signer, by its issuer and number; the first one where none is named so."""
    bags = [one.content for one in values if one.tag == 0xA0]
    certificates = [(bag[one.start : one.end], one) for bag in bags for one in _values(bag) if one.tag == _SEQUENCE]
    if not certificates or values[-1].tag != _SET:
        return {}
    signers = list(_values(values[-1].content))
    named = list(_values(signers[0].content))[1].content if signers else b""
    read = [(whole, _certificate(certificate)) for whole, certificate in certificates]
    whole, told = next((one for one in read if one[1]["_key"] == named.hex()), read[0])
    shown = {name: value for name, value in told.items() if value and not name.startswith("_")}
    return {**shown, "sha256": hashlib.sha256(whole).hexdigest()}


def _certificate(certificate: _Value) -> dict[str, str]:
    """The fields of a certificate (RFC 5280 §4.1); "_key": its issuer and number, as a SignerInfo names it; "_mails":
    all its addresses."""
    body = next(_values(certificate.content))
    fields = [one for one in _values(body.content) if one.tag != 0xA0]
    serial, _algorithm, issuer, validity, subject = fields[:5]
    told = _name(_parts(subject))
    extensions = next((one.content for one in fields[5:] if one.tag == 0xA3), b"")
    mails = [*_mails_of(extensions), *filter(None, [told.get("email")])]
    told["email"], told["_mails"] = next(iter(mails), ""), " ".join(mails)
    issued = _name(_parts(issuer))
    told["issuer"] = issued.get("name") or issued.get("organisation", "")
    told["serial"] = serial.content.hex()
    told["valid_from"], told["valid_to"] = (_time(one) for one in list(_values(validity.content))[:2])
    told["_key"] = (body.content[issuer.start : issuer.end] + body.content[serial.start : serial.end]).hex()
    return told


def _parts(name: _Value) -> Iterator[_Value]:
    for group in _values(name.content):
        yield from _values(group.content)


def _name(parts: Iterator[_Value]) -> dict[str, str]:
    told: dict[str, str] = {}
    for part in parts:
        oid, value = list(_values(part.content))[:2]
        if field := _NAMES.get(oid.content.hex()):
            told.setdefault(field, _string(value))
    return told


def _string(value: _Value) -> str:
    text = value.content.decode("utf-16-be" if value.tag == 0x1E else "utf-8", "replace")
    return "".join(sign for sign in text if sign.isprintable())[:200]


def _mails_of(extensions: bytes) -> list[str]:
    """The addresses among the alternative names (RFC 8550 §3)."""
    for extension in _values(_first(extensions).content) if extensions else ():
        oid, *_critical, value = _values(extension.content)
        if oid.content == _ALTERNATIVE_NAMES:
            names = _values(_first(value.content).content)
            return [_string(one) for one in names if one.tag == 0x81]
    return []


def _time(value: _Value) -> str:
    """UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5) as ISO 8601."""
    digits = value.content.decode("ascii", "replace")
    if value.tag == 0x17:
        digits = ("20" if digits[:2] < "50" else "19") + digits
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}Z"
