"""A school matter, handed on twice."""

import pytest

from gateway.domain.actor import EVERY_UNIT, Role
from tests.support.city import AN_OFFICER, City, mail_of

pytestmark = pytest.mark.asyncio(loop_scope="package")

SCHOOLS = {"unit": "Sở Giáo dục và Đào tạo", "phone": "1044"}
ACTS = "section:has(#acts)"


async def test_a_school_matter_is_declined_twice_and_then_allocated(hanoi: City) -> None:
    """Somebody writes to their ward about fees at a school. The ward asks the department, which says no, and the ward
    next door, which says no; then nobody else can be asked, and the city says whose it is. The citizen hears of none
    of this to and fro: they keep their code, are told who has the matter, and get one answer."""
    await hanoi.it_is("2026-03-09 09:00")
    minh = hanoi.citizen("minh")
    minh.writes("Trường tiểu học Văn Miếu thu tiền học thêm ngoài quy định, đề nghị làm rõ.", "Tiền học thêm")
    assert "Hạn trả lời: 16/03/2026" in await minh.receives()

    lan = await hanoi.officer("lan.truong", Role.OFFICER, "vanmieu")
    await lan.logs_in()
    await lan.opens(minh.code)
    await lan.does("Chuyển đơn vị khác", unit=SCHOOLS["unit"], reason="Tiền học thêm thuộc ngành giáo dục.")

    giao = await hanoi.officer("giao", Role.OFFICER, "giaoduc")
    await giao.logs_in("/cases?whose=asked")
    assert minh.code in await giao.reads("table")
    await giao.opens(minh.code)
    assert "được đề nghị tiếp nhận, chưa trả lời" in await giao.reads(ACTS)
    await giao.does("Từ chối nhận", reason="Trường thuộc phường quản lý.")

    await lan.opens(minh.code)
    assert "Trường thuộc phường quản lý." in await lan.reads(".thread")
    await lan.does("Chuyển đơn vị khác", unit="UBND P.Cửa Nam", reason="Trường nằm giáp phường Cửa Nam.")
    nam = await hanoi.officer("nam", Role.OFFICER, "cuanam")
    await nam.logs_in()
    await nam.opens(minh.code)
    await nam.does("Từ chối nhận", reason="Trường không ở địa bàn phường Cửa Nam.")

    await lan.opens(minh.code)
    assert "Chuyển đơn vị khác" not in await lan.reads(ACTS)
    binh = await hanoi.officer("binh", Role.DISPATCHER, EVERY_UNIT)
    await binh.logs_in()
    await binh.opens(minh.code)
    reason = "Sở chịu trách nhiệm về khoản thu của trường."
    assert await binh.does("Điều phối cho đơn vị", unit=SCHOOLS["unit"], reason=reason) == (
        f"Xong: {minh.code}: Đã điều phối."
    )
    assert await minh.receives() == mail_of(
        minh.code,
        "Đơn vị xử lý việc của Ông/Bà",
        f"Việc mã {minh.code} của Ông/Bà do UBND P.Văn Miếu-Quốc Tử Giám chuyển đến. Sở Giáo dục và Đào tạo đã nhận và "
        "chịu trách nhiệm xử lý, trả lời Ông/Bà.",
        "Mã của việc không thay đổi. Để bổ sung thông tin, xin Ông/Bà trả lời thư này.",
        **SCHOOLS,
    )

    await giao.opens(minh.code)
    await giao.answers("Sở đã kiểm tra: khoản thu sai quy định, nhà trường đã trả lại tiền cho phụ huynh.")
    await hanoi.seconds_pass(11)
    assert await minh.receives() == mail_of(
        minh.code,
        "Trả lời của Sở Giáo dục và Đào tạo",
        f"Về nội dung Ông/Bà gửi ngày 09/03/2026 (mã {minh.code}), Sở Giáo dục và Đào tạo xin trả lời như sau:",
        "Sở đã kiểm tra: khoản thu sai quy định, nhà trường đã trả lại tiền cho phụ huynh.",
        "Nếu chưa đồng ý với kết quả, xin Ông/Bà trả lời thư này và nêu rõ lý do. Kính mong Ông/Bà đánh giá bằng cách "
        "trả lời thư này với một số: 5 (tốt nhất), 4, 3, 2 hoặc 1 (kém nhất).",
        **SCHOOLS,
        by=AN_OFFICER,
    )
