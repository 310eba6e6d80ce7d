"""What is done with the answer of a case: shown first, kept, submitted, approved, returned, sent."""

from dataclasses import replace

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.domain.errors import AlreadyAnswered, Forbidden, Permanent
from gateway.domain.permissions import Act
from gateway.domain.text import clean
from gateway.replies import catalogue
from gateway.services.casework import answering
from gateway.services.composing import Preview
from gateway.web.http.context import Form, PageContext, RequestContext, back
from gateway.web.pages import case as case_page
from gateway.web.pages.answer_form import Typed
from gateway.web.pages.case import code_of
from gateway.web.texts import Texts


def routes(pages: PageContext) -> list[Route]:
    """The acts below /cases/CODE that are about its answer."""
    return [
        pages.act("/cases/{code}/preview", _preview, Act.ANSWER),
        pages.act("/cases/{code}/draft", _draft, Act.ANSWER),
        pages.act("/cases/{code}/answer", _answer, Act.ANSWER),
        pages.act("/cases/{code}/approve", _approve, Act.APPROVE_ANSWER),
        pages.act("/cases/{code}/undo", _undo, Act.UNDO_ANSWER),
        pages.act("/cases/{code}/return", _return, Act.RETURN_ANSWER),
    ]


async def _preview(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What the citizen would get, while the officer writes: JSON for the page's script."""
    try:
        actor = request.session.actor
        code, words, to = code_of(request), clean(form.get("words")), form.get("to")
        shown = await answering.preview(pages.db, pages.context, code, words, actor, to=to)
    except Forbidden:
        raise
    except Permanent as refusal:
        return JSONResponse({"refusal": catalogue.say(refusal.reason, request.language)})
    waits = catalogue.say(shown.waits, request.language) if shown.waits else ""
    return JSONResponse({"subject": shown.subject, "text": shown.text, "parts": shown.parts, "waits": waits})


async def _draft(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What is typed so far is kept, while the officer writes; who else writes: JSON for the page's script."""
    words = clean(form.get("words"))
    others = await answering.type_draft(pages.db, pages.context, code_of(request), words, request.session.actor)
    text = Texts(language=request.language, zone=pages.context.config.zone, label=request.label)
    return JSONResponse({"kept": request.label["draft_kept"], "others": [text.drafted(one) for one in others]})


async def _answer(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """Send the answer, or what the form's other buttons say: show it first, keep it, submit it. A refusal keeps the
    officer's words."""
    code, words, again, to = code_of(request), clean(form.get("words")), form.get("again") == "1", form.get("to")
    typed = Typed(words=words, again=again, to=to)
    db, context, actor = pages.db, pages.context, request.session.actor
    try:
        if form.get("act") == "preview":
            shown = await answering.preview(db, context, code, words, actor, to=to)
            return await case_page.page(pages, request, code, replace(typed, preview=shown))
        if not request.session.once(form.get("once")):
            return back(f"/cases/{code}#answer")
        if form.get("act") == "save":
            await answering.save(db, context, code, words, actor, again=again, to=to)
            said = request.label["answer_saved"]
        elif form.get("act") == "submit":
            await answering.submit(db, context, code, words, actor, again=again, to=to)
            said = request.label["answer_submitted"]
        else:
            reason = clean(form.get("alone"))
            sent = await answering.answer(db, context, code, words, actor, again=again, to=to, reason=reason)
            said = _sent(pages, request, sent)
        request.session.notices.append(("ok", said))
    except AlreadyAnswered as refusal:
        said = request.label["already_answered"].format(why=refusal.reason, box=request.label["again"])
        return await case_page.page(pages, request, code, replace(typed, refusal=said))
    except Forbidden:
        raise
    except Permanent as refusal:
        said = catalogue.say(refusal.reason, request.language)
        return await case_page.page(pages, request, code, replace(typed, refusal=said))
    return back(f"/cases/{code}#answer")


def _sent(pages: PageContext, request: RequestContext, sent: Preview) -> str:
    if not sent.waits and (seconds := pages.context.config.times.undo_seconds):
        return request.label["answer_undoable"].format(seconds=f"{seconds:g}")
    if not sent.waits:
        return request.label["answer_written"]
    return " ".join((request.label["answer_kept"], catalogue.say(sent.waits, request.language)))


def _version(form: Form) -> int:
    """Which is meant; 0, which no version is, where the form does not say."""
    said = form.get("version")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


async def _approve(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What another has written goes out."""
    code, version = code_of(request), _version(form)
    sent = await answering.approve(pages.db, pages.context, code, version, request.session.actor)
    request.session.notices.append(("ok", _sent(pages, request, sent)))
    return back(f"/cases/{code}#answer")


async def _undo(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What one has just sent is taken back."""
    code = code_of(request)
    await answering.undo(pages.db, pages.context, code, request.session.actor)
    request.session.notices.append(("ok", request.label["answer_undone"]))
    return back(f"/cases/{code}#answer")


async def _return(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """It goes back to its author."""
    code, version, reason = code_of(request), _version(form), clean(form.get("reason"))
    await answering.send_back(pages.db, pages.context, code, version, reason, request.session.actor)
    request.session.notices.append(("ok", request.label["answer_returned"]))
    return back(f"/cases/{code}#answer")
