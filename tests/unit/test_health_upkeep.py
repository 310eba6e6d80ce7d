"""What health says of backups, restores, disks that fill and the end of the calendar."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain.duty import Person, Shift
from gateway.domain.number_proofs import Proof
from gateway.ops.health.assess import GIB
from gateway.ops.health.findings import FINDINGS
from gateway.ops.health.state import Upkeep
from gateway.ops.health.upkeep import about
from gateway.replies import catalogue
from gateway.services.reasons import PROVIDER_SLOW
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store.audit import ChainState
from gateway.store.identities import Trouble
from gateway.store.maintenance import Backups, Restore
from gateway.store.people import Roster
from tests.support import configs
from tests.unit.health_readings import MAIL, NOW, SMS, keys, reading, row, seen, two_lines


@pytest.fixture
def context(make_config: Callable[..., Path]) -> Config:
    return two_lines(make_config)


def kept(**more: Any) -> dict[str, Any]:
    """A reading with a good backup of last night, but for what is given."""
    good = NOW - timedelta(hours=7)
    last = Backups(good_at=good, started_at=good, outcome="good", reason="", detail="", born_at=good)
    upkeep = {key: more.pop(key) for key in ("restored", "disk_space") if key in more}
    return {"upkeep": Upkeep(backups=replace(last, **more), **upkeep)}


FAILED = {"outcome": "failed", "reason": "room", "detail": "900 MiB > 3 MiB", "started_at": NOW - timedelta(hours=1)}
LONG_AGO = NOW - timedelta(hours=27)


@pytest.mark.parametrize(
    ("more", "key", "words_of_it"),
    [
        ({}, None, ()),
        (FAILED, "backup_failed", ("1 giờ", "không đủ chỗ (900 MiB > 3 MiB)")),
        (FAILED | {"good_at": LONG_AGO}, "backup_old", ("1 ngày", "không đủ chỗ")),
        ({"good_at": None, "started_at": None, "outcome": None, "born_at": LONG_AGO}, "backup_old", ("chưa chạy",)),
        ({"good_at": None, "started_at": None, "outcome": None, "born_at": NOW}, None, ()),
        ({"reason": "hook", "detail": "exit code 3"}, "backup_uncopied", ("exit code 3",)),
        ({"restored": Restore(at=NOW, taken_at=LONG_AGO)}, "restored", ("07:00:00 19/11/2026", "SMS")),
        ({"restored": Restore(at=NOW - timedelta(days=8), taken_at=LONG_AGO)}, None, ()),
    ],
)
def test_a_missing_backup_and_a_restore_are_findings(
    context: Config, more: dict[str, Any], key: str | None, words_of_it: tuple[str, ...]
) -> None:
    health = seen(context, reading(**kept(**more)))
    assert keys(health) == ([key] if key else [])
    assert all(word in catalogue.say(health.findings[0].reason, "vi") for word in words_of_it)


def test_who_takes_no_backups_is_not_told_of_them(make_config: Callable[..., Path]) -> None:
    own = config.load(make_config(backup={"nightly": False}, times={"health_grace": 90}), registry)
    there = reading(**kept(**FAILED), mail=row(), sms=row())
    assert keys(seen(own, there)) == []


def space(days: float, per_day: float, *, free: float = 100.0) -> dict[str, Any]:
    """Free GiB sampled every hour for so many days, so much less each day."""
    hours = int(days * 24)
    samples = [(NOW - timedelta(hours=hours - h), int((free - per_day * h / 24) * GIB)) for h in range(hours + 1)]
    return {"disk_space": {"data": samples}}


@pytest.mark.parametrize(
    ("samples", "days"),
    [
        (space(7, 10), 3),
        (space(2, 30), 1),
        (space(7, 0), None),
        (space(7, -5), None),
        (space(7, 1), None),  # in three months
        (space(0.9, 60), None),  # a day has not passed
        ({"disk_space": {"data": []}}, None),
    ],
)
def test_a_disk_that_fills_is_a_finding_with_the_days_that_are_left(
    context: Config, samples: dict[str, Any], days: int | None
) -> None:
    health = seen(context, reading(**kept(**samples)))
    assert keys(health) == ([] if days is None else ["disk_filling"])
    if days:
        assert f"đầy trong {days} ngày" in catalogue.say(health.findings[0].reason, "vi")


def test_a_file_that_came_and_went_is_no_trend(context: Config) -> None:
    samples = space(7, 0)["disk_space"]["data"]
    middle = len(samples) // 2
    samples[middle : middle + 20] = [(at, free // 10) for at, free in samples[middle : middle + 20]]
    assert keys(seen(context, reading(**kept(disk_space={"data": samples})))) == []


@pytest.mark.parametrize(("today", "found"), [(date(2027, 6, 30), []), (date(2027, 7, 3), ["calendar_ends"])])
def test_the_end_of_the_calendar_is_a_finding_half_a_year_ahead(context: Config, today: date, found: list[str]) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    upkeep = kept()["upkeep"]
    backups = replace(upkeep.backups, good_at=now, started_at=now)
    assert [one.key for one in about(context, replace(upkeep, backups=backups), now)] == found


def test_restricted_cases_that_nobody_may_see_are_a_finding_of_their_unit(context: Config) -> None:
    found = list(about(context, replace(kept()["upkeep"], unseen={"cuanam": 2}), datetime.now(UTC)))
    (one,) = [one for one in found if one.key == "restricted_unseen"]
    assert (one.severity, one.subject, one.reason.values["n"]) == ("failing", "cuanam", 2)


def test_persons_data_that_is_not_erased_in_time_is_a_finding(context: Config) -> None:
    on = replace(context, retention=context.retention.model_copy(update={"days": 365}))
    known = {days: replace(kept()["upkeep"], erased_at=NOW - timedelta(days=days)) for days in (2, 4)}
    assert [one.key for one in about(on, known[4], NOW)] == ["erasing_late"]
    for held, upkeep in ((on, known[2]), (on, kept()["upkeep"]), (context, known[4])):
        assert list(about(held, upkeep, NOW)) == []


def test_a_provider_that_does_not_work_is_a_finding_while_one_logs_in_by_it(context: Config) -> None:
    now, failed = datetime.now(UTC), PROVIDER_SLOW(host="sso.example.vn", seconds=10)
    troubles = [
        Trouble(issuer=f"https://{name}.example.vn", since=now - timedelta(hours=2), error=failed)
        for name in ("sso", "former")
    ]
    known = replace(kept()["upkeep"], log_in=troubles)
    config = replace(context, login=replace(context.login, issuer="https://sso.example.vn"))
    (one,) = [one for one in about(config, known, now) if one.key == "log_in_fails"]
    assert one.reason.values == {"host": "sso.example.vn", "age": timedelta(hours=2), "cause": failed}
    assert not [one for one in about(context, known, now) if one.key == "log_in_fails"]


@pytest.mark.parametrize(
    ("chain", "key"),
    [
        (ChainState(), None),
        (ChainState(unsealed=9, unsealed_since=NOW - timedelta(minutes=9)), None),
        (ChainState(unsealed=9, unsealed_since=NOW - timedelta(minutes=11)), "audit_unsealed"),
        (ChainState(checked_at=NOW), None),
        (ChainState(checked_at=NOW, fault="changed", fault_place=7), "audit_broken"),
    ],
)
def test_an_audit_that_was_changed_or_waits_for_its_seal_is_a_finding(
    context: Config, chain: ChainState, key: str | None
) -> None:
    found = about(context, replace(kept()["upkeep"], audit=chain), NOW)
    assert [one.key for one in found if one.key.startswith("audit")] == [key] * (key is not None)


def test_office_hours_without_anybody_are_a_finding_of_their_line(context: Config) -> None:
    upkeep = kept()["upkeep"]
    now = datetime(2026, 11, 27, 3, tzinfo=UTC)  # a Friday at ten
    morning = Shift(line="vanmieu-sms", person="an", role="duty", begins=time(8), ends=time(12))
    roster = Roster(persons=[Person(key="an", name="An")], shifts=[morning])
    found = [one for one in about(context, replace(upkeep, roster=roster), now) if one.key == "duty_gap"]
    assert [one.subject for one in found] == ["vanmieu-sms"]  # the mailbox is in no roster
    assert "13:00 27/11/2026" in str(found[0].reason)
    whole = replace(roster, shifts=[replace(morning, begins=time(), ends=time())])
    assert not [one for one in about(context, replace(upkeep, roster=whole), now) if one.key == "duty_gap"]


def test_every_finding_that_is_told_has_a_name_for_a_list() -> None:
    """Those of upkeep.about, expiry.about, services/code_guessing.py and services/scanning.py."""
    told = {"backup_old", "backup_failed", "backup_uncopied", "restored", "disk_filling", "calendar_ends", "guessing"}
    told |= {
        "scanner_down",
        "duty_gap",
        "configuration_wrong",
        "log_in_fails",
        "unit_nobody",
        "unit_ended",
        "line_of_ended",
        "restart_needed",
        "restricted_unseen",
        "audit_broken",
        "audit_unsealed",
        "erasing_late",
        "carrier_word",
        "consent_ends",
        "secret_ends",
        "sim_ends",
        "not_proved",
        "probe_lost",
        "probe_rang",
        "probe_busy",
        "probe_refused",
    }
    assert {key for key, kind in FINDINGS.items() if "name" in kind.code.parts} == told


def proved(**of: list[Proof]) -> dict[str, Any]:
    """A reading of an installation that stands for three weeks, with these proofs of its mailbox and its number."""
    upkeep: Upkeep = kept(born_at=NOW - timedelta(days=21))["upkeep"]
    return {"upkeep": upkeep, "proofs": {MAIL: of.get("mail", [FRESH]), SMS: of.get("sms", [FRESH])}}


FRESH = Proof(way="traffic", outcome="received", at=NOW - timedelta(hours=1))
OLD = Proof(way="traffic", outcome="received", at=NOW - timedelta(days=3))  # a Tuesday: it held until Wednesday at five
LOST = Proof(way="probe", outcome="lost", at=NOW - timedelta(minutes=40))
UNPROVED: list[tuple[str, list[Proof], list[str]]] = [
    ("fresh", [FRESH], []),
    ("yesterday's holds until offices close", [Proof(way="probe", outcome="received", at=NOW - timedelta(days=1))], []),
    ("too old", [OLD], ["not_proved"]),
    ("never, for three weeks", [], ["not_proved"]),
    ("a probe of ours did not come in", [OLD, LOST], ["probe_lost"]),
    ("one that came in since", [LOST, replace(FRESH, at=NOW)], []),
]


def test_a_line_that_looks_well_is_a_finding_without_a_fresh_proof(context: Config) -> None:
    found = {why: keys(seen(context, reading(**proved(sms=proofs)))) for why, proofs, _ in UNPROVED}
    assert found == {why: expected for why, _, expected in UNPROVED}


def test_a_line_that_fails_or_is_silent_is_told_of_once_and_a_new_installation_has_time(context: Config) -> None:
    failing = seen(context, reading(sms=row(state="failing"), **proved(sms=[OLD])))
    silent = seen(context, reading(sms=row(quiet_seconds=999), **proved(sms=[])))
    assert (keys(failing), keys(silent)) == (["line_failing"], ["line_silent"])
    new = reading(**kept(), proofs={MAIL: [], SMS: []})
    assert keys(seen(context, new)) == []


def test_what_only_sends_need_not_be_proved(make_config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_SMPP", "x")

    def found(number: str, proofs: list[Proof], **sms: Any) -> list[str]:
        """With an account of this number, that a SIM's replies may go by."""
        lines = [configs.mail_line(), configs.smpp_line("city", number=number), configs.sms_line(SMS, **sms)]
        made = config.load(make_config(lines=lines, times={"health_grace": 90, "sweep": 2}), registry)
        known = proved()
        states = {MAIL: row(), SMS: row(), "city": row()}
        return keys(seen(made, reading(**{**known, "proofs": {**known["proofs"], "city": proofs}}, lines=states)))

    assert found("VANMIEU", []) == []  # a name
    assert found("1022", []) == ["not_proved"]
    assert found("1022", [], reply_line="city") == []
    assert found("1022", [OLD], reply_line="city") == ["not_proved"]  # citizens have written there
