"""What the product imports is what `./gw run` installs: a development environment hides a missing package."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]


def imported() -> set[str]:
    """The third-party packages that gateway/ and workers/ import anywhere, functions included."""
    names: set[str] = set()
    for path in (*(ROOT / "gateway").rglob("*.py"), *(ROOT / "workers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names)


def test_every_package_that_the_product_imports_is_in_the_run_time_lock() -> None:
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M))
    owners = packages_distributions()  # a module of our own (gateway, the modem child's neighbours) has none
    missing = {
        name: owners[name]
        for name in imported() & set(owners)
        if not {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners[name]} & locked
    }
    assert missing == {}
