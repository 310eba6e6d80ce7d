"""The terminal speaks one language, whole: which one, its help, its complaints about what was typed."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import __main__, help
from gateway.cli.language import chosen, configured, taken
from gateway.replies import catalogue
from tests.support.words import of_the_other

C = {"LANG": "C.UTF-8"}
CHOICES: list[tuple[str, str, dict[str, str], str]] = [  # --lang, [console] language, environment -> language
    ("", "", {}, "en"),
    ("", "", C, "en"),
    ("", "", {"LANG": "en_US.UTF-8"}, "en"),
    ("", "", {"LANG": "fr_FR.UTF-8"}, "en"),
    ("", "", {"LANG": "vi_VN.UTF-8"}, "vi"),
    ("", "", {"LANG": "vi"}, "vi"),
    ("", "", {"LANG": "vi.UTF-8"}, "vi"),
    ("", "", {"LANG": "vie_XX"}, "en"),
    ("", "", {"LC_MESSAGES": "vi_VN", "LANG": "en_US"}, "vi"),
    ("", "", {"LC_ALL": "C", "LC_MESSAGES": "vi_VN", "LANG": "vi_VN"}, "en"),
    ("", "", {"LC_ALL": "", "LANG": "vi_VN"}, "vi"),
    ("", "vi", C, "vi"),
    ("", "en", {"LC_ALL": "vi_VN.UTF-8"}, "en"),
    ("", "xx", {"LANG": "vi_VN"}, "vi"),
    ("en", "vi", {"LANG": "vi_VN"}, "en"),
    ("vi", "en", C, "vi"),
    ("xx", "vi", C, "vi"),
]
TYPED = [  # what was typed, said in English
    ("nowhere", "there is no command “nowhere”"),
    ("healt", "did you mean “health”"),
    ("dead sent", "ID … is missing"),
    ("cases a b", "more was typed than this command takes: b"),
    ("cases --al", "did you mean --all"),
    ("cases --wrong", "no option --wrong"),
    ("cases --limit", "--limit needs a value"),
    ("cases --all=1", "--all takes no value"),
    ("cases --limit x", "--limit must be a number from 1 on"),
    ("outgoing --minutes -1", "--minutes must be a number from 0 to 10000000"),
    ("dead drop o1", "--reason is missing"),
    ("dead file x", "“x” is no id: m12 would be a message"),
    ("dead file o1", "o1 is something to send"),
    ("messages --outcome x", "“x” is none of case"),
    ("check --send x", "a mail address or a mobile number"),
    ("check --send a@b.example --send c@d.example", "one mail address and one number"),
    ("answer HN-7K3M9K x --file y", "not both"),
    ("backup a b c", "check FILE"),
    ("explain", "--files-from LIST"),
]


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """It and all below it, with what is typed to reach them."""
    yield path, command
    for name, one in getattr(command, "commands", {}).items():
        yield from commands(one, f"{path} {name}")


def test_flag_then_configuration_then_locale() -> None:
    assert [case for case in CHOICES if chosen(*case[:3]) != case[3]] == []


def test_the_flag_is_read_wherever_it_stands() -> None:
    for words, value, rest in (
        ("cases", None, "cases"),
        ("--lang vi cases", "vi", "cases"),
        ("cases X --lang=vi --all", "vi", "cases X --all"),
        ("cases --lang vi --lang en", "en", "cases"),
        ("cases --lang", "", "cases"),
        ("answer X -- --lang vi", None, "answer X -- --lang vi"),
    ):
        assert taken(words.split(), "--lang") == (value, rest.split()), words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[console]\nlanguage = "vi"', "vi"),
        ("\ufeff[console]\nlanguage = 'en'", "en"),
        ("[console]\nport = 1", ""),
        ("[console]\nlanguage = 7", ""),
        ("console = 1", ""),
        ("not [ toml", ""),
    ],
)
def test_a_configuration_that_cannot_be_read_chooses_no_language(tmp_path: Path, text: str, found: str) -> None:
    (tmp_path / "config.toml").write_text(text, "utf-8")
    assert configured(tmp_path / "config.toml") == found
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    assert configured(tmp_path / "config.toml") == configured(tmp_path) == configured(tmp_path / "no") == ""


@pytest.mark.parametrize("spoken", catalogue.LANGUAGES)
def test_every_word_of_help_is_a_code_and_every_code_is_used(spoken: str) -> None:
    named = {*help.codes(__main__.root()), *(code for _, code in help.OWN)}
    named |= {code for code in catalogue.codes("help", spoken) if re.match(r"help\.(title|usage)", code)}
    named |= {"help.meta_options", "help.meta_command"}
    assert named == set(catalogue.codes("help", spoken))


def test_every_command_s_help_is_whole(language: str) -> None:
    for path, command in commands(__main__.root(), "gw"):
        shown = help.write(command, path)
        assert path in shown
        assert not re.search(r"\bhelp\.\w", shown), "words that the catalogue does not have"
        assert of_the_other(language, shown) == [], path


@pytest.mark.parametrize(("typed", "said"), TYPED)
def test_what_was_typed_wrong_is_said_in_one_language(
    typed: str, said: str, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gw", "--lang", language, *typed.split()])
    assert __main__.main() == 2
    out, err = capsys.readouterr()
    assert (out, err[:4]) == ("", "gw: ")
    assert (said in err) == (language == "en"), err
    assert of_the_other(language, err) == []


def test_a_language_that_is_none_is_a_mistake(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gw", "cases", "--lang", "fr"])
    assert __main__.main() == 2
    assert "vi, en" in capsys.readouterr().err
