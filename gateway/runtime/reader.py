"""Messages are read: decoded by their channel, then their words by policy, always in a worker process (sandbox/).

What a stranger sends decides what reading costs; so nothing of it happens where lines, page and signals wait. What
comes back is small beside the raw message: header fields, a capped text, what the words say; attachments as bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gateway import policy
from gateway.channels import Channel, registry
from gateway.domain.errors import GatewayError, Temporary
from gateway.domain.model import Decoded
from gateway.domain.reasons import code
from gateway.policy import Content
from gateway.runtime import failpoints
from gateway.runtime.sandbox import NOT_READ, Answer, ForkServer, Pool, Request
from gateway.runtime.sandbox.values import plain, typed
from gateway.settings.extra_channels import NO_EXTRA, ExtraChannels

__all__ = ["Raw", "Reader", "Understood"]

SECONDS = 4  # of processor time that a message may take among others
SECONDS_ALONE = 10  # and where it has failed before

NOT_UNDERSTOOD = code("reading.not_understood")()

_SERVER = ForkServer("gateway.runtime.reader:work")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One message to read: the channel's name and its parts in order. `alone`: it has failed before."""

    channel: str
    bodies: Sequence[bytes]
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a message is and what its words say."""

    decoded: Decoded
    content: Content


class Reader:
    """Reads messages; its workers are started when there is something to read."""

    def __init__(self, server: ForkServer | None = None, *, extra: ExtraChannels = NO_EXTRA) -> None:
        """`server`: this process's own one, if none is given. `extra`: channels beside our own."""
        self._pool = Pool(server or _SERVER, extra)

    def start(self) -> None:
        """Let the fork server import what it needs, ahead of the first message."""
        self._pool.server.start()

    async def messages(
        self, raw: Sequence[Raw], *, patience: float | None = None
    ) -> list[Understood | GatewayError | None]:
        """What each says, in order: Unreadable as its channel's decoder finds, Temporary where a worker broke at it.

        None for what has not been begun after `patience` seconds. Raises Unavailable where nothing can be read now."""
        answers = await self._pool.ask(
            [
                Request(value=one.channel, frames=one.bodies, seconds=SECONDS_ALONE if one.alone else SECONDS)
                for one in raw
            ],
            patience=patience,
        )
        return [_understood(answer) for answer in answers]

    async def words(self, decoded: Decoded, channel: str) -> Content:
        """What the words of a message say that was decoded before. Raises Temporary."""
        value, frames = _packed(decoded)
        (answer,) = await self._pool.ask([Request(value=[channel, value], frames=frames, seconds=SECONDS_ALONE)])
        if not isinstance(answer, Answer):
            raise answer or Temporary(NOT_READ)
        return typed(Content, answer.value)

    async def close(self) -> None:
        """End the workers."""
        await self._pool.close()


def _understood(answer: Answer | GatewayError | None) -> Understood | GatewayError | None:
    if not isinstance(answer, Answer):
        return answer
    try:
        decoded, content = answer.value
        return Understood(decoded=_unpacked(decoded, answer.frames), content=typed(Content, content))
    except (ValueError, TypeError, LookupError):
        return Temporary(NOT_UNDERSTOOD)


# --- a worker's side -------------------------------------------------------------------------------------------------


def work(extra: Sequence[Any]) -> Any:
    """What a worker answers with; see sandbox.Pool. `extra`: an ExtraChannels."""
    return partial(_answer, registry(*extra))


def _answer(channels: Mapping[str, Channel], value: Any, frames: list[bytes]) -> tuple[Any, list[bytes]]:
    """A channel's name and raw parts -> [decoded, content]; a channel's name and a packed Decoded -> its content."""
    if not isinstance(value, str):
        channel, packed = value
        return plain(policy.read(_unpacked(packed, frames), channels[channel].TRAITS)), []
    failpoints.hit_by("decode", frames[0])
    decoded = channels[value].decode(frames)
    failpoints.hit_by("words", frames[0])
    packed, out = _packed(decoded)
    return [packed, plain(policy.read(decoded, channels[value].TRAITS))], out


# --- a Decoded on the wire: what may be large goes as bytes beside the JSON -------------------------------------------

_LARGE = frozenset({"text", "reply", "enclosed", "attachments"})
_CONTENT = frozenset({"content"})


def _packed(decoded: Decoded) -> tuple[dict[str, Any], list[bytes]]:
    """The small fields; the text, the reply (b"" with `same` where it is the text), what attached mails say, then each
    attachment's content."""
    same = decoded.reply == decoded.text
    value = plain(decoded, without=_LARGE) | {
        "attachments": [plain(one, without=_CONTENT) for one in decoded.attachments]
    }
    texts = [decoded.text, "" if same else decoded.reply, decoded.enclosed]
    frames = [text.encode("utf-8", "surrogatepass") for text in texts]
    return {"same": same, **value}, [*frames, *(one.content for one in decoded.attachments)]


def _unpacked(value: dict[str, Any], frames: Sequence[bytes]) -> Decoded:
    """The Decoded again. Raises ValueError, TypeError, LookupError."""
    same = value.pop("same")
    text, reply, enclosed = (frame.decode("utf-8", "surrogatepass") for frame in frames[:3])
    decoded = typed(Decoded, value)
    attachments = tuple(
        replace(one, content=content) for one, content in zip(decoded.attachments, frames[3:], strict=True)
    )
    return replace(decoded, text=text, reply=text if same else reply, enclosed=enclosed, attachments=attachments)
