"""A gateway of the demo's own: a temporary data directory, free ports, `python -m workers`, and nothing left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gateway.cli import toml
from gateway.cli.common import ROOT, settings
from gateway.cli.reasons import DEMO_NOT_STARTED, STOPPED
from gateway.domain.errors import GatewayError, Temporary
from gateway.local import processes
from gateway.runtime import runfile

__all__ = ["stage"]

STOP_SECONDS = 30.0


@contextmanager
def stage(config: Path, patience: float) -> Iterator[Path]:
    """Run a gateway with a copy of `config`; yields the copy's path. Raises GatewayError if it does not start."""
    with tempfile.TemporaryDirectory(prefix="gw-demo-") as name:
        path = _copy(config, Path(name))
        with (Path(name) / "output").open("w+b") as output:
            process = _start(path, output.fileno())
            try:
                _wait(process, path, patience, Path(name) / "output")
                yield path
            finally:
                _stop(process)


def _copy(config: Path, directory: Path) -> Path:
    raw: dict[str, Any] = tomllib.loads(config.read_text("utf-8"))
    imap, smtp, page = processes.free_port(), processes.free_port(), processes.free_port()
    raw |= {"data": {"directory": "data"}, "database": {}, "redis": {}, "logs": {}}
    raw["console"] = {**raw.get("console", {}), "port": page}
    raw["simulator"] = {**raw.get("simulator", {}), "imap_port": imap, "smtp_port": smtp}
    for line in raw["lines"]:
        if "imap_host" in line:
            line |= {"imap_port": imap, "smtp_port": smtp, "password_file": "data/simulator/password"}
        elif "device" in line:
            line["device"] = f"data/simulator/{line['name']}"
    path = directory / "config.toml"
    path.write_text(toml.document(raw), "utf-8")
    return path


def _start(path: Path, output: int) -> "subprocess.Popen[bytes]":
    """Through the launcher: should this process be killed, the gateway gets a SIGTERM and stops by itself."""
    command = [sys.executable, "-m", "workers", "--config", str(path)]
    launcher = [sys.executable, "-I", "-S", str(processes.LAUNCHER), str(os.getpid())]
    account = [str(os.geteuid()), str(os.getegid()), str(int(signal.SIGTERM))]
    return subprocess.Popen(
        [*launcher, *account, *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def _wait(process: "subprocess.Popen[bytes]", path: Path, patience: float, output: Path) -> None:
    until = time.monotonic() + patience
    while b"running" not in output.read_bytes():
        if process.poll() is not None or time.monotonic() > until:
            last = " / ".join(output.read_text("utf-8", "replace").strip().splitlines()[-5:])
            raise GatewayError(DEMO_NOT_STARTED(output=last or "–"))
        time.sleep(0.05)
    try:
        runfile.find(settings(path))
    except Temporary as error:
        raise GatewayError(STOPPED(cause=error.reason)) from None


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
