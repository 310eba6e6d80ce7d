"""What a work measured, as one JSON object and as a row of the table."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

__all__ = ["Figures", "percentile", "table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One work. None where a figure does not apply; docs/bench.md says what each means. `notes`: for the table only."""

    work: str
    n: int
    seconds: float | None = None
    per_second: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    cpu_seconds: float | None = None
    rss_mb: float | None = None
    lost: int | None = None
    doubled: int | None = None
    notes: tuple[str, ...] = field(default=())

    def json(self) -> str:
        """The object, on one line."""
        values = {name: _rounded(value) for name, value in asdict(self).items() if name != "notes"}
        return json.dumps(values)


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (0–1) of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def table(figures: Sequence[Figures]) -> None:
    """Print them for a person."""
    from rich.console import Console
    from rich.table import Table

    made = Table(box=None, pad_edge=False)
    names = [name for name in asdict(figures[0]) if name != "notes"]
    for name in names:
        made.add_column(name.replace("_", " "), justify="left" if name == "work" else "right")
    for one in figures:
        made.add_row(*(_cell(getattr(one, name)) for name in names))
    out = Console(markup=False, highlight=False)
    out.print(made)
    for one in figures:
        for note in one.notes:
            out.print(f"{one.work}: {note}")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
