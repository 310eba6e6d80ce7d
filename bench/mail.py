"""`gw bench mail`: mails that wait in one mailbox -> cases and acknowledgements accepted by an SMTP server."""

from collections import Counter
from collections.abc import Callable

from bench import history, letters, mailboxes, stage
from bench.figures import Figures

__all__ = ["run"]

LINE = "vanmieu"


def run(n: int, cases: int, tell: Callable[[int], None]) -> list[Figures]:
    """Measure `n` mails, on a database that holds `cases` older cases.

    The clock runs from the moment the line is opened to the last acknowledgement."""
    with stage.set_up() as here:
        server = here.mailboxes([LINE])
        address = f"{LINE}@{mailboxes.DOMAIN}"
        server.put(address, (letters.letter(number, address) for number in range(n)))
        here.prepare([stage.mail_line(LINE, server.port, here.sink_port)])
        if cases:
            history.fill(here.database_url, cases, LINE, "email")
        before, database = here.used(), here.database_used()
        began = here.go()
        stage.watch(lambda: int(here.sink.ask("count")), n, tell)
        after, database = here.used(), here.database_used() - database
        here.settle()
        mails: list[tuple[str, float]] = here.sink.ask("mails")
        made = int(here.sql("SELECT count(*) FROM cases")) - cases
    got = Counter(recipient for recipient, _ in mails)
    seconds = max(at for _, at in mails) - began if mails else None
    return [
        Figures(
            work="mail",
            n=n,
            seconds=seconds,
            per_second=n / seconds if seconds else None,
            cpu_seconds=after.cpu_seconds - before.cpu_seconds,
            rss_mb=after.rss_mb,
            lost=max(n - made, sum(not got[letters.sender(number)] for number in range(n))),
            doubled=sum(count - 1 for count in got.values()),
            notes=(f"read from {server.name}; PostgreSQL took {database:.1f} s of processor time",),
        )
    ]
