"""What is worked out for pieces of texts that come again and again, as words and lines do."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(dict[str, T], Generic[T]):
    """A pure function of short strings that remembers: `map(kept.__getitem__, pieces)` asks for a whole text at once.

    Begun anew when it is full, so that odd texts neither fill the memory nor slow down those that follow."""

    longest, most = 20, 8192  # letters of a piece that is kept, and how many of those

    def __init__(self, work: Callable[[str], T]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, piece: str) -> T:
        found = self._work(piece)
        if len(piece) <= self.longest:
            if len(self) >= self.most:
                self.clear()
            self[piece] = found
        return found


class KeptLines(Kept[T]):
    """The same for lines, of which a message has fewer, and longer ones."""

    longest, most = 2_000, 256


class KeptCounts:
    """What is counted in what stands between blanks, several counts at once: those of a piece are kept as one number,
    32 bits each, so that one sum adds up all of them; and those of a line, which most texts of a message share."""

    def __init__(self, count: Callable[[str], Sequence[int]], counts: int) -> None:
        """`count`: of a piece; `counts`: how many it gives."""
        self._places = range(0, 32 * counts, 32)
        of_piece = Kept(lambda piece: sum(n << at for n, at in zip(count(piece), self._places, strict=True)))
        self._of_line = KeptLines(lambda line: sum(map(of_piece.__getitem__, line.split())))

    def of(self, text: str) -> list[int]:
        """The counts of a whole text."""
        counted = sum(map(self._of_line.__getitem__, text.split("\n")))
        return [counted >> at & 0xFFFF_FFFF for at in self._places]
