"""The operator is told once that a line has failed, and once that it is over, by a mail line that works.

The grace is a minute, and what must last longer is set back in the database: a slow machine changes nothing. What is
over within the grace, and who is told when none can be: tests/store/test_alerts.py.
"""

from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path

from gateway.local import processes
from gateway.local.simulator import mail
from tests.support import configs, running
from tests.support.running import until

BROKEN = "cuanam-mail"
OPERATOR = "operator@village.example"


async def test_a_failing_line_is_told_once_and_once_when_it_is_over(tmp_path: Path, db_url: str) -> None:
    imap, smtp, other_imap, other_smtp = (processes.free_port() for _ in range(4))
    accounts = {f"{BROKEN}@village.example": configs.PASSWORD}
    lines = [
        configs.mail_line(imap_port=imap, smtp_port=smtp),
        configs.mail_line(BROKEN, imap_port=other_imap, smtp_port=other_smtp),
    ]
    others = {OPERATOR: configs.PASSWORD, running.MAILBOX: configs.PASSWORD}
    (tmp_path / "g").mkdir()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(mail.serve(tmp_path / "main", imap, smtp, others))
        up = await stack.enter_async_context(AsyncExitStack())

        async def start() -> None:
            await up.enter_async_context(mail.serve(tmp_path / "other", other_imap, other_smtp, accounts))

        def told(n: int) -> list[EmailMessage]:
            found = map(running.parse, mail.read_mailbox(tmp_path / "main", OPERATOR))
            # one mail may go out twice where this process stands still for longer than its lease of a second
            mails = list({one["Message-ID"]: one for one in found}.values())
            return mails if len(mails) >= n else []

        async def state(word: str) -> None:
            await until(lambda: g.rows("SELECT 1 FROM lines WHERE name = $1 AND state = $2", BROKEN, word))

        async def looked() -> None:
            """A look of the intake worker's, from its beginning to its end."""
            for _ in range(2):
                await g.rows("UPDATE clocks SET last_run = '2020-01-01' WHERE name = 'watch'")
                await until(lambda: g.rows("SELECT 1 FROM clocks WHERE name = 'watch' AND last_run > '2020-01-01'"))

        await start()
        g = await stack.enter_async_context(
            running.gateway(tmp_path / "g", db_url, lines=lines, times={"health_grace": 60})
        )
        await state("ok")
        await up.aclose()
        await state("failing")
        await looked()
        assert not await g.rows("SELECT 1 FROM outbox")
        await g.rows("UPDATE line_events SET at = at - interval '1 minute' WHERE notified_at IS NULL")
        await until(lambda: told(1))
        await looked()  # it is not told again
        (down,) = told(1)
        assert BROKEN in down["Subject"]
        await start()
        await until(lambda: told(2))
        await looked()
        assert len(told(1)) == 2
        rows = await g.rows("SELECT line, purpose, state FROM outbox")
        assert [(row["line"], row["purpose"], row["state"]) for row in rows] == [("vanmieu-mail", "alert", "sent")] * 2
