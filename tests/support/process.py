"""A gateway as real processes: `python -m workers --config …`, armed to die at a named place where a test says so; and
commands, `python -m gateway.cli …`.

Starting Python costs up to two seconds of a core, and the tests start it hundreds of times: a fork server has imported
the gateway once. What it forks is a process of its own like any other, to be killed or stopped by its id.
"""

import asyncio
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CRASHED = 137  # gateway/runtime/failpoints.py
PARTS = ("--lines", "all", "--intake")  # all that works, without the page and the servers


class Process:
    """One started gateway; its own words are in `log`, its exit code, at the end, in `end`."""

    def __init__(self, pid: int, log: Path, end: Path) -> None:
        self.pid, self.log, self.end = pid, log, end

    @property
    def running(self) -> bool:
        return not self.end.exists()

    async def ended(self, deadline: float = 60.0) -> int:
        """Wait for its end; its exit code. One that lives on fails the test, with its last words."""
        until = time.monotonic() + deadline
        while self.running:
            if time.monotonic() > until:
                self.signal(signal.SIGUSR1)
                await asyncio.sleep(1)
                raise AssertionError(f"the process is still running; it said:\n{self.words()}")
            await asyncio.sleep(0.02)
        return int(self.end.read_text("ascii"))

    async def died(self) -> None:
        """Wait for the armed place."""
        code = await self.ended()
        assert code == CRASHED, f"ended with {code} instead of dying at the armed place; it said:\n{self.words()}"

    def words(self) -> str:
        """The end of what it has said, and logged."""
        logs = sorted((self.log.parent / "data").glob("logs/*"))
        return "\n".join(file.read_text("utf-8", "replace")[-8000:] for file in (self.log, *logs) if file.exists())

    def signal(self, number: signal.Signals) -> None:
        """To this process alone."""
        if self.running:
            with suppress(ProcessLookupError):  # it has ended, and that is not noted yet
                os.kill(self.pid, number)

    async def kill(self) -> None:
        """kill -9, and wait."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> None:
        """A clean stop."""
        self.signal(signal.SIGTERM)
        assert await self.ended() == 0, f"the clean stop failed; it said:\n{self.words()}"


class Launched(Process):
    """A gateway started the long way, in an environment of its own: what is preloaded into it must be there from its
    first instruction."""

    def __init__(self, config: Path, *words: str, **environment: str) -> None:
        log = config.parent / "process.log"
        command = [sys.executable, "-m", "workers", "--config", str(config), *(words or PARTS)]
        with log.open("ab") as out:
            self.popen = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        super().__init__(self.popen.pid, log, config.parent / f"process.{self.popen.pid}.end")

    @property
    def running(self) -> bool:
        """Whether it lives; its exit code is noted where a fork server's are."""
        if not self.end.exists() and (code := self.popen.poll()) is not None:
            _note(self.end, code)
        return not self.end.exists()


class ForkServer:
    """Forks gateways and commands; kills what is left of them at its end, or at the test run's."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.support.process"]
        self._lock = threading.Lock()  # orders and pids go one by one
        self._popen = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._popen.stdout is not None
        if self._popen.stdout.readline() != b"ready\n":
            self.close()
            raise ImportError("the gateway cannot be imported: what was wrong stands in the fork server's own words")

    def start(self, config: Path, *words: str, crash: str = "") -> Process:
        """A gateway process of this configuration; without words, its working PARTS."""
        log = config.parent / "process.log"
        words = ("--config", str(config), *(words or PARTS))
        return self._start("workers.__main__", words, Path(os.devnull), log, log, GATEWAY_CRASH_AT=crash)

    def command(self, place: Path, *words: str, **environment: str) -> Process:
        """`gw` with these words; it reads `in`, and writes `out` and `err`, in the directory `place`."""
        return self._start("gateway.cli.__main__", words, place / "in", place / "out", place / "err", **environment)

    def _start(
        self, module: str, words: Sequence[str], given: Path, out: Path, err: Path, **environment: str
    ) -> Process:
        files = [str(given), str(out), str(err)]
        order = {"module": module, "words": words, "files": files, "environment": environment}
        assert self._popen.stdin is not None and self._popen.stdout is not None
        with self._lock:
            self._popen.stdin.write(json.dumps(order).encode() + b"\n")
            self._popen.stdin.flush()
            pid = int(self._popen.stdout.readline())
        return Process(pid, out, _end(out, pid))

    def close(self) -> None:
        """The end of it, and of all it has started."""
        assert self._popen.stdin is not None and self._popen.stdout is not None
        self._popen.stdin.close()
        self._popen.wait()
        self._popen.stdout.close()


def _print_stacks(*_: object) -> None:
    """On SIGUSR1: where each task stands."""
    for task in asyncio.all_tasks():
        task.print_stack()


def _end(out: Path, pid: int) -> Path:
    """Where a process's exit code is noted."""
    return out.with_name(f"process.{pid}.end")


def _child(order: dict[str, Any]) -> None:
    """The forked process becomes a gateway or a command; never returns."""
    code: object = 1
    try:
        os.setsid()  # no terminal to ask on
        given, *written = order["files"]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        for target, source in enumerate([os.open(given, os.O_RDONLY), *(os.open(name, flags) for name in written)]):
            os.dup2(source, target)
        signal.signal(signal.SIGUSR1, _print_stacks)
        os.environ.update(order["environment"])
        importlib.reload(importlib.import_module("gateway.runtime.failpoints"))
        sys.argv[1:] = order["words"]
        code = importlib.import_module(order["module"]).main()
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def main() -> None:
    """The fork server's own process: orders in, one a line, pids out."""
    importlib.import_module("workers.__main__")
    os.write(1, b"ready\n")
    living: dict[int, Path] = {}
    orders = open(0, "rb", buffering=0)  # noqa: SIM115 - or select would not see what a buffer has taken
    while True:
        if select.select([0], [], [], 0.02)[0]:
            line = orders.readline()
            if not line:
                break
            order = json.loads(line)
            pid = os.fork()
            if pid == 0:
                _child(order)
            living[pid] = _end(Path(order["files"][1]), pid)
            os.write(1, f"{pid}\n".encode())
        for pid in list(living):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                _note(living.pop(pid), os.waitstatus_to_exitcode(status))
    for pid in living:
        os.kill(pid, signal.SIGKILL)


def _note(end: Path, code: int) -> None:
    draft = end.with_suffix(".new")
    draft.write_text(str(code), "ascii")
    draft.rename(end)


if __name__ == "__main__":
    main()
