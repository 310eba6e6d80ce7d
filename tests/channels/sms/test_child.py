"""A modem's child hears that its parent is gone or silent, even while gammu keeps it busy; nothing else ends it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.channels.sms import process, wire

GONE = 3  # as child.py has it, which is no module of the package
SILENCE = 0.4
BUSY = 2.0
CHILD = """
import sys, time
sys.path.insert(0, sys.argv[1])
import child

ear = child.CommandReader(0, float(sys.argv[2]))
while True:
    command = ear.command()
    print(command["do"], flush=True)
    time.sleep(command["with"]["seconds"])
"""


@dataclass(frozen=True, slots=True)
class Child:
    """A child and our end of what it hears: a socket, as asyncio gives its children."""

    process: "subprocess.Popen[bytes]"
    ours: socket.socket

    def say(self, do: str, seconds: float = 0) -> None:
        self.ours.sendall(wire.frame({"do": do, "with": {"seconds": seconds}}))

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

    def ping(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.say("ping")
            time.sleep(SILENCE / 4)


@pytest.fixture
def child() -> Iterator[Child]:
    """One that says each command that it hears, and is busy for as long as the command says."""
    here = str(Path(process.CHILD).parent)
    command = [sys.executable, "-c", CHILD, here, str(SILENCE)]
    ours, its = socket.socketpair()
    with ours, subprocess.Popen(command, stdin=its.fileno(), stdout=subprocess.PIPE) as running:
        its.close()
        yield Child(running, ours)
        running.kill()


def test_it_stays_busy_for_as_long_as_it_takes_while_its_parent_pings(child: Child) -> None:
    child.say("list", BUSY)
    assert child.said() == "list"
    child.ping(BUSY + SILENCE)
    child.say("send")
    assert child.said() == "send"


@pytest.mark.parametrize("busy", [0, 60], ids=["idle", "busy"])
def test_it_goes_when_its_parent_says_nothing_more(child: Child, busy: float) -> None:
    child.say("list", busy)
    assert child.said() == "list"
    child.ping(SILENCE)
    assert child.process.wait(10) == GONE


@pytest.mark.parametrize("busy", [0, 60], ids=["idle", "busy"])
def test_it_goes_when_its_parent_closes(child: Child, busy: float) -> None:
    child.say("list", busy)
    assert child.said() == "list"
    child.ours.close()
    assert child.process.wait(10) == GONE


def test_a_frame_that_comes_in_pieces_is_one_command(child: Child) -> None:
    for octet in wire.frame({"do": "list", "with": {"seconds": 0}}) + wire.frame({"do": "ping"}):
        child.ours.sendall(bytes([octet]))
    child.say("send")
    assert [child.said(), child.said()] == ["list", "send"]


def test_a_frame_too_long_to_be_true_ends_it(child: Child) -> None:
    child.ours.sendall(wire.FRAME.pack(wire.FRAME_LIMIT + 1))
    assert child.process.wait(10) == GONE
