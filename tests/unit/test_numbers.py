"""Published numbers: nothing is green without a fresh proof; the report says the same on paper and in a spreadsheet."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gateway.channels import registry, short_messages
from gateway.domain.duty import DutyRole, Person, Shift
from gateway.domain.errors import Permanent
from gateway.domain.model import Draft, Purpose
from gateway.domain.number_proofs import Proof
from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from gateway.services import spreadsheets
from gateway.services.numbers import probing, report
from gateway.services.numbers.standing import Standing, numbers
from gateway.services.roster import on_duty
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store.people import Roster
from tests.support import configs
from tests.unit.health_readings import MAIL, SMS, row

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)  # a Friday at ten
DAYS = [(NOW - timedelta(days=n)).date() for n in (1, 0)]
EARLIER = Proof(way="traffic", outcome="received", at=NOW - timedelta(minutes=30))
PERSON = Person(key="an", name="=An", phone="tel:+84590001101")
DUTIES: tuple[DutyRole, ...] = ("duty", "head")
ROSTER = Roster(
    persons=[PERSON],
    shifts=[Shift(line=SMS, person="an", role=role, weekdays="1234567", begins=time(), ends=time()) for role in
            DUTIES],
)  # fmt: skip


@pytest.fixture
def two(make_config: Callable[..., Path]) -> Config:
    return config.load(make_config(lines=[configs.mail_line(), configs.sms_line()]), registry)


def standing(two: Config, proofs: dict[str, list[Proof]], **sms: object) -> Standing:
    states = {MAIL: row(name=MAIL), SMS: row(name=SMS, **sms)}
    return Standing(now=NOW, days=DAYS, numbers=numbers(two, proofs, states, ROSTER, NOW, DAYS))


def test_a_line_that_is_well_is_not_green_without_a_proof(two: Config) -> None:
    seen = standing(two, {MAIL: [], SMS: [EARLIER]})
    assert {one.line.name: one.proven.state for one in seen.numbers} == {MAIL: "unproven", SMS: "proven"}
    failing = standing(two, {MAIL: [], SMS: [EARLIER]}, state="failing", error=Reason("sms.no_answer"))
    assert {one.line.name: one.proven.state for one in failing.numbers}[SMS] == "failing"
    assert {one.line.name: one.causes for one in failing.numbers}[SMS] == (Reason("sms.no_answer"),)


def test_the_cause_of_a_number_that_a_probe_did_not_reach_is_what_the_probe_met_with(two: Config) -> None:
    for outcome in ("lost", "rang", "busy", "refused"):
        probe = Proof(way="probe", outcome=outcome, at=NOW - timedelta(minutes=30))
        seen = standing(two, {SMS: [EARLIER, probe]})
        assert [reason.code for reason in seen.numbers[0].causes] == [f"number.{outcome}"]
        assert report.table(seen, "vi", two.zone)[1][5] == catalogue.say(seen.numbers[0].causes[0], "vi")


def test_only_lines_that_are_looked_at_are_listed(two: Config) -> None:
    assert [one.line.name for one in standing(two, {SMS: []}).numbers] == [SMS]


def test_whom_to_tell_is_who_is_on_duty_and_in_office_hours_the_head(two: Config) -> None:
    heads = Roster(persons=[PERSON], shifts=[shift for shift in ROSTER.shifts if shift.role == "head"])
    at_night = NOW + timedelta(hours=15)
    found = {
        "duty": on_duty.whom(two, ROSTER, at_night),
        "head": on_duty.whom(two, heads, NOW),
        "head at night": on_duty.whom(two, heads, at_night),
        "nobody": on_duty.whom(two, Roster(), NOW),
    }
    assert found == {"duty": {SMS: [PERSON]}, "head": {SMS: [PERSON]}, "head at night": {}, "nobody": {}}


def test_the_report_has_state_proof_people_and_history(two: Config) -> None:
    head, mail, sms = report.table(standing(two, {MAIL: [], SMS: [EARLIER]}), "vi", two.zone)
    assert head[-2:] == ["26/11", "27/11"]
    assert len(head) == len(mail) == len(sms)
    assert sms[3:] == [
        "có", "09:30 27/11/2026, đã nhận được", "–", "=An 0590 001 101", "=An 0590 001 101", "–", "09:30",
    ]  # fmt: skip
    assert mail[3:] == ["chưa có bằng chứng", "–", "–", "–", "–", "–", "–"]


def test_a_spreadsheet_takes_no_cell_for_a_formula(two: Config) -> None:
    rows = report.table(standing(two, {SMS: [EARLIER]}), "vi", two.zone)
    (head, sms) = csv.reader(io.StringIO(spreadsheets.as_csv(rows).decode("utf-8-sig"), newline=""))
    assert head == rows[0]
    assert sms[6] == "'=An 0590 001 101"
    with zipfile.ZipFile(io.BytesIO(spreadsheets.as_xlsx([*rows, ["<a>&\x00\x1b\"'", "Phường"]]))) as file:
        assert all(ElementTree.fromstring(file.read(name)) is not None for name in file.namelist())
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    cells = [[cell.findtext(f".//{space}t") for cell in one] for one in sheet.iter(f"{space}row")]
    assert cells == [*rows, ["<a>&\"'", "Phường"]]
    assert {cell.get("t") for cell in sheet.iter(f"{space}c")} == {"inlineStr"}


def test_another_line_tries_a_number_else_it_tries_itself_and_nothing_tries_the_dummy_phone(
    make_config: Callable[..., Path],
) -> None:
    modem = {"driver": "at", "device": "/dev/none"}
    lines = [
        configs.mail_line(),
        configs.sms_line("sim-1", **modem),
        configs.sms_line("sim-2", number="+84590001023", **modem),
        configs.sms_line("played", number="+84590001024"),
        configs.calls_line(reply_line="sim-1", ring_modem="sim-2"),
        configs.calls_line("hotline-2", number="02438000002", reply_line="sim-1", ring_modem="played"),
    ]
    several = config.load(make_config(lines=lines), registry)
    alone = config.load(make_config(lines=lines[:2]), registry)
    assert {name: probing.senders_to(several, name) for name in several.lines} == {
        MAIL: [MAIL],
        "sim-1": ["sim-2", "sim-1"],
        "sim-2": ["sim-1", "sim-2"],
        "played": [],
        "vanmieu-calls": [],
        "hotline-2": [],
    }
    assert [probing.callers_of(several, name) for name in ("vanmieu-calls", "hotline-2", "sim-1")] == [
        ["sim-2"],
        [],
        [],
    ]
    assert probing.senders_to(alone, "sim-1") == ["sim-1"]


def test_only_a_probe_may_go_to_the_number_that_it_comes_from() -> None:
    own = "tel:+84590001022"
    draft = Draft(number=1, recipient=own, purpose=Purpose.PROBE, text="KTDS 12AB", created_at=NOW)
    assert [piece.text for piece in short_messages.cut(draft, own)] == ["KTDS 12AB"]
    with pytest.raises(Permanent):
        short_messages.cut(replace(draft, purpose=Purpose.RESULT), own)


def test_the_number_of_a_hotline_is_our_own_when_it_calls_and_when_it_writes(make_config: Callable[..., Path]) -> None:
    lines = [configs.sms_line(), configs.calls_line(number="0590001077")]
    own = config.load(make_config(lines=lines), registry).own_addresses
    assert own == {"tel:+84590001022", "calls:+84590001077", "tel:+84590001077"}
