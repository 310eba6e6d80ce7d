"""What health says of what it saw: never better than what is known, and always with what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.email.reasons import IMAP_CANNOT_CONNECT, IMAP_LOGIN_REFUSED
from gateway.channels.sms.reasons import PROCESS_ENDED
from gateway.channels.sms.refusals import UNCLEAR
from gateway.domain.reasons import Reason
from gateway.ops.health import expiry
from gateway.ops.health.assess import DISK_FULL, DISK_LOW, FOR_A_PERSON, WAL_SEGMENT, assess
from gateway.ops.health.findings import FINDINGS
from gateway.ops.health.state import EXIT_CODE, RANK, Probes, Queue, Scanning
from gateway.replies import catalogue
from gateway.services.reasons import SCAN_SILENT
from gateway.settings.config import Config
from gateway.settings.schema import ScannerSettings
from gateway.store.database import TROUBLES
from gateway.store.faults import Faults
from gateway.store.inbox import Guesses
from gateway.store.scanners import Scanner
from gateway.web.labels import LABELS
from gateway.web.pages import health_view
from tests.unit.health_readings import IMSI, MAIL, NOW, PROBES, SMS, keys, queue, reading, row, seen, two_lines


@pytest.fixture
def context(make_config: Callable[..., Path]) -> Config:
    return two_lines(make_config)


def test_all_well_is_ok_and_says_nothing(context: Config) -> None:
    health = seen(context)
    assert health.findings == ()
    assert (health.worst, health.exit_code) == ("ok", 0)
    assert {line.state for line in health.lines} == {"ok"}


UNKNOWN = {
    "never heard": (row(state="unknown", heard_at=None, quiet_seconds=None), "never"),
    "silent for longer than the grace": (row(quiet_seconds=91.0), "silent"),
    "held by no process": (row(held=False), "unheld"),
    "heard, but not called well": (row(state="unknown"), "never"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_line_of_which_too_little_is_known_is_grey(context: Config, name: str) -> None:
    given, why = UNKNOWN[name]
    health = seen(context, reading(mail=given))
    assert (health.lines[0].state, health.lines[0].why) == ("unknown", why)
    assert keys(health) == [f"line_{why}"]
    assert health.exit_code == 1


def test_a_line_without_a_row_is_grey(context: Config) -> None:
    health = seen(context, reading(lines={SMS: row(facts={"imsi": IMSI})}))
    assert (health.lines[0].state, health.lines[0].why) == ("unknown", "never")
    assert keys(health) == ["line_never"]


def test_an_old_reading_makes_every_line_grey_but_keeps_what_it_said(context: Config) -> None:
    old = reading(at=NOW - timedelta(minutes=4), clock=NOW - timedelta(minutes=4), due={MAIL: (3, NOW)})
    health = seen(context, old, stale=True)
    assert {(line.state, line.why) for line in health.lines} == {("unknown", "stale")}
    assert health.lines[0].due == 3
    assert health.known_at == old.clock
    assert keys(health) == ["database_down"]
    assert "4 phút" in catalogue.say(health.findings[0].reason, "vi")
    assert health.exit_code == 2


@pytest.mark.parametrize("trouble", [name for name, _ in TROUBLES])
def test_postgresqls_trouble_is_named_as_such_and_not_as_the_lines_or_intakes(context: Config, trouble: str) -> None:
    silent = row(quiet_seconds=900.0)
    quiet = reading(mail=silent, sms=silent, watched=NOW - timedelta(hours=1))
    health = seen(context, quiet, probes=replace(PROBES, database=trouble))
    assert (keys(health), health.exit_code) == ([f"database_{trouble}"], 2)
    assert health.servers[0].why == trouble
    assert {f"database_{trouble}"} < LABELS["vi"].keys()


def test_a_database_that_does_not_come_up_for_want_of_space_is_called_full(context: Config) -> None:
    probes = replace(PROBES, database="down", disk_free=WAL_SEGMENT - 1)
    assert keys(seen(context, stale=True, probes=probes)) == ["database_full", "disk_full"]


def test_before_the_first_reading_nothing_is_ok_but_what_was_probed(context: Config) -> None:
    health = assess(context, None, PROBES, stale=True, now=NOW)
    assert {line.state for line in health.lines} == {"unknown"}
    assert {server.name for server in health.servers if server.state == "ok"} == {"redis", "disk"}
    assert (keys(health), health.known_at, health.queues) == (["database_never"], None, ())


def test_a_failing_line_says_why_in_both_languages(context: Config) -> None:
    failing = row(state="failing", error=IMAP_LOGIN_REFUSED, since=NOW - timedelta(minutes=4))
    health = seen(context, reading(mail=failing))
    finding = health.findings[0]
    assert (health.exit_code, finding.key, finding.subject) == (2, "line_failing", MAIL)
    assert catalogue.say(finding.reason, "en").endswith("IMAP: the server refused the log-in; check user and password")
    assert "máy chủ thư từ chối đăng nhập" in catalogue.say(finding.reason, "vi")
    assert "4 phút" in catalogue.say(finding.reason, "vi")
    assert "password_file" in catalogue.say(finding.reason, "vi", "advice")
    assert "Sửa theo nguyên nhân" not in catalogue.say(finding.reason, "vi", "advice")


def test_a_failing_line_stays_failing_when_it_is_also_silent(context: Config) -> None:
    assert (
        seen(context, reading(mail=row(state="failing", quiet_seconds=900.0, held=False))).lines[0].state == "failing"
    )


PRIVATE = IMAP_CANNOT_CONNECT(error="refused a.citizen@example.com and +84590001234")


def test_what_looks_private_is_taken_out_of_an_error(context: Config) -> None:
    health = seen(context, reading(mail=row(state="failing", error=PRIVATE)))
    assert "example.com" not in str(health)
    assert "590001234" not in str(health)


MODEM = {
    "other_sim": {"imsi": "452040000000002"},
    "sim_full": {"imsi": IMSI, "sim_used": 20, "sim_size": 20},
    "sim_filling": {"imsi": IMSI, "sim_used": 16, "sim_size": 20},
    "me_full": {"imsi": IMSI, "sim_used": 0, "sim_size": 50, "me_used": 23, "me_size": 23},
    "me_filling": {"imsi": IMSI, "sim_used": 0, "sim_size": 50, "me_used": 22, "me_size": 23},
    "no_centre": {"imsi": IMSI, "centre": False},
    "sim_moved": {"imsi": IMSI, "sim_moved": (NOW - timedelta(hours=1)).isoformat()},
    "sms_budget": {"imsi": IMSI, "sms_day": 400, "sms_day_most": 500},
    "balance_unanswered": {"imsi": IMSI, "balance_asked": (NOW - timedelta(days=2, minutes=1)).isoformat()},
    "balance_low": {"imsi": IMSI, "balance": 4200, "balance_least": 20000},
    "delete_failed": {"imsi": IMSI, "delete_failed": 2},
    "line_braked": {"imsi": IMSI, "braked": True},
    "no_network": {"imsi": IMSI, "network": "NoNetwork", "signal": 3},
    "network_refuses": {"imsi": IMSI, "network": "RegistrationDenied"},
    "radio_off": {"imsi": IMSI, "network": "RadioOff", "signal": 3},
    "weak_signal": {"imsi": IMSI, "network": "HomeNetwork", "signal": 3},
}


MAILBOX: list[tuple[dict[str, object], str]] = [
    ({"quota": 90}, "mailbox_filling"),
    ({"quota": 100}, "mailbox_full"),
    ({"quota": 89}, ""),
    ({"quota": None}, ""),
    ({"missing_folders": "Junk"}, "folder_missing"),
    ({"not_removed": 3}, "not_removed"),
    ({"unreported": 20}, "unreported"),
]


@pytest.mark.parametrize(("facts", "key"), MAILBOX)
def test_a_mailboxs_trouble_is_found(context: Config, facts: dict[str, object], key: str) -> None:
    assert keys(seen(context, reading(mail=row(facts=facts)))) == [key] * bool(key)


def in_days(days: float) -> str:
    return (NOW + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"consent_ends": in_days(13.9)}, ["consent_ends"]),
        ({"consent_ends": in_days(14.1)}, []),
        ({"secret_ends": in_days(13)}, ["secret_ends"]),
        ({"secret_ends": in_days(-3)}, ["secret_ends"]),  # perhaps another one is in the file: its day is not
        ({"secret_ends": in_days(40), "consent_ends": None}, []),
        ({"sim_ends": in_days(13)}, ["sim_ends"]),
        ({"consent_given": in_days(-76.5), "consent_ends": in_days(13.5)}, ["consent_ends"]),
        ({"consent_given": in_days(-0.1), "consent_ends": in_days(0.9)}, []),  # each hour brings another day
        ({"consent_given": in_days(-4), "consent_ends": in_days(3)}, ["consent_ends"]),
    ],
)
def test_the_end_of_what_lets_a_line_in_is_found_a_fortnight_before(
    context: Config, facts: dict[str, str | None], found: list[str]
) -> None:
    health = seen(context, reading(mail=row(facts=facts)))
    assert keys(health) == found
    assert all(one.subject == MAIL for one in health.findings)
    shown = health_view.view(health, "en", context)["lines"][0]["facts"]
    assert len(shown) == sum(facts.get(name) is not None for name in expiry.ENDS), (
        "it stands on the page however far off"
    )


@pytest.mark.parametrize("key", MODEM)
def test_a_modems_trouble_is_found(context: Config, key: str) -> None:
    health = seen(context, reading(sms=row(facts=MODEM[key])))
    assert keys(health) == [key]
    assert health.findings[0].subject == SMS
    assert health.lines[1].state == "ok"


def test_a_line_that_cannot_send_since_its_sim_was_moved_is_told_so(context: Config) -> None:
    moved = {"imsi": IMSI, "sim_moved": (NOW - timedelta(days=9)).isoformat()}
    assert keys(seen(context, reading(sms=row(facts=moved)))) == []  # it sends: all is well
    barred = row(state="failing", send_error=UNCLEAR[69](cms=69), facts=moved)
    assert keys(seen(context, reading(sms=barred))) == ["line_failing", "sim_barred"]
    unplugged = row(state="failing", error=PROCESS_ENDED(status="?"), facts=moved)
    assert keys(seen(context, reading(sms=unplugged))) == ["line_failing"]


def test_no_identity_of_a_sim_is_handed_on(context: Config) -> None:
    assert "45204" not in str(seen(context, reading(sms=row(facts=MODEM["other_sim"]))))


def test_a_modem_that_says_nothing_is_not_judged(context: Config) -> None:
    silent = {"imsi": IMSI, "signal": None, "sim_used": None, "sim_size": None, "network": None, "delete_failed": 0}
    assert keys(seen(context, reading(sms=row(facts=silent)))) == []


SERVERS: dict[str, tuple[dict[str, Any], Probes, int]] = {
    "intake_silent": ({"watched": NOW - timedelta(seconds=21)}, PROBES, 2),
    "intake_never": ({"watched": None}, PROBES, 1),
    "redis_down": ({}, replace(PROBES, wakeup=False), 1),
    "redis_none": ({}, replace(PROBES, wakeup=None), 1),
    "disk_low": ({}, replace(PROBES, disk_free=DISK_LOW - 1), 1),
    "disk_full": ({}, replace(PROBES, disk_free=DISK_FULL - 1), 2),
    "disk_unknown": ({}, replace(PROBES, disk_free=None), 1),
}


@pytest.mark.parametrize("key", SERVERS)
def test_what_all_lines_need_is_found_missing(context: Config, key: str) -> None:
    more, probes, code = SERVERS[key]
    health = seen(context, reading(**more), probes=probes)
    assert keys(health) == [key]
    assert health.exit_code == code
    assert {line.state for line in health.lines} == {"ok"}


def test_ages_go_by_the_databases_clock_when_ours_is_wrong(context: Config) -> None:
    hour = timedelta(hours=1)
    there = reading(
        clock=NOW + hour,
        watched=NOW + hour,
        mail=row(heard_at=NOW + hour - timedelta(seconds=7)),
        due={MAIL: (1, NOW + hour - timedelta(seconds=30))},
    )
    health = seen(context, there)
    assert keys(health) == ["clock_skew"]
    assert "3600 giây" in catalogue.say(health.findings[0].reason, "vi")
    assert health.age(health.lines[0].heard_at) == timedelta(seconds=7)
    assert health.age(health.lines[0].oldest_out) == timedelta(seconds=30)


@pytest.mark.parametrize("name", FOR_A_PERSON)
def test_a_queue_for_a_person_is_a_warning_as_soon_as_anything_is_in_it(context: Config, name: str) -> None:
    health = seen(context, reading(**queue(name, 1, timedelta(seconds=1))))
    assert keys(health) == [name]
    assert health.exit_code == 1
    assert keys(seen(context, reading(**queue(name, 0, timedelta(0))))) == []


@pytest.mark.parametrize("name", ["out_due", "in_unconfirmed"])
def test_a_queue_that_moves_by_itself_is_a_warning_only_when_it_does_not(context: Config, name: str) -> None:
    assert keys(seen(context, reading(**queue(name, 9, timedelta(minutes=9))))) == []
    assert keys(seen(context, reading(**queue(name, 9, timedelta(minutes=11))))) == [name]


@pytest.mark.parametrize(("age", "key", "code"), [(80, None, 0), (100, "in_waiting", 1), (601, "in_unregistered", 2)])
def test_what_could_be_registered_and_is_not_grows_from_nothing_to_a_failure(
    context: Config, age: int, key: str | None, code: int
) -> None:
    health = seen(context, reading(ready=Queue(name="in_ready", n=2, oldest=NOW - timedelta(seconds=age))))
    assert (keys(health), health.exit_code) == ([key] if key else [], code)


def test_a_long_sms_that_waits_for_its_parts_is_no_fault(context: Config) -> None:
    assert keys(seen(context, reading(**queue("in_waiting", 1, timedelta(minutes=9))))) == []


def test_unforeseen_errors_of_a_day_are_a_warning_with_the_number_of_the_last(context: Config) -> None:
    health = seen(context, reading(faults=Faults(n=3, number="K7M3PD", at=NOW - timedelta(minutes=9))))
    assert (keys(health), health.exit_code) == (["faults"], 1)
    assert all(word in catalogue.say(health.findings[0].reason, "vi") for word in ("3 lần", "9 phút", "K7M3PD"))


@pytest.mark.parametrize(
    ("scanners", "state", "found"),
    [
        ((), "unknown", []),
        (((None, 60),), "ok", []),
        (((SCAN_SILENT, 60),), "warning", ["scanner_down"]),
        (((SCAN_SILENT, 7200), (None, 60), (SCAN_SILENT, 60)), "warning", ["scanner_down", "scanner_down"]),
    ],
)
def test_a_scanner_that_does_not_answer_is_a_finding_and_no_lines_trouble(
    context: Config, scanners: tuple[tuple[Reason | None, int], ...], state: str, found: list[str]
) -> None:
    asked = [
        Scanner(host=f"h{n}", since=NOW - timedelta(seconds=s), error=error) for n, (error, s) in enumerate(scanners)
    ]
    known = reading(scanning=Scanning(scanners=asked, waiting=7))
    health = seen(replace(context, scanner=ScannerSettings(socket="/clamd")), known)
    assert (keys(health), health.exit_code) == (found, 1 if found else 0)
    assert [server.state for server in health.servers if server.name == "scanner"] == [state]
    assert {line.state for line in health.lines} == {"ok"}
    if len(found) == 2:
        words = catalogue.say(health.findings[0].reason, "vi")
        assert all(part in words for part in ("máy h0", "2 giờ", "7"))


def test_without_a_scanner_nothing_is_said_of_one(context: Config) -> None:
    assert "scanner" not in {server.name for server in seen(context).servers}


def test_replies_that_a_bound_held_back_are_a_warning_of_their_line(context: Config) -> None:
    health = seen(context, reading(bounded={MAIL: 7, "removed": 3}))
    assert [(finding.key, finding.subject, finding.severity) for finding in health.findings] == [
        ("bounded", MAIL, "warning")
    ]
    assert "7 thư" in catalogue.say(health.findings[0].reason, "vi")


@pytest.mark.parametrize(
    ("guesses", "found"),
    [
        (Guesses(n=19, of_one=19, senders=1), False),
        (Guesses(n=20, of_one=20, senders=1), True),
        (Guesses(n=99, of_one=1, senders=99), False),
        (Guesses(n=100, of_one=1, senders=100), True),
    ],
)
def test_wrong_codes_of_one_or_of_all_are_a_warning_where_they_are_more_than_people_make(
    context: Config, guesses: Guesses, found: bool
) -> None:
    assert keys(seen(context, reading(guesses=guesses))) == (["guessing"] if found else [])


def test_the_worst_stands_first_and_an_emergency_before_other_warnings(context: Config) -> None:
    queues = tuple(Queue(name=name, n=1, oldest=NOW) for name in ("in_held", "out_dead", "case_urgent"))
    health = seen(context, reading(mail=row(state="failing"), sms=row(held=False), queues=queues, watched=None))
    assert [finding.severity for finding in health.findings] == ["failing", "unknown", "unknown", *["warning"] * 3]
    assert keys(health)[3] == "case_urgent"


def test_every_finding_of_the_table_is_found_by_some_test(context: Config) -> None:
    reached = {
        "database_down",
        "database_never",
        "clock_skew",
        "in_waiting",
        "in_unregistered",
        "line_failing",
        "faults",
    }
    reached |= {"backup_old", "backup_failed", "backup_uncopied", "restored", "disk_filling", "calendar_ends"}
    reached |= {f"database_{trouble}" for trouble, _ in TROUBLES}

    reached |= {"bounded", "guessing", "scanner_down", *(key for _, key in MAILBOX if key), *expiry.ENDS}
    reached |= {*MODEM, *SERVERS, *FOR_A_PERSON, "out_due", "in_unconfirmed", "sim_barred"}
    reached |= {
        "carrier_word",
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
        "not_proved",
        "probe_lost",
        "probe_rang",
        "probe_busy",
        "probe_refused",
    }  # test_brakes.py, test_health_upkeep.py
    reached |= {f"line_{why}" for _, why in UNKNOWN.values()}
    assert reached == set(FINDINGS)


def test_a_state_is_never_worse_in_rank_and_better_in_exit_code() -> None:
    states = sorted(EXIT_CODE, key=RANK.__getitem__)
    assert all(EXIT_CODE[a] <= EXIT_CODE[b] for a, b in pairwise(states))
