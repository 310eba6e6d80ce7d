"""The routes by which a provider hands over citizens' texts and says what became of ours.

/aggregator/LINE/in            a text, by GET or POST; signed as the provider's mapping says, or let in by the doors
/aggregator/LINE/report/TOKEN  a report; the address holds the token that this line has given out (`callback`)
"""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.channels.aggregator import mapping
from gateway.channels.aggregator.decode import record, sender_key
from gateway.channels.aggregator.options import AggregatorOptions
from gateway.domain.model import Received, ReportStatus

__all__ = ["Accept", "is_signed", "routes"]

Accept = Callable[[str, Sequence[Received]], Awaitable[None]]  # see gateway.channels.Accept


def is_signed(lines: Mapping[str, AggregatorOptions], path: str) -> bool:
    """Whether what is asked at this path below the channel's proves itself, by its signature or by its token: then the
    doors ask for neither theirs."""
    _, line, what, *_ = *path.split("/"), "", ""
    options = lines.get(line)
    incoming = options.provider.incoming if options else None
    return what == "report" or (what == "in" and incoming is not None and bool(incoming.sign))


def routes(lines: Mapping[str, AggregatorOptions], accept: Accept) -> Sequence[Route]:
    """See gateway.channels.Routed."""

    async def incoming(request: Request) -> Response:
        line, fields = request.path_params["line"], await _fields(request)
        options = lines.get(line)
        if options is None or options.provider.incoming is None:
            return _refusal("No texts come in by this line.", 404)
        wanted = options.provider.incoming
        if not _is_right(options, fields):
            return _refusal("The signature is wrong.", 401)
        sender, id = fields.get(wanted.sender, ""), fields.get(wanted.id, "")
        if not sender or not id or wanted.text not in fields:
            return _refusal("Sender, text or id is missing.", 422)
        body = record("text", sender, fields[wanted.text], id, _kept(fields, wanted.sign))
        await accept(line, [_piece(body, "text", id, sender)])
        return Response(wanted.answer, media_type=wanted.media_type)

    async def report(request: Request) -> Response:
        line, fields = request.path_params["line"], await _fields(request)
        options = lines.get(line)
        if options is None or options.provider.report is None:
            return _refusal("No reports come in by this line.", 404)
        if not hmac.compare_digest(request.path_params["token"].encode(), options.report_token.encode()):
            return _refusal("The token is wrong.", 401)
        wanted = options.provider.report
        if not fields.get(wanted.id):
            return _refusal("The id is missing.", 422)
        number, id, status = fields.get(wanted.number, ""), fields[wanted.id], _status(wanted, fields)
        await accept(line, [_piece(record("report", number, status, id, fields), "report", id, number, status)])
        return PlainTextResponse(wanted.answer)

    both = ["GET", "POST"]
    return [Route("/{line}/in", incoming, methods=both), Route("/{line}/report/{token}", report, methods=both)]


def _refusal(words: str, status: int) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status)


def _piece(body: bytes, *names: str) -> Received:
    """`names`: what makes it this one; a provider that did not hear our answer may say the rest otherwise next time."""
    digest = hashlib.sha256("\0".join(names).encode()).digest()
    whole = Received.by_route(body, sender_key(body), datetime.now(UTC))
    return replace(whole, digest=digest, location=digest.hex())


async def _fields(request: Request) -> dict[str, str]:
    """Of the query, and of a body in JSON or as a form; of a name twice the first."""
    pairs = list(request.query_params.multi_items())
    if request.method == "POST" and "json" in request.headers.get("content-type", ""):
        try:
            found: Any = json.loads(await request.body())
        except (ValueError, RecursionError):
            found = {}
        pairs += found.items() if isinstance(found, dict) else ()
    elif request.method == "POST":
        pairs += parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    fields: dict[str, str] = {}
    for name, value in pairs:
        if isinstance(value, str | int):
            fields.setdefault(name, str(value))
    return fields


def _is_right(options: AggregatorOptions, fields: Mapping[str, str]) -> bool:
    """Whether the signature is the provider's; True where it gives none, for the doors have asked then."""
    incoming = options.provider.incoming
    if incoming is None or not incoming.sign:
        return True
    known = {**fields, "secret": options.secret}
    signed = mapping.fill_any(incoming.signed, lambda name: known.get(name, ""))
    digest = hashlib.new(incoming.hash, signed.encode()).hexdigest()
    return hmac.compare_digest(fields.get(incoming.sign, "").lower().encode(), digest.encode())


def _kept(fields: Mapping[str, str], sign: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name != sign}


def _status(wanted: mapping.Report, fields: Mapping[str, str]) -> ReportStatus:
    """What nobody knows is no last word."""
    for status, kinds in ((ReportStatus.DELIVERED, wanted.delivered), (ReportStatus.FAILED, wanted.failed)):
        if any(all(fields.get(name) == value for name, value in kind.items()) for kind in kinds):
            return status
    return ReportStatus.DELAYED
