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
from gateway.domain.errors import ConfigError
from gateway.local import simulator
from gateway.settings import config

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

    def options(self, raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[Any, list[str]]:
        unknown = sorted(set(raw) - {"address", "start", "device", "password_file"})
        return PostOptions(f"mailto:{raw.get('address', '')}", raw), [f"{key}.{name}: unknown key" for name in unknown]


def registered(_extra: Sequence[str]) -> Mapping[str, config.OptionsReader]:
    return {"post": Post()}


def raw(line: config.Line) -> Mapping[str, object]:
    """What its channel was given."""
    assert isinstance(line.options, PostOptions)
    return line.options.raw


def read(tmp_path: Path, text: str, environ: Mapping[str, str] | None = None) -> config.Config:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return config.load(path, registered, environ or {})


def problems(tmp_path: Path, text: str, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
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


MISTAKES = {
    "root key mistyped": (
        GOOD.replace("city", "citty"),
        ["citty: unknown key; did you mean city?", "city: is missing"],
    ),
    "table mistyped": (GOOD + "[limit]\nmail_bytes = 1\n", ["limit: unknown key; did you mean limits?"]),
    "key in a table mistyped": (GOOD + "[times]\nleas = 3\n", ["times.leas: unknown key; did you mean lease?"]),
    "unknown without a likeness": (
        GOOD + "[logs]\nzzz = 1\n",
        ["logs.zzz: unknown key; there is: directory, json, keep, size_mb"],
    ),
    "zone": (
        GOOD.replace("Asia/Ho_Chi_Minh", "Asia/Hanoi"),
        ['zone: no time zone is called "Asia/Hanoi"; write one like "Asia/Ho_Chi_Minh"'],
    ),
    "zone beside another mistake of its table": (
        GOOD.replace("Asia/Ho_Chi_Minh", "Asia/Hanoi").replace('"HN"', '"hanoi"'),
        [
            "city: must be two capital letters, like HN",
            'zone: no time zone is called "Asia/Hanoi"; write one like "Asia/Ho_Chi_Minh"',
        ],
    ),
    "city": (GOOD.replace('"HN"', '"hanoi"'), ["city: must be two capital letters, like HN"]),
    "number as text": (GOOD + '[times]\nlease = "15"\n', ["times.lease: must be a number, without quotes"]),
    "yes instead of true": (GOOD + 'send = "yes"\n', ["lines[1].send (mail): must be true or false, without quotes"]),
    "zero seconds": (GOOD + "[times]\nsweep = 0\n", ["times.sweep: must be greater than or equal to 0.05"]),
    "empty back-off": (GOOD + "[times]\nbackoff = []\n", ["times.backoff: must have at least one value"]),
    "one wrong back-off": (
        GOOD + '[times]\nbackoff = [1, "x"]\n',
        ["times.backoff[2]: must be a number, without quotes"],
    ),
    "the only back-off wrong": (
        GOOD + "[times]\nbackoff = [-5]\n",
        ["times.backoff[1]: must be greater than or equal to 0.1"],  # not that it is missing too
    ),
    "page open to the world": (
        GOOD + '[console]\nhost = "0.0.0.0"\n',
        ["console.host: must be '127.0.0.1', '::1' or 'localhost'"],
    ),
    "port": (GOOD + "[simulator]\nimap_port = 70000\n", ["simulator.imap_port: must be less than or equal to 65535"]),
    "no unit": (
        GOOD.replace('unit = "vanmieu"\n', ""),
        [
            (
                "lines[1].unit (mail): is missing; every line belongs to a unit: "
                'write unit = "…" with the key of a [[units]] block'
            )
        ],
    ),
    "empty unit": (GOOD.replace('unit = "vanmieu"', 'unit = ""'), ["lines[1].unit (mail): must not be empty"]),
    "unit mistyped": (
        GOOD.replace('unit = "vanmieu"', 'unit = "vanmeu"'),
        ['lines[1].unit (mail): no [[units]] block is called "vanmeu"; did you mean vanmieu?'],
    ),
    "shared key mistyped": (
        GOOD.replace("owner", "ownr"),
        [
            "lines[1].ownr (mail): unknown key; did you mean owner?",
            "lines[1].owner (mail): is missing; name the person or office that looks after this line",
        ],
    ),
    "channel's own key mistyped": (GOOD + "zzz = 1\n", ["lines[1].zzz (mail): unknown key"]),
    "channel": (
        GOOD.replace('"post"', '"fax"'),
        ['lines[1].channel (mail): no channel is called "fax"; there is: post'],
    ),
    "start": (
        GOOD + 'start = "tomorrow"\n',
        ['lines[1].start (mail): must be "now", "all" or a date like "2026-11-01"'],
    ),
    "two lines of one name": (
        GOOD + LINE.replace("a@", "b@"),
        ["lines[2].name (mail): another line is called mail already"],
    ),
    "two lines of one address": (
        GOOD + LINE.replace('"mail"', '"post-2"'),
        ["lines[2] (post-2): has the same address as mail; one address is one line"],
    ),
    "two units of one key": (GOOD + UNIT, ["units[2].key (vanmieu): another unit is called vanmieu already"]),
    "office hours": (
        GOOD.replace(UNIT, UNIT + 'office_hours = [["8", "12:00"]]\n'),
        ['units[1].office_hours[1][1] (vanmieu): must be a time of day like "08:00"'],
    ),
    "office hours backwards": (
        GOOD.replace(UNIT, UNIT + 'office_hours = [["13:00", "12:00"]]\n'),
        [
            (
                "units[1].office_hours (vanmieu): must be spans in the order of the day, "
                "each ending after it begins, at least one"
            )
        ],
    ),
    "no line": (HEAD + UNIT, ["lines: at least one [[lines]] block is needed"]),
    "line as a table": (
        HEAD + UNIT + "[lines]\n",
        ["lines: must be blocks: write [[lines]] on a line of its own, its keys below"],
    ),
    "table as a value": (
        'logs = "here"\n' + GOOD,
        ["logs: must be a table: write [logs] on a line of its own, its keys below"],
    ),
    "operator's mail": (
        GOOD.replace("op@example.com", "Op <op@example.com>"),
        ["operator.mail: must be one bare mail address like operator@example.com"],
    ),
    "variable not set": (
        GOOD + '[redis]\nurl_env = "NOT_SET"\n',
        ["redis.url_env: the environment variable NOT_SET is not set, or is empty"],
    ),
    "both sources": (
        GOOD + '[redis]\nurl_env = "A"\nurl_file = "b"\n',
        ["redis.url_file: url_env is given too; keep one of the two"],
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_with_its_key_and_nothing_else_is(tmp_path: Path, case: str) -> None:
    text, expected = MISTAKES[case]
    assert sorted(problems(tmp_path, text)) == sorted(expected)


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
        assert [problem for problem in got if problem.startswith((f"{key}:", f"{key}[1]:"))], (value, got)


@pytest.mark.parametrize(
    ("line", "key", "word"),
    [
        ('name = "UBND\\r\\nBcc: x@example.com"', "units[1].name", "one line"),
        (f'name = "{"A" * 500}"', "units[1].name", "at most 80 characters"),
        ('name = "  "', "units[1].name", "must not be empty"),
        ('phone = "10\\t22"', "units[1].phone", "one line"),
        ('name_en = "a\\u0000b"', "units[1].name_en", "one line"),
    ],
)
def test_what_travels_in_mail_headers_and_texts_is_one_short_line(
    tmp_path: Path, line: str, key: str, word: str
) -> None:
    name = line.partition(" ")[0]
    unit = "\n".join(kept for kept in UNIT.splitlines() if not kept.startswith(f"{name} =")) + f"\n{line}\n"
    (problem,) = problems(tmp_path, GOOD.replace(UNIT, unit))
    assert problem.startswith(f"{key} ") and word in problem


def test_a_date_to_come_is_no_start(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, GOOD + 'start = "2099-01-01"\n')
    assert problem.startswith("lines[1].start (mail): lies in the future")


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + GOOD).city == "HN"


def test_a_modem_must_be_let_go_before_its_lease_ends(make_config: Callable[..., Path]) -> None:
    with pytest.raises(ConfigError, match="silence_seconds must be less than"):
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
    assert problem.startswith("database.url_file: the address there must be like postgresql://USER:PASSWORD@HOST/NAME")
    assert "den1" not in problem and "hid" not in problem


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
    keys = [problem.partition(":")[0] for problem in got]
    assert keys == ["times.lease", "logs.kep", "zone", "redis.url_env", "lines[1].unit (mail)", "lines[1].zzz (mail)"]


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
    assert any(problem.startswith(f"{key}: a secret is never written in this file") for problem in got)
    assert not re.search(r"hidden1|1234", "\n".join(got))


@pytest.mark.parametrize(
    ("mode", "content", "word"),
    [
        (0o644, "redis://h/0", "every user of this machine can read"),
        (0o600, "\n", "is empty"),
        (0o600, "redis://hidden1@h\nA1 LOGOUT", "more than one line"),
        (0o600, "ftp://hidden1@h", "the address there must begin with redis://"),
        (None, "", "No such file or directory"),
    ],
)
def test_a_bad_secret_file_is_named_without_its_content(
    tmp_path: Path, mode: int | None, content: str, word: str
) -> None:
    if mode is not None:
        (tmp_path / "url").write_text(content)
        (tmp_path / "url").chmod(mode)
    (problem,) = problems(tmp_path, GOOD + '[redis]\nurl_file = "url"\n')
    assert problem.startswith("redis.url_file: ") and word in problem and "hidden1" not in problem


def test_a_secret_may_lie_where_systemd_shows_it(tmp_path: Path) -> None:
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "db").write_text("postgresql://a:hidden1@db.example.com/gw\n")
    (tmp_path / "shown" / "db").chmod(0o600)
    text = GOOD + '[database]\nurl_file = "$CREDENTIALS_DIRECTORY/db"\n'
    seen = read(tmp_path, text, {"CREDENTIALS_DIRECTORY": str(tmp_path / "shown")})
    assert seen.database_url == "postgresql://a:hidden1@db.example.com/gw"
    (problem,) = problems(tmp_path, text)
    assert "$CREDENTIALS_DIRECTORY/db: No such file" in problem


def test_a_file_that_is_no_toml_or_not_there_is_one_clear_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "zone = Asia\n")
    assert "is not TOML" in problem and "line 1" in problem
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        config.load(tmp_path / "none.toml", registered, {})
    (tmp_path / "latin.toml").write_bytes(b'city = "\xff"')
    with pytest.raises(ConfigError, match="is not UTF-8"):
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
    with pytest.raises(ConfigError, match=r"cannot read .*/simulator/password"):
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
    (problem,) = problems(tmp_path, GOOD + "[village]\nenabled = true\n[simulator]\nenabled = true\n")
    assert problem == "village: is now called [simulator], which is there too; keep that one"
