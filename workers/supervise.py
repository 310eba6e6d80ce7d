"""Tasks that are started again when they fail: an unknown error is temporary."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


async def forever(name: str, work: Callable[[], Awaitable[None]], *, pause: float = 1.0, longest: float = 5.0) -> None:
    """Run `work` again and again, after an error with a growing pause; ends only by cancellation."""
    wait = pause
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            await work()
        except Exception as error:
            end_if_cancelled(error)
            log.warning("a task failed and is started again", task=name, error=type(error).__name__, pause=wait)
        if loop.time() - started > 10 * longest:
            wait = pause
        await asyncio.sleep(wait)
        wait = min(longest, wait * 2)


def end_if_cancelled(error: Exception) -> None:
    """What takes up its work again after an error asks here first: an error of the clean-up (a database that refuses
    what is given back) hides the cancellation which it followed. Raises CancelledError where there was one."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from error


async def every(seconds: float, work: Callable[[], Awaitable[None]], wakeup: asyncio.Event | None = None) -> None:
    """Call `work` every so many seconds, sooner at a wake-up; ends by cancellation or an error of `work`."""
    wakeup = wakeup or asyncio.Event()
    while True:
        wakeup.clear()
        await work()
        try:
            await asyncio.wait_for(wakeup.wait(), seconds)
        except TimeoutError:
            continue
