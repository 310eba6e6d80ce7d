"""The mail server that the gateway reads: Debian's Dovecot as it comes, else the simulator's own (bench.simulator)."""

import os
import socket
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench import children, dovecot
from gateway.local import processes

__all__ = ["DOMAIN", "PASSWORD", "Mailboxes", "opened"]

DOMAIN = "village.example"
PASSWORD = "bench"  # noqa: S105 - of mailboxes that live as long as the bench does


class Mailboxes:
    """A running mail server. `name`: which it is."""

    def __init__(self, name: str, port: int, folder: str, owner: tuple[int, int]) -> None:
        self.name, self.port = name, port
        self._folder, self._owner = folder, owner
        self._n = 0

    def put(self, address: str, letters: Iterable[bytes]) -> None:
        """Deliver mails as a local delivery agent does: written beside, then renamed in."""
        folder = Path(self._folder.format(address))
        for name in ("tmp", "new", "cur"):
            _make(folder / name, self._owner)
        for body in letters:
            self._n += 1
            name = f"{time.time_ns():020}.M{self._n:07}.bench"
            (folder / "tmp" / name).write_bytes(body)
            os.chown(folder / "tmp" / name, *self._owner)
            (folder / "tmp" / name).rename(folder / "new" / name)


def _make(folder: Path, owner: tuple[int, int]) -> None:
    if not folder.exists():
        if not folder.parent.exists():
            _make(folder.parent, owner)
        folder.mkdir()
        os.chown(folder, *owner)


@contextmanager
def opened(at: Path, addresses: Sequence[str]) -> Iterator[Mailboxes]:
    """Serve these mailboxes, kept below `at`."""
    at.mkdir()
    with _dovecot(at) if dovecot.program() else _simulator(at, addresses) as mailboxes:
        yield mailboxes


@contextmanager
def _dovecot(at: Path) -> Iterator[Mailboxes]:
    port = processes.free_port()
    with children.running(dovecot.prepare(at, port, PASSWORD), at / "out"):
        _wait_for(port, at / "log")
        yield Mailboxes("Dovecot", port, f"{at}/home/{{}}/Maildir", dovecot.owner())


@contextmanager
def _simulator(at: Path, addresses: Sequence[str]) -> Iterator[Mailboxes]:
    port = processes.free_port()
    words = [sys.executable, "-m", "bench.simulator", str(at), str(port), PASSWORD, *addresses]
    with children.running(words, at.with_name("simulator.out")):
        _wait_for(port, at.with_name("simulator.out"))
        yield Mailboxes("the simulator's mail server", port, f"{at}/{{}}", (os.getuid(), os.getgid()))


def _wait_for(port: int, log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the mail server does not start: {log.read_text('utf-8', 'replace')[-500:]}")
