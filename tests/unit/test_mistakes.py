"""What a person reads of a wrong configuration: each kind of mistake whole in both languages; and whatever stands in
whatever key, a declared code, a sentence, and never the value."""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import CODES
from gateway.replies.catalogue import say
from gateway.settings import config, toml_file, tree
from gateway.settings.schema import LineSettings, Unit
from tests.support import configs

ROOT = Path(__file__).parents[2]
SENTENCES = tomllib.loads((ROOT / "tests" / "corpus" / "config" / "mistakes.toml").read_text("utf-8"))["mistake"]


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration without a mistake, and the files that it names."""
    return configs.write(tmp_path_factory.mktemp("config"))


class Wrong:
    """Tries what is wrong in that configuration, without writing it into a file each time."""

    def __init__(self, right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.directory = right, right.parent
        self.right = tomllib.loads(right.read_text("utf-8"))
        self.raw = self.right
        monkeypatch.setattr(toml_file, "parse", lambda *_: self.raw)

    def key(self, where: str | int, key: str, value: object) -> tuple[Problem, ...]:
        """The mistakes where this key has this value. `where`: as in mistakes.toml."""
        self.raw = deepcopy(self.right)
        block = self.raw if where == "" else self.raw["units"][0] if where == "unit" else None
        if block is None:
            block = self.raw["lines"][where - 1] if isinstance(where, int) else self.raw.setdefault(where, {})
        block[key] = value
        return self.problems()

    def table(self, name: str, value: object) -> tuple[Problem, ...]:
        """The mistakes where this stands in a table's place."""
        self.raw = {**deepcopy(self.right), name: value}
        return self.problems()

    def problems(self) -> tuple[Problem, ...]:
        try:
            config.load(self.path, registry, {})
        except ConfigError as error:
            return error.problems
        return ()


@pytest.fixture
def wrong(right: Path, monkeypatch: pytest.MonkeyPatch) -> Wrong:
    return Wrong(right, monkeypatch)


@pytest.mark.parametrize("mistake", SENTENCES, ids=lambda one: f"{one['where']}.{one['key']}")
def test_a_mistake_says_where_it_is_and_what_to_write(wrong: Wrong, mistake: dict[str, Any]) -> None:
    (problem,) = wrong.key(mistake["where"], mistake["key"], mistake["value"])
    said = {one: say(problem.located, one).replace(str(wrong.directory), "DIRECTORY") for one in ("vi", "en")}
    assert said == {"vi": mistake["vi"], "en": mistake["en"]}


def keys() -> Iterator[tuple[str | int, str]]:
    """Every key of every table, of a unit, and of a line of each channel, and those that would be secrets."""
    yield from (("", "zone"), ("", "city"))
    for secret in sorted(tree.SECRETS):
        table, dot, name = secret.rpartition(".")
        yield (table, name) if dot else (1, name)
    for table, model in config.TABLES.items():
        yield from ((table, field.alias or name) for name, field in model.model_fields.items())
    yield from (("unit", name) for name in Unit.model_fields)
    for number, line in enumerate((configs.mail_line(), configs.sms_line()), 1):
        read = registry()[line["channel"]].options({}, key="x", zone="UTC")[1]
        named = {problem.key.removeprefix("x.") for problem in read} | line.keys() | LineSettings.model_fields.keys()
        yield from ((number, name) for name in sorted(named))


SECRET = "Hidden 1x"
WRONG: tuple[object, ...] = ({"x": SECRET}, [SECRET], [], SECRET, f"{SECRET}\n\0", SECRET * 1000)
WRONG += ("", True, -3, 10**30, date(2999, 1, 1))
ENGLISH = re.compile(r"\b(input|should|must|valid|is|the|field|required|or|than|of)\b", re.IGNORECASE)


def faults(problem: Problem, directory: Path) -> Iterator[str]:
    """What is wrong with how a mistake is told."""
    vi, en = (say(problem.located, language) for language in ("vi", "en"))
    if problem.reason.code not in CODES or problem.reason.code == "config.not_accepted":
        yield f"{problem}: not foreseen"
    if set("{}") & set(vi + en) or vi == en or ENGLISH.search(vi.partition(": ")[2].replace(str(directory), "")):
        yield f"{vi} | {en}: not in words"
    if "Hidden" in f"{vi} {en} {problem}":
        yield f"{problem}: shows the value"


def test_whatever_is_wrong_is_told_in_words_and_not_quoted(wrong: Wrong) -> None:
    told: set[str] = set()
    found: list[object] = []
    for where, key in keys():
        for value in WRONG:
            mistakes = wrong.key(where, key, value)
            told |= {problem.reason.code for problem in mistakes}
            found += [(where, key, value, fault) for problem in mistakes for fault in faults(problem, wrong.directory)]
            if isinstance(value, dict) and not mistakes:
                found.append((where, key, "a table is taken for a value"))
    assert found == []
    assert len(told) > 25, told


def test_whatever_stands_in_a_table_s_place_is_a_mistake(wrong: Wrong) -> None:
    for name in (*config.TABLES, "units", "lines", "no-such"):
        for value in ({"x": SECRET}, [{"x": SECRET}], *WRONG):
            mistakes = wrong.table(name, value)
            assert mistakes, (name, value)
            assert [fault for problem in mistakes for fault in faults(problem, wrong.directory)] == [], (name, value)
