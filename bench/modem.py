"""`gw bench modem`: texts that wait on a modem -> acknowledgements on the wire; then texts that come one at a time.

The modem is ours (gateway.local.modem) and answers at once: what is measured is libgammu's 0.7 s a part, and what is
added to it.
"""

import json
import random
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import children, letters, stage
from bench.backlog import figures, work_off
from bench.figures import Figures, percentile
from gateway.channels.sms import process

__all__ = ["MOST", "run"]

MOST = 200  # the modem has 255 places
GAMMU_SECONDS = 0.7  # that libgammu sleeps for each part
IDLE = 10  # texts that come one at a time


def run(n: int, cases: int, report: Callable[[int], None]) -> list[Figures]:
    """Measure `n` texts, at most 200, that wait, on a database with `cases` older cases; and then ten that come."""
    n = min(n, MOST)
    with stage.set_up() as here:
        device, log, control = here.at / "modem", here.at / "sent.jsonl", here.at / "control"
        command = [sys.executable, "-S", "-m", "gateway.local.modem", "--profile", "ec25"]
        command += ["--link", str(device), "--log", str(log), "--control", str(control)]
        with children.running(command, here.at / "modem.log"), closing(_connected(control)) as modem:
            for number in range(n):
                _bring(modem, number)
            line = {**stage.sms_line("vanmieu", stage.NUMBER, device), "driver": "at"}
            done = work_off(here, line, n, cases, lambda: len(_sent(log)), report)
            sent = [float(entry["at"]) - here.offset for entry in _sent(log)]
            waits = [_wait(modem, number, log) for number in range(n, n + IDLE)]
            child = next(pid for pid in children.children_of(here.gateway.process.pid) if _is_modems(pid))
            size = children.usage([child]).rss_mb
    busy = GAMMU_SECONDS * (n - 1) / (sent[-1] - sent[0]) if n > 1 and len(sent) == n else 0.0
    note = f"libgammu's {GAMMU_SECONDS} s a part are {busy:.1%} of the time; the modem's child has {size:.1f} MB; "
    numbers = [str(number) for number in range(n)]
    measured = figures("modem", done, numbers, list(zip(numbers, sent, strict=False)), note)
    times = [seconds for seconds in waits if seconds is not None]
    idle = Figures(
        work="modem-idle",
        n=IDLE,
        p50_ms=percentile(times, 0.5) * 1000 if times else None,
        p99_ms=percentile(times, 0.99) * 1000 if times else None,
        lost=IDLE - len(times),
        notes=("from +CMTI to Ctrl-Z",),
    )
    return [measured, idle]


def _connected(control: Path) -> socket.socket:
    """The modem's control socket, once it is there."""
    until = time.monotonic() + stage.PATIENCE
    while not control.exists() and time.monotonic() < until:
        time.sleep(0.02)
    modem = socket.socket(socket.AF_UNIX)
    modem.connect(str(control))
    return modem


def _is_modems(pid: int) -> bool:
    return str(process.CHILD).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()


def _bring(modem: socket.socket, number: int) -> None:
    order = {"do": "text", "sender": letters.number(number), "text": letters.words(number)}
    modem.sendall(json.dumps(order).encode() + b"\n")
    modem.recv(4096)


def _wait(modem: socket.socket, number: int, log: Path) -> float | None:
    """The seconds from a text's arrival to its acknowledgement's Ctrl-Z; None where none comes."""
    time.sleep(1 + random.random())  # noqa: S311 - the line has come to rest, and no look falls into step with us
    before, began = len(_sent(log)), time.time()
    _bring(modem, number)
    seen = stage.watch(lambda: len(_sent(log)), before + 1, lambda _: None, pause=0.02)
    return float(_sent(log)[before]["at"]) - began if seen > before else None


def _sent(log: Path) -> list[dict[str, Any]]:
    """What the modem has taken."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
