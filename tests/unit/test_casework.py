"""The table of acts, held against the states, the roles, the texts and the words."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from gateway.domain import casework
from gateway.domain.casework import ACTS, CaseAct, Standing, offered
from gateway.domain.model import (
    BY_OFFICER,
    CASE_STATES,
    OPEN_CASE_STATES,
    TRANSITIONS,
    EventKind,
    Kind,
    Purpose,
)
from gateway.domain.permissions import ROLES, Act
from gateway.replies import catalogue, templates
from gateway.services.casework import reasons

GUIDE = Path(__file__).parents[2] / "templates" / "pages" / "help"
STATES = TRANSITIONS["case"]
# What moves a case beside the table: an answer, and its citizen.
ELSEWHERE = {(state, "answered") for state, after in STATES.items() if "answered" in after} | {
    ("answered", "in_progress"),  # an answer that is given again
    ("awaiting_citizen", "accepted"),  # they have answered: casework.back_from_asking
    ("awaiting_citizen", "in_progress"),
}


def moves(row: CaseAct) -> set[tuple[str, str]]:
    """From which state to which other one it leads."""
    return {(state, row.leads(state)) for state in row.sources if row.leads(state) != state}


def test_the_table_and_the_states_agree() -> None:
    """No act leads where no state may, and nothing that may be is without an act."""
    wrong = {row.act: moves(row) - legal() for row in ACTS.values() if moves(row) - legal()}
    assert wrong == {}
    found = set().union(*(moves(row) for row in ACTS.values()))
    assert legal() - found - ELSEWHERE == set()


def legal() -> set[tuple[str, str]]:
    return {(before, after) for before, afters in STATES.items() for after in afters}


def test_every_state_is_reached_and_left() -> None:
    edges = set().union(ELSEWHERE, *(moves(row) for row in ACTS.values()))
    assert {after for _, after in edges} | {"new"} == set(CASE_STATES)
    assert {before for before, _ in edges} == set(CASE_STATES)


def test_a_case_goes_back_from_asking_to_where_it_may() -> None:
    for state in ACTS[Act.ASK].sources:
        assert casework.back_from_asking(state) in STATES["awaiting_citizen"]


def test_every_row_is_whole() -> None:
    """Roles, an event of its own fields, a text where it tells something, words in both languages."""
    wrong: list[tuple[object, ...]] = []
    for row in ACTS.values():
        known = {field.name: "x" for field in row.fields} | {"unit": "x", "unit_before": "x", "mentions": ()}
        said = casework.payload(row, known)
        kept = {"text" if field.name == "words" else field.name for field in row.fields}
        wrong += [(row.act, "event", name) for name in kept - {field.name for field in fields(said)}]
        wrong += [(row.act, "roles")] if not ROLES[row.act] else []
        wrong += [(row.act, "sources")] if not row.sources <= set(CASE_STATES) else []
        wrong += [(row.act, "only_to_tell")] if row.only_to_tell and row.tells is None else []
        wrong += [(row.act, "text")] if row.tells and row.tells not in templates.PLACEHOLDERS["sms"] else []
        wrong += [
            (row.act, language, part)
            for language in catalogue.LANGUAGES
            for part in ("", "hint", "done")
            if not catalogue.say(reasons.ACTS[row.act], language, part)
        ]
    assert wrong == []
    assert len({row.event for row in ACTS.values()}) == len(ACTS) - 1  # closed with or without an answer is closed
    assert {row.event.KIND for row in ACTS.values()} <= set(EventKind)


def acts_of(state: str, *, kind: str = Kind.FEEDBACK, pending: bool = False, declined: int = 0) -> set[str]:
    return {row.act.value for row in offered(Standing(state=state, kind=kind, pending=pending, declined=declined))}


WORKED = {"start", "assign", "correct", "note", "legal_hold"}
PASSED = {"hand_on", "allocate", "refer", "reject", "close_unanswered", "merge"}
OFFERED = {  # state -> what is offered to an ordinary case that nobody else is asked to take over
    "new": WORKED | PASSED | {"accept", "ask"},
    "accepted": WORKED | PASSED | {"ask", "progress"},
    "awaiting_citizen": WORKED | {"reject", "close_unanswered"},
    "transferred": WORKED | PASSED | {"progress"},
    "in_progress": WORKED - {"start"} | PASSED | {"ask", "progress"},
    "reopened": WORKED | PASSED | {"accept", "ask"},
    "answered": {"close", "reopen", "note", "legal_hold"},
    "rejected": {"close", "reopen", "note", "legal_hold"},
    "petition_guided": {"close", "reopen", "note", "legal_hold"},
    "closed": {"reopen", "note", "legal_hold"},
}


def test_what_a_case_offers() -> None:
    assert {state: acts_of(state) for state in CASE_STATES} == OFFERED


def test_while_another_unit_is_asked_nothing_is_done_that_would_surprise_it() -> None:
    pending = acts_of("accepted", pending=True)
    assert pending == WORKED | {"progress", "allocate", "take_over", "decline", "take_back"}
    for state in set(CASE_STATES) - casework.ACTS[Act.HAND_ON].sources:
        assert not acts_of(state, pending=True) & {"take_over", "decline", "take_back"}


def test_after_two_have_declined_nobody_else_is_asked() -> None:
    assert "hand_on" in acts_of("accepted", declined=1)
    assert "hand_on" not in acts_of("accepted", declined=2)
    assert "allocate" in acts_of("accepted", declined=2)


def test_a_legal_hold_is_lifted_where_there_is_one_and_an_erased_case_offers_nothing() -> None:
    held = {row.act.value for row in offered(Standing(state="closed", kind=Kind.FEEDBACK, on_hold=True))}
    assert held == {"reopen", "note", "lift_legal_hold"}
    gone = Standing(state="closed", kind=Kind.FEEDBACK, erased=True, public="published")
    assert [row.act.value for row in offered(gone)] == ["unpublish"]
    assert offered(replace(gone, public="")) == ()


def test_a_petition_alone_is_guided_to_its_door() -> None:
    assert [kind for kind in Kind if "guide" in acts_of("new", kind=kind)] == [Kind.COMPLAINT, Kind.DENUNCIATION]


def test_who_has_it_ends_when_it_is_done() -> None:
    """No act that finishes a case is offered while another unit is asked: it would be told of a case that is gone."""
    done = [row for row in ACTS.values() if row.target and row.target not in OPEN_CASE_STATES]
    assert {row.handed_over for row in done} == {"none"}


def test_what_may_be_public_is_published_and_taken_down_again() -> None:
    def public(state: str, **how: Any) -> set[str]:
        found = offered(Standing(state=state, kind=Kind.FEEDBACK, **how))
        return {row.act.value for row in found} & {"publish", "withhold", "unpublish"}

    for state in CASE_STATES:
        assert public(state) == set(), state
        may = {"publish"} if state in casework.PUBLISHED_FROM else set()
        asked = {"withhold"} if state not in ("rejected", "petition_guided") else set()
        assert public(state, publishable=True) == may | asked, state
        assert public(state, publishable=True, public="withheld") == may, state
        assert public(state, publishable=True, public="published") == may | {"unpublish"}, state
        assert public(state, public="published") == {"unpublish"}, state


def test_what_citizens_are_told_is_an_officer_s() -> None:
    assert {row.tells for row in ACTS.values() if row.tells} == BY_OFFICER - {Purpose.RESULT, Purpose.SUMMARY}


def test_the_officers_guide_names_every_act() -> None:
    """What an officer can do with a case, one page or another of the guide says, in both languages."""
    for language in catalogue.LANGUAGES:
        said = "".join(path.read_text("utf-8") for path in (GUIDE / language).glob("*.html"))
        assert [act for act in ACTS if f"{{{{ act.{act} }}}}" not in said] == []
