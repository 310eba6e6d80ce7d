"""Decoding in a child process with limits: for the bytes whose last try never came back.

Its one idea: what may hang, swell or crash a decoder does so in a process that is allowed 10 s of CPU and 512 MB, and
whose death is an answer like any other. The child is this module run as a program: bodies in, one pickled Decoded out.
"""

import asyncio
import pickle
import resource
import struct
import sys
from collections.abc import Sequence

from gateway import crash
from gateway.channels import CHANNELS
from gateway.errors import Temporary, Unreadable
from gateway.model import Decoded

CPU_SECONDS = 10
WALL_SECONDS = 15
MEMORY_BYTES = 512 * 1024 * 1024
UNREADABLE = 3  # the child's exit code where the decoder itself said so


async def decode(channel: str, bodies: Sequence[bytes]) -> Decoded:
    """Decode one message's parts in a child. Raises Unreadable as the decoder does, Temporary where the child died."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway.intake.sandbox",
        channel,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(_frame(bodies)), WALL_SECONDS)
    except TimeoutError:
        raise Temporary(f"the decoder took longer than {WALL_SECONDS} s") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode == UNREADABLE:
        raise Unreadable(out.decode("utf-8", "replace"))
    if child.returncode != 0:
        raise Temporary(f"the decoder's process ended with {child.returncode}")
    decoded: Decoded = pickle.loads(out)  # noqa: S301 - written by our own code in our own child
    return decoded


def _frame(bodies: Sequence[bytes]) -> bytes:
    return b"".join(struct.pack(">Q", len(body)) + body for body in bodies)


def _unframe(data: bytes) -> list[bytes]:
    bodies = []
    while data:
        (size,) = struct.unpack_from(">Q", data)
        bodies.append(data[8 : 8 + size])
        data = data[8 + size :]
    return bodies


def main() -> int:
    """The child: limits first, then the decoder."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    bodies = _unframe(sys.stdin.buffer.read())
    crash.over("decode", bodies[0])
    try:
        decoded = CHANNELS[sys.argv[1]].decode(bodies)
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return UNREADABLE
    sys.stdout.buffer.write(pickle.dumps(decoded))
    return 0


if __name__ == "__main__":
    sys.exit(main())
