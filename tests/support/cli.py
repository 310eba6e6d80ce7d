"""`gw` as a user runs it: a process of its own."""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "gateway.cli", *map(str, words)]


def gw(*words: str | Path, given: str = "", deadline: float = 90, columns: int = 200) -> Said:
    """Run `gw` with these words, on a terminal of so many columns."""
    done = subprocess.run(
        command(*words),
        input=given.encode(),
        capture_output=True,
        env={**ENVIRONMENT, "COLUMNS": str(columns)},
        cwd=ROOT,
        timeout=deadline,
        check=False,
        start_new_session=True,  # no terminal to ask on
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


async def agw(*words: str | Path, given: str = "", columns: int = 200) -> Said:
    """The same beside a gateway that runs in this process."""
    return await asyncio.to_thread(gw, *words, given=given, columns=columns)
