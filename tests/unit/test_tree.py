"""The tree is as docs/ARCHITECTURE.md draws it, and what is cited is there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

COMPARED = re.compile(r"""channel\b[\w.\[\]\"]*\s*(?:(?:==|!=) ['"]|in [({]['"])""")
ROOT = Path(__file__).parents[2]
MOST = 12  # names under gateway/: more hide the order that import-linter keeps
CODE = ("gateway", "workers", "bench", "tests")
CITED = re.compile(r"(?<![\w-])([A-Z][A-Z_-]+\.md)\b")
FAULT = re.compile(r"\b([FS]\d\d)\b")
PLACE = re.compile(r"(?<![\w/.-])(?:gateway|workers|tests|docs|deploy|bench)/[\w/-]*[\w](?:\.[a-z]+\b)?")


VIETNAMESE = re.compile("[ăâđêôơưạảãằắẳẵặầấẩẫậẻẽẹềếểễệỉĩịỏõọồốổỗộờớởỡợủũụừứửữựỳýỷỹỵ]", re.I)
MAY_HOLD_WORDS = (
    "bench/",  # letters to send
    "gateway/domain/text/",  # letters, syllables
    "gateway/policy/",  # what citizens write
    "gateway/channels/",  # what mails and phones write; each channel's own LABEL, for one outside the tree has it so
    "gateway/cli/demo.py",  # a citizen's messages
    "gateway/web/http/unforeseen.py",  # the last words where the catalogue itself may be what fails
)


def sources() -> list[Path]:
    found = [path for folder in CODE for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".sql", ".sh")]
    own = [path for path in ROOT.glob("*.md") if path.name != "THIRD-PARTY.md"]  # that one quotes others
    return sorted([*found, *own, *(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").glob("*.md")])


def test_the_library_is_a_dozen_packages() -> None:
    names = {path.name for path in (ROOT / "gateway").iterdir() if not path.name.startswith("_")}
    assert len(names) <= MOST, sorted(names)
    drawn = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    assert [name for name in sorted(names) if f"gateway.{name}" not in drawn] == []


def faces(path: Path) -> Iterator[str]:
    """Names that a module takes from the face (`__init__`) of a package that it lies in."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.module or node.level:
            continue
        parts = tuple(node.module.split("."))
        if parts == package[: len(parts)] and len(parts) > 1:
            place = ROOT.joinpath(*parts)
            yield from (a.name for a in node.names if (*parts, a.name) == package[: len(parts) + 1])
            yield from (
                a.name for a in node.names if not any((place / name).exists() for name in (a.name, f"{a.name}.py"))
            )


def test_no_module_imports_the_face_of_its_own_package() -> None:
    modules = [path for path in (ROOT / "gateway").rglob("*.py") if path.name != "__init__.py"]
    assert {str(path.relative_to(ROOT)): names for path in modules if (names := list(faces(path)))} == {}


def texts() -> Iterator[tuple[Path, str]]:
    """What may cite something: a migration's text is part of its checksum, and stays."""
    yield from ((p, p.read_text("utf-8")) for p in sources() if p != Path(__file__) and "migrations" not in p.parts)


def test_what_is_cited_is_in_the_repository() -> None:
    known = {one.name for one in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").glob("*.md"))}
    assert {str(path): lost for path, text in texts() if (lost := set(CITED.findall(text)) - known)} == {}


def test_a_place_that_is_named_is_in_the_repository() -> None:
    others = [ROOT / "THIRD-PARTY.md", *(p for p in (ROOT / "deploy").rglob("*") if p.suffix == ".service")]
    all = [*texts(), *((p, p.read_text("utf-8")) for p in others)]
    said = {(path, place) for path, text in all if path.name != "previous.sql" for place in PLACE.findall(text)}
    assert sorted(f"{path}: {place}" for path, place in said if not _is_there(place)) == []


def _is_there(place: str) -> bool:
    return any((ROOT / (place + ending)).exists() for ending in ("", ".py", ".sql")) or bool(
        list(ROOT.glob(place + "*"))  # cues_*.txt, gw-lines@.service
    )


def test_a_fault_that_is_named_is_on_the_list_of_faults() -> None:
    listed = (ROOT / "docs" / "FAILURES.md").read_text("utf-8")
    known = {f"F{n:02}" for a, b in re.findall(r"F(\d\d)–F(\d\d)", listed) for n in range(int(a), int(b) + 1)}
    known |= set(FAULT.findall(listed))
    for path, text in texts():
        if (path.suffix == ".py" and "FAILURES" in text) or path.parent.name == "faults":
            assert set(FAULT.findall(text)) <= known, path


def test_nobody_outside_channels_compares_a_channel_s_name() -> None:
    """What others may know of a channel: domain/channel_traits.py."""
    others = [path for path in (ROOT / "gateway").rglob("*.py") if ROOT / "gateway" / "channels" not in path.parents]
    assert {str(path): found for path in others if (found := COMPARED.findall(path.read_text("utf-8")))} == {}


def test_no_module_needs_itself_by_a_detour() -> None:
    """Late imports and those for types alone count too."""
    needs = {name: set(_imports(path)) - {name} for name, path in _modules().items()}
    while leaves := {name for name, needed in needs.items() if not needed & needs.keys()}:
        for leaf in leaves:
            del needs[leaf]
    assert sorted(needs) == []


def test_functions_are_short() -> None:
    """95 in 100 under 45 lines, none over 60."""
    lengths = {
        f"{name}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, path in _modules().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}
    assert sum(lines < 45 for lines in lengths.values()) >= 0.95 * len(lengths)


def test_words_that_people_read_stand_in_the_catalogue() -> None:
    """Vietnamese in a string of a module is data of the reader or a sample; else its words are told in one language."""
    others = {path for path in _modules().values() if not str(path.relative_to(ROOT)).startswith(MAY_HOLD_WORDS)}
    found = {str(path): words for path in others if (words := [s for s in _strings(path) if VIETNAMESE.search(s)])}
    assert found == {}


def _strings(path: Path) -> Iterator[str]:
    """All strings but docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


@cache
def _modules() -> dict[str, Path]:
    paths = [path for folder in ("gateway", "workers", "bench") for path in (ROOT / folder).rglob("*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def _imports(path: Path) -> Iterator[str]:
    known = _modules()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in known else node.module
