"""Lines that config.toml gains, changes and loses are taken up by a gateway that runs; the others are not touched."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from gateway.local import processes
from gateway.ops.health import configuration
from gateway.store import units
from tests.support import configs, running
from tests.support.running import Gateway
from workers import doors

LAMP = "Đèn đường trước nhà số {} tối đã ba hôm nay, đề nghị cho sửa."
FIRST = "khay-cu"
NEW = [f"khay-{n}" for n in range(100)]
PARTS = ("lines", "intake_worker", "following")
CHANNELS = {"extra": ["tests.toy.tray", "tests.toy"]}


def tray(directory: Path, name: str, **more: Any) -> dict[str, Any]:
    """A line that is a directory."""
    (directory / name).mkdir(exist_ok=True)
    own = {"name": name, "channel": "tray", "unit": "vanmieu", "owner": "tests", "device": str(directory / name)}
    return {**own, "reply_line": "vanmieu-mail", "send": False, **more}


class Office:
    """The configuration file of a gateway that runs, and what citizens put into its trays."""

    def __init__(self, g: Gateway, directory: Path, db_url: str, mail: dict[str, Any]) -> None:
        self.g, self._directory, self._db_url = g, directory, db_url
        self.lines = {"vanmieu-mail": mail, FIRST: tray(directory, FIRST)}
        self.sent: dict[str, int] = {}

    async def write(self, **tables: Any) -> None:
        """Write the file, and have it read at once."""
        of = self.g.context.config
        ports = {"console": {"port": of.console.port}, "doors": {"port": of.doors.port}}
        (self._directory / "next").mkdir(exist_ok=True)
        lines, tables = list(self.lines.values()), {"channels": CHANNELS, **ports, **tables}
        written = configs.write(self._directory / "next", database_url=self._db_url, lines=lines, **tables)
        written.replace(of.path)
        await self.look()

    async def look(self) -> None:
        """As `gw reload` does."""
        async with self.g.db.connection() as conn:
            await units.notify(conn)

    def form(self, line: str) -> None:
        n = sum(self.sent.values())
        self.sent[line] = self.sent.get(line, 0) + 1
        form = {"address": f"dan-{n}@citizen.example", "name": "Lê An", "words": LAMP.format(n)}
        ready = self._directory / line / f"{n}.new"
        ready.write_text(json.dumps(form), "utf-8")
        ready.rename(ready.with_suffix(".json"))

    async def registered(self) -> bool:
        """Whether each has become one message of its line, and nothing else has."""
        rows = await self.g.rows("SELECT line, count(*) AS n FROM messages GROUP BY line")
        return {row["line"]: row["n"] for row in rows} == self.sent

    async def epochs(self) -> dict[str, int]:
        return {row["name"]: row["epoch"] for row in await self.g.rows("SELECT name, epoch FROM lines")}


@asynccontextmanager
async def doors_of(g: Gateway) -> AsyncIterator[None]:
    """The doors, which open once a line needs them."""
    serving = asyncio.create_task(doors.serve_once_needed(g.db, g.current, g.intake_worker))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def posted(port: int, line: str) -> bool:
    """Whether a form could be handed in there."""
    form = {"address": "dan@citizen.example", "name": "Lê An", "words": LAMP.format("portal")}
    async with httpx.AsyncClient(timeout=20) as client:
        try:
            return (await client.post(f"http://127.0.0.1:{port}/form/{line}", json=form)).status_code == 202
        except httpx.TransportError:
            return False


async def test_a_hundred_lines_are_added_while_messages_flow_then_one_is_changed_and_one_taken_out(
    tmp_path: Path, db_url: str
) -> None:
    mail = configs.mail_line()
    lines = [mail, tray(tmp_path, FIRST)]
    times, doors_port = {"lease": 8, "health_grace": 90}, processes.free_port()
    tables: dict[str, Any] = {"channels": CHANNELS, "times": times, "doors": {"port": doors_port}}
    async with running.gateway(tmp_path, db_url, start=PARTS, lines=lines, **tables) as g, doors_of(g):
        office = Office(g, tmp_path, db_url, mail)
        await running.until(lambda: g.contacted(FIRST))
        before = await office.epochs()
        office.lines |= {name: tray(tmp_path, name) for name in NEW}
        for name in (FIRST, *NEW[:50]):
            office.form(name)
        await office.write(times=times)
        for name in (*NEW[50:], *[FIRST] * 20):
            office.form(name)
        await running.until(office.registered)
        taken_up = await office.epochs()
        assert taken_up[FIRST] == before[FIRST]

        gone, other, *rest = NEW
        del office.lines[gone]
        office.lines[other] = tray(tmp_path, other, label="Bộ phận một cửa")
        await office.write(times=times)
        await running.until(lambda: g.context.config.lines.get(gone) is None)
        for name in (other, FIRST):
            office.form(name)
        await running.until(office.registered)
        after = await office.epochs()
        assert after.pop(other) == taken_up.pop(other) + 1  # closed and opened anew
        assert after == taken_up
        assert gone not in g.lines._held
        assert g.lines._held.keys() >= {FIRST, *rest, other}

        form = {"name": "portal", "channel": "form", "unit": "vanmieu", "owner": "tests", "page": "https://p.example/"}
        office.lines["portal"] = {**form, "reply_line": "vanmieu-mail"}  # the first one that the doors are for
        await office.write(times=times)
        await running.until(lambda: posted(doors_port, "portal"))
        office.sent["portal"] = 1
        del office.lines["portal"]
        await office.write(times=times)
        await running.until(lambda: "portal" not in g.context.config.lines)
        assert await posted(doors_port, "portal") is False

        await office.write(times={**times, "lease": 9}, console={"port": 1})
        await running.until(lambda: g.context.waiting)
        assert g.context.waiting == ("console", "times.lease")
        g.context.config.path.write_text("[[lines]]\nname = 3\n")
        await office.look()
        await running.until(lambda: g.context.mistakes)
        office.form(rest[0])
        await running.until(office.registered)
        wrong, waits = configuration.about(g.context)
        assert (wrong.key, waits.key) == ("configuration_wrong", "restart_needed")
        await office.write(times=times)
        await running.until(lambda: not (g.context.mistakes or g.context.waiting))
