"""Our own lines are tried by a mail of ours, which comes in, proves them, and becomes nothing else; or is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain import number_proofs
from gateway.domain.actor import operator
from gateway.services.numbers import probing, standing
from tests.support import console
from tests.support.running import until


async def test_a_probe_comes_in_proves_its_line_and_becomes_no_case(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr(number_proofs, "next_probe", lambda *_, **__: moment)
    async with console.running(tmp_path, db_url, probes={"enabled": True}) as c:
        await until(lambda: c.rows("SELECT 1 FROM lines WHERE state = 'ok' HAVING count(*) = 2"))
        assert await probing.probe(c.db, c.context) == 0  # not their minute yet
        moment = datetime.now(UTC) - timedelta(days=1)
        assert await probing.probe(c.db, c.context) == 1  # the SIM has no other to be tried by
        assert await probing.probe(c.db, c.context) == 0  # it is on its way
        moment = datetime.now(UTC) + timedelta(days=1)
        await until(lambda: c.rows("SELECT 1 FROM messages WHERE rule = 'own_address'"))
        await probing.probe(c.db, c.context)
        found = await c.rows("SELECT line, outcome FROM probes ORDER BY line")
        assert [(row["line"], row["outcome"]) for row in found] == [("vanmieu-mail", "received")]
        async with c.db.connection() as conn:
            seen = await standing.look(conn, c.context, operator("lan"))
        assert [number.proven.state for number in seen.numbers] == ["proven", "unproven"]
        assert await c.rows("SELECT 1 FROM cases") == []
        assert len(await c.rows("SELECT 1 FROM outbox")) == 1  # nothing answers it


async def test_a_probe_that_does_not_come_in_is_lost_and_its_line_failing(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.now(UTC) - timedelta(days=1)
    monkeypatch.setattr(number_proofs, "next_probe", lambda *_, **__: moment)
    async with console.running(tmp_path, db_url, probes={"enabled": True}, work=False) as c:
        await c.rows("UPDATE lines SET state = 'ok'")
        assert await probing.probe(c.db, c.context) == 1
        await c.rows("UPDATE probes SET sent_at = sent_at - interval '21 minutes'")
        moment = datetime.now(UTC) + timedelta(days=1)
        assert await probing.probe(c.db, c.context) == 0
        assert {row["outcome"] for row in await c.rows("SELECT outcome FROM probes")} == {"lost"}
        async with c.db.connection() as conn:
            seen = await standing.look(conn, c.context, operator("lan"))
        assert [number.proven.state for number in seen.numbers] == ["failing", "unproven"]
