"""Where messages lie: one memory for each name that AT+CPMS takes, and what waits in the network for a place."""

from collections.abc import Mapping

UNREAD, READ = 0, 1  # <stat> in PDU mode, 3GPP TS 27.005 §3.1


class Memories:
    """The memories of one modem. A place holds its status and its PDU."""

    def __init__(self, sizes: Mapping[str, int], preferred: tuple[str, str, str]) -> None:
        self.sizes = dict(sizes)
        self.places: dict[str, dict[int, tuple[int, str]]] = {name: {} for name in sizes}
        self.first = preferred
        self.preferred = list(preferred)  # mem1: read and deleted, mem2: written and sent, mem3: received
        self.waiting: list[str] = []  # PDUs that the network tries again

    @property
    def read(self) -> dict[int, tuple[int, str]]:
        """The places of mem1."""
        return self.places[self.preferred[0]]

    def used(self) -> list[int]:
        """Used and all places of mem1, mem2, mem3."""
        return [n for name in self.preferred for n in (len(self.places[name]), self.sizes[name])]

    def store(self, pdu: str, name: str = "", status: int = UNREAD) -> int | None:
        """Put a PDU at the first free place of `name` (mem3 if none); None where it is full."""
        name = name or self.preferred[2]
        free = (n for n in range(1, self.sizes[name] + 1) if n not in self.places[name])
        place = next(free, None)
        if place is not None:
            self.places[name][place] = (status, pdu.upper())
        return place

    def choose(self, names: list[str]) -> bool:
        """Set mem1, mem2, mem3 as far as they are named; False, and nothing, where there is no such memory."""
        if not names or any(name not in self.sizes for name in names):
            return False
        self.preferred[: len(names)] = names
        return True
