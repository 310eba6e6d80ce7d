"""GW_TEST_STRICT: what is not installed is a failure, what cannot be had on this machine is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPS = """
import pytest
def test_missing(): pytest.skip("Dovecot is not installed (Debian: dovecot-imapd)")
def test_machine(): pytest.skip("needs root")
@pytest.mark.xfail(reason="known")
def test_known(): assert False
"""


@pytest.mark.parametrize(("strict", "outcome"), [("1", "1 failed, 1 skipped, 1 xfailed"), ("", "2 skipped, 1 xfailed")])
def test_a_skip_is_a_failure_only_where_an_installation_would_mend_it(
    tmp_path: Path, strict: str, outcome: str
) -> None:
    (tmp_path / "test_it.py").write_text(SKIPS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", ROOT / "pyproject.toml", "-p", "tests.conftest", tmp_path],
        cwd=ROOT,
        env={**os.environ, "GW_TEST_STRICT": strict, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout
    assert "    1  needs root\n" in done.stdout
    assert ("apt-get install dovecot-imapd" in done.stdout) is (strict == "")


def test_a_whole_module_that_cannot_be_imported_is_a_failure_too(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", ROOT / "pyproject.toml", "-p", "tests.conftest", tmp_path],
        cwd=ROOT,
        env={**os.environ, "GW_TEST_STRICT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "which GW_TEST_STRICT forbids" in done.stdout
