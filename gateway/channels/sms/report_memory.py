"""Delivery reports: how a modem is asked for them, and the memory that some keep them in, which gammu never reads.

Standard library only.
"""

import itertools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.channels.sms.port import Interrupted, Port
else:
    from port import Interrupted, Port

ANSWER_SECONDS = 5.0
# To say reports, or to store them (+CDSI): without one of these a modem drops them (3GPP TS 27.005 §3.4.1)
WAYS = ("2,1,0,1,0", "2,1,0,2,0", "1,1,0,1,0")
DROPPED = re.compile(r"\+CNMI:\s*\d\s*,\s*\d\s*,\s*\d\s*,\s*0")
NAME = "SR"  # of their memory (3GPP TS 27.005 §3.2.2)
AGAIN_SECONDS = 60.0  # between looks at it where the modem has not said that there is something
READ = re.compile(r"\+CPMS:\s*\(([^)]*)\)")  # the memories that can be read
CHOSEN = re.compile(r'\+CPMS:\s*("\w+")')
HEAD = re.compile(r"\+CMGL:\s*(\d+)")


def ask_for_reports(port: Port) -> None:
    """The first way that the modem takes is enough."""
    any(port.ask(f"AT+CNMI={way}", ANSWER_SECONDS).is_ok for way in WAYS)


def check(port: Port) -> None:
    """A modem that has started again without a word drops every report: what it was set to is given to it once more, by
    the next command. Of the whole answer only <ds> counts: some modems say otherwise what else they were told."""
    if DROPPED.match("".join(port.ask("AT+CNMI?", ANSWER_SECONDS).lines)) and port.setting("+CNMI"):
        port.is_new = True


class ReportMemory:
    """The reports' own memory in one modem, which has none, or stores there what it does not say."""

    def __init__(self, port: Port) -> None:
        self._port = port
        first = "".join(port.ask("AT+CPMS=?", ANSWER_SECONDS).lines)
        found = READ.match(first)
        self._is_there = found is not None and f'"{NAME}"' in found[1]
        self._looked = float("-inf")

    def hear(self, memory: str | None) -> None:
        """The modem has said that something lies in a memory."""
        if memory == NAME:
            self._looked = float("-inf")

    def due(self) -> list[tuple[int, str]]:
        """Place and PDU of all that lies there, where it is time to look; as long as anything does, it is."""
        if not self._is_there or time.monotonic() - self._looked < AGAIN_SECONDS:
            return []
        found = self.read()
        self._looked = float("-inf") if found else time.monotonic()
        return found

    def read(self) -> list[tuple[int, str]]:
        """The same, now. What cannot be read is no reason to fail: reports are said, or not had at all, elsewhere."""
        with self._chosen() as is_chosen:
            lines = self._port.ask("AT+CMGL=4", ANSWER_SECONDS).lines if is_chosen else []
        heads = ((HEAD.match(line), pdu) for line, pdu in itertools.pairwise(lines))
        return [(int(head[1]), pdu) for head, pdu in heads if head]

    def delete(self, place: int) -> bool:
        """Whether the modem says that it has."""
        with self._chosen() as is_chosen:
            return is_chosen and self._port.ask(f"AT+CMGD={place}", ANSWER_SECONDS).is_ok

    @contextmanager
    def _chosen(self) -> Iterator[bool]:
        """While it is the one that is read. gammu believes that its own is, and would take what lies here for what lies
        there: it finds that again. Raises Interrupted where the modem refuses."""
        before = self._port.setting("+CPMS") or self._now()
        is_chosen = bool(before) and self._port.ask(f'AT+CPMS="{NAME}"', ANSWER_SECONDS).is_ok
        try:
            yield is_chosen
        finally:
            if is_chosen and not self._port.ask(before, ANSWER_SECONDS).is_ok:
                raise Interrupted

    def _now(self) -> str:
        """The command that chooses the memory which is read now, "" where the modem does not say."""
        found = CHOSEN.match("".join(self._port.ask("AT+CPMS?", ANSWER_SECONDS).lines))
        return f"AT+CPMS={found[1]}" if found else ""
