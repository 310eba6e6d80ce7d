"""The sender's own words, by client; and prose that only looks like a quote."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.email.quote import own_words

ROWS = json.loads((Path(__file__).parents[2] / "corpus" / "email" / "quotes.json").read_text("utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_own_words_of_each_client(row: dict[str, Any]) -> None:
    assert own_words(row["text"]) == row["reply"]


@given(st.text())
def test_any_text_gives_some_of_its_own_lines(text: str) -> None:
    assert set(own_words(text).split("\n")) <= {*text.split("\n"), ""}


@given(st.text(alphabet="abc đường\n.,"))
def test_text_without_any_sign_of_a_quote_is_kept_whole(text: str) -> None:
    assert own_words(text).split() == text.split()
