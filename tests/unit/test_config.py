"""config.toml: what is right is read exactly, what is wrong is named all at once, with its key."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.channels.email import EmailOptions
from gateway.domain.channel_traits import Traits
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import Reason
from gateway.local import simulator
from gateway.replies.catalogue import say
from gateway.settings import config, reasons

ROOT = Path(__file__).parents[2]
UNIT = '[[units]]\nkey = "vanmieu"\nname = "UBND P.Văn Miếu"\nphone = "024.0000.1022"\n'
LINE = '[[lines]]\nname = "mail"\nchannel = "post"\nunit = "vanmieu"\nowner = "Văn phòng"\naddress = "a@example.com"\n'
HEAD = 'zone = "Asia/Ho_Chi_Minh"\ncity = "HN"\n[operator]\nmail = "op@example.com"\n'
GOOD = HEAD + UNIT + LINE


@dataclass(frozen=True)
class PostOptions:
    address: str
    raw: Mapping[str, object]
    proves_senders: bool = False


class Post:
    """A channel that knows one key and takes what config gives every channel."""

    LABEL: Mapping[str, str] = {"vi": "Bưu điện", "en": "Post"}
    TRAITS = Traits(scheme="mailto")

    def options(self, raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[Any, list[Problem]]:
        unknown = sorted(set(raw) - {"address", "start", "device", "password_file"})
        wrong = [Problem(f"{key}.{name}", reasons.NOT_LIKE(example="x")) for name in unknown]
        return PostOptions(f"mailto:{raw.get('address', '')}", raw), wrong


def registered(_extra: Sequence[str], _directory: str) -> Mapping[str, config.OptionsReader]:
    return {"post": Post()}


def raw(line: config.Line) -> Mapping[str, object]:
    """What its channel was given."""
    assert isinstance(line.options, PostOptions)
    return line.options.raw


def read(tmp_path: Path, text: str, environ: Mapping[str, str] | None = None) -> config.Config:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return config.load(path, registered, environ or {})


def problems(tmp_path: Path, text: str, environ: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text, environ)
    return caught.value.problems


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


def meant(name: str) -> Reason:
    return reasons.UNKNOWN_KEY(hint=reasons.MEANT(name=name))


ROOT_KEYS = (*config.TABLES, "units", "lines", "zone", "city")

# a wrong file -> its mistakes, as (place, reason)
MISTAKES: dict[str, tuple[str, list[tuple[str, Reason]]]] = {
    "root key mistyped": (GOOD.replace("city", "citty"), [("citty", meant("city")), ("city", reasons.MISSING)]),
    "table mistyped": (GOOD + "[limit]\nmail_bytes = 1\n", [("limit", meant("limits"))]),
    "key in a table mistyped": (GOOD + "[times]\nleas = 3\n", [("times.leas", meant("lease"))]),
    "unknown without a likeness": (
        GOOD + "[logs]\nzzz = 1\n",
        [("logs.zzz", reasons.UNKNOWN_KEY(hint=reasons.THERE_IS(names="directory, json, keep, size_mb")))],
    ),
    "zone": (GOOD.replace("Asia/Ho_Chi_Minh", "Asia/Hanoi"), [("zone", reasons.NO_ZONE)]),
    "zone beside another mistake of its table": (
        GOOD.replace("Asia/Ho_Chi_Minh", "Asia/Hanoi").replace('"HN"', '"hanoi"'),
        [("city", reasons.NOT_CITY), ("zone", reasons.NO_ZONE)],
    ),
    "city": (GOOD.replace('"HN"', '"hanoi"'), [("city", reasons.NOT_CITY)]),
    "number as text": (GOOD + '[times]\nlease = "15"\n', [("times.lease", reasons.NOT_NUMBER)]),
    "yes instead of true": (GOOD + 'send = "yes"\n', [("lines[1].send (mail)", reasons.NOT_FLAG)]),
    "zero seconds": (GOOD + "[times]\nsweep = 0\n", [("times.sweep", reasons.TOO_SMALL(least="0.05"))]),
    "empty back-off": (GOOD + "[times]\nbackoff = []\n", [("times.backoff", reasons.TOO_FEW(least="1"))]),
    "long back-off": (
        GOOD + f"[times]\nbackoff = [{'1, ' * 101}]\n",
        [("times.backoff", reasons.TOO_MANY(most="100"))],
    ),
    "one wrong back-off": (GOOD + '[times]\nbackoff = [1, "x"]\n', [("times.backoff[2]", reasons.NOT_NUMBER)]),
    "the only back-off wrong": (
        GOOD + "[times]\nbackoff = [-5]\n",
        [("times.backoff[1]", reasons.TOO_SMALL(least="0.1"))],  # not that it is missing too
    ),
    "page open to the world": (
        GOOD + '[console]\nhost = "0.0.0.0"\n',
        [("console.host", reasons.NOT_ONE_OF(choices='"127.0.0.1", "::1", "localhost"'))],
    ),
    "port": (GOOD + "[simulator]\nimap_port = 70000\n", [("simulator.imap_port", reasons.TOO_LARGE(most="65535"))]),
    "no unit": (GOOD.replace('unit = "vanmieu"\n', ""), [("lines[1].unit (mail)", reasons.NO_UNIT_GIVEN)]),
    "empty unit": (GOOD.replace('unit = "vanmieu"', 'unit = ""'), [("lines[1].unit (mail)", reasons.EMPTY)]),
    "unit mistyped": (
        GOOD.replace('unit = "vanmieu"', 'unit = "vanmeu"'),
        [("lines[1].unit (mail)", reasons.NO_UNIT(hint=reasons.MEANT(name="vanmieu")))],
    ),
    "shared key mistyped": (
        GOOD.replace("owner", "ownr"),
        [("lines[1].ownr (mail)", meant("owner")), ("lines[1].owner (mail)", reasons.NO_OWNER_GIVEN)],
    ),
    "channel's own key wrong": (GOOD + "zzz = 1\n", [("lines[1].zzz (mail)", reasons.NOT_LIKE(example="x"))]),
    "channel": (
        GOOD.replace('"post"', '"fax"'),
        [("lines[1].channel (mail)", reasons.NO_CHANNEL(hint=reasons.THERE_IS(names="post")))],
    ),
    "start": (GOOD + 'start = "tomorrow"\n', [("lines[1].start (mail)", reasons.NOT_START)]),
    "start to come": (GOOD + 'start = "2099-01-01"\n', [("lines[1].start (mail)", reasons.START_TO_COME)]),
    "two lines of one name": (GOOD + LINE.replace("a@", "b@"), [("lines[2].name (mail)", reasons.LINE_TWICE)]),
    "two lines of one address": (
        GOOD + LINE.replace('"mail"', '"post-2"'),
        [("lines[2] (post-2)", reasons.ADDRESS_TWICE(line="mail"))],
    ),
    "a name that cannot be is no label": (
        GOOD.replace('name = "mail"', 'name = "Văn\\u001b phòng"') + 'send = "yes"\n',
        [("lines[1].name", reasons.NOT_NAME), ("lines[1].send", reasons.NOT_FLAG)],
    ),
    "a key that would paint the terminal": (
        '"\\u001b[31m" = 1\n' + GOOD,
        [("?[31m", reasons.UNKNOWN_KEY(hint=reasons.THERE_IS(names=", ".join(sorted(ROOT_KEYS)))))],
    ),
    "two units of one key": (GOOD + UNIT, [("units[2].key (vanmieu)", reasons.UNIT_TWICE)]),
    "two units without a key": (
        GOOD + 2 * UNIT.replace('key = "vanmieu"\n', ""),
        [("units[2].key", reasons.MISSING), ("units[3].key", reasons.MISSING)],
    ),
    "office hours": (
        GOOD.replace(UNIT, UNIT + 'office_hours = [["8", "12:00"]]\n'),
        [("units[1].office_hours[1][1] (vanmieu)", reasons.NOT_CLOCK)],
    ),
    "office hours backwards": (
        GOOD.replace(UNIT, UNIT + 'office_hours = [["13:00", "12:00"]]\n'),
        [("units[1].office_hours (vanmieu)", reasons.NOT_SPANS)],
    ),
    "no line": (HEAD + UNIT, [("lines", reasons.NO_BLOCK(name="lines"))]),
    "line as a table": (HEAD + UNIT + "[lines]\n", [("lines", reasons.NOT_BLOCKS(name="lines"))]),
    "table as a value": ('logs = "here"\n' + GOOD, [("logs", reasons.NOT_TABLE(name="logs"))]),
    "operator's mail": (
        GOOD.replace("op@example.com", "Op <op@example.com>"),
        [("operator.mail", reasons.NOT_MAIL)],
    ),
    "variable not set": (GOOD + '[redis]\nurl_env = "NOT_SET"\n', [("redis.url_env", reasons.VARIABLE_EMPTY)]),
    "both sources": (
        GOOD + '[redis]\nurl_env = "A"\nurl_file = "b"\n',
        [("redis.url_file", reasons.BOTH_SOURCES(other="url_env"))],
    ),
    "one port twice": (
        GOOD + "[console]\nport = 1143\n",
        [("simulator.imap_port", reasons.PORT_TWICE(other="console.port"))],
    ),
    "log directory": (GOOD + '[logs]\ndirectory = "/etc/passwd"\n', [("logs.directory", reasons.DIRECTORY_IS_FILE)]),
    "former name": (
        GOOD + "[village]\nenabled = true\n[simulator]\nenabled = true\n",
        [("village", reasons.FORMER_NAME(name="simulator"))],
    ),
    "reply line": (
        GOOD + 'reply_line = "male"\n',
        [("lines[1].reply_line (mail)", reasons.NO_LINE(hint=reasons.MEANT(name="mail")))],
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_with_its_key_and_nothing_else_is(tmp_path: Path, case: str) -> None:
    text, expected = MISTAKES[case]
    got = [(problem.place, problem.reason) for problem in problems(tmp_path, text)]
    assert sorted(got, key=str) == sorted(expected, key=str)


# Each is TOML of the right type that would break the running gateway: a smallint, an interval, a mail header, a port.
BEYOND = {
    "times.lease": ("[times]\n", "lease", ["0.01", "1000000000000", "nan", "inf", "-1"]),
    "times.sweep": ("[times]\n", "sweep", ["0.001", "1000000000"]),
    "times.visit": ("[times]\n", "visit", ["0.001", "1000000000"]),
    "times.incomplete_sms": ("[times]\n", "incomplete_sms", ["0", "1e300"]),
    "times.answer_days": ("[times]\n", "answer_days", ["0", "5000", "100000"]),
    "times.backoff": ("[times]\n", "backoff", ["[1e300]", "[0.001]", f"[{'1, ' * 101}]"]),
    "times.tries": ("[times]\n", "tries", ["40000", "99999999999999999999"]),
    "times.attempt_deadline": ("[times]\n", "attempt_deadline", ["0.001", "1e300"]),
    "times.old_days": ("[times]\n", "old_days", ["1000000000", "0"]),
    "times.health_grace": ("[times]\n", "health_grace", ["1e300"]),
    "limits.acknowledgements_per_sender_day": (
        "[limits]\n", "acknowledgements_per_sender_day", ["-1", "99999999999"],
    ),
    "limits.commands_per_sender_day": ("[limits]\n", "commands_per_sender_day", ["2147483648"]),
    "limits.wrong_codes_per_hour": ("[limits]\n", "wrong_codes_per_hour", ["2147483648"]),
    "limits.automatic_sms_per_line_hour": ("[limits]\n", "automatic_sms_per_line_hour", ["9999999999999999999"]),
    "limits.sms_result_segments": ("[limits]\n", "sms_result_segments", ["300"]),
    "logs.size_mb": ("[logs]\n", "size_mb", ["99999999999999"]),
    "logs.keep": ("[logs]\n", "keep", ["99999999999999"]),
    "logs.directory": ("[logs]\n", "directory", ['"/etc/passwd"']),
    "simulator.imap_port": ("[simulator]\n", "imap_port", ["8765"]),
    "simulator.smtp_port": ("[simulator]\n", "smtp_port", ["8765", "1143"]),
    "units[2].name (x)": (UNIT.replace("vanmieu", "x"), "name_en = ''\nname", []),
    "units[1].phone (x)": ("", "phone", []),
}  # fmt: skip


@pytest.mark.parametrize("key", BEYOND)
def test_a_value_beyond_what_can_work_is_named_with_its_key(tmp_path: Path, key: str) -> None:
    table, name, values = BEYOND[key]
    for value in values:
        got = problems(tmp_path, f"{GOOD}{table}{name} = {value}\n")
        assert [problem for problem in got if problem.place in (key, f"{key}[1]")], (value, got)


@pytest.mark.parametrize(
    ("line", "key", "reason"),
    [
        ('name = "UBND\\r\\nBcc: x@example.com"', "units[1].name", reasons.NOT_ONE_LINE),
        (f'name = "{"A" * 500}"', "units[1].name", reasons.TOO_LONG(most=80, length=500)),
        ('name = "  "', "units[1].name", reasons.EMPTY),
        ('phone = "10\\t22"', "units[1].phone", reasons.NOT_ONE_LINE),
        ('name_en = "a\\u0000b"', "units[1].name_en", reasons.NOT_ONE_LINE),
    ],
)
def test_what_travels_in_mail_headers_and_texts_is_one_short_line(
    tmp_path: Path, line: str, key: str, reason: Reason
) -> None:
    name = line.partition(" ")[0]
    unit = "\n".join(kept for kept in UNIT.splitlines() if not kept.startswith(f"{name} =")) + f"\n{line}\n"
    (problem,) = problems(tmp_path, GOOD.replace(UNIT, unit))
    assert (problem.key, problem.reason) == (key, reason)


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
