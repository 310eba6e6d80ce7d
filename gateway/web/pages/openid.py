"""A log-in by an account that one has elsewhere (`[login]`): there, back, and out again."""

from ipaddress import ip_address
from secrets import token_urlsafe

import structlog
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.services.accounts import challenges, log_in, openid
from gateway.services.accounts.openid_provider import Provider
from gateway.web.http import peers
from gateway.web.http.context import Form, PageContext, RequestContext, back
from gateway.web.pages import login
from gateway.web.pages.account import person

log = structlog.get_logger(__name__)
LOG_OUTS_A_MINUTE = 120  # that one address may tell of, right or wrong


def routes(pages: PageContext) -> list[Route]:
    """The way there from the log-in and from an invitation, the way back, and what follows a log-out."""
    there = _Provider(Provider(pages.context.config.login))
    return [
        pages.public("/login/sso", there.begin),
        pages.public("/login/sso/left", there.left),
        pages.public_form(f"/{openid.LOG_OUT}", there.logged_out),
        pages.public("/welcome/{token}/sso", there.begin_by_link),
        pages.public(f"/{openid.BACK}", there.returned),
        pages.page("/account/sso", there.begin_by_session, Act.OWN_ACCOUNT),
        pages.act("/account/sso/remove", _remove, Act.OWN_ACCOUNT),
    ]


class _Provider:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._rates = peers.Rates(LOG_OUTS_A_MINUTE)

    async def begin(self, pages: PageContext, request: RequestContext) -> Response:
        """To the provider."""
        return await self._begin(pages, request, openid.holder_of(secret=token_urlsafe(32)))

    async def begin_by_link(self, pages: PageContext, request: RequestContext) -> Response:
        """To the provider, whose account becomes that of whom the invitation is for."""
        await login.invited(pages, request)
        holder = openid.holder_of(secret=token_urlsafe(32), token=request.named("token"))
        return await self._begin(pages, request, holder)

    async def begin_by_session(self, pages: PageContext, request: RequestContext) -> Response:
        """To the provider, whose account becomes that of whoever is logged in here."""
        person(request)
        async with pages.db.connection() as conn:
            await log_in.permit_another_way(conn, request.session.key)
        holder = openid.holder_of(secret=token_urlsafe(32), session=request.session.key)
        return await self._begin(pages, request, holder)

    async def _begin(self, pages: PageContext, request: RequestContext, holder: str) -> Response:
        page = pages.context.config.console.page
        if not request.is_at(page.rstrip("/")):  # the provider leads back to that one, where the cookie must be
            return back(f"{page}{request.http.url.path.lstrip('/')}")
        try:
            address = await openid.begin(pages.db, pages.context, self._provider, holder)
        except NotAllowed as refusal:
            return login.log_in_page(pages, request, refusal=catalogue.say(refusal.reason, request.language))
        answer = RedirectResponse(address, status_code=303)
        request.set_cookie(answer, _cookie(pages), holder, seconds=challenges.SECONDS)
        return answer

    async def returned(self, pages: PageContext, request: RequestContext) -> Response:
        """From the provider, with what it says. The session's cookie goes with requests of our own pages alone, which
        the one that is led here from elsewhere is not: a page of ours leads on."""
        holder = request.http.cookies.get(_cookie(pages), "")
        said = {name: request.asked(name) for name in ("code", "state", "iss", "error")}
        try:
            secret = await openid.finish(pages.db, pages.context, self._provider, holder, said)
        except NotAllowed as refusal:
            return login.log_in_page(pages, request, refusal=catalogue.say(refusal.reason, request.language))
        answer = await login.entered(pages, request, secret, by_page=True)
        answer.delete_cookie(_cookie(pages), httponly=True, samesite="lax")
        return answer

    async def left(self, pages: PageContext, request: RequestContext) -> Response:
        """Out of the gateway; perhaps not yet out of the provider."""
        try:
            leaving = await self._provider.leaving(pages.context.config.console.page)
        except NotAllowed:
            leaving = ""
        provider = pages.context.config.login.label
        return pages.show(request, "left.html", here="login", leaving=leaving, provider=provider)

    async def logged_out(self, pages: PageContext, request: RequestContext, form: Form) -> Response:
        """The provider tells that somebody has logged out there (Back-Channel Logout 1.0 §2.5, §2.8)."""
        client = request.http.client
        if client is None or not self._rates.allow(ip_address(client.host)):
            return JSONResponse({"error": "too_many_requests"}, status_code=429, headers={"Retry-After": "60"})
        try:
            ended = await openid.log_out(pages.db, pages.context, self._provider, form.get("logout_token"))
        except NotAllowed as refusal:
            log.warning("a log-out by the provider was refused", reason=refusal.reason.code)
            said = {"error": "invalid_request", "error_description": refusal.reason.code}
            return JSONResponse(said, status_code=400)
        log.info("a log-out by the provider", sessions=ended)
        return Response(status_code=200)


async def _remove(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    session, label = request.session, request.label
    done = await openid.remove(pages.db, session.actor, person(request), session.key)
    session.notices.append(("ok", label["identity_removed"]) if done else ("refused", label["people_unchanged"]))
    return back("/account")


def _cookie(pages: PageContext) -> str:
    """The name of the cookie by which a browser that comes back is known; it comes from the provider's pages."""
    return f"{pages.cookie}_sso"
