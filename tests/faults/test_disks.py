"""Disks that are full: PostgreSQL's, and the gateway's own (F10, F11)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.local import servers
from tests.faults.harm import PATIENT, UNLIMITED, nothing_lost_nothing_doubled, prepared
from tests.faults.scenes import Scene, scene
from tests.support.process import ForkServer
from tests.support.running import until


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A place for a small disk; what is mounted there goes with the test."""
    if os.geteuid() != 0:
        pytest.skip("needs root: a small disk is mounted")
    place = tmp_path / "disk"
    place.mkdir(mode=0o755)
    yield place
    subprocess.run(["umount", "--lazy", place], check=False, stderr=subprocess.DEVNULL)


def mount(place: Path, megabytes: int) -> None:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", place], check=False)
    if done.returncode:
        pytest.skip("needs kernel: nothing may be mounted here")


def fill(place: Path, name: str = "ballast") -> None:
    """Until not an octet more fits."""
    with (place / name).open("wb", buffering=0) as file, suppress(OSError):
        for size in (1_048_576, 4096, 64):
            with suppress(OSError):
                while file.write(b"\0" * size):
                    pass


def empty(place: Path) -> None:
    for file in place.glob("ballast*"):
        file.unlink()


async def test_postgresqls_disk_full_costs_time_and_nothing_else(
    disk: Path, tmp_path: Path, forks: ForkServer, full: bool
) -> None:
    mount(disk, 160)
    server = servers.start_postgres(disk)
    try:
        await prepared(server.url)
        async with scene(tmp_path, server.url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
            process = world.start()
            await world.contact()
            await world.load(1, 4)
            stored = len(world.injector.tokens())
            await until(lambda: _registered(world, stored))
            for n in range(3 if full else 1):
                fill(disk, f"ballast {n}")
                await world.load(20 if full else 4, 4)
                fill(disk, f"ballast {n} more")  # what was given free meanwhile
                await world.load(10 if full else 1, 4)
                empty(disk)
                if server.process.poll() is not None:  # it may die where it cannot write its log; ours starts it again
                    server = servers.start_postgres(disk, port=_port(server.url))
                await world.load(1, 4)
            await nothing_lost_nothing_doubled(world)
            assert process.running
    finally:
        server.stop()


def _port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


async def _registered(world: Scene, n: int) -> bool:
    return len(await world.rows("SELECT 1 FROM messages")) >= n


async def test_the_gateways_own_disk_full_stops_no_work(
    disk: Path, tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    mount(disk, 4)
    data = {"directory": str(disk)}
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED, data=data) as world:
        process = world.start()
        await world.contact()
        fill(disk)
        world.wires.imap.reset()  # something to write into the log
        await world.load(20 if full else 3, 3)
        await nothing_lost_nothing_doubled(world)
        await process.kill()
        process = world.start()  # it starts on the full disk, too
        await world.load(1, 3)
        await nothing_lost_nothing_doubled(world)
        empty(disk)
        await world.load(1, 3)
        await nothing_lost_nothing_doubled(world)
        assert process.running
