"""A citizen who disagrees."""

import pytest

from gateway.domain.actor import Role
from tests.support.city import City

pytestmark = pytest.mark.asyncio(loop_scope="package")

CLOCKS = "section:has(#clocks)"
WARD = "UBND P.Van Mieu-Quoc Tu Giam"


async def test_who_disagrees_has_their_case_opened_again_by_a_word(hanoi: City) -> None:
    """The ward says that a lamp is mended; it is dark that night. By one text the case is open again, with a day of its
    own that whoever asks is told; the ward looks again, says sorry, and mends it. The first day stays in its book."""
    await hanoi.it_is("2026-05-11 09:00")
    ba = hanoi.citizen("+84590001206")
    ba.writes("Den duong ngo 9 Van Mieu tat ca tuan nay, toi om, de nghi sua.")
    assert "han tra loi 18/05/2026" in await ba.receives()
    lan = await hanoi.officer("lan.den", Role.OFFICER, "vanmieu")
    await lan.logs_in()
    await lan.opens(ba.code)
    await lan.answers("Đèn ngõ 9 đã sửa xong.")
    await hanoi.seconds_pass(11)
    agree = f"Danh gia: nhan DG {ba.code} 5 (5 tot nhat, 1 kem nhat). Chua dong y: nhan BS {ba.code} va ly do."
    assert await ba.receives() == f"{WARD} tra loi ma {ba.code}: Den ngo 9 da sua xong. {agree}"

    await hanoi.it_is("2026-05-18 19:30")
    ba.writes(f"BS {ba.code} toi khong dong y, den van tat, chua ai den sua")
    assert await ba.receives() == (
        f"{WARD} da ghi nhan y kien cua Ong/Ba va mo lai viec ma {ba.code} de xem xet. "
        f"Bo sung: nhan BS {ba.code} va noi dung."
    )
    await hanoi.it_is("2026-05-19 08:30")
    ba.writes(f"TT {ba.code}")
    assert await ba.receives() == (
        f"Ma {ba.code}: dang xem xet lai. Han tra loi: 26/05/2026. Bo sung: nhan BS {ba.code} va noi dung. {WARD}."
    )

    await lan.logs_in()
    assert f"{ba.code} Den duong ngo 9" in await lan.reads("table")
    await lan.opens(ba.code)
    assert "Hạn 17:00 26/05/2026 còn 7 ngày" in await lan.reads(CLOCKS)
    await lan.presses("Bắt đầu xử lý")
    ba.writes(f"TT {ba.code}")
    assert await ba.receives() == (
        f"Ma {ba.code}: dang xu ly. Han tra loi: 26/05/2026. Bo sung: nhan BS {ba.code} va noi dung. {WARD}."
    )
    await lan.answers("Phường xin lỗi Ông/Bà. Đội điện đã thay bóng và dây ở ngõ 9 chiều nay, đèn đã sáng.")
    await hanoi.seconds_pass(11)
    assert await ba.receives() == (
        f"{WARD} tra loi ma {ba.code}: Phuong xin loi Ong/Ba. Doi dien da thay bong va day o ngo 9 chieu nay, den da "
        f"sang. {agree}"
    )
    ba.writes(f"DG {ba.code} 5")
    assert await ba.receives() == f"{WARD} da ghi nhan danh gia cua Ong/Ba cho ma {ba.code}. Tran trong cam on!"
    due = "SELECT d.due_at::date::text AS day FROM deadlines d JOIN cases c ON c.id = d.case_id"
    rounds = await hanoi.rows(f"{due} WHERE code = $1 AND d.kind = 'answer' ORDER BY round", ba.code)
    assert [row["day"] for row in rounds] == ["2026-05-18", "2026-05-26"]
