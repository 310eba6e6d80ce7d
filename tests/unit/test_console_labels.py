"""The pages' words are there in both languages, for everything that may stand on a page."""

from typing import get_args

import pytest

from gateway.domain.model import TRANSITIONS, EventKind, Purpose
from gateway.ops.health import State
from gateway.web.http.context import Refusal
from gateway.web.http.jobs import State as JobState
from gateway.web.labels import LABELS

SHOWN_OTHERWISE = {EventKind.OPENED, EventKind.FOLLOW_UP, EventKind.ANSWERED}  # by the message itself
FAMILIES = {
    "state": get_args(State),
    "job": get_args(JobState),
    "purpose": tuple(Purpose),
    "out": tuple(TRANSITIONS["outbox"]),
    "tried": tuple(TRANSITIONS["attempt"]),
    "event": tuple(set(EventKind) - SHOWN_OTHERWISE),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_everything_that_may_stand_on_a_page_has_words(family: str) -> None:
    assert {f"{family}_{name}" for name in FAMILIES[family]} <= LABELS["vi"].keys()


def test_every_refusal_has_a_heading_and_a_sentence() -> None:
    found = {*get_args(Refusal), "unforeseen"}
    assert {f"{name}_{part}" for name in found for part in ("heading", "words")} <= LABELS["vi"].keys()


def test_no_label_has_the_name_of_what_every_mapping_has() -> None:
    """In a template `label.clear` would be the method, and stand on the page as "<built-in method clear …>"."""
    assert [name for name in LABELS["vi"] if hasattr(dict, name)] == []
