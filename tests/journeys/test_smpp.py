"""Texts by a carrier's message centre go all the way round in real workers: in by deliver_sm, acknowledged and answered
by submit_sm, settled by reports; and a SIM that receives has its replies sent there. Killed on the way, nothing is
lost and nothing goes out twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.centre import Centre, Submitted, opened
from gateway.channels import registry
from gateway.local.simulator import phone
from gateway.runtime.context import bootstrap
from gateway.settings import config
from gateway.store import database
from tests.support import configs
from tests.support.cli import agw
from tests.support.process import PARTS, ForkServer, Process
from tests.support.running import until

CITIZEN, OTHER = "84590001301", "+84590001302"
LETTER = "Đèn đường ngõ 12 Văn Miếu hỏng ba hôm nay, tối om, trẻ con đi học về rất nguy hiểm, đề nghị phường sửa."
ANSWER = "Phuong da cho sua den sang nay."


@dataclass(slots=True, kw_only=True)
class World:
    """A message centre, and a gateway's configuration and database."""

    path: Path
    centre: Centre
    db: database.Database
    forks: ForkServer

    def start(self, crash: str = "") -> Process:
        return self.forks.start(self.path, *PARTS, crash=crash)

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql)]

    def sent(self, number: str) -> list[str]:
        """The texts that this number has got."""
        return [one.message.decode("ascii") for one in self.centre.submitted if one.destination == number]

    def write(self, number: str, words: str, *, n: int = 1) -> list["asyncio.Future[int]"]:
        """A citizen's text, at the centre, cut there; `n`: its concatenation reference."""
        octets = words.encode("utf-16-be")
        cut = [octets[at : at + 134] for at in range(0, len(octets), 134)]
        return [
            self.centre.session.deliver(
                number, "1022", bytes((5, 0, 3, n, len(cut), place)) + part, coding=8, esm_class=0x40
            )
            for place, part in enumerate(cut, 1)
        ]


def decimal(one: Submitted) -> bytes:
    """A report whose id is in decimal digits, though the answer's was hexadecimal."""
    return f"id:{int(one.id, 16):010} sub:001 dlvrd:001 stat:DELIVRD err:000 text:{one.message[:20]!r}".encode()


@asynccontextmanager
async def world(directory: Path, db_url: str, forks: ForkServer) -> AsyncIterator[World]:
    async with opened(Centre(password=configs.PASSWORD, report=decimal)) as centre:
        line = configs.smpp_line(number="1022", port=centre.port)
        del line["password_env"]
        path = configs.write(
            directory,
            database_url=db_url,
            lines=[
                {**line, "password_file": "mail.password"},
                configs.sms_line(reply_line="vanmieu-smpp", start="all"),
            ],
        )
        db = await database.open(db_url)
        await bootstrap(db, config.load(path, registry))
        try:
            yield World(path=path, centre=centre, db=db, forks=forks)
        finally:
            await db.close()


async def test_a_text_is_acknowledged_answered_and_known_to_have_arrived(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    async with world(tmp_path, db_url, forks) as it:
        process = it.start()
        await until(lambda: it.centre.sessions)
        assert await asyncio.gather(*it.write(CITIZEN, LETTER)) == [0, 0]
        (case,) = await until(lambda: it.rows("SELECT code, line, channel, sender FROM cases"))
        assert (case["line"], case["channel"], case["sender"]) == ("vanmieu-smpp", "smpp", f"tel:+{CITIZEN}")
        assert (await it.rows("SELECT text FROM messages"))[0]["text"] == LETTER
        await until(lambda: it.sent(CITIZEN))
        assert case["code"] in it.sent(CITIZEN)[0]

        said = await agw("answer", case["code"], ANSWER, "--yes", "--config", it.path)
        assert said.code == 0, said.err
        await until(lambda: any(ANSWER in words for words in it.sent(CITIZEN)))

        phone.drop_sms(tmp_path / "phone", OTHER, "Nap cong vo o so 5 Van Mieu", at=datetime.now(UTC))
        await until(lambda: it.sent(OTHER.lstrip("+")))
        await until(lambda: it.rows("SELECT 1 FROM outbox HAVING count(*) = 3 AND bool_and(state = 'delivered')"))
        assert Counter(row["line"] for row in await it.rows("SELECT line FROM cases")) == {
            "vanmieu-smpp": 1,
            "vanmieu-sms": 1,
        }
        assert {row["line"] for row in await it.rows("SELECT line FROM outbox")} == {"vanmieu-smpp"}

        checked = await agw("check", "--config", it.path)
        assert "vanmieu-smpp" in checked.out and "FAILED  vanmieu-smpp" not in checked.out
        await process.stop()


async def test_killed_before_its_texts_were_answered_the_centre_hands_them_over_again_and_each_is_one_case(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    async with world(tmp_path, db_url, forks) as it:
        process = it.start(crash="before_confirm")
        await until(lambda: it.centre.sessions)
        unanswered = [it.write(f"8459000130{n}", f"Den hong o ngo {n}", n=n) for n in range(3, 7)]
        await process.died()
        assert any(answer.cancelled() for answers in unanswered for answer in answers)
        process = it.start()
        await until(lambda: len(it.centre.sessions) == 2)
        again = [it.write(f"8459000130{n}", f"Den hong o ngo {n}", n=n) for n in range(3, 7)]
        assert await asyncio.gather(*(answer for answers in again for answer in answers)) == [0] * 4
        await until(lambda: len(it.centre.submitted) == 4)
        assert len(await it.rows("SELECT 1 FROM cases")) == 4
        assert len(await it.rows("SELECT 1 FROM messages WHERE outcome <> 'report'")) == 4
        await process.stop()


async def test_killed_with_a_window_on_the_wire_its_texts_are_unknown_until_their_reports_come(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    async with world(tmp_path, db_url, forks) as it:
        it.centre.report = lambda _: None
        process = it.start(crash="after_wire_send")
        await until(lambda: it.centre.sessions)
        for n in range(3, 7):
            it.write(f"8459000130{n}", f"Den hong o ngo {n}", n=n)
        await process.died()
        out = list(it.centre.submitted)
        process = it.start()
        await until(lambda: len(it.centre.sessions) == 2)
        await until(lambda: len(it.centre.submitted) == 4)
        await until(lambda: it.rows("SELECT 1 FROM outbox HAVING bool_and(state IN ('sent', 'unknown'))"))
        assert len(await it.rows("SELECT 1 FROM outbox WHERE state = 'unknown'")) == len(out) > 0
        for one in it.centre.submitted:
            it.centre.session.deliver(one.destination, one.source, decimal(one), esm_class=0x04)
        await until(lambda: it.rows("SELECT 1 FROM outbox HAVING count(*) = 4 AND bool_and(state = 'delivered')"))
        assert set(Counter(one.destination for one in it.centre.submitted).values()) == {1}
        await process.stop()
