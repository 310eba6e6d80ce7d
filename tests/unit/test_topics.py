"""What units deal with: which of it a text names, and to which unit that is proposed."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.domain import topics
from gateway.domain.units import UnitRow
from gateway.services.units import suggesting

TOPICS: Mapping[str, Sequence[str]] = {
    "moitruong": ("rác thải", "tiếng ồn"),
    "chieusang": ("chiếu sáng công cộng",),
    "capnuoc": ("cấp nước sạch", "nước máy"),
    "giaoduc": ("trường học",),
    "hotich": ("hộ tịch",),
    "cho": ("chợ",),
}
NAMED: list[tuple[str, list[str]]] = [
    ("Rác đổ đầy ngõ 30", ["rác thải"]),
    ("xà bần đổ trộm ngoài đê", ["rác thải"]),  # another word of the same thing
    ("Den duong ngo 12 hong", ["chiếu sáng công cộng"]),
    ("Xin hỏi thủ tục hộ tịch", ["hộ tịch"]),
    ("xin hoi ho tich", ["hộ tịch"]),
    ("cho hỏi giờ làm việc", []),  # no market
    ("", []),
]


@pytest.mark.parametrize(("words", "named"), NAMED)
def test_a_topic_is_named_in_its_words_or_by_its_things(words: str, named: list[str]) -> None:
    assert list(topics.named(words, suggesting._things(words), TOPICS, suggesting._things_of_topic)) == named


def proposed(unit: str, words: str, **more: Sequence[str]) -> list[tuple[str, list[str]]]:
    rows = {key: UnitRow(key=key, name=key, topics=tuple(of)) for key, of in {**TOPICS, **more}.items()}
    organisation = SimpleNamespace(ended=frozenset({"giaoduc"}), register=SimpleNamespace(units=rows))
    config = SimpleNamespace(units={**rows, "vanmieu": None}, organisation=organisation)
    found = suggesting.suggested(cast(Any, SimpleNamespace(config=config)), unit, words)
    return [(one.named, list(one.units)) for one in found if one.by == "topic"]


def test_who_deals_with_it_is_proposed_to_who_does_not() -> None:
    rubbish = "Rác đổ đầy ngõ 30"
    assert proposed("vanmieu", rubbish) == [("rác thải", ["moitruong"])]
    assert proposed("moitruong", rubbish) == []
    assert proposed("vanmieu", "Trường học dột") == [], "a unit that has ended deals with nothing"
    assert proposed("vanmieu", rubbish, vanmieu=["vệ sinh, rác"]) == [], "it deals with that itself"
    assert proposed("vanmieu", rubbish, **{f"p{n}": ["rác thải"] for n in range(9)}) == [], (
        "of ten a topic tells nothing"
    )
    wards = {"00235": ["rác thải"], **{f"p{n}": ["rác thải"] for n in range(9)}}
    assert proposed("vanmieu", f"{rubbish}, phường Trung Liệt", **wards) == [("rác thải", ["00235"])], (
        "but with a place"
    )
