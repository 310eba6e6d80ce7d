"""A fire, at night, on a holiday."""

from typing import Any

import pytest

from gateway.domain.actor import Role
from tests.support.city import City

pytestmark = pytest.mark.asyncio(loop_scope="package")

CLOCKS = "section:has(#clocks)"
ON_A_PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_a_fire_at_night_on_a_holiday(hanoi: City) -> None:
    """It is 30 April, twenty to midnight; no office is open, and nobody is texted at such an hour but about this. Who
    writes that it burns is told whom to call before anything else; who is on duty is woken by a text that says nothing
    of them, and takes the case up on their phone. The half hour for that runs through the night and the holiday."""
    await hanoi.it_is("2026-04-30 23:40")
    neighbour, on_duty = hanoi.citizen("+84590001204"), hanoi.citizen("+84590001999")
    neighbour.writes("Chay lon o nha so 5 ngo Van Huong, co nguoi mac ket tang 2, cuu voi!")
    assert await neighbour.receives() == (
        "UBND P.Van Mieu-Quoc Tu Giam. Khan cap: goi ngay 114 (chay, cuu nan); khac: 113, 115. "
        f"Tin cua Ong/Ba da duoc ghi nhan, ma {neighbour.code}."
    )
    assert await on_duty.receives() == (
        f"KHAN {neighbour.code}: phan anh, UBND P.Van Mieu-Quoc Tu Giam, nhan luc 23:40 30/04/2026. "
        "Mo he thong xem ngay."
    )

    truc = await hanoi.officer("truc", Role.OFFICER, "vanmieu")
    await truc.logs_in(**ON_A_PHONE)
    assert f"{neighbour.code} Khẩn Chay lon o nha so 5" in await truc.reads("table")
    await truc.opens(neighbour.code)
    assert "Hạn tiếp nhận 00:10 01/05/2026 còn 29 phút" in await truc.reads(CLOCKS)
    assert await truc.page.evaluate(WIDER) == 0
    assert await truc.presses("Tiếp nhận") == f"Xong: {neighbour.code}: Đã tiếp nhận."
    assert "Hạn tiếp nhận 00:10 01/05/2026 xong lúc 23:40 30/04/2026" in await truc.reads(CLOCKS)

    await hanoi.it_is("2026-05-01 00:35")
    await truc.logs_in(**ON_A_PHONE)
    await truc.opens(neighbour.code)
    await truc.answers("Cảnh sát cứu hỏa đã dập tắt đám cháy lúc 0 giờ 20, mọi người an toàn.")
    await hanoi.seconds_pass(11)
    assert await neighbour.receives() == (
        f"UBND P.Van Mieu-Quoc Tu Giam tra loi ma {neighbour.code}: Canh sat cuu hoa da dap tat dam chay luc 0 gio 20, "
        f"moi nguoi an toan. Danh gia: nhan DG {neighbour.code} 5 (5 tot nhat, 1 kem nhat). "
        f"Chua dong y: nhan BS {neighbour.code} va ly do."
    )
