"""What a modem is told to do wrong, once, some times or for good."""

import fnmatch
import math
from dataclasses import dataclass, field
from typing import Any

MOMENTS = ("echo", "answer", "lines", "final", "prompt", "after_prompt", "body")


BEHIND_PROMPT = "body"  # how a fault names what follows the prompt of AT+CMGS


@dataclass(slots=True)
class Fault:
    """Of command lines like `command` (fnmatch, or BEHIND_PROMPT). `lines`: said instead of the answer (`does`: though
    what was asked is done); `drop`, `double`, `delay` (seconds): what becomes of the answer; `times`: how often."""

    command: str
    times: float = math.inf
    lines: list[str] | None = None
    does: bool = False
    drop: bool = False
    double: bool = False
    delay: float = 0.0

    def is_about(self, line: str) -> bool:
        """Whether it is about this command line."""
        return self.times > 0 and fnmatch.fnmatchcase(line, self.command)


@dataclass(slots=True)
class Faults:
    """All that it was told, and how it writes."""

    told: list[Fault] = field(default_factory=list)
    interject: list[dict[str, str]] = field(default_factory=list)  # {"at": moment, "text": …, "command": …}
    end: str = "\r\n"  # of a line
    chunk: int = 0  # octets that it writes at once; 0: all
    pause: float = 0.0  # seconds between chunks

    def of(self, line: str) -> Fault | None:
        """The first fault about this command line, used up by one."""
        for fault in self.told:
            if fault.is_about(line):
                fault.times -= 1
                return fault
        return None

    def said_at(self, moment: str, line: str) -> str:
        """What it says unasked at this moment of the answer to `line`; each is said once."""
        for one in self.interject:
            if one["at"] == moment and fnmatch.fnmatchcase(line, one.get("command", "*")):
                self.interject.remove(one)
                return one["text"]
        return ""


def fault(order: dict[str, Any]) -> Fault:
    """The fault that an order names."""
    names = ("command", "times", "lines", "does", "drop", "double", "delay")
    return Fault(**{name: order[name] for name in names if name in order})
