"""/metrics as Prometheus gets it: true while all is well and while it is not, bounded, nothing of a citizen's."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from gateway.domain.reasons import text
from gateway.local import processes
from gateway.ops.health import look
from gateway.ops.health.counters import Counters
from gateway.runtime.context import bootstrap
from gateway.settings.config import Config
from gateway.store import database, lines
from gateway.store.database import Database
from tests.support.deploy import alerts, panels
from tests.support.health_page import MAIL, SMS, fill, make_well, page
from tests.support.wire import Proxy

Labels = frozenset[tuple[str, str]]
CITIZEN = ("citizen@", "590001234", "Bí Mật", "riêng", "HN-7K3M9K")


class Scrape:
    """One scrape, as Prometheus reads it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples: dict[tuple[str, Labels], float] = {}
        self.kinds: dict[str, str] = {}
        for family in text_string_to_metric_families(text):
            self.kinds[family.name] = family.type
            for sample in family.samples:
                self.samples[sample.name, frozenset(sample.labels.items())] = sample.value

    def __call__(self, name: str, **labels: str) -> float | None:
        """The value of the one sample with these labels among its own; None where there is none."""
        found = [v for (n, of), v in self.samples.items() if n == name and labels.items() <= dict(of).items()]
        assert len(found) < 2, f"{name} with {labels} is not one sample"
        return found[0] if found else None

    def labels(self, name: str) -> set[str]:
        return {key for (n, of) in self.samples for key, _ in of if n == name}


async def scrape(client: httpx.AsyncClient) -> Scrape:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return Scrape(answer.text)


async def test_all_well_is_shown_by_line(db: Database, settings: Config, redis_url: str) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        seen = await scrape(client)
    assert (seen("gateway_state", state="ok"), seen("gateway_state", state="failing")) == (1, 0)
    for name, channel in ((MAIL, "email"), (SMS, "sms")):
        of = {"line": name, "channel": channel}
        assert (seen("gateway_line_up", **of), seen("gateway_line_held", **of)) == (1, 1)
        lag = seen("channel_lag_seconds", **of)
        assert lag is not None and 0 <= lag < 60
        assert seen("gateway_line_last_in_age_seconds", **of) is None  # nothing came yet: not known, not nothing
        assert seen("gateway_line_queue_messages", line=name, queue="out_dead") == 0
        assert seen("gateway_messages_total", line=name, outcome="case") == 0
    assert {seen("gateway_server_ok", server=s) for s in ("database", "redis", "intake", "disk", "clock")} == {1}
    assert seen("gateway_modem_signal_percent", line=SMS) == 60
    assert seen("gateway_sim_used_messages", line=SMS) == 1
    assert (seen("gateway_disk_free_bytes") or 0) > 0
    assert (seen("process_resident_memory_bytes") or 0) > 1e6


async def test_each_finding_of_the_page_is_named_while_it_is_on(db: Database, settings: Config, redis_url: str) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        await lines.record_failure(db, MAIL, text("refused a.citizen@example.com and +84590001234"))
        await fill(db)
        on, context = await scrape(client), await bootstrap(db, settings)
        said = {(f.key, f.subject) for f in (await look(db, context, redis_url)).findings}
        async with db.transaction() as tx:
            await lines.record_poll(tx, MAIL, None, {})
        over = await scrape(client)
    named = {(dict(of)["key"], dict(of)["line"]) for name, of in on.samples if name == "gateway_finding"}
    assert named == said >= {("line_failing", MAIL), ("in_held", ""), ("out_unknown", "")}
    assert (on("gateway_line_up", line=MAIL), over("gateway_line_up", line=MAIL)) == (0, 1)
    assert over("gateway_finding", key="line_failing") is None


async def test_what_waits_is_counted_by_queue_and_by_line(db: Database, settings: Config, redis_url: str) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        await fill(db)
        seen = await scrape(client)
    assert seen("gateway_queue_messages", queue="in_waiting") == 2
    assert 300 <= (seen("gateway_queue_oldest_seconds", queue="in_waiting") or 0) < 400
    at_the_line = {
        q: seen("gateway_line_queue_messages", line=MAIL, queue=q) for q in ("in_waiting", "in_held", "out_due")
    }
    assert at_the_line == {"in_waiting": 2, "in_held": 1, "out_due": 1}
    assert seen("gateway_line_queue_messages", line=MAIL, queue="out_unknown") == 1
    assert seen("gateway_line_queue_messages", line=SMS, queue="out_unknown") == 0
    assert 300 <= (seen("gateway_line_queue_oldest_seconds", line=MAIL, queue="in_waiting") or 0) < 400


async def test_labels_hold_names_of_lines_and_words_of_the_program_only(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        await scrape(client)
        await fill(db)
        await lines.record_failure(db, MAIL, text("refused a.citizen@example.com and +84590001234"))
        await pass_some(db)
        seen = await scrape(client)
    assert not [private for private in CITIZEN if private in seen.text]
    names = {"line", "channel", "state", "queue", "server", "key", "severity", "outcome", "le"}
    assert {key for _, of in seen.samples for key, _ in of} == names
    found = {value for _, of in seen.samples for key, value in of if key == "line"}
    assert found == {MAIL, SMS, ""}


# --- what passed -------------------------------------------------------------------------------------------------


async def pass_some(db: Database) -> None:
    """Two messages, registered 3 s after they came, one of them held; three attempts of 2 s, 40 s after its row."""
    async with db.transaction() as tx:
        await tx.execute(
            "WITH new AS (INSERT INTO messages (line, digest, outcome, rule, sender, arrived_at)"
            " SELECT $1, 'x', outcome, 'r', 'mailto:a.citizen@example.com', now()"
            " FROM unnest(ARRAY['case', 'held']) AS outcome RETURNING id)"
            " INSERT INTO parts (line, digest, location, state, arrived_at, received_at, message_id, confirmed_at)"
            " SELECT $1, sha256(('part of ' || id)::bytea), id::text, 'registered', now(), now() - interval '3 s', id,"
            " now() FROM new",
            MAIL,
        )
        await tx.execute(
            "WITH new AS (INSERT INTO outbox"
            " (line, cause, purpose, recipient, state, priority, text, automatic, created_at)"
            " VALUES ($1, gen_random_uuid()::text, 'acknowledgement', 'mailto:a@example.com', 'sent', 2, 'riêng',"
            " true, now() - interval '40 s') RETURNING id)"
            " INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, opened_at, deadline,"
            " closed_at) SELECT id, $1, 'x', 1, 1, 1, 1, state, now() - interval '2 s', now(),"
            " CASE state WHEN 'open' THEN NULL ELSE now() END FROM new, unnest(ARRAY['failed', 'ok', 'open']) AS state",
            MAIL,
        )


async def test_counters_begin_at_nothing_and_count_what_passes(db: Database, settings: Config, redis_url: str) -> None:
    await bootstrap(db, settings)
    await pass_some(db)  # before anybody watched
    async with page(db, settings, redis_url) as client:
        before = await scrape(client)
        await pass_some(db)
        after = await scrape(client)
    assert before("gateway_messages_total", line=MAIL, outcome="case") == 0
    assert before("gateway_attempts_total", line=MAIL, outcome="ok") == 0
    assert after("gateway_messages_total", line=MAIL, outcome="case") == 1
    assert {o: after("gateway_attempts_total", line=MAIL, outcome=o) for o in ("ok", "failed", "unknown")} == {
        "ok": 1, "failed": 1, "unknown": 0,
    }  # fmt: skip
    assert after.kinds["gateway_messages"] == "counter"
    assert after.kinds["gateway_registration_seconds"] == "histogram"


async def test_durations_lie_in_their_buckets(db: Database, settings: Config, redis_url: str) -> None:
    async with page(db, settings, redis_url) as client:
        await scrape(client)
        await pass_some(db)
        seen = await scrape(client)

    def bucket(step: str, bound: str) -> float | None:
        return seen(f"gateway_{step}_seconds_bucket", line=MAIL, le=bound)

    assert (bucket("registration", "2.5"), bucket("registration", "5.0"), bucket("registration", "+Inf")) == (0, 2, 2)
    assert (bucket("attempt", "1.0"), bucket("attempt", "2.5")) == (0, 2)
    assert (bucket("handover", "30.0"), bucket("handover", "60.0")) == (0, 1)
    assert seen("gateway_registration_seconds_sum", line=MAIL) == pytest.approx(6)
    assert seen("gateway_handover_seconds_count", line=MAIL) == 1


async def test_rows_are_counted_once_however_often_one_looks(db: Database, settings: Config) -> None:
    await bootstrap(db, settings)
    young, old = Counters(db, 3600), Counters(db, 0)
    for counters in (young, old):
        await counters.look()
    await pass_some(db)
    for _ in range(3):
        seen = [await counters.look() for counters in (young, old)]
    assert all(s is not None and s.counts["messages", MAIL, "case"] == 1 for s in seen)
    assert all(s is not None and s.counts["attempts", MAIL, "ok"] == 1 for s in seen)
    assert [s.counts.get(("attempts", MAIL, "unknown")) for s in seen if s] == [None, 1]  # open when it settled


async def test_a_person_who_files_a_held_message_turns_no_counter_back(db: Database, settings: Config) -> None:
    await bootstrap(db, settings)
    counters = Counters(db, 3600)
    await counters.look()
    await pass_some(db)
    await counters.look()
    async with db.connection() as conn:
        await conn.execute("UPDATE messages SET outcome = 'case' WHERE outcome = 'held'")
    seen = await counters.look()
    assert seen is not None
    assert (seen.counts["messages", MAIL, "held"], seen.counts["messages", MAIL, "case"]) == (1, 2)


async def test_a_long_tail_is_caught_up_with_over_several_looks(
    db: Database, settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bootstrap(db, settings)
    monkeypatch.setattr("gateway.ops.health.counters.MOST", 2)
    counters = Counters(db, 0)
    await counters.look()
    for _ in range(3):
        await pass_some(db)
    seen = [await counters.look() for _ in range(5)]
    assert [s.counts["messages", MAIL, "case"] for s in seen if s] == [1, 2, 3, 3, 3]


# --- while things are down ----------------------------------------------------------------------------------------


async def test_with_everything_down_it_answers_what_it_knew_and_nothing_counts_as_well(
    db_url: str, settings: Config, redis_url: str
) -> None:
    port = urlsplit(db_url).port or 0
    async with Proxy(port) as wire:
        db = await database.open(db_url.replace(f":{port}/", f":{wire.port}/"))
        try:
            async with page(db, settings, f"redis://127.0.0.1:{processes.free_port()}/0") as client:
                await make_well(db, settings)
                await fill(db)
                before = await scrape(client)
                wire.mute()
                down = await scrape(client)
                again = await scrape(client)
                wire.reset()
        finally:
            await db.close()
    assert (before("gateway_line_up", line=MAIL), before("gateway_server_ok", server="redis")) == (1, 0)
    for seen in (down, again):
        assert (seen("gateway_line_up", line=MAIL), seen("gateway_server_ok", server="database")) == (0, 0)
        assert seen("gateway_finding", key="database_hangs") == 1
        assert seen("gateway_queue_messages", queue="in_waiting") == 2
    assert (again("channel_lag_seconds", line=MAIL) or 0) > (before("channel_lag_seconds", line=MAIL) or 0)
    assert (again("gateway_known_age_seconds") or 0) > (before("gateway_known_age_seconds") or 0)


async def test_before_anything_was_read_nothing_is_made_up(db_url: str, settings: Config) -> None:
    port = urlsplit(db_url).port or 0
    async with Proxy(port) as wire:
        db = await database.open(db_url.replace(f":{port}/", f":{wire.port}/"))
        try:
            async with page(db, settings) as client:
                wire.mute()
                seen = await scrape(client)
                wire.reset()
        finally:
            await db.close()
    assert seen("gateway_finding", key="database_hangs") == 1
    assert (seen("gateway_line_up", line=MAIL), seen("gateway_server_ok", server="database")) == (0, 0)
    assert seen("channel_lag_seconds", line=MAIL) is None
    assert seen("gateway_known_age_seconds") is None
    assert not {name for name, _ in seen.samples if name.startswith(("gateway_queue", "gateway_messages"))}


async def test_only_our_own_names_are_answered(db: Database, settings: Config) -> None:
    async with page(db, settings) as client:
        answer = await client.get("/metrics", headers={"Host": "evil.example"})
        changed = await client.post("/metrics")
    assert (answer.status_code, "gateway_" in answer.text) == (421, False)
    assert changed.status_code in (403, 405)


# --- who reads it -------------------------------------------------------------------------------------------------


async def test_every_alert_and_panel_asks_for_figures_that_are_there(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        await scrape(client)
        await make_well(db, settings)
        await fill(db)
        await pass_some(db)
        seen = await scrape(client)
    there = {name for name, _ in seen.samples} | {"up"}  # Prometheus' own
    asked: dict[str, set[str]] = {}
    for alert in alerts():
        asked[alert["alert"]] = names_in(alert["expr"])
    for title, query in panels():
        asked.setdefault(title, set()).update(names_in(query))
    assert len(asked) > 25
    assert {who: names - there for who, names in asked.items() if names - there} == {}
    assert all(asked.values())


def names_in(query: str) -> set[str]:
    """The metrics of a query: all of ours, and those that Prometheus and its client bring, have such names."""
    return set(re.findall(r"\b(?:(?:gateway|channel|process)_\w+|up\b)", query))
