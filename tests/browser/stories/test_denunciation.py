"""A denunciation by SMS, seen by two people only."""

import pytest

from gateway.domain.actor import EVERY_UNIT, Role
from tests.support.city import City

pytestmark = pytest.mark.asyncio(loop_scope="package")

SECRET = ("to cao", "hoi lo", "Tran Van Mau", "90001203")


async def test_a_denunciation_is_seen_by_two_people_only(hanoi: City) -> None:
    """Somebody denounces an official. What comes back says that a text has come, and nothing of what it is: others may
    look at the telephone. Of the ward the chairwoman and an inspector are named for such cases; a colleague, the
    operator and the city's dispatcher find nothing, and are refused by the code. Every look stands in the audit."""
    await hanoi.it_is("2026-03-16 14:00")
    somebody = hanoi.citizen("+84590001203")
    somebody.writes(
        "Toi to cao ong Tran Van Mau can bo dia chinh phuong nhan hoi lo 20 trieu. De nghi giu kin ten toi."
    )
    received = (
        "UBND P.Van Mieu-Quoc Tu Giam da nhan duoc tin nhan cua Ong/Ba. Ma {code}. Bo sung: nhan BS {code} va noi "
        "dung; can huong dan, xin goi 024.0000.1022."
    )
    assert await somebody.receives() == received.format(code=somebody.code)

    chairwoman = await hanoi.officer("chu.tich", Role.APPROVER, "vanmieu", named=["vanmieu"])
    inspector = await hanoi.officer("thanh.tra", Role.OFFICER, "vanmieu", named=["vanmieu"])
    for person in (chairwoman, inspector):
        await person.logs_in("/cases?q=1203")
        listed = await person.reads("table")
        assert somebody.code in listed and "hạn chế: mở vụ việc để xem" in listed
        assert not [word for word in SECRET if word in listed]
        await person.opens(somebody.code)
        assert "Toi to cao ong Tran Van Mau" in await person.reads(".thread")

    for login, role, unit in (
        ("dong.nghiep", Role.OFFICER, "vanmieu"),
        ("van.hanh", Role.OPERATOR, EVERY_UNIT),
        ("dieu.phoi", Role.DISPATCHER, EVERY_UNIT),
    ):
        other = await hanoi.officer(login, role, unit)
        await other.logs_in("/cases?closed=1&q=1203")
        assert await other.reads("main > p.quiet") == "Không có vụ việc nào như vậy."
        await other.opens(somebody.code)
        assert await other.reads() == "Không thực hiện được vụ việc này hạn chế xem Về trang tình trạng"

    somebody.writes(f"TT {somebody.code}")
    assert await somebody.receives() == received.format(code=somebody.code), "of how it stands not a word either"
    assert await inspector.does("Hướng dẫn gửi đơn") == f"Xong: {somebody.code}: Đã ghi là đã hướng dẫn."
    assert await somebody.receives() == (
        f"UBND P.Van Mieu-Quoc Tu Giam: viec ma {somebody.code} can duoc nop bang van ban hoac trinh bay truc tiep. "
        "Xin goi 024.0000.1022 de duoc huong dan."
    )
    seen = "SELECT DISTINCT actor FROM audit WHERE act IN ('view', 'list_cases') AND object = $1 ORDER BY 1"
    who = [row["actor"] for row in await hanoi.rows(seen, f"case:{somebody.code}")]
    assert who == [f"person:{person.login}" for person in (chairwoman, inspector)]
