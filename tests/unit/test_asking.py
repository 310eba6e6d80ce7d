"""Questions on a terminal: which of some words an answer means."""

import pytest

from gateway.cli import asking
from gateway.domain.reasons import text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["sms"], "sms"),  # as it stands, though another begins so
        (["SMS-2"], "sms-2"),
        (["m"], "mail"),
        (["s", "mail"], "mail"),  # two begin so: asked again
        (["x", "sms-"], "sms-2"),
        ([""], "mail"),
    ],
)
def test_a_word_is_meant_as_it_stands_or_where_no_other_begins_so(
    monkeypatch: pytest.MonkeyPatch, typed: list[str], meant: str
) -> None:
    answers = iter(typed)
    monkeypatch.setattr("builtins.input", lambda _prompt: next(answers))
    choices = {word: text(word) for word in ("sms-2", "sms", "mail")}
    assert asking.choose(text("which"), choices, "mail") == meant
    assert next(answers, None) is None
