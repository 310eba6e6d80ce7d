"""All messages, whatever became of them: counted, searched, and one act that makes a case of what has none."""

from secrets import token_urlsafe

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.model import Outcome
from gateway.domain.permissions import Act
from gateway.services import access
from gateway.store import read_models
from gateway.store.read_models import MessageFilter
from gateway.web.http.context import PageContext, RequestContext
from gateway.web.http.paging import Paging
from gateway.web.pages.attention import allowed, message_acts


def routes(pages: PageContext) -> list[Route]:
    """/messages."""
    return [pages.page("/messages", _list, Act.LIST)]


async def _list(pages: PageContext, request: RequestContext) -> Response:
    outcome, paging = request.asked("outcome"), Paging.of(request)
    sight = access.sight(pages.context.config, request.session.actor)
    wanted = MessageFilter(
        sight=sight,
        words=request.typed("q"),
        outcome=outcome if outcome in set(Outcome) else "",
        line=request.typed("line"),
    )
    async with pages.db.transaction() as conn:
        rows = await read_models.messages(conn, wanted, limit=paging.size + 1, offset=paging.offset)
        counts = await read_models.outcomes(conn, sight)
        now = await read_models.now(conn)
        shown = (f"m{row.id}" for row in rows[: paging.size] if not row.restricted)
        await access.view_list(conn, request.session.actor, "messages", shown)
    return pages.show(
        request,
        "messages.html",
        here="messages",
        items=[
            (row, allowed(request, message_acts(row.outcome, row.rule, has_case=row.code is not None)))
            for row in rows[: paging.size]
        ],
        counts=[(outcome.value, counts.get(outcome, 0)) for outcome in Outcome],
        total=sum(counts.values()),
        paging=paging.more(len(rows)),
        query=request.kept("q", "outcome", "line"),
        now=now,
        wanted=wanted,
        lines=access.configured(pages.context.config, request.session.actor),
        once=token_urlsafe(12),
    )
