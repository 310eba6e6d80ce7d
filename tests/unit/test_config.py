"""config.toml: what is right is read exactly, what is wrong is named all at once, with its key."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import get_args

import pytest

from gateway.channels import registry
from gateway.channels.email import EmailOptions
from gateway.domain import carriers
from gateway.domain.errors import ConfigError, Problem
from gateway.local import simulator
from gateway.replies.catalogue import say
from gateway.settings import config, reasons
from gateway.settings.carrier_bounds import CarrierSettings
from tests.unit.config_files import GOOD, LINE, ROOT, problems, raw, read, registered


def test_a_short_file_is_enough_and_the_rest_has_the_documented_defaults(tmp_path: Path) -> None:
    got = read(tmp_path, GOOD)
    assert (got.zone.key, got.city, got.data) == ("Asia/Ho_Chi_Minh", "HN", tmp_path / "data")
    assert (got.database_url, got.redis_url, got.log_directory) == (None, None, tmp_path / "data" / "logs")
    assert (got.operator_mail, got.duty_mail) == ("op@example.com", "op@example.com")
    assert got.units["vanmieu"].office_hours == ((time(8), time(12)), (time(13), time(17)))
    line = got.lines["mail"]
    assert (line.unit, line.start, line.send) == (got.units["vanmieu"], "now", True)
    assert got.times.backoff == (30, 120, 600, 1800, 3600, 7200, 14400)


def test_the_shipped_file_shows_every_key_with_its_default(tmp_path: Path) -> None:
    shipped = (ROOT / "config.toml").read_text("utf-8")
    short = read(tmp_path, GOOD)
    text = re.sub(r"(?s)\[\[lines\]\].*?(?=# --- Brakes)", LINE, shipped)
    full = read(tmp_path, text)
    assert (full.limits, full.times, full.logs, full.console, full.simulator) == (
        short.limits, short.times, short.logs, short.console, short.simulator,
    )  # fmt: skip
    for name, model in config.TABLES.items():
        body = re.search(rf"(?ms)^\[{name}\]\n(.*?)(?=^\[|\Z)", shipped)
        assert body, name
        for field, info in model.model_fields.items():
            assert re.search(rf"(?m)^{info.alias or field} = ", body[1]), f"{name}.{field} is not shown"


def test_what_a_carrier_bears_is_a_block_for_each(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD).carriers == {}
    block = '[[carriers]]\nname = "viettel"\nsms_per_number_day = 50\n'
    bears = read(tmp_path, GOOD + block).carriers["viettel"]
    assert (bears.sms_per_number_day, bears.sms_per_number_hour, bears.held_words) == (50, None, None)
    names = get_args(CarrierSettings.model_fields["name"].annotation)
    assert set(names) == set(carriers.carriers())
    wrong = block + block + '[[carriers]]\nname = "verizon"\n[[carriers]]\nname = "mobifone"\nsms_a_day = 3\n'
    assert [(problem.key, problem.reason.code) for problem in problems(tmp_path, GOOD + wrong)] == [
        ("carriers[2].name", "config.carrier_twice"),
        ("carriers[3].name", "config.not_one_of"),
        ("carriers[4].sms_a_day", "config.unknown_key"),
    ]


def test_a_start_date_is_midnight_in_the_zone_and_the_channel_gets_it(tmp_path: Path) -> None:
    for spelling in ('"2026-11-01"', "2026-11-01"):
        line = read(tmp_path, GOOD + f"start = {spelling}\n").lines["mail"]
        assert line.start == datetime(2026, 10, 31, 17, tzinfo=UTC)
        assert raw(line)["start"] == line.start


def test_paths_count_from_the_file_not_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    got = read(
        tmp_path, GOOD + 'device = "data/phone"\npassword_file = "/run/secret"\n[data]\ndirectory = "../elsewhere"\n'
    )
    assert got.data.resolve() == tmp_path.parent / "elsewhere"
    assert raw(got.lines["mail"])["device"] == str(tmp_path / "data" / "phone")
    assert raw(got.lines["mail"])["password_file"] == "/run/secret"


def test_server_addresses_come_from_file_or_variable_and_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "db").write_text("postgresql://gw:hidden@db.example/gw\n")
    (tmp_path / "db").chmod(0o600)
    text = GOOD + '[database]\nurl_file = "db"\n[redis]\nurl_env = "QUEUE"\n'
    got = read(tmp_path, text, {"QUEUE": "redis://:hidden@q.example/0"})
    assert (got.database_url, got.redis_url) == ("postgresql://gw:hidden@db.example/gw", "redis://:hidden@q.example/0")
    assert "hidden" not in repr(got)


def test_stderr_as_log_directory_means_the_journal(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD + '[logs]\ndirectory = "stderr"\n').log_directory is None


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + GOOD).city == "HN"


def test_a_modem_must_be_let_go_before_its_lease_ends(make_config: Callable[..., Path]) -> None:
    with pytest.raises(
        ConfigError, match=r"lines\[2\]\.silence_seconds \(vanmieu-sms\): config\.silence_too_long lease=0\.5"
    ):
        config.load(make_config(times={"lease": 0.5}), registry, {})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://gw:hid@den1@db.example/gw",
        "postgresql://gw:hid#den1@db.example/gw",
        "postgresql://gw:hid/den1@db.example/gw",
        "postgresql://gw:12/den1@db.example/gw",
        "postgresql://gw:hid?den1@db.example/gw",
        "postgresql://gw:hid%xden1@db.example/gw",
        "postgresql://gw:hid[den1@db.example/gw",
        "postgresql://gw:hid den1@db.example/gw",
    ],
)
def test_a_password_whose_signs_shift_the_host_is_refused_and_no_piece_of_it_shown(tmp_path: Path, url: str) -> None:
    (tmp_path / "db").write_text(url + "\n")
    (tmp_path / "db").chmod(0o600)
    (problem,) = problems(tmp_path, GOOD + '[database]\nurl_file = "db"\n')
    assert problem == Problem("database.url_file", reasons.URL_SIGNS(scheme="postgresql"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://gw:hid%40den%2F1@db.example:5432/gw?sslmode=require",
        "postgresql:///gw?host=/run/postgresql",
        "postgres://a.example,b.example/gw?target_session_attrs=read-write",
        "postgresql://gw@[::1]:5432/gw",
    ],
)
def test_every_usual_form_of_an_address_is_taken(tmp_path: Path, url: str) -> None:
    (tmp_path / "db").write_text(url + "\n")
    (tmp_path / "db").chmod(0o600)
    assert read(tmp_path, GOOD + '[database]\nurl_file = "db"\n').database_url == url


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("Asia/Ho_Chi_Minh", "Mars").replace('unit = "vanmieu"', 'unit = "x"')
    got = problems(tmp_path, text + 'zzz = 1\n[times]\nlease = -1\n[logs]\nkep = 1\n[redis]\nurl_env = "NO"\n')
    assert [problem.place for problem in got] == [
        "times.lease",
        "logs.kep",
        "zone",
        "redis.url_env",
        "lines[1].unit (mail)",
        "lines[1].zzz (mail)",
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD + 'password = "hidden1"\n', "lines[1].password (mail)"),
        (GOOD + "pin = 1234\n", "lines[1].pin (mail)"),
        (GOOD + '[database]\nurl = "postgresql://gw:hidden1@db.example/gw"\n', "database.url"),
        (GOOD + '[operator.more]\ntoken = "hidden1"\n', "operator.more.token"),
        ('secret = "hidden1"\n' + GOOD, "secret"),
    ],
)
def test_a_secret_in_the_file_is_refused_without_being_repeated(tmp_path: Path, text: str, key: str) -> None:
    got = problems(tmp_path, text)
    assert [problem.reason.code for problem in got if problem.place == key] == ["config.secret_written"]
    said = [say(problem.located, language) for problem in got for language in ("vi", "en")]
    assert not re.search(r"hidden1|1234", "\n".join(said))


@pytest.mark.parametrize(
    ("mode", "content", "code"),
    [
        (0o644, "redis://h/0", "file_open_to_all"),
        (0o600, "\n", "file_empty"),
        (0o600, "redis://hidden1@h\nA1 LOGOUT", "file_of_more_lines"),
        (0o600, "ftp://hidden1@h", "url_scheme"),
        (None, "", "no_such_file"),
    ],
)
def test_a_bad_secret_file_is_named_without_its_content(
    tmp_path: Path, mode: int | None, content: str, code: str
) -> None:
    if mode is not None:
        (tmp_path / "url").write_text(content)
        (tmp_path / "url").chmod(mode)
    (problem,) = problems(tmp_path, GOOD + '[redis]\nurl_file = "url"\n')
    assert (problem.key, problem.reason.code) == ("redis.url_file", f"config.{code}")
    assert "hidden1" not in str(problem)


def test_a_secret_may_lie_where_systemd_shows_it(tmp_path: Path) -> None:
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "db").write_text("postgresql://a:hidden1@db.example.com/gw\n")
    (tmp_path / "shown" / "db").chmod(0o600)
    text = GOOD + '[database]\nurl_file = "$CREDENTIALS_DIRECTORY/db"\n'
    seen = read(tmp_path, text, {"CREDENTIALS_DIRECTORY": str(tmp_path / "shown")})
    assert seen.database_url == "postgresql://a:hidden1@db.example.com/gw"
    (problem,) = problems(tmp_path, text)
    assert problem == Problem("database.url_file", reasons.NO_CREDENTIALS)


def test_a_file_that_is_no_toml_or_not_there_is_one_clear_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "\nzone = Asia\n")
    assert problem.reason == reasons.NOT_TOML(line="2", column="8", error="Invalid value")
    (problem,) = problems(tmp_path, f"zone = {'1' * 5000}\n")
    assert problem.reason.code == "config.not_toml"
    with pytest.raises(ConfigError, match=r"none\.toml: config\.not_there"):
        config.load(tmp_path / "none.toml", registered, {})
    (tmp_path / "latin.toml").write_bytes(b'city = "\xff"')
    with pytest.raises(ConfigError, match=r"config\.not_utf8"):
        config.load(tmp_path / "latin.toml", registered, {})


def test_a_config_cannot_be_changed(tmp_path: Path) -> None:
    got = read(tmp_path, GOOD)
    with pytest.raises(AttributeError):
        got.city = "SG"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        got.times.lease = 1.0


def test_the_simulator_gets_a_password_from_whoever_starts_it_and_its_lines_are_read_anew(tmp_path: Path) -> None:
    shutil.copy(ROOT / "config.toml", tmp_path)
    got = config.load(tmp_path / "config.toml", registry, {})
    assert [entry.name for entry in tmp_path.iterdir()] == ["config.toml"]  # reading writes nothing
    got = simulator.prepared(got)
    file = tmp_path / "data" / "simulator" / "password"
    passwords = {line.options.password for line in got.lines.values() if isinstance(line.options, EmailOptions)}
    assert passwords == {simulator.password(got)}
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(simulator.password(got)) > 24
    assert {folder.stat().st_mode & 0o777 for folder in (file.parent, tmp_path / "data")} == {0o700}
    assert simulator.prepared(got) is got


def test_a_password_that_is_missing_is_a_mistake_without_the_simulator(tmp_path: Path) -> None:
    text = (
        (ROOT / "config.toml").read_text("utf-8").replace("[simulator]\nenabled = true", "[simulator]\nenabled = false")
    )
    (tmp_path / "config.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"lines\[1\]\.password_file \(vanmieu-mail\): config\.no_such_file"):
        config.load(tmp_path / "config.toml", registry, {})


def test_the_lines_that_the_shipped_file_has_as_comments_are_right_without_their_marks(
    tmp_path: Path,
) -> None:
    shipped = (ROOT / "config.toml").read_text("utf-8")
    block = re.compile(r"(?m)^# \[\[lines\]\]\n(?:^#.*\n)+")
    text = block.sub(lambda found: re.sub(r"(?m)^# (?=\[\[|\w+ += )", "", found[0]), shipped)
    for secret in re.findall(r'= "(secrets/\w+)"', text):
        (tmp_path / secret).parent.mkdir(exist_ok=True)
        (tmp_path / secret).write_text("secret", "utf-8")
        (tmp_path / secret).chmod(0o600)
    (tmp_path / "config.toml").write_text(text, "utf-8")
    got = config.load(tmp_path / "config.toml", registry, {})
    assert {line.channel for line in got.lines.values()} == {"email", "sms", "calls", "smpp", "aggregator"}


def test_the_shipped_file_runs_as_it_is_and_names_every_key_of_its_channels(tmp_path: Path) -> None:
    shipped = (ROOT / "config.toml").read_text("utf-8")
    (tmp_path / "config.toml").write_text(shipped, "utf-8")
    got = config.load(tmp_path / "config.toml", registry, {})
    assert {line.options.address for line in got.lines.values()} == {
        "mailto:vanmieu@village.example",
        "mailto:cuanam@village.example",
        "tel:+84590001022",
    }
    assert {line.unit.key for line in got.lines.values()} == set(got.units)


def test_the_file_that_tests_write_is_sound(make_config: Callable[..., Path], tmp_path: Path) -> None:
    path = make_config(times={"lease": 1.5}, city="SG", database_url="postgresql://h/d")
    got = config.load(path, registry, {})
    assert (got.times.lease, got.times.sweep, got.city, got.database_url) == (1.5, 0.2, "SG", "postgresql://h/d")
    assert got.redis_url is None and got.data == tmp_path / "data"


def test_a_table_under_its_former_name_is_read_and_its_files_stay(tmp_path: Path) -> None:
    got = read(tmp_path, GOOD + "[village]\nenabled = true\nimap_port = 2143\n")
    assert (got.simulator.enabled, got.simulator.imap_port) == (True, 2143)
    assert got.simulator_directory == got.data / "village"
    assert read(tmp_path, GOOD).simulator_directory == got.data / "simulator"
