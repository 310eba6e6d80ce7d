"""A scene as it stands in its file: a citizen's conversation, step by step, with what ought to come of each step."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

__all__ = ["DATA", "Expected", "Scene", "Step", "load", "scenes"]

DATA = Path(__file__).parent / "data"
SITUATIONS = tomllib.loads((DATA.parent / "situations.toml").read_text("utf-8"))
DOES = ("they", "officer", "passes", "state", "renamed")  # exactly one of them in each step


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What ought to be seen after a step. None: of no interest. `gets`: the texts that come, by their templates' names,
    in any order; "a|b" is either, "-|a" at most that, "" nothing at all."""

    gets: str | list[str] | None = None
    says: list[str] = field(default_factory=list)  # in what came; marks and case do not count; {code} as in `they`
    never: list[str] = field(default_factory=list)
    lang: str | None = None  # vi | en | both
    dated: bool | None = None  # whether a day to come is named
    cases: int | None = None  # of this citizen, all in all
    of: int = 0  # which of them the following speak of: 1 the first; 0 the last
    case: str | None = None  # its state
    kind: str | None = None
    urgent: bool | None = None
    restricted: bool | None = None
    rating: int | None = None
    told: str | None = None  # what an officer or the operator is told: a notice's template, "" nothing
    outcome: str | None = None  # what became of the message


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens. A citizen's words may name {code}, {code1} (of the first case), {six} (its six signs),
    {bare} (hn7k3m9k), {last} (the last text that they got)."""

    they: str | list[str] | None = None  # a citizen writes; several at once come in one batch
    officer: str | None = None  # the case is answered so
    passes: str | None = None  # time: "40min", "3h", "12d"
    state: str | None = None  # an officer moves the case to it
    renamed: str | None = None  # the case has this code from now on: codes are made by chance, some look like words
    by: str = ""  # somebody else writes: a sender that is named so in this scene
    to: str = ""  # mail: to this other unit
    re: bool = False  # mail: an answer to the last mail that they got
    subject: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attach: list[str] = field(default_factory=list)  # names of files
    expected: Expected
    better: Expected | None = None  # what makes an answer that is true also a good one


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A conversation. `cell`: row and column of the table of issue 10, "answered / thanks"."""

    name: str
    cell: str
    channel: str
    steps: tuple[Step, ...]
    file: str
    number: int  # of the scene, by which its citizen is known
    begins: str = ""  # the situation in which it begins (situations.toml): its steps come first
    sender: str = ""  # who writes, where it is no ordinary citizen: "VNNET", "1414", "+1…"
    live: bool = False  # it is played on a running gateway in the suite too
    vouched: bool = True  # mail: whether the receiving server vouches for the sender (DMARC)

    def person(self, by: str = "") -> str:
        """The number or address of who writes."""
        if self.sender and not by:
            return self.sender
        others = sorted({step.by for step in self.steps if step.by})
        who = self.number * 10 + (1 + others.index(by) if by else 0)
        return f"+8459{who:07}" if self.channel == "sms" else f"citizen{who}@people.example"

    def people(self) -> list[str]:
        """All who write in it."""
        return [self.person(), *(self.person(by) for by in sorted({step.by for step in self.steps if step.by}))]


def load(file: Path, first: int = 0) -> list[Scene]:
    """The scenes of a file, numbered from `first` on. Raises ValueError for one that cannot be read."""
    rows = tomllib.loads(file.read_text("utf-8"))["scene"]
    return [_scene(row, file.name, first + n) for n, row in enumerate(rows)]


def scenes() -> list[Scene]:
    """All of them. Raises ValueError where two have one name."""
    found: list[Scene] = []
    for file in sorted(DATA.glob("*.toml")):
        found += load(file, len(found))
    names = [scene.name for scene in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two scenes of one name: {sorted(twice)}")
    return found


def _scene(row: Mapping[str, Any], file: str, number: int) -> Scene:
    try:
        steps = tuple(_step(step) for step in [*_situation(row), *row["steps"]])
        return Scene(
            **{**{name: value for name, value in row.items() if name != "matter"}, "steps": steps},
            file=file,
            number=number,
        )
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"{file}: {row.get('name')}: {error}") from error


def _situation(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps that come first."""
    known = SITUATIONS[row["channel"]]
    matter = row.get("matter", known["matter"])
    steps = known[row["begins"]] if row.get("begins") else []
    return [{**step, "they": step["they"].replace("{matter}", matter)} if "they" in step else step for step in steps]


def _step(row: Mapping[str, Any]) -> Step:
    if sum(name in row for name in DOES) != 1:
        raise ValueError(f"one of {DOES} in {row}")
    expects = {one.name for one in fields(Expected)}
    better = row.get("better")
    return Step(
        **{name: value for name, value in row.items() if name not in expects and name != "better"},
        expected=Expected(**{name: value for name, value in row.items() if name in expects}),
        better=Expected(**better) if better else None,
    )
