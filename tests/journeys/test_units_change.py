"""What the register says holds in a gateway that runs: the next text is answered in the new name, and by the heir."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.domain.actor import superuser
from gateway.services.units import taking_in
from gateway.store import units
from tests.support import configs, running
from tests.support.running import NUMBER, Gateway

HEAD = "key,name,parent,phone,valid_to,successors\n"
OLD, NEW = "trungliet,{},hn,{},{},{}\n", "dongda,P.Đống Đa,hn,024.99,,\n"
LAMP = "Đèn đường ngõ {} hỏng ba hôm nay, đề nghị cho sửa."


async def take_in(g: Gateway, *texts: str) -> None:
    contents = [(f"{n}.csv", text.encode()) for n, text in enumerate(texts, 1)]
    version = g.context.config.organisation.register.version
    await taking_in.take_in(g.db, g.context, superuser("an"), contents)
    await running.until(lambda: g.context.config.organisation.register.version > version)


async def case_of(g: Gateway, n: int) -> tuple[str, str]:
    """The unit of the case of the n-th text, and what was answered to it."""
    g.text(LAMP.format(n), sender=f"{NUMBER[:-1]}{n}")
    (case,) = await running.until(
        lambda: g.rows("SELECT c.unit FROM cases c WHERE sender = $1", f"tel:{NUMBER[:-1]}{n}")
    )
    await running.until(lambda: g.texts(f"{NUMBER[:-1]}{n}"))
    return case["unit"], g.texts(f"{NUMBER[:-1]}{n}")[0]


async def test_the_next_text_is_answered_as_the_register_says_now(tmp_path: Path, db_url: str) -> None:
    parts, lines = ("lines", "intake_worker", "following"), [configs.sms_line()]
    async with running.gateway(tmp_path, db_url, start=parts, lines=lines) as g:
        await running.until(lambda: g.contacted("vanmieu-sms"))
        assert (await case_of(g, 1))[0] == "vanmieu"

        named = HEAD + "hn,UBND TP Ha Noi,,1022,,\n" + OLD.format("P.Trung Liệt", "024.11", "", "") + NEW
        await take_in(g, named)
        file = g.context.config.path
        file.write_text(file.read_text().replace('unit = "vanmieu"', 'unit = "trungliet"'))
        async with g.db.connection() as conn:
            await units.notify(conn)
        await running.until(lambda: g.context.config.lines["vanmieu-sms"].unit.key == "trungliet")
        unit, answer = await case_of(g, 2)
        assert unit == "trungliet"
        assert "Trung Liet" in answer

        await take_in(g, HEAD + OLD.format("P.Trung Liệt Mới", "024.11", "", ""))
        unit, answer = await case_of(g, 3)
        assert "Trung Liet Moi" in answer

        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        await take_in(g, HEAD + OLD.format("P.Trung Liệt", "024.11", yesterday, "dongda"))
        unit, answer = await case_of(g, 4)
        assert unit == "dongda"
        assert "Dong Da" in answer
        assert [row["unit"] for row in await g.rows("SELECT unit FROM cases ORDER BY id")] == [
            *("vanmieu", "trungliet", "trungliet", "dongda")
        ]
