"""A wall clock that a test sets, for processes started with it and for all that they start (clock.c): gateways,
PostgreSQL, Valkey. Their monotonic clocks stay true, so nothing waits longer.

    clock = SetClock(directory)
    clock.set(datetime(2026, 4, 30, 23, 40, tzinfo=ZONE))
    Launched(config, **clock.environment)

    python -m tests.support.set_clock "2027-02-06 23:50" tests/store -q     tests themselves, as if it were then
"""

import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.support import needs

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SOURCE = Path(__file__).with_name("clock.c")


class SetClock:
    """One clock. `directory`: a new one, where the servers' own user may look too."""

    def __init__(self, directory: Path) -> None:
        self._file, shim = directory / "clock", directory / "clock.so"
        subprocess.run([needs.program("gcc"), "-shared", "-fPIC", "-O1", "-o", shim, SOURCE], check=True)
        self.environment = {"LD_PRELOAD": str(shim), "CLOCK_FILE": str(self._file)}
        self._ahead = 0
        self.put_ahead(0)

    def put_ahead(self, seconds: int) -> None:
        """So many seconds before the true time."""
        self._ahead = seconds
        with self._file.open("r+b" if self._file.exists() else "wb") as file:  # in place: it is mapped into processes
            file.write(struct.pack("q", seconds))

    def set(self, at: datetime) -> None:
        """It is this moment now, to the second."""
        self.put_ahead(int(at.timestamp()) - int(self._true()))

    @property
    def now(self) -> datetime:
        """What it says."""
        return datetime.fromtimestamp(self._true() + self._ahead, ZONE)

    def _true(self) -> float:
        """The kernel's own time, whatever clock this process goes by."""
        self._file.touch()
        return self._file.stat().st_mtime


@contextmanager
def for_servers(environment: Mapping[str, str]) -> Iterator[None]:
    """PostgreSQL and Valkey, started within, go by the clock that these variables name, if they name one."""
    from gateway.local import processes

    own = dict(processes.ENVIRONMENT)
    processes.ENVIRONMENT.update({key: environment[key] for key in ("LD_PRELOAD", "CLOCK_FILE") if key in environment})
    yield
    processes.ENVIRONMENT.clear()
    processes.ENVIRONMENT.update(own)


def main() -> int:
    """Run pytest at a time of Viet Nam's."""
    at, *words = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="gw-clock-") as directory:
        Path(directory).chmod(0o755)
        clock = SetClock(Path(directory))
        clock.set(datetime.fromisoformat(at).replace(tzinfo=ZONE))
        command = [sys.executable, "-m", "pytest", *words]
        return subprocess.run(command, env={**os.environ, **clock.environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
