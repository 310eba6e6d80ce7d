"""A modem's child hears that its parent is gone or silent, even while gammu keeps it busy; nothing else ends it."""

import subprocess
import sys
import time
from collections.abc import Iterator
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

ear = child.Ear(0, float(sys.argv[2]))
while True:
    command = ear.command()
    print(command["do"], flush=True)
    time.sleep(command["with"]["seconds"])
"""


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    """One that says each command that it hears, and is busy for as long as the command says."""
    here = str(Path(process.CHILD).parent)
    command = [sys.executable, "-c", CHILD, here, str(SILENCE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        yield running
        running.kill()


def say(child: "subprocess.Popen[bytes]", do: str, seconds: float = 0) -> None:
    assert child.stdin is not None
    child.stdin.write(wire.frame({"do": do, "with": {"seconds": seconds}}))
    child.stdin.flush()


def heard(child: "subprocess.Popen[bytes]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().decode().strip()


def ping(child: "subprocess.Popen[bytes]", seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        say(child, "ping")
        time.sleep(SILENCE / 4)


def test_it_stays_busy_for_as_long_as_it_takes_while_its_parent_pings(child: "subprocess.Popen[bytes]") -> None:
    say(child, "list", BUSY)
    assert heard(child) == "list"
    ping(child, BUSY + SILENCE)
    say(child, "send")
    assert heard(child) == "send"


@pytest.mark.parametrize("busy", [0, 60], ids=["idle", "busy"])
def test_it_goes_when_its_parent_says_nothing_more(child: "subprocess.Popen[bytes]", busy: float) -> None:
    say(child, "list", busy)
    assert heard(child) == "list"
    ping(child, SILENCE)
    assert child.wait(10) == GONE


@pytest.mark.parametrize("busy", [0, 60], ids=["idle", "busy"])
def test_it_goes_when_its_parent_closes(child: "subprocess.Popen[bytes]", busy: float) -> None:
    say(child, "list", busy)
    assert heard(child) == "list"
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(10) == GONE


def test_a_frame_that_comes_in_pieces_is_one_command(child: "subprocess.Popen[bytes]") -> None:
    assert child.stdin is not None
    for octet in wire.frame({"do": "list", "with": {"seconds": 0}}) + wire.frame({"do": "ping"}):
        child.stdin.write(bytes([octet]))
        child.stdin.flush()
    say(child, "send")
    assert [heard(child), heard(child)] == ["list", "send"]


def test_a_frame_too_long_to_be_true_ends_it(child: "subprocess.Popen[bytes]") -> None:
    assert child.stdin is not None
    child.stdin.write(wire.FRAME.pack(wire.FRAME_LIMIT + 1))
    child.stdin.flush()
    assert child.wait(10) == GONE
