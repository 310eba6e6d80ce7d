"""Who may do what to what: the table, whole."""

from dataclasses import replace

import pytest

from gateway.domain.actor import EVERY_UNIT, Actor, Role, superuser
from gateway.domain.permissions import (
    EVERYWHERE,
    OWN,
    ROLES,
    Act,
    Refusal,
    Subject,
    may,
    restricted_units_of,
    units_of,
)
from gateway.domain.units import UnitTree

OPEN = Subject(units=frozenset({"vanmieu"}))
RESTRICTED = Subject(units=frozenset({"vanmieu"}), restricted=True)
SHARED = Subject(units=frozenset({"vanmieu", "cuanam"}))
OTHER = Subject(units=frozenset({"cuanam"}))
SEES = {Act.HEALTH, Act.LIST, Act.VIEW}
WORKS = {Act.ACCEPT, Act.ASSIGN, Act.HAND_ON, Act.TAKE_OVER, Act.DECLINE, Act.TAKE_BACK, Act.NOTE, Act.CORRECT}
WORKS |= {Act.SPLIT, Act.UNSPLIT, Act.RESTRICT, Act.ENTER}
CLOSES = {Act.REJECT, Act.GUIDE, Act.REFER, Act.REOPEN, Act.CLOSE, Act.CLOSE_UNANSWERED}
WRITES = (
    SEES | WORKS | CLOSES | {Act.ANSWER, Act.UNRESTRICT, Act.CALL_BACK, Act.ASK, Act.START, Act.PROGRESS, Act.APOLOGISE}
)
WRITES |= {Act.SUBMIT_ANSWER, Act.UNDO_ANSWER, Act.ANNOUNCE, Act.ADD_CONTACT, Act.NAME_FOR_CASE}
WRITES |= {Act.WITHHOLD, Act.UNPUBLISH, Act.MERGE, Act.UNMERGE}
APPROVES = WRITES | {Act.APPROVE_ANSWER, Act.RETURN_ANSWER, Act.ALLOCATE, Act.PUBLISH}
APPROVES |= {Act.LEGAL_HOLD, Act.LIFT_LEGAL_HOLD}
DIRECTS = {Act.FILE, Act.DISMISS, Act.DECIDE_PERSON, Act.DECIDE_MACHINE, Act.FORGET_SENDER}
KEEPS = {Act.IMPORT_CALLS, Act.IMPORT_ROSTER, Act.EDIT_ROSTER, Act.REPLAY, Act.RESEND, Act.DROP, Act.MARK_SENT}
KEEPS |= {Act.SEND_NOW, Act.LIST_UNITS, Act.RELOAD, Act.CUT_AUDIT, Act.BEGIN_AUDIT, Act.BACK_UP, Act.RESTORE}
KEEPS |= {Act.ERASE}
OPERATES = SEES | DIRECTS | KEEPS | {Act.DROP_WAITING, Act.TEST_LINE, Act.SIMULATE}
GIVES_RIGHTS = {Act.NAME_FOR_CASE, Act.ADD_PERSON, Act.GRANT, Act.RESET_PERSON, Act.DISABLE_PERSON, Act.SET_MAIL}
RUNS_THE_OFFICE = {*(Act.HEALTH, Act.LIST_PEOPLE, Act.IMPORT_ROSTER, Act.EDIT_ROSTER, Act.LIST_UNITS, Act.EDIT_UNITS)}
BY_ROLE = {
    Role.READER: SEES,
    Role.OFFICER: WRITES,
    Role.APPROVER: APPROVES,
    Role.DISPATCHER: SEES | DIRECTS | WORKS | {Act.ALLOCATE},
    Role.OPERATOR: OPERATES,
    Role.AUDITOR: {Act.HEALTH, Act.LIST_PEOPLE, Act.LIST_UNITS, Act.AUDIT, Act.EXPORT_AUDIT},
    Role.ADMINISTRATOR: GIVES_RIGHTS | RUNS_THE_OFFICE,
}


def actor(*roles: Role, unit: str = "vanmieu", named: str = "") -> Actor:
    restricted_in = frozenset({named} if named else ())
    return Actor(id="lan", name="Lan", roles={unit: frozenset(roles)}, restricted_in=restricted_in)


def allowed(who: Actor, subject: Subject | None) -> set[Act]:
    """What is allowed beside one's own account, which always is."""
    acts = {act for act in Act if may(who, act, subject) is None}
    assert acts >= OWN
    return acts - OWN


def test_every_act_has_its_roles_and_every_role_its_acts() -> None:
    assert set(ROLES) == set(Act)
    assert set(BY_ROLE) == set(Role)
    assert set().union(*BY_ROLE.values()) == set(Act) - OWN


@pytest.mark.parametrize("role", Role)
def test_a_role_allows_its_acts_in_its_unit_and_nothing_elsewhere(role: Role) -> None:
    who, everywhere, acts = actor(role), actor(role, unit=EVERY_UNIT), BY_ROLE[role]
    unnamed = acts & {Act.NAME_FOR_CASE} if role is Role.ADMINISTRATOR else set()  # of what they do not see
    alone = acts - {Act.NAME_FOR_CASE} | unnamed
    asked = {
        "own unit": (who, OPEN, acts),
        "shared with another": (who, SHARED, acts),
        "anything at all": (who, None, acts),
        "another unit's": (who, OTHER, set()),
        "of no one unit": (who, EVERYWHERE, set()),
        "every unit": (everywhere, OTHER, acts),
        "every unit, of no one": (everywhere, EVERYWHERE, acts),
        "restricted, not named": (who, RESTRICTED, unnamed),
        "restricted, not named, every unit": (everywhere, RESTRICTED, unnamed),
        "restricted, named": (actor(role, named="vanmieu"), RESTRICTED, acts),
        "restricted, named for every unit": (actor(role, named=EVERY_UNIT), RESTRICTED, acts),
        "restricted, named for another": (actor(role, named="cuanam"), RESTRICTED, unnamed),
        "restricted, named for it alone": (who, replace(RESTRICTED, persons=frozenset({"lan"})), alone),
        "restricted, somebody else named for it": (who, replace(RESTRICTED, persons=frozenset({"hoa"})), unnamed),
        "another's restricted, named for it alone": (
            who,
            replace(OTHER, restricted=True, persons=frozenset({"lan"})),
            set(),
        ),
        "another's restricted, named for it": (actor(role, unit="cuanam", named="vanmieu"), RESTRICTED, set()),
    }
    assert {what: allowed(by, to) ^ acts for what, (by, to, acts) in asked.items() if allowed(by, to) != acts} == {}


def test_a_unit_that_is_asked_to_take_a_case_over_sees_it_and_says_yes_or_no() -> None:
    pending = Subject(units=frozenset({"vanmieu"}), asked=frozenset({"cuanam"}))
    has, asked = actor(Role.OFFICER), actor(Role.OFFICER, unit="cuanam")
    says = {Act.TAKE_OVER, Act.DECLINE}
    assert allowed(has, pending) == WRITES - says
    assert allowed(asked, pending) == {Act.LIST, Act.VIEW, Act.NOTE} | says
    hidden = Subject(units=pending.units, asked=pending.asked, restricted=True)
    assert allowed(asked, hidden) == set()
    assert allowed(actor(Role.OFFICER, unit="cuanam", named="cuanam"), hidden) == {Act.LIST, Act.VIEW, Act.NOTE} | says


def test_who_has_no_role_may_nothing() -> None:
    assert allowed(actor(), OPEN) == allowed(actor(), None) == allowed(actor(named=EVERY_UNIT), RESTRICTED) == set()


def test_whoever_has_access_to_the_machine_may_everything() -> None:
    who = superuser("page:lan")
    assert [allowed(who, one) for one in (OPEN, RESTRICTED, OTHER, EVERYWHERE, None)] == [set(Act) - OWN] * 5


def test_a_refusal_says_why() -> None:
    who = Actor(id="lan", name="Lan", roles={"vanmieu": frozenset({Role.READER}), "cuanam": frozenset({Role.OPERATOR})})
    assert may(who, Act.DROP, OPEN) is Refusal.ROLE
    assert may(who, Act.DROP, OTHER) is None
    assert may(who, Act.DROP, SHARED) is None
    assert may(who, Act.VIEW, RESTRICTED) is Refusal.RESTRICTED
    assert may(who, Act.VIEW, EVERYWHERE) is Refusal.OTHER_UNIT


def test_lists_show_the_units_in_which_one_may_see_and_the_restricted_cases_for_which_one_is_named() -> None:
    both = Actor(
        id="lan",
        name="Lan",
        roles={"vanmieu": frozenset({Role.READER}), "cuanam": frozenset({Role.AUDITOR}), "khac": frozenset()},
        restricted_in=frozenset({"vanmieu"}),
    )
    assert units_of(both, Act.LIST) == restricted_units_of(both) == frozenset({"vanmieu"})
    assert (units_of(superuser("x"), Act.LIST), restricted_units_of(superuser("x"))) == (None, None)
    assert (units_of(actor(), Act.LIST), restricted_units_of(actor())) == (frozenset(), frozenset())


def test_a_role_is_held_in_the_units_below() -> None:
    tree = UnitTree({"hanoi": "", "soxd": "hanoi", "vanmieu": "hanoi", "to1": "vanmieu", "a": "b", "b": "a"})
    held = {"hanoi": frozenset({1}), "vanmieu": frozenset({2}), "a": frozenset({3}), "gone": frozenset({4})}
    assert tree.spread(held) == {
        "hanoi": {1},
        "soxd": {1},
        "vanmieu": {1, 2},
        "to1": {1, 2},
        "a": {3},
        "b": {3},  # a circle, which no register should have, ends
        "gone": {4},
    }
    assert tree.under(["vanmieu", "gone"]) == {"vanmieu", "to1", "gone"}
    assert UnitTree({}).spread({EVERY_UNIT: frozenset({1})}) == {EVERY_UNIT: {1}}
