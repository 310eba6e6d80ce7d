"""Passkeys: a log-in by one, those of one's own account, the first of an invitation. The browser's part is
static/passkeys.js: it asks for options, has the passkey made or used, and sends the form with what it says.
"""

from collections.abc import Awaitable, Mapping
from secrets import token_urlsafe
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.services.accounts import challenges, passkeys
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back
from gateway.web.pages import account, login


def routes(pages: PageContext) -> list[Route]:
    """Of each place the options, and the form."""
    return [
        pages.public_form("/login/passkey/options", _asking),
        pages.public_form("/login/passkey", _enter),
        pages.public_form("/welcome/{token}/passkey/options", _creating_by_link),
        pages.public_form("/welcome/{token}/passkey", _accept),
        pages.act("/account/passkeys/options", _creating, Act.OWN_ACCOUNT),
        pages.act("/account/passkeys", _add, Act.OWN_ACCOUNT),
        pages.act("/account/passkeys/remove", _remove, Act.OWN_ACCOUNT),
    ]


def _cookie(pages: PageContext) -> str:
    """The name of the cookie by which a browser that logs in is known again."""
    return f"{pages.cookie}_passkey"


async def _asking(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    holder = token_urlsafe(32)
    answer = JSONResponse(passkeys.asking(pages.context, holder))
    request.set_cookie(answer, _cookie(pages), holder, seconds=challenges.SECONDS, same_site="strict")
    return answer


async def _enter(pages: PageContext, request: RequestContext, form: Form) -> Response:
    try:
        holder = request.http.cookies.get(_cookie(pages), "")
        secret = await passkeys.enter(pages.db, pages.context, holder, form.get("credential"))
    except NotAllowed as refusal:
        return login.log_in_page(pages, request, refusal=catalogue.say(refusal.reason, request.language))
    answer = await login.entered(pages, request, secret)
    answer.delete_cookie(_cookie(pages), httponly=True, samesite="strict")
    return answer


def _name(pages: PageContext, request: RequestContext) -> str:
    return f"{request.label['product']} {pages.context.config.city}"


async def _options(request: RequestContext, making: Awaitable[Mapping[str, Any]]) -> Response:
    try:
        return JSONResponse(await making)
    except NotAllowed as refusal:
        return JSONResponse({"refusal": catalogue.say(refusal.reason, request.language)})


async def _creating_by_link(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    name, token = _name(pages, request), request.named("token")
    return await _options(request, passkeys.creating_by_link(pages.db, pages.context, name, token))


async def _accept(pages: PageContext, request: RequestContext, form: Form) -> Response:
    whose, token = await login.invited(pages, request), request.named("token")
    try:
        secret = await passkeys.accept(pages.db, pages.context, token, form.get("name"), form.get("credential"))
    except NotAllowed as refusal:
        return login.choosing(pages, request, whose, catalogue.say(refusal.reason, request.language))
    return await login.entered(pages, request, secret)


async def _creating(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    name, person, session = _name(pages, request), account.person(request), request.session.key
    return await _options(request, passkeys.creating(pages.db, pages.context, name, person, session))


async def _add(pages: PageContext, request: RequestContext, form: Form) -> Response:
    session, said = request.session, (form.get("name"), form.get("credential"))
    try:
        await passkeys.add(pages.db, pages.context, session.actor, account.person(request), session.key, *said)
    except NotAllowed as refusal:
        return await account.own_page(pages, request, catalogue.say(refusal.reason, request.language))
    session.notices.append(("ok", request.label["passkey_added"]))
    return back("/account")


async def _remove(pages: PageContext, request: RequestContext, form: Form) -> Response:
    session = request.session
    try:
        id = bytes.fromhex(form.get("id"))
        done = await passkeys.remove(pages.db, session.actor, account.person(request), id, session.key)
    except ValueError:
        raise Refused(404, "missing") from None
    except NotAllowed as refusal:
        return await account.own_page(pages, request, catalogue.say(refusal.reason, request.language))
    session.notices.append(
        ("ok", request.label["passkey_removed"]) if done else ("refused", request.label["people_unchanged"])
    )
    return back("/account")
