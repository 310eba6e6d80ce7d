"""The pages' words are there in both languages, for everything that may stand on a page."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from gateway import web
from gateway.domain.model import TRANSITIONS, EventKind, Kind, Purpose
from gateway.ops.health import State
from gateway.web.http.jobs import State as JobState
from gateway.web.labels import LABELS

SHOWN_OTHERWISE = {EventKind.OPENED, EventKind.FOLLOW_UP, EventKind.ANSWERED}  # by the message itself
FAMILIES = {
    "state": get_args(State),
    "job": get_args(JobState),
    "purpose": tuple(Purpose),
    "kind": tuple(Kind),
    "out": tuple(TRANSITIONS["outbox"]),
    "tried": tuple(TRANSITIONS["attempt"]),
    "event": tuple(set(EventKind) - SHOWN_OTHERWISE),
}


def refusals() -> Iterator[str]:
    """The labels that the console's code answers a request with."""
    for path in Path(web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Refused":
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    assert LABELS["vi"].keys() == LABELS["en"].keys()
    assert [name for name, words in LABELS["vi"].items() if fields(words) != fields(LABELS["en"][name])] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_everything_that_may_stand_on_a_page_has_words(family: str) -> None:
    assert {f"{family}_{name}" for name in FAMILIES[family]} <= LABELS["vi"].keys()


def test_every_refusal_has_a_heading_and_a_sentence() -> None:
    found = {*refusals(), "no_database", "unforeseen"}
    assert found > {"missing", "closed"}
    assert {f"{name}_{part}" for name in found for part in ("heading", "words")} <= LABELS["vi"].keys()


def test_no_label_has_the_name_of_what_every_mapping_has() -> None:
    """In a template `label.clear` would be the method, and stand on the page as "<built-in method clear …>"."""
    assert [name for name in LABELS["vi"] if hasattr(dict, name)] == []
