"""One case: its whole thread with the raw bytes beside it, why it was decided so, its clocks, and the answer.

Its answer is the form of answer_form.py, its acts are those of acts_form.py.
"""

from collections.abc import Callable, Mapping, Sequence
from secrets import token_urlsafe

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.domain import codes
from gateway.domain.deadlines.profiles import DEADLINES
from gateway.domain.model import OPEN_CASE_STATES, SECRET_KINDS, EventKind, Kind, Outcome
from gateway.domain.permissions import Act, may
from gateway.domain.text import clean
from gateway.services import access, restricting
from gateway.services.access import Thing
from gateway.services.accounts import log_in, naming
from gateway.services.calls import calling_back
from gateway.services.casework import announcing, exporting, people, reasons
from gateway.services.intake import filing
from gateway.services.units import suggesting
from gateway.store import accounts, entered, read_models
from gateway.store import casework as casework_store
from gateway.store.cases import Case, Event
from gateway.store.casework import ActedCase
from gateway.store.deadlines import Deadline
from gateway.store.read_models import RawPart, Thread
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back
from gateway.web.pages import acts_form, answer_form, guide, raw
from gateway.web.pages.acts_form import Acting
from gateway.web.pages.answer_form import Typed

UNSHOWN = (EventKind.OPENED, EventKind.ANSWERED, EventKind.FOLLOW_UP)  # the message or reply beside it says so


def routes(pages: PageContext) -> list[Route]:
    """/cases/CODE and its acts."""
    return [
        pages.page("/cases/{code}", _show, Act.VIEW),
        pages.page("/cases/{code}/file.txt", _file, Act.VIEW),
        pages.act("/cases/{code}/split", _split, Act.SPLIT),
        pages.act("/cases/{code}/restrict", _restrict, Act.RESTRICT),
        pages.act("/cases/{code}/unrestrict", _unrestrict, Act.UNRESTRICT),
        pages.act("/cases/{code}/name", _name, Act.NAME_FOR_CASE),
        pages.act("/cases/{code}/called-back", _called_back, Act.CALL_BACK),
    ]


def code_of(request: RequestContext) -> str:
    """The code in the address. Raises Refused where it is none."""
    code = request.named("code")
    if not codes.valid(code):
        raise Refused(404, "no_case")
    return code


async def _show(pages: PageContext, request: RequestContext) -> Response:
    return await page(pages, request, code_of(request))


async def _file(pages: PageContext, request: RequestContext) -> Response:
    """All of it as text, for a body outside."""
    code = code_of(request)
    words = await exporting.file_of(pages.db, pages.context, request.session.actor, code)
    saved = {"Content-Disposition": f'attachment; filename="{code}.txt"'}
    return PlainTextResponse("\ufeff" + words, headers=saved)


async def page(
    pages: PageContext,
    request: RequestContext,
    code: str,
    typed: Typed | None = None,
    acting: Acting | None = None,
) -> Response:
    """The case. `typed`: the form of its answer, `acting`: that of an act, as it came."""
    config, actor = pages.context.config, request.session.actor
    async with pages.db.transaction() as tx:
        await access.view(tx, config, request.session.actor, Thing("case", code))
        case = await casework_store.to_act(tx, code)
        if case is None:
            raise Refused(404, "no_case")
        await casework_store.see_mention(tx, log_in.person_of(actor), case.id)
        thread = await read_models.thread(tx, case)
        parts = await read_models.raw(tx, [message.id for message in thread.messages], raw.SHOWN_BYTES)
        now = await read_models.now(tx)
        entry = await entered.of_case(tx, case.id)
        named = await accounts.named_for_case(tx, case.id)
        sight = access.sight(config, actor).of_cases()
        followers = await casework_store.followers(tx, case.id, *sight) if case.followers else ()
        form = await answer_form.shown(tx, pages.context, case, actor, typed, request.typed("draft"))
        unreached = await announcing.of_case(tx, config, case)
        places = suggesting.suggested(pages.context, case.unit, " ".join(message.text for message in thread.messages))
        acts = await acts_form.shown(tx, pages.context, case, actor, request.language, acting, places)
        ordinary = await restricting.may_unrestrict(tx, pages.context, case) if case.restricted else None
    return pages.show(
        request,
        "case.html",
        status=409 if (typed and typed.refusal) or (acting and acting.refusal) else 200,
        here="cases",
        chapter=guide.chapter_of(case),
        case=case,
        unit=config.units.get(case.unit),
        channel=case.channel,
        is_open=case.state in OPEN_CASE_STATES,
        to_call_back=case.kind == Kind.MISSED_CALL and case.state in OPEN_CASE_STATES,
        unreached=unreached,
        entry=entry,
        came_by=reasons.CAME_BY,
        answer_by=reasons.ANSWER_BY,
        ordinary=ordinary,
        secret_kinds=[kind for kind in SECRET_KINDS if not (case.restricted and kind == case.kind)],
        confidential=any("confidential" in message.flags for message in thread.messages),
        once=token_urlsafe(12),
        **form,
        **acts,
        thread=[one for one in thread.entries if not (isinstance(one.row, Event) and one.row.kind in UNSHOWN)],
        raw=_raws(thread, parts),
        follow_ups=sum(message.outcome == Outcome.FOLLOW_UP for message in thread.messages),
        links=thread.links,
        followers=followers,
        references=thread.references,
        deadlines=[one for one in thread.deadlines if one.kind in DEADLINES and not _is_the_date(one, case)],
        lines=thread.lines,
        named=named,
        may_here=_rights(request, case),
        now=now,
    )


def _rights(request: RequestContext, case: ActedCase) -> Callable[[str], bool]:
    """Which acts are offered: those that whoever looks may do to this very case."""
    subject = people.subject_of(case)
    return lambda act: may(request.session.actor, Act(act), subject) is None


def _raws(thread: Thread, parts: Sequence[RawPart]) -> Mapping[int, list[raw.Shown]]:
    return {message.id: raw.of(parts, message.id) for message in thread.messages}


# --- acts ----------------------------------------------------------------------------------------------------------


async def _split(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """A follow-up becomes a case of its own; several at once, each."""
    chosen = [raw.number(one) for one in form.all("message")]
    if not chosen:
        request.session.notices.append(("refused", request.label["chosen_none"]))
        return back(f"/cases/{code_of(request)}")
    new = await filing.split_several(pages.db, pages.context, chosen, request.session.actor)
    request.session.notices.append(("ok", request.label["split_done"].format(code=", ".join(new))))
    return back(f"/cases/{new[0] if len(new) == 1 else code_of(request)}")


async def _name(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """Somebody may see this restricted case, or no more."""
    code, login, named = code_of(request), form.get("login"), form.get("act") != "unname"
    done = await naming.name_for_case(pages.db, pages.context, request.session.actor, login, code, named=named)
    said = ("ok", request.label["people_done"]) if done else ("refused", request.label["people_unchanged"])
    request.session.notices.append(said)
    return back(f"/cases/{code}")


async def _restrict(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """It is for few to see."""
    code, kind, reason = code_of(request), form.get("kind"), clean(form.get("reason"))
    await restricting.restrict(pages.db, pages.context, code, kind, reason, request.session.actor)
    request.session.notices.append(("ok", request.label["restrict_done"]))
    return back(f"/cases/{code}" if request.session.actor.restricted_in else "/cases")


async def _unrestrict(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """It is an ordinary case."""
    code, reason, tell = code_of(request), clean(form.get("reason")), form.get("tell") == "1"
    done = await restricting.unrestrict(pages.db, pages.context, code, reason, request.session.actor, tell=tell)
    said = "unrestrict_done_told" if tell and done.told else "unrestrict_done"
    request.session.notices.append(("ok", request.label[said]))
    return back(f"/cases/{code}")


async def _called_back(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """The citizen whose call nobody took was called."""
    code, reached = code_of(request), form.get("reached") == "1"
    await calling_back.called_back(pages.db, pages.context, code, request.session.actor, reached=reached)
    request.session.notices.append(("ok", request.label["called_back_done"]))
    return back(f"/cases/{code}")


def _is_the_date(one: Deadline, case: Case) -> bool:
    """Whether it says no more than the case's own date does."""
    return one.kind == "answer" and one.due_at == case.due_at and one.paused_at is None
