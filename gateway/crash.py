"""Named places where a test may have the process die, as if by kill -9.

The environment variable GATEWAY_CRASH_AT=<place>[:n] arms one: the n-th passage (default: the first) ends the process
without a word. <place>@<mark> arms a place where bytes are read, for those that carry the mark, at every passage and in
child processes too. Unarmed, a place costs one comparison.
"""

import os

_armed, _, _mark = os.environ.get("GATEWAY_CRASH_AT", "").partition("@")
_place, _, _nth = _armed.partition(":")
_left = int(_nth or 1)


def here(place: str) -> None:
    """Die if this place is armed."""
    global _left  # noqa: PLW0603 - a test's counter of this process
    if place == _place:
        _left -= 1
        if _left <= 0:
            os._exit(137)


def over(place: str, body: bytes) -> None:
    """Die if this place is armed for bytes like these."""
    if place == _place and _mark and _mark.encode() in body:
        os._exit(137)
