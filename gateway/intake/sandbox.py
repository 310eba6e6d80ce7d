"""Decoding in a child process with limits: for the bytes whose last try never came back.

Its one idea: what may hang, swell or crash a decoder does so in a process of its own (gateway/decoder.py), whose death
is an answer like any other.
"""

import asyncio
import pickle
import sys
from collections.abc import Sequence

from gateway import decoder
from gateway.errors import Temporary, Unreadable
from gateway.model import Decoded
from gateway.policy import Content

WALL_SECONDS = 15


async def decode(channel: str, bodies: Sequence[bytes]) -> tuple[Decoded, Content]:
    """Decode one message's parts in a child. Raises Unreadable as the decoder does, Temporary where the child died."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        decoder.__name__,
        channel,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(decoder.frame(bodies)), WALL_SECONDS)
    except TimeoutError:
        raise Temporary(f"the decoder took longer than {WALL_SECONDS} s") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode == decoder.UNREADABLE:
        raise Unreadable(out.decode("utf-8", "replace"))
    if child.returncode != 0:
        raise Temporary(f"the decoder's process ended with {child.returncode}")
    read: tuple[Decoded, Content] = pickle.loads(out)  # noqa: S301 - written by our own code in our own child
    return read
