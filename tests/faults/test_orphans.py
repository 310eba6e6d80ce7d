"""kill -9 of a whole gateway leaves neither its servers nor its modem's child behind, and the next start finds all."""

import asyncio
import json
import time
from pathlib import Path

from gateway.local import processes
from tests.support import configs
from tests.support.process import ForkServer, Process
from tests.support.running import until


def _children(pid: int) -> dict[int, str]:
    """All that descends from a process: pid -> name."""
    parents: dict[int, tuple[int, str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, _, rest = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue
            parents[int(entry.name)] = int(rest.split()[1]), name.partition("(")[2]
    found: dict[int, str] = {}
    grown = True
    while grown:
        grown = False
        for child, (parent, name) in parents.items():
            if (parent == pid or parent in found) and child not in found:
                found[child], grown = name, True
    return found


async def _born(gateway: Process, names: tuple[str, ...]) -> dict[int, str]:
    end = time.monotonic() + 30
    while not all(any(name in child for child in _children(gateway.pid).values()) for name in names):
        assert gateway.running and time.monotonic() < end, gateway.words()
        await asyncio.sleep(0.1)
    return _children(gateway.pid)


async def test_after_kill_9_no_server_and_no_modems_child_is_left_and_the_next_start_finds_all(
    tmp_path: Path, forks: ForkServer
) -> None:
    path = _configured(tmp_path)
    first = forks.start(path, "--config", str(path))
    born = await _born(first, ("postgres", "valkey", "python"))
    await first.kill()
    end = time.monotonic() + 10
    while left := {pid: name for pid, name in born.items() if _alive(pid, name)}:
        assert time.monotonic() < end, f"left behind: {left}"
        await asyncio.sleep(0.1)
    path = _configured(tmp_path)  # the ports may be somebody else's by now
    first.log.write_text("")
    second = forks.start(path, "--config", str(path))
    await _born(second, ("postgres", "valkey", "python"))
    await until(lambda: "gw: running" in second.log.read_text())  # before that, a signal ends it where it stands
    await _serving(second, tmp_path)
    await second.stop()


async def _serving(gateway: Process, directory: Path) -> None:
    """From here on a SIGTERM is a clean stop; before, nothing has begun that could be stopped otherwise."""
    file = directory / "data" / "running.json"
    end = time.monotonic() + 60
    while not file.exists() or json.loads(file.read_text())["pid"] != gateway.pid:
        assert gateway.running and time.monotonic() < end, gateway.words()
        await asyncio.sleep(0.1)


def _configured(directory: Path) -> Path:
    imap, smtp = processes.free_port(), processes.free_port()
    return configs.write(
        directory,
        simulator={"enabled": True, "imap_port": imap, "smtp_port": smtp},
        lines=[configs.mail_line(imap_port=imap, smtp_port=smtp), configs.sms_line()],
    )


def _alive(pid: int, name: str) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    state = stat.rpartition(")")[2].split()[0]
    return f"({name})" in stat and state != "Z"
