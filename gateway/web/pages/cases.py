"""The list of cases: the most urgent first, filtered, searched by code, last digits of a number, or words."""

import re
from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain import codes
from gateway.domain.model import CASE_STATES, OPEN_CASE_STATES, Kind
from gateway.domain.permissions import Act, may
from gateway.replies import catalogue
from gateway.services import access
from gateway.services.accounts import log_in
from gateway.services.casework import announcing, sharing
from gateway.store import cases as case_store
from gateway.store import read_models
from gateway.store.database import Connection
from gateway.store.read_models import COUNTED, ORDERS, WHOSE, CaseFilter, ListedCase
from gateway.web.http.context import PageContext, RequestContext, back
from gateway.web.http.paging import Paging

# What waits for whoever may do this, and how many it says there are.
WAITING = {"to_approve": (Act.APPROVE_ANSWER, "to_approve_n"), "to_publish": (Act.PUBLISH, "to_publish_n")}
MARKS = ("urgent", "overdue", "restricted", *WAITING)
ASKED = ("q", "state", "line", "kind", "mark", "whose", "closed", "sort")


def routes(pages: PageContext) -> list[Route]:
    """/cases."""
    return [pages.page("/cases", _list, Act.LIST)]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    wanted, paging = _wanted(pages, request), Paging.of(request)
    config = pages.context.config
    async with pages.db.transaction() as conn:
        if code := await _named(conn, wanted.words, config.city):
            return back(f"/cases/{code}")
        ids = await read_models.found(conn, wanted)
        rows = await read_models.listed(conn, wanted, limit=paging.size, offset=paging.offset, ids=ids)
        whole = paging.number == 1 and len(rows) < paging.size
        total = len(rows) if whole else await read_models.total(conn, wanted, ids=ids)
        unreached = await _unreached(conn, pages, request)
        to_do = {mark: await _waiting(conn, request, wanted, mark, act) for mark, (act, _) in WAITING.items()}
        names_you = await read_models.unseen_mentions(conn, wanted.person, wanted.sight)
        may_answer = may(request.session.actor, Act.ANSWER) is None
        unfinished = await sharing.unfinished(conn, request.session.actor) if may_answer else []
        shown = (row.code for row in rows if not row.restricted)
        await access.view_list(conn, request.session.actor, "cases", shown)
    return pages.show(
        request,
        "cases.html",
        here="cases",
        rows=rows,
        total=total,
        counted=COUNTED,
        to_do={mark: (WAITING[mark][1], n) for mark, n in to_do.items() if n and mark != wanted.mark},
        names_you=names_you,
        unreached=unreached,
        unfinished=unfinished,
        choosable=_choosable(rows) if may_answer else (),
        may_enter=may(request.session.actor, Act.ENTER) is None,
        paging=paging.more(paging.size + 1) if total > COUNTED and rows else paging.to(total),
        last=-(-total // paging.size) if total <= COUNTED else 0,
        wanted=wanted,
        query=_query(request),
        filtered=any(name != "q" for name, _ in _query(request)),
        searched=read_models.searched(wanted.words),
        states=CASE_STATES if wanted.closed else OPEN_CASE_STATES,
        state_words={state: catalogue.words(f"state.{state}", request.language) for state in CASE_STATES},
        kinds=[kind.value for kind in Kind],
        marks_known=MARKS,
        whose_known=[one for one in WHOSE if one],
        sorts=list(ORDERS) if not wanted.closed else ["newest", "oldest"],
        lines=access.configured(config, request.session.actor),
        units={name: unit.name for name, unit in config.units.items()},
        publishes=bool(config.publication.kinds),
    )


def _choosable(rows: Sequence[ListedCase]) -> list[str]:
    """The codes of those that may be among several to be answered alike."""
    return [row.code for row in rows if not (row.restricted or row.leading) and row.state in OPEN_CASE_STATES]


async def _waiting(conn: Connection, request: RequestContext, wanted: CaseFilter, mark: str, act: Act) -> int:
    """How many answers wait for this of whoever looks, 0 for who may do it nowhere; at most COUNTED + 1."""
    units = access.units_of(request.session.actor, act)
    if units is not None and not units:
        return 0
    sight = replace(wanted.sight, units=units)
    return await read_models.total(conn, CaseFilter(sight=sight, mark=mark, closed=True))


async def _unreached(conn: Connection, pages: PageContext, request: RequestContext) -> int:
    """How many citizens are to be called, 0 for who calls none."""
    if may(request.session.actor, Act.ANNOUNCE):
        return 0
    config = pages.context.config
    return len(await announcing.listed(conn, config, access.sight(config, request.session.actor)))


async def _named(conn: Connection, words: str, city: str) -> str:
    """The code of the case that a search names, as people read it out: whole, or its six signs alone, in any case, with
    gaps, O for 0; "" where there is none."""
    signs = re.sub(r"[\s._:-]", "", words)
    whole = [f"{city} {signs}"] if len(signs) == 6 and not signs.isdigit() else []
    for read in (words, *whole):
        named = codes.parse(read)
        if len(named) == 1 and await case_store.find(conn, named[0]):
            return named[0]
    return ""


def _wanted(pages: PageContext, request: RequestContext) -> CaseFilter:
    state, kind, mark, sort = (request.asked(name) for name in ("state", "kind", "mark", "sort"))
    closed = (
        request.asked("closed") == "1" or mark in WAITING or (state in CASE_STATES and state not in OPEN_CASE_STATES)
    )
    return CaseFilter(
        sight=access.sight(pages.context.config, request.session.actor),
        words=request.asked("q")[:200].replace("\x00", ""),
        state=state if state in CASE_STATES else "",
        line=request.asked("line")[:100].replace("\x00", ""),
        kind=kind if kind in {one.value for one in Kind} else "",
        mark=mark if mark in MARKS else "",
        whose=next((one for one in WHOSE if one == request.asked("whose")), ""),
        person=log_in.person_of(request.session.actor),
        closed=closed,
        sort=sort if sort in (("newest", "oldest") if closed else ORDERS) else "",
    )


def _query(request: RequestContext) -> list[tuple[str, str]]:
    """The filters of this list as pairs, for the links to its other pages."""
    return [(name, request.asked(name)) for name in ASKED if request.asked(name)]
