"""A clean stop ends, whoever swallows what."""

import asyncio
from contextlib import suppress

from workers.intake_worker import cancel_until_done


async def test_a_task_that_swallows_its_cancellation_is_asked_again() -> None:
    heard = 0

    async def deaf() -> None:
        nonlocal heard
        while heard < 3:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            heard += 1

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await cancel_until_done(task, again=0.01)
    assert task.done()
    assert heard == 3
