"""Old wards as citizens name them, and whose their ground is now."""

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.domain import wards
from gateway.services.units import suggesting

EXAMPLES = Path(__file__).parents[2] / "deploy" / "units"


def keys(name: str) -> frozenset[str]:
    with (EXAMPLES / f"{name}.csv").open(encoding="utf-8") as file:
        return frozenset(row["key"] for row in csv.DictReader(file))


HN, HCM = keys("hanoi"), keys("hochiminh")

NAMED: list[tuple[frozenset[str], str, list[str]]] = [
    (HN, "Rác ở phường Trung Liệt, Đống Đa chưa ai dọn", ["Phường Trung Liệt"]),
    (HN, "P.Trung Liet", ["Phường Trung Liệt"]),
    (HN, "RAC THAI O P TRUNG LIET 3 NGAY ROI", ["Phường Trung Liệt"]),
    (HN, "thị trấn Đông Anh mất nước", ["Thị trấn Đông Anh"]),
    (HN, "TT Đông Anh", ["Thị trấn Đông Anh"]),
    (HN, "xã An Khánh, huyện Hoài Đức", ["Xã An Khánh"]),
    (HN, "ngõ 12 phường Hàng Bạc và phường Hàng Đào", ["Phường Hàng Bạc", "Phường Hàng Đào"]),
    (HN, "đường Trung Liệt", []),  # a street, as far as anybody can tell
    (HN, "phường 1 quận 5", []),  # of another city
    (HN, "phường An Khánh", []),
    (HN, "xin hỏi thủ tục", []),
    (HCM, "phường 1, quận 5", ["Phường 1"]),
    (HCM, "P1 Q5", ["Phường 1"]),
    (HCM, "p.12 q.10", ["Phường 12"]),
    (HCM, "P. 02 Q. 05", ["Phường 2"]),
    (HCM, "phường An Khánh", ["Phường An Khánh"]),
    (HCM, "phường An Phú, TP Thủ Đức cũ", ["Phường An Phú"]),
    (HCM, "xã An Khánh, huyện Hoài Đức", []),
]


@pytest.mark.parametrize(("city", "words", "named"), NAMED)
def test_an_old_ward_is_found_in_the_receiving_city_alone(city: frozenset[str], words: str, named: list[str]) -> None:
    found = wards.named(words, city)
    assert [one.ward for one in found] == named
    assert all(city & set(one.now) for one in found)


def test_a_name_that_several_districts_had_is_each_of_theirs_until_one_is_named() -> None:
    assert len(wards.named("phường 1", HCM)) > 5
    assert [one.district for one in wards.named("phường 1 gò vấp", HCM)] == ["Quận Gò Vấp"]


def test_the_data_is_whole() -> None:
    by_name, _ = wards._by_name()
    every = [one for same in by_name.values() for one in same]
    assert (len(every), sum(len(one.now) > 1 for one in every)) == (967, 246)
    assert {code for one in every for code in one.now} <= HN | HCM


def test_one_is_suggested_and_several_are_listed_while_they_are_valid() -> None:
    organisation = SimpleNamespace(ended=frozenset({"00229"}), register=SimpleNamespace(units={}))
    context = cast(Any, SimpleNamespace(config=SimpleNamespace(units=dict.fromkeys(HN), organisation=organisation)))
    found = suggesting.suggested(context, "hn", "phường Hàng Bạc, phường Trung Liệt")
    assert [(one.named, list(one.units)) for one in found] == [
        ("Phường Hàng Bạc, Quận Hoàn Kiếm", ["00070"]),
        ("Phường Trung Liệt, Quận Đống Đa", ["00235", "00190"]),
    ]


def test_a_long_text_is_read_in_one_go() -> None:
    assert wards.named("phường " * 20_000 + "Trung Liệt", HN)[0].ward == "Phường Trung Liệt"
