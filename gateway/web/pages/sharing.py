"""One answer to several cases that an officer has marked in the list: written, shown with who gets it, sent with
progress, gone on with where a process ended."""

from secrets import token_urlsafe

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.errors import NotAllowed, Permanent
from gateway.domain.permissions import Act
from gateway.domain.text import clean
from gateway.replies import catalogue
from gateway.services.casework import sharing
from gateway.services.casework.reasons import SHARED_CHANGED
from gateway.store.shared_answers import SharedAnswer, SharedCase
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back
from gateway.web.http.jobs import Job

ACT = "share_answer"


def routes(pages: PageContext) -> list[Route]:
    """/shared-answers."""
    return [
        pages.act("/shared-answers/new", _write, Act.ANSWER),
        pages.page("/shared-answers/{n:int}", _show, Act.ANSWER),
        pages.page("/shared-answers/{n:int}/live", _live, Act.ANSWER),
        pages.act("/shared-answers/{n:int}/go-on", _go_on, Act.ANSWER),
        pages.act("/shared-answers/{n:int}/stop", _stop, Act.ANSWER),
    ]


async def _write(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """Words for the chosen cases: typed first, shown before they go out. A refusal keeps what was typed; what would go
    out otherwise than it was shown is shown anew."""
    typed = clean(form.get("codes")) or " ".join(form.all("code"))
    words, step = clean(form.get("words"))[:20_000], form.get("act")
    foreseen, refusal = [], ""
    try:
        chosen = sharing.codes_of(typed)
        typed = " ".join(chosen)
        if step in ("preview", "send"):
            foreseen = await sharing.foresee(pages.db, pages.context, request.session.actor, chosen, words)
        fit = [one.code for one in foreseen if one.told]
        if step == "send" and fit and form.get("shown") != sharing.digest(foreseen):
            raise NotAllowed(SHARED_CHANGED)
        if step == "send" and fit and request.session.once(form.get("once")):
            id = await sharing.begin(pages.db, pages.context, request.session.actor, fit, words)
            return back(_begun(pages, request, id, fit))
    except Permanent as refused:
        refusal = catalogue.say(refused.reason, request.language)
        if not step:
            request.session.notices.append(("refused", refusal))
            return back("/cases")
    return pages.show(
        request,
        "shared_answer.html",
        status=409 if refusal else 200,
        here="cases",
        codes=typed,
        words=words,
        foreseen=foreseen,
        shown=sharing.digest(foreseen),
        fit=[one for one in foreseen if one.told],
        refusal=refusal,
        most=sharing.MOST,
        once=token_urlsafe(12),
    )


def _begun(pages: PageContext, request: RequestContext, id: int, codes: list[str]) -> str:
    """Begin to answer them; the address of the page that shows how far it is."""
    db, context, session = pages.db, pages.context, request.session

    async def answer(code: str) -> None:
        await sharing.answer_one(db, context, session.actor, id, code)

    job = pages.jobs.start(session.csrf, ACT, codes, answer)
    return f"/shared-answers/{id}?job={job.name}"


def _number(request: RequestContext) -> int:
    return min(int(request.http.path_params["n"]), 2**62)


def _job(pages: PageContext, request: RequestContext) -> Job | None:
    return pages.jobs.find(request.asked("job"), request.session.csrf)


async def _own(pages: PageContext, request: RequestContext) -> tuple[SharedAnswer, list[SharedCase]]:
    """The one of this address. Raises Refused where this person has none of its number."""
    try:
        return await sharing.find(pages.db, request.session.actor, _number(request))
    except Permanent:
        raise Refused(404, "missing") from None


async def _show(pages: PageContext, request: RequestContext) -> Response:
    """How far it is."""
    job = _job(pages, request)
    shared, rows = await _own(pages, request)
    return pages.show(
        request, "shared_progress.html", here="cases", shared=shared, rows=rows, job=job, once=token_urlsafe(12)
    )


async def _live(pages: PageContext, request: RequestContext) -> Response:
    id, job = _number(request), _job(pages, request)
    if job is None:
        raise Refused(404, "missing")

    async def look() -> str | None:
        now = await pages.again(request)
        if now is None:
            return None
        shared, rows = await sharing.find(pages.db, now.session.actor, id)
        return pages.fragment(now, "shared_live.html", shared=shared, rows=rows, job=job, once=token_urlsafe(12))

    return pages.live.stream(request.owner, look, every=0.5, until=lambda: job.over)


async def _go_on(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What was interrupted goes on."""
    id = _number(request)
    _, rows = await _own(pages, request)
    pending = [one.code for one in rows if one.state == "pending"]
    if not pending or not request.session.once(form.get("once")):
        return back(f"/shared-answers/{id}")
    return back(_begun(pages, request, id, pending))


async def _stop(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    """The rest is not answered."""
    id = _number(request)
    await _own(pages, request)
    if job := _job(pages, request):
        pages.jobs.stop(job)
    await sharing.stop(pages.db, request.session.actor, id)
    return back(f"/shared-answers/{id}")
