"""An officer enters a case for a citizen who came, called or wrote on paper; the slip that the citizen takes along."""

from collections.abc import Mapping
from secrets import token_urlsafe

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain import entering as form_of
from gateway.domain.entering import EnteredForm
from gateway.domain.errors import Forbidden, Permanent
from gateway.domain.model import SECRET_KINDS
from gateway.domain.permissions import Act, Subject, may
from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from gateway.services.casework import reasons
from gateway.services.intake import entering
from gateway.services.intake.entering import Foreseen
from gateway.store import read_models
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back

__all__ = ["routes"]


def routes(pages: PageContext) -> list[Route]:
    """/cases/new, and the slip of each form."""
    return [
        pages.page("/cases/new", _new, Act.ENTER),
        pages.act("/cases/new", _enter, Act.ENTER, files=1_000_000 * pages.context.config.limits.answer_files_mb),
        pages.page("/cases/new/{form}", _slip, Act.ENTER),
    ]


async def _new(pages: PageContext, request: RequestContext) -> Response:
    units = entering.units_for(pages.context, request.session.actor)
    form = EnteredForm(once=token_urlsafe(12), unit=next(iter(units), ""), came_by=form_of.WAYS[0], words="")
    return await _page(pages, request, form)


async def _enter(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """What the citizen would get is shown first; a refusal keeps what was typed. Sent twice it makes one case."""
    typed, actor = _typed(form), request.session.actor
    try:
        if form.get("step") != "do":
            foreseen = await entering.preview(pages.db, pages.context, actor, typed)
            return await _page(pages, request, typed, foreseen=foreseen)
        await entering.enter(pages.db, pages.context, actor, typed)
    except Forbidden:
        raise
    except Permanent as refusal:
        return await _page(pages, request, typed, refusal=catalogue.say(refusal.reason, request.language))
    return back(f"/cases/new/{typed.once}")


def _typed(form: Form) -> EnteredForm:
    return EnteredForm(
        once=form.get("once"),
        unit=form.get("unit"),
        came_by=form.get("came_by"),
        words=form.get("words"),
        subject=form.get("subject"),
        kind=form.get("kind"),
        place=form.get("place"),
        urgent=form.get("urgent") == "1",
        received=form.get("received"),
        name=form.get("name"),
        answer_by=form.get("answer_by"),
        to=form.get("to"),
        consent=form.get("consent") == "1",
        secret=form.get("secret") == "1",
        files=form.files,
    )


async def _page(
    pages: PageContext,
    request: RequestContext,
    form: EnteredForm,
    *,
    foreseen: Foreseen | None = None,
    refusal: str = "",
) -> Response:
    async with pages.db.connection() as conn:
        now = await read_models.now(conn)
    kinds = {kind.value: catalogue.words(f"kind.{kind}", request.language) for kind in form_of.ENTERED_KINDS}
    return pages.show(
        request,
        "entry.html",
        status=409 if refusal else 200,
        here="cases",
        form=form,
        units={key: unit.name for key, unit in entering.units_for(pages.context, request.session.actor).items()},
        ways=_said(request, reasons.CAME_BY),
        answers=_said(request, reasons.ANSWER_BY),
        kinds={"": request.label["enter_kind"], **kinds},
        fields=_said(request, reasons.FIELDS),
        most=form_of.MOST,
        days=form_of.MOST_EARLIER.days,
        files_most=pages.context.config.limits.answer_files,
        files_most_mb=pages.context.config.limits.answer_files_mb,
        foreseen=foreseen,
        refusal=refusal,
        now=now,
    )


async def _slip(pages: PageContext, request: RequestContext) -> Response:
    """Nothing of what the citizen said stands on it, and only whoever entered it sees it."""
    actor = request.session.actor
    case = await entering.entered_by(pages.db, actor, request.named("form"))
    unit = pages.context.config.units.get(case.unit) if case else None
    if case is None or unit is None:
        raise Refused(404, "no_case")
    subject = Subject(units=frozenset({case.unit}), restricted=case.restricted)
    return pages.show(
        request,
        "slip.html",
        here="cases",
        case=case,
        unit=unit,
        dated=not (case.urgent or case.restricted or case.kind in SECRET_KINDS),
        sees=may(actor, Act.VIEW, subject) is None,
        answers=_said(request, reasons.ANSWER_BY),
        fields=_said(request, reasons.FIELDS),
    )


def _said(request: RequestContext, reasons: Mapping[str, Reason]) -> dict[str, str]:
    return {name: catalogue.say(reason, request.language) for name, reason in reasons.items()}
