"""The installation that is soaked: servers of its own, behind proxies, and a gateway of four processes."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.local import processes, servers
from gateway.local.processes import Server
from tests.faults.harm import UNLIMITED, prepared
from tests.faults.scenes import Scene, scene
from tests.support.process import ForkServer, Process

ROLES: Mapping[str, tuple[str, ...]] = {
    "lines": ("--lines", "all"),
    "intake 1": ("--intake",),
    "intake 2": ("--intake",),
    "page": ("--console",),
}
# leases and sweeps as shipped; back-offs short enough that a run of an hour sees many of them end
TIMES: Mapping[str, Any] = {
    "lease": 15,
    "sweep": 2,
    "visit": 10,
    "backoff": [5, 15, 30],
    "tries": 60,
    "attempt_deadline": 60,
    "health_grace": 90,
}


@dataclass(slots=True, kw_only=True)
class Installation:
    """What a fault may do harm to."""

    directory: Path
    world: Scene
    postgres: Server
    valkey: Server
    running: dict[str, Process] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(45))

    def start(self, role: str) -> None:
        """A process of this role, in the place of one that has ended."""
        self.running[role] = self.world.start(*ROLES[role])

    def someone(self) -> str:
        """A role, by chance."""
        return self.chance.choice(list(ROLES))

    def start_postgres(self) -> None:
        self.postgres = _postgres(self.directory, self.postgres)

    def start_valkey(self) -> None:
        self.valkey = _valkey(self.directory, self.valkey)

    def used(self) -> dict[str, tuple[int, int]]:
        """role -> (resident memory in MB, open file handles), of each with its children."""
        return {role: _used(process.pid) for role, process in self.running.items()}


def _port(server: Server | None) -> int:
    return int(server.url.rpartition(":")[2].partition("/")[0]) if server else processes.free_port()


def _postgres(directory: Path, before: Server | None = None) -> Server:
    return servers.start_postgres(directory / "servers", port=_port(before))


def _valkey(directory: Path, before: Server | None = None) -> Server:
    return servers.start_valkey(directory / "servers", port=_port(before))


def _used(pid: int) -> tuple[int, int]:
    family, memory, handles = [pid], 0, 0
    while family:
        one = Path(f"/proc/{family.pop()}")
        try:
            family += [
                int(child) for task in (one / "task").iterdir() for child in (task / "children").read_text().split()
            ]
            memory += int((one / "status").read_text().partition("VmRSS:")[2].split()[0])
            handles += sum(1 for _ in (one / "fd").iterdir())
        except (OSError, IndexError):
            continue  # gone meanwhile
    return memory // 1024, handles


@asynccontextmanager
async def installation(directory: Path, forks: ForkServer) -> AsyncIterator[Installation]:
    """One that runs, on servers of its own; all of it is stopped at the end."""
    postgres, valkey = _postgres(directory), _valkey(directory)
    there: Installation | None = None
    try:
        await prepared(postgres.url)
        async with scene(
            directory,
            postgres.url,
            forks,
            "mail+phone",
            times=TIMES,
            limits=UNLIMITED,
            redis_url=valkey.url,
        ) as world:
            there = Installation(directory=directory, world=world, postgres=postgres, valkey=valkey)
            for role in ROLES:
                there.start(role)
            await world.contact()
            yield there
    finally:
        for server in (there.valkey, there.postgres) if there else (valkey, postgres):
            server.stop()
