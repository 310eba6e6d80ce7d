"""The officers' guide: ten chapters in Vietnamese and English, one at a time or all of them for paper.

A chapter is a template, templates/pages/help/LANGUAGE/CHAPTER.html. It names a button, a list, a state by its code, and
shows the words that stand on the page itself: what is renamed there is renamed here. Nothing in it is a citizen's.
"""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain import casework
from gateway.domain.deadlines.profiles import DEADLINES
from gateway.domain.model import CASE_STATES, Kind
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.services.accounts import passwords
from gateway.services.casework import reasons
from gateway.store.casework import ActedCase
from gateway.web.http.context import PageContext, Refused, RequestContext

__all__ = ["CHAPTERS", "chapter_of", "routes", "words"]

CHAPTERS = (
    "log_in",
    "list",
    "case",
    "work",
    "ask",
    "pass_on",
    "answer",
    "restricted",
    "clocks",
    "not_arrived",
)
OF_STATE: Mapping[str, str] = {  # what whoever opens a case in this state wants to know next
    "new": "work",
    "reopened": "work",
    "awaiting_citizen": "ask",
    "accepted": "answer",
    "in_progress": "answer",
    "transferred": "answer",
}


def routes(pages: PageContext) -> list[Route]:
    """/help, /help/print, /help/CHAPTER: for whoever is logged in, whatever their roles."""
    return [
        pages.page("/help", _contents, Act.OWN_ACCOUNT),
        pages.page("/help/print", _all, Act.OWN_ACCOUNT),
        pages.page("/help/{chapter}", _chapter, Act.OWN_ACCOUNT),
    ]


def chapter_of(case: ActedCase) -> str:
    """The chapter that fits a case as it stands."""
    if case.restricted:
        return "restricted"
    if case.handed_to:
        return "pass_on"
    if case.kind == Kind.MISSED_CALL:
        return "not_arrived"
    return OF_STATE.get(case.state, "case")


def words(language: str) -> Mapping[str, Mapping[str, str]]:
    """What a chapter may name beside the pages' labels: acts on a case, what their forms ask, states, kinds,
    deadlines."""
    return {
        "act": {act.value: catalogue.say(reasons.ACTS[act], language) for act in casework.ACTS},
        "field": {name: catalogue.say(reason, language) for name, reason in reasons.FIELDS.items()},
        "state": {state: catalogue.words(f"state.{state}", language) for state in CASE_STATES},
        "kind": {kind.value: catalogue.words(f"kind.{kind}", language) for kind in Kind},
        "deadline": {kind: catalogue.words(f"deadline.{kind}", language) for kind in DEADLINES},
    }


async def _contents(pages: PageContext, request: RequestContext) -> Response:
    return pages.show(request, "help.html", here="help", chapters=CHAPTERS)


async def _chapter(pages: PageContext, request: RequestContext) -> Response:
    chapter = request.named("chapter")
    if chapter not in CHAPTERS:
        raise Refused(404, "missing")
    n = CHAPTERS.index(chapter)
    return pages.show(
        request,
        "help_chapter.html",
        here="help",
        chapter=chapter,
        n=n + 1,
        before=CHAPTERS[n - 1] if n else "",
        after=CHAPTERS[n + 1] if n + 1 < len(CHAPTERS) else "",
        **_values(pages, request),
    )


async def _all(pages: PageContext, request: RequestContext) -> Response:
    return pages.show(request, "help_print.html", here="help", chapters=CHAPTERS, **_values(pages, request))


def _values(pages: PageContext, request: RequestContext) -> dict[str, Any]:
    return {
        **words(request.language),
        "least": passwords.LEAST,
        "undo_seconds": f"{pages.context.config.times.undo_seconds:g}",
    }
