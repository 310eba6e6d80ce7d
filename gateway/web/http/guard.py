"""What stands before every page: who may ask, how often, and what a browser may do with the answer."""

from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from gateway.settings.listening import Console
from gateway.web import reasons
from gateway.web.http import peers

NAMES = ("127.0.0.1", "localhost", "[::1]")
FOR_THIS_MACHINE = frozenset({"/health", "/metrics"})  # for programs, which have no session

OF_SERVERS = frozenset({"/login/sso/log-out"})  # for another server, which proves itself by what it signs
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
# a browser that has been here once asks for no plain page of this name again (RFC 6797)
ALWAYS_TLS = {"Strict-Transport-Security": "max-age=31536000"}


class Guard:
    """Refuses requests that name another host (DNS rebinding: some other site may have its own name point at us), forms
    that another site sends, proxies that nobody named, and who asks too often.

    To the app it hands on who asks behind a proxy of ours, and the scheme that the browser uses."""

    def __init__(self, app: ASGIApp, console: Console) -> None:
        self._app, self._console = app, console
        self._rates = peers.Rates(console.requests_per_minute)
        own = [f"{name}:{console.port}" for name in NAMES]
        self._here = {host: f"{console.scheme}://{host}" for host in own}  # Host -> Origin
        public = urlsplit(console.public_url)
        named = {public.netloc, f"{public.hostname}:{public.port or 443}"} if console.public_url else ()
        self._public = dict.fromkeys(named, console.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        asking = peers.address(scope, headers, self._console.proxies)
        origin = self._origin(headers.getlist("host"), asking)
        added = {**HEADERS, **ALWAYS_TLS} if origin and origin.startswith("https:") else HEADERS

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.update(added)
                answer.setdefault("Cache-Control", "no-store")
            await send(message)

        if refusal := self._refusal(scope, headers, asking, origin):
            await refusal(scope, receive, guarded)
            return
        seen = {**scope, "client": (str(asking), 0), "scheme": origin.partition(":")[0] if origin else "http"}
        # What was unforeseen has been shown and written down by then (unforeseen.py); raised further it would
        # come into the log with words that may be a citizen's.
        with suppress(Exception):
            await self._app(seen, receive, guarded)

    def _refusal(
        self, scope: Scope, headers: Headers, asking: peers.Address | None, origin: str | None
    ) -> Response | None:
        """Why this request is not taken, if it is not."""
        if asking is None or self._comes_around(scope, headers):
            return _refused(403, reasons.NOT_BY_THIS_WAY)
        if not asking.is_loopback and not self._rates.allow(asking):
            return _refused(429, reasons.TOO_OFTEN, {"Retry-After": str(round(peers.MINUTE))})
        if origin is None:
            return _refused(421, reasons.OPENED_AS(page=self._console.page))
        if not asking.is_loopback and scope["path"] in FOR_THIS_MACHINE:
            return _refused(403, reasons.FOR_THIS_MACHINE)
        by_a_server = scope["path"] in OF_SERVERS and "origin" not in headers
        if scope["method"] == "POST" and not by_a_server and not _same_origin(headers, origin):
            return _refused(403, reasons.OTHER_SITE)
        return None

    def _comes_around(self, scope: Scope, headers: Headers) -> bool:
        """Whether it comes by a proxy that nobody named, of which everybody would count as this machine, or in clear
        from another machine than a proxy of ours."""
        peer = peers.parsed(scope["client"][0]) if scope.get("client") else None
        if peer is None or peers.within(peer, self._console.proxies):
            return peer is None
        return peers.is_forwarded(headers) or not (peer.is_loopback or self._console.certificate)

    def _origin(self, hosts: list[str], asking: peers.Address | None) -> str | None:
        """The origin (RFC 6454) under which a browser has this host, None where it is none of ours."""
        host = hosts[0].lower() if len(hosts) == 1 else ""
        here = self._here if asking is not None and asking.is_loopback else {}
        return self._public.get(host) or here.get(host)


def _refused(status: int, why: Reason, headers: dict[str, str] | None = None) -> Response:
    """In every language: no page has said yet which one is read."""
    words = "\n".join(catalogue.say(why, language) for language in catalogue.LANGUAGES)
    return PlainTextResponse(f"{words}\n", status_code=status, headers=headers)


def _same_origin(headers: Headers, origin: str) -> bool:
    """Every browser names the Origin of a form; ours is the very one that was asked."""
    same = headers.getlist("origin") == [origin]
    return same and headers.get("sec-fetch-site", "same-origin") == "same-origin"
