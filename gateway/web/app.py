"""The ASGI app: the pages by group, the health of the installation for machines, and the static files.

Whatever a page shows goes through templates with autoescape, and every answer carries guard.py's headers.
"""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.ops.health import HealthMonitor
from gateway.runtime.current import Current
from gateway.settings.config import Config
from gateway.settings.listening import Console
from gateway.store.database import Database
from gateway.web import metrics
from gateway.web.http import guard, unforeseen
from gateway.web.http.context import PageContext
from gateway.web.http.jobs import Jobs
from gateway.web.http.session import Sessions
from gateway.web.pages import (
    account,
    answer,
    attention,
    audit,
    calls,
    case,
    cases,
    casework,
    entry,
    guide,
    handed_on,
    health_page,
    health_view,
    login,
    messages,
    numbers,
    outgoing,
    passkeys,
    people_page,
    published,
    raw,
    roster,
    sharing,
    simulator,
    units,
    unreached,
)

PAGES = Path(__file__).parent.parent.parent / "templates" / "pages"
STATIC = Path(__file__).parent / "static"
GROUPS = (
    audit,
    health_page,
    login,
    account,
    passkeys,
    people_page,
    cases,
    entry,
    handed_on,
    case,
    answer,
    casework,
    sharing,
    raw,
    messages,
    attention,
    outgoing,
    unreached,
    published,
    calls,
    numbers,
    roster,
    units,
    guide,
)


def create_app(
    db: Database, current: Current, console: Console, monitor: HealthMonitor, sessions: Sessions, jobs: Jobs
) -> ASGIApp:
    """The pages of one installation, served at `console`. `monitor` looks and `jobs` work; both are closed by whoever
    made them."""
    # No pages of FastAPI's own (they load scripts from elsewhere), no exporter that the environment could switch on.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry={"auto_configure": False})
    pages = PageContext(
        db=db,
        current=current,
        console=console,
        monitor=monitor,
        sessions=sessions,
        jobs=jobs,
        templates=templates(),
    )

    @app.api_route("/health", methods=["GET", "HEAD"])
    async def machine() -> JSONResponse:
        """Health for machines: 200, or 503 where something is failing."""
        seen = await monitor.look()
        return JSONResponse(health_view.as_json(seen), status_code=503 if seen.worst == "failing" else 200)

    for module in (*GROUPS, *_where_wanted(current.context.config)):
        app.router.routes.extend(module.routes(pages))
    app.router.routes.append(metrics.route(monitor))
    unforeseen.handle(app, pages)
    app.mount("/static", _Static(directory=STATIC))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    return guard.Guard(app, console)  # outside all else: its headers are on errors, too


class _Static(StaticFiles):
    """Files that are the same for everybody: a browser keeps them, and asks whether they have changed (ETag)."""

    def file_response(self, *asked: Any, **more: Any) -> Response:
        answer = super().file_response(*asked, **more)
        answer.headers["Cache-Control"] = "no-cache"  # RFC 9111 §5.2.2.4: kept, never used unasked
        return answer


def _where_wanted(config: Config) -> Iterator[ModuleType]:
    """Pages that not every installation has."""
    if config.simulator.enabled:
        yield simulator
    if config.login.issuer:
        from gateway.web.pages import openid  # its libraries take 10 MB and a second

        yield openid


def templates() -> Jinja2Templates:
    """templates/pages, escaping by itself; a name that is missing is an error."""
    return Jinja2Templates(
        env=Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
