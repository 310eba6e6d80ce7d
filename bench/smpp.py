"""`gw bench smpp`: texts that wait at a message centre -> cases and acknowledgements that it has taken."""

from collections.abc import Callable

from bench import children, letters, stage
from bench.backlog import figures, work_off
from bench.figures import Figures
from gateway.local import processes

__all__ = ["MOST", "run"]

MOST = 10_000  # citizens of letters.py that have a number


def run(n: int, cases: int, report: Callable[[int], None]) -> list[Figures]:
    """Measure `n` texts, at most 10,000, on a database that holds `cases` older cases.

    The clock runs from the moment the line is opened to the last acknowledgement that the centre took."""
    n = min(n, MOST)
    port = processes.free_port()
    with (
        stage.set_up() as here,
        children.talking("bench.centre", str(port), str(n), output=here.at / "centre.log") as centre,
    ):
        centre.hear()
        done = work_off(here, stage.smpp_line("city", port), n, cases, lambda: int(centre.ask("count")), report)
        sent: list[tuple[str, float]] = centre.ask("texts")
    return [figures("smpp", done, [letters.number(number) for number in range(n)], sent)]
