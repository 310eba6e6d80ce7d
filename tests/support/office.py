"""An office of three units in the database, whose processes do not run: its citizen writes, its officers act."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.domain.actor import Actor, Role, superuser
from gateway.domain.errors import NotAllowed
from gateway.domain.model import Received
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.runtime.context import Context
from gateway.services.casework import performing
from gateway.services.intake import process, receive
from gateway.store import read_models
from gateway.store.database import Database
from gateway.store.read_models import EVERYTHING, CaseFilter, Sight
from tests.support import configs
from tests.support.running import letter

CITIZEN = "mai@citizen.example"
LAMP = "Đèn đường ngõ 12 Văn Miếu hỏng ba hôm nay, đề nghị cho sửa."
UNITS = [
    {**configs.UNIT, "office_hours": [["00:00", "23:59"]]},
    {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam", "office_hours": [["00:00", "23:59"]]},
    {**configs.UNIT, "key": "giaoduc", "name": "Phòng Giáo dục", "office_hours": [["00:00", "23:59"]]},
]
BUSY = {"visit": 60, "lease": 60, "profile": "hanoi"}
EVERYWHERE = superuser("tests")


def officer(login: str, unit: str, *roles: Role, named: bool = False) -> Actor:
    restricted_in = frozenset({unit} if named else ())
    held = frozenset(roles or (Role.OFFICER,))
    return Actor(id=f"person:{login}", name=login, roles={unit: held}, restricted_in=restricted_in)


LAN, HUNG = officer("lan", "vanmieu"), officer("hung", "vanmieu")
NAM, GIAO = officer("nam", "cuanam"), officer("giao", "giaoduc")


@dataclass
class World:
    """An installation whose processes do not run."""

    db: Database
    context: Context
    sent: list[str] = field(default_factory=list)

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return [dict(row) for row in await tx.fetch(sql, *arguments)]

    async def mail(self, words: str, subject: str = "Một việc", **headers: str) -> str:
        """A citizen's mail, registered; the code of the case that was heard of last."""
        body = letter(subject, words, sender=CITIZEN, to="vanmieu-mail@village.example", **headers)
        piece = Received.by_route(body, f"mailto:{CITIZEN}", datetime.now(UTC))
        (partition,) = await receive.accept(self.db, self.context, "vanmieu-mail", [piece])
        assert await process.process_partition(self.db, self.context, partition, "tests") == 1
        (row,) = await self.rows("SELECT code FROM cases ORDER BY last_message_at DESC, id DESC LIMIT 1")
        return str(row["code"])

    async def answers_us(self, words: str) -> None:
        """The citizen answers our last mail."""
        (row,) = await self.rows("SELECT message_id FROM outbox ORDER BY id DESC LIMIT 1")
        await self.mail(words, "Re: Một việc", **{"In-Reply-To": f"<{row['message_id']}>"})

    async def does(self, who: Actor, act: Act, code: str, **form: str) -> performing.Performed:
        return await performing.perform(self.db, self.context, who, code, act, form)

    async def refused(self, who: Actor, act: Act, code: str, **form: str) -> str:
        """Why it is refused, in English."""
        with pytest.raises(NotAllowed) as caught:
            await self.does(who, act, code, **form)
        return catalogue.say(caught.value.reason, "en")

    async def case(self, code: str) -> dict[str, Any]:
        (row,) = await self.rows("SELECT * FROM cases WHERE code = $1", code)
        return row

    async def listed(self, whose: Any, person: str, unit: str = "") -> list[str]:
        """The codes of the cases that are theirs."""
        sight = Sight(units={unit}, lines=(), restricted=()) if unit else EVERYTHING
        wanted = CaseFilter(sight=sight, whose=whose, person=person)
        async with self.db.connection() as conn:
            found = await read_models.listed(conn, wanted, limit=9, offset=0)
            assert await read_models.total(conn, wanted) == len(found)
        return [row.code for row in found]

    async def told(self, code: str) -> list[tuple[str, str]]:
        """What went out to the citizen: purpose and words."""
        rows = await self.rows(
            "SELECT purpose, text FROM outbox WHERE case_id = (SELECT id FROM cases WHERE code = $1) ORDER BY id", code
        )
        return [(row["purpose"], row["text"]) for row in rows]

    async def clock(self, code: str, kind: str) -> dict[str, Any]:
        (row,) = await self.rows(
            "SELECT d.* FROM deadlines d JOIN cases c ON c.id = d.case_id WHERE c.code = $1 AND d.kind = $2"
            " ORDER BY round DESC LIMIT 1",
            code,
            kind,
        )
        return row
