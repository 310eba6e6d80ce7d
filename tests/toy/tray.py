"""A channel that connects, cheap enough for a hundred lines: a line is a directory into which forms are put as files,
each of which is taken out once it is stored. Its answers go by the unit's mail line."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.domain.channel_traits import Traits
from gateway.domain.errors import Problem
from gateway.domain.model import Batch, Draft, Piece, Received, Sent
from gateway.settings.keys import Keys
from tests.toy import authenticate, decode, sender_key

__all__ = ["authenticate", "decode", "sender_key"]

NAME = "tray"
LABEL = {"vi": "Khay", "en": "Tray"}
TRAITS = Traits()
SEND_SECONDS = None
PATIENCE = 60.0
LOOK_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayOptions:
    """One tray."""

    device: str
    label: str = ""
    proves_senders: bool = True

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"tray:{self.device}"


def options(raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[TrayOptions, list[Problem]]:
    keys = Keys(raw, key)
    found = TrayOptions(device=keys.text("device", ""), label=keys.text("label", unit))
    keys.start(zone)
    keys.refuse_unknown()
    return found, keys.problems


class Memory:
    """Nothing."""


class TrayLink:
    """An open tray. `opened`: how often each was, by any link."""

    width = 1
    opened: dict[str, int] = {}  # noqa: RUF012

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def listen(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        while True:
            found = [(path, path.read_bytes()) for path in sorted(self._directory.glob("*.json"))]
            pieces = tuple(self._piece(path, body) for path, body in found)
            yield Batch(received=pieces, cursor={"began": True})
            await asyncio.sleep(LOOK_SECONDS)

    def _piece(self, path: Path, body: bytes) -> Received:
        by_route = Received.by_route(body, sender_key(body), datetime.now(UTC))
        return Received(
            digest=by_route.digest,
            body=body,
            location=path.name,
            sender_key=by_route.sender_key,
            arrived_at=by_route.arrived_at,
        )

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        for name in locations:
            (self._directory / name).unlink(missing_ok=True)
        return dict.fromkeys(locations, "done")

    async def fetch(self, locations: Sequence[str]) -> Batch:
        return Batch()

    async def send(self, piece: Piece) -> Sent:
        raise AssertionError("a tray only receives: nobody may ask it to send")


@asynccontextmanager
async def open(options: TrayOptions, *, now: datetime, memory: Any) -> AsyncIterator[TrayLink]:
    TrayLink.opened[options.device] = TrayLink.opened.get(options.device, 0) + 1
    yield TrayLink(Path(options.device))


def encode(draft: Draft, options: TrayOptions) -> tuple[Piece, ...]:
    return ()


async def probe(options: TrayOptions, *, now: datetime, old_days: int) -> Mapping[str, object]:
    return {"present": 0, "waiting": 0, "answered": 0, "detail": None}
