"""Server-sent events: a part of a page, sent whole whenever it has changed (WHATWG HTML §9.2).

The page's script compares it with what is there and changes only what differs, so that nothing flickers.

A city has hundreds of officers, each with a page or two that listens. One session's pages take no other's place, and
the more are open the slower each looks: all of them together cost what AT_PACE of them do.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.responses import PlainTextResponse, Response, StreamingResponse

__all__ = ["LiveStreams"]

MOST, MOST_OF_ONE = 500, 6  # streams at once, and of one session: each is a connection that a browser keeps
AT_PACE = 24  # so many look as often as they were asked to
BEAT_SECONDS = 15.0


class LiveStreams:
    """The streams of one process; no more than MOST are open at once, and MOST_OF_ONE of one session."""

    def __init__(self) -> None:
        self._open = Counter[str]()

    def stream(
        self,
        whose: str,
        look: Callable[[], Awaitable[str | None]],
        *,
        every: float,
        until: Callable[[], bool] = lambda: False,
    ) -> Response:
        """Send what `look` gives whenever it differs, until it gives None or `until` says so (which is looked at
        first). `whose`: the session, "" for none; `every`: seconds between looks, while few pages are open."""
        if self._open.total() >= MOST or self._open[whose] >= MOST_OF_ONE:
            return PlainTextResponse("too many pages are open\n", status_code=503)
        return StreamingResponse(self._events(whose, look, every, until), media_type="text/event-stream")

    def pause(self, every: float) -> float:
        """Seconds between looks now."""
        return every * max(1.0, self._open.total() / AT_PACE)

    async def _events(
        self, whose: str, look: Callable[[], Awaitable[str | None]], every: float, until: Callable[[], bool]
    ) -> AsyncIterator[str]:
        self._open[whose] += 1
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
                await asyncio.sleep(pause := self.pause(every))
                quiet += pause
            yield "event: over\ndata:\n\n"
        finally:
            self._open[whose] -= 1
            self._open += Counter()  # without those that have none
