"""Which lines are tried, where more are due than are tried at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.domain import number_proofs
from gateway.runtime.context import assemble
from gateway.services.numbers import probing
from gateway.settings import config
from gateway.store.database import Database
from tests.support import configs


async def test_numbers_whose_modem_is_unplugged_keep_no_other_line_from_being_tried(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_proofs, "next_probe", lambda *_, **__: datetime.min.replace(tzinfo=UTC))
    hotlines = [
        configs.calls_line(f"hotline-{n}", number=f"024380{n:05}", ring_modem="vanmieu-sms")
        for n in range(probing.AT_ONCE)
    ]
    lines = [*hotlines, configs.sms_line(driver="at", device="/dev/null"), configs.mail_line()]
    path = configs.write(
        tmp_path, database_url="postgresql://127.0.0.1/x", redis_url="", lines=lines, probes={"enabled": True}
    )
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO lines (name, channel, address, state) VALUES"
            " ('vanmieu-sms', 'sms', 'tel:+84590001022', 'failing'),"
            " ('vanmieu-mail', 'email', 'mailto:a@b.example', 'ok')"
        )
    assert await probing.probe(db, assemble(config.load(path, registry), b"key")) == 1
    async with db.connection() as conn:
        assert [row["line"] for row in await conn.fetch("SELECT line FROM probes")] == ["vanmieu-mail"]
