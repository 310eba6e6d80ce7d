"""The Channel protocol, the only abstraction, and CHANNELS, one line per channel.

A channel is a package whose module functions satisfy `Channel`; it knows no store, no database and no other channel.
A new channel = one folder, one line in CHANNELS, its templates, its tests (CONTRIBUTING.md).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from gateway.channels import email, sms
from gateway.domain.model import Batch, Decoded, Draft, Piece, Sent


class Link(Protocol):
    """One open line. All waiting inside has a deadline. One task listens and confirms; `width` tasks may send.

    Raises LineDown when the line as a whole cannot work; then it is closed and opened again.
    """

    width: int  # how many pieces may be sent at once

    def listen(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        """Batches as they come, an empty one at least every poll; `cursor` None is the first contact.

        Between two batches the consumer may call `confirm` and `fetch`.
        """
        ...

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Mark or delete at the source what is stored: location -> digest. Returns location -> "done", "gone"
        (not there any more, or another piece lies there now) or the reason why it must be tried again."""
        ...

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """Try once more to read pieces that were unfetched. A place that the answer leaves out is empty for certain."""
        ...

    async def send(self, piece: Piece) -> Sent:
        """Put one piece on the wire. Raises Refused, Temporary, Unclear, LineDown or OutcomeUnknown."""
        ...


class Channel(Protocol):
    """What a channel's package offers at module level."""

    NAME: str
    SEND_SECONDS: float | None  # after which one send counts as of unknown outcome; None: [times] attempt_deadline
    PATIENCE: float  # seconds after which a send goes on beside the others, which need not wait for it

    def options(self, raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[Any, list[str]]:
        """A line's own keys -> (frozen options with `.address` as URN, problems "key.name: what is wrong").

        `unit`: the name of the unit it belongs to, as citizens read it."""
        ...

    def sender_key(self, body: bytes) -> str:
        """A cheap, total reading of who sent a raw piece; equal for equal senders, "" for nobody."""
        ...

    def decode(self, bodies: Sequence[bytes]) -> Decoded:
        """The raw parts of one message, in order -> what they say. Pure. Raises Unreadable."""
        ...

    def authenticate(self, decoded: Decoded, options: Any) -> Decoded:
        """What the line's own server says of the sender, as `dmarc`. Pure."""
        ...

    def encode(self, draft: Draft, options: Any) -> tuple[Piece, ...]:
        """A draft -> what goes on the wire. Pure. Raises Permanent where it cannot be written."""
        ...

    def Memory(self) -> Any:  # noqa: N802 - a class
        """What one line's links remember from one opening to the next, in this process; empty at first."""
        ...

    def open(self, options: Any, *, now: datetime, memory: Any) -> AbstractAsyncContextManager[Link]:
        """Connect; a context manager that closes (and for a modem kills its child) whatever happens. `memory`: the
        line's, the same one at each opening."""
        ...

    async def probe(self, options: Any, *, now: datetime, old_days: int) -> Mapping[str, object]:
        """For `gw check`: connect, log in, count what lies there. {"present": all of it, "waiting": what the first
        contact would read, "answered": what of that is younger than `old_days`, "detail": str}; raises LineDown."""
        ...


CHANNELS: Mapping[str, Channel] = {email.NAME: email, sms.NAME: sms}
