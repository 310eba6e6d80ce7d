"""How many pages listen at once: one session's take no other's place, and all together cost what few do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing

from starlette.responses import Response, StreamingResponse

from gateway.web.http.live import AT_PACE, MOST, MOST_OF_ONE, LiveStreams


async def shown() -> str:
    return "ok"


async def opened(streams: LiveStreams, whose: str, stack: AsyncExitStack) -> Response:
    """A stream that has sent its first event and waits, until the stack ends."""
    answer = streams.stream(whose, shown, every=60)
    if isinstance(answer, StreamingResponse):
        body: AsyncIterator[str] = answer.body_iterator  # type: ignore[assignment]
        await stack.enter_async_context(aclosing(body))  # type: ignore[type-var]
        assert await anext(body) == "data: ok\n\n"
    return answer


async def test_one_session_s_pages_take_no_other_s_place() -> None:
    streams = LiveStreams()
    async with AsyncExitStack() as stack:
        of_one = [await opened(streams, "a", stack) for _ in range(MOST_OF_ONE + 1)]
        assert [answer.status_code for answer in of_one] == [200] * MOST_OF_ONE + [503]
        others = [await opened(streams, f"b{n}", stack) for n in range(MOST - MOST_OF_ONE + 1)]
        assert [answer.status_code for answer in others] == [200] * (MOST - MOST_OF_ONE) + [503]
    async with AsyncExitStack() as stack:
        assert (await opened(streams, "a", stack)).status_code == 200  # closed ones gave their places back


async def test_the_more_pages_listen_the_slower_each_looks() -> None:
    streams = LiveStreams()
    paces = {}
    async with AsyncExitStack() as stack:
        for n in range(1, 10 * AT_PACE + 1):
            await opened(streams, f"a{n}", stack)
            paces[n] = streams.pause(2)
    assert (paces[1], paces[AT_PACE], paces[10 * AT_PACE]) == (2, 2, 20)
