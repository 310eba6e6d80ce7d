"""The gateway under test: lines and intake worker in one process, `python -m bench.gateway CONFIG [STUB]`.

Says "ready" when it stands, works from the line "go" on; every later line is answered with what its clocks measured
since: {"mail": [seconds …], "sms": [seconds …]}. STUB: a program that plays every modem's child.
"""

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from gateway.channels import registry
from gateway.channels.email import protocol, smtp
from gateway.channels.sms import process
from gateway.runtime import eventloop, logs
from gateway.runtime.context import bootstrap
from gateway.runtime.current import Current
from gateway.runtime.reader import Raw
from gateway.settings import config
from gateway.store import database
from workers.intake_worker import IntakeWorker
from workers.line_manager import LineManager

__all__ = ["Clock", "main"]


class Clock:
    """From one moment to the next one: a beginning counts once, until its end."""

    def __init__(self) -> None:
        self.began: float | None = None
        self.measured: deque[float] = deque()

    def begin(self) -> None:
        """It begins, unless it has."""
        self.began = self.began or time.monotonic()

    def end(self) -> None:
        """It ends, if it had begun."""
        if self.began is not None:
            self.measured.append(time.monotonic() - self.began)
        self.began = None

    def taken(self) -> list[float]:
        """What was measured since the last call."""
        values = list(self.measured)
        self.measured.clear()
        return values


def mail_clock() -> Clock:
    """From the server's push of a new mail to the acknowledgement accepted by SMTP."""
    clock = Clock()
    push: Callable[[Any, bytes], Any] = protocol.Protocol._untagged_response
    send: Callable[[Any, Any], Awaitable[Any]] = smtp.Sender.send

    def pushed(self: Any, line: bytes) -> Any:
        if bytes(line).endswith(b" EXISTS"):
            clock.begin()
        return push(self, line)

    async def sent(self: Any, piece: Any) -> Any:
        answer = await send(self, piece)
        clock.end()
        return answer

    protocol.Protocol._untagged_response = pushed  # type: ignore[method-assign]
    smtp.Sender.send = sent  # type: ignore[method-assign]
    return clock


def sms_clock() -> Clock:
    """From the return of the poll that listed a text to the call that sends the acknowledgement."""
    clock = Clock()
    ask: Callable[..., Awaitable[dict[str, Any]]] = process.Child.ask

    async def asked(self: Any, command: str, deadline: float, **arguments: Any) -> dict[str, Any]:
        if command == "send":
            clock.end()
        answer = await ask(self, command, deadline, **arguments)
        if command == "list" and answer.get("pieces"):
            clock.begin()
        return answer

    process.Child.ask = asked  # type: ignore[method-assign]
    return clock


async def main(path: Path, stub: str) -> None:
    """Run until standard input ends."""
    if stub:
        process.CHILD = Path(stub)
    clocks = {"mail": mail_clock(), "sms": sms_clock()}
    settings = config.load(path, registry)
    logs.setup(settings.log_directory, name="gateway", as_json=False, size_mb=10, keep=2)
    db = await database.open(str(settings.database_url), lease=settings.times.lease)
    await db.migrate()
    context = await bootstrap(db, settings)
    current = Current(context)
    await context.reader.messages(
        [Raw(channel="email", bodies=[b""])]
    )  # what reads is there before anything is measured
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    print(json.dumps("ready"), flush=True)
    await reader.readline()
    intake_worker = IntakeWorker(db, current, settings.redis_url)
    work = [asyncio.create_task(run) for run in (intake_worker.run(), LineManager(db, current, intake_worker).run())]
    print(json.dumps(time.monotonic()), flush=True)
    while await reader.readline():
        print(json.dumps({name: clock.taken() for name, clock in clocks.items()}), flush=True)
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    await context.reader.close()
    await db.close()


if __name__ == "__main__":
    eventloop.run(main(Path(sys.argv[1]), *sys.argv[2:] or [""]))
