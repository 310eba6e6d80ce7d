"""The sender's own words, by client; and prose that only looks like a quote."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.email.quote import own_words

CORPUS = Path(__file__).parents[2] / "corpus" / "email"


def wrong(name: str) -> dict[str, str]:
    """What own_words gives of each case of a file that it reads otherwise, by its id.

    A case: `##### id | answer` (or `new`: a letter that answers nothing), the mail, `=====`, what is the sender's own.
    """
    found = {}
    for case in (CORPUS / name).read_text("utf-8").split("##### ")[1:]:
        head, _, rest = case.partition("\n")
        identity, _, kind = head.partition(" | ")
        text, _, own = rest.removesuffix("\n").partition("\n=====\n")
        got = own_words(text, answers=kind == "answer", sender="nguoiviet@example.com")
        if got != own:
            found[identity] = got
    return found


@pytest.mark.parametrize("name", ["quotes.txt", "quotes-held-back.txt"])  # nobody tunes to the second: it was 56 of 56
def test_own_words_of_each_client(name: str) -> None:
    assert wrong(name) == {}


@given(st.text(), st.booleans())
def test_any_text_gives_some_of_its_own_lines(text: str, answers: bool) -> None:
    assert set(own_words(text, answers=answers).split("\n")) <= {*text.split("\n"), ""}


@given(st.text(alphabet="abc đường\n.,"))
def test_text_without_any_sign_of_a_quote_is_kept_whole(text: str) -> None:
    assert own_words(text).split() == text.split()


@pytest.mark.parametrize("answers", [True, False])
def test_an_answer_below_an_earlier_mail_without_quote_signs_is_kept_with_it(answers: bool) -> None:
    text = "Vào lúc 14:05 ngày 09/11/2026, Phường <a@example.com> đã viết:\n\nĐã nhận.\n\nNhà bên đang cháy!"
    assert own_words(text, answers=answers) == text
