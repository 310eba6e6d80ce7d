"""The judge itself: each wrong that fault tests look for is found when it is there."""

from pathlib import Path

import pytest

from tests.faults.load import Load
from tests.support import judge, running
from tests.support.judge import Text, Verdict
from tests.support.running import NUMBER, until

WRONGS = {
    "lost a token": ("", "never stored"),
    "lost an acknowledgement": ("DELETE FROM attempts; DELETE FROM outbox", "is owed acknowledgement, got []"),
    "never registered": ("UPDATE parts SET state = 'received', message_id = NULL", "never registered"),
    "opened twice": (
        "INSERT INTO case_events (case_id, kind, message_id) SELECT case_id, kind, message_id FROM case_events",
        "has events ['opened', 'opened']",
    ),
    "answered twice": (
        (
            "INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic)"
            " SELECT line, cause, purpose, 'mailto:another@village.example', 'sent', 2, 'x', true FROM outbox"
        ),
        "got ['acknowledgement', 'acknowledgement']",
    ),
    "a result without a row": (
        "INSERT INTO case_events (case_id, kind) SELECT id, 'answered' FROM cases",
        "has 0 results",
    ),
    "words lost": ("UPDATE messages SET text = '', subject = ''", "lost the words"),
    "left open": ("UPDATE attempts SET state = 'open'", "is open"),
}


@pytest.mark.parametrize("wrong", WRONGS)
async def test_the_judge_finds(tmp_path: Path, db_url: str, wrong: str) -> None:
    statement, words = WRONGS[wrong]
    async with running.gateway(tmp_path, db_url) as g:
        load = Load(g, tmp_path)
        await until(lambda: g.contacted("vanmieu-mail"))
        load.mail()
        (await load.verdict()).require(ok=1)
    async with running.gateway(tmp_path, db_url, start=()) as g:
        load = Load(g, tmp_path)
        async with g.db.connection() as conn:
            await conn.execute(statement or f"SELECT '{load.injector.token()}'")
        verdict = await judge.judge(g.db, load.injector.tokens(), mails=g.inbox())
    assert words in str(verdict)
    with pytest.raises(AssertionError, match="the judge says"):
        verdict.require(ok=1)


async def test_the_judge_counts_copies_and_strangers_on_the_wire(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        load = Load(g, tmp_path)
        for line in ("vanmieu-mail", "vanmieu-sms"):
            await until(lambda line=line: g.contacted(line))  # type: ignore[misc]
        load.mail()
        load.text(NUMBER)
        (await load.verdict()).require(ok=2)
        tokens, mails, texts = load.injector.tokens(), g.inbox(), [Text(NUMBER, g.texts()[0])]

        async def judged(**seen: object) -> Verdict:
            return await judge.judge(g.db, tokens, **{"mails": mails, "texts": texts, **seen})  # type: ignore[arg-type]

        assert (await judged(mails=mails * 2)).repeated == 1
        assert "did not arrive" in str(await judged(mails=[]))
        assert "did not arrive" in str(await judged(texts=[]))
        assert (await judged(texts=texts * 2)).doubled
        assert (await judged(texts=[*texts, Text(NUMBER, "x")])).unexpected
        assert (await judged(mails=[*mails, running.parse(running.letter("x", "y"))])).unexpected
        await g.rows("UPDATE outbox SET state = 'unknown' WHERE line = 'vanmieu-sms'")
        assert (await judged(texts=[])).lost == []
        assert (await judged()).unknown == 1


def test_tokens_are_on_disk_before_they_are_used(tmp_path: Path) -> None:
    made = judge.Injector(tmp_path / "tokens")
    names = [made.token(), made.token()]
    assert judge.Injector(tmp_path / "tokens").tokens() == names
