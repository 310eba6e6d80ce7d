"""Server processes that cannot outlive us, and that do not run as root.

A killed gateway leaves no server behind: each asks the kernel for a signal when the thread that started it dies, so
start them from the main thread. They get a session of their own: Ctrl-C is for us, who stop them last. A server's
directory reaches it as an open descriptor (/proc/self/fd/N): so it may lie below a home that its user cannot enter.
"""

import logging
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gateway.domain.errors import GatewayError
from gateway.local.reasons import FAILED, NO_USER, NOT_STARTED

__all__ = ["Account", "Server", "account", "evict", "free_port", "reachable", "run", "start"]

log = logging.getLogger(__name__)
SERVER_USER = "citizen-gateway"  # owns the servers where the gateway itself runs as root
LAUNCHER = Path(__file__).with_name("launch.py")
CACHE = Path("/var/cache/citizen-gateway")
POLL = 0.01
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}  # a server's, whatever ours is


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who a server runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: where it answers, and its process. `url` holds its password."""

    url: str
    process: subprocess.Popen[bytes]
    stop_signals: tuple[signal.Signals, ...]  # from gentle to hard

    def stop(self, patience: float = 20.0) -> None:
        """Stop it and wait until it is gone; less gently each time `patience` seconds have passed."""
        for number in (*self.stop_signals, signal.SIGKILL):
            self.process.send_signal(number)
            try:
                self.process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                log.warning("a server does not stop, trying harder", extra={"signal": number.name})
        self.process.wait()


def account() -> Account:
    """Our own account; for root a system user of its own, made where it is missing: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    try:
        found = pwd.getpwnam(SERVER_USER)
    except KeyError:
        log.warning("making the system user %s, which the embedded servers run as", SERVER_USER)
        command = [
            "useradd",
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
        ]
        done = subprocess.run([*command, SERVER_USER], capture_output=True, text=True, check=False)
        try:
            found = pwd.getpwnam(SERVER_USER)
        except KeyError:
            raise GatewayError(NO_USER(user=SERVER_USER, error=done.stderr.strip())) from None
    return Account(uid=found.pw_uid, gid=found.pw_gid)


def reachable(program: Path, packages: Sequence[Path], version: str, who: Account) -> Path:
    """`program` where `who` can run it: in place, or in a copy of its `packages` (sibling directories) in the cache."""
    if who.uid == os.geteuid() or all(place.stat().st_mode & 0o005 == 0o005 for place in (program, *program.parents)):
        return program
    copy = CACHE / version
    if not copy.exists():
        log.warning("copying %s to %s, where the user %s can run it", version, copy, SERVER_USER)
        _copy(packages, copy)
    return copy / program.relative_to(packages[0].parent)


def _copy(packages: Sequence[Path], copy: Path) -> None:
    fresh = copy.with_name(f".{copy.name}.{os.getpid()}")
    fresh.mkdir(parents=True)
    for package in packages:
        shutil.copytree(package, fresh / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    for place in (copy.parent, fresh, *fresh.rglob("*")):
        place.chmod(place.stat().st_mode | (0o555 if place.is_dir() or place.stat().st_mode & 0o100 else 0o444))
    try:
        fresh.rename(copy)
    except OSError:  # another process was quicker
        shutil.rmtree(fresh)


_given: deque[int] = deque(maxlen=64)


def free_port() -> int:
    """A TCP port on loopback that nobody uses at this moment, and that was not given a moment ago."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in _given:
            _given.append(port)
            return port


def run(command: Sequence[str], who: Account, fds: Sequence[int], *, given: bytes = b"") -> None:
    """Run a program to its end as `who`, `given` on its standard input. Raises GatewayError with its last words."""
    process = _spawn(command, who, signal.SIGKILL, fds, given, subprocess.PIPE)
    words, _ = process.communicate()
    if process.returncode:
        raise GatewayError(FAILED(program=Path(command[0]).name, status=process.returncode, output=_end_of(words)))


def start(
    command: Sequence[str],
    who: Account,
    *,
    url: str,
    stop_signals: tuple[signal.Signals, ...],
    fds: Sequence[int],
    output: Path,
    ready: Callable[[int], bool],
    patience: float,
    given: bytes = b"",
) -> Server:
    """Start a server with `given` on its standard input and wait at most `patience` seconds until `ready(pid)`.

    What it says goes to the file `output`, begun anew. Raises GatewayError with its last words if it does not start.
    """
    with output.open("wb") as words:
        process = _spawn(command, who, stop_signals[0], fds, given, words)
    server = Server(url=url, process=process, stop_signals=stop_signals)
    until = time.monotonic() + patience
    try:
        while not ready(process.pid):
            if process.poll() is not None or time.monotonic() > until:
                name = Path(command[0]).name
                raise GatewayError(NOT_STARTED(program=name, file=str(output), output=_end_of(output.read_bytes())))
            time.sleep(POLL)
    except BaseException:
        server.stop(2.0)
        raise
    return server


def evict(directory: Path, pidfile: Path, stop_signals: Sequence[signal.Signals]) -> None:
    """End a server that a killed gateway left in `directory`, and remove its `pidfile`.

    A pid alone proves nothing (numbers are used again, in containers at once): the process must work in `directory`.
    Call it under the lock of the data directory only.
    """
    try:
        pid = int(pidfile.read_text("utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        pid = 0
    for number in (0, *stop_signals, signal.SIGKILL):
        until = time.monotonic() + 2.0
        while _works_in(pid, directory) and time.monotonic() < until:
            time.sleep(POLL)
        if number and _works_in(pid, directory):
            os.kill(pid, number)
    pidfile.unlink(missing_ok=True)


def _works_in(pid: int, directory: Path) -> bool:
    try:
        return pid > 0 and Path(f"/proc/{pid}/cwd").samefile(directory)
    except OSError:
        return False


def _end_of(words: bytes) -> str:
    return " / ".join(words.decode("utf-8", "replace").strip().splitlines()[-3:])


def _spawn(
    command: Sequence[str],
    who: Account,
    death: signal.Signals,
    fds: Sequence[int],
    given: bytes,
    output: int | IO[bytes],
) -> subprocess.Popen[bytes]:
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("start servers from the main thread: they end with the thread that started them")
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER)]
    with open(os.memfd_create("given"), "w+b") as stdin:
        stdin.write(given)
        stdin.seek(0)
        return subprocess.Popen(
            [*launcher, str(os.getpid()), str(who.uid), str(who.gid), str(int(death)), *command],
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=fds,
            start_new_session=True,
            cwd="/",
            env=ENVIRONMENT,
        )
