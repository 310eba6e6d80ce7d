"""The health page: live, with the lines' tests, the ages in each queue and the rates by hour.

For all on this machine, elsewhere for those who came in: nothing on it is a citizen's.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.domain.errors import GatewayError
from gateway.domain.permissions import Act, Subject, may
from gateway.ops.health import Health
from gateway.ops.health.narrowing import narrowed
from gateway.services import access
from gateway.store import erasing, read_models
from gateway.store.database import TRANSIENT, Connection
from gateway.store.erasing import State
from gateway.store.read_models import HourCount
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back
from gateway.web.pages import health_view
from gateway.web.reasons import TEST_LATE

T = TypeVar("T")
LOOK_SECONDS = 2.0
FRESH_SECONDS = 1.0  # all who look within this time see the same
FIGURES_SECONDS = 10.0
READ_SECONDS = 0.8  # figures are an extra: the page does not wait for them
TEST_SECONDS = 60.0
HOURS = 24


def routes(pages: PageContext) -> list[Route]:
    """/, /live, /rates, /lines/NAME/test."""
    overview = Overview(pages)
    return [
        pages.local("/", overview.page),
        pages.local("/live", overview.stream),
        pages.local("/rates", overview.rates),
        pages.act("/lines/{name}/test", overview.test, Act.TEST_LINE),
    ]


class Overview:
    """What all open health pages share: one look, the figures, the tests."""

    def __init__(self, pages: PageContext) -> None:
        self._pages = pages
        self._looking: asyncio.Task[Health] | None = None
        self._looked = 0.0
        self._ages: Mapping[str, tuple[float, float]] = {}
        self._ages_at = -FIGURES_SECONDS
        self._tests: dict[str, health_view.Test] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def page(self, pages: PageContext, request: RequestContext) -> Response:
        """The whole page; always 200, so that it is shown whatever is down."""
        kept = await self._retention(request)
        return pages.show(request, "health.html", here="health", retention=kept, **await self._values(request))

    async def _retention(self, request: RequestContext) -> tuple[int, State] | None:
        """How many cases are due to be erased, and how far that has come, for whoever sees to it; None where no time is
        set."""
        settings, known = self._pages.context.config.retention, request.known
        if not (settings.days or settings.restricted_days) or (known and may(known.actor, Act.ERASE)):
            return None

        async def read(conn: Connection) -> tuple[int, State]:
            due = await erasing.due(conn, settings.days, settings.restricted_days, 1)
            return due[0].of_all if due else 0, await erasing.state(conn)

        return await _in_time(self._read(read))

    async def stream(self, pages: PageContext, request: RequestContext) -> Response:
        """The page's live part, as long as somebody looks."""

        async def look() -> str | None:
            now = await pages.again(request)
            return pages.fragment(now, "health_live.html", **await self._values(now)) if now else None

        return pages.live.stream(request.owner, look, every=LOOK_SECONDS)

    async def rates(self, pages: PageContext, request: RequestContext) -> Response:
        """Pieces in and out by line and hour, for the chart: {"hours": [Unix seconds], "in": {line: [n]}, "out": …}."""
        config, known = pages.context.config, request.known
        names = access.configured(config, known.actor, Act.HEALTH) if known else list(config.lines)

        async def read(conn: Connection) -> tuple[datetime, dict[str, list[HourCount]]]:
            return await read_models.now(conn), await read_models.rates(conn, names, HOURS)

        found = await _in_time(self._read(read))
        if found is None:
            raise Refused(503, "no_database")
        now, rates = found
        first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS)
        hours = [first + timedelta(hours=n) for n in range(HOURS + 1)]
        counted = {
            way: {
                name: [next((one.n for one in rates[way] if one.line == name and one.hour == h), 0) for h in hours]
                for name in names
            }
            for way in ("in", "out")
        }
        return JSONResponse({"hours": [int(hour.timestamp()) for hour in hours], **counted})

    async def test(self, pages: PageContext, request: RequestContext, _form: Form) -> Response:
        """Try a line's connection now; the answer appears at the line."""
        name = request.named("name")
        if name not in pages.context.config.lines or not pages.context.config.lines[name].traits.connects:
            raise Refused(404, "missing")
        unit = pages.context.config.lines[name].unit.key
        access.permit_in(request.session.actor, Act.TEST_LINE, Subject(units=frozenset({unit})))
        known = self._tests.get(name)
        if known is None or known.result != "running":
            self._tests[name] = health_view.Test(at=datetime.now(UTC), result="running")
            task = asyncio.create_task(self._test(name))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return back(f"/#line-{name}")

    async def _test(self, name: str) -> None:
        line = self._pages.context.config.lines[name]
        result: dict[str, Any] = {"result": "failed", "error": TEST_LATE}
        try:
            probing = self._pages.context.channels[line.channel].probe(
                line.options, now=datetime.now(UTC), old_days=self._pages.context.config.times.old_days
            )
            said = await asyncio.wait_for(probing, TEST_SECONDS)
            result = {"result": "ok", "waiting": said["waiting"]}
        except GatewayError as error:
            # a modem has one reader: what the running gateway holds, and hears, cannot be asked a second time
            held = any(one.name == name and one.held and one.state == "ok" for one in (await self._look()).lines)
            result = {"result": "held"} if held else {"result": "failed", "error": error.reason}
        except TimeoutError:
            pass
        finally:
            self._tests[name] = health_view.Test(at=datetime.now(UTC), **result)

    async def _values(self, request: RequestContext) -> dict[str, Any]:
        seen, ages = await asyncio.gather(self._look(), self._aged())
        if request.known and request.queues is not None:
            lines = access.lines_of(self._pages.context.config, request.known.actor, Act.HEALTH)
            seen, ages = narrowed(seen, lines, request.queues), {}
        return health_view.view(seen, request.language, self._pages.context.config, ages=ages, tests=self._tests)

    async def _look(self) -> Health:
        """One look for all who ask within a second."""
        if self._looking is None or (self._looking.done() and monotonic() - self._looked > FRESH_SECONDS):
            self._looked = monotonic()
            self._looking = asyncio.create_task(self._pages.monitor.look())
        return await asyncio.shield(self._looking)

    async def _aged(self) -> Mapping[str, tuple[float, float]]:
        if monotonic() - self._ages_at > FIGURES_SECONDS:
            self._ages_at = monotonic()
            self._ages = await _in_time(self._read(read_models.ages)) or {}
        return self._ages

    async def _read(self, query: Any) -> Any:
        async with self._pages.db.connection() as conn:
            return await query(conn)


async def _in_time(reading: Awaitable[T]) -> T | None:
    with suppress(*TRANSIENT):
        return await asyncio.wait_for(reading, READ_SECONDS)
    return None
