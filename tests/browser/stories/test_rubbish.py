"""A ward's rubbish, answered in time."""

import pytest

from gateway.domain.actor import Role
from tests.support.city import City

pytestmark = pytest.mark.asyncio(loop_scope="package")

CLOCKS = "section:has(#clocks)"


async def test_a_wards_rubbish_is_answered_in_time(hanoi: City) -> None:
    """On a Monday morning somebody texts about rubbish, and has a code and a day. The ward takes the matter up, says
    how it goes on, and answers on Wednesday, days before it must. They give five of five."""
    await hanoi.it_is("2026-03-02 08:10")
    hoa = hanoi.citizen("+84590001201")
    hoa.writes("Rac dau ngo 12 Van Mieu ba ngay nay chua ai don, mui rat kho chiu.")
    assert await hoa.receives() == (
        f"UBND P.Van Mieu-Quoc Tu Giam da tiep nhan phan anh cua Ong/Ba. Ma {hoa.code}, han tra loi 09/03/2026. "
        f"Tra cuu: nhan TT {hoa.code}. DT 024.0000.1022."
    )

    lan = await hanoi.officer("lan.rac", Role.OFFICER, "vanmieu")
    await lan.logs_in()
    assert "Rac dau ngo 12 Van Mieu" in await lan.reads("table")
    await lan.opens(hoa.code)
    assert "Hạn 17:00 09/03/2026 còn 7 ngày" in await lan.reads(CLOCKS)
    assert "Hạn tiếp nhận 08:10 03/03/2026 còn 23 giờ" in await lan.reads(CLOCKS)
    assert await lan.presses("Tiếp nhận") == f"Xong: {hoa.code}: Đã tiếp nhận."
    await lan.does("Báo tiến độ", words="Đội vệ sinh đã đến xem, sáng thứ Tư dọn.")
    assert await hoa.receives() == (
        f"UBND P.Van Mieu-Quoc Tu Giam bao tien do viec ma {hoa.code}: Doi ve sinh da den xem, sang thu Tu don. "
        f"Bo sung: nhan BS {hoa.code} va noi dung."
    )

    await hanoi.it_is("2026-03-04 10:00")
    await lan.logs_in()
    await lan.opens(hoa.code)
    assert await lan.answers("Rác đầu ngõ 12 đã dọn sạch sáng nay. Cảm ơn Ông/Bà đã báo.") == (
        "Xong: Trả lời đã được ghi, sẽ đi sau 10 giây; đến lúc đó còn rút lại được."
    )
    await hanoi.seconds_pass(11)
    assert await hoa.receives() == (
        f"UBND P.Van Mieu-Quoc Tu Giam tra loi ma {hoa.code}: Rac dau ngo 12 da don sach sang nay. "
        f"Cam on Ong/Ba da bao. Danh gia: nhan DG {hoa.code} 5 (5 tot nhat, 1 kem nhat). "
        f"Chua dong y: nhan BS {hoa.code} va ly do."
    )

    hoa.writes(f"DG {hoa.code} 5")
    assert await hoa.receives() == (
        f"UBND P.Van Mieu-Quoc Tu Giam da ghi nhan danh gia cua Ong/Ba cho ma {hoa.code}. Tran trong cam on!"
    )
    await lan.opens(hoa.code)
    clocks = await lan.reads(CLOCKS)
    assert "Đánh giá 5/5" in clocks and "quá hạn" not in clocks
    assert await lan.presses("Kết thúc") == f"Xong: {hoa.code}: Đã kết thúc."
