"""A modem that answers, or the reason why not: one child at a time, started when needed, killed when it is silent."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.channels.sms import reasons, refusals
from gateway.channels.sms.options import SmsOptions
from gateway.channels.sms.process import Child, Gone, OnEvent
from gateway.channels.sms.rings import Rings
from gateway.channels.sms.said import Said
from gateway.domain.errors import GatewayError, LineDown, Unclear

OPEN_SECONDS = 30.0  # gammu pauses after each of its first commands: 4 s on a modem that answers at once
BROKEN = frozenset(
    {"ERR_TIMEOUT", "ERR_DEVICENOTEXIST", "ERR_DEVICEWRITEERROR", "ERR_DEVICEREADERROR", "ERR_DEVICEOPENERROR"}
    | {"Interrupted"}  # port.py
)
OPENING = {
    "FileNotFoundError": reasons.ABSENT,
    "ERR_DEVICENOTEXIST": reasons.ABSENT,
    "PermissionError": reasons.NO_PERMISSION,
    "BlockingIOError": reasons.HELD,
}


@dataclass(slots=True)
class Memory:
    """What the sessions of one line remember from one opening to the next, in this process."""

    pin_refused: bool = False  # by the SIM: the third time would lock it
    said: Said = field(default_factory=Said)
    rings: Rings = field(default_factory=Rings)


class Failed(Exception):
    """The child answered that a command failed."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.reason = reasons.FAILED(error=answer["error"])
        super().__init__(str(self.reason))
        self.error: str = answer["error"]
        self.number: int | None = answer["number"]
        self.written: bool = answer["written"]

    def verdict(self) -> GatewayError:
        """What a failed "send" means."""
        # Only where nothing was written may it be tried again: a text that the modem has taken may be on its way (F30).
        if not self.written and self.error in BROKEN:
            return LineDown(self.reason)
        if not self.written and self.error == "ERR_EMPTYSMSC":
            return Unclear(reasons.NO_CENTRE)
        return refusals.error_of(self.number, written=self.written)


class Reopened(Exception):
    """The modem has been opened anew since the caller looked at it: it may hold another SIM."""


class Session:
    """The child that owns the modem, and the one after it. One call at a time, in the order of asking."""

    def __init__(self, options: SmsOptions, memory: Memory, on_event: OnEvent) -> None:
        self.options, self._memory, self._on_event = options, memory, on_event
        self.imsi: str | None = None
        self.life = 0  # counts the children: what one has listed, the next knows nothing of
        self.child: Child | None = None
        self._lock = asyncio.Lock()

    async def ask(
        self, command: str, *, before: float | None = None, life: int | None = None, **arguments: Any
    ) -> dict[str, Any]:
        """The answer to one command. Raises Gone (the child was killed), Failed, LineDown (no child is to be had).

        LineDown too where the modem is not free `before` that moment of the monotonic clock; Reopened where the child
        is not the one of that `life`.
        """
        # One lock around looking, starting, asking and dropping: gammu does one thing at a time, and a second task
        # would start a second child, which finds the device locked. What may change meanwhile is asked inside it.
        async with self._lock:
            child = self.child if self.child and self.child.alive else await self._start()
            if life is not None and life != self.life:
                raise Reopened
            if before is not None and time.monotonic() > before:
                raise LineDown(reasons.BUSY)
            try:
                answer = await child.ask(command, self.options.deadline_seconds, **arguments)
            except Gone:
                await self._drop()
                raise
            # The child lives, but its descriptor is of a modem that is gone: a new child opens it anew (FAILURES F26).
            if not answer["ok"] and answer["error"] in BROKEN:
                await self._drop()
        return _checked(answer)

    async def _start(self) -> Child:
        """A new child with the modem open."""
        await self._drop()
        child = self.child = await Child.start(self.options.silence_seconds, self._on_event)
        self.life += 1
        try:
            opened = await self._open(child)
        except BaseException:
            await self._drop()
            raise
        self.imsi = opened["imsi"]
        if opened["wants"]:
            await self._drop()
            raise LineDown(reasons.SIM_LOCKED(wants=opened["wants"]))
        return child

    async def _open(self, child: Child) -> dict[str, Any]:
        """Have the child open the modem. A PIN that was refused is not tried again."""
        options = self.options
        try:
            return _checked(
                await child.ask(
                    "open",
                    max(options.deadline_seconds, OPEN_SECONDS),
                    driver=options.driver,
                    device=options.device,
                    connection=options.connection,
                    pin="" if self._memory.pin_refused else options.pin,
                )
            )
        except Failed as failed:
            # Kept beyond this session, which is opened again and again: three false PINs in a row bar the SIM until
            # somebody finds its PUK (ETSI TS 102 221 §11.1.9).
            if failed.error == "ERR_SECURITYERROR":
                self._memory.pin_refused = True
                raise LineDown(reasons.PIN_REFUSED) from None
            if known := OPENING.get(failed.error):
                raise LineDown(known(device=options.device)) from None
            raise LineDown(reasons.NO_MODEM(device=options.device, error=failed.error)) from None

    async def _drop(self) -> None:
        """Leave the child, if there is one."""
        child, self.child = self.child, None
        if child is not None:
            await child.kill()

    async def close(self) -> None:
        """Let the modem go."""
        async with self._lock:
            if self.child is not None:
                await self.child.close()
            await self._drop()


def _checked(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer, if it is one. Raises Failed."""
    if not answer["ok"]:
        raise Failed(answer)
    return {name: value for name, value in answer.items() if name not in ("id", "ok")}
