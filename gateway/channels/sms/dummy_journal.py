"""What the dummy phone sent, kept beside it. Standard library only."""

import contextlib
import errno
import json
import os
import time
from collections.abc import Iterator
from typing import Any


class Journal:
    """What the dummy phone sent: it keeps nothing itself, and always answers with the same reference."""

    def __init__(self, device: str) -> None:
        path = f"{device}/journal.jsonl"
        self.absent = f"{device}/unplugged"
        self.texts = f"{device}/sms"
        self.reference = 0
        for entry in entries(path):
            self.reference = entry["reference"]
        self.file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        size = os.fstat(self.file).st_size
        if size and os.pread(self.file, 1, size - 1) != b"\n":
            os.write(self.file, b"\n")  # a crash has cut the last line

    def note(self, number: str, text: str, udh: str, encoding: str) -> int:
        """Write one line; returns its TP-MR, counted as a modem does. A kill loses nothing that was written."""
        self.reference = (self.reference + 1) % 256
        entry = {
            "at": time.time(),
            "number": number,
            "text": text,
            "udh": udh,
            "encoding": encoding,
            "reference": self.reference,
        }
        line = json.dumps(entry).encode("ascii") + b"\n"
        written = os.write(self.file, line)
        if written < len(line):  # the disk is full: no torn line may swallow the next one
            os.ftruncate(self.file, os.fstat(self.file).st_size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.reference

    def unplugged(self) -> bool:
        """Whether somebody has unplugged the phone: a file of that name lies in its directory."""
        return os.path.exists(self.absent)

    def is_empty(self) -> bool:
        """Whether no text lies on the phone. gammu itself asks for 50,000 names to say so, 0.1 s of a core."""
        return not any(_holds(os.path.join(self.texts, folder)) for folder in os.listdir(self.texts))


def _holds(folder: str) -> bool:
    """Whether anything lies in a folder, without listing all of it."""
    with os.scandir(folder) as found:
        return any(True for _ in found)


def entries(path: str) -> Iterator[dict[str, Any]]:
    """The lines of a journal; one cut short by a crash is left out."""
    with contextlib.suppress(FileNotFoundError), open(path, encoding="ascii") as file:
        for line in file:
            with contextlib.suppress(ValueError):
                yield json.loads(line)
