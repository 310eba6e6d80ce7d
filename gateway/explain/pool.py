"""Thousands of inputs, in their order, by a few child processes that may hang, swell or crash.

Its one idea: a child is given a handful of inputs and answers them one by one, so that when it dies, or says nothing
for too long, its parent knows which input it was: that one is unreadable, and a new child goes on behind it.
"""

import json
import multiprocessing
import os
import resource
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import TYPE_CHECKING

from gateway import explain
from gateway.errors import Unreadable
from gateway.explain import Judge

if TYPE_CHECKING:
    Pipe = Connection[object, object]

__all__ = ["Input", "inputs_of", "records"]

HANDFUL = 16
SECONDS = 20.0  # that one input may take
MEMORY = 1 << 30  # bytes of address space beside what the parent has already
AHEAD = 256  # inputs that may be given out before the first of them is answered: bounds what is kept

_FORK = multiprocessing.get_context("fork")  # a child is there in a few milliseconds, with all modules


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A mail's file (`path`), a PDU (`pdu`, with the file it stands in), or what cannot even be opened (`fault`)."""

    path: str | None = None
    pdu: str | None = None
    fault: str = ""


def inputs_of(path: str) -> Iterator[Input]:
    """The inputs in one file: a .pdu file has one a line, every other file is one mail."""
    if not path.lower().endswith(".pdu"):
        yield Input(path=path)
        return
    try:
        found = explain.pdus(path)
    except Unreadable as error:
        yield Input(path=path, pdu="", fault=str(error))
        return
    for digits in found:
        yield Input(path=path, pdu=digits)


def records(inputs: Iterable[Input], now: datetime, own: frozenset[str], *, children: int = 0) -> Iterator[str]:
    """The records of all inputs as JSON, one a line of ASCII, in the order given. `children` 0: one a core."""
    crew = _Crew(now, own, children or len(os.sched_getaffinity(0)))
    todo = enumerate(inputs)
    done: dict[int, str] = {}
    shown = given = 0
    try:
        while True:
            room = min(HANDFUL, shown + AHEAD - given)
            if room > 0 and crew.idle and (handful := list(islice(todo, room))):
                given += len(handful)
                done.update((number, _fault(one, one.fault)) for number, one in handful if one.fault)
                crew.give([pair for pair in handful if not pair[1].fault])
                continue
            while shown in done:
                yield done.pop(shown)
                shown += 1
            if shown == given and crew.idle and not room <= 0:
                return
            if crew.busy:
                done.update(crew.collect())
    finally:
        crew.close()


@dataclass(slots=True, kw_only=True, eq=False)
class _Child:
    process: BaseProcess
    pipe: "Pipe"
    left: list[tuple[int, Input]] = field(default_factory=list)  # given and not yet answered, in order
    heard: float = 0.0

    def give(self, handful: list[tuple[int, Input]]) -> None:
        self.left, self.heard = handful, monotonic()
        self.pipe.send([(one.path, one.pdu) for _, one in handful])

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class _Crew:
    """The children; a new one is started when all are busy and there may be one more."""

    def __init__(self, now: datetime, own: frozenset[str], most: int) -> None:
        self._now, self._own, self._most = now, own, most
        self._children: list[_Child] = []

    @property
    def idle(self) -> bool:
        """Whether one could be given something."""
        return len(self._children) < self._most or any(not child.left for child in self._children)

    @property
    def busy(self) -> bool:
        """Whether an answer is to come."""
        return any(child.left for child in self._children)

    def give(self, handful: list[tuple[int, Input]]) -> None:
        """Give a handful to one that is idle."""
        if not handful:
            return
        child = next((child for child in self._children if not child.left), None)
        if child is None:
            child = self._start()
            self._children.append(child)
        child.give(handful)

    def collect(self) -> dict[int, str]:
        """Wait a second at most for answers; replace each child that died or stands still."""
        answers: dict[int, str] = {}
        ready = wait([child.pipe for child in self._children if child.left], timeout=1.0)
        for place, child in enumerate(self._children):
            fault = ""
            if child.pipe in ready:
                try:
                    said = str(child.pipe.recv())
                    answers[child.left.pop(0)[0]] = said
                    child.heard = monotonic()
                except (EOFError, OSError):
                    fault = "the decoder's process died"
            elif child.left and monotonic() - child.heard > SECONDS:
                fault = f"the decoder took longer than {SECONDS:.0f} s"
            if fault:
                number, one = child.left[0]
                answers[number] = _fault(one, fault)
                self._children[place] = self._replace(child)
        return answers

    def _replace(self, child: _Child) -> _Child:
        child.end()
        fresh = self._start()
        if len(child.left) > 1:
            fresh.give(child.left[1:])
        return fresh

    def _start(self) -> _Child:
        ours, theirs = _FORK.Pipe()
        process = _FORK.Process(target=_work, args=(theirs, ours, self._now, self._own), daemon=True)
        process.start()
        theirs.close()
        return _Child(process=process, pipe=ours)

    def close(self) -> None:
        """End them all."""
        for child in self._children:
            child.end()


def _fault(one: Input, reason: str) -> str:
    return _line(explain.unreadable(one.path, reason, one.pdu))


def _work(pipe: "Pipe", other_end: "Pipe", now: datetime, own: frozenset[str]) -> None:
    """A child: answers what it is given until its parent hangs up."""
    other_end.close()
    _limit()
    judge = Judge(now, own)
    try:
        while True:
            handful: list[tuple[str, str | None]] = pipe.recv()  # type: ignore[assignment]
            for path, pdu in handful:
                pipe.send(_line(explain.mail(path, judge) if pdu is None else explain.pdu(pdu, judge, path)))
    except (EOFError, OSError, KeyboardInterrupt):
        os._exit(0)


def _limit() -> None:
    """What swells ends in a MemoryError, which is an answer, and not in the machine's swap."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = int(statm.read().split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _line(record: Mapping[str, object]) -> str:
    """ASCII: whatever a file's name or a mail holds, a line stays a line."""
    return json.dumps(record, ensure_ascii=True)
