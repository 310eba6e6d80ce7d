"""Logs hold no citizen's words, number or address, whatever a caller hands them; and a log never stops work."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from gateway.runtime import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Other tests keep their logging."""
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    root.handlers = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers, logging.raiseExceptions = handlers, raising
    root.setLevel(level)
    structlog.reset_defaults()


def written(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "gateway.log").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "text",
    [
        "+84590001234", "84590001234", "0590001234", "0590 001 234", "(059) 000-1234", "+84 59.000.1234",
        "tel:+84590001234",
        "citizen@example.com", "Tên <nguyen.van.a@mail.example>", "mailto:a_b+c@x.example", "số 0590001234, gọi giúp",
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_masked_in_any_spelling(text: str) -> None:
    masked = logs.mask(text)
    assert "@" not in masked and not any(digits in masked for digits in ("590", "059", "1234"))


@pytest.mark.parametrize(
    "text",
    [
        "HN-7K3M9K",
        "2026-11-21 22:29:00",
        "127.0.0.1:8765",
        "192.168.100.200",
        "line vanmieu-sms",
        "5432",
        "a3f09c41d2e85b76",
        "v18.6.3",
    ],
)
def test_what_an_operator_needs_is_left_alone(text: str) -> None:
    assert logs.mask(text) == text


def test_a_value_cannot_begin_a_line_of_its_own() -> None:
    assert logs.mask("one\r\n2026-11-21 forged\u2028x") == "one 2026-11-21 forged x"


def test_private_fields_go_by_name_and_others_are_masked_to_any_depth(tmp_path: Path) -> None:
    logs.setup(tmp_path, as_json=True)
    structlog.get_logger("gateway.x").info(
        "from %s",
        "0590001234",
        line="vanmieu",
        text="Cho tôi hỏi",
        sender="Bà Lan",
        facts={"body": "x", "seen": ["a@b.example"]},
    )
    (entry,) = written(tmp_path)
    assert (entry["event"], entry["line"], entry["text"], entry["sender"]) == (
        "from <number>",
        "vanmieu",
        "<private>",
        "<private>",
    )
    assert entry["facts"] == {"body": "<private>", "seen": ["<address>"]}
    assert (entry["level"], entry["logger"]) == ("info", "gateway.x") and entry["timestamp"].endswith("Z")


def test_records_of_the_standard_library_pass_the_same_door(tmp_path: Path) -> None:
    logs.setup(tmp_path, as_json=True)
    logging.getLogger("somewhere").warning("to %s failed", "a@b.example", extra={"subject": "Rác"})
    logging.getLogger("aioimaplib").error("the wire said a@b.example")
    (entry,) = written(tmp_path)
    assert (entry["event"], entry["subject"]) == ("to <address> failed", "<private>")


def test_an_exception_shows_where_and_what_but_no_second_line_and_no_locals(tmp_path: Path) -> None:
    logs.setup(tmp_path, as_json=True)
    words = "hidden words"
    try:
        try:
            raise KeyError("0590001234")
        except KeyError as error:
            raise ValueError(f"refused a@b.example\nDETAIL: {words}") from error
    except ValueError:
        structlog.get_logger("gateway.x").exception("bad")
        logging.getLogger("other").exception("bad")
    for entry in written(tmp_path):
        assert entry["error"][0] == "ValueError: refused <address>" and "KeyError: '<number>'" in entry["error"]
        assert entry["error"][1].startswith("  test_logs.py:")
        assert words not in json.dumps(entry)


def test_an_object_that_cannot_be_shown_costs_its_words_not_the_line(tmp_path: Path) -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError

    logs.setup(tmp_path, as_json=True)
    log = structlog.get_logger("gateway.x")
    log.info("one", thing=Broken())
    log.info("%s %s", "too few")  # noqa: PLE1206
    assert [entry["event"] for entry in written(tmp_path)] == ["one", "%s %s"]
    assert written(tmp_path)[0]["thing"] == "<Broken>"


def test_files_are_capped_and_private(tmp_path: Path) -> None:
    logs.setup(tmp_path / "logs", size_mb=1, keep=2)
    log = structlog.get_logger("gateway.x")
    for _ in range(1_000):
        log.info("x" * 5_000)
    files = sorted((tmp_path / "logs").iterdir())
    assert [file.name for file in files] == ["gateway.log", "gateway.log.1"]
    assert all(file.stat().st_size <= 1_000_000 and file.stat().st_mode & 0o777 == 0o600 for file in files)


def test_a_directory_that_cannot_be_written_is_said_and_logs_go_to_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    logs.setup(tmp_path / "file")
    structlog.get_logger("gateway.x").info("still here")
    said = capsys.readouterr().err
    assert "cannot write logs" in said and "still here" in said


def test_a_full_disk_does_not_reach_the_caller(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gateway.log").symlink_to("/dev/full")
    logs.setup(tmp_path)
    log = structlog.get_logger("gateway.x")
    for _ in range(3):
        log.warning("nowhere to go")
    assert capsys.readouterr().err == ""
