"""A provider of access tokens on loopback: refresh tokens that change with each use, the client's own log-in, and the
device code."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.support.wire import script

__all__ = ["Authority", "authority"]

Fields = dict[str, object]


@dataclass
class Authority:
    """`refresh`: the one refresh token that it takes, "" for none. `rotates`: each use makes another. `pending`: what
    it says to a device code before it says yes, an
    error and, behind a blank, its number. `status`, `broken`: of every answer, where not 200 and JSON.
    `make`: the next access token, from its number."""

    port: int = 0
    refresh: str = "refresh-0"
    rotates: bool = False
    lasts: int = 3600
    secret: str = ""
    pending: list[str] = field(default_factory=list)
    status: int = 0
    broken: bytes = b""
    consent_lasts: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)  # access tokens, in their order
    slow: float = 0.0
    code_lasts: int = 900
    offline: bool = True  # a person's consent outlives its first token
    make: Callable[[int], str] = "access-{}".format

    @property
    def url(self) -> str:
        """Where tokens are asked for."""
        return f"http://127.0.0.1:{self.port}/token"

    @property
    def device_url(self) -> str:
        """Where a device code is."""
        return f"http://127.0.0.1:{self.port}/device"

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, Fields]:
        """Status and JSON."""
        self.asked.append(asked)
        if asked.get("client_secret", "") != self.secret:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: somebody@hanoi.example"}
        if path == "/device":
            page = {"verification_uri": "https://login.example/device", "expires_in": self.code_lasts}
            page |= {"interval": 0}
            return 200, page | {"device_code": "device-1", "user_code": "ABCD-EFGH"}
        match asked["grant_type"]:
            case "client_credentials":
                return 200, self._token()
            case "refresh_token" if self.refresh and asked["refresh_token"] == self.refresh:
                return 200, self._token(asked["refresh_token"])
            case "refresh_token":
                return 400, {"error": "invalid_grant"}
        if self.pending:
            said, _, number = self.pending.pop(0).partition(" ")
            return 400, {"error": said} | ({"error_codes": [int(number)]} if number else {})
        return 200, self._token("device")

    def _token(self, refresh: str = "") -> Fields:
        self.issued.append(self.make(len(self.issued)))
        made: Fields = {"access_token": self.issued[-1], "token_type": "Bearer", "expires_in": self.lasts}
        if self.offline and refresh and (self.rotates or refresh == "device"):
            self.refresh = f"refresh-{len(self.issued)}"
            made["refresh_token"] = self.refresh
        if self.consent_lasts:
            made["refresh_token_expires_in"] = self.consent_lasts
        return made

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        size = next(int(line.split(":")[1]) for line in head if line.lower().startswith("content-length:"))
        asked = dict(parse_qsl((await reader.readexactly(size)).decode()))
        status, fields = self.answer(head[0].split()[1], asked)
        body = self.broken or json.dumps(fields).encode()
        await asyncio.sleep(self.slow)
        line = f"HTTP/1.1 {self.status or status} x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(line.encode() + body)
        await writer.drain()


@asynccontextmanager
async def authority() -> AsyncIterator[Authority]:
    """One that runs."""
    made = Authority()
    async with script(made.session) as made.port:
        yield made
