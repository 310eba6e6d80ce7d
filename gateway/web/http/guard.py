"""What stands before every page: who may ask, and what a browser may do with the answer."""

from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from gateway.web import reasons

NAMES = ("127.0.0.1", "localhost", "[::1]")

# Nothing inline, nothing from elsewhere, no frame around us (W3C CSP Level 3). The referrer stays among our own pages:
# without one a browser would send "Origin: null" with our own forms (Fetch, "append a request Origin header").
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _refusal(status: int, why: Reason) -> Response:
    """In every language: no page has said yet which one is read."""
    words = "\n".join(catalogue.say(why, language) for language in catalogue.LANGUAGES)
    return PlainTextResponse(f"{words}\n", status_code=status)


class Guard:
    """Refuses requests that name another host (DNS rebinding: some other site may have its own name point at us), and
    forms that another site sends."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        self._hosts = frozenset(f"{name}:{port}" for name in NAMES)
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        if not self._is_ours(headers.getlist("host")):
            await _refusal(421, reasons.OPENED_AS(port=self._port))(scope, receive, guarded)
        elif scope["method"] == "POST" and not self._same_origin(headers):
            await _refusal(403, reasons.OTHER_SITE)(scope, receive, guarded)
        else:
            # What was unforeseen has been shown and written down by then (unforeseen.py); raised further it would
            # come into the log with words that may be a citizen's.
            with suppress(Exception):
                await self._app(scope, receive, guarded)

    def _is_ours(self, hosts: list[str]) -> bool:
        return len(hosts) == 1 and hosts[0].lower() in self._hosts

    def _same_origin(self, headers: Headers) -> bool:
        """Every browser names the Origin of a form; ours is the very host that was asked."""
        same = headers.getlist("origin") == [f"http://{headers['host'].lower()}"]
        return same and headers.get("sec-fetch-site", "same-origin") == "same-origin"
