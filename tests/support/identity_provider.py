"""A provider of log-ins (OpenID Connect) on loopback, at the wire: discovery, authorize, token, keys; and its faults.

    async with identity_provider.running() as idp:
        idp.person = {"sub": "1", "preferred_username": "lan"}
        idp.fault = "wrong nonce"

Tokens are put together here octet by octet, so that they can be wrong in any way.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.support.authenticator import b64

CLIENT, SECRET = "gateway", "a secret of tests"


@dataclass
class Key:
    """A key pair that signs ES256."""

    kid: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    @property
    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def jwk(self) -> dict[str, str]:
        point = self.private.public_key().public_numbers()
        x, y = (b64(n.to_bytes(32)) for n in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": self.kid, "use": "sig", "alg": "ES256"}


def token(key: Key, claims: Mapping[str, Any], how: str = "ES256", **header: Any) -> str:
    """A JWS. `how` it is signed: ES256; none; secret: HS256 by the client's secret; public: HS256 by the public key."""
    algorithm = {"none": "none", "secret": "HS256", "public": "HS256"}.get(how, how)
    said = {"alg": algorithm, "typ": "JWT", "kid": key.kid, **header}
    head = {name: value for name, value in said.items() if value is not None}
    signed = ".".join(b64(json.dumps(part).encode()) for part in (head, claims))
    mac = {"secret": SECRET.encode(), "public": key.pem}.get(how)
    signature = (
        hmac.digest(mac, signed.encode(), "sha256") if mac else b"" if how == "none" else key.sign(signed.encode())
    )
    return f"{signed}.{b64(signature)}"


def claims(issuer: str, nonce: str, person: Mapping[str, Any] | None = None, *, at: int) -> dict[str, Any]:
    """Those of an ID token that is right. `at`: seconds since 1970."""
    made = {"iss": issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce}
    return {**made, **(person or {"sub": "1"})}


def log_out(issuer: str, *, at: int, **more: Any) -> dict[str, Any]:
    """The claims of a logout token that is right (Back-Channel Logout 1.0 §2.4); those of `more` that are None are left
    out. `at`: seconds since 1970."""
    made = {"iss": issuer, "aud": CLIENT, "iat": at, "exp": at + 120, "jti": secrets.token_urlsafe(8)}
    events: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}
    said = {**made, "events": events, "sub": "1", **more}
    return {name: value for name, value in said.items() if value is not None}


BROKEN = {  # by fault and path: status, body
    ("500", "/token"): (500, "<html>oops</html>"),
    ("huge", "/token"): (200, json.dumps({"id_token": "x" * 300_000})),
    ("no json", "/token"): (200, "[" * 100_000),
}
MISTAKEN = {  # what it says of itself
    "other issuer": {"issuer": "https://other.example"},
    "no TLS": {"token_endpoint": "http://sso.example/token"},
}


@dataclass
class IdentityProvider:
    """One of them. `fault`: by which it is wrong; `asks`: on a page of its own, from which a person goes on;
    `person`: who is logged in there; `asked`: paths, in order."""

    issuer: str = ""
    fault: str = ""
    asks: bool = False
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "1"})
    key: Key = field(default_factory=lambda: Key("one"))
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, target: str, headers: Mapping[str, str], body: str) -> tuple[int, dict[str, str], str]:
        """Status, headers, body."""
        path = urlsplit(target).path
        self.asked.append(path)
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if (self.fault, path) in BROKEN:
            status, said = BROKEN[self.fault, path]
            return status, {}, said
        match path:
            case "/.well-known/openid-configuration":
                return 200, {}, json.dumps({**self.metadata(), **MISTAKEN.get(self.fault, {})})
            case "/keys":
                return 200, {}, json.dumps({"keys": [self.key.jwk]})
            case "/authorize":
                return self._authorize(query)
            case "/token":
                return self._token(headers, form)
        return 204, {}, ""

    def metadata(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        places["end_session_endpoint"] = "logout"
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in places.items()}}

    async def tell(self, page: str, *, signed_by: Key | None = None, how: str = "ES256", **more: Any) -> httpx.Response:
        """Tell a gateway, whose pages are at `page`, that somebody has logged out; what its answer is."""
        made = token(signed_by or self.key, log_out(self.issuer, at=int(time.time()), **more), how, typ="logout+jwt")
        async with httpx.AsyncClient() as client:
            return await client.post(f"{page}/login/sso/log-out", data={"logout_token": made})

    def _authorize(self, query: dict[str, str]) -> tuple[int, dict[str, str], str]:
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        if self.fault == "refuses":
            back = {"error": "access_denied", "state": query["state"]}
        address = f"{query['redirect_uri']}?{urlencode(back)}"
        if self.asks:
            return 200, {"Content-Type": "text/html"}, f'<a href="{escape(address)}">Yes, it is me</a>'
        return 303, {"Location": address}, ""

    def _token(self, headers: Mapping[str, str], form: dict[str, str]) -> tuple[int, dict[str, str], str]:
        asked = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {}, json.dumps({"error": "invalid_grant"})
        if headers.get("authorization") != f"Basic {basic}":
            return 401, {}, json.dumps({"error": "invalid_client"})
        said = claims(
            self.issuer, "another" if self.fault == "wrong nonce" else asked["nonce"], self.person, at=int(time.time())
        )
        made = token(self.key, said, self.fault if self.fault in ("none", "secret", "public") else "ES256")
        return 200, {}, json.dumps({"access_token": "x", "token_type": "Bearer", "id_token": made})


@asynccontextmanager
async def running(context: ssl.SSLContext | None = None) -> AsyncIterator[IdentityProvider]:
    """Run one on a free port of loopback; "slow" answers after the log-in has given up."""
    idp = IdentityProvider()
    hold = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        (_, target, _), lines = head.splitlines()[0].split(" "), head.splitlines()[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
        if idp.fault == "slow":
            await hold.wait()
        status, more, said = idp.answer(target, headers, body)
        fields = {"Content-Length": str(len(said.encode())), "Connection": "close", **more}
        writer.write(f"HTTP/1.1 {status} x\r\n".encode() + "".join(f"{n}: {v}\r\n" for n, v in fields.items()).encode())
        writer.write(b"\r\n" + said.encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    scheme = "https" if context else "http"
    idp.issuer = f"{scheme}://localhost:{server.sockets[0].getsockname()[1]}"
    try:
        yield idp
    finally:
        hold.set()
        server.close()
        await server.wait_closed()
