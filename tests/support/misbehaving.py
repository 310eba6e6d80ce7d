"""Work for the workers of tests/unit/test_sandbox.py: they do what they are told, however bad."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from gateway.domain.errors import Unreadable
from gateway.domain.reasons import text


def work(settings: Any) -> Any:
    """What the workers of these tests do: what they are told."""

    def answer(value: Any, given: list[bytes]) -> tuple[Any, list[bytes]]:
        act = ACTS.get(value, lambda: value)
        return [settings, act()], given

    return answer


def _die() -> None:
    os._exit(1)


def _spin() -> None:
    while True:
        pass


def _nonsense() -> None:
    for place in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            os.write(int(place.name), b"\xff" * 64)


def _unreadable() -> None:
    raise Unreadable(text("not a letter"))


def _open_files() -> list[str]:
    return sorted(str(place.readlink()) for place in Path("/proc/self/fd").iterdir() if place.is_symlink())


def _write() -> None:
    with Path("/dev/shm/gateway-sandbox").open("wb", buffering=0) as file:
        Path(file.name).unlink()
        file.write(b"x")


ACTS: dict[Any, Callable[[], Any]] = {
    "die": _die,
    "spin": _spin,
    "hang": lambda: time.sleep(60),
    "swell": lambda: bytes(4 << 30),
    "unreadable": _unreadable,
    "raise": lambda: 1 / 0,
    "pid": os.getpid,
    "files": _open_files,
    "write": _write,
    "deaf": lambda: signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
    "nonsense": _nonsense,
}
