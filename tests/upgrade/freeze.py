"""`python -m tests.upgrade.freeze`: the statements of this version, as they go to the server, for the next one's test.

To be run before a migration in halves is written: previous.sql then holds what those processes say that will run
beside it.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from gateway import store
from gateway.store import database, migrations
from gateway.store.rows import Insert, Select

FILE = Path(__file__).with_name("previous.sql")
APART = {"roles"}  # statements whose names are put in by roles.py
TEMPLATE = re.compile(r"(?<!:):(?:columns|values|rows)\b")


def statements() -> Iterator[tuple[str, str]]:
    """Each statement by file and name, those that are made of a dataclass by module and name."""
    for path in sorted(database.SQL_DIRECTORY.glob("*.sql")):
        for name, sql in database.queries(path.stem).items():
            if path.stem not in APART and not TEMPLATE.search(sql):
                yield f"{path.stem}.{name}", sql
    for module in pkgutil.walk_packages(store.__path__, store.__name__ + "."):
        for name, value in sorted(vars(importlib.import_module(module.name)).items()):
            for one in value.values() if isinstance(value, dict) else (value,):
                if isinstance(one, Insert | Select):
                    yield f"{module.name.removeprefix('gateway.store.')}.{name}", one.sql


def previous() -> tuple[int, Mapping[str, str]]:
    """The version that was frozen, and its statements."""
    head, *blocks = re.split(r"^-- name: *([^\n]+)\n", FILE.read_text("utf-8"), flags=re.M)
    version = re.search(r"version (\d+)", head)
    assert version is not None
    return int(version[1]), dict(zip(blocks[::2], (block.strip() for block in blocks[1::2]), strict=True))


def main() -> None:
    found = dict(statements())
    text = "".join(f"-- name: {name}\n{sql.strip()}\n\n" for name, sql in found.items())
    FILE.write_text(
        f"-- Made by freeze.py: what processes of schema version {migrations.newest()} say.\n\n{text}", "utf-8"
    )


if __name__ == "__main__":
    main()
