"""A SIM and a short code receive, a provider's HTTP interface sends: in real workers, with a provider that hangs up
after it has taken a text, once for one that takes each key once, and once for one that takes none."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import md5
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx

from gateway.channels import registry
from gateway.channels.aggregator import AggregatorOptions
from gateway.local import processes
from gateway.local.simulator import phone
from gateway.runtime.context import bootstrap
from gateway.settings import config
from gateway.store import database
from tests.support import configs
from tests.support.process import PARTS, ForkServer
from tests.support.provider import CLOSES, Provider, provider
from tests.support.running import until

CITIZEN, OTHER = "+84590001301", "+84590001302"
TAKEN = json.dumps({"CodeResult": "100", "SMSID": "e1"})
BEFORE = json.dumps({"CodeResult": "124", "SMSID": "e1"})


@dataclass(slots=True, kw_only=True)
class World:
    settings: config.Config
    at: Provider
    db: database.Database

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql)]

    async def door(self, path: str, **fields: str) -> httpx.Response:
        async with httpx.AsyncClient(timeout=20) as client:
            url = f"http://127.0.0.1:{self.settings.doors.port}/aggregator/{path}"
            return await client.get(url, params=fields)


@asynccontextmanager
async def world(
    directory: Path, db_url: str, forks: ForkServer, name: str, *answers: tuple[int, str]
) -> AsyncIterator[World]:
    """A gateway whose lines are a SIM and a short code, which answer by an account at a provider of this name."""
    async with provider(*answers) as at:
        shape = (files("gateway.channels.aggregator") / "providers" / f"{name}.toml").read_text("utf-8")
        (directory / "own.toml").write_text(re.sub(r'"https://[^/"]+', f'"{at.url}', shape))
        (directory / "secret").write_text("the secret")
        (directory / "secret").chmod(0o600)
        common = {
            "channel": "aggregator",
            "unit": "vanmieu",
            "owner": "tests",
            "secret_file": "secret",
            "poll_seconds": 1,
        }
        user = {"user": "u"} if name == "esms" else {}
        doors = processes.free_port()
        brand = {**common, **user, "name": "brand", "number": "UBND HANOI", "provider_file": "own.toml"}
        short = {**common, "name": "short", "number": "8088", "provider": "vht", "reply_line": "brand"}
        callback = f"http://127.0.0.1:{doors}/aggregator/brand/report"
        path = configs.write(
            directory,
            database_url=db_url,
            doors={"port": doors},
            lines=[{**brand, "callback": callback}, short, configs.sms_line(reply_line="brand", start="all")],
        )
        settings = config.load(path, registry)
        db = await database.open(db_url)
        await bootstrap(db, settings)
        process = forks.start(path, *PARTS, "--doors")
        it = World(settings=settings, at=at, db=db)
        try:
            await until(lambda: it.rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM lines WHERE heard_at IS NULL)"))
            yield it
        finally:
            await process.stop()
            await db.close()


async def test_what_a_provider_with_a_key_did_not_answer_is_asked_for_again_under_it_and_its_report_settles_it(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    answers = (CLOSES, ""), (200, BEFORE), (200, TAKEN)
    async with world(tmp_path, db_url, forks, "esms", *answers) as it:
        phone.drop_sms(tmp_path / "phone", CITIZEN, "Den duong ngo 12 Van Mieu hong", at=datetime.now(UTC))
        await until(lambda: it.rows("SELECT 1 FROM outbox WHERE state = 'sent'"))
        bodies = [json.loads(one.body) for one in it.at.asked]
        assert len(bodies) == 2 and bodies[0] == bodies[1]
        (case,) = await it.rows("SELECT code, line FROM cases")
        assert case["line"] == "vanmieu-sms" and case["code"] in bodies[0]["Content"]

        options = it.settings.lines["brand"].options
        assert isinstance(options, AggregatorOptions)
        assert bodies[0]["CallbackUrl"] == options.of_line["callback"]
        told = await it.door(
            f"brand/report/{options.report_token}",
            SMSID="e1", phonenumber=CITIZEN[1:], SendStatus="5", SendSuccess="1", SendFailed="0",
        )  # fmt: skip
        assert told.status_code == 200
        await until(lambda: it.rows("SELECT 1 FROM outbox WHERE state = 'delivered'"))

        fields = {
            "cpid": "1",
            "smsid": "77",
            "content": "Nap cong vo o so 5 Van Mieu",
            "receiverTime": "20261127142900",
        }
        sign = md5("".join([*fields.values(), "the secret"]).encode()).hexdigest()
        for _ in range(2):  # the provider did not hear our answer
            assert (await it.door("short/in", sender=OTHER[1:], sign=sign, **fields)).status_code == 200
        await until(lambda: len(it.at.asked) == 3)
        found = Counter(row["line"] for row in await it.rows("SELECT line FROM cases"))
        assert found == {"vanmieu-sms": 1, "short": 1}
        assert json.loads(it.at.asked[-1].body)["Phone"] == "0" + OTHER[3:]


async def test_what_a_provider_without_a_key_did_not_answer_is_never_sent_again_by_itself(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    taken = json.dumps({"code": "00", "data": {"tranId": 1}})
    async with world(tmp_path, db_url, forks, "speedsms", (CLOSES, ""), (200, taken)) as it:
        phone.drop_sms(tmp_path / "phone", CITIZEN, "Den duong ngo 12 Van Mieu hong", at=datetime.now(UTC))
        await until(lambda: it.rows("SELECT 1 FROM outbox WHERE state = 'unknown'"))
        phone.drop_sms(tmp_path / "phone", OTHER, "Nap cong vo o so 5 Van Mieu", at=datetime.now(UTC))
        await until(lambda: it.rows("SELECT 1 FROM outbox WHERE state = 'sent'"))
        numbers = Counter(json.loads(one.body)["to"][0] for one in it.at.asked)
        assert numbers == {CITIZEN[1:]: 1, OTHER[1:]: 1}
        assert len(await it.rows("SELECT 1 FROM outbox WHERE state = 'unknown'")) == 1
