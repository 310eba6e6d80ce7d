"""A modem on a pseudo-terminal (gateway.local.modem) in a process of its own, as a test holds it."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Running:
    """One modem: `device` to open, `log` of what it accepted; it lives until `close`, whatever becomes of the
    gateway.
    """

    def __init__(self, directory: Path, profile: str = "plain") -> None:
        self.profile = profile
        self.device, self.log, self.socket = directory / "modem", directory / "sent.jsonl", directory / "control"
        # -S: the standard library is all that it needs, and it starts at once
        command = [sys.executable, "-S", "-m", "gateway.local.modem", "--profile", profile]
        command += ["--link", str(self.device), "--log", str(self.log), "--control", str(self.socket)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert self.process.stdout is not None
        self.process.stdout.readline()
        self.client = socket.socket(socket.AF_UNIX)
        self.client.connect(str(self.socket))
        self.answers = self.client.makefile("r")

    def order(self, do: str, **arguments: Any) -> dict[str, Any]:
        """One order through the control socket (gateway/local/modem/control.py), and its answer."""
        self.client.sendall(json.dumps({"do": do, **arguments}).encode() + b"\n")
        answer: dict[str, Any] = json.loads(self.answers.readline())
        assert answer["ok"], answer
        return answer

    def set(self, **settings: Any) -> None:
        """Change what is named in control.py's SETTINGS; a silent modem speaks again."""
        self.order("set", **settings)

    def deliver(self, pdu: str) -> int | None:
        """An incoming PDU: its place in the memory that receives."""
        place: int | None = self.order("deliver", pdu=pdu)["location"]
        return place

    def seen(self) -> dict[str, Any]:
        """What the modem has heard and holds: commands, bodies, stored, deleted."""
        return self.order("seen")

    def sent(self) -> list[str]:
        """The PDUs it has accepted."""
        return [json.loads(line)["pdu"] for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.answers.close()
        self.client.close()
        if self.process.stdout:
            self.process.stdout.close()
