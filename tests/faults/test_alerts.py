"""The operator is told once that a line has failed, and once that it is over, by a mail line that works."""

import asyncio
from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path

from gateway import guarded
from gateway.village import mail
from tests.support import configs, running
from tests.support.running import until

BROKEN = "cuanam-mail"
OPERATOR = "operator@village.example"


async def test_a_failing_line_is_told_once_and_once_when_it_is_over_and_a_flap_is_not(
    tmp_path: Path, db_url: str
) -> None:
    imap, smtp, other_imap, other_smtp = (guarded.free_port() for _ in range(4))
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
            await until(lambda: g.rows("SELECT 1 FROM lines WHERE name = $1 AND state = $2", BROKEN, word), deadline=20)

        await start()
        g = await stack.enter_async_context(
            running.gateway(tmp_path / "g", db_url, lines=lines, times={"health_grace": 4})
        )
        await state("ok")
        await up.aclose()  # a flap: back before the grace is over
        await state("failing")
        await start()
        await state("ok")
        await until(lambda: g.rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM line_events WHERE told_at IS NULL)"))
        assert not await g.rows("SELECT 1 FROM outbox")
        await up.aclose()
        await until(lambda: told(1), deadline=20)
        await asyncio.sleep(1.5)  # one look more: it is not told again
        (down,) = told(1)
        assert BROKEN in down["Subject"]
        await start()
        await until(lambda: told(2), deadline=20)
        await asyncio.sleep(1)
        assert len(told(1)) == 2
        rows = await g.rows("SELECT line, purpose, state FROM outbox")
        assert [(row["line"], row["purpose"], row["state"]) for row in rows] == [("vanmieu-mail", "alert", "sent")] * 2
