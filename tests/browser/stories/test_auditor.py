"""An auditor asks who saw a number."""

import pytest

from gateway.domain.actor import EVERY_UNIT, Role
from tests.support.city import City

pytestmark = pytest.mark.asyncio(loop_scope="package")

NUMBER, TYPED = "+84590001210", "0590 001 210"
TRACE = "table tbody"


async def test_an_auditor_asks_who_saw_a_number(hanoi: City) -> None:
    """Somebody complains that a neighbour knows what they wrote. The auditor types their number, and reads who has seen
    them, when, and in what list; the log shows no number, the auditor cannot open the case, and their own question
    stands in the log for the next one."""
    await hanoi.it_is("2026-06-08 09:00")
    somebody = hanoi.citizen(NUMBER)
    somebody.writes("Nha so 8 hat karaoke am i den 1 gio sang, ca khu khong ngu duoc.")
    await somebody.receives()
    lan = await hanoi.officer("lan.on", Role.OFFICER, "vanmieu")
    await lan.logs_in()
    await lan.opens(somebody.code)
    await lan.presses("Tiếp nhận")
    await hanoi.it_is("2026-06-08 21:40")
    son = await hanoi.officer("son", Role.READER, "vanmieu")
    await son.logs_in("/cases?q=1210")
    await son.opens(somebody.code)

    await hanoi.it_is("2026-06-15 10:00")
    auditor = await hanoi.officer("kiem.tra", Role.AUDITOR, EVERY_UNIT)
    await auditor.logs_in("/audit")
    await auditor.searches("với gì", TYPED)
    rows = [await row.inner_text() for row in await auditor.page.locator("table tbody tr").all()]
    seen = [" ".join(row.split()) for row in rows]
    assert [row.replace(somebody.code, "MÃ")[9:] for row in seen] == [
        "08/06/2026 Cán bộ son person:son xem case:MÃ",
        "08/06/2026 Cán bộ son person:son xem danh sách cases MÃ",
        "08/06/2026 Cán bộ lan.on person:lan.on xem case:MÃ",
        "08/06/2026 Cán bộ lan.on person:lan.on tiếp nhận case:MÃ",
        "08/06/2026 Cán bộ lan.on person:lan.on xem case:MÃ",
        "08/06/2026 Cán bộ lan.on person:lan.on xem danh sách cases MÃ",
    ]
    assert seen[0].startswith("21:40")
    assert "0001210" not in " ".join(seen) and "karaoke" not in " ".join(seen)
    await auditor.opens(somebody.code)
    assert "ông/bà không có quyền làm việc này" in await auditor.reads()
    await auditor.opens("/audit?who=kiem.tra")
    assert "xem nhật ký truy cập" in await auditor.reads(TRACE)
