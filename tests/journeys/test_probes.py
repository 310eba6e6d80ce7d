"""Our own lines are tried by a mail or text of ours: it comes in, proves them and becomes nothing else; or is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from gateway.domain import calendar, number_proofs
from gateway.domain.actor import superuser
from gateway.services import alerts
from gateway.services.numbers import probing, ringing, standing, telling
from gateway.store import read_models
from tests.support import configs, console
from tests.support.console import Console
from tests.support.running import until
from workers import intake_worker, line_manager

NUMBER = "+84590001022"  # of the line itself
PAST, FUTURE = (datetime.now(UTC) + timedelta(days=n) for n in (-1, 1))


class Minute:
    """At which lines are tried."""

    at = FUTURE


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> Minute:
    async def nothing(*_: object) -> int:
        return 0

    minute = Minute()
    monkeypatch.setattr(intake_worker, "probing", SimpleNamespace(probe=nothing))  # the test is its clock
    monkeypatch.setattr(number_proofs, "next_probe", lambda *_, **__: minute.at)
    return minute


COUNTED = (
    *("gateway_messages_total", "gateway_attempts_total", "gateway_registration_seconds_count"),
    *("gateway_attempt_seconds_count", "gateway_handover_seconds_count"),
)


async def figures(c: Console) -> tuple[list[str], list[str]]:
    """All that counts messages: lines of /metrics that are not nothing, and the lines that an hour's figures name."""
    async with c.client() as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    async with c.db.connection() as conn:
        hours = await read_models.rates(conn, list(c.context.config.lines), 2)
    rows = [row for row in answer.text.splitlines() if row.startswith(COUNTED) and not row.endswith(" 0.0")]
    return rows, sorted({one.line for of in hours.values() for one in of if one.n})


async def test_probes_come_in_prove_their_lines_and_become_no_case_no_reply_and_no_figure(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch, minute: Minute
) -> None:
    monkeypatch.setattr(probing, "_is_played", lambda _: False)  # what the dummy phone sends, the test brings back
    async with console.running(tmp_path, db_url, probes={"enabled": True}) as c:
        await until(lambda: c.rows("SELECT 1 FROM lines WHERE state = 'ok' HAVING count(*) = 2"))
        await figures(c)  # begins to count
        assert await probing.probe(c.db, c.context) == 0  # not their minute yet
        minute.at = PAST
        assert await probing.probe(c.db, c.context) == 2
        assert await probing.probe(c.db, c.context) == 0  # they are on their way
        minute.at = FUTURE
        (sent,) = await until(lambda: c.rows("SELECT text FROM outbox WHERE line = 'vanmieu-sms' AND state = 'sent'"))
        c.text(sent["text"], sender=NUMBER)
        await until(lambda: c.rows("SELECT 1 FROM messages WHERE rule = 'own_address' HAVING count(*) = 2"))
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE state = 'sent' HAVING count(*) = 2"))
        await probing.probe(c.db, c.context)
        found = await c.rows("SELECT line, by, outcome FROM probes ORDER BY line")
        assert [tuple(row.values()) for row in found] == [
            ("vanmieu-mail", "vanmieu-mail", "received"),
            ("vanmieu-sms", "vanmieu-sms", "received"),
        ]
        async with c.db.connection() as conn:
            seen = await standing.look(conn, c.context, superuser("lan"))
        assert [number.proven.state for number in seen.numbers] == ["proven", "proven"]
        assert await c.rows("SELECT 1 FROM cases") == []
        assert len(await c.rows("SELECT 1 FROM outbox")) == 2  # nothing answers them
        assert await figures(c) == ([], [])
        c.text("Đèn đường ngõ 12 hỏng ba hôm nay, đề nghị cho sửa.")
        await until(lambda: c.rows("SELECT 1 FROM cases"))
        counted, hours = await figures(c)
        assert (any("case" in row for row in counted), hours) == (True, ["vanmieu-sms"])


async def test_a_probe_that_does_not_come_in_is_lost_and_its_line_failing_one_that_never_went_out_says_nothing(
    tmp_path: Path, db_url: str, minute: Minute
) -> None:
    minute.at = PAST
    other = configs.mail_line("khac-mail")
    async with console.running(tmp_path, db_url, probes={"enabled": True}, work=False, more_lines=[other]) as c:
        await c.rows("UPDATE lines SET state = 'ok'")
        assert await probing.probe(c.db, c.context) == 2  # the dummy phone is not tried
        await c.rows("UPDATE probes SET sent_at = sent_at - interval '21 minutes'")
        await c.rows("UPDATE outbox SET state = 'sent' WHERE recipient LIKE '%vanmieu%'")
        minute.at = FUTURE
        assert await probing.probe(c.db, c.context) == 0
        found = await c.rows(
            "SELECT p.line, p.outcome, o.state FROM probes p JOIN outbox o ON o.cause = 'probe:' || p.id"
        )
        assert {tuple(row.values()) for row in found} == {
            ("vanmieu-mail", "lost", "sent"),
            ("khac-mail", "unsent", "dropped"),
        }
        async with c.db.connection() as conn:
            seen = await standing.look(conn, c.context, superuser("lan"))
        states = {number.line.name: number.proven.state for number in seen.numbers}
        assert states == {"vanmieu-mail": "failing", "vanmieu-sms": "unproven", "khac-mail": "unproven"}


async def test_who_is_on_duty_is_told_by_another_line_that_nothing_proves_one(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "opening", lambda now, *_: now)  # offices are open
    other = configs.mail_line("khac-mail")
    async with console.running(tmp_path, db_url, work=False, more_lines=[other]) as c:
        await c.rows("UPDATE lines SET state = 'ok', heard_at = now()")
        await c.rows("UPDATE migrations SET at = at - interval '30 days'")
        await c.rows(
            "INSERT INTO persons (key, name, phone, mail) VALUES ('an', 'An', 'tel:+84912000001', 'an@an.example')"
        )
        await c.rows(
            "INSERT INTO shifts (line, person, role, weekdays, begins, ends)"
            " VALUES ('vanmieu-mail', 'an', 'duty', '1234567', '00:00', '00:00')"
        )
        for _ in range(2):
            await telling.tell(c.db, c.context)
        said = await c.rows("SELECT audience, template, key FROM notices WHERE audience = 'unit' ORDER BY key")
        assert len(said) == 3  # once each
        await alerts.watch(c.db, c.context)
        told = await c.rows(
            "SELECT line, recipient FROM outbox WHERE recipient IN ('mailto:an@an.example', 'tel:+84912000001')"
        )
        assert {(row["recipient"], row["line"]) for row in told} == {
            ("mailto:an@an.example", "khac-mail"),
            ("tel:+84912000001", "vanmieu-sms"),
        }


async def test_a_number_that_people_call_is_rung_by_the_modem_named_for_it(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch, minute: Minute
) -> None:
    monkeypatch.setattr(probing, "_is_played", lambda _: False)
    monkeypatch.setattr(line_manager, "RING_SECONDS", 0.2)
    hotline = configs.calls_line(ring_modem="vanmieu-sms")
    async with console.running(tmp_path, db_url, probes={"enabled": True}, more_lines=[hotline]) as c:
        await until(lambda: c.rows("SELECT 1 FROM lines WHERE state = 'ok' HAVING count(*) = 2"))
        minute.at = PAST
        await probing.probe(c.db, c.context)
        minute.at = FUTURE
        ended = "SELECT outcome FROM probes WHERE way = 'ring' AND outcome <> 'open'"
        (found,) = await until(lambda: c.rows(ended))
        assert found["outcome"] == "refused"  # the dummy phone rings nobody
        callee = Callee("answered")
        await c.rows(
            "UPDATE probes SET outcome = 'open', by = 'vanmieu-mail' WHERE way = 'ring'"
        )  # nobody's in this run
        await ringing.ring(c.db, c.context, "vanmieu-sms", callee)
        assert callee.rung == []
        await ringing.ring(c.db, c.context, "vanmieu-mail", callee)
        assert callee.rung == ["tel:+842438000001"]
        async with c.db.connection() as conn:
            seen = await standing.look(conn, c.context, superuser("lan"))
        (number,) = [number for number in seen.numbers if number.line.name == "vanmieu-calls"]
        assert (number.proven.state, number.proven.by and number.proven.by.way) == ("proven", "probe")


class Callee:
    """A link that only dials."""

    def __init__(self, outcome: number_proofs.DialOutcome) -> None:
        self.outcome, self.rung = outcome, list[str]()

    async def dial(self, number: str) -> number_proofs.DialOutcome:
        self.rung.append(number)
        return self.outcome
