"""Where nobody can say who wrote: answered, within bounds; who is proven, or filed by a person, has none of them."""

from typing import Any

import pytest

from gateway.domain import addresses
from gateway.domain.model import Dmarc, Outcome, Purpose
from tests.unit.policies import ACK, CITIZEN, CODE, EMERGENCY, WRITER, case, known, mail, sms

FULL: dict[str, Any] = {
    "unproven_line_1h": 60,
    "unproven_domain_1h": 10,
    "unproven_sender_24h": 2,
    "unproven_emergencies_1h": 20,
}


@pytest.mark.parametrize(
    ("facts", "withheld"),
    [
        ({name: n - 1 for name, n in FULL.items()}, ""),
        ({"unproven_line_1h": 60}, "unproven_per_line_hour"),
        ({"unproven_domain_1h": 10}, "unproven_per_domain_hour"),
        ({"unproven_sender_24h": 2}, "unproven_per_sender_day"),
        ({"unproven_emergencies_1h": 20}, ""),
    ],
)
def test_an_acknowledgement_has_three_bounds(facts: dict[str, Any], withheld: str) -> None:
    decision = mail("Rác đổ trộm ở đầu phố", changes=facts)
    assert decision.outcome is Outcome.CASE
    assert (decision.replies, decision.withheld) == (((), (f"acknowledgement: {withheld}",)) if withheld else (ACK, ()))
    assert ("bounded" in decision.flags) is bool(withheld)


def test_an_emergency_has_a_ceiling_of_its_own_and_is_a_case_all_the_same() -> None:
    words = "Cháy nhà số 5, có người mắc kẹt!"
    under = mail(words, changes=FULL | {"unproven_emergencies_1h": 19})
    assert (under.replies, under.urgent) == (EMERGENCY, True)
    over = mail(words, changes=FULL)
    assert (over.outcome, over.urgent, over.replies) == (Outcome.CASE, True, ())
    assert over.withheld == ("emergency: unproven_emergencies_per_line_hour",)


def test_what_was_asked_for_is_bounded_by_line_and_domain_only() -> None:
    facts = {"cases_by_code": known(case(WRITER))}
    asked = mail("", subject=f"TT {CODE}", changes=facts | {"unproven_sender_24h": 9})
    assert asked.replies == (Purpose.STATUS,)
    bounded = mail("", subject=f"TT {CODE}", changes=facts | {"unproven_line_1h": 60})
    assert bounded.withheld == ("status: unproven_per_line_hour",)


def test_who_is_proven_is_not_bounded_and_neither_is_a_text() -> None:
    assert mail("Rác đổ trộm ở đầu phố", dmarc=Dmarc.PASS, changes=FULL).replies == ACK
    assert mail("Rác đổ trộm ở đầu phố", changes=FULL | {"filed": True}).replies == ACK
    assert sms("Rac do trom o dau pho", CITIZEN, **FULL).replies == ACK


def test_a_domain_where_anybody_may_have_an_address_is_known() -> None:
    assert addresses.is_freemail("mailto:nguoidan@gmail.com")
    assert addresses.is_freemail("mailto:nguoidan@yahoo.com.vn")
    assert not addresses.is_freemail("mailto:nguoidan@gmail.com.evil.example")
    assert not addresses.is_freemail("mailto:gmail.com@evil.example")
