"""Whose trouble a failed attempt was, by its answer and by what became of the others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain import send_verdict
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear
from gateway.domain.reasons import text
from gateway.domain.send_verdict import Evidence, Verdict

NOW = datetime(2026, 11, 26, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
NOTHING = Evidence(now=NOW)
PASSED = Evidence(now=NOW, first_at=EARLIER, last_at=EARLIER, passed_at=NOW)  # somebody got through after its failure
FAILED = Evidence(now=NOW, first_at=NOW, last_at=NOW, passed_at=EARLIER, unclear=1, refused=1)  # nobody has since
BACKOFF = [30.0, 120.0, 600.0]


def of_attempt(error: GatewayError, seen: Evidence = NOTHING, *, tried: int = 0, repeatable: bool = True) -> Verdict:
    return send_verdict.of_attempt(error, seen, tried=tried, tries=3, backoff=BACKOFF, repeatable=repeatable)


UNSURE = [Unclear(text("552")), Temporary(text("451"))]


@pytest.mark.parametrize("seen", [NOTHING, PASSED, FAILED])
def test_refused_for_good_is_dead_at_once(seen: Evidence) -> None:
    assert of_attempt(Refused(text("550")), seen) == Verdict(state="dead", scope="recipient")


@pytest.mark.parametrize("error", UNSURE)
def test_while_others_get_through_a_refusal_is_the_recipients_and_uses_its_tries_up(error: GatewayError) -> None:
    said = [of_attempt(error, PASSED, tried=tried) for tried in range(3)]
    assert [(v.state, v.used, v.after) for v in said] == [("due", True, 30), ("due", True, 120), ("dead", True, 0)]
    assert not any(v.down or v.aside for v in said)


@pytest.mark.parametrize("error", UNSURE)
@pytest.mark.parametrize("seen", [NOTHING, FAILED, replace(PASSED, refused=send_verdict.OTHERS)])
def test_while_nobody_gets_through_no_try_is_used_up_however_often(error: GatewayError, seen: Evidence) -> None:
    for asides in range(100):
        said = of_attempt(error, replace(seen, asides=asides), tried=2)
        assert (said.state, said.used, said.aside, said.asides) == ("due", False, True, asides + 1)
        assert said.after == BACKOFF[min(asides, 2)]


PATIENCE = [
    (Unclear(text("554")), send_verdict.SEVERAL),
    (Temporary(text("451")), send_verdict.MANY),
    (OutcomeUnknown(text("")), send_verdict.MANY),
]


@pytest.mark.parametrize(("error", "enough"), PATIENCE)
@pytest.mark.parametrize("passed", [None, EARLIER])
def test_the_line_is_down_when_the_next_ones_fail_too(
    error: GatewayError, enough: int, passed: datetime | None
) -> None:
    said = [of_attempt(error, Evidence(unclear=n, passed_at=passed)).down for n in range(enough)]
    assert said == [False] * (enough - 1) + [True]


@pytest.mark.parametrize(("error", "enough"), PATIENCE[:2])
def test_one_recipient_alone_makes_no_line_down_while_others_got_through_lately(
    error: GatewayError, enough: int
) -> None:
    assert not any(of_attempt(error, Evidence(passed_at=EARLIER, asides=n)).down for n in range(enough * 2))
    assert [of_attempt(error, Evidence(asides=n)).down for n in range(enough)] == [False] * (enough - 1) + [True]


def test_a_recipient_who_alone_is_refused_for_more_than_a_day_is_dead_when_tries_enough_were_made() -> None:
    first = NOW - timedelta(days=1, seconds=1)
    alone = Evidence(now=NOW, first_at=first, last_at=NOW, passed_at=first, asides=2)
    assert of_attempt(Unclear(text("554")), alone).state == "dead"
    for seen in (
        replace(alone, asides=1),
        replace(alone, first_at=EARLIER),
        replace(alone, refused=1, unclear=1),
        replace(alone, passed_at=None),
    ):
        assert of_attempt(Unclear(text("554")), seen).state == "due"


def test_recipients_whose_own_trouble_it_was_make_a_line_down_in_a_crowd_only() -> None:
    said = [of_attempt(Unclear(text("552")), replace(PASSED, refused=n)) for n in range(send_verdict.CROWD)]
    assert [v.down for v in said] == [False] * (send_verdict.CROWD - 1) + [True]
    assert [v.used for v in said] == [n < send_verdict.OTHERS for n in range(send_verdict.CROWD)]


def test_a_full_mailbox_is_the_recipients_whatever_becomes_of_others() -> None:
    said = of_attempt(Temporary(text("452 4.2.2"), scope="recipient"), FAILED)
    assert (said.state, said.used, said.down, said.scope) == ("due", True, False, "recipient")


@pytest.mark.parametrize("seen", [NOTHING, FAILED])
def test_a_line_that_is_down_uses_no_try_up_and_its_row_lets_the_next_go_first(seen: Evidence) -> None:
    said = of_attempt(LineDown(text("535")), seen, tried=2)
    assert (said.state, said.used, said.down, said.after, said.aside) == ("due", False, True, 0, True)


def test_a_row_that_alone_meets_a_line_that_is_down_is_left_behind_longer_each_time_and_stops_nobody() -> None:
    said = [of_attempt(LineDown(text("5.7.54")), replace(PASSED, asides=n), tried=2) for n in range(3)]
    assert [(v.state, v.used, v.after, v.aside, v.down) for v in said] == [
        ("due", False, wait, False, False) for wait in BACKOFF
    ]


def test_a_mail_of_unknown_fate_is_sent_again_and_no_oftener_than_its_tries() -> None:
    said = [of_attempt(OutcomeUnknown(text("silence")), tried=tried) for tried in range(3)]
    assert [(v.state, v.used) for v in said] == [("due", True), ("due", True), ("dead", True)]


def test_a_text_of_unknown_fate_is_never_sent_again_by_itself() -> None:
    assert of_attempt(OutcomeUnknown(text("500")), PASSED, repeatable=False).state == "unknown"
