"""The terms of law and city: which row a case gets, and that each says where it stands."""

from datetime import date, timedelta
from itertools import product

import pytest

from gateway.domain.deadlines import profiles
from gateway.domain.deadlines.profiles import DEADLINES, ProfileRow, Urgency
from gateway.domain.deadlines.terms import parse
from gateway.domain.model import Kind

KINDS = [kind for kind in Kind if kind is not Kind.MISSED_CALL]
URGENCY: tuple[Urgency, ...] = ("normal", "complex", "urgent")
TODAY = date(2026, 11, 27)


def told(profile: str, kind: str, urgency: Urgency = "normal", on: date = TODAY) -> dict[str, str]:
    return {name: str(row.term) for name, row in profiles.terms(profile, kind, urgency, on).items()}


def test_every_row_says_where_it_stands_and_can_be_reached() -> None:
    rows = profiles.load()
    assert profiles.profiles() == ("general", "hanoi", "hcmc")
    for row in rows:
        assert row.source.strip()
        assert row.deadline in DEADLINES
        assert row.kinds <= set(Kind)
        assert row.urgency <= set(URGENCY)
        assert row.valid_from <= row.valid_until
    days = {row.valid_from for row in rows} | {row.valid_until for row in rows} | {TODAY}
    first = [
        row
        for profile, kind, urgency, day in product(profiles.profiles(), KINDS, URGENCY, sorted(days))
        for row in profiles.terms(profile, kind, urgency, day).values()
    ]
    assert [row for row in rows if row not in first] == []  # none is hidden by one above it


@pytest.mark.parametrize(
    ("profile", "kind", "urgency", "terms"),
    [
        (
            "general",
            "phan_anh",
            "normal",
            "accept 1 working day, transfer 5 working days, answer 20 days, progress 7 days",
        ),
        (
            "general",
            "phan_anh",
            "urgent",
            "accept 30 minutes, transfer 5 working days, answer 20 days, progress 7 days",
        ),
        ("general", "to_cao", "normal", "accept 7 working days, transfer 5 working days, answer 30 days"),
        ("general", "khieu_nai", "normal", "accept 10 days, transfer 10 working days, answer 30 days"),
        (
            "hanoi",
            "kien_nghi",
            "normal",
            "accept 8 working hours, transfer 8 working hours, answer 5 working days, progress 7 days",
        ),
        (
            "hanoi",
            "phan_anh",
            "urgent",
            "accept 30 minutes, transfer 8 working hours, answer 4 working hours, progress 7 days",
        ),
        (
            "hanoi",
            "phan_anh",
            "complex",
            "accept 8 working hours, transfer 8 working hours, answer 15 working days, progress 7 days",
        ),
        ("hanoi", "to_cao", "normal", "accept 8 working hours, transfer 8 working hours, answer 30 days"),
        (
            "hcmc",
            "hoi_dap",
            "normal",
            "accept 5 working minutes, transfer 1 working hour, answer 10 days, progress 7 days",
        ),
        (
            "hcmc",
            "phan_anh",
            "complex",
            "accept 5 working minutes, transfer 1 working hour, answer 15 days, progress 7 days",
        ),
        ("hcmc", "phan_anh", "urgent", "accept 5 minutes, transfer 1 working hour, answer 10 days, progress 7 days"),
    ],
)
def test_a_case_has_the_terms_of_its_city_kind_and_urgency(
    profile: str, kind: str, urgency: Urgency, terms: str
) -> None:
    found = told(profile, kind, urgency)
    assert ", ".join(f"{name} {found[name]}" for name in DEADLINES if name in found) == terms


def test_a_row_holds_between_its_days() -> None:
    assert told("hcmc", "phan_anh", on=date(2025, 8, 31))["answer"] == "5 days"
    assert told("hcmc", "phan_anh", on=date(2025, 9, 1))["answer"] == "10 days"
    assert told("hanoi", "phan_anh", on=date(2025, 2, 27))["answer"] == "20 days"  # the city had none yet
    row = ProfileRow(profile="x", deadline="answer", term=parse("1 day"), source="s", valid_until=TODAY)
    assert profiles.terms("x", "phan_anh", "normal", TODAY, [row]) == {"answer": row}
    assert profiles.terms("x", "phan_anh", "normal", TODAY + timedelta(days=1), [row]) == {}
