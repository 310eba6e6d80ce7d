"""Every regular expression of the project is linear, whatever a stranger writes: those of modules and of cue files are
found by walking, so that none can be forgotten."""

import ast
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import gateway
from bench.hostile import SHAPES
from gateway.policy.indexing import Cue
from gateway.policy.patterns import BEFORE
from gateway.store import roles
from tests.support import modem_child  # noqa: F401 - by it the child's modules find each other

PROGRAMS = ("__main__", ".sms.child", ".sms.driver")  # run by their path; what they write is read all the same
ROOT = Path(__file__).parents[2]
SIZE = 3_000  # characters
QUICK = 0.004  # seconds: the square of so many steps takes twice as long
TRIES = 4
RATIO = 8  # of four times the length: a line takes 4, a square 16
WORD = re.compile(r"(?<!\\)[^\W\d_]{2,}")
MOST = 40  # words of a pattern
OWN = {roles._GRANT.pattern}  # reads files of ours
LEAST = 2_000  # patterns: fewer, and the walk has lost some
OF_CUES = ("prose", "syllables", "dangers", "blanks", "lines", "digits")


def modules() -> Iterator[str]:
    found = (one.name for one in walk_packages(gateway.__path__, "gateway."))
    return (name for name in found if not name.endswith(PROGRAMS))


def reached(value: Any, seen: dict[int, Any]) -> Iterator[re.Pattern[Any] | Cue]:
    """The patterns and cues in a module's value, and in what it holds."""
    if id(value) in seen:
        return
    seen[id(value)] = value  # kept, so that no other takes its place
    if isinstance(value, re.Pattern | Cue):
        yield value
    elif isinstance(value, Mapping):
        for one in (*value.keys(), *value.values()):
            yield from reached(one, seen)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from reached(one, seen)
    elif getattr(type(value), "__module__", "").startswith("gateway.") and hasattr(value, "__dict__"):
        yield from reached(vars(value), seen)
    elif isinstance(value, type) and value.__module__.startswith("gateway."):
        yield from reached(dict(vars(value)), seen)
    elif isinstance(value, Callable) and getattr(value, "__closure__", None):  # type: ignore[arg-type]
        yield from reached([cell.cell_contents for cell in value.__closure__], seen)


def in_functions(path: Path) -> Iterator[re.Pattern[Any]]:
    """Those written where they are used: re.sub("…", …)."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            f"re.{name}" for name in ("compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer")
        }:
            written = node.args[0]
            if isinstance(written, ast.Constant) and isinstance(written.value, str | bytes):
                yield re.compile(written.value)


def patterns() -> dict[str | bytes, Callable[[Any], object]]:
    """How every pattern is asked, by its text."""
    seen = dict[int, Any]()
    found: list[re.Pattern[Any] | Cue] = []
    for name in modules():
        found += reached(vars(import_module(name)), seen)
    for path in (ROOT / "gateway").rglob("*.py"):
        found += in_functions(path)
    cues = [one for one in found if isinstance(one, Cue)]
    others = {one for one in found if isinstance(one, re.Pattern)}
    only_matched = frozenset(anchored())
    asked = {one.pattern: one.match if one.pattern in only_matched else one.search for one in others}
    return asked | {f"{BEFORE}{one.written}": partial(one.search, start=0, end=4 * SIZE) for one in cues}


def anchored() -> Iterator[str | bytes]:
    """The patterns that nobody searches for: wherever their name is, it is asked for a match."""
    named = {name: vars(import_module(name)) for name in modules()}
    asked = dict[int, set[str]]()
    for values in named.values():
        for name, use in uses(Path(values["__file__"])):
            asked.setdefault(id(values.get(name)), set()).add(use)
    for value in (value for values in named.values() for value in values.values()):
        if isinstance(value, re.Pattern) and asked.get(id(value), {""}) <= {"match", "fullmatch", "pattern"}:
            yield value.pattern


def uses(path: Path) -> Iterator[tuple[str, str]]:
    """The names that a module asks for something, and for what; "" where it hands them on."""
    tree = ast.parse(path.read_text("utf-8"))
    asked = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    yield from ((ast.unparse(node.value), node.attr) for node in asked)
    known = {id(node.value) for node in asked}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in known:
            yield node.id, ""


def hostile(written: str | bytes, *, is_cue: bool) -> Iterator[str]:
    """Pieces that may keep a pattern busy: some that fit all, and its own words, which begin matches that fail."""
    yield from (SHAPES[name] for name in OF_CUES) if is_cue else SHAPES.values()
    words = WORD.findall(written if isinstance(written, str) else written.decode("latin-1"))[:MOST]
    yield from (f"{' '.join(some)} " for some in (words, words[:-1], words[:1]) if some)


def seconds(ask: Callable[[Any], object], written: str | bytes, piece: str, size: int) -> float:
    text = (piece * (size // len(piece) + 1))[:size]
    given = text if isinstance(written, str) else text.encode()[:size]
    began = time.process_time()
    ask(given)
    return time.process_time() - began


def is_linear(ask: Callable[[Any], object], written: str | bytes, piece: str) -> bool:
    """Time is asked for only where it is long, and then by how it grows."""
    if seconds(ask, written, piece, SIZE) < QUICK:
        return True
    tries = ((seconds(ask, written, piece, 4 * SIZE), seconds(ask, written, piece, SIZE)) for _ in range(TRIES))
    return any(long < RATIO * short for long, short in tries)


def test_every_pattern_takes_four_times_as_long_for_four_times_the_text() -> None:
    found = patterns()
    wrong = [
        (written[:200], piece[:60])
        for written, ask in found.items()
        if written not in OWN
        for piece in hostile(written, is_cue=str(written).startswith(BEFORE))
        if not is_linear(ask, written, piece)
    ]
    assert wrong == []
    assert len(found) > LEAST
