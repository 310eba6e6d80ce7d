"""An SMTP server that keeps what it gets and answers as it is told, stage by stage."""

import asyncio
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

__all__ = ["Sink", "TokenSink", "sink"]


class Sink:
    """`answers`: stage ("mail", "rcpt", "data", "auth") -> answer; absent is 250. `kept`: (sender, recipients,
    content).

    `hang` stages never answer; `wait` stages answer once they are taken out of it; `hang_up` stages close the
    connection instead of answering. "rcpt ADDRESS" and "data ADDRESS" are the stages of one recipient. All can change
    while it runs.
    """

    def __init__(self) -> None:
        self.port = 0
        self.answers: dict[str, str] = {}
        self.hang: set[str] = set()
        self.hang_up: set[str] = set()
        self.wait: set[str] = set()
        self.kept: list[tuple[str, list[str], bytes]] = []
        self.connections = 0
        self.asked: list[str] = []  # every stage that came to an answer, or to a silence
        self.sessions: list[SMTP] = []
        self.options: list[list[str]] = []  # of each MAIL

    async def _answer(self, stage: str, server: SMTP, default: str) -> str:
        self.asked.append(stage)
        if stage in self.hang:
            await asyncio.Event().wait()
        while stage in self.wait:  # noqa: ASYNC110 a test changes the set
            await asyncio.sleep(0.01)
        if stage in self.hang_up:
            _cut(server)
            await asyncio.Event().wait()
        return self.answers.get(stage, default)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """MAIL FROM."""
        self.options.append(options)
        answer = await self._answer("mail", server, "250 2.1.0 OK")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """RCPT TO."""
        answer = await self._answer(self._stage("rcpt", address), server, "250 2.1.5 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The final dot. A mail that is not refused is kept before the answer."""
        stage = self._stage("data", envelope.rcpt_tos[0])
        if self.answers.get(stage, "250").startswith("250"):
            kept = (envelope.mail_from or "", list(envelope.rcpt_tos), envelope.original_content or b"")
            self.kept.append(kept)
        return await self._answer(stage, server, f"250 2.0.0 OK queued as Q{len(self.kept)}")

    def _stage(self, stage: str, address: str) -> str:
        """The stage of this recipient alone, where there is something to do at it."""
        own = f"{stage} {address}"
        return own if own in self.answers or own in self.wait else stage

    def authenticate(self, *_: Any) -> AuthResult:
        """Every password is right, unless told otherwise."""
        if "auth" in self.answers:
            return AuthResult(success=False, handled=False, message=self.answers["auth"])
        return AuthResult(success=True)

    def drop_all(self) -> None:
        """Close every open connection."""
        for session in self.sessions:
            _cut(session)


class TokenSink(Sink):
    """A submission server that takes access tokens only, as Microsoft 365 does: it refuses one with a challenge that
    wants an empty line, and a session whose token has ended with 530. `takes`: (user, token) -> whether it is good."""

    def __init__(self, takes: Callable[[str, str], bool]) -> None:
        super().__init__()
        self.takes, self.refused = takes, 0
        self._known: dict[int, tuple[str, str]] = {}  # who logged in, by session

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """AUTH XOAUTH2 with its first message."""
        user, bearer, *_ = b64decode(args[1]).decode().split("\1")
        who = user.removeprefix("user="), bearer.removeprefix("auth=Bearer ")
        if self.takes(*who):
            self._known[id(server)] = who
            return AuthResult(success=True)
        self.refused += 1
        await server.push("334 eyJzdGF0dXMiOiI0MDEifQ==")
        assert await server._reader.readline() == b"\r\n"
        return AuthResult(success=False, handled=False, message="535 5.7.3 Authentication unsuccessful")

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """MAIL FROM, of whoever is logged in still."""
        if id(server) not in self._known or not self.takes(*self._known[id(server)]):
            self.refused += 1
            return "530 5.7.57 Client not authenticated to send mail"
        return await super().handle_MAIL(server, session, envelope, address, options)


def _cut(session: SMTP) -> None:
    """Close a session's connection at once. On Python 3.11.2 a TLS transport that was closed cannot be aborted."""
    if session.transport is not None and not session.transport.is_closing():
        session.transport.abort()  # type: ignore[attr-defined]


@asynccontextmanager
async def sink(
    kept: Sink | None = None,
    *,
    starttls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
    international: bool = False,
    without_auth: bool = False,
) -> AsyncIterator[Sink]:
    """A running sink on a free port of loopback. `kept`: one with habits of its own. `international`: it
    offers SMTPUTF8. `without_auth`: it offers no log-in."""
    kept = kept or Sink()
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        kept.connections += 1
        one = SMTP(
            kept,
            hostname="sink.example",
            auth_require_tls=without_auth,  # and there is no TLS
            authenticator=kept.authenticate,
            tls_context=starttls,
            enable_SMTPUTF8=international,
            loop=loop,
        )
        kept.sessions.append(one)
        return one

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=implicit)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()
        kept.drop_all()
        await asyncio.sleep(0)
