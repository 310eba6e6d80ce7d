"""Each mistake that config.toml can have is named with its key, and nothing else is."""

from pathlib import Path

import pytest

from gateway.domain.reasons import Reason
from gateway.settings import config, reasons
from tests.unit.config_files import GOOD, HEAD, LINE, UNIT, problems


def meant(name: str) -> Reason:
    return reasons.UNKNOWN_KEY(hint=reasons.MEANT(name=name))


ROOT_KEYS = (*config.TABLES, "carriers", "units", "lines", "zone", "city")

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
        [("console.public_url", reasons.NO_PUBLIC_URL), ("console.certificate_file", reasons.CONSOLE_WITHOUT_TLS)],
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
