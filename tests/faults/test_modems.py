"""Modems that fall silent, and two that change places, on a running gateway (pains 8 and 9)."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.store import database
from gateway.store.database import Database
from tests.faults.harm import PATIENT, nothing_lost_nothing_doubled
from tests.faults.scenes import NUMBERS, scene
from tests.support import configs, judge, modems, pdus
from tests.support.judge import Injector
from tests.support.process import ForkServer
from tests.support.running import until

SILENCES: Mapping[str, Mapping[str, Any]] = {
    "before it takes a text": {"mute_at": "CMGS"},
    "when it has taken a text": {"mute_after_log": True},
    "while it lists the SIM": {"mute_at": "CMGL"},
    "and babbles": {"noise": "\r\n".join(["^RSSI: 18"] * 200)},
}
TROUBLE = "SELECT 1 FROM lines WHERE state = 'failing' OR error IS NOT NULL OR send_error IS NOT NULL"
SENT = "SELECT 1 FROM outbox WHERE state = 'sent' AND recipient = $1"


async def test_a_modem_that_hangs_is_opened_again_and_the_next_text_goes_out(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    numbers = iter(f"+84590006{n:03}" for n in range(1000))
    async with scene(tmp_path, db_url, forks, "modem", times=PATIENT, line={"deadline_seconds": 5}) as world:
        modem = world.modem
        assert modem is not None
        process = world.start()
        await world.contact()
        for silence in SILENCES if full else ["when it has taken a text"]:
            modem.set(**SILENCES[silence])
            world.text_of(next(numbers))
            if silence != "and babbles":  # that one is only slow
                await until(lambda: world.rows(TROUBLE), deadline=120)
            modem.set(mute_at="", mute_after_log=False, noise="")
            following = next(numbers)
            world.text_of(following)
            await until(lambda to=following: world.rows(SENT, f"tel:{to}"), deadline=120)  # type: ignore[misc]
        await nothing_lost_nothing_doubled(world)
        assert process.running


class Sims:
    """Two modems, each with the SIM of a line; `swap` puts each on the other's cable."""

    def __init__(self, stack: ExitStack, directory: Path) -> None:
        self.modems = []
        self.devices = [directory / name for name in ("port one", "port two")]
        for n, device in enumerate(self.devices, start=1):
            (directory / f"modem {n}").mkdir()
            modem = modems.Running(directory / f"modem {n}")
            stack.callback(modem.close)
            modem.set(imsi=f"45204000000000{n}")
            device.symlink_to(modem.device)
            self.modems.append(modem)

    def swap(self) -> None:
        there = [device.readlink() for device in self.devices]
        for device, other in zip(self.devices, reversed(there), strict=True):
            device.unlink()
            device.symlink_to(other)

    def config(self, directory: Path, url: str) -> Path:
        lines = [
            configs.sms_line(
                f"line{n}",
                number=f"+8459000102{n}",
                driver="at",
                device=str(device),
                imsi=f"45204000000000{n}",
                start="all",
                silence_seconds=2.5,
            )
            for n, device in enumerate(self.devices, start=1)
        ]
        return configs.write(
            directory, database_url=url, lines=lines, times={"lease": 3, "health_grace": 60, **PATIENT}
        )

    def sent_to(self, n: int) -> list[str]:
        """The numbers that modem n has sent to."""
        return sorted(f"+{pdus.submitted(pdu)['number']}" for pdu in self.modems[n].sent())


async def _count(db: Database, sql: str) -> int:
    async with db.connection() as conn:
        return len(await conn.fetch(sql))


async def test_two_modems_that_change_places_send_nothing_and_receive_all(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    db = await database.open(db_url)
    with ExitStack() as stack:
        sims, injector = Sims(stack, tmp_path), Injector(tmp_path / "tokens")
        config = sims.config(tmp_path, db_url)

        def write(modem: int, number: str) -> None:
            words = f"{injector.token()} den duong hong ba ngay nay"
            assert sims.modems[modem].deliver(pdus.deliver(number, words, datetime.now(UTC))) is not None

        for n, number in enumerate(NUMBERS[:2]):
            write(n, number)
        process = forks.start(config)
        await until(lambda: _count(db, "SELECT 1 FROM outbox WHERE state = 'sent' OFFSET 1"), deadline=120)
        await process.stop()
        assert [sims.sent_to(n) for n in (0, 1)] == [[NUMBERS[0]], [NUMBERS[1]]]

        sims.swap()
        for n, number in enumerate(NUMBERS[2:4]):
            write(n, number)
        process = forks.start(config)
        wrong = "SELECT 1 FROM lines WHERE send_error->>'code' = 'modem.other_sim' OFFSET 1"
        await until(lambda: _count(db, "SELECT 1 FROM messages OFFSET 3"), deadline=120)
        await until(lambda: _count(db, wrong), deadline=120)
        assert [len(modem.sent()) for modem in sims.modems] == [1, 1]
        await process.stop()

        sims.swap()
        process = forks.start(config)
        await until(lambda: _count(db, "SELECT 1 FROM outbox WHERE state = 'sent' OFFSET 3"), deadline=120)
        await process.stop()
        # what came in by the wrong cable belongs to the line that read it, and leaves by that line's SIM
        assert [sims.sent_to(n) for n in (0, 1)] == [sorted([NUMBERS[0], NUMBERS[3]]), sorted([NUMBERS[1], NUMBERS[2]])]
        texts = [text for modem in sims.modems for text in judge.texts_of(modem.sent())]
        verdict = await judge.judge(db, injector.tokens(), texts=texts)
        verdict.unexpected = [words for words in verdict.unexpected if "alert" not in words]
        verdict.require(ok=4)
    await db.close()
