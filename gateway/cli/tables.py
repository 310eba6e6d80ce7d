"""Lists on a terminal: a table where it is wide enough, else each row as a block, so that nothing is cut away."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions
    from rich.table import Table as Drawn

__all__ = ["Table", "table"]

NARROWEST = 14  # of a column that wraps: less is a word a line
GAP = 2  # between two columns
DASH = "–"  # what says that there is nothing


class Table:
    """Rows under headers. Cells stay on one line, but for the last column's and those of `wraps`; where the terminal is
    too narrow for that, the first cell names a block, and the others follow it, each behind its header."""

    def __init__(self, headers: "Sequence[str]", wraps: "Sequence[str]") -> None:
        self.headers, self.rows = headers, list[tuple[str, ...]]()
        self._wraps = {*wraps, headers[-1]}

    def add_row(self, *cells: str) -> None:
        """One more row: a cell for each header."""
        self.rows.append(cells)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[object]":
        if self._width() <= options.max_width:
            yield self._drawn()
            return
        from rich.padding import Padding
        from rich.text import Text

        for first, *others in self.rows:
            yield Text(first)
            for header, cell in zip(self.headers[1:], others, strict=True):
                if cell not in ("", DASH):
                    yield Padding(Text(f"{header}: {cell}"), (0, 0, 0, 4), expand=False)

    def _width(self) -> int:
        """What it takes, in letters, with its wrapping columns at their narrowest."""
        from rich.cells import cell_len

        width = GAP * (len(self.headers) - 1)
        for header, *cells in zip(self.headers, *self.rows, strict=True):
            whole = max(cell_len(cell) for cell in (header, *cells))
            width += max(cell_len(header), min(whole, NARROWEST)) if header in self._wraps else whole
        return width

    def _drawn(self) -> "Drawn":
        from rich.table import Table as Drawn

        drawn = Drawn(box=None, pad_edge=False)
        for header in self.headers:
            drawn.add_column(header, no_wrap=header not in self._wraps)
        for row in self.rows:
            drawn.add_row(*row)
        return drawn


def table(*headers: str, wraps: str = "") -> Table:
    """An empty table."""
    return Table(headers, (wraps,))
