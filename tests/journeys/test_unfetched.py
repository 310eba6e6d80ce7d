"""What a source lists and does not hand over: tried again, read in the end, or settled; never for ever in a row."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from gateway import intake, lines
from gateway.channels import Link
from gateway.model import Batch, Received, Unfetched
from tests.support import configs, running
from tests.support.imap import Habits, serve
from tests.support.running import letter, until


class EmptyPlaces:
    """A modem whose places are empty by now: what is gone is left out of its answer."""

    async def fetch(self, _places: Any) -> Batch:
        """Nothing lies there."""
        return Batch()


async def test_a_place_that_is_empty_by_now_is_settled(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=[]) as gateway:
        (lease,) = await lines.take(gateway.db, "line", ["vanmieu-sms"], "test", 60)
        await intake.receive(gateway.db, gateway.house, lease, Batch(unfetched=(Unfetched(location="5", reason="no"),)))
        await gateway.rows("UPDATE parts SET next_at = now()")
        await intake.fetch_again(gateway.db, gateway.house, lease, cast(Link, EmptyPlaces()))
        assert await gateway.rows("SELECT 1 FROM parts") == []


async def test_one_piece_that_cannot_be_stored_stops_neither_the_others_nor_the_watermark(
    tmp_path: Path, db_url: str
) -> None:
    def piece(n: int, sender: str) -> Received:
        now = datetime.now(UTC)
        return Received(digest=bytes([n]) * 32, body=b"x", location=f"1/{n}", sender_key=sender, arrived_at=now)

    batch = Batch(
        received=(piece(1, "mailto:a@x.example"), piece(2, "mailto:\udc9a@x.example"), piece(3, "mailto:b@x.example")),
        mark={"uid": 3},
    )
    async with running.gateway(tmp_path, db_url, start=[]) as gateway:
        (lease,) = await lines.take(gateway.db, "line", ["vanmieu-mail"], "test", 60)
        await intake.receive(gateway.db, gateway.house, lease, batch)
        rows = await gateway.rows("SELECT location, state, reason FROM parts ORDER BY location")
        assert [(row["location"], row["state"]) for row in rows] == [
            ("1/1", "received"), ("1/2", "unfetched"), ("1/3", "received"),
        ]  # fmt: skip
        assert rows[1]["reason"] == "the database cannot store it"
        async with gateway.db.connection() as conn:
            assert await lines.read_mark(conn, "vanmieu-mail") == {"uid": 3}


async def test_mails_that_the_server_refuses_for_a_while_become_cases(tmp_path: Path, db_url: str) -> None:
    refusing = True

    def habit(_line: str, _uids: set[int]) -> str:
        return "NO [UNAVAILABLE] busy" if refusing else ""

    async with serve(Habits(listing=habit, fetch=habit)) as (server, port):
        line = configs.mail_line(imap_port=port, send=False)
        async with running.gateway(tmp_path, db_url, lines=[line]) as gateway:
            await until(lambda: gateway.contacted("vanmieu-mail"))
            server.add(*(letter("Rác", f"Rác đổ trộm ở ngõ {n} đã ba hôm nay.") for n in range(12)))
            await until(lambda: gateway.rows("SELECT 1 FROM parts WHERE state = 'unfetched' OFFSET 11"))
            assert await gateway.rows("SELECT state FROM lines") == [{"state": "ok"}]
            refusing = False
            await until(lambda: gateway.rows("SELECT 1 FROM cases OFFSET 11"))
            assert await gateway.rows("SELECT DISTINCT state FROM parts") == [{"state": "registered"}]
