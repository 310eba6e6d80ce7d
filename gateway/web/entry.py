"""Coming in by the one-time link, and going out."""

from urllib.parse import unquote

from starlette.responses import Response
from starlette.routing import Route

from gateway.web.room import Form, Refused, Room, Visit, back, ours


def routes(room: Room) -> list[Route]:
    """/enter, /leave."""
    return [room.page("/enter", _enter, public=True), room.act("/leave", _leave)]


async def _enter(room: Room, visit: Visit) -> Response:
    """The token of the link becomes a session. Raises Refused where it is used up or wrong."""
    if visit.request.method != "GET":
        raise Refused(405, "closed")  # a HEAD, by which programs look at links, must not use it up
    secret = room.sessions.enter(visit.asked("token"))
    if secret is None:
        raise Refused(401, "used_up")
    place = unquote(visit.request.cookies.get(room.wanted, ""))
    answer = back(place if ours(place) else "/cases")  # where one was when the session had ended
    answer.delete_cookie(room.wanted, httponly=True, samesite="lax")
    answer.set_cookie(room.cookie, secret, httponly=True, samesite="strict", path="/")
    return answer


async def _leave(room: Room, visit: Visit, _form: Form) -> Response:
    room.sessions.leave(visit.request.cookies.get(room.cookie, ""))
    answer = back("/")
    answer.delete_cookie(room.cookie, httponly=True, samesite="strict", path="/")
    return answer
