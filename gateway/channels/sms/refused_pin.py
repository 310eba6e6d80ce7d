"""The PIN that the SIM has refused, remembered beside the file that holds it: three false ones in a row lock the SIM
(ETSI TS 102 221 §11.1.9), and each `gw check` and each restart is a new process."""

import hashlib
import os
from pathlib import Path

__all__ = ["RefusedPin"]


class RefusedPin:
    """What was refused, in `file`; "" where the PIN has no file to lie beside. Deleted by a person who knows better."""

    def __init__(self, file: str) -> None:
        self._file = Path(f"{file}.refused") if file else None

    @property
    def lasts(self) -> bool:
        """Whether a refusal can be remembered for the next process."""
        return self._file is not None and os.access(self._file.parent, os.W_OK)

    def holds(self, pin: str) -> bool:
        """Whether this very PIN was refused."""
        try:
            return self._file is not None and self._file.read_text("ascii").strip() == _digest(pin)
        except (OSError, UnicodeDecodeError):
            return False

    def keep(self, pin: str) -> None:
        """Remember it, if that is possible: on the disk before anybody can ask again."""
        if self.lasts and self._file is not None:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(_digest(pin) + "\n")
                file.flush()
                os.fsync(descriptor)


def _digest(pin: str) -> str:
    """It only tells two PINs apart: ten thousand of them hide nothing, and the PIN itself lies beside."""
    return hashlib.sha256(pin.encode()).hexdigest()
