"""The pseudo-terminal: its stable name, what has been read of a line, and what is written when."""

import contextlib
import fcntl
import heapq
import itertools
import os
import pty
import re
import select
import termios
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gateway.local.modem.faults import BEHIND_PROMPT, Fault
from gateway.local.modem.modem import PROMPT, Answer, Modem

LINE, BODY = re.compile(rb"[\r\x1a\x1b]"), re.compile(rb"[\x1a\x1b]")
NUMBERS = {"OK": "0", "ERROR": "4"}  # of final result codes (ITU-T V.250 §6.2.6)
UNREAD_SECONDS = 0.3  # that a host may leave what is written unread


class Port:
    """One modem behind one terminal."""

    def __init__(self, link: Path, modem: Modem) -> None:
        self.link, self.modem, self.pending = link, modem, b""
        self.master = self.terminal = -1
        self.due: list[tuple[float, int, Callable[[], None]]] = []
        self.counter = itertools.count()
        modem.say, modem.later = self.write, self.later
        self.plug()

    def plug(self, link: Path | None = None) -> None:
        """Open a new terminal (closing the old one) under the same stable name or another one."""
        self.unplug()
        self.link = link or self.link
        self.master, self.terminal = pty.openpty()
        os.set_blocking(self.master, False)
        fresh = self.link.with_name(self.link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self.terminal))
        fresh.replace(self.link)
        self.pending, self.modem.editing, self.modem.silent = b"", False, False

    def unplug(self) -> None:
        """Take it away, its name too; where it is away already, another modem may have its name by now."""
        if self.master >= 0:
            os.close(self.master)
            os.close(self.terminal)
            self.link.unlink(missing_ok=True)
        self.master = self.terminal = -1

    def share(self) -> None:
        """A serial port forgets TIOCEXCL when its holder has gone. A pseudo-terminal keeps it for as long as its other
        end is open, and nobody but root could open it again. Who holds the modem is told by flock."""
        if self.terminal >= 0:
            fcntl.ioctl(self.terminal, termios.TIOCNXCL)

    # --- time ---

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something after some seconds."""
        heapq.heappush(self.due, (time.monotonic() + seconds, next(self.counter), act))

    def run_due(self) -> float:
        """Do what is due; seconds until the next."""
        while self.due and self.due[0][0] <= time.monotonic():
            heapq.heappop(self.due)[2]()
        return max(0.0, self.due[0][0] - time.monotonic()) if self.due else 60.0

    # --- in and out ---

    def read(self) -> None:
        """Take what the host has written, and answer each whole line or body."""
        try:
            self.pending += os.read(self.master, 4096)
        except OSError:  # nobody has it open
            return
        self.share()
        while (end := (BODY if self.modem.editing else LINE).search(self.pending)) is not None:
            said, sign = self.pending[: end.start()], end[0]
            self.pending = self.pending[end.end() :]
            self.heard(said.decode("latin-1").strip("\n"), sign.decode("latin-1"))

    def heard(self, said: str, sign: str) -> None:
        """One line or one body."""
        modem = self.modem
        if sign == "\x1b":
            modem.editing = False
            return
        line = BEHIND_PROMPT if modem.editing else said
        if not line:
            self.write(sign if modem.echo and not modem.silent else "")
            return
        if modem.mute_at and modem.mute_at in line and line != BEHIND_PROMPT:
            modem.commands.append(line)
            modem.silent = True
        if modem.silent:
            return
        fault = modem.faults.of(line)
        answer = self.answer(said, line, fault)
        if answer is not None:
            self.reply(said + sign, line, answer, fault)

    def answer(self, said: str, line: str, fault: Fault | None) -> Answer | None:
        """What the modem says, or what it was told to say."""
        told = fault.lines if fault else None
        if told is None or (fault and fault.does):
            answer = self.modem.body(said.strip("\r")) if line == BEHIND_PROMPT else self.modem.answer(said)
            return answer if told is None else list(told)
        self.modem.editing = False
        (self.modem.bodies if line == BEHIND_PROMPT else self.modem.commands).append(said)
        return list(told)

    def reply(self, echo: str, line: str, answer: Answer, fault: Fault | None) -> None:
        """The echo and the answer, as the faults have them."""
        said = self.rendered(line, answer)
        self.write(self.echoed(echo, line) if self.modem.echo else "")
        if fault and fault.drop:
            return
        said += said if fault and fault.double else ""
        if fault and fault.delay:
            self.later(fault.delay, lambda: self.write(said))
        else:
            self.write(said)

    def echoed(self, echo: str, line: str) -> str:
        """The echo, with what is said in the middle of it."""
        middle = self.modem.faults.said_at("echo", line)
        return echo[: len(echo) // 2] + middle + echo[len(echo) // 2 :] if middle else echo

    def rendered(self, line: str, answer: Answer) -> str:
        """The answer as it goes out, with what is said at its moments."""
        end, at = self.modem.faults.end, partial(self.modem.faults.said_at, line=line)
        noise = f"{end}{self.modem.noise}{end}" if self.modem.noise else ""
        parts = [noise, at("body") if line == BEHIND_PROMPT else at("answer")]
        for n, one in enumerate(answer[:-1]):
            parts += [end if n == 0 else "", one, end, at("lines") if n == 0 else ""]
        if answer[-1] == PROMPT:
            return "".join([*parts, at("prompt"), end, PROMPT, at("after_prompt")])
        return "".join([*parts, at("final"), self.final(answer[-1])])

    def final(self, code: str) -> str:
        """The final result code as it goes out: the maker's word for it, or a number where it was set to those."""
        if not self.modem.verbose:
            return f"{NUMBERS.get(code, code)}\r"
        end = self.modem.faults.end
        return f"{end}{self.modem.profile.words.get(code, code)}{end}"

    def write(self, said: str) -> None:
        """Write to the host, at once or in pieces; what nobody reads is lost, as on a wire."""
        octets, faults = said.encode("latin-1"), self.modem.faults
        if self.master < 0 or not octets:
            return
        size = faults.chunk or len(octets)
        with contextlib.suppress(OSError):
            for n in range(0, len(octets), size):
                self._push(octets[n : n + size])
                if faults.pause:
                    time.sleep(faults.pause)

    def _push(self, octets: bytes) -> None:
        while octets and select.select([], [self.master], [], UNREAD_SECONDS)[1]:
            octets = octets[os.write(self.master, octets) :]
