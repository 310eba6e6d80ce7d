"""POST and GET /calls/{line}: a telephone system tells of its calls.

Many can send no header: a line may have a token of its own, which they send as the field `token` of the query or form.
Then the doors ask for none of theirs. Who else may ask, how much and how often the doors have settled
(gateway/web/doors.py). What cannot be read of a record is stored all the same, and shown; only where there is no record
at all the answer is 422.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gateway.channels.calls import pieces, records
from gateway.channels.calls.options import CallsOptions
from gateway.channels.calls.records import Record
from gateway.domain.errors import Unreadable
from gateway.domain.model import Received

__all__ = ["is_signed", "routes"]

TOKEN = "token"  # noqa: S105 - a field's name
Accept = Callable[[str, Sequence[Received]], Awaitable[None]]


def routes(lines: Mapping[str, CallsOptions], accept: Accept) -> Sequence[Route]:
    """See gateway.channels.Routed. What stands behind the line's name is kept as the field `path`: some systems name
    the event there."""

    async def take(request: Request) -> Response:
        name = request.path_params["line"]
        if name not in lines:
            await accept(name, [])  # which says that there is no such line
        options = lines[name]
        try:
            found = await _records(request, options)
        except Unreadable as unreadable:
            return JSONResponse({"error": unreadable.reason.code}, status_code=422)
        if not _may(request.query_params.get(TOKEN, ""), found, options):
            return PlainTextResponse("The token is wrong.\n", status_code=401)
        await accept(name, pieces.made(found, options.mapping, datetime.now(UTC)))
        return JSONResponse({"stored": len(found)}, status_code=202)

    methods = ["GET", "POST"]
    return [Route("/{line}", take, methods=methods), Route("/{line}/{path}", take, methods=methods)]


def is_signed(lines: Mapping[str, CallsOptions], path: str) -> bool:
    """See gateway.channels.Signs."""
    line = lines.get(path.strip("/").partition("/")[0])
    return line is not None and bool(line.token)


def _may(given: str, found: Sequence[Record], options: CallsOptions) -> bool:
    """Whether the line's own token came with the request: in its query, or in a form. It is kept in no record."""
    for record in found:
        given = record.pop(TOKEN, "") or given
    return not options.token or hmac.compare_digest(given.encode(), options.token.encode())


async def _records(request: Request, options: CallsOptions) -> list[Record]:
    body, path = await request.body(), request.path_params.get("path", "")
    kind = request.headers.get("content-type", "")
    found = records.of_body(body, kind, options.mapping) if body else records.of_query(request.url.query)
    return [{"path": path, **record} for record in found] if path else found
