"""Who may do what to what: the table, whole."""

import pytest

from gateway.domain.actor import EVERY_UNIT, Actor, Role, operator
from gateway.domain.permissions import ROLES, Act, Refusal, Subject, may

OPEN = Subject(units=frozenset({"vanmieu"}))
RESTRICTED = Subject(units=frozenset({"vanmieu"}), restricted=True)
SHARED = Subject(units=frozenset({"vanmieu", "cuanam"}))
OTHER = Subject(units=frozenset({"cuanam"}))
NOBODYS = Subject(units=frozenset())
SEES = {Act.LIST, Act.VIEW}
WRITES = SEES | {Act.ANSWER, Act.SPLIT, Act.RESTRICT, Act.UNRESTRICT, Act.CALL_BACK}


def actor(*roles: Role, unit: str = "vanmieu") -> Actor:
    return Actor(id="lan", name="Lan", roles={unit: frozenset(roles)})


def allowed(who: Actor, subject: Subject | None) -> set[Act]:
    return {act for act in Act if may(who, act, subject) is None}


@pytest.mark.parametrize(
    ("who", "subject", "acts"),
    [
        (operator("console"), OPEN, set(Act)),
        (operator("console"), RESTRICTED, set(Act)),
        (operator("console"), OTHER, set(Act)),
        (operator("console"), NOBODYS, set(Act)),
        (operator("console"), None, set(Act)),
        (actor(Role.OPERATOR), OPEN, set(Act)),
        (actor(Role.OPERATOR), RESTRICTED, set(Act)),
        (actor(Role.OPERATOR), SHARED, set(Act)),
        (actor(Role.OPERATOR), OTHER, set()),
        (actor(Role.OPERATOR), NOBODYS, set()),
        (actor(Role.OPERATOR), None, set(Act)),
        (actor(Role.OFFICER), OPEN, WRITES),
        (actor(Role.OFFICER), RESTRICTED, WRITES),
        (actor(Role.OFFICER), SHARED, WRITES),
        (actor(Role.OFFICER), OTHER, set()),
        (actor(Role.OFFICER), None, WRITES),
        (actor(Role.READER), OPEN, SEES),
        (actor(Role.READER), RESTRICTED, set()),
        (actor(Role.READER), OTHER, set()),
        (actor(Role.READER), None, SEES),
        (actor(Role.READER, Role.OFFICER), RESTRICTED, WRITES),
        (actor(), OPEN, set()),
        (actor(), None, set()),
    ],
)
def test_each_may_do_what_its_roles_in_the_units_of_the_thing_say(who: Actor, subject: Subject, acts: set[Act]) -> None:
    assert allowed(who, subject) == acts


def test_a_role_elsewhere_is_none_here() -> None:
    who = Actor(id="lan", name="Lan", roles={"vanmieu": frozenset({Role.READER}), "cuanam": frozenset({Role.OPERATOR})})
    assert may(who, Act.DROP, OPEN) is Refusal.ROLE
    assert may(who, Act.DROP, OTHER) is None
    assert may(who, Act.VIEW, RESTRICTED) is Refusal.RESTRICTED
    assert may(who, Act.VIEW, NOBODYS) is Refusal.OTHER_UNIT


def test_every_act_has_its_roles_and_the_operator_every_act() -> None:
    assert set(ROLES) == set(Act)
    assert all(Role.OPERATOR in roles for roles in ROLES.values())


def test_an_actor_s_lists_show_the_units_of_its_roles() -> None:
    assert operator("console").units is None
    assert actor(Role.READER).units == frozenset({"vanmieu"})
    assert Actor(id="lan", name="Lan", roles={"vanmieu": frozenset(), EVERY_UNIT: frozenset()}).units == frozenset()
