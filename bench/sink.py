"""An SMTP server that takes everything and counts: `python -m bench.sink PORT`.

For each line on its standard input there is one of JSON: "count" is answered with how many mails were accepted, "mails"
with [[recipient, monotonic seconds of the 250], …].
"""

import asyncio
import json
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Sink:
    """aiosmtpd's hooks."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, float]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take it."""
        self.mails.append((envelope.rcpt_tos[0], time.monotonic()))
        return f"250 2.0.0 OK queued as {len(self.mails)}"

    def answer(self, word: str) -> object:
        """One question."""
        return len(self.mails) if word == "count" else self.mails


def _anyone(*_: object) -> AuthResult:
    return AuthResult(success=True)


async def main(port: int) -> None:
    """Serve until standard input ends."""
    sink, loop = Sink(), asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(sink, hostname="sink.example", auth_require_tls=False, authenticator=_anyone, loop=loop)

    await loop.create_server(session, "127.0.0.1", port)
    print(json.dumps("ready"), flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(json.dumps(sink.answer(line.decode().strip())), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
