"""What keeps us quiet: a line's hourly budget, a sender's daily limit, a line that only listens."""

from pathlib import Path

from gateway.domain.actor import superuser
from gateway.services.casework import answering
from tests.support import configs, running
from tests.support.running import NUMBER, until


async def read_all(g: running.Gateway) -> bool:
    return not await g.rows("SELECT 1 FROM lines WHERE cursor IS NULL")


async def test_over_its_hourly_budget_a_line_holds_receipts_and_still_sends_results(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    limits = {"automatic_sms_per_line_hour": 2}
    async with running.gateway(tmp_path, db_url, redis_url, limits=limits) as g:
        await until(lambda: read_all(g))
        senders = [f"+8459000{n}" for n in range(2001, 2009)]
        for sender in senders[:2]:
            g.text("Den duong hong truoc nha", sender=sender)
        await until(lambda: all(g.texts(sender) for sender in senders[:2]))
        for sender in senders[2:]:
            g.text("Den duong hong truoc nha", sender=sender)
        await until(lambda: eight_queued(g))
        await until(lambda: braked(g))
        (case,) = await g.rows("SELECT code FROM cases WHERE sender = $1", f"tel:{senders[-1]}")
        await answering.answer(g.db, g.context, case["code"], "Đã thay bóng.", superuser("can bo"))
        (result,) = await until(lambda: g.texts(senders[-1]))
        assert "Da thay bong" in result
        assert sum(len(g.texts(sender)) for sender in senders[2:-1]) == 0


async def eight_queued(g: running.Gateway) -> bool:
    return len(await g.rows("SELECT 1 FROM outbox WHERE purpose = 'acknowledgement'")) == 8


async def braked(g: running.Gateway) -> bool:
    return bool(await g.rows("SELECT 1 FROM lines WHERE facts @> '{\"braked\": true}'"))


async def test_one_sender_gets_at_most_three_unasked_texts_a_day(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await until(lambda: read_all(g))
        for n in range(6):
            g.text(f"Toi to cao ong X nhan hoi lo lan thu {n}")
            await until(lambda n=n: n_messages(g, n + 1))  # type: ignore[misc]
            await g.rows("UPDATE cases SET state = 'closed'")
        await g.settled()
        assert 1 <= len(g.texts(NUMBER)) <= 3
        assert (await g.rows("SELECT withheld FROM messages ORDER BY id DESC LIMIT 1"))[0]["withheld"]


async def n_messages(g: running.Gateway, n: int) -> bool:
    return len(await g.rows("SELECT 1 FROM messages")) >= n


async def test_a_line_that_only_listens_makes_cases_and_says_nothing(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, lines=[configs.sms_line(send=False)]) as g:
        await until(lambda: read_all(g))
        g.text("Den duong hong truoc nha")
        await until(lambda: n_messages(g, 1))
        (case,) = await g.rows("SELECT code FROM cases")
        assert (await g.rows("SELECT withheld FROM messages"))[0]["withheld"] == ["acknowledgement: line_silent"]
        await answering.answer(g.db, g.context, case["code"], "Đã thay bóng.", superuser("can bo"))
        assert [row["state"] for row in await g.rows("SELECT state FROM outbox")] == ["held"]
        assert g.texts() == []


async def test_what_the_carrier_writes_about_the_sim_is_told_to_the_operator_once_a_day(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await until(lambda: read_all(g))
        for words in ("[QC] Uu dai nap the 50%", "Tai khoan khong du de gui tin nhan", "Thue bao sap bi khoa 1 chieu"):
            g.text(words, sender="199")
        await until(lambda: g.rows("SELECT 1 FROM messages OFFSET 2"))
        told = await g.rows("SELECT name, audience, fields->'what'->>'message' AS message FROM notices")
        (message,) = await g.rows("SELECT id FROM messages ORDER BY id OFFSET 1 LIMIT 1")
        expected = {"name": "carrier_word", "audience": "operator", "message": f"m{message['id']}"}
        assert told == [expected]
        assert not await g.rows("SELECT 1 FROM outbox WHERE purpose <> 'alert'")
