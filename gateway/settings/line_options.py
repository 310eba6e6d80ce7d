"""What the options of every channel's lines have, whatever else a channel's own have."""

from typing import Protocol, runtime_checkable

from gateway.domain.channel_traits import Traits

__all__ = ["Options", "OwnNumber", "OwnTraits"]


class Options(Protocol):
    """What the options of every channel have, whatever else a channel's own have: who needs that asks by their class
    (`isinstance(line.options, EmailOptions)`)."""

    @property
    def address(self) -> str:
        """The line's URN."""
        ...

    @property
    def proves_senders(self) -> bool:
        """Whether the line can say of senders that they are who they say."""
        ...


@runtime_checkable
class OwnTraits(Protocol):
    """What the options of a line have beside whose messages behave otherwise than its channel's."""

    @property
    def traits(self) -> Traits:
        """The line's."""
        ...


@runtime_checkable
class OwnNumber(Protocol):
    """What the options of a line have beside that people call."""

    @property
    def number(self) -> str:
        """The number that they dial: a URN, under which it may also write."""
        ...
