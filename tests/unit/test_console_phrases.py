"""What an officer reads of a decision is Vietnamese: every reason, flag and restraint of policy has its words."""

import ast
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.channels.email import mailbox
from gateway.channels.sms import refusals
from gateway.channels.sms.modem import LOST, UNREADABLE
from gateway.domain.model import ReportStatus
from gateway.ops.backup import HELD
from gateway.policy import RESTRAINTS, RULES, emergency
from gateway.services.intake.plan import IN_RESTORE_WINDOW
from gateway.web.labels import LABELS
from gateway.web.labels.phrases import VIETNAMESE, vietnamese
from gateway.web.texts import Texts

ROOT = Path(emergency.__file__).parents[1]
MACHINE_SIGNS = {"form", "list", "spam", "bomb", "unnamed", "forged"}
NOTED = {"reason", "reasons", "flags", "withheld"}


def literals(node: ast.AST) -> Iterator[str]:
    """The words that stand in an expression."""
    yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value)


def noted(package: str) -> Iterator[str]:
    """The literals that a package's modules give as reasons and flags."""
    for path in (ROOT / package).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in NOTED:
                yield from literals(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_held", "_unless_decided"):
                yield from (word for arg in node.args[2:] for word in literals(arg))


def restrained() -> Iterator[str]:
    """What RESTRAINTS may answer."""
    names = {restraint.__name__ for restraint in RESTRAINTS}
    for node in ast.walk(ast.parse((ROOT / "policy" / "restraints.py").read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            for answer in (n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value):
                ends = (answer.body, answer.orelse) if isinstance(answer, ast.IfExp) else (answer,)
                yield from (word for end in ends for word in literals(end))


@pytest.mark.parametrize("phrase", sorted({*noted("policy"), *noted("services/intake"), *MACHINE_SIGNS}))
def test_a_reason_or_flag_has_vietnamese_words(phrase: str) -> None:
    assert phrase.removeprefix(": ") in VIETNAMESE


@pytest.mark.parametrize("phrase", sorted(set(restrained())))
def test_a_restraint_has_vietnamese_words(phrase: str) -> None:
    assert vietnamese(f"acknowledgement: {phrase}", LABELS["vi"]) == f"xác nhận tiếp nhận: {VIETNAMESE[phrase]}"


@pytest.mark.parametrize("status", list(ReportStatus))
def test_a_report_has_vietnamese_words(status: str) -> None:
    assert status in VIETNAMESE


@pytest.mark.parametrize(
    "phrase", [HELD, IN_RESTORE_WINDOW, UNREADABLE, *(f"{words}: messages wait" for words in LOST.values())]
)
def test_what_is_noted_elsewhere_has_vietnamese_words(phrase: str) -> None:
    assert phrase in VIETNAMESE


def test_why_a_mail_is_not_handed_over_has_vietnamese_words() -> None:
    said = {*raised("whole.py", "NotWhole"), mailbox.BROKE, mailbox.REFUSES_ALL, "gone"}
    assert said <= VIETNAMESE.keys()


def raised(file: str, name: str) -> Iterator[str]:
    """The whole sentences with which an error is raised in a file of the mail channel."""
    for node in ast.walk(ast.parse((ROOT / "channels" / "email" / file).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def test_every_danger_has_vietnamese_words() -> None:
    assert {name for name, _ in emergency._DANGERS} <= VIETNAMESE.keys()


@pytest.mark.parametrize(("number", "words"), sorted((refusals.REFUSED | refusals.DOWN | refusals.UNCLEAR).items()))
def test_a_modems_refusal_has_vietnamese_words_and_keeps_its_number(number: int, words: str) -> None:
    assert vietnamese(f"{words} (CMS {number})", {}) == f"{VIETNAMESE[words]} (CMS {number})"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_rule_has_words(language: str) -> None:
    renamed = {"secret": ("complaint", "denunciation"), "help_wanted": ("help",)}
    rules = {name for rule in RULES for name in renamed.get(rule.__name__, (rule.__name__,))}
    named = {*rules, "person", "split", "unreadable", "unfetched"}
    assert named <= {key.removeprefix("rule_") for key in LABELS[language]}


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("incomplete:2/3", "mới nhận 2/3 phần"),
        ("the modem gave no answer to 'send' within 40 s", "modem không trả lời trong 40 giây"),
        ("the modem gave no answer to 'send' within 2.5 s", "modem không trả lời trong 2.5 giây"),
        ("the modem's process has ended (-9)", "tiến trình giữ modem đã dừng (-9)"),
        ("larger than max_bytes (65536)", "thư lớn hơn max_bytes (65536 byte); mở hộp thư để đọc"),
        ("the server hands over 10 of 20 bytes", "máy chủ thư chỉ giao 10 trong 20 byte"),
        ("reported failed 5.1.1", "bên chuyển báo không gửi tới được (5.1.1)"),
    ],
)
def test_a_phrase_with_numbers_keeps_them(phrase: str, words: str) -> None:
    assert vietnamese(phrase, {}) == words


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [
        ("SMTP RCPT: 552 5.3.4", "SMTP: máy chủ thư từ chối ở bước RCPT (552 5.3.4)"),
        (
            "SMTP: no answer after the final dot (TimeoutError)",
            "SMTP: máy chủ thư không trả lời sau khi nhận thư (TimeoutError)",
        ),
        ("the message was not taken (CMS 38)", "modem hoặc nhà mạng không nhận tin để gửi (CMS 38)"),
        ("in nobody's tables", None),
    ],
)
def test_what_a_try_met_is_shown_in_vietnamese(phrase: str, shown: str | None) -> None:
    assert Texts(language="vi", zone=ZoneInfo("UTC"), label=LABELS["vi"]).phrase(phrase) == shown
    assert Texts(language="en", zone=ZoneInfo("UTC"), label=LABELS["en"]).phrase(phrase) is None


def test_a_servers_own_words_are_left_to_it() -> None:
    assert vietnamese("SMTP RCPT: 550 no such user", {}) is None
