"""What every page works with, and the two doors: `page` for reading, `act` for a form.

Its one idea: a page is a function (room, visit) -> Response; who may look, the form's secret, and what a refusal looks
like are settled here, once.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from secrets import compare_digest
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit

import asyncpg
import structlog
from fastapi.templating import Jinja2Templates
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gateway.console import texts
from gateway.console.jobs import Jobs
from gateway.console.labels import LABELS
from gateway.console.session import Session, Sessions
from gateway.database import CUT, TRANSIENT, Database
from gateway.errors import NotAllowed, Temporary
from gateway.health import Watch
from gateway.health.judge import FOR_A_PERSON
from gateway.house import House

__all__ = ["Act", "Form", "Page", "Refused", "Room", "Visit", "back", "came", "ours"]

log = structlog.get_logger(__name__)
Language = Literal["vi", "en"]
LANGUAGE_COOKIE = "gw_lang"
FORM_BYTES = 262_144
FORM_FIELDS = 1_000
WANTED_SECONDS = 3_600
_PLACE = re.compile(r"/(?:cases|stuck|messages|village)(?:/[A-Za-z0-9-]+)?(?:\?[\w%=&.+-]*)?", re.ASCII)


class Refused(Exception):
    """A request that gets a page of its own in answer. `label` names its words in labels/common.py."""

    def __init__(self, status: int, label: str) -> None:
        self.status, self.label = status, label
        super().__init__(label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: in which language, by whom."""

    request: Request
    language: Language
    known: Session | None

    @property
    def session(self) -> Session:
        """The session. Raises Refused where there is none."""
        if self.known is None:
            raise Refused(401, "closed")
        return self.known

    @property
    def label(self) -> Mapping[str, str]:
        """The page's words in its language."""
        return LABELS[self.language]

    def asked(self, name: str, default: str = "") -> str:
        """A value of the query."""
        return self.request.query_params.get(name, default)

    def typed(self, name: str) -> str:
        """What was typed or chosen, as PostgreSQL can take it: at most 200 characters."""
        return self.asked(name)[:200].replace("\x00", "")

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Those values of the query that are there, as pairs, for the links to a list's other pages."""
        return [(name, self.typed(name)) for name in names if self.asked(name)]

    def named(self, name: str) -> str:
        """A value of the path."""
        return str(self.request.path_params[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form brought."""

    values: Mapping[str, list[str]] = field(repr=False)

    def get(self, name: str) -> str:
        """The one value of a field, "" where it is absent."""
        return self.values.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return self.values.get(name, [])


Page = Callable[["Room", Visit], Awaitable[Response]]
Act = Callable[["Room", Visit, Form], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The installation, and how its pages are written."""

    db: Database
    house: House
    watch: Watch
    sessions: Sessions
    pages: Jinja2Templates
    jobs: Jobs = field(default_factory=Jobs)

    @property
    def cookie(self) -> str:
        """The session cookie's name: two gateways on one host share a cookie jar."""
        return f"gw_{self.house.config.console.port}"

    @property
    def wanted(self) -> str:
        """The name of the cookie in which the page waits that wanted a session."""
        return f"{self.cookie}_wanted"

    def visit(self, request: Request) -> Visit:
        """Who asks, and in which language."""
        chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        return Visit(
            request=request,
            language="en" if chosen == "en" else "vi",
            known=self.sessions.find(request.cookies.get(self.cookie, "")),
        )

    def page(self, path: str, show: Page, *, public: bool = False) -> Route:
        """A page for reading. `public`: without a session too; nothing of a citizen's may stand on it."""

        async def endpoint(request: Request) -> Response:
            visit = self.visit(request)

            async def shown() -> Response:
                try:
                    return await show(self, visit)
                except CUT:  # it reads, and its row of audit went with its transaction; a form may have acted
                    return await show(self, visit)

            answer = await self._answered(visit, shown, public=public)
            if visit.asked("lang") in ("vi", "en"):
                answer.set_cookie(LANGUAGE_COOKIE, visit.language, max_age=31_536_000, samesite="lax", httponly=True)
            return answer

        return Route(path, endpoint, methods=["GET"])

    def act(self, path: str, do: Act) -> Route:
        """A form that changes something: session and the form's secret are checked before `do` sees it."""

        async def endpoint(request: Request) -> Response:
            visit = self.visit(request)

            async def checked() -> Response:
                form = await _read(request)
                if not _same(form.get("csrf"), visit.session.csrf):
                    raise Refused(403, "forged")
                return await do(self, visit, form)

            return await self._answered(visit, checked, public=False)

        return Route(path, endpoint, methods=["POST"])

    async def _answered(self, visit: Visit, work: Callable[[], Awaitable[Response]], *, public: bool) -> Response:
        try:
            if not public:
                _ = visit.session
            return await work()
        except Refused as refused:
            return self._refused(visit, refused)
        except (NotAllowed, Temporary) as refusal:
            return self.say(visit, 409, "not_allowed", str(refusal))
        except asyncpg.SyntaxOrAccessError:
            raise  # not the database's trouble but our own
        except TRANSIENT as error:
            log.warning("a page could not be shown", error=type(error).__name__)
            return self.say(visit, 503, "no_database")

    def _refused(self, visit: Visit, refused: Refused) -> Response:
        """Its page; where a session is wanted, the browser remembers which page it was for (entry.py)."""
        answer = self.say(visit, refused.status, refused.label)
        wanted = visit.request.url if visit.request.method == "GET" else None
        place = f"{wanted.path}?{wanted.query}".rstrip("?") if wanted else came(visit)
        if refused.label == "closed" and ours(place):
            answer.set_cookie(self.wanted, quote(place), max_age=WANTED_SECONDS, httponly=True, samesite="lax")
        return answer

    def say(self, visit: Visit, status: int, label: str, detail: str = "", **values: str) -> Response:
        """A page with a heading and a sentence, in which `values` are filled in, and a way back."""
        said = {
            "heading": visit.label[f"{label}_heading"],
            "words": detail or visit.label[f"{label}_words"].format(**values),
            "detail": bool(detail),
            "back": came(visit),
        }
        return self.show(visit, "say.html", status=status, here="", **said)

    def show(self, visit: Visit, template: str, *, status: int = 200, here: str, **values: Any) -> Response:
        """A whole page. `here`: its place in the navigation."""
        session = visit.known
        notices = list(session.notices) if session else []
        if session:
            session.notices.clear()
        return self.pages.TemplateResponse(
            visit.request, template, {**self.context(visit), "here": here, "notices": notices, **values}, status
        )

    def fragment(self, visit: Visit, template: str, **values: Any) -> str:
        """The part of a page that changes while one looks at it."""
        return self.pages.get_template(template).render({**self.context(visit), **values})

    def _waiting(self) -> dict[str, int]:
        """What the menu counts: open cases, what waits for a person, and what waits to be sent."""
        queues = self.watch.counts()
        stuck = sum(n for name, n in queues.items() if name in FOR_A_PERSON and name.startswith(("in_", "out_")))
        return {"cases": queues.get("case_open", 0), "stuck": stuck, "outgoing": queues.get("out_due", 0)}

    def context(self, visit: Visit) -> dict[str, Any]:
        """What every template may use."""
        return {
            "lang": visit.language,
            "other": "en" if visit.language == "vi" else "vi",
            "label": visit.label,
            "session": visit.known,
            "csrf": visit.known.csrf if visit.known else "",
            "waiting": self._waiting() if visit.known else {},
            "village": self.house.config.village.enabled,
            "path": visit.request.url.path,
            "switch": switched(visit),
            "text": texts.Texts(language=visit.language, zone=self.house.config.zone, label=visit.label),
        }


def switched(visit: Visit) -> str:
    """This page's address in the other language."""
    kept = [(name, value) for name, value in visit.request.query_params.multi_items() if name not in ("lang", "token")]
    pairs = [*kept, ("lang", "en" if visit.language == "vi" else "vi")]
    path = visit.request.url.path if visit.request.method == "GET" else "/"
    return f"{quote(path)}?{'&'.join(f'{quote(name)}={quote(value)}' for name, value in pairs)}"


def ours(place: str) -> bool:
    """Whether this is the address of a page that people read, and of nothing else: it comes back in a cookie, which any
    page of this machine could have set."""
    return _PLACE.fullmatch(place) is not None


def came(visit: Visit) -> str:
    """The page of ours from which this request came, "" where it is this very page or none of ours."""
    before = urlsplit(visit.request.headers.get("referer", ""))
    known = before.netloc.lower() == visit.request.headers.get("host", "").lower() and before.path != "/enter"
    here = visit.request.method == "GET" and before.path == visit.request.url.path
    return before.path + (f"?{before.query}" if before.query else "") if known and not here else ""


def back(path: str) -> Response:
    """After a form: read this page."""
    return RedirectResponse(path, status_code=303)


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())


async def _read(request: Request) -> Form:
    """A form's fields. Raises Refused: another kind of body, or too large."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise Refused(415, "forged")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise Refused(413, "too_large")
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=FORM_FIELDS)
    except ValueError:
        raise Refused(400, "forged") from None
    return Form(values=fields)
