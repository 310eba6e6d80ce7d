"""`gw bench`: run the works that are named, show their progress, print a table or one JSON object a work."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import city, explain, idle, mail, modem, reading, smpp, sms
from bench.figures import Figures, table

__all__ = ["main"]

Work = Callable[[int, int, Callable[[int], None]], list[Figures]]
WORKS: Mapping[str, tuple[Work, int]] = {
    "mail": (mail.run, 1000),
    "sms": (sms.run, 2000),
    "modem": (modem.run, 50),
    "smpp": (smpp.run, 5000),
    "idle": (lambda n, _, report: idle.run(n, report), 100),
    "city": (lambda n, _, report: city.run(n, report), 126),
    "reading": (lambda n, _, report: reading.run(n, report), 1000),
    "explain": (lambda n, _, report: explain.run(n, report), 2000),
}


def arguments(words: list[str]) -> Namespace:
    """The command line; without a work: all of them."""
    parser = ArgumentParser(prog="gw bench", description="How fast is it on this machine? See docs/bench.md.")
    parser.add_argument("works", nargs="*", metavar=" | ".join(WORKS), help="what to measure; default: all")
    parser.add_argument(
        "-n", type=int, help="how many messages (of city: mailboxes and modems, each; of reading: kB of a mail)"
    )
    parser.add_argument("--cases", type=int, default=0, help="mail, sms, modem, smpp: older cases in the database")
    parser.add_argument("--json", action="store_true", help="one JSON object a work instead of the table")
    chosen = parser.parse_args(words)
    if unknown := [work for work in chosen.works if work not in WORKS]:
        parser.error(f"there is no work {unknown[0]!r}; there are {', '.join(WORKS)}")
    if (chosen.n is not None and chosen.n < 1) or chosen.cases < 0:
        parser.error("-n must be at least 1, --cases at least 0")
    return chosen


def main(words: list[str] | None = None) -> int:
    """Returns 0 where nothing was lost and nothing doubled, else 1."""
    chosen = arguments(sys.argv[1:] if words is None else words)
    done: list[Figures] = []
    for name in chosen.works or WORKS:
        found = _measured(name, chosen)
        done += found
        if chosen.json:
            print(*(one.json() for one in found), sep="\n", flush=True)
    if not chosen.json:
        table(done)
    return int(any(one.lost or one.doubled for one in done))


def _measured(name: str, chosen: Namespace) -> list[Figures]:
    work, default = WORKS[name]
    n = chosen.n or default
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=n)
        return work(n, chosen.cases, lambda seen: progress.update(task, completed=seen))


if __name__ == "__main__":
    sys.exit(main())
