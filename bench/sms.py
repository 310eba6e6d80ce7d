"""`gw bench sms`: texts that wait on gammu's dummy phone -> cases and acknowledgements handed to the modem."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import history, letters, stage
from bench.figures import Figures
from gateway.village import phone

__all__ = ["MOST", "run"]

MOST = 9_990  # the dummy phone looks no further than place 9,999


def run(n: int, cases: int, tell: Callable[[int], None]) -> list[Figures]:
    """Measure `n` texts, at most 9,990, on a database that holds `cases` older cases.

    The clock runs from the moment the line is opened to the last send."""
    n = min(n, MOST)
    with stage.set_up() as here:
        device = here.at / "phone"
        at = datetime.now(UTC)
        for number in range(n):
            phone.drop_sms(device, letters.number(number), letters.words(number), at=at)
        here.prepare([stage.sms_line("vanmieu", stage.NUMBER, device)])
        if cases:
            history.fill(here.database_url, cases, "vanmieu", "sms")
        before, database = here.used(), here.database_used()
        began = here.go()
        stage.watch(lambda: _lines(device), n, tell)
        after, database = here.used(), here.database_used() - database
        here.settle()
        journal = phone.read_journal(device)
        made = int(here.sql("SELECT count(*) FROM cases")) - cases
        offset = here.offset
    got = Counter(entry["number"] for entry in journal)
    seconds = max(entry["at"] for entry in journal) - offset - began if journal else None
    return [
        Figures(
            work="sms",
            n=n,
            seconds=seconds,
            per_second=n / seconds if seconds else None,
            cpu_seconds=after.cpu_seconds - before.cpu_seconds,
            rss_mb=after.rss_mb,
            lost=max(n - made, sum(not got[letters.number(number)] for number in range(n))),
            doubled=sum(count - 1 for count in got.values()),
            notes=(f"PostgreSQL took {database:.1f} s of processor time",),
        )
    ]


def _lines(device: Path) -> int:
    """How many texts the modem's child has sent."""
    journal = device / "journal.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0
