"""PostgreSQL takes no write for a while, in the middle of everything: a line's two sides begin anew together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support import running
from tests.support.running import Gateway, until
from tests.support.sink import sink

REFUSE = """
CREATE SEQUENCE refused_parts MINVALUE 0;
CREATE SEQUENCE refused_outbox MINVALUE 0;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    PERFORM nextval('refused_' || TG_TABLE_NAME); -- stays, whatever is rolled back
    RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON parts EXECUTE FUNCTION refuse();
CREATE TRIGGER refuse BEFORE UPDATE ON outbox EXECUTE FUNCTION refuse();
"""

ROWS = """
INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic, message_id)
SELECT 'vanmieu-mail', 'message:' || n, 'result', 'mailto:citizen' || n || '@village.example', 'due', 2, 'Đã sửa.',
    true, 'result' || n || '@village.example'
FROM generate_series(1, 6) n RETURNING id
"""


@asynccontextmanager
async def refused(g: Gateway) -> AsyncIterator[None]:
    """No part is stored, no claim is given back, as on a disk that is full."""
    async with g.db.connection() as conn:
        await conn.execute(REFUSE)
    yield
    async with g.db.connection() as conn:
        await conn.execute("DROP FUNCTION refuse CASCADE")


async def test_a_line_whose_claims_cannot_be_given_back_reads_again_afterwards(tmp_path: Path, db_url: str) -> None:
    """What is claimed and not yet on the wire is given back as the line ends, and that fails, too: such an error once
    hid that the sending side was to end, and the line was never opened again."""
    async with sink() as server:
        mailbox = {"smtp_port": server.port, "connections": 1}
        async with running.gateway(tmp_path, db_url, mailboxes={"vanmieu-mail": mailbox}) as g:
            await until(lambda: g.contacted("vanmieu-mail"))
            server.wait.add("data")
            await g.rows(ROWS)
            await until(lambda: g.rows("SELECT 1 FROM outbox WHERE claimed_epoch > 0 AND state = 'due' OFFSET 1"))
            await until(lambda: "data" in server.asked)
            async with refused(g):
                g.mail("Đèn hỏng nữa", "Đèn đường ngõ 6 hỏng.")
                both = "SELECT 1 FROM refused_parts p, refused_outbox o WHERE p.is_called AND o.is_called"
                await until(lambda: g.rows(both))
            server.wait.clear()
            await until(lambda: g.rows("SELECT 1 FROM messages"))
            await until(lambda: len(server.kept) == 7)
