"""A word that only sees if somebody is there opens no case; a word with a matter does."""

from datetime import UTC, datetime

import pytest

from gateway import policy
from gateway.channels import sms
from gateway.domain.model import CaseFact, Decision, Decoded, Facts, Outcome, Purpose

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SENDER = "tel:+84590001301"
CASE = CaseFact(id=1, code="HN-7K3M9K", line="sim", sender=SENDER, state="answered")


def judged(words: str, **more: object) -> Decision:
    facts = Facts(now=NOW, line="sim", traits=sms.TRAITS, arrived_at=NOW, **more)  # type: ignore[arg-type]
    message = Decoded(kind="message", sender=SENDER, text=words, reply=words)
    return policy.decide(message, policy.read(message, sms.TRAITS), facts)


@pytest.mark.parametrize(
    "words", ["Alo", "alo alo?", "Xin chào", "ok", "Hello", "test", "Chào anh ạ", "vâng ạ", "Alo, có ai không?"]
)
def test_a_greeting_is_told_how_this_works_once_a_day(words: str) -> None:
    decision = judged(words)
    assert (decision.outcome, decision.replies) == (Outcome.COMMAND, (Purpose.HELP,))
    assert judged(words, commands_24h=1).replies == ()


@pytest.mark.parametrize(
    "words",
    ["Chào phường, đèn đường hỏng", "ok nhưng rác vẫn còn", "Alo có cháy", "thử hỏi thủ tục", "Có ai sửa đèn không?"],
)
def test_a_greeting_with_a_matter_is_a_matter(words: str) -> None:
    assert judged(words).outcome is Outcome.CASE


def test_ok_after_the_answer_opens_nothing_and_is_not_answered() -> None:
    decision = judged("ok", answered=CASE)
    assert (decision.outcome, decision.note, decision.replies) == (Outcome.FOLLOW_UP, True, ())


def test_a_greeting_within_an_open_case_belongs_to_it() -> None:
    case = CaseFact(id=1, code="HN-7K3M9K", line="sim", sender=SENDER, state="new", last_message_at=NOW)
    assert judged("alo", recent=case).outcome is Outcome.FOLLOW_UP
