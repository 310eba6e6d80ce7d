"""What is done with the answer of a case: shown first, kept, submitted, approved, returned, sent."""

import re
from dataclasses import replace
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.domain.errors import AlreadyAnswered, Forbidden, Permanent
from gateway.domain.permissions import Act
from gateway.domain.text import clean
from gateway.replies import catalogue
from gateway.services import access
from gateway.services.access import Thing
from gateway.services.casework import answering, contacts, taking_back
from gateway.services.casework.files import Files
from gateway.services.composing import Preview
from gateway.store import answers, cases
from gateway.store.answers import SavedFile
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back
from gateway.web.pages import case as case_page
from gateway.web.pages import raw
from gateway.web.pages.answer_form import Typed
from gateway.web.pages.case import code_of
from gateway.web.texts import Texts


def routes(pages: PageContext) -> list[Route]:
    """The acts below /cases/CODE that are about its answer."""
    most = 1_000_000 * pages.context.config.limits.answer_files_mb
    return [
        pages.page("/cases/{code}/answers/{version:int}/files/{n:int}", _file, Act.VIEW),
        pages.page("/cases/{code}/answers/{version:int}/files/{n:int}/preview", _photo, Act.VIEW),
        pages.act("/cases/{code}/preview", _preview, Act.ANSWER),
        pages.act("/cases/{code}/draft", _draft, Act.ANSWER),
        pages.act("/cases/{code}/answer", _answer, Act.ANSWER, files=most),
        pages.act("/cases/{code}/contacts", _contact, Act.ADD_CONTACT),
        pages.act("/cases/{code}/approve", _approve, Act.APPROVE_ANSWER),
        pages.act("/cases/{code}/undo", _undo, Act.UNDO_ANSWER),
        pages.act("/cases/{code}/return", _return, Act.RETURN_ANSWER),
    ]


async def _preview(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What the citizen would get, while the officer writes: JSON for the page's script."""
    try:
        actor = request.session.actor
        code, words, to = code_of(request), clean(form.get("words")), form.get("to")
        language = form.get("language")
        shown = await answering.preview(pages.db, pages.context, code, words, actor, to=to, language=language)
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
    beside: dict[str, Any] = {
        "again": again,
        "to": to,
        "language": form.get("language"),
        "summary": form.get("summary"),
    }
    typed = Typed(words=words, **beside, files_lost=bool(form.files))
    beside["files"] = _files(form)
    db, context, actor = pages.db, pages.context, request.session.actor
    try:
        if form.get("act") == "phrase":
            return await case_page.page(pages, request, code, replace(typed, phrase=form.get("phrase")))
        if form.get("act") == "preview":
            shown = await answering.preview(db, context, code, words, actor, to=to, language=typed.language)
            return await case_page.page(pages, request, code, replace(typed, preview=shown))
        if not request.session.once(form.get("once")):
            return back(f"/cases/{code}#answer")
        if form.get("act") == "save":
            await answering.save(db, context, code, words, actor, **beside)
            said = request.label["answer_saved"]
        elif form.get("act") == "submit":
            await answering.submit(db, context, code, words, actor, **beside)
            said = request.label["answer_submitted"]
        else:
            reason = clean(form.get("alone"))
            sent = await answering.answer(db, context, code, words, actor, reason=reason, **beside)
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


def _files(form: Form) -> Files:
    """Those that were chosen, and those of the version before that stay: "VERSION.N" each."""
    kept = [one.partition(".") for one in form.all("kept") if re.fullmatch(r"[0-9]{1,6}\.[0-9]{1,4}", one)]
    before = int(kept[0][0]) if kept else 0
    return Files(new=form.files, before=before, kept=tuple(int(n) for of, _, n in kept if int(of) == before))


async def _file(pages: PageContext, request: RequestContext) -> Response:
    """A file that goes with an answer, for saving."""
    file = await _saved(pages, request)
    return raw.download(file.body, file.name)


async def _photo(pages: PageContext, request: RequestContext) -> Response:
    """A photo that goes with an answer, as a small picture."""
    file = await _saved(pages, request)
    return await raw.photo(pages, file.name, file.type, file.body)


async def _saved(pages: PageContext, request: RequestContext) -> SavedFile:
    code, version, n = code_of(request), *(min(request.http.path_params[name], 32_767) for name in ("version", "n"))
    async with pages.db.transaction() as tx:
        await access.view(tx, pages.context.config, request.session.actor, Thing("case", code), f"file {version}.{n}")
        case = await cases.find(tx, code)
        file = await answers.file(tx, case.id, version, n) if case else None
    if file is None:
        raise Refused(404, "missing")
    return file


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


async def _contact(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """The citizen has another address or number."""
    code, typed, how = code_of(request), clean(form.get("urn"))[:200], clean(form.get("how"))[:500]
    await contacts.add(pages.db, pages.context, code, typed, how, request.session.actor)
    request.session.notices.append(("ok", request.label["contact_done"]))
    return back(f"/cases/{code}#answer")


async def _approve(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What another has written goes out."""
    code, version = code_of(request), _version(form)
    sent = await answering.approve(pages.db, pages.context, code, version, request.session.actor)
    request.session.notices.append(("ok", _sent(pages, request, sent)))
    return back(f"/cases/{code}#answer")


async def _undo(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What one has just sent is taken back."""
    code = code_of(request)
    await taking_back.undo(pages.db, pages.context, code, request.session.actor)
    request.session.notices.append(("ok", request.label["answer_undone"]))
    return back(f"/cases/{code}#answer")


async def _return(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """It goes back to its author."""
    code, version, reason = code_of(request), _version(form), clean(form.get("reason"))
    await answering.send_back(pages.db, pages.context, code, version, reason, request.session.actor)
    request.session.notices.append(("ok", request.label["answer_returned"]))
    return back(f"/cases/{code}#answer")
