"""What a short text is most like where no cue foresees it, and the weights that say so."""

from pathlib import Path

import pytest

from gateway import policy
from gateway.policy.text_classifier import MOST, TextClass, classify
from tests.text_classifier import tables, training

FEW = 100  # rows of each kind, to train on in a test
LARGEST = 650_000  # octets of the weights


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("bua nay co gi moi chua", TextClass.STATUS),
        ("cam on, de toi chuan bi", TextClass.THANKS),
        ("me cu an com truoc nhe", TextClass.NOBODY),
        ("cong trinh ben canh lam nut tuong nha em", TextClass.MATTER),
        ("phuong oi", TextClass.GREETING),
        ("moi lam duoc mot nua", TextClass.DISAGREEMENT),
    ],
)
def test_words_are_taken_for_what_they_are_most_like(words: str, kind: TextClass) -> None:
    found = classify(words, ())
    assert found is not None
    assert found.kind is kind
    assert 0.5 < found.share <= 1


def test_nothing_is_said_of_signs_of_long_texts_and_little_of_unknown_words() -> None:
    assert classify("", ()) is None
    assert classify("... !", ()) is None
    assert classify("cam on " * MOST, ()) is None
    unknown = classify("zzyzx qwop blorp grault wibble", ())
    assert unknown is not None
    assert unknown.share < 0.9


def test_the_weights_are_those_of_the_tables_as_they_stand_and_stay_small() -> None:
    """Else: python -m tests.text_classifier."""
    file = Path(policy.__file__).parent / "data" / "weights_talk.txt"
    assert tables.digest() in file.read_text("utf-8").split("\n", 3)[1]
    assert file.stat().st_size <= LARGEST


def test_training_is_the_same_on_every_run() -> None:
    rows = [row for kind in TextClass for row in [row for row in tables.rows() if row.kind is kind][:FEW:4]]
    assert training.weights(rows) == training.weights(rows)
