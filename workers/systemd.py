"""Notifies systemd of our state (sd_notify(3)): ready, alive, stopping. Without systemd nobody is notified.

Being alive is proved, not claimed. Each loop that must never stand still beats each time it goes round,
whether it got anywhere or not: a database that is down is no reason to be killed, a loop that hangs is one.
"""

import asyncio
import os
import socket
import time
from collections.abc import MutableMapping
from contextlib import suppress

__all__ = ["QUIET_SECONDS", "Heartbeat", "Service", "feed"]

QUIET_SECONDS = 180.0  # a round ends sooner in all its misery: 15 s for a connection, 60 s for an answer of each kind


class Heartbeat:
    """When each loop last went round."""

    def __init__(self) -> None:
        self._beats: dict[str, float] = {}

    def beat(self, loop: str) -> None:
        """The loop of that name goes round once more."""
        self._beats[loop] = time.monotonic()

    def quiet(self) -> float:
        """Seconds since the slowest of all loops went round; 0 where there is none."""
        return time.monotonic() - min(self._beats.values(), default=time.monotonic())


class Service:
    """Our side of a unit with Type=notify. Its variables are taken out of `environ`: they are not for our children.

    `watchdog`: after how many seconds without a word systemd kills us; 0: never."""

    def __init__(self, environ: MutableMapping[str, str]) -> None:
        self._address = environ.pop("NOTIFY_SOCKET", "")
        ours = environ.pop("WATCHDOG_PID", "") in ("", str(os.getpid()))
        seconds = int(environ.pop("WATCHDOG_USEC", "") or 0) / 1e6
        self.watchdog = seconds if ours and self._address else 0.0

    def notify(self, *words: str) -> None:
        """Send assignments like READY=1. Never raises, never waits: a supervisor that does not listen stops no work."""
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as out:
            out.sendto("\n".join(words).encode(), address)


async def feed(service: Service, heartbeat: Heartbeat, longest: float = QUIET_SECONDS) -> None:
    """Say WATCHDOG=1 three times as often as asked, while no loop has been quiet for longer than `longest` seconds.

    It runs in the event loop that it vouches for: one that is blocked says nothing."""
    while service.watchdog:
        if heartbeat.quiet() < longest:
            service.notify("WATCHDOG=1")
        await asyncio.sleep(service.watchdog / 3)
