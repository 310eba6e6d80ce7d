"""What a modem has said and stores nowhere (+CDS, +CMT): kept at places below 0 until it is stored with us."""

import itertools
from collections.abc import Mapping
from typing import Any

KEPT = 10_000  # while nobody takes them; then the oldest goes


class Said:
    """Pieces by place. They outlive the modem's child, and the link: no other copy of them is anywhere."""

    def __init__(self) -> None:
        self._pieces: dict[int, Mapping[str, Any]] = {}
        self._places: dict[str, int] = {}  # by digest
        self._numbers = itertools.count(1)

    def keep(self, digest: str, record: Mapping[str, Any]) -> None:
        """Give a piece its place; one that is there already is the same."""
        if digest in self._places:
            return
        place = -next(self._numbers)
        self._places[digest] = place
        self._pieces[place] = {"location": place, "digest": digest, "record": record}
        if len(self._pieces) > KEPT:
            self._drop(next(iter(self._pieces)))

    def pieces(self) -> list[Mapping[str, Any]]:
        """All that nobody has confirmed yet, oldest first."""
        return list(self._pieces.values())

    def confirm(self, place: int, digest: str) -> str:
        """What lies there is stored: "done", or "gone" where it is another piece."""
        if self._pieces.get(place, {}).get("digest") != digest:
            return "gone"
        self._drop(place)
        return "done"

    def _drop(self, place: int) -> None:
        del self._places[self._pieces.pop(place)["digest"]]
