"""Server-sent events: a part of a page, sent whole whenever it has changed (WHATWG HTML §9.2).

The page's script compares it with what is there and changes only what differs, so that nothing flickers.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.responses import PlainTextResponse, Response, StreamingResponse

__all__ = ["stream"]

MOST = 24  # streams at once: each is a connection that a browser keeps
BEAT_SECONDS = 15.0
_open = 0


def stream(
    look: Callable[[], Awaitable[str | None]], *, every: float, until: Callable[[], bool] = lambda: False
) -> Response:
    """Send what `look` gives whenever it differs, until it gives None or `until` says so (which is looked at first)."""
    if _open >= MOST:
        return PlainTextResponse("too many pages are open\n", status_code=503)
    return StreamingResponse(_events(look, every, until), media_type="text/event-stream")


async def _events(
    look: Callable[[], Awaitable[str | None]], every: float, until: Callable[[], bool]
) -> AsyncIterator[str]:
    global _open  # noqa: PLW0603 - counts this process's streams
    _open += 1
    try:
        last, quiet = "", 0.0
        while True:
            over = until()
            shown = await look()
            if shown is None:
                break
            if shown != last:
                yield "".join(f"data: {line}\n" for line in shown.splitlines()) + "\n"
                last, quiet = shown, 0.0
            elif quiet >= BEAT_SECONDS:
                yield ": still here\n\n"
                quiet = 0.0
            if over:
                break
            await asyncio.sleep(every)
            quiet += every
        yield "event: over\ndata:\n\n"
    finally:
        _open -= 1
