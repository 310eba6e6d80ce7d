"""What waits to go out: why each of it waits, and two acts on one or many: send now, drop with a reason."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from secrets import token_urlsafe

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import Purpose
from gateway.domain.permissions import Act, may
from gateway.services import access, attending
from gateway.store import read_models
from gateway.store.read_models import WaitingFilter
from gateway.web.http.context import Form, PageContext, RequestContext, back, came, ours
from gateway.web.http.paging import Paging
from gateway.web.reasons import NOT_FOR_THIS

AGES = {"10m": timedelta(minutes=10), "1h": timedelta(hours=1), "1d": timedelta(days=1)}
NAMED: Mapping[str, Act] = {"send_now": Act.SEND_NOW, "drop_waiting": Act.DROP_WAITING}  # what a form calls each
ACTS = tuple(NAMED)
NEED_REASON = frozenset({"drop_waiting"})


def routes(pages: PageContext) -> list[Route]:
    """/outgoing. Its jobs are shown by attention.py, as all are."""
    return [pages.page("/outgoing", _list, Act.LIST), pages.act("/outgoing/act", _act, *NAMED.values())]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    purpose, age, paging = request.asked("purpose"), request.asked("age"), Paging.of(request)
    chosen = {
        "line": request.typed("line"),
        "purpose": purpose if purpose in set(Purpose) else "",
        "age": age if age in AGES else "",
    }
    wanted = WaitingFilter(
        sight=access.sight(pages.context.config, request.session.actor),
        line=chosen["line"],
        purpose=chosen["purpose"],
        older=AGES.get(age, timedelta(0)),
    )
    sending = [name for name, one in pages.context.config.lines.items() if one.send]
    async with pages.db.connection() as conn:
        rows = await read_models.waiting(conn, wanted, sending, limit=paging.size, offset=paging.offset)
        count = await read_models.waiting_count(conn, wanted)
        now = await read_models.now(conn)
    return pages.show(
        request,
        "outgoing.html",
        here="outgoing",
        rows=rows,
        count=count,
        paging=paging.to(count),
        query=request.kept(*chosen),
        now=now,
        chosen=chosen,
        lines=access.configured(pages.context.config, request.session.actor),
        purposes=[one.value for one in Purpose],
        ages=list(AGES),
        acts=[act for act, named in NAMED.items() if may(request.session.actor, named) is None],
        once=token_urlsafe(12),
    )


async def _act(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """Begin a job; what is missing in the form is said on the list."""
    act, ids, reason = form.get("act"), list(dict.fromkeys(form.all("id"))), form.get("reason").strip()
    session = request.session
    wrong = (
        "chosen_none"
        if not ids
        else "act_unknown"
        if act not in ACTS
        else "reason_missing"
        if act in NEED_REASON and not reason
        else ""
    )
    if wrong:
        session.notices.append(("refused", request.label[wrong]))
        return back(place if ours(place := came(request)) else "/outgoing")
    if not session.once(form.get("once")):
        return back("/outgoing")
    job = pages.jobs.start(session.csrf, act, ids, _doing(pages, act, reason, session.actor))
    return back(f"/attention/jobs/{job.name}")


def _doing(pages: PageContext, act: str, reason: str, actor: Actor) -> Callable[[str], Awaitable[object]]:
    """What the job does with one id."""

    async def do(id: str) -> None:
        if not re.fullmatch("o[0-9]{1,18}", id):
            raise NotAllowed(NOT_FOR_THIS)
        if act == "send_now":
            await attending.send_now(pages.db, pages.context, int(id[1:]), actor)
        else:
            await attending.drop_waiting(pages.db, pages.context, int(id[1:]), reason, actor)

    return do
