"""./gw: ready at once when it is set up, goes on where it was interrupted, says in words what it cannot do."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
CLI = "import os, sys, gateway\nprint(sys.argv[1:], os.getcwd(), os.path.dirname(gateway.__file__))\n"
UV = """#!/bin/sh
[ "$1" = --version ] && { echo "uv 0"; exit; }
echo "$*" >>"$(dirname "$0")/../asked"
exit "${FAKE_UV_EXIT:-0}"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout below a path with a space, and an environment whose uv only writes down its task."""
    here = tmp_path / "a checkout"
    (here / "gateway").mkdir(parents=True)
    (here / "gateway" / "__init__.py").touch()
    (here / "gateway" / "cli.py").write_text(CLI)
    for name in ("gw", *LOCKS):
        shutil.copy(ROOT / name, here / name)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", here / ".venv"], check=True)
    (here / ".venv" / "bin" / "uv").write_text(UV)
    (here / ".venv" / "bin" / "uv").chmod(0o755)
    return here


def gw(here: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    whole = {name: value for name, value in os.environ.items() if name != "GW_PYTHON"} | environment
    return subprocess.run(
        [here / "gw", *arguments], cwd="/", env=whole, capture_output=True, text=True, check=False, timeout=60
    )


def asked(here: Path) -> list[str]:
    file = here / ".venv" / "asked"
    return file.read_text().splitlines() if file.exists() else []


def test_it_runs_the_command_line_of_its_own_checkout_from_anywhere(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "shadow" / "gateway").mkdir(parents=True)
    done = gw(checkout, "answer", "HN-7K3M9K", "two words", PYTHONPATH=str(tmp_path / "shadow"))
    assert done.stdout.strip() == f"['answer', 'HN-7K3M9K', 'two words'] / {checkout / 'gateway'}"


def test_it_is_found_through_a_symbolic_link(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(checkout / "gw")
    done = subprocess.run([tmp_path / "link", "x"], cwd="/", capture_output=True, text=True, check=False)
    assert str(checkout) in done.stdout


def test_the_second_start_sets_nothing_up(checkout: Path) -> None:
    assert gw(checkout, "setup").returncode == 0
    assert len(asked(checkout)) == 1
    second = gw(checkout, "setup")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert len(asked(checkout)) == 1


def test_packages_are_checked_by_their_hashes_and_never_built(checkout: Path) -> None:
    gw(checkout, "setup")
    (task,) = asked(checkout)
    assert task.startswith("pip sync ") and "--require-hashes" in task and "--only-binary :all:" in task
    assert task.endswith(f"{checkout}/requirements.lock")


def test_a_changed_lock_is_set_up_again(checkout: Path) -> None:
    gw(checkout, "setup")
    (checkout / "requirements.lock").write_text((checkout / "requirements.lock").read_text() + "\n")
    gw(checkout, "setup")
    assert len(asked(checkout)) == 2


def test_an_interrupted_set_up_goes_on_and_trusts_no_half_written_package(checkout: Path) -> None:
    first = gw(checkout, "run", FAKE_UV_EXIT="1")
    assert first.returncode == 1 and "the set-up is not complete; ./gw goes on from here" in first.stderr
    assert gw(checkout, "setup").returncode == 0
    before, after = asked(checkout)
    assert "--reinstall" not in before and "--reinstall" in after


def test_an_environment_for_tests_serves_a_run_but_not_the_other_way_round(checkout: Path) -> None:
    gw(checkout, "setup")
    gw(checkout, "test", "--version")
    gw(checkout, "setup")
    assert [Path(task).name for task in asked(checkout)] == ["requirements.lock", "requirements-dev.lock"]


def test_another_python_than_before_is_noticed(checkout: Path) -> None:
    gw(checkout, "setup")
    stamp = checkout / ".venv" / "gw-stamp"
    stamp.write_text(re.sub(r"\S+$", "/usr/bin/python2.7", stamp.read_text().rstrip()) + "\n")
    gw(checkout, "setup")
    assert len(asked(checkout)) == 2


def test_without_any_python_it_says_what_to_install(checkout: Path, tmp_path: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink", "sha256sum", "cut", "tr", "date", "mkdir", "id", "flock", "env"):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    done = gw(checkout, "run", PATH=str(tools))
    assert done.returncode == 1
    assert "needs Python 3.11 to 3.14 with its venv module" in done.stderr


def test_a_python_named_by_hand_that_does_not_suit_is_refused(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    done = gw(checkout, "run", GW_PYTHON="/bin/false")
    assert done.returncode == 1 and "/bin/false (named by GW_PYTHON) is no Python" in done.stderr


@pytest.mark.parametrize("script", ["gw", ".ci/run"])
def test_scripts_are_plain_posix_shell(script: str) -> None:
    shell = shutil.which("dash") or "sh"
    assert subprocess.run([shell, "-n", ROOT / script], check=False).returncode == 0
    assert os.access(ROOT / script, os.X_OK)


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text()))


def test_lock_files_name_no_address_and_hash_every_package() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()
        assert "://" not in text and "@" not in text
        entries = re.split(r"(?m)^(?=[a-z0-9-]+==)", text)[1:]
        assert entries and all("--hash=sha256:" in entry for entry in entries)
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items()


def test_the_licence_is_the_one_named() -> None:
    text = (ROOT / "LICENSE").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "3972dc9744f6499f0f9b2dbf76696f2ae7ad8af9b23dde66d6af86c9dfb36986"


def test_every_locked_package_stands_in_the_third_party_notices() -> None:
    notices = (ROOT / "THIRD-PARTY.md").read_text("utf-8")
    assert {name for name in pins(LOCKS[0]) if f"| {name} |" not in notices} == set()
