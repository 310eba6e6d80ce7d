"""The list of scenes that are not right yet: known.toml, name -> "grade: what is seen"."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import tomli_w

from tests.scenes.stage import Played

__all__ = ["FILE", "read", "surprises", "write"]

FILE = Path(__file__).parent / "known.toml"
HEAD = """\
# Scenes that are not right yet, each with the first thing that is seen of it. A scene that is right and stands here
# fails the test, and so does one that is not right and does not. Made by: python -m tests.scenes --known

"""


def read() -> dict[str, str]:
    """The scenes that are known not to be right."""
    return tomllib.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


def write(played: Iterable[Played]) -> None:
    """Write the list anew."""
    listed = {one.scene.name: f"{one.grade}: {one.why}" for one in played if one.grade != "right"}
    FILE.write_text(HEAD + tomli_w.dumps(listed), "utf-8")


def surprises(played: Iterable[Played]) -> list[str]:
    """Where what is seen is not as the list says."""
    listed = read()
    found = []
    for one in played:
        if one.grade == "right" and one.scene.name in listed:
            found.append(f"{one.scene.name}: right, and still listed")
        elif one.grade != "right" and not listed.get(one.scene.name, "").startswith(one.grade):
            found.append(f"{one.scene.name}: {one.grade}: {one.why}")
    return found
