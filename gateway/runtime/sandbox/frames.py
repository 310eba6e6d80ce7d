"""How the gateway and its workers speak: a length, JSON, and then bytes as they are, so that 25 MB are not encoded.

message = u32 bytes of JSON | JSON: [value, [length of each frame]] | the frames. A lone surrogate passes.
"""

import asyncio
import json
import struct
from collections.abc import Sequence
from typing import IO, Any

__all__ = ["MAX_FRAMES", "MAX_VALUE", "pack", "read", "receive"]

MAX_VALUE = 32 * 1024 * 1024  # bytes of JSON; a worker that says more than this or that is broken
MAX_FRAMES = 256 * 1024 * 1024
SMALL = 65_536

_LENGTH = struct.Struct(">I")


def pack(value: object, frames: Sequence[bytes] = ()) -> list[bytes]:
    """A message in the pieces in which it goes over the wire: one, but for large frames, which are not copied.

    Raises TypeError, ValueError for what JSON does not know."""
    words = json.dumps([value, [len(frame) for frame in frames]], ensure_ascii=False, separators=(",", ":"))
    data = words.encode("utf-8", "surrogatepass")
    pieces = [_LENGTH.pack(len(data)), data, *frames]
    return pieces if sum(map(len, frames)) > SMALL else [b"".join(pieces)]


async def receive(reader: asyncio.StreamReader) -> tuple[Any, list[bytes]]:
    """The next message: its value and frames. Raises IncompleteReadError at the end, ValueError for what is none."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    value, sizes = _opened(await reader.readexactly(_checked(length)))
    return value, [await reader.readexactly(size) for size in sizes]


def read(stream: IO[bytes]) -> tuple[Any, list[bytes]] | None:
    """As `receive`, for a worker, which waits; None at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    value, sizes = _opened(stream.read(_checked(*_LENGTH.unpack(head))))
    return value, [stream.read(size) for size in sizes]


def _checked(length: int) -> int:
    if length > MAX_VALUE:
        raise ValueError("a message of more than 32 MiB of JSON")
    return length


def _opened(words: bytes) -> tuple[Any, list[int]]:
    try:
        value, sizes = json.loads(words.decode("utf-8", "surrogatepass"))
        total = sum(sizes)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"no message: {type(error).__name__}") from None
    if not all(isinstance(size, int) and size >= 0 for size in sizes) or total > MAX_FRAMES:
        raise ValueError("frames of an impossible length")
    return value, sizes
