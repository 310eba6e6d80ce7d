"""The faults of a soak, each with its own end: afterwards everything is there again."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping

from tests.faults.harm import locked, no_connection_left
from tests.soak.world import TIMES, Installation


async def killed(at: Installation) -> None:
    """kill -9 of a process; another one is started."""
    role = at.someone()
    await at.running[role].kill()
    at.start(role)


async def asleep(at: Installation) -> None:
    """A process sleeps for two leases, and wakes."""
    process = at.running[at.someone()]
    process.signal(signal.SIGSTOP)
    await asyncio.sleep(2 * TIMES["lease"])
    process.signal(signal.SIGCONT)


async def asked_to_stop(at: Installation) -> None:
    """SIGTERM ten times in the middle of its work; another process is started."""
    role = at.someone()
    for _ in range(10):
        at.running[role].signal(signal.SIGTERM)
        await asyncio.sleep(0.05)
    await at.running[role].ended(60)
    at.start(role)


async def sql_reset(at: Installation) -> None:
    """Every connection to PostgreSQL is reset, five times."""
    for _ in range(5):
        at.world.wires.sql.reset()
        await asyncio.sleep(2)


async def sql_hangs(at: Installation) -> None:
    """PostgreSQL takes connections and says nothing."""
    at.world.wires.sql.mute()
    await asyncio.sleep(20)
    at.world.wires.sql.pass_all()
    at.world.wires.sql.reset()


async def commits_lost(at: Installation) -> None:
    """The answer to a COMMIT is lost with its connection, ten times."""
    wire = at.world.wires.sql
    for _ in range(10):
        before = wire.answers
        wire.lose_answer(b"COMMIT")
        for _ in range(40):
            if wire.answers > before:
                break
            await asyncio.sleep(0.1)
        wire.pass_all()
        await asyncio.sleep(0.5)


async def postgres_killed(at: Installation) -> None:
    """As pg_ctl stop -m immediate; back after ten seconds."""
    at.postgres.process.send_signal(signal.SIGQUIT)
    await asyncio.to_thread(at.postgres.process.wait, 30)
    await asyncio.sleep(10)
    at.start_postgres()


async def tables_locked(at: Installation) -> None:
    """Every table is locked for 20 s."""
    async with locked(at.postgres.url):
        await asyncio.sleep(20)


async def no_connection(at: Installation) -> None:
    """PostgreSQL gives the gateway no connection for 15 s."""
    async with no_connection_left(at.postgres.url, at.world.wires.sql):
        await asyncio.sleep(15)


async def valkey_gone(at: Installation) -> None:
    """Stopped, and back after ten seconds."""
    at.valkey.stop()
    await asyncio.sleep(10)
    at.start_valkey()


async def valkey_stalls(at: Installation) -> None:
    """It takes connections and does nothing."""
    at.valkey.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(15)
    at.valkey.process.send_signal(signal.SIGCONT)


async def mailbox_cut(at: Installation) -> None:
    """Connections are closed in the middle of a mail."""
    at.world.wires.imap.cut_after(b"Subject:")
    await asyncio.sleep(15)
    at.world.wires.imap.pass_all()


async def mailbox_hangs(at: Installation) -> None:
    """The mailbox says nothing more in the middle of a mail."""
    at.world.wires.imap.stall_after(b"Subject:")
    await asyncio.sleep(20)
    at.world.wires.imap.pass_all()
    at.world.wires.imap.reset()


async def mailbox_gone(at: Installation) -> None:
    """Every connection to the mailbox is reset."""
    at.world.wires.imap.refuse()
    await asyncio.sleep(20)
    at.world.wires.imap.pass_all()


async def mailbox_slow(at: Installation) -> None:
    """The mailbox says one octet after another."""
    at.world.wires.imap.drip(0.002)
    await asyncio.sleep(20)
    at.world.wires.imap.pass_all()


async def mail_refused(at: Installation) -> None:
    """Nothing is taken for now."""
    at.world.wires.smtp.answer(b"MAIL FROM", b"451 4.3.0 try again later")
    await asyncio.sleep(20)
    at.world.wires.smtp.pass_all()


async def mail_gone(at: Installation) -> None:
    """Every connection to the mail server is reset."""
    at.world.wires.smtp.refuse()
    await asyncio.sleep(20)
    at.world.wires.smtp.pass_all()


async def last_word_lost(at: Installation) -> None:
    """A mail is taken, and the answer is lost with the connection: the one fault after which a mail goes out twice."""
    wire, before = at.world.wires.smtp, at.world.wires.smtp.answers
    wire.lose_answer(b"\r\n.\r\n")
    for _ in range(100):
        if wire.answers > before:
            break
        await asyncio.sleep(0.1)
    wire.pass_all()


HARMS: Mapping[str, Callable[[Installation], Awaitable[None]]] = {
    harm.__name__.replace("_", " "): harm
    for harm in (
        killed,
        asleep,
        asked_to_stop,
        sql_reset,
        sql_hangs,
        commits_lost,
        postgres_killed,
        tables_locked,
        no_connection,
        valkey_gone,
        valkey_stalls,
        mailbox_cut,
        mailbox_hangs,
        mailbox_gone,
        mailbox_slow,
        mail_refused,
        mail_gone,
        last_word_lost,
    )
}
