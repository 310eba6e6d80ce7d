"""Server-sent events: a part of a page, sent whole whenever it has changed (WHATWG HTML §9.2).

The page's script compares it with what is there and changes only what differs, so that nothing flickers.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.responses import PlainTextResponse, Response, StreamingResponse

__all__ = ["LiveStreams"]

MOST = 24  # streams at once: each is a connection that a browser keeps
BEAT_SECONDS = 15.0


class LiveStreams:
    """The streams of one process; no more than MOST are open at once."""

    def __init__(self) -> None:
        self._open = 0

    def stream(
        self, look: Callable[[], Awaitable[str | None]], *, every: float, until: Callable[[], bool] = lambda: False
    ) -> Response:
        """Send what `look` gives whenever it differs, until it gives None or `until` says so (which is looked at
        first)."""
        if self._open >= MOST:
            return PlainTextResponse("too many pages are open\n", status_code=503)
        return StreamingResponse(self._events(look, every, until), media_type="text/event-stream")

    async def _events(
        self, look: Callable[[], Awaitable[str | None]], every: float, until: Callable[[], bool]
    ) -> AsyncIterator[str]:
        self._open += 1
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
            self._open -= 1
