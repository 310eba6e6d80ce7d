"""Named places where a test may have the process die, as if by kill -9, or misbehave at one message's bytes.

The environment variable GATEWAY_CRASH_AT=<place>[:n] arms one: the n-th passage (default: the first) ends the process
without a word. <place>[:how]@<mark> arms a place where bytes are read, for those that carry the mark, at every passage
and in worker processes too; how: die (default), hang, spin, swell or raise. Unarmed, a place costs one comparison.
"""

import os
import time

_armed, _, _mark = os.environ.get("GATEWAY_CRASH_AT", "").partition("@")
_place, _, _how = _armed.partition(":")
_left = int(_how) if _how.isdecimal() else 1


def hit(place: str) -> None:
    """Die if this place is armed."""
    global _left  # noqa: PLW0603 - a test's counter of this process
    if place == _place and not _mark:
        _left -= 1
        if _left <= 0:
            os._exit(137)


def hit_by(place: str, body: bytes) -> None:
    """Misbehave if this place is armed for bytes like these."""
    if place == _place and _mark and _mark.encode() in body:
        _misbehave()


def _misbehave() -> None:
    if _how == "hang":
        time.sleep(3600)
    if _how == "spin":
        while True:
            pass
    if _how == "swell":
        bytes(1 << 40)
    if _how == "raise":
        raise RuntimeError("a test's")
    os._exit(137)
