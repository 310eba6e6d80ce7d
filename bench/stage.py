"""The stage of a work: a directory of its own, PostgreSQL with fsync on, Valkey, the sink, the gateway.

At its end everything is stopped and removed.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from bench import children, letters, mailboxes
from bench.children import Helper, Usage
from gateway.local import processes, servers

__all__ = ["NUMBER", "Stage", "mail_line", "set_up", "smpp_line", "sms_line", "watch"]

NUMBER = "+84590009999"  # of the one SMS line; no citizen of letters.py has it

PATIENCE = 60.0  # seconds without any progress after which a work gives up
LIMITS = {"automatic_sms_per_line_hour": 1_000_000, "sms_per_line_day": 0}
UNIT = 'key = "vanmieu"\nname = "UBND P.Văn Miếu-Quốc Tử Giám"\nphone = "024.0000.1022"\n'


def mail_line(name: str, imap_port: int, smtp_port: int) -> dict[str, Any]:
    """A line's keys."""
    address = f"{name}@{mailboxes.DOMAIN}"
    common = {"name": name, "channel": "email", "unit": "vanmieu", "owner": "bench", "start": "all"}
    imap = {"imap_host": "127.0.0.1", "imap_port": imap_port, "imap_tls": "plain", "user": address}
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "smtp_tls": "plain", "password_file": "password"}
    return {**common, "address": address, "authserv_id": letters.AUTHSERV_ID, **imap, **smtp}


def sms_line(name: str, number: str, device: Path, **more: object) -> dict[str, Any]:
    """A line's keys, on the dummy phone at `device`."""
    common = {"name": name, "channel": "sms", "unit": "vanmieu", "owner": "bench", "start": "all"}
    return {**common, "number": number, "driver": "dummy", "device": str(device), **more}


def smpp_line(name: str, port: int) -> dict[str, Any]:
    """A line's keys, at bench.centre: a window of 100, as carriers allow to who sends much."""
    common = {"name": name, "channel": "smpp", "unit": "vanmieu", "owner": "bench", "start": "all"}
    account = {"user": "gateway", "password_file": "password", "window": 100}
    return {**common, "number": "1022", "host": "127.0.0.1", "port": port, "tls": "plain", **account}


class Stage:
    """What a work may use."""

    def __init__(self, stack: ExitStack, at: Path) -> None:
        self._stack, self.at = stack, at
        self.database_url, self.postgres_pid = "", 0
        self.sink_port = processes.free_port()
        self.sink = stack.enter_context(children.talking("bench.sink", str(self.sink_port), output=at / "sink.log"))
        self.sink.hear()
        self.gateway: Helper
        self.offset = time.time() - time.monotonic()  # of the wall clock, in which the phone's journal is kept

    def mailboxes(self, names: Sequence[str]) -> mailboxes.Mailboxes:
        """A mail server with a mailbox for each line of these names."""
        addresses = [f"{name}@{mailboxes.DOMAIN}" for name in names]
        return self._stack.enter_context(mailboxes.opened(self.at / "mail", addresses))

    def prepare(self, lines: Sequence[Mapping[str, Any]], *, stub: str = "") -> None:
        """Start the servers and the gateway, up to the moment before it opens its lines."""
        data = self.at / "data"
        server = servers.start_postgres(data)
        self._stack.callback(server.stop)
        self.database_url, self.postgres_pid = server.url, server.process.pid
        redis_url = self._stack.enter_context(servers.valkey(data))
        path = _write(self.at, lines, self.database_url, redis_url)
        words = [str(path), *([stub] if stub else [])]
        self.gateway = self._stack.enter_context(
            children.talking("bench.gateway", *words, output=self.at / "gateway.out")
        )
        self.gateway.hear()

    def go(self) -> float:
        """Have it open its lines; the moment on the monotonic clock."""
        return float(self.gateway.ask("go"))

    def used(self) -> Usage:
        """What the gateway has cost so far, with its modems' children and the workers that read."""
        pid = self.gateway.process.pid
        return children.usage([pid, *children.descendants_of(pid)])

    def database_used(self) -> float:
        """The processor seconds of PostgreSQL so far."""
        return children.usage([self.postgres_pid, *children.children_of(self.postgres_pid)]).cpu_seconds

    def sql(self, statement: str) -> Any:
        """One value."""
        return asyncio.run(_value(self.database_url, statement))

    def settle(self) -> None:
        """Until nothing waits to be registered or sent."""
        waiting = (
            "SELECT (SELECT count(*) FROM parts WHERE state = 'received') + "
            "(SELECT count(*) FROM outbox WHERE state = 'due')"
        )
        watch(lambda: -int(self.sql(waiting)), 0, lambda _: None, pause=0.2)


def watch(look: Callable[[], int], goal: int, report: Callable[[int], None], *, pause: float = 0.05) -> int:
    """Look until `goal` is reached, telling of each step; gives up after 60 s without one. Returns what was seen."""
    seen, moved = look(), time.monotonic()
    while seen < goal and time.monotonic() - moved < PATIENCE:
        time.sleep(pause)
        now = look()
        if now != seen:
            seen, moved = now, time.monotonic()
            report(seen)
    return seen


@contextmanager
def set_up() -> Iterator[Stage]:
    """A stage; at its end everything is stopped and removed."""
    with tempfile.TemporaryDirectory(prefix="gw-bench-") as name, ExitStack() as stack:
        Path(name).chmod(0o755)  # servers that do not run as root have to reach their part of it
        yield Stage(stack, Path(name))


async def _value(url: str, statement: str) -> Any:
    conn = await asyncpg.connect(url)
    try:
        return await conn.fetchval(statement)
    finally:
        await conn.close()


def _write(at: Path, lines: Sequence[Mapping[str, Any]], database_url: str, redis_url: str) -> Path:
    """The configuration: the shipped times and limits, but for the hourly budget of a line."""
    for name, secret in (("database.url", database_url), ("redis.url", redis_url), ("password", mailboxes.PASSWORD)):
        (at / name).touch(mode=0o600)
        (at / name).write_text(secret)
    tables: list[tuple[str, Mapping[str, Any]]] = [
        ("[data]", {"directory": "data"}),
        ("[database]", {"url_file": "database.url"}),
        ("[redis]", {"url_file": "redis.url"}),
        ("[operator]", {"mail": f"operator@{mailboxes.DOMAIN}"}),
        ("[limits]", LIMITS),
        ("[probes]", {"enabled": False}),  # a text of ours in the middle would be measured
        ("[simulator]", {"enabled": False}),
        *(("[[lines]]", line) for line in lines),
    ]
    text = 'zone = "Asia/Ho_Chi_Minh"\ncity = "HN"\n'
    for head, values in tables:
        text += f"\n{head}\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
    path = at / "config.toml"
    path.write_text(f"{text}\n[[units]]\n{UNIT}", "utf-8")
    return path
