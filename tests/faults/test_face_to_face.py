"""Two gateways that answer one another, through carriers that strip every sign of a machine (F39, pain 4)."""

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import make_msgid
from pathlib import Path

from gateway.local.simulator import mail, phone
from tests.support import configs, running
from tests.support.process import ForkServer
from tests.support.running import until
from tests.support.sink import Sink, sink

MOST = 2  # replies to one sender by mail
MOST_TEXTS = 3  # texts that nobody asked for, to one number in a day: of four matters at four places, three are told
SIGNS = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "In-Reply-To", "References", "Message-ID")


@dataclass(slots=True, kw_only=True)
class Context:
    """One of the two: where its mails lie, what it has sent, its phone."""

    address: str
    number: str
    mails: Path
    out: Sink
    phone: Path
    mails_carried: int = 0
    texts_carried: int = 0

    def sent(self) -> list[tuple[str, bytes]]:
        """(recipient, mail), alerts to the operator aside."""
        return [(to[0], content) for _, to, content in self.out.kept if to[0] != "operator@village.example"]

    def texts(self) -> list[dict[str, str]]:
        return [dict(entry) for entry in phone.read_journal(self.phone)]


def carry(one: Context, other: Context) -> None:
    """What `one` has sent to `other` arrives there, as if a person had written it."""
    for to, content in one.sent()[one.mails_carried :]:
        one.mails_carried += 1
        if to == other.address:
            letter = running.parse(content)
            for sign in SIGNS:
                del letter[sign]
            letter["Message-ID"] = make_msgid(domain="carrier.example")
            mail.deliver(other.mails, other.address, letter.as_bytes())
    for text in one.texts()[one.texts_carried :]:
        one.texts_carried += 1
        if text["number"] == other.number:
            phone.drop_sms(other.phone, one.number, text["text"], at=datetime.now(UTC))


async def start(stack: AsyncExitStack, directory: Path, forks: ForkServer, url: str, name: str, number: str) -> Context:
    address = f"{name}@village.example"
    accounts = dict.fromkeys([address, "operator@village.example"], configs.PASSWORD)
    server = await stack.enter_async_context(mail.serve(directory / "mail", 0, 0, accounts))
    out = await stack.enter_async_context(sink())
    lines = [
        configs.mail_line(imap_port=server.imap_port, smtp_port=out.port, address=address, start="all"),
        configs.sms_line(number=number, start="all", silence_seconds=2.5),
    ]
    times = {"lease": 3, "health_grace": 60}
    process = forks.start(configs.write(directory, database_url=url, lines=lines, times=times))
    stack.push_async_callback(process.kill)
    return Context(address=address, number=number, mails=directory / "mail", out=out, phone=directory / "phone")


async def test_two_gateways_face_to_face_fall_silent(
    tmp_path: Path, db_url: str, other_db_url: str, forks: ForkServer, full: bool
) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    async with AsyncExitStack() as stack:
        one = await start(stack, tmp_path / "one", forks, db_url, "mot", "+84590001022")
        other = await start(stack, tmp_path / "other", forks, other_db_url, "hai", "+84590001033")
        carrying = asyncio.create_task(_carry_on(one, other))
        stack.callback(carrying.cancel)
        words = "Đèn đường ngõ 12 hỏng ba ngày nay, đề nghị phường cho sửa."
        for n in range(4 if full else 1):
            first = running.letter(f"Đèn đường {n}", words, sender=other.address, to=one.address)
            mail.deliver(one.mails, one.address, first)
            phone.drop_sms(one.phone, other.number, f"den duong ngo {n} hong", at=datetime.now(UTC))
        await until(lambda: one.sent() and one.texts())
        # a citizen who writes to each afterwards is answered: whatever the two had to say by then has been said
        for context in (one, other):
            citizen = running.letter("Rác đổ trộm", words, sender="dan@village.example", to=context.address)
            for _ in range(2):
                mail.deliver(context.mails, context.address, citizen)
                phone.drop_sms(context.phone, "+84590007001", "rac do trom o dau pho", at=datetime.now(UTC))
                await until(lambda context=context: _answered(context))  # type: ignore[misc]
        for context, peer in ((one, other), (other, one)):
            mails = [content for to, content in context.sent() if to == peer.address]
            texts = [text for text in context.texts() if text["number"] == peer.number]
            assert len(mails) <= MOST, json.dumps([str(running.parse(m)["Subject"]) for m in mails])
            assert len(texts) <= MOST_TEXTS, texts


def _answered(context: Context) -> bool:
    by_mail = any(to == "dan@village.example" for to, _ in context.sent())
    return by_mail and any(text["number"] == "+84590007001" for text in context.texts())


async def _carry_on(one: Context, other: Context) -> None:
    while True:
        carry(one, other)
        carry(other, one)
        await asyncio.sleep(0.05)
