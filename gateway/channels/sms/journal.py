"""What the dummy phone sent: it keeps nothing itself, and always answers with the same reference. Standard library
only.
"""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from typing import Any


class Journal:
    """What the dummy phone sent: it keeps nothing itself, and always answers with the same reference."""

    def __init__(self, device: str) -> None:
        self.path = f"{device}/journal.jsonl"
        self.absent = f"{device}/unplugged"
        self.reference = 0
        for entry in entries(self.path):
            self.reference = entry["reference"]

    def note(self, number: str, text: str, udh: str, encoding: str) -> int:
        """Write one line and sync it; returns its TP-MR, counted as a modem does."""
        self.reference = (self.reference + 1) % 256
        entry = {
            "at": time.time(),
            "number": number,
            "text": text,
            "udh": udh,
            "encoding": encoding,
            "reference": self.reference,
        }
        with open(self.path, "a", encoding="ascii") as file:
            file.write(json.dumps(entry) + "\n" if self.whole() else "\n" + json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return self.reference

    def unplugged(self) -> bool:
        """Whether somebody has unplugged the phone: a file of that name lies in its directory."""
        return os.path.exists(self.absent)

    def whole(self) -> bool:
        """Whether the last line has its end: a crash may have cut it."""
        with contextlib.suppress(OSError), open(self.path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"
        return True


def entries(path: str) -> Iterator[dict[str, Any]]:
    """The lines of a journal; one cut short by a crash is left out."""
    with contextlib.suppress(FileNotFoundError), open(path, encoding="ascii") as file:
        for line in file:
            with contextlib.suppress(ValueError):
                yield json.loads(line)
