"""Citizens who write to a gateway that runs in the test, and the verdict on what they wrote and got."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from pathlib import Path

from gateway.local.simulator import phone
from tests.support import judge
from tests.support.judge import Injector, Verdict
from tests.support.running import Gateway


@dataclass(slots=True)
class Load:
    """Each mail and each text is of a new citizen, unless one is named."""

    g: Gateway
    directory: Path
    injector: Injector = field(init=False)
    people: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.injector = Injector(self.directory / "tokens")

    def mail(self, sender: str = "", words: str = "Đèn đường hỏng ba ngày nay.") -> bytes:
        """One mail; its bytes. All mailboxes citizen+…@ are one."""
        token, sender = self.injector.token(), sender or f"citizen+{next(self.people)}@village.example"
        return self.g.mail(f"Den duong {token}", f"{words} {token}", sender=sender)

    def text(self, sender: str = "", words: str = "den duong hong ba ngay nay") -> None:
        """One text."""
        sender = sender or f"+8459000{next(self.people):04}"
        self.g.text(f"{self.injector.token()} {words}", sender=sender)

    async def both(self, n: int, pause: float = 0.02) -> None:
        """`n` mails and `n` texts, one after another."""
        for _ in range(n):
            self.mail()
            self.text()
            await asyncio.sleep(pause)

    async def settle(self, deadline: float = 40.0, calm: int = 8) -> None:
        """Until all is stored and no row is in a passing state; what is not by then, the judge names."""
        end, looks = time.monotonic() + deadline, 0
        while looks < calm and time.monotonic() < end:
            await asyncio.sleep(0.05)
            try:
                looks = looks + 1 if await judge.settled(self.g.db, self.injector.tokens()) else 0
            except Exception:  # the database has just come back, and a connection of the pool is of the old one
                looks = 0

    async def verdict(self) -> Verdict:
        """Settle and judge."""
        await self.settle()
        mails = [mail for mail in self.g.inbox() if mail["From"].addresses[0].addr_spec.startswith("vanmieu-mail@")]
        texts = judge.journal_of(phone.read_journal(self.g.phone))
        return await judge.judge(self.g.db, self.injector.tokens(), mails=mails, texts=texts)
