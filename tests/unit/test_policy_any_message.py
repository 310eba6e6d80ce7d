"""Policy: what must hold for any message at all."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Decoded, Dmarc, Facts, Outcome, Purpose
from gateway.policy.rules import RULES
from tests.unit.policies import (
    CITIZEN,
    CODE,
    NOW,
    OTHER,
    OWN,
    STRANGER,
    UNUSED,
    WRITER,
    case,
    facts,
    judged,
    known,
)

WORDS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "TT",
                "DG",
                "BS",
                "HD",
                CODE,
                UNUSED,
                "5",
                "chay nha",
                "to cao",
                "khieu nai",
                "cam on",
                "rac",
                "OTP 123456",
                "\n",
                "?",
            ]
        ),
        max_size=8,
    ).map(" ".join),
)
SENDERS = st.sampled_from(
    [CITIZEN, STRANGER, WRITER, OTHER, "", "sms:1022", "sms:VNNET", "tel:+8419001009", *sorted(OWN)]
)
CASES = st.builds(
    case,
    st.sampled_from([CITIZEN, WRITER]),
    restricted=st.booleans(),
    state=st.sampled_from(["new", "answered", "closed"]),
)
MESSAGES_OF_ANY_KIND = st.builds(
    Decoded,
    kind=st.sampled_from(["message", "message", "message", "automatic", "report"]),
    sender=SENDERS,
    subject=WORDS,
    text=WORDS,
    reply=WORDS,
    in_reply_to=st.sampled_from(["", "x@y.example"]),
    dmarc=st.sampled_from(list(Dmarc)),
    flags=st.sets(st.sampled_from(["form", "list", "spam", "bomb", "mojibake"]), max_size=1).map(tuple),
)
FACTS = st.builds(
    facts,
    st.sampled_from(["sms", "email"]),
    old=st.booleans(),
    line_sends=st.booleans(),
    suppressed=st.booleans(),
    cases_by_code=CASES.map(lambda found: known(found)) | st.just({}),
    thread=st.none() | CASES,
    recent=st.none() | CASES,
    late_of=st.none() | CASES,
    automatic_at=st.lists(st.integers(0, 1439), max_size=8).map(
        lambda minutes: tuple(NOW - timedelta(minutes=m) for m in sorted(minutes, reverse=True))
    ),
    wrong_codes_1h=st.integers(0, 9),
    commands_24h=st.integers(0, 12),
)


@given(MESSAGES_OF_ANY_KIND, FACTS)
def test_every_message_gets_one_decision_and_machines_no_answer(message: Decoded, given_facts: Facts) -> None:
    decision = judged(message, given_facts)
    machine = message.kind != "message" or message.sender in OWN or not message.sender.startswith(("tel:", "mailto:"))
    assert not (machine and decision.replies)
    assert (decision.outcome is Outcome.FOLLOW_UP) == (
        decision.case is not None and decision.outcome is not Outcome.COMMAND
    )
    if decision.replies:
        # whoever proves to write from there is there again
        unreachable = given_facts.suppressed and message.dmarc is not Dmarc.PASS
        assert not (given_facts.old or unreachable or not given_facts.line_sends)
        assert len(decision.replies) == 1
    if decision.case is not None:
        assert decision.case.sender == message.sender
    if decision.restricted:
        assert not set(decision.replies) & {Purpose.STATUS}


def test_every_rule_has_a_name_and_says_what_it_is_for() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)
