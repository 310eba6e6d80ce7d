"""An office whose officers answer by mail, in the database: intake reads their mails, no server runs."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from gateway.domain.actor import Actor
from gateway.domain.model import Received
from gateway.runtime.context import Context
from gateway.services.accounts import log_in
from gateway.services.accounts import people as accounts_of
from gateway.services.by_mail import acting, mailing, news
from gateway.services.intake import process, receive
from gateway.store.database import Database
from tests.support import configs
from tests.support.running import letter

CITIZEN, BOX = "mai@citizen.example", "vanmieu-mail@village.example"
LAN, BINH, NAM = (f"{name}@village.example" for name in ("lan", "binh", "nam"))
LAMP = "Đèn đường ngõ 12 Văn Miếu hỏng ba hôm nay, đề nghị cho sửa."
FIRE = "Cháy lớn ở chung cư 7 Văn Miếu, có người kẹt bên trong, cứu với!"
BUSY = {"visit": 60, "lease": 60}  # a busy machine may stand still
UNITS = [{**configs.UNIT, "four_eyes": True}, {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]
LINES = [
    configs.mail_line(authserv_id="village.example", bounce_token=True),
    configs.mail_line("cuanam-mail", unit="cuanam", authserv_id="village.example"),
]


@dataclass
class World:
    """An installation whose processes do not run. Lan and Binh are of vanmieu, where an answer needs four eyes; Nam
    of cuanam, where none does."""

    db: Database
    context: Context

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return [dict(row) for row in await tx.fetch(sql, *arguments)]

    async def mail(self, sender: str, subject: str, words: str, line: str = "vanmieu-mail", **headers: str) -> str:
        """A mail, proven and registered; what became of it."""
        of = sender.rpartition("@")[2]
        headers = {"Authentication_Results": f"village.example; dmarc=pass header.from={of}", **headers}
        to = headers.pop("To", f"{line}@village.example")
        body = letter(subject, words, sender=sender, to=to, **headers)
        await self.arrives(body, sender, line)
        (row,) = await self.rows("SELECT outcome FROM messages ORDER BY id DESC LIMIT 1")
        return str(row["outcome"])

    async def answers_with(self, sender: str, words: str, *files: tuple[str, str, bytes], nth: int = -1) -> None:
        """An officer answers one of the mails they got, with files (disposition, name, bytes)."""
        mail = (await self.got(sender))[nth]
        body = letter(f"Re: {mail['subject']}", words, sender=sender, In_Reply_To=f"<{mail['message_id']}>")
        sent = message_from_bytes(body, policy=policy.SMTP)
        assert isinstance(sent, EmailMessage)
        sent["Authentication-Results"] = "village.example; dmarc=pass header.from=village.example"
        for disposition, name, data in files:
            kind = ("image", "png") if name.endswith(".png") else ("application", "octet-stream")
            sent.add_attachment(data, *kind, filename=name, disposition=disposition)
        await self.arrives(sent.as_bytes(), sender, "vanmieu-mail")

    async def arrives(self, body: bytes, sender: str, line: str) -> None:
        """A mail comes in, is registered and acted on."""
        piece = Received.by_route(body, f"mailto:{sender}", datetime.now(UTC))
        (partition,) = await receive.accept(self.db, self.context, line, [piece])
        assert await process.process_partition(self.db, self.context, partition, "tests") == 1
        await self.look()

    async def case(self, subject: str, words: str = LAMP, line: str = "vanmieu-mail") -> str:
        assert await self.mail(CITIZEN, subject, words, line) == "case"
        (row,) = await self.rows("SELECT code FROM cases ORDER BY id DESC LIMIT 1")
        return str(row["code"])

    async def look(self) -> None:
        await news.read(self.db, self.context)
        await mailing.send(self.db, self.context)
        await acting.act(self.db, self.context)

    async def later(self) -> None:
        """The next look, after the time in which a further mail waits."""
        await self.rows("UPDATE outbox SET created_at = created_at - interval '31 minutes' RETURNING 1")
        await self.look()

    async def got(self, address: str) -> list[dict[str, Any]]:
        """The mails to an officer."""
        found = "SELECT subject, text, message_id FROM outbox WHERE recipient = $1 AND purpose = 'notice' ORDER BY id"
        return await self.rows(found, f"mailto:{address}")

    async def answers(self, sender: str, words: str, nth: int = -1, **headers: str) -> str:
        """An officer answers one of the mails they got, by default the last; what became of it."""
        mail = (await self.got(sender))[nth]
        given = {"In_Reply_To": f"<{mail['message_id']}>", **headers}
        return await self.mail(sender, given.pop("Subject", f"Re: {mail['subject']}"), words, **given)

    async def state(self, code: str) -> str:
        (row,) = await self.rows("SELECT state FROM cases WHERE code = $1", code)
        return str(row["state"])

    async def told(self, purpose: str) -> list[str]:
        """What went out to citizens."""
        return [row["text"] for row in await self.rows("SELECT text FROM outbox WHERE purpose = $1", purpose)]

    async def actor(self, login: str) -> Actor:
        async with self.db.transaction() as tx:
            known = await accounts_of.actors(tx, self.context.config.unit_tree)
        return next(one for one in known if one.id == log_in.id_of(login))

    def with_notices(self, **changes: Any) -> None:
        settings = self.context.config.notices.model_copy(update=changes)
        self.context = replace(self.context, config=replace(self.context.config, notices=settings))
