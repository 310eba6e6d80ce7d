"""What each telephone system's records say, by its mapping file: the samples in tests/corpus/calls."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.channels import calls
from gateway.channels.calls import reading, records, vendor
from gateway.channels.calls.records import Record
from gateway.domain.calls import judged, merged
from gateway.domain.errors import Unreadable
from gateway.domain.model.calls import CallLeg

SAMPLES = Path(__file__).parents[2] / "corpus" / "calls"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)


def made(name: str, **more: Any) -> calls.CallsOptions:
    keys = {"number": "02438000001", "vendor": name, "outside_prefix": "9", **more}
    options, problems = calls.options(keys, key="lines[1]", zone="Asia/Ho_Chi_Minh")
    assert options and not problems, problems
    return options


def found(name: str, options: calls.CallsOptions) -> list[Record]:
    """The records of a sample, as its door would find them."""
    body = (SAMPLES / name).read_bytes()
    if not name.endswith(".txt"):
        return records.of_body(body, "", options.mapping)
    several = []
    for line in body.decode().splitlines():
        path, _, query = line.partition("?")
        several += [{"path": path, **record} for record in records.of_query(query)]
    return several


def attempts(legs: list[CallLeg]) -> list[str]:
    """Each attempt in few words, in the order of its first record."""
    order = list(dict.fromkeys(leg.attempt for leg in legs))
    said = []
    for _, group in groupby(sorted(merged(legs), key=lambda leg: order.index(leg.attempt)), lambda leg: leg.attempt):
        rang = list(group)
        call = judged(rang, NOW)
        came_to = "answered" if call.answered else "missed" if any(leg.final for leg in rang) else "open"
        said.append(f"{call.direction} {call.party.removeprefix('tel:') or '-'} {came_to} {len(rang)}")
    return said


def test_each_vendor_has_a_sample() -> None:
    assert {name.partition(".")[0].partition("-")[0] for name in EXPECTED} | {"modem"} == set(vendor.NAMES)


@pytest.mark.parametrize("name", EXPECTED)
def test_attempts_of_a_sample(name: str) -> None:
    options = made(name.partition(".")[0].partition("-")[0])
    legs = [reading.leg(record, options) for record in found(name, options)]
    said = [
        words.replace("internal sms:102", "internal -").replace("internal sms:101", "internal -")
        for words in attempts(legs)
    ]
    assert said == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_times_are_read_as_their_vendor_means_them(name: str) -> None:
    options = made(name.partition(".")[0].partition("-")[0])
    legs = merged(reading.leg(record, options) for record in found(name, options))
    for leg in legs:
        for at in filter(None, (leg.started_at, leg.answered_at, leg.ended_at)):
            assert datetime(2026, 11, 27, 1, tzinfo=UTC) <= at < datetime(2026, 11, 27, 2, 10, tzinfo=UTC), (
                leg.leg,
                at,
            )
        if leg.started_at and leg.ended_at:
            assert leg.started_at <= (leg.answered_at or leg.started_at) <= leg.ended_at


def test_the_same_record_twice_is_one_piece_and_its_caller_is_known_before() -> None:
    options = made("asterisk")
    one, same = (calls.of_file((SAMPLES / "asterisk-master.csv").read_bytes(), options, NOW)[0] for _ in range(2))
    assert one.digest == same.digest and one.sender_key == "tel:+84912000005"
    assert calls.leg(one.body, options).caller == "tel:+84912000005"


def test_columns_as_the_administrator_of_a_3cx_has_chosen_them() -> None:
    options = made("3cx", columns="historyid, callid, from-no, to-no, time-start, time-answered, time-end")
    (record,) = records.of_body(
        b"Call 7,_1,0912000001,Ext.101,2026/11/27 01:10:00,,2026/11/27 01:10:21\r\n", "", options.mapping
    )
    leg = reading.leg(record, options)
    assert (leg.attempt, leg.direction, leg.caller, leg.answered) == ("7", "in", "tel:+84912000001", False)
    (record,) = records.of_body(b"Call 8,_1,Ext.101,0912000001,2026/11/27 01:30:00,,", "", options.mapping)
    leg = reading.leg(record, options)
    assert (leg.direction, leg.called) == ("out", "tel:+84912000001")


def test_what_is_no_record_or_cannot_be_placed_is_said_without_its_words() -> None:
    options = made("asterisk")
    for body in (b"", b"  \n", b"{", b"[1, 2]", b"[" * 100_000, b'{"a": ' * 50_000):
        with pytest.raises(Unreadable):
            records.of_body(body, "", options.mapping)
    for record, code in (
        ({"src": "0912000001"}, "calls.no_field"),
        ({"uniqueid": "1", "start": "soon"}, "calls.time_not_read"),
    ):
        with pytest.raises(Unreadable) as refused:
            reading.leg(record, options)
        assert refused.value.reason.code == code and "0912" not in str(refused.value.reason)


@pytest.mark.parametrize(
    ("written", "urn"),
    [
        ("0912000001", "tel:+84912000001"),
        ("84912000001", "tel:+84912000001"),
        ("+84 912 000 001", "tel:+84912000001"),
        ("90912000001", "tel:+84912000001"),
        ("024 3800 0002", "tel:+842438000002"),
        ("anonymous", ""),
        ("Restricted", ""),
        ("", ""),
    ],
)
def test_numbers_as_telephone_systems_write_them(written: str, urn: str) -> None:
    assert reading.number(written, made("asterisk")) == urn


def test_a_mapping_of_the_office_s_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'times = "seconds"\n[fields]\nleg = ["n"]\nattempt = ["n"]\nfrom = ["who"]\nto = ["us"]\nstarted = ["at"]\n'
    )
    options = made("own", vendor_file=str(file))
    leg = reading.leg({"n": "1", "who": "0912000001", "us": "02438000001", "at": "1795741800"}, options)
    assert (leg.direction, leg.started_at) == ("in", datetime(2026, 11, 27, 1, 10, tzinfo=UTC))
    for wrong in (
        "leg = 1",
        "[fields]\nleg = []",
        "colour = 'red'\n[fields]\n",
        "[fields]\nleg=['a']\nattempt=['a']\nfrom=['a']\nto=['a']\n[direction]\nx = {a = 'up'}",
    ):
        file.write_text(wrong)
        _, problems = calls.options(
            {"number": "02438000001", "vendor": "own", "vendor_file": str(file)}, key="l", zone="UTC"
        )
        assert [one.reason.code for one in problems] == ["config.not_a_call_mapping"], wrong


NAMED = sorted({name for one in vendor.NAMES for name in vendor.shipped(one).known} | {"billsec", "path"})
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["0912000001", "101", "9999-12-31 23:59:59", "0001-01-01 00:00:00", "1e400", "nan", "-5", "1:2:3:4"]
    ),
    st.floats().map(str),
    st.datetimes().map(str),
)


@pytest.mark.parametrize("name", vendor.NAMES)
@settings(max_examples=60, deadline=None)
@given(record=st.dictionaries(st.sampled_from(NAMED), VALUES, max_size=12), body=st.binary(max_size=200))
def test_no_record_breaks_it(name: str, record: Record, body: bytes) -> None:
    options = made(name)
    named = {"uniqueid": "1", "linkedid": "1", "historyid": "1", "call_id": "1", "transaction_id": "1", "callid": "1"}
    with suppress(Unreadable):
        call = judged([reading.leg({**named, "id": "1", **record}, options)], NOW)
        assert call.started_at.tzinfo is UTC
    with suppress(Unreadable):
        for one in records.of_body(body, "", options.mapping):
            assert all("\0" not in value for value in one.values())
