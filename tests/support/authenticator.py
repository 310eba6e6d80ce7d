"""An authenticator and the browser before it, in software: what a passkey says, octet by octet (Web Authentication).

    key = authenticator.Authenticator(origin)
    made = key.create(options)        # of /…/options -> what the form's field `credential` holds
    said = key.get(options)

Whatever a hostile one would say otherwise is an argument.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HOLDS_CREDENTIAL = 0x01, 0x04, 0x40  # flags of authenticator data (§6.1)
ES256 = -7


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cbor(value: Any) -> bytes:
    """As much of RFC 8949 as a credential needs."""
    match value:
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case dict():
            return _head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())
    raise TypeError(type(value))


def _head(major: int, n: int) -> bytes:
    if n < 24:
        return bytes([major << 5 | n])
    return bytes([major << 5 | 24, n]) if n < 256 else bytes([major << 5 | 25]) + n.to_bytes(2)


@dataclass(kw_only=True)
class Authenticator:
    """One device with one passkey. `counter`: None where it keeps none, as phones do."""

    origin: str
    counter: int | None = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any], *, algorithm: int = ES256, **otherwise: Any) -> str:
        """Make a passkey as options of navigator.credentials.create() want it."""
        wanted = options["publicKey"]
        assert wanted["authenticatorSelection"] == {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        }
        self.handle = unb64(wanted["user"]["id"])
        point = self.private.public_key().public_numbers()
        key = cbor({1: 2, 3: algorithm, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
        credential = bytes(16) + len(self.id).to_bytes(2) + self.id + key
        data = self._data(otherwise, HOLDS_CREDENTIAL) + credential
        client = self._client("webauthn.create", wanted["challenge"], otherwise)
        attested = cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._said(clientDataJSON=client, attestationObject=attested)

    def get(self, options: dict[str, Any], *, handle: bytes | None = None, **otherwise: Any) -> str:
        """Use it as options of navigator.credentials.get() want it."""
        wanted = options["publicKey"]
        assert wanted["userVerification"] == "required"
        assert not wanted.get("allowCredentials")  # no name is asked for
        data = self._data(otherwise, 0)
        client = self._client("webauthn.get", wanted["challenge"], otherwise)
        signed = data + hashlib.sha256(client).digest()
        signature = otherwise.get("signature") or self.private.sign(signed, ec.ECDSA(hashes.SHA256()))
        whose = self.handle if handle is None else handle
        return self._said(clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=whose)

    def _data(self, otherwise: dict[str, Any], more: int) -> bytes:
        if self.counter is not None:
            self.counter += 1
        rp_id = str(otherwise.get("rp_id", urlsplit(self.origin).hostname))
        flags = otherwise.get("flags", PRESENT | VERIFIED) | more
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + (self.counter or 0).to_bytes(4)

    def _client(self, kind: str, challenge: str, otherwise: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps({**said, **otherwise.get("client", {})}).encode()

    def _said(self, **parts: bytes) -> str:
        response = {name: b64(part) for name, part in parts.items()}
        id = b64(self.id)
        return json.dumps(
            {"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
