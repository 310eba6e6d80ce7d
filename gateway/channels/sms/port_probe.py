"""Asks serial ports which modem answers there, and with which SIM; a process of its own, which can be killed.

Started by file path with bare Python, like child.py. All ports are asked at once, each by a thread and each for a few
seconds at most, and each gets a line of JSON on the standard output as soon as it is known:

    port     as it was named
    state    modem | silent (nothing answers as one) | held (another program has it) | denied (no permission)
    imei     AT+CGSN of a modem, "" where it does not say (3GPP TS 27.007 §5.4)
    imsi     AT+CIMI likewise (§5.6); a SIM that wants its PIN does not say

    port_probe.py PARENT PORT CONNECTION [PORT CONNECTION …]

Standard library only.
"""

import contextlib
import json
import os
import re
import select
import sys
import termios
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.channels.sms.child import die_with
    from gateway.channels.sms.line_filter import LineFilter
    from gateway.channels.sms.port import NotATerminal, open_port
else:
    from child import die_with
    from line_filter import LineFilter
    from port import NotATerminal, open_port

SECONDS = 8.0  # for one port, all in all
# The first one a modem may take for measuring our speed; it may have been left with result codes in numbers, or none
GREETINGS = ("AT", "ATQ0V1", "AT")
ANSWER_SECONDS = 1.5  # for each, which a modem answers at once
QUIET_SECONDS = 0.2  # after which nothing more is to come
NOISE_SECONDS = 1.0  # at most: a port of positions never ends talking
HELD_SECONDS = 3.0  # that another process of ours may need which asks this port now
RETRY_SECONDS = 0.1
CHUNK = 4096
DIGITS = re.compile(r"\d{6,21}")
# Where programs that do without flock say which ports they hold (Filesystem Hierarchy Standard §5.9)
LOCKS = (Path("/run/lock"), Path("/var/lock"))


def known(port: str, connection: str) -> dict[str, str]:
    """What is known of one port, within SECONDS."""
    until = time.monotonic() + SECONDS
    state, imei, imsi = "silent", "", ""
    try:
        file = _taken(port, connection)
        try:
            imei, imsi = _identity(file, until)
            state = "modem"
        finally:
            # What a modem that hangs has not taken would hold up the closing of its port, half a minute and longer.
            with contextlib.suppress(termios.error):
                termios.tcflush(file, termios.TCIOFLUSH)
            os.close(file)
    except BlockingIOError:
        state = "held"
    except PermissionError:
        state = "denied"
    except (OSError, NotATerminal, TimeoutError, termios.error):
        pass
    return {"port": port, "state": state, "imei": imei, "imsi": imsi}


def _taken(port: str, connection: str) -> int:
    """The port, open and locked. Raises BlockingIOError where it stays another's, and what open_port raises."""
    if is_locked(port):
        raise BlockingIOError
    until = time.monotonic() + HELD_SECONDS
    while True:
        try:
            return open_port(port, connection)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
        time.sleep(RETRY_SECONDS)


def is_locked(port: str) -> bool:
    """Whether a program that lives has left its lock file: LCK..ttyUSB2, with its process id."""
    name = f"LCK..{Path(port).resolve().name}"
    for directory in LOCKS:
        try:
            os.kill(int((directory / name).read_text("ascii").split()[0]), 0)
        except PermissionError:  # it lives, as another user
            return True
        except (OSError, ValueError, IndexError):
            continue
        return True
    return False


def _identity(file: int, until: float) -> tuple[str, str]:
    """IMEI and IMSI. Raises TimeoutError where nothing answers as a modem does."""
    os.write(file, b"\x1b\r")  # out of a text that nobody has ended (3GPP TS 27.005 §3.5.1)
    _drain(file)
    said = LineFilter()
    if not any(_answer(file, said, word, time.monotonic() + ANSWER_SECONDS)[-1:] == ["OK"] for word in GREETINGS):
        raise TimeoutError
    imei, imsi = ("".join(_answer(file, said, command, until)[:-1]) for command in ("AT+CGSN", "AT+CIMI"))
    return _digits(imei), _digits(imsi)


def _drain(file: int) -> None:
    """Read until nothing more comes: what was left by whoever spoke here before would answer us."""
    until = time.monotonic() + NOISE_SECONDS
    while time.monotonic() < until and select.select([file], [], [], QUIET_SECONDS)[0]:
        if not os.read(file, CHUNK):
            raise TimeoutError


def _answer(file: int, said: LineFilter, command: str, until: float) -> list[str]:
    """The lines of the answer, the last one its final result code; none where it does not come in time."""
    os.write(file, said.ask(command))
    while said.is_answering and select.select([file], [], [], max(0.0, until - time.monotonic()))[0]:
        octets = os.read(file, CHUNK)
        if not octets:
            raise TimeoutError
        said.to_gammu(octets)
    answer = [] if said.is_answering else said.answer or []
    said.give_up()
    return answer


def _digits(said: str) -> str:
    found = DIGITS.search(said)
    return found[0] if found else ""


def main() -> None:
    """Ask all of them."""
    die_with(int(sys.argv[1]))
    ports = list(zip(sys.argv[2::2], sys.argv[3::2], strict=True))
    lock = threading.Lock()

    def tell(port: str, connection: str) -> None:
        answer = json.dumps(known(port, connection))
        with lock:
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()

    threads = [threading.Thread(target=tell, args=one, daemon=True) for one in ports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
