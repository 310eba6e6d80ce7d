"""`gw bench mail`: mails that wait in one mailbox -> cases and acknowledgements accepted by an SMTP server."""

from collections.abc import Callable

from bench import letters, mailboxes, stage
from bench.backlog import figures, work_off
from bench.figures import Figures

__all__ = ["run"]

LINE = "vanmieu"


def run(n: int, cases: int, report: Callable[[int], None]) -> list[Figures]:
    """Measure `n` mails, on a database that holds `cases` older cases.

    The clock runs from the moment the line is opened to the last acknowledgement."""
    with stage.set_up() as here:
        server = here.mailboxes([LINE])
        address = f"{LINE}@{mailboxes.DOMAIN}"
        server.put(address, (letters.letter(number, address) for number in range(n)))
        line = stage.mail_line(LINE, server.port, here.sink_port)
        done = work_off(here, line, n, cases, lambda: int(here.sink.ask("count")), report)
        sent: list[tuple[str, float]] = here.sink.ask("mails")
    citizens = [letters.sender(number) for number in range(n)]
    return [figures("mail", done, citizens, sent, f"read from {server.name}; ")]
