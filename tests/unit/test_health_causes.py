"""What a channel says of its trouble is said in Vietnamese, each with a next step of its own; how ages are written."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from gateway import channels
from gateway.ops.health import sentences
from gateway.ops.health.steps import STEPS, step

CHANNELS_CODE = Path(channels.__file__).parent
TABLES = {
    "OPENING": "{}",
    "LOST": "{}: messages wait",
    "DOWN": "{} (CMS 1)",
}  # of sentences, and what is put around them


def all_sentences() -> list[str]:
    """What channels say when a line is down, read from their code: each LineDown's text, and the tables behind some."""
    found: list[str] = []
    for file in sorted(CHANNELS_CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="LineDown" | "LogInRefused" | "Gone" | "Unclear"), args=[said, *_]):
                    found.append(literal(said))
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)) if name in TABLES:
                    found += [TABLES[name].format(literal(value)) for value in values]
    return [text.format(device="/dev/modem") for text in found if text]


def literal(node: ast.expr) -> str:
    """A string in code, its placeholders filled with 5; "" where nearly all of it comes from elsewhere."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = [str(part.value) if isinstance(part, ast.Constant) else "5" for part in node.values]
    quoted = [isinstance(part, ast.FormattedValue) and part.conversion == ord("r") for part in node.values]
    text = "".join(f"'{part}'" if quote else part for part, quote in zip(parts, quoted, strict=True))
    return text if len(text) > 20 else ""


@pytest.mark.parametrize("sentence", all_sentences())
def test_what_a_channel_says_of_its_trouble_is_said_in_vietnamese(sentence: str) -> None:
    assert sentences.error(sentence, "vi") != sentence
    assert sentences.error(sentence, "en") == sentence


@pytest.mark.parametrize("sentence", all_sentences())
def test_each_trouble_has_a_next_step_of_its_own(sentence: str) -> None:
    assert step(sentence) != step("something new")


def test_no_step_is_hidden_by_one_above_it() -> None:
    said = {sentence: step(sentence) for sentence in all_sentences()}
    for sentence in (
        "python-gammu is not installed",
        "the modem failed: Timeout",
        "the SIM is locked and wants: PIN",
        "the SIM's subscription does not include sending SMS (CMS 50)",
        "the number of the message centre is not set (CMS 330)",
        "IMAP: cannot connect: [SSL: CERTIFICATE_VERIFY_FAILED] unable to get local issuer certificate",
        "IMAP: cannot connect: [SSL: WRONG_VERSION_NUMBER] wrong version number",
        "IMAP: cannot connect: Name or service not known",
        "SMTP MAIL FROM: 550 5.7.54 unable to relay",
        "SMTP: the server refused us: 554 blocked",
        "unforeseen: KeyError",
        "the line ended by itself",
        "the modem at /dev/ttyUSB0 does not answer as a modem (Timeout)",
        "another SIM than the configured one is in the modem: it receives, it does not send",
        "no sign of life: the process that should read this line has stopped, or stands still",
    ):
        said[sentence] = step(sentence)
    assert {steps["en"] for steps in said.values()} == {en for _, _, en in STEPS[:-1]}


def test_a_line_that_can_neither_be_read_nor_send_says_both_in_vietnamese() -> None:
    refused = "the server refused the log-in"
    both = f"IMAP: {refused}; check user and password; SMTP: {refused}: 535 no"
    assert sentences.error(both, "vi").count("máy chủ thư từ chối đăng nhập") == 2


def test_the_sentences_were_found() -> None:
    assert {"IMAP: the server does not answer", "the modem finds no network: messages wait"} < set(all_sentences())


def test_what_nobody_translated_is_shown_as_it_was_said() -> None:
    assert sentences.error("something new", "vi") == "something new"


@pytest.mark.parametrize(
    ("span", "vi", "en"),
    [
        (timedelta(seconds=-3), "0 giây", "0 seconds"),
        (timedelta(seconds=1), "1 giây", "1 second"),
        (timedelta(seconds=119), "1 phút", "1 minute"),
        (timedelta(hours=5, minutes=59), "5 giờ", "5 hours"),
        (timedelta(days=40), "40 ngày", "40 days"),
    ],
)
def test_an_age_is_written_in_its_largest_unit(span: timedelta, vi: str, en: str) -> None:
    assert (sentences.age(span, "vi"), sentences.age(span, "en")) == (vi, en)


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
    assert (sentences.size(count, "vi"), sentences.size(count, "en")) == (vi, en)
