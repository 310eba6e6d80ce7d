"""Coming in, by name, password and code, or by the one-time link; choosing a password by a link; going out."""

from urllib.parse import unquote

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act, may
from gateway.replies import catalogue
from gateway.services import reasons
from gateway.services.accounts import log_in, passwords, people, second_factor
from gateway.store import sessions
from gateway.store.accounts import Account
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back, ours

FIRST_PAGES = {"/cases": Act.LIST, "/audit": Act.AUDIT, "/people": Act.LIST_PEOPLE}


def routes(pages: PageContext) -> list[Route]:
    """/enter, /login, /welcome/TOKEN, /leave."""
    return [
        pages.public("/enter", _enter),
        pages.public("/login", _form),
        pages.public_form("/login", _log_in),
        pages.public("/welcome/{token}", _welcome),
        pages.public_form("/welcome/{token}", _accept),
        pages.act("/leave", _leave, Act.LOG_OUT),
    ]


async def _enter(pages: PageContext, request: RequestContext) -> Response:
    """The token of the link becomes a session, as long as nobody can log in. Raises Refused where it is used up or
    wrong."""
    if request.http.method != "GET":
        raise Refused(405, "closed")  # a HEAD, by which programs look at links, must not use it up
    if await pages.sessions.in_use():
        return back("/login")
    secret = await pages.sessions.enter(request.asked("token"))
    if secret is None:
        raise Refused(401, "used_up")
    return await entered(pages, request, secret)


async def entered(pages: PageContext, request: RequestContext, secret: str, *, by_page: bool = False) -> Response:
    """To the page where one was when the session had ended, with the session's cookie. `by_page`: not led there, but by
    a page of ours."""
    wanted = unquote(request.http.cookies.get(pages.wanted, ""))
    place = wanted if ours(wanted) else await _first_page(pages, secret)
    answer = pages.show(request, "entering.html", here="login", place=place) if by_page else back(place)
    answer.delete_cookie(pages.wanted, httponly=True, samesite="lax")
    request.set_cookie(answer, pages.cookie, secret, same_site="strict")
    return answer


async def _first_page(pages: PageContext, secret: str) -> str:
    """Where the work of whoever has come in is: cases, for most."""
    session = await pages.sessions.find(secret)
    allowed = [page for page, act in FIRST_PAGES.items() if session and may(session.actor, act) is None]
    return allowed[0] if allowed else "/account"


async def _form(pages: PageContext, request: RequestContext) -> Response:
    if not await pages.sessions.in_use():
        raise Refused(401, "closed")
    return log_in_page(pages, request, ended_there=await _ended_there(pages, request))


async def _ended_there(pages: PageContext, request: RequestContext) -> str:
    """By the log-out at which provider this browser's session has ended; "" where it has not so."""
    settings, secret = pages.context.config.login, request.http.cookies.get(pages.cookie, "")
    if not settings.issuer or not secret:
        return ""
    async with pages.db.connection() as conn:
        return settings.label if await sessions.ended_there(conn, log_in.key_of(secret)) else ""


def log_in_page(
    pages: PageContext, request: RequestContext, *, login: str = "", refusal: str = "", ended_there: str = ""
) -> Response:
    """Where one logs in, perhaps after a try that was refused, or after a log-out at the provider (its name)."""
    status = 401 if refusal else 200
    said = {"login": login, "refusal": refusal, "ended_there": ended_there}
    return pages.show(request, "login.html", status=status, here="login", **said, **ways(pages, request))


def ways(pages: PageContext, request: RequestContext) -> dict[str, object]:
    """By what one may log in here: passwords, passkeys, the name of a provider ("": none)."""
    settings = pages.context.config.login
    return {
        "passwords": settings.passwords or not _is_in_place(pages),
        "passkeys": request.is_at(pages.context.config.console.passkey_origin),
        "provider": settings.label if settings.issuer and _is_in_place(pages) else "",
    }


def _is_in_place(pages: PageContext) -> bool:
    """Whether the pages are where providers lead back to: until somebody has an account they are on this machine."""
    return pages.console.page == pages.context.config.console.page


def permit_passwords(pages: PageContext) -> None:
    """Raises NotAllowed where the office has turned passwords off."""
    if not pages.context.config.login.passwords and _is_in_place(pages):
        raise NotAllowed(reasons.PASSWORDS_OFF)


async def _log_in(pages: PageContext, request: RequestContext, form: Form) -> Response:
    try:
        permit_passwords(pages)
        secret = await log_in.log_in(pages.db, form.get("login"), form.get("password"), form.get("code"))
    except NotAllowed as refusal:
        said = catalogue.say(refusal.reason, request.language)
        return log_in_page(pages, request, login=form.get("login")[:100], refusal=said)
    return await entered(pages, request, secret)


async def _welcome(pages: PageContext, request: RequestContext) -> Response:
    return choosing(pages, request, await invited(pages, request))


async def invited(pages: PageContext, request: RequestContext) -> Account:
    """Whose invitation's link this is. Raises Refused where it opens nothing."""
    account = await people.invited(pages.db, request.named("token"))
    if account is None:
        raise Refused(401, "link")
    return account


def choosing(pages: PageContext, request: RequestContext, account: Account, refusal: str = "") -> Response:
    """Where one chooses by what one logs in, perhaps after a try that was refused."""
    secret = second_factor.secret_for(pages.context.key, request.named("token"))
    uri = second_factor.uri(secret, account.login, f"{request.label['product']} {pages.context.config.city}")
    return pages.show(
        request,
        "welcome.html",
        status=409 if refusal else 200,
        here="login",
        account=account,
        picture=second_factor.picture(uri),
        secret=" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        least=passwords.LEAST,
        refusal=refusal,
        **ways(pages, request),
    )


async def _accept(pages: PageContext, request: RequestContext, form: Form) -> Response:
    account, password = await invited(pages, request), form.get("password")
    try:
        permit_passwords(pages)
        if password != form.get("again"):
            raise NotAllowed(reasons.PASSWORDS_DIFFER)
        secret = await people.accept(pages.db, pages.context, request.named("token"), password, form.get("code"))
    except NotAllowed as refusal:
        return choosing(pages, request, account, catalogue.say(refusal.reason, request.language))
    return await entered(pages, request, secret)


async def _leave(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    session = request.session
    await log_in.log_out(pages.db, session.actor, session.key)
    pages.sessions.forget(session)
    answer = back("/login/sso/left" if session.by_provider and pages.context.config.login.issuer else "/")
    answer.delete_cookie(pages.cookie, httponly=True, samesite="strict", path="/")
    return answer
