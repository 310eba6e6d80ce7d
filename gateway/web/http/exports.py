"""Files that are written while they are read: a list of any length in bounded memory."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from starlette.responses import Response, StreamingResponse

from gateway.web.http.context import PageContext

__all__ = ["exported"]

TYPES: Mapping[str, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


async def exported(pages: PageContext, written: AsyncIterator[str], name: str, form: str) -> Response:
    """The portions of `written` as a file of this name, the day, and its form (of TYPES). The first is made before
    anything is answered: a refusal is a page, and the row of audit is there."""
    first = await anext(written, "")
    file = f"{name}-{datetime.now(pages.context.config.zone):%Y-%m-%d}.{form}"
    head = {"Content-Disposition": f'attachment; filename="{file}"'}
    return StreamingResponse(_from(first, written), media_type=TYPES[form], headers=head)


async def _from(first: str, others: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for portion in others:
        yield portion
