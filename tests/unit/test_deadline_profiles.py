"""The terms of law and city: which row a case gets, and that each says where it stands."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.domain.deadlines import profiles
from gateway.domain.deadlines.profiles import DEADLINES, ProfileRow, Urgency
from gateway.domain.deadlines.terms import parse
from gateway.domain.errors import ConfigError
from gateway.domain.model import CASE_STATES, OPEN_CASE_STATES, Kind
from gateway.domain.reasons import Reason
from gateway.settings import config, reasons

KINDS = [kind for kind in Kind if kind is not Kind.MISSED_CALL]
URGENCY: tuple[Urgency, ...] = ("normal", "complex", "urgent")
TODAY = date(2026, 11, 27)
OF_ALL = "progress 7 days, publish 5 working days"  # of what is no petition, in every city


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


ASKED = ("citizen", "take_over")  # begin when somebody is asked


@pytest.mark.parametrize(
    ("profile", "kind", "urgency", "terms"),
    [
        (
            "general",
            "phan_anh",
            "normal",
            f"accept 1 working day, transfer 5 working days, answer 20 days, {OF_ALL}",
        ),
        (
            "general",
            "phan_anh",
            "urgent",
            f"accept 30 minutes, transfer 5 working days, answer 20 days, {OF_ALL}",
        ),
        ("general", "to_cao", "normal", "accept 7 working days, transfer 5 working days, answer 30 days"),
        ("general", "khieu_nai", "normal", "accept 10 days, transfer 10 working days, answer 30 days"),
        (
            "hanoi",
            "kien_nghi",
            "normal",
            f"accept 8 working hours, transfer 8 working hours, answer 5 working days, {OF_ALL}",
        ),
        (
            "hanoi",
            "phan_anh",
            "urgent",
            f"accept 30 minutes, transfer 8 working hours, answer 4 working hours, {OF_ALL}",
        ),
        (
            "hanoi",
            "phan_anh",
            "complex",
            f"accept 8 working hours, transfer 8 working hours, answer 15 working days, {OF_ALL}",
        ),
        ("hanoi", "to_cao", "normal", "accept 8 working hours, transfer 8 working hours, answer 30 days"),
        (
            "hcmc",
            "hoi_dap",
            "normal",
            f"accept 5 working minutes, transfer 1 working hour, answer 10 days, {OF_ALL}",
        ),
        (
            "hcmc",
            "phan_anh",
            "complex",
            f"accept 5 working minutes, transfer 1 working hour, answer 15 days, {OF_ALL}",
        ),
        (
            "hcmc",
            "phan_anh",
            "urgent",
            f"accept 5 minutes, transfer 1 working hour, answer 10 days, {OF_ALL}",
        ),
    ],
)
def test_a_case_has_the_terms_of_its_city_kind_and_urgency(
    profile: str, kind: str, urgency: Urgency, terms: str
) -> None:
    found = told(profile, kind, urgency)
    assert ", ".join(f"{name} {found[name]}" for name in DEADLINES if name in found and name not in ASKED) == terms
    assert found["citizen"] == "10 working days"  # everywhere, and not from the beginning
    assert found["take_over"] == ("30 minutes" if urgency == "urgent" else "1 working day")


def told_by(row: ProfileRow, on: date) -> dict[profiles.DeadlineKind, ProfileRow]:
    return profiles.terms("x-own", "phan_anh", "normal", on, [row])


def test_a_row_holds_between_its_days() -> None:
    assert told("hcmc", "phan_anh", on=date(2025, 8, 31))["answer"] == "5 days"
    assert told("hcmc", "phan_anh", on=date(2025, 9, 1))["answer"] == "10 days"
    assert told("hanoi", "phan_anh", on=date(2025, 2, 27))["answer"] == "20 days"  # the city had none yet
    row = ProfileRow(profile="x-own", deadline="answer", term=parse("1 day"), source="s", valid_until=TODAY)
    assert told_by(row, TODAY)["answer"] == row
    assert str(told_by(row, TODAY + timedelta(days=1))["answer"].term) == "20 days"


def test_every_state_of_a_case_says_what_is_done_with_it() -> None:
    """A state that is added later is asked about here."""
    assert profiles.ENDED_BY.keys() == set(CASE_STATES) - {"new"}
    for state in CASE_STATES:
        if state not in OPEN_CASE_STATES:
            assert set(profiles.ENDED_BY[state]) == set(DEADLINES) - {"publish"}, state


RIGHT = {"profile": "hanoi", "deadline": "answer", "term": "3 working days", "source": "QĐ 1207 art. 9"}


def test_an_office_s_own_rows_stand_before_those_that_are_shipped(
    make_config: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "terms.toml").write_text(
        '[[row]]\nprofile = "hanoi"\ndeadline = "answer"\nterm = "3 working days"\nurgency = ["normal"]\n'
        'source = "QĐ 1207 điều 9"\nvalid_from = 2026-12-01\n'
        '[[row]]\nprofile = "đà-nẵng"\ndeadline = "answer"\nterm = "7 working days"\nsource = "x"\n',
        "utf-8",
    )
    settings = config.load(make_config(times={"profile": "hanoi", "profiles_file": "terms.toml"}), registry, {})
    own = settings.own_terms

    def term(profile: str, urgency: Urgency, on: date) -> str:
        return str(profiles.terms(profile, "phan_anh", urgency, on, own)["answer"].term)

    december = date(2026, 12, 1)
    assert [term("hanoi", "normal", day) for day in (TODAY, december)] == ["5 working days", "3 working days"]
    assert term("hanoi", "urgent", december) == "4 working hours"
    assert term("đà-nẵng", "normal", TODAY) == "7 working days"
    made = make_config(times={"profile": "đà-nẵng", "profiles_file": "terms.toml"})
    assert config.load(made, registry, {}).times.profile == "đà-nẵng"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"profile": ""}, "profile"),
        ({"profile": None}, "profile"),
        ({"deadline": "anwser"}, "deadline"),
        ({"deadline": None}, "deadline"),
        ({"term": "soon"}, "term"),
        ({"term": 5}, "term"),
        ({"source": " "}, "source"),
        ({"kinds": "phan_anh"}, "kinds"),
        ({"kinds": ["phananh"]}, "kinds"),
        ({"kinds": []}, "kinds"),
        ({"urgency": ["khẩn"]}, "urgency"),
        ({"valid_from": "2026-12-01"}, "valid_from"),
        ({"valid_from": date(2026, 12, 2), "valid_until": date(2026, 12, 1)}, "valid_until"),
        ({"certain": "no"}, "certain"),
        ({"untill": date(2026, 12, 1)}, "untill"),
    ],
)
def test_a_row_that_is_none_says_by_which_key(change: dict[str, object], key: str) -> None:
    assert profiles.row(RIGHT).term == parse("3 working days")
    raw = {name: value for name, value in {**RIGHT, **change}.items() if value is not None}
    with pytest.raises(profiles.NoRow) as caught:
        profiles.row(raw)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("[[row]]\n", "times.profiles_file", reasons.WRONG_TERM_ROW(row="1", key="profile")),
        ("row = 5 =", "times.profiles_file", reasons.NOT_TERMS_FILE),
        ("", "times.profiles_file", reasons.NOT_TERMS_FILE),
    ],
)
def test_a_wrong_file_of_terms_is_a_mistake_of_the_configuration(
    make_config: Callable[..., Path], tmp_path: Path, text: str, key: str, reason: Reason
) -> None:
    (tmp_path / "terms.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        config.load(make_config(times={"profiles_file": "terms.toml"}), registry, {})
    assert [(one.key, one.reason) for one in caught.value.problems] == [(key, reason)]


def test_a_profile_that_nobody_has_written_is_a_mistake(make_config: Callable[..., Path]) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(make_config(times={"profile": "hanoy"}), registry, {})
    (problem,) = caught.value.problems
    choices = '"general", "hanoi", "hcmc"'
    assert (problem.key, problem.reason) == ("times.profile", reasons.NOT_ONE_OF(choices=choices))
