"""An officer's acts on a case: one address for each row of the table of acts (domain/casework.py)."""

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain import casework
from gateway.domain.casework import CaseAct
from gateway.domain.errors import Forbidden, Permanent
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.services.casework import performing, reasons
from gateway.web.http.context import Form, PageContext, Post, RequestContext, back
from gateway.web.pages import case as case_page
from gateway.web.pages.acts_form import Acting, path_of
from gateway.web.pages.case import code_of

AWAY = (Act.DECLINE, Act.ALLOCATE)  # after which whoever acted may see the case no more


def routes(pages: PageContext) -> list[Route]:
    """/cases/CODE/ACT."""
    return [pages.act(f"/cases/{{code}}/{path_of(row.act)}", _doing(row), row.act) for row in casework.ACTS.values()]


def _doing(row: CaseAct) -> Post:
    async def do(pages: PageContext, request: RequestContext, form: Form) -> Response:
        """What the citizen would get is shown first; a refusal keeps what was typed."""
        code, actor = code_of(request), request.session.actor
        values = {name: form.get(name) for name in ("seen", *(field.name for field in row.fields))}
        try:
            if row.tells and form.get("step") != "do":
                foreseen = await performing.preview(pages.db, pages.context, actor, code, row.act, values)
                return await case_page.page(
                    pages, request, code, acting=Acting(act=row.act, values=values, foreseen=foreseen)
                )
            if request.session.once(form.get("once")):
                done = await performing.perform(pages.db, pages.context, actor, code, row.act, values)
                said = [f"{code}: {catalogue.say(reasons.ACTS[row.act], request.language, 'done')}"]
                waits = done.told.waits if done.told else done.why_not
                said += [catalogue.say(waits, request.language)] if waits else []
                request.session.notices.append(("ok", " ".join(said)))
        except Forbidden:
            raise
        except Permanent as refusal:
            said_why = catalogue.say(refusal.reason, request.language)
            return await case_page.page(
                pages, request, code, acting=Acting(act=row.act, values=values, refusal=said_why)
            )
        return back("/cases" if row.act in AWAY else f"/cases/{code}#acts")

    return do
