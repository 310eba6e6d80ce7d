"""A TCP proxy that a test controls: stands before any server and passes all, until it is told to do harm.

async with Proxy(port) as wire:
    …connect to wire.port…;  wire.cut_after(b"BODY[]");  …;  wire.pass_all()

What is told holds for open and for new connections, until `pass_all` or the next order of its kind.
"""

import asyncio
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

__all__ = ["Proxy"]

HOST = "127.0.0.1"
WINDOW = 200  # octets that are kept to find a text that comes in two pieces
Side = Literal["client", "server"]
Harm = Literal["stall", "cut", "lose", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """What happens once `side` has said `text`, or so many octets of one connection."""

    side: Side
    harm: Harm
    text: bytes = b""
    octets: int = 0
    line: bytes = b""  # what the client is answered


class Proxy:
    """`answers`: how often a trap snapped; `connections`: how many there were."""

    def __init__(self, port: int, *, tls: ssl.SSLContext | None = None) -> None:
        self.target, self.tls = port, tls
        self.port = 0
        self.answers = 0
        self.connections = 0
        self.is_mute = False
        self._refusing = False
        self._pause = 0.0
        self._dripping = False
        self._trap: Trap | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._accept, HOST, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.reset()
        if self._tasks:
            await asyncio.wait(self._tasks)

    # --- orders ----------------------------------------------------------------------------------------------------

    def mute(self) -> None:
        """Pass nothing more in either direction; connections stay open."""
        self.is_mute = True

    def refuse(self) -> None:
        """Reset every open connection, and each new one as soon as it is there."""
        self._refusing = True
        self.reset()

    def delay(self, seconds: float) -> None:
        """Keep back whatever comes, in either direction, for so long."""
        self._pause, self._dripping = seconds, False

    def drip(self, pause: float) -> None:
        """Pass the server's words one octet at a time, `pause` seconds apart."""
        self._pause, self._dripping = pause, True

    def stall_after(self, text: bytes = b"", *, octets: int = 0, side: Side = "server") -> None:
        """Let `text` (or so many octets of a connection) through, and nothing behind it, from that side."""
        self._trap = Trap(side=side, harm="stall", text=text, octets=octets)

    def cut_after(self, text: bytes = b"", *, octets: int = 0, side: Side = "server") -> None:
        """Close both ends once that side has said `text` (or so many octets of a connection); it is passed on."""
        self._trap = Trap(side=side, harm="cut", text=text, octets=octets)

    def lose_answer(self, text: bytes) -> None:
        """Once the client has said `text`: its words go through, the server's answer does not, both ends are closed."""
        self._trap = Trap(side="client", harm="lose", text=text)

    def answer(self, text: bytes, line: bytes) -> None:
        """What the client says with `text` in it is kept from the server: the client is answered `line`."""
        self._trap = Trap(side="client", harm="answer", text=text, line=line)

    def pass_all(self) -> None:
        """Be a wire again. A connection that was stalled stays so."""
        self.is_mute, self._refusing, self._pause, self._dripping, self._trap = False, False, 0.0, False, None

    def reset(self) -> None:
        """Reset every open connection (TCP RST)."""
        for task in self._tasks:
            task.cancel()

    # --- the wire --------------------------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        ends, close = [writer], _reset
        with suppress(asyncio.CancelledError, ConnectionError):
            if not self._refusing:
                there, back = await asyncio.open_connection(HOST, self.target)
                ends.append(back)
                await self._join(Connection(self, (reader, writer), (there, back)))
                close = _close
        for end in ends:
            close(end)

    async def _join(self, connection: "Connection") -> None:
        pumps = [asyncio.create_task(connection.pump("client")), asyncio.create_task(connection.pump("server"))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    def snaps(self, side: Side, window: bytes, count: int) -> tuple[Trap, int] | None:
        """The trap, if it snaps, and how many of the octets in `window` come before it does."""
        trap = self._trap
        if trap is None or trap.side != side:
            return None
        if trap.text and (place := window.find(trap.text)) >= 0:
            return trap, place + len(trap.text)
        if trap.octets and count >= trap.octets:
            return trap, len(window) - (count - trap.octets)
        return None

    async def hold(self, side: Side, data: bytes, write: Callable[[bytes], None]) -> None:
        """Pass octets on, as late or as slowly as was ordered."""
        if self._dripping and side == "server":
            for n in range(len(data)):
                write(data[n : n + 1])
                await asyncio.sleep(self._pause)
            return
        if self._pause and not self._dripping:
            await asyncio.sleep(self._pause)
        write(data)


End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Connection:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, client: End, server: End) -> None:
        self._proxy = proxy
        self._ends: dict[Side, End] = {"client": client, "server": server}
        self._stalled: set[Side] = set()
        self._losing = False

    async def pump(self, side: Side) -> None:
        """What one side says goes to the other, until it ends or a trap cuts it."""
        reader, _ = self._ends[side]
        _, writer = self._ends["server" if side == "client" else "client"]
        tail, count = b"", 0
        while data := await reader.read(65_536):
            if self._losing and side == "server":
                return
            if self._proxy.is_mute or side in self._stalled:
                continue
            window, before, count = tail + data, len(tail), count + len(data)
            found = self._proxy.snaps(side, window, count)
            if found is None:
                tail = window[-WINDOW:]
                await self._proxy.hold(side, data, writer.write)
            else:
                tail = b""
                trap, place = found
                if await self._snap(trap, side, data, max(0, place - before), writer):
                    return
            await writer.drain()

    async def _snap(self, trap: Trap, side: Side, data: bytes, n: int, writer: asyncio.StreamWriter) -> bool:
        """Do the harm; True where the connection ends by it. The first `n` octets of `data` come before it."""
        self._proxy.answers += 1
        if trap.harm == "answer":
            self._ends["client"][1].write(trap.line + b"\r\n")
            return False
        writer.write(data if trap.harm == "lose" else data[:n])
        await writer.drain()
        if trap.harm == "stall":
            self._stalled.add(side)
        self._losing = trap.harm == "lose"
        return trap.harm == "cut"


def _close(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST: no lingering (SO_LINGER of 0 s)."""
    if (sock := writer.get_extra_info("socket")) is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
