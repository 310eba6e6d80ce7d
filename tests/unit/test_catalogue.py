"""The catalogue held against the declared codes, both ways: words in both languages, with the values they may name."""

import json
import pkgutil
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib import import_module

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import gateway
import workers
from gateway.domain.reasons import CODES, Part, Reason, Size, of_row, row, text
from gateway.replies import catalogue

# Programs, and what a modem's child imports by bare names
OF_CHILD = ("child", "debug_log", "driver", "port", "port_probe", "records", "report_memory", "line_filter", "sim")
CHILD = tuple(f"gateway.channels.sms.{name}" for name in OF_CHILD)
MAIN = ("__main__", *CHILD, "gateway.runtime.sandbox.worker")
OWN = {"help", "label", "span"}  # of commands (test_terminal.py) and pages, and how long ago something was


def imported() -> None:
    """Every module: a code is declared where it is said."""
    for package in (gateway, workers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith(MAIN):
                import_module(found.name)


imported()


class Values(Visitor):
    """The values that a pattern names, terms' own followed."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the library's name
        self.names.add(node.id.name)


def named(*patterns: ast.Pattern | None) -> set[str]:
    found = Values()
    for pattern in patterns:
        if pattern is not None:
            found.visit(pattern)
    return found.names


def messages(language: str) -> Iterator[tuple[str, ast.Message]]:
    """Each file's messages, by file."""
    for file in sorted((catalogue.FILES / language).iterdir(), key=lambda one: one.name):
        resource = FluentParser().parse(file.read_text("utf-8"))
        assert [node for node in resource.body if isinstance(node, ast.Junk)] == [], file.name
        yield from ((file.name.removesuffix(".ftl"), node) for node in resource.body if isinstance(node, ast.Message))


@cache  # not read by each process of a test run that only collects
def table(language: str) -> dict[str, ast.Message]:
    return {message.id.name.replace("-", ".", 1): message for _, message in messages(language)}


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_a_message_stands_once_and_in_the_file_of_its_subject(language: str) -> None:
    found = [(subject, message.id.name) for subject, message in messages(language)]
    assert [name for subject, name in found if not name.startswith(f"{subject}-")] == []
    assert len({name for _, name in found}) == len(found)


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_code_has_its_words_and_no_words_are_without_a_code(language: str) -> None:
    said = {name for name in table(language) if name.partition(".")[0] not in OWN}
    assert said == {name for name in CODES if name.partition(".")[0] not in OWN}


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_words_name_no_value_that_their_code_does_not_have(language: str) -> None:
    unknown = {}
    for name, code in CODES.items():
        message = table(language)[name]
        used = named(message.value, *(attribute.value for attribute in message.attributes))
        if used - code.names:
            unknown[name] = used - code.names
    assert unknown == {}


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_what_belongs_to_a_sentence_is_there_and_nothing_else(language: str) -> None:
    parts = {name: {part.id.name for part in message.attributes} for name, message in table(language).items()}
    assert {name: found for name, found in parts.items() if found} == {
        name: set(code.parts) for name, code in CODES.items() if code.parts
    }


def test_both_languages_say_the_same_values() -> None:
    vi, en = table("vi"), table("en")
    assert vi.keys() == en.keys()
    assert [name for name in vi if named(vi[name].value) != named(en[name].value)] == []


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_code_is_written_without_a_complaint(language: str) -> None:
    for name, code in CODES.items():
        reason = code(**dict.fromkeys(code.names, "x"))
        for part in ("", *code.parts):
            written = catalogue.say(reason, language, part)
            assert written, (name, part)
            assert "{" not in written, (name, part)
            assert written != str(Reason(name, reason.values)) or name == "text.said", (name, part)


def test_a_code_takes_its_own_values_and_no_others() -> None:
    with pytest.raises(TypeError):
        CODES["smtp.refused"](step="RCPT")
    with pytest.raises(TypeError):
        CODES["smtp.does_not_answer"](why="x")


def test_a_value_is_written_as_the_language_writes_it() -> None:
    filling = CODES["finding.sim_filling"](line="a", used=1200, size=2500)
    assert "1200/2500" in catalogue.say(filling, "en")
    late = CODES["modem.does_not_answer"](command="send", seconds=2.5)
    assert ("2,5" in catalogue.say(late, "vi"), "2.5" in catalogue.say(late, "en")) == (True, True)
    low = CODES["finding.disk_low"](free=Size(1536 << 20))
    assert ("1,5 GiB" in catalogue.say(low, "vi"), "1.5 GiB" in catalogue.say(low, "en")) == (True, True)


def test_a_reason_may_be_a_value_of_another() -> None:
    down, full = CODES["imap.login_refused"](), CODES["smtp.refused"](step="MAIL", reply="550 5.7.54")
    unknown = CODES["step.unknown"]()
    failing = CODES["finding.line_failing"](
        line="a", age=timedelta(minutes=5), cause=(down, full), step=Part(down, "step", unknown)
    )
    assert catalogue.say(failing, "en").endswith("check user and password; SMTP MAIL: 550 5.7.54")
    assert catalogue.say(failing, "vi").count("máy chủ thư từ chối") == 2
    assert "app password" in catalogue.say(failing, "en", "advice")
    other = CODES["finding.line_failing"](
        line="a", age=timedelta(0), cause=text("x"), step=Part(text("x"), "step", unknown)
    )
    assert "./gw check" in catalogue.say(other, "en", "advice")


def test_the_database_gives_back_what_it_was_given() -> None:
    inner = CODES["error.unforeseen"](error="KeyError")
    reason = CODES["message.gave_up"](tries=3, cause=inner)
    stored = {name: row(value) if isinstance(value, Reason) else value for name, value in row(reason).items()}
    assert of_row(stored) == reason
    assert of_row(None) is None
    reason = CODES["finding.disk_low"](free=Size(1536 << 20))
    assert catalogue.said(json.loads(json.dumps(row(reason))), "en") == catalogue.say(reason, "en")
    reason = CODES["finding.database_down"](age=timedelta(hours=2))
    assert of_row(json.loads(json.dumps(row(reason)))) == reason


def test_what_is_not_in_the_catalogue_is_shown_as_it_is() -> None:
    assert catalogue.say(Reason("imap.of_a_newer_version", {"n": 3}), "vi") == "imap.of_a_newer_version n=3"
    assert catalogue.say(text("English, of an older version"), "vi") == "English, of an older version"


@pytest.mark.parametrize(
    ("span", "vi", "en"),
    [
        (timedelta(seconds=-3), "0 giây", "0 seconds"),
        (timedelta(seconds=1), "1 giây", "1 second"),
        (timedelta(seconds=119), "1 phút", "1 minute"),
        (timedelta(hours=5, minutes=59), "5 giờ", "5 hours"),
        (timedelta(days=1200), "1200 ngày", "1200 days"),
    ],
)
def test_an_age_is_written_in_its_largest_unit(span: timedelta, vi: str, en: str) -> None:
    assert (catalogue.age(span, "vi"), catalogue.age(span, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("count", "vi", "en"),
    [
        (0, "0 B", "0 B"),
        (1023, "1023 B", "1023 B"),
        (1536, "1,5 KiB", "1.5 KiB"),
        (20 << 20, "20 MiB", "20 MiB"),
        (3 << 40, "3072 GiB", "3072 GiB"),
    ],
)
def test_a_size_is_written_short(count: int, vi: str, en: str) -> None:
    assert (catalogue.size(count, "vi"), catalogue.size(count, "en")) == (vi, en)


def test_a_value_may_be_called_code() -> None:
    assert catalogue.words("label.open_case", "en", code="HN-7K3M9K") == "Open case HN-7K3M9K"


def test_an_officer_is_addressed_alike_everywhere() -> None:
    """anh/chị: "bạn" is for one's friends, Ông/Bà for citizens."""
    said = {file.name: file.read_text("utf-8") for file in (catalogue.FILES / "vi").iterdir()}
    assert [name for name, words in said.items() if re.search(r"\bbạn\b", words, re.I)] == []
