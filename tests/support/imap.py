"""An IMAP server that does what one test wants: honest, but for its habits."""

import asyncio
import base64
import calendar
import re
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.wire import script

__all__ = ["Habits", "OddServer", "serve"]

Answer = Callable[[str, set[int]], str]


@dataclass
class Habits:
    """What a server does otherwise than it should. The defaults are those of an honest one.

    `listing`, `fetch`, `search`: (the command as it came, the UIDs it is about) -> "" for an honest answer, "OK" for
    that word alone, "NO …" or "BAD …" for a refusal, "DROP" for a cut. `size`: RFC822.SIZE of a mail, None for none.
    `body`: what BODY[] hands over. `slice`: (octets, start, length) -> the octets and what stands behind BODY[].
    """

    capabilities: str = "IMAP4rev1 IDLE"
    login: str = "OK logged in"  # "": no answer ever
    starttls: ssl.SSLContext | None = None
    quota: str = ""  # lines that answer GETQUOTAROOT; "": NO
    authenticate: Callable[[str, bytes], str] = lambda _mechanism, _message: "OK logged in"  # NO: after a challenge
    listing: Answer = lambda _line, _uids: ""
    fetch: Answer = lambda _line, _uids: ""
    search: Answer = lambda _line, _uids: ""
    size: Callable[[int, bytes], int | None] = lambda _uid, octets: len(octets)
    body: Callable[[int, bytes], bytes] = lambda _uid, octets: octets
    slice: Callable[[bytes, int, int], tuple[bytes, str] | None] = lambda octets, start, length: (
        octets[start : start + length],
        f"<{start}>",
    )
    order: Callable[[list[int]], list[int]] = lambda uids: uids
    uidnext: Callable[[int], int] = lambda honest: honest
    news_at: tuple[str, ...] = ("SELECT", "NOOP", "IDLE", "UID SEARCH")  # commands that show new mails
    idle: str = "+"  # "BAD …" refuses, "BYE" hangs up, "" stays mute
    extra: str = ""  # lines in front of every answer to a FETCH
    flood: int = 0  # a literal that says, and has, so many octets more
    told: Callable[[int], int] = lambda size: size  # what a literal says of its length
    cut: int | None = None  # octets of a literal after which the server hangs up, with BYE or without a word
    bye: bool = False
    store: str = "OK done"
    select: str = ""  # a refusal


@dataclass
class OddServer:
    """One mailbox. `mails`: by UID. `commands`: all that came, in order. `folders`: others beside it, by name."""

    habits: Habits
    mails: dict[int, bytes] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    sessions: int = 0
    selects: int = 0
    validity: int = 7
    arrived: dict[int, float] = field(default_factory=dict)
    folders: dict[str, "OddServer"] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)  # folders that were deleted
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    def add(self, *bodies: bytes, arrived: float | None = None) -> list[int]:
        """Put mails in -> their UIDs."""
        first = max(self.mails, default=0) + 1
        added = dict(enumerate(bodies, first))
        self.mails |= added
        self.arrived |= dict.fromkeys(added, time.time() if arrived is None else arrived)
        return list(added)

    def cut(self) -> None:
        """End all connections."""
        for writer in self.open:
            writer.transport.abort()

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends."""
        self.sessions += 1
        self.open.add(writer)
        try:
            await _Session(self, reader, writer).run()
        finally:
            self.open.discard(writer)


class _Cut(Exception):
    pass


class _Session:
    def __init__(self, server: OddServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.habits, self.reader, self.writer = server, server.habits, reader, writer
        self.known: set[int] = set()

    def say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")

    async def run(self) -> None:
        self.say(f"* OK [CAPABILITY {self.habits.capabilities}] ready")
        while line := (await self.reader.readline()).decode():
            tag, _, rest = line.strip().partition(" ")
            name = " ".join(rest.upper().split()[: 2 if rest.upper().startswith("UID ") else 1])
            self.server.commands.append(rest)
            if name in self.habits.news_at:
                self.known = set(self.server.mails)
            try:
                await getattr(self, "on_" + name.lower().replace(" ", "_"))(tag, rest)
            except _Cut:
                return
            await self.writer.drain()

    async def on_capability(self, tag: str, _rest: str) -> None:
        self.say(f"* CAPABILITY {self.habits.capabilities}")
        self.say(f"{tag} OK done")

    async def on_login(self, tag: str, _rest: str) -> None:
        if self.habits.login:
            self.say(f"{tag} {self.habits.login}")

    async def on_getquotaroot(self, tag: str, _rest: str) -> None:
        if self.habits.quota:
            self.say('* QUOTAROOT "INBOX" user')
            self.say(self.habits.quota)
        self.say(f"{tag} OK done" if self.habits.quota else f"{tag} NO no quota")

    async def on_starttls(self, tag: str, _rest: str) -> None:
        """Goes over to TLS, where it can; what somebody on the way adds to the answer must not be heard."""
        if self.habits.starttls is None:
            self.say(f"{tag} NO not here")
            return
        self.writer.write(f"{tag} OK go\r\n* CAPABILITY IMAP4rev1 INJECTED\r\n* 9 EXI".encode())
        await self.writer.drain()
        await self.writer.start_tls(self.habits.starttls)

    async def on_authenticate(self, tag: str, rest: str) -> None:
        """The first message with the command, or after a "+"; a refusal says why in a "+" that wants an empty line."""
        _, mechanism, *message = rest.split()
        if not message:
            self.say("+ ")
            message = [(await self.reader.readline()).decode().strip()]
        answer = self.habits.authenticate(mechanism, base64.b64decode(message[0]))
        if answer.startswith("NO"):
            self.say("+ eyJzdGF0dXMiOiI0MDEifQ==")
            assert await self.reader.readline() == b"\r\n"
        self.say(f"{tag} {answer}")

    async def on_noop(self, tag: str, _rest: str) -> None:
        self.say(f"* {len(self.known)} EXISTS")
        self.say(f"{tag} OK done")

    async def on_list(self, tag: str, rest: str) -> None:
        """Each folder beside the first is for junk."""
        for name in self.server.folders:
            if name in rest or "*" in rest or "%" in rest:
                self.say(f'* LIST (\\HasNoChildren \\Junk) "/" {name}')
        self.say(f"{tag} OK done")

    async def on_select(self, tag: str, rest: str) -> None:
        name = rest.partition(" ")[2].strip('"')
        if self.habits.select:
            self.say(f"{tag} {self.habits.select}")
            return
        if name in self.server.gone:
            self.say(f"{tag} NO [NONEXISTENT] no such folder")
            return
        self.server = self.server.folders.get(name, self.server)
        self.known = set(self.server.mails)
        self.server.selects += 1
        self.say(f"* {len(self.known)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.validity}] x")
        self.say(f"* OK [UIDNEXT {self.habits.uidnext(max(self.server.mails, default=0) + 1)}] x")
        self.say(f"{tag} OK [READ-WRITE] done")

    def chosen(self, words: str) -> list[int]:
        """The UIDs of a set like 3,5:9,12:* that are there."""
        there = sorted(self.known & set(self.server.mails))
        last = max(there, default=0)
        found: set[int] = set()
        for part in words.split(","):
            low, _, high = part.replace("*", str(last)).partition(":")
            ends = sorted((int(low), int(high or low)))
            found |= {uid for uid in there if ends[0] <= uid <= ends[1]}
        return sorted(found)

    async def on_uid_search(self, tag: str, rest: str) -> None:
        sets = re.search(r"UID SEARCH (?:UID )?([0-9,:*]+)", rest)
        uids = self.chosen(sets[1]) if sets else sorted(self.known)
        if since := re.search(r" SINCE (\d+-\w+-\d+)", rest):
            day = calendar.timegm(time.strptime(since[1], "%d-%b-%Y"))
            uids = [uid for uid in uids if self.server.arrived[uid] >= day]
        if not self.refused(tag, rest, uids, self.habits.search):
            self.say("* SEARCH" + "".join(f" {uid}" for uid in self.habits.order(uids)))
            self.say(f"{tag} OK done")

    def refused(self, tag: str, rest: str, uids: list[int], habit: Answer) -> bool:
        """Whether the habit answers instead of the honest server."""
        answer = habit(rest, set(uids)) if uids else ""
        if answer == "DROP":
            self.writer.transport.abort()
            raise _Cut
        if answer:
            self.say(f"{tag} {answer}")
        return bool(answer)

    async def on_uid_fetch(self, tag: str, rest: str) -> None:
        uids = self.chosen(rest.split()[2])
        listing = "RFC822.SIZE" in rest
        if self.refused(tag, rest, uids, self.habits.listing if listing else self.habits.fetch):
            return
        if self.habits.extra:
            self.say(self.habits.extra)
        for uid in self.habits.order(uids):
            if listing:
                self.describe(uid)
            else:
                await self.close_and_open_attempt(uid, rest)
        self.say(f"{tag} OK done")

    def describe(self, uid: int) -> None:
        size = self.habits.size(uid, self.server.mails[uid])
        said = "" if size is None else f" RFC822.SIZE {size}"
        day = time.strftime("%d-%b-%Y %H:%M:%S +0000", time.gmtime(self.server.arrived[uid]))
        self.say(f'* {uid} FETCH (UID {uid}{said} INTERNALDATE "{day}")')

    async def close_and_open_attempt(self, uid: int, rest: str) -> None:
        octets, behind = self.habits.body(uid, self.server.mails[uid]), ""
        if asked := re.search(r"\[\]<(\d+)\.(\d+)>", rest):
            handed = self.habits.slice(octets, int(asked[1]), int(asked[2]))
            if handed is None:
                return
            octets, behind = handed
        size = self.habits.told(len(octets) + self.habits.flood)
        self.writer.write(
            f"* {uid} FETCH (UID {uid} BODY[]{behind} {{{size}}}\r\n".encode() + octets[: self.habits.cut]
        )
        if self.habits.cut is not None:
            self.writer.write(b"\r\n* BYE going down\r\n" if self.habits.bye else b"")
            await self.writer.drain()
            raise _Cut
        for _ in range(0, self.habits.flood, 65_536):
            self.writer.write(b"x" * 65_536)
            await self.writer.drain()
        self.writer.write(b")\r\n")

    async def on_uid_store(self, tag: str, _rest: str) -> None:
        self.say(f"{tag} {self.habits.store}")

    async def on_idle(self, tag: str, _rest: str) -> None:
        if self.habits.idle == "BYE":
            self.say("* BYE not now")
            raise _Cut
        if self.habits.idle != "+":
            self.say(f"{tag} {self.habits.idle}") if self.habits.idle else None
            return
        self.say("+ idling")
        end = asyncio.ensure_future(self.reader.readline())
        try:
            while not end.done():
                await self.writer.drain()
                await asyncio.wait({end}, timeout=0.1)
                if not set(self.server.mails) <= self.known:
                    self.known = set(self.server.mails)
                    self.say(f"* {len(self.known)} EXISTS")
        finally:
            end.cancel()
        self.say(f"{tag} OK done")


@asynccontextmanager
async def serve(habits: Habits) -> AsyncIterator[tuple[OddServer, int]]:
    """Such a server, running -> (its mailbox, its port)."""
    server = OddServer(habits)
    async with script(server.session) as port:
        yield server, port
