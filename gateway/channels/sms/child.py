"""The process that owns one modem: it can be killed, a thread in gammu cannot.

Started by file path with bare Python (no site, no gateway package), so that it stays small; imports gammu, the standard
library and its neighbours (wire.py, driver.py and what that names). It takes one command at a time from its standard
input, as frames of wire.py, and answers each with {"id", "ok", …} or {"id", "error", …}; in between it hands on what
the modem says by itself, as {"event": …} (unasked.py). It dies with its parent, when its parent is silent, and when it
hears "quit"; the modem's lock (flock on the device) goes with it.

    child.py SITE PARENT SILENCE      where gammu lies, the parent's pid, seconds of silence after which to go
"""

import ctypes
import fcntl
import importlib
import os
import select
import signal
import sys
import termios
import threading
import time
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from gateway.channels.sms import wire
else:
    import wire

PR_SET_PDEATHSIG = 1
CHUNK = 1 << 16
LOOKS = 8  # at the parent, in the time after which its silence counts
LAST_WORDS = 2.0  # seconds that a child still has whose modem is gone
GONE = 3  # exit code: the parent is gone or silent, or the modem is


class CommandReader:
    """Hears the parent: its commands one by one, and its silence all the time, even while gammu is busy."""

    def __init__(self, source: int, silence: float) -> None:
        self.source, self.silence = source, silence
        self.heard = b""
        self.last = time.monotonic()  # a word of the parent
        threading.Thread(target=self.watch, daemon=True).start()

    def command(self) -> dict[str, Any]:
        """The next command; waits for it."""
        while True:
            (size,) = wire.FRAME.unpack(self.read(wire.FRAME.size))
            if size > wire.FRAME_LIMIT:
                os._exit(GONE)
            command = wire.parse(self.read(size))
            if command["do"] != "ping":
                return command

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes; ends the process where the parent has closed."""
        while len(self.heard) < size:
            more = os.read(self.source, CHUNK)
            if not more:
                os._exit(GONE)
            self.heard += more
            self.last = time.monotonic()
        data, self.heard = self.heard[:size], self.heard[size:]
        return data

    def watch(self) -> None:
        """End the process where the parent closes, or says nothing for `silence` seconds, not much sooner and no later:
        what has come and nobody has read yet is a word too, noted at the next look.
        """
        closed = select.poll()
        closed.register(self.source, 0)
        pause, unread = self.silence / LOOKS, 0
        while not closed.poll(pause * 1000):
            looked = time.monotonic()  # before looking: gammu may hold up this thread at any line
            now, before = self.unread(), unread
            unread = now
            if now > before:
                self.last = looked
            if looked - self.last > self.silence - 2 * pause:
                break
        os._exit(GONE)

    def unread(self) -> int:
        """How many bytes of the parent's wait to be read."""
        return int.from_bytes(fcntl.ioctl(self.source, termios.FIONREAD, bytes(4)), sys.byteorder)


def die_with(parent: int) -> None:
    """Ask the kernel for SIGKILL at the parent's death; it may have died before."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(GONE)


def answer(command: dict[str, Any], modem: Any) -> dict[str, Any]:
    """Do one command. An error becomes an answer: only its names and numbers, never a text it may quote."""
    try:
        return {"ok": True, **modem.do(command["do"], **command.get("with", {}))}
    except Exception as error:  # whatever gammu raises, the parent decides what it means
        return {"ok": False, **modem.explain(error)}


class Out:
    """What the parent hears: whole frames, of answers and of events, from more than one thread."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.lock = file, threading.Lock()

    def write(self, message: dict[str, Any]) -> None:
        """One frame."""
        with self.lock:
            self.file.write(wire.frame(message))
            self.file.flush()

    def emit(self, event: dict[str, Any]) -> None:
        """What the modem has said by itself. Where it is gone, gammu may wait for its answer for long, and in vain."""
        self.write({"event": event})
        if event["kind"] == "gone":
            threading.Timer(LAST_WORDS, os._exit, (GONE,)).start()


def serve(reader: CommandReader, out: Out, modem: Any) -> None:
    """Answer commands until "quit"."""
    while (command := reader.command())["do"] != "quit":
        out.write({"id": command["id"], **answer(command, modem)})


def main() -> None:
    """The life of the process."""
    site, parent, silence = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal goes to the whole group: the parent decides
    die_with(parent)
    out = Out(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what a library prints must not become a frame
    reader = CommandReader(0, silence)
    sys.path.append(site)
    driver = importlib.import_module("driver")  # only now is gammu found
    serve(reader, out, driver.Driver(out.emit))


if __name__ == "__main__":
    main()
