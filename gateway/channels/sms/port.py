"""The modem's serial port, which is ours: gammu speaks to a pseudo-terminal, and the filter stands between the two.

A thread carries the octets to and fro; gammu lets go of the interpreter while it waits. Standard library only.
"""

import errno
import fcntl
import os
import re
import select
import termios
import threading
import time
import tty
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gateway.channels.sms.device_lock import lock
    from gateway.channels.sms.line_filter import LineFilter
    from gateway.channels.sms.unasked import Event
else:
    from device_lock import lock
    from line_filter import LineFilter

CHUNK = 4096
SETTLED_SECONDS = 1.0  # of silence, after which what was kept back counts
SPEED = re.compile(r"at(\d*)$")
USUAL_SPEED = 115200
HUNG_SECONDS = 20.0  # without any piece of an answer that no modem takes long over: libgammu itself waits 28 to 50
LOST_OK_SECONDS = 5.0  # after which the "OK" behind a text's reference is not waited for
WAKING, WAKE_SECONDS = ("ATQ0V1", "ATV1", "ATQ0") * 2, 1.5
CALM_SECONDS = 10.0  # that a modem which has just started may need until it takes what it was set to
RETRY_SECONDS = 0.5
UNPLUGGED = frozenset({errno.EIO, errno.ENXIO, errno.ENODEV})  # of a write, before the port's thread has seen it
CALL_ENDS = {"call_busy": "busy", "call_unanswered": "rang"}  # events about a call of ours -> its outcome


class NotATerminal(Exception):
    """The device is no serial port."""


class Interrupted(Exception):
    """The modem has started again in the middle of something, or does not answer, or does not take again what it was
    set to: it has to be opened anew."""


class Silent(Exception):
    """What is at the device gives no answer."""


class Answer(NamedTuple):
    """What the modem says to one command: its lines, and the final result code ("" where none came)."""

    lines: list[str]
    final: str

    @property
    def is_ok(self) -> bool:
        """Whether it took the command."""
        return self.final == "OK"


class Port:
    """One open serial port, with gammu's terminal before it. `on_event` is called in the port's thread."""

    def __init__(self, device: str, connection: str, on_event: Callable[["Event"], None]) -> None:
        self.gone = False  # unplugged, or broken
        self.is_new = False  # the modem has forgotten what it was set to, or may have
        self.call_end = ""  # what became of a call of ours, by the modem's own word (dialing.py)
        self._on_event = on_event
        self._filter = LineFilter()
        self._lock = threading.Lock()  # around the filter, and around a command of ours
        self._answered = threading.Condition(self._lock)
        self._seen, self._since = (False, 0), 0.0  # what the filter was at, and since when
        self._modem = open_port(device, connection)
        fcntl.ioctl(self._modem, termios.TIOCEXCL)
        self._here, self._gammus = os.openpty()
        tty.setraw(self._gammus)
        threading.Thread(target=self._carry, daemon=True).start()

    @property
    def path(self) -> str:
        """The terminal that gammu opens."""
        return os.ttyname(self._gammus)

    # --- commands of ours, while gammu rests ---

    def ask(self, command: str, seconds: float) -> Answer:
        """The modem's answer to one command. Only from the thread that calls gammu."""
        until = time.monotonic() + seconds
        with self._answered:
            os.write(self._modem, self._filter.ask(command))
            while self._filter.is_answering and not self.gone:
                if not self._answered.wait(until - time.monotonic()):
                    break
            lines = self._filter.answer or []
            done = not self._filter.is_answering
            self._filter.give_up()
        return Answer(lines[:-1], lines[-1]) if done and lines else Answer(lines, "")

    def setting(self, name: str) -> str:
        """The last command line of that name that the modem has taken, "" none."""
        return self._filter.settings.get(name, "")

    def wake(self) -> None:
        """Have the modem answer, however its last user has left it: a text that was begun is given up (3GPP TS 27.005
        §3.5.1), and final result codes are said, in words (ITU-T V.250 §6.2.5, §6.2.6). Raises Silent where it says
        nothing at all: gammu would wait half a minute for that."""
        is_heard = False
        for command in WAKING:
            os.write(self._modem, b"\x1b\r")
            answer = self.ask(command, WAKE_SECONDS)
            if answer.is_ok:
                return
            is_heard = is_heard or bool(answer.final)
        if not is_heard:
            raise Silent

    def set_again(self, seconds: float) -> None:
        """Where the modem has started again: set it to what it was. Raises Interrupted where it does not take that, or
        its SIM wants a code."""
        if not self.is_new:
            return
        self.is_new = False
        until = time.monotonic() + CALM_SECONDS
        self._await_sim(seconds, until)
        for command in list(self._filter.settings.values()):
            while not self.ask(command, seconds).is_ok:
                self._rest(until)
        self._filter.interrupted = False

    def _await_sim(self, seconds: float, until: float) -> None:
        while "+CPIN: READY" not in (answer := self.ask("AT+CPIN?", seconds)).lines:
            if any(line.startswith("+CPIN: SIM P") for line in answer.lines):
                raise Interrupted
            self._rest(until)

    def _rest(self, until: float) -> None:
        """A moment before the next try; raises Interrupted after the last."""
        if self.gone or time.monotonic() > until:
            raise Interrupted
        time.sleep(RETRY_SECONDS)

    @property
    def is_interrupted(self) -> bool:
        """Whether the modem has started again before it had answered, or does not answer."""
        return self._filter.interrupted

    def raise_if_interrupted(self) -> None:
        """Raises Interrupted."""
        if self._filter.interrupted:
            raise Interrupted

    # --- the thread ---

    def _carry(self) -> None:
        """Carry octets until the modem is gone."""
        wire = select.poll()
        wire.register(self._modem, select.POLLIN)
        wire.register(self._here, select.POLLIN)
        try:
            while self._step([source for source, _ in wire.poll(self._wait())]):
                pass
        except OSError:
            return
        finally:
            self._leave()

    def _wait(self) -> float | None:
        """Milliseconds to the next look at the clock."""
        is_awaited = self._filter.is_unsettled or self._filter.is_expecting
        return SETTLED_SECONDS * 1000 if is_awaited else None

    def _step(self, ready: list[int]) -> bool:
        """Carry what is there; False at the end of the port."""
        if not ready:
            self._hand_on(self._filter.settle)
        if self._here in ready:
            self._from_gammu(os.read(self._here, CHUNK))
        if self._modem in ready:
            octets = os.read(self._modem, CHUNK)
            if not octets:
                return False
            self._hand_on(lambda: self._filter.to_gammu(octets))
        self._watch()
        return True

    def _watch(self) -> None:
        """A modem that gives no answer is hung, whatever else it says."""
        seen = (self._filter.is_expecting, self._filter.progress)
        if seen != self._seen:
            self._seen, self._since = seen, time.monotonic()
            return
        most = LOST_OK_SECONDS if self._filter.lacks_only_ok else HUNG_SECONDS
        if seen[0] and time.monotonic() - self._since > most:
            self._hand_on(self._filter.interrupt)

    def _from_gammu(self, octets: bytes) -> None:
        with self._lock:
            told, echo = self._filter.to_modem(octets)
            # The echo first: the modem's answer may come before this thread goes on.
            _write(self._here, echo)
            _write(self._modem, told)

    def _hand_on(self, heard: Callable[[], bytes]) -> None:
        """What the filter makes of what has come: to gammu, to who asked, and as events."""
        with self._answered:
            _write(self._here, heard())
            events, self._filter.events = self._filter.events, []
            for event in events:  # before whoever asks goes on
                self.is_new = self.is_new or event["kind"] in ("restarted", "ready")
                self.call_end = CALL_ENDS.get(event["kind"], self.call_end)
            self._answered.notify_all()
        for event in events:
            self._on_event(event)

    def _leave(self) -> None:
        """The modem is gone: whoever waits for it, gammu too, learns so at once."""
        with self._answered:
            self.gone = True
            os.close(self._here)
            os.close(self._gammus)
            self._answered.notify_all()
        self._on_event({"kind": "gone"})


def _write(file: int, octets: bytes) -> None:
    while octets:
        octets = octets[os.write(file, octets) :]


def open_port(device: str, connection: str) -> int:
    """A serial port, raw, locked for as long as this process lives. Raises OSError (BlockingIOError: another process
    holds it), NotATerminal."""
    port = lock(device, os.O_RDWR)
    try:
        tty.setraw(port, termios.TCSANOW)  # nothing that was said already is thrown away: a report may be in it
        settings = termios.tcgetattr(port)
        settings[2] = (settings[2] | termios.CREAD | termios.CLOCAL) & ~termios.CRTSCTS
        settings[4] = settings[5] = _speed(connection)
        termios.tcsetattr(port, termios.TCSANOW, settings)
    except (termios.error, OSError):
        os.close(port)
        raise NotATerminal from None
    os.set_blocking(port, True)
    return port


def _speed(connection: str) -> int:
    """The termios constant for "at115200"; of "at" the usual one."""
    found = SPEED.match(connection)
    speed: int = getattr(termios, f"B{found[1] or USUAL_SPEED}" if found else "", termios.B115200)
    return speed
