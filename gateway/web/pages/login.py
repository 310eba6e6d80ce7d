"""Coming in by the one-time link, and going out."""

from urllib.parse import unquote

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back, ours


def routes(pages: PageContext) -> list[Route]:
    """/enter, /leave."""
    return [pages.public("/enter", _enter), pages.act("/leave", _leave, *Act)]


async def _enter(pages: PageContext, request: RequestContext) -> Response:
    """The token of the link becomes a session. Raises Refused where it is used up or wrong."""
    if request.http.method != "GET":
        raise Refused(405, "closed")  # a HEAD, by which programs look at links, must not use it up
    secret = pages.sessions.enter(request.asked("token"))
    if secret is None:
        raise Refused(401, "used_up")
    place = unquote(request.http.cookies.get(pages.wanted, ""))
    answer = back(place if ours(place) else "/cases")  # where one was when the session had ended
    answer.delete_cookie(pages.wanted, httponly=True, samesite="lax")
    request.set_cookie(answer, pages.cookie, secret, same_site="strict")
    return answer


async def _leave(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    pages.sessions.leave(request.http.cookies.get(pages.cookie, ""))
    answer = back("/")
    answer.delete_cookie(pages.cookie, httponly=True, samesite="strict", path="/")
    return answer
