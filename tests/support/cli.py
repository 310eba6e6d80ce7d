"""`gw` as a user runs it: a process of its own, forked by a server that has imported what commands need."""

import asyncio
import atexit
import functools
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.process import ForkServer

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "TERM": "dumb", "LANG": "C.UTF-8", "LC_ALL": ""}


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


@functools.cache
def _forks() -> ForkServer:
    made = ForkServer()
    atexit.register(made.close)
    return made


def gw(*words: str | Path, given: str = "", deadline: float = 90, columns: int = 200) -> Said:
    """Run `gw` with these words, on a terminal of so many columns."""
    with tempfile.TemporaryDirectory(prefix="gw-said-") as name:
        place = Path(name)
        (place / "in").write_text(given, "utf-8")
        process = _forks().command(place, *map(str, words), COLUMNS=str(columns), **ENVIRONMENT)
        until = time.monotonic() + deadline
        while process.running:
            if time.monotonic() > until:
                process.signal(signal.SIGKILL)
                raise TimeoutError(f"gw {words[0]} takes longer than {deadline:.0f} s")
            time.sleep(0.01)
        code = int(process.end.read_text("ascii"))
        return Said(code, (place / "out").read_text("utf-8"), (place / "err").read_text("utf-8"))


async def agw(*words: str | Path, given: str = "", columns: int = 200) -> Said:
    """The same beside a gateway that runs in this process."""
    return await asyncio.to_thread(gw, *words, given=given, columns=columns)
