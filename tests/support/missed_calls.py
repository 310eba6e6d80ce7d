"""An installation that is told of calls by hand: its lines, records of a telephone system, what follows from them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gateway.channels import calls as channel
from gateway.channels import registry
from gateway.runtime.context import Context, bootstrap
from gateway.services.calls import judging, receive
from gateway.settings import config
from gateway.store.database import Database
from tests.support import configs

__all__ = ["DESK", "HN", "LINES", "MOBILE", "OTHER", "World", "opened", "out", "record", "state", "texts", "told"]

HN = ZoneInfo("Asia/Ho_Chi_Minh")
MOBILE, OTHER, DESK = "0912000001", "0912000002", "02438000009"
LINES = [
    configs.mail_line(),
    configs.sms_line(),
    configs.calls_line(outside_prefix="9"),
    configs.calls_line("vanmieu-sim", number="0590001022", vendor="modem", modem="vanmieu-sms"),
    configs.calls_line("vanmieu-2", number="02438000002", text=False),
]


@dataclass(frozen=True)
class World:
    """An installation whose processes do not run."""

    db: Database
    context: Context

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        """What a statement returns."""
        async with self.db.transaction() as tx:
            return [dict(row) for row in await tx.fetch(sql)]


async def opened(tmp_path: Path, db: Database) -> World:
    """One with LINES."""
    return World(db, await bootstrap(db, config.load(configs.write(tmp_path, lines=LINES), registry)))


def record(caller: str, ago: float, n: int, **more: str) -> dict[str, str]:
    """An Asterisk's record of a call that came in so many seconds ago and rang in vain."""
    at = (datetime.now(UTC) - timedelta(seconds=ago)).astimezone(HN)
    return {
        "calldate": f"{at:%Y-%m-%d %H:%M:%S}",
        "src": caller,
        "dst": "101",
        "did": "02438000001",
        "dstchannel": "PJSIP/101-1",
        "lastapp": "Dial",
        "duration": "20",
        "billsec": "0",
        "disposition": "NO ANSWER",
        "uniqueid": f"{n}.1",
        "linkedid": f"{n}.1",
        **more,
    }


def out(called: str, ago: float, n: int, *, answered: bool) -> dict[str, str]:
    """The office calls somebody."""
    talked = {"billsec": "15", "disposition": "ANSWERED"} if answered else {}
    return record("101", ago, n, did="", dst="9" + called, **talked)


async def told(g: World, *records: dict[str, str], line: str = "vanmieu-calls") -> int:
    """A telephone system tells of these, and no more of them is to come."""
    options = g.context.config.lines[line].options
    assert isinstance(options, channel.CallsOptions)
    pieces = channel.pieces.made(records, options.mapping, datetime.now(UTC))
    await receive.accept(g.db, g.context, line, pieces)
    await g.rows("UPDATE calls SET judge_at = now() WHERE judge_at IS NOT NULL")
    return await judging.judge(g.db, g.context)


async def state(g: World) -> list[tuple[Any, ...]]:
    """Cases of missed calls: sender, state, kind, calls, whether its deadline is met."""
    found = await g.rows(
        "SELECT c.sender, c.state, c.kind, d.done_at IS NOT NULL AS done, c.due_at = d.due_at AS same,"
        " (SELECT count(*) FROM calls WHERE case_id = c.id) AS n"
        " FROM cases c JOIN deadlines d ON d.case_id = c.id AND d.kind = 'call_back' ORDER BY c.id"
    )
    assert all(row["kind"] == "goi_nho" and row["same"] for row in found)
    return [(row["sender"], row["state"], row["n"], row["done"]) for row in found]


async def texts(g: World) -> list[tuple[str, str]]:
    """To whom a text about a missed call was written, and its words."""
    rows = await g.rows("SELECT recipient, text, line FROM outbox WHERE purpose = 'missed_call' ORDER BY id")
    assert all(row["line"] == "vanmieu-sms" for row in rows)
    return [(row["recipient"], row["text"]) for row in rows]
