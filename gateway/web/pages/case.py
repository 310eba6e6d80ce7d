"""One case: its whole thread with the raw bytes beside it, why it was decided so, its clocks, and the answer.

Every view writes one audit row. Acts are answering.py's and filing.py's.
"""

from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.domain import codes
from gateway.domain.errors import AlreadyAnswered, Permanent
from gateway.domain.model import OPEN_CASE_STATES, TRANSITIONS, EventKind
from gateway.domain.text import clean
from gateway.services import answering
from gateway.services.answering import Preview
from gateway.services.intake import filing
from gateway.store import audit, outbox, read_models
from gateway.store import cases as case_store
from gateway.store.cases import Case
from gateway.store.database import Connection
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back
from gateway.web.pages import raw

ORDER = "meo"  # at the same moment: what came, what it changed, what was queued for it


def routes(pages: PageContext) -> list[Route]:
    """/cases/CODE and its acts."""
    return [
        pages.page("/cases/{code}", _show),
        pages.act("/cases/{code}/preview", _preview),
        pages.act("/cases/{code}/answer", _answer),
        pages.act("/cases/{code}/split", _split),
    ]


def _code(request: RequestContext) -> str:
    code = request.named("code")
    if not codes.valid(code):
        raise Refused(404, "no_case")
    return code


async def _show(pages: PageContext, request: RequestContext) -> Response:
    return await _page(pages, request, _code(request))


async def _page(
    pages: PageContext,
    request: RequestContext,
    code: str,
    *,
    words: str = "",
    again: bool = False,
    preview: Preview | None = None,
    refusal: str = "",
) -> Response:
    async with pages.db.transaction() as tx:
        case = await case_store.find(tx, code)
        if case is None:
            raise Refused(404, "no_case")
        known = await _known(tx, case)
        await audit.write(tx, request.session.actor, "view", f"case:{code}")
    config = pages.context.config
    return pages.show(
        request,
        "case.html",
        status=409 if refusal else 200,
        here="cases",
        case=case,
        unit=config.units.get(case.unit),
        channel=case.channel,
        parts_limit=config.limits.sms_result_segments,
        is_open=case.state in OPEN_CASE_STATES,
        can_answer="answered" in TRANSITIONS["case"][case.state],
        can_again=case.state == "answered",
        words=words,
        again=again,
        preview=preview,
        refusal=refusal,
        once=token_urlsafe(12),
        **known,
    )


async def _known(tx: Connection, case: Case) -> dict[str, Any]:
    """The thread, links and the moment of reading, as the template needs them."""
    lines, outgoing = await case_store.lines_of(tx, case.id), await outbox.of_case(tx, case.id)
    hidden = {line.line for line in lines if line.hidden}  # reached by Bcc: this unit does not learn of it
    messages = [row for row in await read_models.thread(tx, case.id) if row["line"] not in hidden]
    events = [
        event for event in await case_store.events(tx, case.id) if not (hidden and event.kind == EventKind.COPIED)
    ]
    ids = [row["id"] for row in messages]
    files, raws = await read_models.attachments(tx, ids), await read_models.raw(tx, ids, raw.SHOWN_BYTES)
    told = [
        *(
            _told(row, "m", row["registered_at"], raw=raw.of(raws, row["id"]), files=_of(files, row))
            for row in messages
        ),
        *(_told(event, "e", event.at) for event in events if event.kind not in ("opened", "answered", "follow_up")),
        *(_told(row, "o", row["created_at"]) for row in outgoing),
    ]
    told.sort(
        key=lambda one: (
            one["at"],
            ORDER.index(one["letter"]),
            one["row"]["id"] if isinstance(one["row"], dict) else one["row"].id,
        )
    )
    return {
        "thread": told,
        "links": await case_store.links(tx, case.id),
        "lines": [line.line for line in lines if not line.hidden],
        "now": await read_models.now(tx),
    }


def _id(row: Any) -> int:
    return int(row["id"] if isinstance(row, Mapping) else row.id)


def _told(row: object, letter: str, at: object, **more: Any) -> dict[str, Any]:
    return {"row": row, "letter": letter, "at": at, **more}


def _of(files: Sequence[Mapping[str, Any]], message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [file for file in files if file["message_id"] == message["id"]]


# --- acts ----------------------------------------------------------------------------------------------------------


async def _preview(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What the citizen would get, while the officer writes: JSON for the page's script."""
    try:
        shown = await answering.preview(pages.db, pages.context, _code(request), clean(form.get("words")))
    except Permanent as refusal:
        return JSONResponse({"refusal": str(refusal)})
    return JSONResponse({"subject": shown.subject, "text": shown.text, "parts": shown.parts})


async def _answer(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """Send the answer, or show it first (the form's other button); a refusal keeps the officer's words."""
    code, words, again = _code(request), clean(form.get("words")), form.get("again") == "1"
    try:
        if form.get("act") == "preview":
            shown = await answering.preview(pages.db, pages.context, code, words)
            return await _page(pages, request, code, words=words, again=again, preview=shown)
        if request.session.once(form.get("once")):
            await answering.answer(pages.db, pages.context, code, words, request.session.actor, again=again)
            request.session.notices.append(("ok", request.label["answer_written"]))
    except AlreadyAnswered as refusal:
        said = request.label["already_answered"].format(why=refusal, box=request.label["again"])
        return await _page(pages, request, code, words=words, again=again, refusal=said)
    except Permanent as refusal:
        return await _page(pages, request, code, words=words, again=again, refusal=str(refusal))
    return back(f"/cases/{code}#answer")


async def _split(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """A follow-up becomes a case of its own."""
    new = await filing.split(pages.db, pages.context, raw.number(form.get("message")), request.session.actor)
    request.session.notices.append(("ok", request.label["split_done"].format(code=new)))
    return back(f"/cases/{new}")
