"""A modem that answers, or the reason why not: one child at a time, started when needed, killed when it is silent."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.channels.sms import reasons, refusals
from gateway.channels.sms.balance import Asking
from gateway.channels.sms.hangs import Hangs, run
from gateway.channels.sms.options import SmsOptions
from gateway.channels.sms.port_finder import FINDER, NotFound
from gateway.channels.sms.process import Child, Gone, OnEvent
from gateway.channels.sms.refused_pin import RefusedPin
from gateway.channels.sms.rings import Rings
from gateway.channels.sms.said import Said
from gateway.domain.errors import GatewayError, LineDown, Unclear
from gateway.domain.reasons import Reason

HELD_TRIES, HELD_SECONDS = 4, 0.5  # of opening a port that another process holds, and between two
OPEN_SECONDS = 30.0  # gammu pauses after each of its first commands: 4 s on a modem that answers at once
BROKEN = frozenset(
    {"ERR_TIMEOUT", "ERR_DEVICENOTEXIST", "ERR_DEVICEWRITEERROR", "ERR_DEVICEREADERROR", "ERR_DEVICEOPENERROR"}
    | {"Interrupted", "Silent"}  # port.py
)
HUNG = frozenset({"ERR_TIMEOUT", "Interrupted", "Silent"})  # it is there, and gives no answer
# Kinds of sim_state.py after which the modem is opened anew: the SIM may be another one, or have to be unlocked
ANEW = frozenset({"absent", "pin", "puk", "phone"})
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
    has_answered: bool = False  # there is a modem at the device, and no other thing
    said: Said = field(default_factory=Said)
    rings: Rings = field(default_factory=Rings)
    hangs: Hangs = field(default_factory=Hangs)
    balance: Asking = field(default_factory=Asking)
    port: str = ""  # where the modem was last opened, or found


class Failed(Exception):
    """The child answered that a command failed."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.sim: str = answer.get("sim", "")  # a kind of sim_state.py
        self.left: int | None = answer.get("left")
        self.error: str = answer["error"]
        self.number: int | None = answer["number"]
        self.reason = reasons.of_sim(self.sim, self.number) if self.sim else _of_error(self.error)
        super().__init__(str(self.reason))
        self.written: bool = answer["written"]

    def verdict(self) -> GatewayError:
        """What a failed "send" means."""
        # Only where nothing was written may it be tried again: a text that the modem has taken may be on its way (F30).
        if not self.written and (self.sim or self.error in BROKEN):
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
        self._refused_pin = RefusedPin(options.pin_file)
        self.life = 0  # counts the children: what one has listed, the next knows nothing of
        self.child: Child | None = None
        self._lock = asyncio.Lock()

    async def ask(
        self,
        command: str,
        *,
        before: float | None = None,
        life: int | None = None,
        deadline: float | None = None,
        **arguments: Any,
    ) -> dict[str, Any]:
        """The answer to one command. Raises Gone (the child was killed), Failed, LineDown (no child is to be had).

        `deadline`: seconds for this one, None the line's own. LineDown too where the modem is not free `before` that
        moment of the monotonic clock; Reopened where the child is not the one of that `life`.
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
                answer = await child.ask(command, deadline or self.options.deadline_seconds, **arguments)
            except Gone:
                self._memory.hangs.note(hung=True)
                await self._drop()
                raise
            self._memory.hangs.note(hung=not answer["ok"] and answer["error"] in HUNG)
            # The child lives, but its descriptor is of a modem that is gone: a new child opens it anew (FAILURES F26).
            if not answer["ok"] and (answer["error"] in BROKEN or answer.get("sim") in ANEW):
                await self._drop()
        return _checked(answer)

    async def _start(self) -> Child:
        """A new child with the modem open."""
        await self._drop()
        if self.options.driver == "at" and self._memory.hangs.is_due():
            await self._restart_modem()
            raise LineDown(reasons.BEING_RESTARTED)
        self._memory.port = await self._port()
        child = self.child = await Child.start(self.options.silence_seconds, self._on_event)
        self.life += 1
        try:
            opened = await self._open(child)
        except BaseException:
            await self._drop()
            raise
        if opened["wants"]:
            await self._drop()
            raise LineDown(self._locked(opened["wants"], opened["left"]))
        self._memory.has_answered = True
        return child

    async def _restart_modem(self) -> None:
        """Take the modem's power away, or tell it to start again; it is opened once it is back."""
        if self.options.reset_command:
            await run(self.options.reset_command)
            return
        child = self.child = await Child.start(self.options.silence_seconds, self._on_event)
        try:
            await child.ask("restart", OPEN_SECONDS, device=self._memory.port, connection=self.options.connection)
        except Gone:
            pass  # it does not hear that either
        finally:
            await self._drop()

    async def _port(self) -> str:
        """Where the modem is. Raises LineDown where it is to be found and is nowhere; one whose port is still there,
        and silent, hangs."""
        options = self.options
        if not options.is_found:
            await FINDER.settled(options.device)
            return options.device
        try:
            return await FINDER.find(options.device, options.connection, imsi=options.imsi, imei=options.imei)
        except NotFound as nowhere:
            if self._memory.port in nowhere.silent:
                self._memory.hangs.note(hung=True)
            raise

    def _locked(self, wants: str, left: int | None) -> Reason:
        """Why the SIM stays locked. `left`: how many PINs more it takes."""
        if wants.upper() != "PIN" or not self.options.pin:
            return reasons.SIM_LOCKED(wants=wants)
        if not self._is_refused:
            return reasons.PIN_KEPT(left=left or 0)
        return reasons.PIN_REFUSED if left is None else reasons.PIN_REFUSED_LEFT(left=left)

    @property
    def _is_refused(self) -> bool:
        return self._memory.pin_refused or self._refused_pin.holds(self.options.pin)

    async def _open(self, child: Child) -> dict[str, Any]:
        """Have the child open the modem. A PIN that was refused is not tried again."""
        try:
            return await self._opened(child)
        except Failed as failed:
            if failed.error == "PinRefused":
                self._memory.pin_refused = True
                self._refused_pin.keep(self.options.pin)
                raise LineDown(self._locked("PIN", failed.left)) from None
            if failed.sim:
                raise LineDown(failed.reason) from None
            if known := OPENING.get(failed.error):
                raise LineDown(known(device=self._memory.port)) from None
            if self._memory.has_answered:
                raise LineDown(failed.reason) from None
            raise LineDown(reasons.NO_MODEM(device=self._memory.port, error=failed.error)) from None

    async def _opened(self, child: Child) -> dict[str, Any]:
        """The child's answer. A serial port that is held now may be another process's that asks who is there."""
        options = self.options
        for left in reversed(range(HELD_TRIES if options.driver == "at" else 1)):
            answer = await child.ask(
                "open",
                max(options.deadline_seconds, OPEN_SECONDS),
                driver=options.driver,
                device=self._memory.port,
                connection=options.connection,
                pin="" if self._is_refused else options.pin,
                # Never the last one: it is a person's. One that nobody would remember is not tried where somebody has
                # failed before us.
                tries=2 if self._refused_pin.lasts else 3,
                centre=options.centre,
            )
            if not left or answer.get("error") != "BlockingIOError":
                break
            await asyncio.sleep(HELD_SECONDS)
        return _checked(answer)

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


def _of_error(error: str) -> Reason:
    return reasons.HUNG if error in HUNG else reasons.FAILED(error=error)


def _checked(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer, if it is one. Raises Failed."""
    if not answer["ok"]:
        raise Failed(answer)
    return {name: value for name, value in answer.items() if name not in ("id", "ok")}
