"""`gw bench idle`: one message at a time on an idle gateway: how long a citizen's acknowledgement takes.

The clocks run inside the gateway (bench/gateway.py): for mail from the server's push to the acknowledgement accepted by
SMTP; for a text from the return of the poll that listed it to the call that sends.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench import letters, mailboxes, stage
from bench.figures import Figures, percentile
from gateway.local.simulator import phone

__all__ = ["run"]

MAIL, SMS = "vanmieu", "vanmieu-sms"
PATIENCE = 30.0  # seconds for one message


def run(n: int, report: Callable[[int], None]) -> list[Figures]:
    """Measure `n` mails and `n` texts, a mail and a text in turn; the first of each opens connections, and is not
    counted."""
    with stage.set_up() as here:
        server, device = here.mailboxes([MAIL]), here.at / "phone"
        device.mkdir()
        lines = [
            stage.mail_line(MAIL, server.port, here.sink_port),
            stage.sms_line(SMS, stage.NUMBER, device, poll_seconds=1),
        ]
        here.prepare(lines)
        here.go()
        stage.watch(lambda: int(here.sql("SELECT count(*) FROM lines WHERE cursor IS NOT NULL")), 2, lambda _: None)
        address = f"{MAIL}@{mailboxes.DOMAIN}"
        measured: dict[str, list[float]] = {"mail": [], "sms": []}
        for number in range(n + 1):
            server.put(address, [letters.letter(number, address)])
            _await(here, measured, "mail", number + 1)
            phone.drop_sms(device, letters.number(number), letters.words(number), at=datetime.now(UTC))
            _await(here, measured, "sms", number + 1)
            time.sleep(random.random() / 4)  # noqa: S311 - so that no poll falls into step with us
            if number == 0:
                before, began = here.used(), time.monotonic()
            report(number)
        seconds, after = time.monotonic() - began, here.used()
        here.settle()
        got = {"mail": int(here.sink.ask("count")) - 1, "sms": len(phone.read_journal(device)) - 1}
    names = {"mail": "idle", "sms": "idle-sms"}
    clocks = {"mail": f"{server.name}'s push to 250", "sms": "the poll's return to the send call"}
    return [
        Figures(
            work=names[kind],
            n=n,
            seconds=seconds,
            p50_ms=percentile(times, 0.5) * 1000 if times else None,
            p99_ms=percentile(times, 0.99) * 1000 if times else None,
            cpu_seconds=after.cpu_seconds - before.cpu_seconds,
            rss_mb=after.rss_mb,
            lost=max(0, n - got[kind]),
            doubled=max(0, got[kind] - n),
            notes=(f"from {clocks[kind]}",),
        )
        for kind, (_, *times) in measured.items()
    ]


def _await(here: stage.Stage, measured: dict[str, list[float]], kind: str, n: int) -> None:
    """Until the gateway's clock has measured its n-th message of this kind, or patience ends."""
    until = time.monotonic() + PATIENCE
    while len(measured[kind]) < n and time.monotonic() < until:
        time.sleep(0.02)
        for name, times in here.gateway.ask("clocks").items():
            measured[name] += times
