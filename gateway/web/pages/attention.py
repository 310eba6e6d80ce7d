"""What waits for a person, in and out, in one list; one item with its raw text; acts on one or many."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import Outcome
from gateway.domain.permissions import Act, may
from gateway.services import access, attending
from gateway.services.access import Thing
from gateway.services.intake import filing
from gateway.store import outbox, read_models, senders
from gateway.store.read_models import AttentionFilter, AttentionMessage, AttentionOutbox, Sight
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back, came, ours
from gateway.web.http.jobs import Job
from gateway.web.http.paging import Paging
from gateway.web.pages import outgoing, raw
from gateway.web.reasons import NOT_FOR_THIS

MANY = 3  # held ones of one sender or list that are shown as a group
STATES = ("held", "unreadable", "unknown", "dead", "undelivered")
ACTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("m", "held"): ("file", "dismiss"),
    ("m", "unreadable"): ("replay", "dismiss"),
    ("o", "held"): ("send", "drop"),
    ("o", "unknown"): ("sent", "send", "drop"),
    ("o", "dead"): ("send", "drop"),
    ("o", "undelivered"): ("send", "drop"),
    ("o", "due"): outgoing.ACTS,
}
DECIDING = ("person", "machine")  # of a sender or list, from now on
SIDES: Mapping[str, str] = {
    **dict.fromkeys(("file", *DECIDING, "replay", "dismiss"), "m"),
    **dict.fromkeys(("send", "drop", "sent"), "o"),
}
NAMED: Mapping[str, Act] = {  # what a form calls each
    "file": Act.FILE,
    "person": Act.DECIDE_PERSON,
    "machine": Act.DECIDE_MACHINE,
    "replay": Act.REPLAY,
    "dismiss": Act.DISMISS,
    "send": Act.RESEND,
    "drop": Act.DROP,
    "sent": Act.MARK_SENT,
}
NEED_REASON = frozenset({"drop", "dismiss", "sent"})
FILEABLE = frozenset({Outcome.AUTOMATIC, Outcome.SYSTEM, Outcome.COMMAND, Outcome.REPORT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of the list: m12 or o34, and what a person can do with it."""

    id: str
    row: AttentionMessage | AttentionOutbox
    acts: tuple[str, ...]


def message_acts(outcome: str, rule: str, *, has_case: bool = False) -> tuple[str, ...]:
    """What a person can do with a message."""
    if outcome in FILEABLE:
        return () if has_case else ("file",)
    decidable = outcome == "held" and rule in filing.DECIDABLE
    return (*ACTS.get(("m", outcome), ()), *(DECIDING if decidable else ()))


def outbox_acts(state: str) -> tuple[str, ...]:
    """What a person can do with what goes out."""
    return ACTS.get(("o", state), ())


def allowed(request: RequestContext, acts: Iterable[str]) -> tuple[str, ...]:
    """Those of these acts that whoever asks may do to anything at all."""
    named = {**NAMED, **outgoing.NAMED}
    return tuple(act for act in acts if may(request.session.actor, named[act]) is None)


def routes(pages: PageContext) -> list[Route]:
    """/attention, its items, its jobs, and what was decided of senders."""
    return [
        pages.page("/attention", _list, Act.LIST),
        pages.act("/attention/act", _act, *NAMED.values()),
        pages.page("/attention/senders", _senders, Act.LIST),
        pages.act("/attention/senders/forget", _forget, Act.FORGET_SENDER),
        pages.page("/attention/jobs/{job}", _job_page, Act.LIST),
        pages.page("/attention/jobs/{job}/live", _job_live, Act.LIST),
        pages.act("/attention/jobs/{job}/stop", _job_stop, Act.LIST),
        pages.page("/attention/{id}", _one, Act.VIEW),
    ]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    sight = access.sight(pages.context.config, request.session.actor)
    wanted, paging = _wanted(request, sight), Paging.of(request)
    async with pages.db.transaction() as tx:
        incoming, leaving, total = await read_models.attention(tx, wanted, limit=paging.size, offset=paging.offset)
        groups = [] if wanted.kind or wanted.side == "out" else await read_models.held_groups(tx, MANY, sight)
        now = await read_models.now(tx)
        shown = [*(f"m{row.id}" for row in incoming), *(f"m{group.first}" for group in groups)]
        await access.view_list(tx, request.session.actor, "waiting", shown)
    items = [
        *(Item(id=f"m{row.id}", row=row, acts=allowed(request, message_acts(row.state, row.rule))) for row in incoming),
        *(Item(id=f"o{row.id}", row=row, acts=allowed(request, outbox_acts(row.state))) for row in leaving),
    ]
    return pages.show(
        request,
        "attention.html",
        here="attention",
        items=items,
        total=total,
        groups=groups,
        paging=paging.to(total),
        query=request.kept("q", "side", "state", "line", "kind", "name"),
        now=now,
        wanted=wanted,
        states=STATES,
        deciding=allowed(request, DECIDING),
        acts=[act for act in SIDES if any(act in item.acts for item in items)],
        lines=access.configured(pages.context.config, request.session.actor),
        once=token_urlsafe(12),
    )


def _wanted(request: RequestContext, sight: Sight) -> AttentionFilter:
    side, state, kind = request.asked("side"), request.asked("state"), request.asked("kind")
    return AttentionFilter(
        sight=sight,
        side=side if side in ("in", "out") else "",
        state=state if state in STATES else "",
        line=request.typed("line"),
        words=request.typed("q"),
        kind=kind if kind in ("sender", "list") else "",
        name=request.typed("name"),
    )


async def _one(pages: PageContext, request: RequestContext) -> Response:
    found = re.fullmatch(r"([mo])([0-9]{1,18})", request.named("id"))
    if found is None:
        raise Refused(404, "missing")
    show = _message if found[1] == "m" else _outgoing
    return await show(pages, request, int(found[2]))


async def _message(pages: PageContext, request: RequestContext, number: int) -> Response:
    async with pages.db.transaction() as tx:
        await access.view(tx, pages.context.config, request.session.actor, Thing("message", number))
        row = await read_models.message(tx, number)
        files = await read_models.attachments(tx, [number])
        raws = raw.of(await read_models.raw(tx, [number], raw.SHOWN_BYTES), number)
        code = await read_models.code_of(tx, row.case_id) if row and row.case_id else ""
    if row is None:
        raise Refused(404, "missing")
    acts = message_acts(row.outcome, row.rule, has_case=row.case_id is not None)
    return _item(
        pages,
        request,
        f"m{number}",
        acts,
        "attention_message.html",
        row=row,
        files=files,
        raw=raws,
        code=code,
        needs_address="file" in acts and not filing.person(pages.context.config, row),
    )


async def _outgoing(pages: PageContext, request: RequestContext, number: int) -> Response:
    async with pages.db.transaction() as tx:
        await access.view(tx, pages.context.config, request.session.actor, Thing("outbox", number))
        row = await outbox.find(tx, number)
        tried = await read_models.attempts_of(tx, [number])
        code = await read_models.code_of(tx, row.case_id) if row and row.case_id else ""
    if row is None:
        raise Refused(404, "missing")
    return _item(
        pages, request, f"o{number}", outbox_acts(row.state), "attention_outbox.html", row=row, tried=tried, code=code
    )


def _item(
    pages: PageContext, request: RequestContext, id: str, acts: tuple[str, ...], template: str, **values: Any
) -> Response:
    shown = {"here": "attention", "needs_address": False, "once": token_urlsafe(12), **values}
    return pages.show(request, template, id=id, acts=allowed(request, acts), gone=not acts, **shown)


# --- acts ----------------------------------------------------------------------------------------------------------


async def _act(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """Begin a job; what is missing in the form is said on the page it came from."""
    act, ids, reason = form.get("act"), list(dict.fromkeys(form.all("id"))), form.get("reason").strip()
    session, label = request.session, request.label
    wrong = (
        "chosen_none"
        if not ids
        else "act_unknown"
        if act not in SIDES
        else "reason_missing"
        if act in NEED_REASON and not reason
        else ""
    )
    if wrong:
        session.notices.append(("refused", label[wrong]))
        return back(
            place if ours(place := came(request)) else "/attention"
        )  # with its filter; the browser keeps the ticks
    if not session.once(form.get("once")):
        return back("/attention")
    job = pages.jobs.start(session.csrf, act, ids, _doing(pages, act, reason, form.get("address"), session.actor))
    return back(f"/attention/jobs/{job.name}")


def _doing(pages: PageContext, act: str, reason: str, address: str, actor: Actor) -> Callable[[str], Awaitable[object]]:
    """What the job does with one id."""
    db, context = pages.db, pages.context
    acts: Mapping[str, Callable[[int], Awaitable[object]]] = {
        "send": lambda n: attending.resend(db, context, n, actor),
        "drop": lambda n: attending.drop(db, context, n, reason, actor),
        "sent": lambda n: attending.mark_sent(db, context, n, reason, actor),
        "file": lambda n: filing.file_held(db, context, n, actor, typed=address),
        "person": lambda n: filing.decide_person(db, context, n, actor),
        "machine": lambda n: filing.decide_machine(db, context, n, actor),
        "replay": lambda n: attending.replay(db, context, n, actor),
        "dismiss": lambda n: attending.dismiss(db, context, n, reason, actor),
    }

    async def do(id: str) -> None:
        if not re.fullmatch(f"{SIDES[act]}[0-9]{{1,18}}", id):
            raise NotAllowed(NOT_FOR_THIS)
        await acts[act](int(id[1:]))

    return do


# --- what was decided of senders and lists ---------------------------------------------------------------------------


async def _senders(pages: PageContext, request: RequestContext) -> Response:
    paging = Paging.of(request)
    lines = access.lines_of(pages.context.config, request.session.actor)
    async with pages.db.connection() as conn:
        rows = await senders.listed(conn, lines, limit=paging.size + 1, offset=paging.offset)
    return pages.show(
        request,
        "senders.html",
        here="attention",
        rows=rows[: paging.size],
        paging=paging.more(len(rows)),
        query=[],
    )


async def _forget(pages: PageContext, request: RequestContext, form: Form) -> Response:
    await filing.forget(pages.db, pages.context, form.get("kind"), form.get("name"), request.session.actor)
    request.session.notices.append(("ok", request.label["sender_forgotten"]))
    return back("/attention/senders")


# --- jobs ------------------------------------------------------------------------------------------------------------


def _job(pages: PageContext, request: RequestContext) -> Job:
    job = pages.jobs.find(request.named("job"), request.session.csrf)
    if job is None:
        raise Refused(404, "missing")
    return job


async def _job_page(pages: PageContext, request: RequestContext) -> Response:
    return pages.show(request, "job.html", here="attention", job=_job(pages, request))


async def _job_live(pages: PageContext, request: RequestContext) -> Response:
    job = _job(pages, request)

    async def look() -> str | None:
        now = await pages.again(request)
        return pages.fragment(now, "job_live.html", job=job) if now else None

    return pages.live.stream(request.owner, look, every=0.3, until=lambda: job.over)


async def _job_stop(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    job = _job(pages, request)
    pages.jobs.stop(job)
    return back(f"/attention/jobs/{job.name}")
