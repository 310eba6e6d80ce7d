"""Processes beside the bench that cannot outlive it, and what the kernel says of a process's cost.

A helper of our own speaks JSON: one line in, one line out.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.local import processes

__all__ = ["ROOT", "Helper", "Usage", "children_of", "descendants_of", "running", "talking", "usage"]

ROOT = Path(__file__).parents[1]
STOP_SECONDS = 20.0
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command: list[str], output: Path, *, pipes: bool = False) -> "Iterator[subprocess.Popen[bytes]]":
    """A program for as long as the block runs; should we be killed, the kernel sends it SIGTERM."""
    account = [str(os.geteuid()), str(os.getegid()), str(int(signal.SIGTERM))]
    launcher = [sys.executable, "-I", "-S", str(processes.LAUNCHER), str(os.getpid())]
    pipe = subprocess.PIPE if pipes else subprocess.DEVNULL
    with output.open("wb") as words:
        process = subprocess.Popen(
            [*launcher, *account, *command],
            stdin=pipe,
            stdout=pipe if pipes else words,
            stderr=words,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is None:  # a helper ends with its standard input
        process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


class Helper:
    """One of bench's own modules, run as a program that answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", output: Path) -> None:
        self.process, self._output = process, output

    def hear(self) -> Any:
        """Its next answer. Raises RuntimeError with its last words where it has ended."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._output.name} ended: {self._output.read_text('utf-8', 'replace')[-2000:]}")
        return json.loads(line)

    def ask(self, word: str) -> Any:
        """Tell it one word, and hear its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(word.encode() + b"\n")
        self.process.stdin.flush()
        return self.hear()


@contextmanager
def talking(module: str, *words: str, output: Path) -> Iterator[Helper]:
    """`python -m module words…` as a Helper; what it logs goes to `output`."""
    with running([sys.executable, "-m", module, *words], output, pipes=True) as process:
        yield Helper(process, output)


@dataclass(frozen=True, slots=True)
class Usage:
    """What processes have cost since their start, and hold now."""

    cpu_seconds: float
    rss_mb: float


def usage(pids: Iterable[int]) -> Usage:
    """The sum over some processes; those that have ended meanwhile count nothing."""
    cpu = rss = 0.0
    for pid in pids:
        try:
            words = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
            pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        except OSError:
            continue
        cpu += sum(map(int, words[11:15])) / TICKS  # its own, and that of children it has reaped
        rss += pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return Usage(cpu, rss)


def children_of(pid: int) -> list[int]:
    """The living children of a process, of all its threads."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, file.read_text("ascii").split())
    return found


def descendants_of(pid: int) -> list[int]:
    """The living children of a process, theirs, and so on."""
    found = children_of(pid)
    return [*found, *(one for child in found for one in descendants_of(child))]
