"""What every page works with, and the two doors: `page` for reading, `act` for a form.

A page is a function (page context, request context) -> Response; who may look and act, the form's secret, and what a
refusal looks like are settled here, once.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from secrets import compare_digest
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import asyncpg
import structlog
from fastapi.templating import Jinja2Templates
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gateway.channels import RecordsCalls
from gateway.domain.errors import Forbidden, NotAllowed, Temporary
from gateway.domain.permissions import Act, may
from gateway.ops.health import HealthMonitor
from gateway.ops.health.assess import FOR_A_PERSON
from gateway.replies import catalogue
from gateway.runtime.context import Context
from gateway.runtime.current import Current
from gateway.services import access
from gateway.settings.listening import Console
from gateway.store.database import CUT, TRANSIENT, Database
from gateway.store.read_models import QueueAge
from gateway.web import texts
from gateway.web.http import forms
from gateway.web.http.forms import Form, Refused
from gateway.web.http.jobs import Jobs
from gateway.web.http.live import LiveStreams
from gateway.web.http.page_route import PageRoute
from gateway.web.http.queue_counts import QueueCounts
from gateway.web.http.session import Session, Sessions
from gateway.web.labels import LABELS

__all__ = ["Form", "Page", "PageContext", "Post", "Refused", "RequestContext", "back", "came", "ours"]

log = structlog.get_logger(__name__)
Language = Literal["vi", "en"]
SameSite = Literal["lax", "strict"]
LANGUAGE_COOKIE = "gw_lang"
WANTED_SECONDS = 3_600
MENU: Mapping[str, tuple[Act, ...]] = {  # whoever may do none of these to anything has no such entry
    **dict.fromkeys(("cases", "calls", "numbers", "messages"), (Act.LIST,)),
    "attention": (Act.FILE, Act.DISMISS, Act.REPLAY, Act.RESEND, Act.DROP, Act.MARK_SENT),
    "outgoing": (Act.SEND_NOW, Act.DROP_WAITING),
    "health": (Act.HEALTH,),
    "people": (Act.LIST_PEOPLE,),
    "units": (Act.LIST_UNITS,),
    "audit": (Act.AUDIT,),
    "simulator": (Act.SIMULATE,),
    "help": (Act.OWN_ACCOUNT,),
}
ONCE = ("/enter", "/login/sso/return")  # addresses that open once
_PAGES = "attention|audit|calls|cases|help|messages|numbers|outgoing|people|published|simulator|units|unreached"
_PLACE = re.compile(rf"/(?:{_PAGES})(?:/[A-Za-z0-9_-]+)?(?:\?[\w%=&.+-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """One request: in which language, by whom. `unanswered`: the database did not say; `queues`: what waits, where they
    see but a part of it (None: all)."""

    http: Request
    language: Language
    known: Session | None
    unanswered: bool = False
    queues: Mapping[str, QueueAge] | None = None

    @property
    def session(self) -> Session:
        """The session. Raises Refused where there is none."""
        if self.known is None:
            raise Refused(503, "no_database") if self.unanswered else Refused(401, "closed")
        return self.known

    @property
    def owner(self) -> str:
        """Whose this request is, as those are told apart who have pages open: the session, "" without one."""
        return self.known.key if self.known else ""

    @property
    def is_local(self) -> bool:
        """Whether it comes from this machine (guard.py has looked behind proxies)."""
        return self.http.client is not None and ip_address(self.http.client.host).is_loopback

    def is_at(self, origin: str) -> bool:
        """Whether the browser has our pages under this origin."""
        return f"{self.http.url.scheme}://{self.http.headers.get('host', '').lower()}" == origin

    @property
    def label(self) -> Mapping[str, str]:
        """The page's words in its language."""
        return LABELS[self.language]

    def set_cookie(
        self, answer: Response, name: str, value: str, *, seconds: int | None = None, same_site: SameSite = "lax"
    ) -> None:
        """Give the browser a cookie that no script reads; where it speaks TLS, one that goes no other way (RFC 6265
        §4.1.2.5)."""
        secure = self.http.url.scheme == "https"
        answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite=same_site, secure=secure)

    def asked(self, name: str, default: str = "") -> str:
        """A value of the query."""
        return self.http.query_params.get(name, default)

    def typed(self, name: str) -> str:
        """What was typed or chosen, as PostgreSQL can take it: at most 200 characters."""
        return self.asked(name)[:200].replace("\x00", "")

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Those values of the query that are there, as pairs, for the links to a list's other pages."""
        return [(name, self.typed(name)) for name in names if self.asked(name)]

    def named(self, name: str) -> str:
        """A value of the path."""
        return str(self.http.path_params[name])


Page = Callable[["PageContext", RequestContext], Awaitable[Response]]
Post = Callable[["PageContext", RequestContext, Form], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """The installation, and how its pages are written."""

    db: Database
    current: Current
    console: Console
    monitor: HealthMonitor
    sessions: Sessions
    templates: Jinja2Templates
    jobs: Jobs = field(default_factory=Jobs)
    live: LiveStreams = field(default_factory=LiveStreams)
    counts: QueueCounts = field(default_factory=QueueCounts)

    @property
    def context(self) -> Context:
        """What holds now."""
        return self.current.context

    @property
    def cookie(self) -> str:
        """The session cookie's name: two gateways on one host share a cookie jar."""
        return f"gw_{self.console.port}"

    @property
    def wanted(self) -> str:
        """The name of the cookie in which the page waits that wanted a session."""
        return f"{self.cookie}_wanted"

    async def request(self, http: Request) -> RequestContext:
        """Who asks, and in which language."""
        chosen = http.query_params.get("lang") or http.cookies.get(LANGUAGE_COOKIE)
        if chosen not in catalogue.LANGUAGES:
            chosen = self.console.language
        known, unanswered = None, False
        try:
            known = await self.sessions.find(http.cookies.get(self.cookie, ""))
        except TRANSIENT:
            unanswered = True
        language: Language = "en" if chosen == "en" else "vi"
        queues = await self.counts.of(self.db, self.context.config, known.actor) if known else None
        return RequestContext(http=http, language=language, known=known, unanswered=unanswered, queues=queues)

    async def again(self, request: RequestContext) -> RequestContext | None:
        """The request of an open page that listens, as it is now, which is no use of its session; None once that has
        ended."""
        if request.known is None:
            return request
        with suppress(*TRANSIENT):  # then it goes on as it was
            known = await self.sessions.find(request.http.cookies.get(self.cookie, ""), touch=False)
            queues = await self.counts.of(self.db, self.context.config, known.actor) if known else None
            return replace(request, known=known, queues=queues) if known else None
        return request

    def public(self, path: str, show: Page) -> Route:
        """A page for reading, without a session too, from wherever: a way in."""
        return self._read_only(path, show, ())

    def local(self, path: str, show: Page) -> Route:
        """A page for reading, on this machine without a session too: nothing of a citizen's may stand on it."""

        async def shown(pages: "PageContext", request: RequestContext) -> Response:
            if request.known:
                access.begin(request.known.actor, Act.HEALTH)
            elif not request.is_local:
                raise Refused(401, "closed")
            return await show(pages, request)

        return self._read_only(path, shown, ())

    def page(self, path: str, show: Page, act: Act, *others: Act) -> Route:
        """A page for reading, by whoever may do one of these acts to anything."""
        return self._read_only(path, show, (act, *others))

    def _read_only(self, path: str, show: Page, acts: Sequence[Act]) -> Route:

        async def endpoint(http: Request) -> Response:
            request = await self.request(http)

            async def shown() -> Response:
                try:
                    return await show(self, request)
                except CUT:  # it reads, and its row of audit went with its transaction; a form may have acted
                    return await show(self, request)

            answer = await self._answered(request, shown, acts)
            if request.asked("lang") in ("vi", "en"):
                request.set_cookie(answer, LANGUAGE_COOKIE, request.language, seconds=31_536_000)
            return answer

        return PageRoute(path, endpoint, "GET", acts)

    def public_form(self, path: str, do: Post) -> Route:
        """A form that needs no session: guard.py has seen that a page of ours sent it."""

        async def endpoint(http: Request) -> Response:
            request = await self.request(http)

            async def checked() -> Response:
                return await do(self, request, await forms.read(http, 0))

            return await self._answered(request, checked, ())

        return PageRoute(path, endpoint, "POST", ())

    def act(self, path: str, do: Post, act: Act, *others: Act, files: int = 0) -> Route:
        """A form that changes something: session, the form's secret, and whether one of these acts may be done to
        anything are checked before `do` sees it. What it is done to is asked about in services/. `files`: bytes of
        those that it may bring."""

        async def endpoint(http: Request) -> Response:
            request = await self.request(http)

            async def checked() -> Response:
                form = await forms.read(http, files)
                if not _same(form.get("csrf"), request.session.csrf):
                    raise Refused(403, "forged")
                return await do(self, request, form)

            return await self._answered(request, checked, (act, *others))

        return PageRoute(path, endpoint, "POST", (act, *others))

    async def _answered(
        self, request: RequestContext, work: Callable[[], Awaitable[Response]], acts: Sequence[Act]
    ) -> Response:
        try:
            if acts:
                access.begin(request.session.actor, *acts)
            return await work()
        except Refused as refused:
            return await self._refused(request, refused)
        except Forbidden as refusal:
            return self.say(request, 403, "not_allowed", catalogue.say(refusal.reason, request.language))
        except (NotAllowed, Temporary) as refusal:
            return self.say(request, 409, "not_allowed", catalogue.say(refusal.reason, request.language))
        except asyncpg.SyntaxOrAccessError:
            raise  # not the database's trouble but our own
        except TRANSIENT as error:
            log.warning("a page could not be shown", error=type(error).__name__)
            return self.say(request, 503, "no_database")

    async def _refused(self, request: RequestContext, refused: Refused) -> Response:
        """Its page; where a session is wanted, the browser remembers which page it was for (login.py), and is led to
        the log-in where one can log in."""
        answer = self.say(request, refused.status, refused.label)
        wanted = request.http.url if request.http.method == "GET" else None
        with suppress(*TRANSIENT):
            if refused.label == "closed" and await self.sessions.in_use():
                answer = back("/login") if wanted else self.say(request, refused.status, "logged_out")
        place = f"{wanted.path}?{wanted.query}".rstrip("?") if wanted else came(request)
        if refused.label == "closed" and ours(place):
            request.set_cookie(answer, self.wanted, quote(place), seconds=WANTED_SECONDS)
        return answer

    def say(self, request: RequestContext, status: int, label: str, detail: str = "", **values: str) -> Response:
        """A page with a heading and a sentence, in which `values` are filled in, and a way back."""
        said = {
            "heading": request.label[f"{label}_heading"],
            "words": detail or request.label[f"{label}_words"].format(**values),
            "detail": bool(detail),
            "back": came(request),
        }
        return self.show(request, "say.html", status=status, here="", **said)

    def show(self, request: RequestContext, template: str, *, status: int = 200, here: str, **values: Any) -> Response:
        """A whole page. `here`: its place in the navigation."""
        session = request.known
        notices = list(session.notices) if session else []
        if session:
            session.notices.clear()
        return self.templates.TemplateResponse(
            request.http, template, self._with(request, {"here": here, "notices": notices, **values}), status
        )

    def fragment(self, request: RequestContext, template: str, **values: Any) -> str:
        """The part of a page that changes while one looks at it."""
        return self.templates.get_template(template).render(self._with(request, values))

    def _with(self, request: RequestContext, values: dict[str, Any]) -> dict[str, Any]:
        """A page's values beside what every template may use; one of the same name would take it from the menu."""
        common = self._variables(request)
        assert common.keys().isdisjoint(values), f"named twice: {common.keys() & values.keys()}"
        return common | values

    def _waiting(self, request: RequestContext) -> dict[str, int]:
        """What the menu counts: open cases, what waits for a person, and what waits to be sent."""
        of = request.queues
        queues = self.monitor.counts() if of is None else {name: queue.n for name, queue in of.items()}
        attention = sum(n for name, n in queues.items() if name in FOR_A_PERSON and name.startswith(("in_", "out_")))
        return {"cases": queues.get("case_open", 0), "attention": attention, "outgoing": queues.get("out_due", 0)}

    def _absent(self, request: RequestContext) -> set[str]:
        """Entries of the menu that this installation has nothing for, or behind which whoever asks may do nothing.
        Without a session that is all of it, but for the health of a gateway on this machine."""
        known = request.known
        if known is None:
            return set(MENU) - ({"health"} if request.is_local else set())
        config, channels = self.context.config, self.context.channels
        absent = {name for name, acts in MENU.items() if all(may(known.actor, act) for act in acts)}
        if known.person is None:
            absent.add("people")
        if not config.simulator.enabled:
            absent.add("simulator")
        if not config.organisation.register.units:
            absent.add("units")  # those of the file stand in the file
        if not any(isinstance(channels[line.channel], RecordsCalls) for line in config.lines.values()):
            absent.add("calls")
        return absent

    def _variables(self, request: RequestContext) -> dict[str, Any]:
        """What every template may use."""
        return {
            "lang": request.language,
            "other": "en" if request.language == "vi" else "vi",
            "label": request.label,
            "session": request.known,
            "may": lambda act: request.known is not None and may(request.known.actor, Act(act)) is None,
            "csrf": request.known.csrf if request.known else "",
            "waiting": self._waiting(request) if request.known else {},
            "absent": self._absent(request),
            "path": request.http.url.path,
            "switch": switched(request),
            "text": texts.Texts(language=request.language, zone=self.context.config.zone, label=request.label),
        }


def switched(request: RequestContext) -> str:
    """This page's address in the other language."""
    kept = [(name, value) for name, value in request.http.query_params.multi_items() if name not in ("lang", "token")]
    pairs = [*kept, ("lang", "en" if request.language == "vi" else "vi")]
    path = request.http.url.path if request.http.method == "GET" else "/"
    return f"{quote(path)}?{'&'.join(f'{quote(name)}={quote(value)}' for name, value in pairs)}"


def ours(place: str) -> bool:
    """Whether this is the address of a page that people read, and of nothing else: it comes back in a cookie, which any
    page of this machine could have set."""
    return _PLACE.fullmatch(place) is not None


def came(request: RequestContext) -> str:
    """The page of ours from which this request came, "" where it is this very page or none of ours."""
    before = urlsplit(request.http.headers.get("referer", ""))
    known = before.netloc.lower() == request.http.headers.get("host", "").lower() and before.path not in ONCE
    here = request.http.method == "GET" and before.path == request.http.url.path
    return before.path + (f"?{before.query}" if before.query else "") if known and not here else ""


def back(path: str) -> Response:
    """After a form: read this page."""
    return RedirectResponse(path, status_code=303)


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
