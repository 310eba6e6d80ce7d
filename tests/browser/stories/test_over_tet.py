"""A question over Tết."""

import pytest

from gateway.domain.actor import Role
from tests.support.city import AN_OFFICER, City, mail_of

pytestmark = pytest.mark.asyncio(loop_scope="package")

CLOCKS = "section:has(#clocks)"


async def test_a_question_over_tet_is_promised_right(hanoi: City) -> None:
    """On the last afternoon before Tết somebody asks about support for their shop. Five working days end two weeks
    later, for offices are shut from the 14th to the 22nd. The ward asks back; the two working days that the shopkeeper
    takes to answer are added, and they are told so whenever they ask."""
    await hanoi.it_is("2026-02-13 16:30")
    hoa = hanoi.citizen("hoa")
    hoa.writes("Phường có hỗ trợ hộ kinh doanh phải dừng bán vì sửa đường không?", "Hỗ trợ hộ kinh doanh")
    acknowledged = await hoa.receives()
    assert acknowledged == mail_of(
        hoa.code,
        "Xác nhận tiếp nhận câu hỏi",
        "UBND P.Văn Miếu-Quốc Tử Giám đã tiếp nhận thư của Ông/Bà gửi ngày 13/02/2026, về việc “Hỗ trợ hộ kinh doanh”.",
        f"Mã tra cứu: {hoa.code}\nHạn trả lời: 27/02/2026",
        "Để bổ sung thông tin, hình ảnh, xin Ông/Bà trả lời thư này. Để biết tình hình xử lý, xin trả lời thư này với "
        "nội dung TT. Khi cần trao đổi trực tiếp, xin liên hệ số 024.0000.1022.",
        "Thông tin cá nhân của Ông/Bà chỉ được dùng để giải quyết nội dung này và được bảo vệ theo Luật Bảo vệ dữ liệu "
        "cá nhân.",
    )

    await hanoi.it_is("2026-02-23 09:00")
    lan = await hanoi.officer("lan.tet", Role.OFFICER, "vanmieu")
    await lan.logs_in()
    await lan.opens(hoa.code)
    assert "Hạn tiếp nhận 16:30 23/02/2026 còn 7 giờ" in await lan.reads(CLOCKS), "one hour was before Tết"
    await lan.does("Hỏi người dân", words="Xin Ông/Bà cho biết địa chỉ nơi kinh doanh.")
    assert await hoa.receives() == mail_of(
        hoa.code,
        "Đề nghị bổ sung thông tin",
        f"Để xử lý việc Ông/Bà gửi ngày 13/02/2026 (mã {hoa.code}), UBND P.Văn Miếu-Quốc Tử Giám đề nghị Ông/Bà cho "
        "biết thêm:",
        "Xin Ông/Bà cho biết địa chỉ nơi kinh doanh.",
        "Xin Ông/Bà trả lời thư này. Thời hạn giải quyết tạm dừng cho đến khi UBND P.Văn Miếu-Quốc Tử Giám nhận được "
        "trả lời.",
        by=AN_OFFICER,
    )
    assert "Hạn 17:00 27/02/2026 tạm dừng, chờ người dân" in await lan.reads(CLOCKS)

    await hanoi.it_is("2026-02-25 09:00")
    hoa.writes("Cửa hàng ở số 45 Quốc Tử Giám ạ.")
    await hoa.is_read()
    hoa.writes("TT")
    assert await hoa.receives() == mail_of(
        hoa.code,
        "Tình hình xử lý",
        f"Việc mã {hoa.code} của Ông/Bà hiện ở trạng thái: đã tiếp nhận.",
        "Hạn trả lời: 03/03/2026",
        "Để bổ sung thông tin, xin Ông/Bà trả lời thư này.",
    )
    await lan.logs_in()
    await lan.opens(hoa.code)
    assert "Hạn 17:00 03/03/2026 còn 6 ngày" in await lan.reads(CLOCKS)
    await lan.answers("Mỗi hộ được hỗ trợ 2 triệu đồng; xin mang giấy đăng ký kinh doanh đến bộ phận một cửa.")
    await hanoi.seconds_pass(11)
    assert "Mỗi hộ được hỗ trợ 2 triệu đồng" in await hoa.receives()
