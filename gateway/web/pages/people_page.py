"""Who has an account, which roles they hold, who is named for restricted cases; and giving and taking of these."""

from collections.abc import Awaitable

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.actor import EVERY_UNIT, Role
from gateway.domain.errors import Forbidden, NotAllowed
from gateway.domain.permissions import Act, units_of
from gateway.replies import catalogue
from gateway.services.accounts import people
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back

RESTRICTED = "restricted"  # what a form calls being named, among the roles


def routes(pages: PageContext) -> list[Route]:
    """/people and its acts."""
    return [
        pages.page("/people", _list, Act.LIST_PEOPLE),
        pages.act("/people/add", _add, Act.ADD_PERSON),
        pages.act("/people/grant", _grant, Act.GRANT),
        pages.act("/people/take", _take, Act.GRANT),
        pages.act("/people/mail", _mail, Act.SET_MAIL),
        pages.act("/people/reset", _reset, Act.RESET_PERSON),
        pages.act("/people/disable", _disable, Act.DISABLE_PERSON),
    ]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    return await _page(pages, request)


async def _page(pages: PageContext, request: RequestContext, *, refusal: str = "", link: str = "") -> Response:
    units = {key: unit.name for key, unit in pages.context.config.units.items()}
    given = units_of(request.session.actor, Act.GRANT)
    return pages.show(
        request,
        "people.html",
        status=409 if refusal else 200,
        here="people",
        rows=await people.listed(pages.db, request.session.actor),
        units=units,
        given=[*units, EVERY_UNIT] if given is None else [key for key in units if key in given],
        roles=list(Role),
        refusal=refusal,
        link=link,
    )


async def _linked(pages: PageContext, request: RequestContext, making: Awaitable[str]) -> Response:
    """Show the link that was made, once: only its hash is kept."""
    try:
        link = f"{pages.console.page}welcome/{await making}"
    except Forbidden:
        raise
    except NotAllowed as refusal:
        return await _page(pages, request, refusal=catalogue.say(refusal.reason, request.language))
    return await _page(pages, request, link=link)


async def _add(pages: PageContext, request: RequestContext, form: Form) -> Response:
    login, name, unit = form.get("login"), form.get("name"), form.get("unit")
    actor, role = request.session.actor, _role(form)
    return await _linked(pages, request, people.add(pages.db, pages.context, actor, login, name, unit, role))


async def _reset(pages: PageContext, request: RequestContext, form: Form) -> Response:
    return await _linked(pages, request, people.reset(pages.db, request.session.actor, form.get("login")))


async def _grant(pages: PageContext, request: RequestContext, form: Form) -> Response:
    db, context, actor = pages.db, pages.context, request.session.actor
    login, unit = form.get("login"), form.get("unit")
    if form.get("role") == RESTRICTED:
        return _done(request, await people.name(db, context, actor, login, unit, named=True))
    return _done(request, await people.grant(db, context, actor, login, unit, _role(form)))


async def _take(pages: PageContext, request: RequestContext, form: Form) -> Response:
    db, context, actor = pages.db, pages.context, request.session.actor
    login, unit = form.get("login"), form.get("unit")
    if form.get("role") == RESTRICTED:
        return _done(request, await people.name(db, context, actor, login, unit, named=False))
    return _done(request, await people.take(db, actor, login, unit, _role(form)))


async def _mail(pages: PageContext, request: RequestContext, form: Form) -> Response:
    login, typed, actor = form.get("login"), form.get("mail")[:300], request.session.actor
    try:
        return _done(request, await people.set_mail(pages.db, pages.context, actor, login, typed))
    except Forbidden:
        raise
    except NotAllowed as refusal:
        return await _page(pages, request, refusal=catalogue.say(refusal.reason, request.language))


async def _disable(pages: PageContext, request: RequestContext, form: Form) -> Response:
    return _done(request, await people.disable(pages.db, request.session.actor, form.get("login")))


def _done(request: RequestContext, done: bool) -> Response:
    said = ("ok", request.label["people_done"]) if done else ("refused", request.label["people_unchanged"])
    request.session.notices.append(said)
    return back("/people")


def _role(form: Form) -> Role:
    if form.get("role") not in set(Role):
        raise Refused(404, "missing")
    return Role(form.get("role"))
