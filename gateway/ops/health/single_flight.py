"""Work that is asked for often and done once at a time: all who ask while it goes on wait for the same end of it."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)
CLOSE_SECONDS = 0.3


class SingleFlight:
    """A database that hangs is asked once, however many wait. `what` names the work in the log."""

    def __init__(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        self._what, self._work = what, work
        self._task: asyncio.Task[None] | None = None

    async def done(self, seconds: float) -> bool:
        """Whether the work, begun now or before, has ended well within `seconds`; else it goes on behind us."""
        task = self.begin()
        await asyncio.wait([task], timeout=seconds)
        return task.done() and not task.cancelled() and task.exception() is None

    def begin(self) -> asyncio.Task[None]:
        """Have the work begin, if it is not going on already."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
            self._task.add_done_callback(self._note)
        return self._task

    @property
    def error(self) -> BaseException | None:
        """What the work ended with, None where it ended well; TimeoutError while it goes on."""
        if self._task is None or not self._task.done():
            return TimeoutError()
        return None if self._task.cancelled() else self._task.exception()

    async def _run(self) -> None:
        await self._work()

    def _note(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning(f"{self._what} cannot read the database", error=type(error).__name__)

    async def close(self) -> None:
        """Stop waiting for an end that has not come."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task], timeout=CLOSE_SECONDS)
