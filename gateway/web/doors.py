"""The doors: channels' own HTTP routes, apart from the pages. Who may ask, how much and how often is settled here once.

A route sees a request only after its address, its rate, its size and its token or signature were found right, and its
whole body is there. What the routes hand over is stored before they answer: an error of ours is 503, and whoever sent
the piece sends it again. A line that its channel does not have is 404: it would be as unknown the next time.
"""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256

import structlog
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.channels import Accept, Channel, Routed, Signs
from gateway.domain.model import Received
from gateway.settings.config import Config
from gateway.settings.configuration import Options
from gateway.settings.listening import Doors
from gateway.web.http.peers import Rates, address, parsed, within

__all__ = ["create_app", "lets_in"]

log = structlog.get_logger(__name__)


def create_app(config: Config, channels: Mapping[str, Channel], accept: Accept) -> ASGIApp:
    """The routes of all channels that have lines, below /NAME each."""
    mounts = [
        Mount(f"/{name}", routes=list(channel.routes(lines, _for_lines(lines, accept))))
        for name, channel in channels.items()
        if isinstance(channel, Routed) and (lines := _lines(config, name))
    ]

    def is_signed(path: str) -> bool:
        name, _, below = path.lstrip("/").partition("/")
        channel = channels.get(name)
        return isinstance(channel, Signs) and channel.is_signed(_lines(config, name), f"/{below}")

    # a bare router: an application would answer 500 by itself where a route fails
    return _Guard(Router(routes=mounts, redirect_slashes=False), config.doors, is_signed)


def lets_in(settings: Doors, peer: str) -> bool:
    """Whether [doors] allows this address."""
    asking = parsed(peer)
    return asking is not None and within(asking, settings.allowed)


def _lines(config: Config, channel: str) -> Mapping[str, Options]:
    return {line.name: line.options for line in config.lines.values() if line.channel == channel}


class _NoLine(Exception):
    """A route names a line that its channel does not have."""


def _for_lines(lines: Mapping[str, Options], accept: Accept) -> Accept:
    async def accept_known(line: str, pieces: Sequence[Received]) -> None:
        if line not in lines:
            raise _NoLine
        await accept(line, pieces)

    return accept_known


class _Guard:
    def __init__(self, app: ASGIApp, doors: Doors, is_signed: Callable[[str], bool]) -> None:
        """`is_signed`: whether the route at a path checks a signature of its own."""
        self._app, self._doors, self._is_signed = app, doors, is_signed
        self._rates = Rates(doors.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        began = False

        async def noting(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            async with asyncio.timeout(self._doors.seconds):
                await self._guarded(scope, receive, noting)
            return
        except TimeoutError:
            answer = PlainTextResponse("Not finished in time.\n", status_code=408, headers={"Connection": "close"})
        except _NoLine:
            answer = PlainTextResponse("No such line.\n", status_code=404)
        except Exception as error:  # whatever went wrong is not stored: the sender must come again
            log.warning("a door could not take a request", error=type(error).__name__)
            answer = PlainTextResponse("Not stored; send it again.\n", status_code=503, headers={"Retry-After": "30"})
        if not began:
            with suppress(Exception):
                await answer(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, signed = Headers(scope=scope), self._is_signed(scope["path"])
        token = f"Bearer {self._doors.token}"
        asking = address(scope, headers, self._doors.proxies)
        if asking is None or not within(asking, self._doors.allowed):
            refusal = PlainTextResponse("Not from there.\n", status_code=403)
        elif not self._rates.allow(asking):
            refusal = PlainTextResponse("Too many requests.\n", status_code=429, headers={"Retry-After": "60"})
        elif not signed and self._doors.token and not _same(headers.getlist("authorization"), token):
            refusal = PlainTextResponse("The token is wrong.\n", status_code=401)
        elif (body := await _body(receive, self._doors.body_bytes)) is None:
            refusal = PlainTextResponse("Too large.\n", status_code=413, headers={"Connection": "close"})
        elif not signed and self._doors.hmac and not _same(headers.getlist("x-signature-256"), self._signature(body)):
            refusal = PlainTextResponse("The signature is wrong.\n", status_code=401)
        else:
            await self._app(scope, _replayed(body), send)
            return
        await refusal(scope, receive, send)

    def _signature(self, body: bytes) -> str:
        return f"sha256={hmac.new(self._doors.hmac.encode(), body, sha256).hexdigest()}"


def _same(given: Sequence[str], wanted: str) -> bool:
    """Exactly one header of that value, compared in constant time."""
    return len(given) == 1 and hmac.compare_digest(given[0].encode(), wanted.encode())


async def _body(receive: Receive, most: int) -> bytes | None:
    """The whole body, None where it is larger than `most` bytes. As many more are read and dropped: whoever still
    sends when the connection is closed may never read the answer (RFC 9112 §9.6)."""
    body, n = bytearray(), 0
    while n <= 2 * most:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("gone before the end")
        piece = message.get("body", b"")
        n += len(piece)
        if n <= most:
            body += piece
        if not message.get("more_body"):
            return bytes(body) if n <= most else None
    return None


def _replayed(body: bytes) -> Receive:
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    return receive
