"""The ASGI app: the health page, its JSON for machines, and the one style sheet.

Its one idea: whatever a page shows goes through templates with autoescape, and every answer carries guard.py's headers.
"""

from pathlib import Path
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.types import ASGIApp

from gateway.config import Config
from gateway.console import guard, health, metrics
from gateway.health import Watch

PAGES = Path(__file__).parent.parent.parent / "templates" / "pages"
STATIC = Path(__file__).parent / "static"

Language = Literal["vi", "en"]


def create_app(watch: Watch, config: Config) -> ASGIApp:
    """The console of one installation. `watch` looks; it is closed by whoever made it."""
    # No pages of FastAPI's own (they load scripts from elsewhere), no exporter that the environment could switch on.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry={"auto_configure": False})
    pages = Jinja2Templates(
        env=Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )

    @app.api_route("/", methods=["GET", "HEAD"], response_class=HTMLResponse)
    async def page(request: Request, lang: str = "vi") -> HTMLResponse:
        """The health page; always 200, so that it is shown whatever is down."""
        language: Language = "en" if lang == "en" else "vi"
        shown = health.view(await watch.look(), language, config)
        return pages.TemplateResponse(request, "health.html", shown)

    @app.api_route("/health", methods=["GET", "HEAD"])
    async def machine() -> JSONResponse:
        """The same for machines: 200, or 503 where something is failing."""
        seen = await watch.look()
        return JSONResponse(health.as_json(seen), status_code=503 if seen.worst == "failing" else 200)

    app.router.routes.append(metrics.route(watch))
    app.mount("/static", StaticFiles(directory=STATIC))
    return guard.Guard(app, port=config.console.port)  # outside all else: its headers are on errors, too
