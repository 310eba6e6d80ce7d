"""`gw bench sms`: texts that wait on gammu's dummy phone -> cases and acknowledgements handed to the modem."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import letters, stage
from bench.backlog import figures, work_off
from bench.figures import Figures
from gateway.local.simulator import phone

__all__ = ["MOST", "run"]

MOST = 9_990  # the dummy phone looks no further than place 9,999


def run(n: int, cases: int, report: Callable[[int], None]) -> list[Figures]:
    """Measure `n` texts, at most 9,990, on a database that holds `cases` older cases.

    The clock runs from the moment the line is opened to the last send."""
    n = min(n, MOST)
    with stage.set_up() as here:
        device = here.at / "phone"
        at = datetime.now(UTC)
        for number in range(n):
            phone.drop_sms(device, letters.number(number), letters.words(number), at=at)
        done = work_off(here, stage.sms_line("vanmieu", stage.NUMBER, device), n, cases, lambda: _lines(device), report)
        sent = [(entry["number"], entry["at"] - here.offset) for entry in phone.read_journal(device)]
    return [figures("sms", done, [letters.number(number) for number in range(n)], sent)]


def _lines(device: Path) -> int:
    """How many texts the modem's child has sent."""
    journal = device / "journal.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0
