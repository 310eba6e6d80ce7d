"""What the works `mail` and `sms` share: a backlog that waits at one line's source is worked off."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench import history
from bench.figures import Figures
from bench.stage import Stage, watch

__all__ = ["Done", "figures", "work_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What it took. `began`: on the monotonic clock; `made`: new cases."""

    began: float
    cpu_seconds: float
    rss_mb: float
    database_seconds: float
    made: int


def work_off(
    here: Stage, line: Mapping[str, Any], n: int, cases: int, look: Callable[[], int], report: Callable[[int], None]
) -> Done:
    """Open the line on a database that holds `cases` older cases, until `look` has seen `n` acknowledgements."""
    here.prepare([line])
    if cases:
        history.fill(here.database_url, cases, line["name"], line["channel"])
    before, database = here.used(), here.database_used()
    began = here.go()
    watch(look, n, report)
    after, database = here.used(), here.database_used() - database
    here.settle()
    return Done(
        began=began,
        cpu_seconds=after.cpu_seconds - before.cpu_seconds,
        rss_mb=after.rss_mb,
        database_seconds=database,
        made=int(here.sql("SELECT count(*) FROM cases")) - cases,
    )


def figures(
    work: str, done: Done, citizens: Sequence[str], sent: Sequence[tuple[str, float]], note: str = ""
) -> Figures:
    """`citizens`: who wrote; `sent`: the recipient of each acknowledgement and its moment on the monotonic clock."""
    n, got = len(citizens), Counter(recipient for recipient, _ in sent)
    seconds = max(at for _, at in sent) - done.began if sent else None
    return Figures(
        work=work,
        n=n,
        seconds=seconds,
        per_second=n / seconds if seconds else None,
        cpu_seconds=done.cpu_seconds,
        rss_mb=done.rss_mb,
        lost=max(n - done.made, sum(not got[citizen] for citizen in citizens)),
        doubled=sum(count - 1 for count in got.values()),
        notes=(f"{note}PostgreSQL took {done.database_seconds:.1f} s of processor time",),
    )
