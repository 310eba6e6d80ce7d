"""One's own account: roles, sessions, passkeys, password. Who came by the one-time link makes the first account
here."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.services import reasons
from gateway.services.accounts import log_in, passwords, people
from gateway.store import accounts, passkeys, read_models, sessions
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back
from gateway.web.pages.login import permit_passwords, ways


def routes(pages: PageContext) -> list[Route]:
    """/account and its acts."""
    return [
        pages.page("/account", _show, Act.OWN_ACCOUNT),
        pages.act("/account/first", _first, Act.ADD_PERSON),
        pages.act("/account/password", _password, Act.OWN_ACCOUNT),
        pages.act("/account/sessions", _end, Act.OWN_ACCOUNT),
    ]


async def _show(pages: PageContext, request: RequestContext) -> Response:
    return await own_page(pages, request)


async def own_page(pages: PageContext, request: RequestContext, refusal: str = "", **typed: str) -> Response:
    """The page, perhaps after an act on it that was refused."""
    session = request.session
    status = 409 if refusal else 200
    if session.person is None:
        return pages.show(request, "first.html", status=status, here="account", refusal=refusal, typed=typed)
    async with pages.db.connection() as conn:
        account = await accounts.by_person(conn, session.person)
        open = await sessions.of_person(conn, session.person)
        own = await passkeys.of_person(conn, session.person)
        now = await read_models.now(conn)
    return pages.show(
        request,
        "account.html",
        status=status,
        here="account",
        account=account,
        units={key: unit.name for key, unit in pages.context.config.units.items()},
        open=open,
        own=own,
        origin=pages.context.config.console.passkey_origin,
        **ways(pages, request),
        now=now,
        least=passwords.LEAST,
        refusal=refusal,
    )


async def _first(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """The first account: its person goes on to choose a password."""
    session = request.session
    if session.person is not None:
        raise Refused(404, "missing")
    try:
        login, name = form.get("login"), form.get("name")
        token = await people.first(pages.db, session.actor, login, name)
    except NotAllowed as refusal:
        said = catalogue.say(refusal.reason, request.language)
        return await own_page(pages, request, said, login=form.get("login")[:100], name=form.get("name")[:100])
    return back(f"/welcome/{token}")


def person(request: RequestContext) -> str:
    """Whose account. Raises Refused for whoever used the one-time link."""
    if request.session.person is None:
        raise Refused(404, "missing")
    return request.session.person


async def _password(pages: PageContext, request: RequestContext, form: Form) -> Response:
    session, new, whose = request.session, form.get("password"), person(request)
    try:
        permit_passwords(pages)
        if new != form.get("again"):
            raise NotAllowed(reasons.PASSWORDS_DIFFER)
        await log_in.change_password(pages.db, session.actor, whose, form.get("old"), new, session.key)
    except NotAllowed as refusal:
        return await own_page(pages, request, catalogue.say(refusal.reason, request.language))
    session.notices.append(("ok", request.label["password_changed"]))
    return back("/account")


async def _end(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """End one of one's own sessions, or all the others."""
    session = request.session
    await log_in.end(pages.db, session.actor, person(request), form.get("key"), session.key)
    session.notices.append(("ok", request.label["sessions_ended"]))
    return back("/account")
