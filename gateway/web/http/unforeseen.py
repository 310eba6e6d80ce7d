"""What nobody foresaw while a page was made: the person gets a number and a way back, the operator a finding.

Nothing is known about such an error, so nothing of its text is written down, only its kind and the places
in the program: it may quote a citizen.
"""

import asyncio
import secrets

import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Route

from gateway.runtime import logs
from gateway.store import faults
from gateway.store.database import TRANSIENT, Database
from gateway.web.http.context import PageContext

log = structlog.get_logger(__name__)
WRITE_SECONDS = 2.0
LETTERS = "23456789ACDEFGHJKLMNPQRTUVWXY"  # none that is taken for another when it is read over the phone


def handle(app: FastAPI, pages: PageContext) -> None:
    """Have `app` answer so."""

    async def unforeseen(http: Request, error: Exception) -> Response:
        number = await note(pages.db, _place(app, http), error)
        try:
            return pages.say(await pages.request(http), 500, "unforeseen", number=number)
        except Exception:  # the very templates may be what fails
            return PlainTextResponse(f"Lỗi chưa lường trước / an unforeseen error: {number}\n", status_code=500)

    async def missing(http: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return pages.say(await pages.request(http), status, "missing")

    app.add_exception_handler(Exception, unforeseen)
    app.add_exception_handler(HTTPException, missing)


def _place(app: FastAPI, http: Request) -> str:
    """The page's path with its placeholders: an address may hold what was searched for."""
    routes = [route for route in app.router.routes if isinstance(route, Route)]
    return next((route.path for route in routes if route.matches(http.scope)[0] is Match.FULL), "")


async def note(db: Database, place: str, error: Exception) -> str:
    """Write it down where it can be found again; returns its number."""
    number = "".join(secrets.choice(LETTERS) for _ in range(6))
    log.error("an unforeseen error", fault=number, page=place, where=logs.places(error))
    try:
        async with asyncio.timeout(WRITE_SECONDS), db.transaction() as tx:
            await faults.write(tx, number, place, type(error).__name__)
    except TRANSIENT as failed:
        log.warning("an unforeseen error is in the log alone", fault=number, error=type(failed).__name__)
    return number
