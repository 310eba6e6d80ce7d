"""What a modem with an empty SIM answers. gammu is loaded as in the real driver: its memory is part of the figure."""

from collections.abc import Callable
from typing import Any

import gammu  # type: ignore[import-untyped]


class Driver:
    """One stub modem."""

    def __init__(self, emit: Callable[[dict[str, Any]], None]) -> None:
        self.emit = emit
        self.machine = gammu.StateMachine()

    def do(self, command: str, **arguments: object) -> dict[str, Any]:
        """One command."""
        answer: dict[str, Any] = getattr(self, "do_" + command)(**arguments)
        return answer

    def do_open(self, **_: object) -> dict[str, Any]:
        """It opens at once."""
        return {"imsi": "452040000000000", "wants": None}

    def do_info(self) -> dict[str, Any]:
        """A good network, an empty SIM."""
        return {
            "signal": 80,
            "network": "HomeNetwork",
            "imsi": None,
            "imei": None,
            "centre": True,
            "sim_used": 0,
            "sim_size": 30,
        }

    def do_list(self, *, after: int | None) -> dict[str, Any]:
        """Nothing lies there."""
        return {"pieces": [], "unfetched": [], "more": after}

    def explain(self, error: Exception) -> dict[str, Any]:
        """No error is expected."""
        return {"error": type(error).__name__, "number": None, "written": False}
