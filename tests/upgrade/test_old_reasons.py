"""What 0.1.0 stored as English sentences is shown in the language of who reads; other words stay as they were said."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from gateway.domain import reasons
from gateway.domain.reasons import TEXT, Reason
from gateway.replies import catalogue
from gateway.store import database, migrations

RELEASED = 9  # migrations of 0.1.0
TABLE = Path(__file__).with_name("said_by_0_1_0.txt")  # sentence | what a Vietnamese page shows
SENTENCES = dict(line.split(" | ") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#"))
WORDED_ANEW = {  # English sentences that have changed since
    "IMAP: IncompleteReadError": "IMAP: the connection failed (IncompleteReadError)",
    "reported failed": "reported as failed",
    "the SIM refused the PIN: it will not be tried again before a restart; check it by hand": (
        "the SIM refused the PIN: the same one is not tried again"
    ),
    "the SIM has no number of the message centre; set it with AT+CSCA": (
        "the SIM has no number of the message centre (SMSC): nothing can be sent"
    ),
    "filed by a person": "decided by a person",
    "the recipient is no mail address in ASCII": "the recipient is no mail address",
    "the recipient's address is not ASCII, and the server is not asked for SMTPUTF8": (
        "the recipient's address has letters beyond ASCII, and this line's mail server does not take such mail"
        " (SMTPUTF8)"
    ),
}
OTHER_WORDS = (  # a person's, a server's, the name of an error: nobody's sentence
    "RuntimeError",
    "cháy",
    "fire in the alley",
    "SMTP RCPT: 550 5.1.1 no such user",
    "SMTP DATA: 550 'a\\\\b' \"c\"",
    "no case named; fire",
    "something (CMS 38)",
    "gave up after many tries alone: fire",
    "reported failed because of the rain",
)
A_PERSONS = "spam"  # in an officer's own words, where no sentence of the program stands


@pytest.fixture
async def url(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A database as 0.1.0 made it."""
    maker = await asyncpg.connect(postgres_url)
    await maker.execute("CREATE DATABASE old_reasons")
    made = f"{postgres_url.rpartition('/')[0]}/old_reasons"
    whole = migrations.known()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "known", lambda: whole[:RELEASED])
        await migrated(made)
    yield made
    await maker.execute("DROP DATABASE old_reasons WITH (FORCE)")
    await maker.close()


async def migrated(url: str) -> None:
    opened = await database.open(url, size=1)
    try:
        await opened.migrate()
    finally:
        await opened.close()


async def test_sentences_of_0_1_0_are_shown_in_the_readers_language(url: str) -> None:
    said = [*SENTENCES, *OTHER_WORDS]
    conn = await asyncpg.connect(url)
    await fill(conn, said)
    await conn.close()
    await migrated(url)
    opened = await database.open(url, size=1)
    async with opened.connection() as db:
        found = await db.fetchrow(
            "SELECT (SELECT reasons FROM messages WHERE rule = 'nobody') AS reasons,"
            " (SELECT reasons FROM messages WHERE rule = 'person') AS dismissed,"
            " (SELECT jsonb_agg(reason ORDER BY id) FROM outbox WHERE state = 'dead') AS dead,"
            " (SELECT reason FROM outbox WHERE state = 'dropped') AS dropped,"
            " (SELECT jsonb_agg(error ORDER BY id) FROM attempts) AS attempts,"
            " (SELECT jsonb_agg(scan_reason ORDER BY n) FROM attachments) AS scans,"
            " (SELECT reason FROM parts) AS part, (SELECT error FROM lines) AS error,"
            " (SELECT send_error FROM lines) AS send_error, (SELECT errors FROM line_events) AS errors"
        )
    await opened.close()
    assert found is not None
    shown = dict(zip(said, reasons.of_rows(found["reasons"]), strict=True))
    assert wrong(shown) == []
    assert reasons.of_rows(found["dead"]) == reasons.of_rows(found["attempts"]) == tuple(shown.values())
    assert [one["code"] for one in found["dismissed"]] == ["policy.no_case_named", "text.said"]
    assert found["dropped"] == {"code": "text.said", "text": A_PERSONS}
    assert [one["code"] for one in found["scans"]] == ["scan.too_large", "text.said"]
    assert found["part"] == {"code": "mail.too_large", "bytes": 1000000}
    assert found["error"] == {"code": "imap.does_not_answer"}
    assert found["send_error"] == {"code": "smtp.refused", "step": "MAIL", "reply": "454 4.7.1"}
    assert found["errors"] == [found["error"]]


async def fill(conn: asyncpg.Connection, said: list[str]) -> None:
    """Each column with reasons."""
    await conn.execute(
        "INSERT INTO lines (name, channel, address, error, send_error) VALUES ('mail', 'email', 'mailto:a@example.vn',"
        " 'IMAP: the server does not answer', 'SMTP MAIL: 454 4.7.1')"
    )
    await conn.execute(
        "INSERT INTO line_events (line, before, after, error) SELECT name, 'ok', 'failing', error FROM lines"
    )
    for n, (outcome, rule, words) in enumerate(
        (("held", "nobody", said), ("system", "person", ["no case named", A_PERSONS])), 1
    ):
        await conn.execute(
            "INSERT INTO messages (id, line, digest, outcome, rule, reasons, arrived_at)"
            " VALUES ($1, 'mail', 'x', $2, $3, $4, now())",
            n, outcome, rule, words,
        )  # fmt: skip
    await conn.execute(
        "WITH blob AS (INSERT INTO blobs VALUES ('x', 'x') RETURNING sha256) INSERT INTO attachments (message_id, n,"
        " name, type, size, blob, inline, scan, scan_reason)"
        " SELECT 1, n, 'a', 'text/plain', 1, sha256, false, scan, said"
        " FROM blob, (VALUES (1, 'failed', 'too large for the scanner'), (2, 'infected', 'gone')) AS v (n, scan, said)"
    )
    await conn.execute(
        "INSERT INTO parts (line, digest, size, location, sender_key, partition, state, arrived_at, reason)"
        " VALUES ('mail', 'x', 1, '1/1', '', 3, 'unfetched', now(), 'larger than max_bytes (1000000)')"
    )
    for n, (state, reason) in enumerate([*(("dead", one) for one in said), ("dropped", A_PERSONS)], 1):
        await conn.execute(
            "INSERT INTO outbox (id, line, cause, purpose, recipient, state, priority, subject, text, message_id,"
            " automatic, reason) VALUES ($1::bigint, 'mail', 'message:' || $1::bigint, 'result', 'mailto:b@example.vn',"
            " $2, 1, '', '', $1::bigint || '@example.vn', false, $3)",
            n, state, reason,
        )  # fmt: skip
    await conn.execute(
        "INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, deadline, error)"
        " SELECT id, line, recipient, 1, 1, 1, 0, 'failed', now(), reason FROM outbox WHERE state = 'dead' ORDER BY id"
    )


def wrong(shown: dict[str, Reason]) -> list[str]:
    """The sentences that are not shown as they should be."""
    found = []
    for sentence, reason in shown.items():
        in_both = {language: catalogue.say(reason, language) for language in catalogue.LANGUAGES}
        english, vietnamese = WORDED_ANEW.get(sentence, sentence), SENTENCES.get(sentence, sentence)
        if in_both != {"vi": vietnamese, "en": english} or (reason.code == TEXT.name) != (sentence in OTHER_WORDS):
            found.append(f"{sentence} -> {reason}: {in_both}")
    return found
