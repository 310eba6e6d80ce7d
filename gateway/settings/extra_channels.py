"""Channels beside our own. Apart from the other shapes: the processes that read do without pydantic, 13 MB each."""

from typing import NamedTuple

__all__ = ["NO_EXTRA", "ExtraChannels"]


class ExtraChannels(NamedTuple):
    """The modules of channels beside our own, and the directory in which those outside the tree lie ("": none)."""

    modules: tuple[str, ...] = ()
    directory: str = ""


NO_EXTRA = ExtraChannels()
