"""The program that decodes one message under limits: bodies in, what they say out (pickled); run by intake/sandbox.py.

It imports the channels, policy and nothing else of the house: on a busy machine a start that takes long would count as
the message's fault.
"""

import pickle
import resource
import struct
import sys
from collections.abc import Sequence

from gateway import crash, policy
from gateway.channels import CHANNELS
from gateway.errors import Unreadable

CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024
UNREADABLE = 3  # the exit code where the decoder itself said so


def frame(bodies: Sequence[bytes]) -> bytes:
    """Bodies as they go to the program's standard input."""
    return b"".join(struct.pack(">Q", len(body)) + body for body in bodies)


def unframe(data: bytes) -> list[bytes]:
    """The bodies again."""
    bodies = []
    while data:
        (size,) = struct.unpack_from(">Q", data)
        bodies.append(data[8 : 8 + size])
        data = data[8 + size :]
    return bodies


def main() -> int:
    """Limits first, then the decoder."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    bodies = unframe(sys.stdin.buffer.read())
    crash.over("decode", bodies[0])
    try:
        decoded = CHANNELS[sys.argv[1]].decode(bodies)
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return UNREADABLE
    sys.stdout.buffer.write(pickle.dumps((decoded, policy.read(decoded, sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
