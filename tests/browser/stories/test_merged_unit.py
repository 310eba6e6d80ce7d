"""A ward that becomes part of another."""

import pytest

from gateway.domain.actor import Role
from tests.support.city import AN_OFFICER, City, mail_of

pytestmark = pytest.mark.asyncio(loop_scope="package")

HEAD = "key,name,parent,phone,valid_to,successors\n"
CITY = "thanhpho,UBND TP Hà Nội,,024.0000.1022,,\n"
OLD = "trungliet,UBND P.Trung Liệt,thanhpho,024.0000.1055,{}\n"
NEW = "dongda,UBND P.Đống Đa,thanhpho,024.0000.1066,,\n"
MAILBOX = "trungliet-mail@village.example"
HEIR = {"unit": "UBND P.Đống Đa", "phone": "1066"}


async def test_a_ward_becomes_part_of_another(hanoi: City) -> None:
    """Minh writes to Trung Liệt ward about a fallen tree. In July the ward is part of Đống Đa: a table says so, and
    nothing is restarted. Đống Đa's officer has the tree on her list; to Minh, under his code and with the day that he
    was promised, Đống Đa speaks now; so it does to whoever writes to the old address."""
    await hanoi.it_is("2026-06-30 09:00")
    await hanoi.takes_in_units(HEAD + CITY + OLD.format(",") + NEW)
    await hanoi.gains_a_line("trungliet-mail", "trungliet")
    minh, hoa = hanoi.citizen("minh"), hanoi.citizen("hoa")
    minh.writes("Cây đổ chắn lối đi ngõ 3 Thái Thịnh, đề nghị dọn.", "Cây đổ", to=MAILBOX)
    assert "UBND P.Trung Liệt đã tiếp nhận thư của Ông/Bà" in await minh.receives()
    await hanoi.takes_in_units(HEAD + OLD.format("2026-06-30,dongda"))

    await hanoi.it_is("2026-07-01 08:30")
    minh.writes("TT", to=MAILBOX)
    assert await minh.receives() == mail_of(
        minh.code,
        "Tình hình xử lý",
        f"Việc mã {minh.code} của Ông/Bà hiện ở trạng thái: chờ tiếp nhận.",
        "Hạn trả lời: 07/07/2026",
        "Để bổ sung thông tin, xin Ông/Bà trả lời thư này.",
        **HEIR,
    )
    hoa.writes("Vỉa hè trước số 8 Thái Thịnh vỡ gạch.", "Vỉa hè vỡ", to=MAILBOX)
    assert "UBND P.Đống Đa đã tiếp nhận thư của Ông/Bà" in await hoa.receives()

    dan = await hanoi.officer("dan", Role.OFFICER, "dongda")
    await dan.logs_in()
    listed = await dan.reads("table")
    assert minh.code in listed and hoa.code in listed
    await dan.opens(minh.code)
    assert await dan.presses("Tiếp nhận") == f"Xong: {minh.code}: Đã tiếp nhận."
    await dan.answers("Phường đã cho dọn cây ở ngõ 3 Thái Thịnh sáng nay.")
    await hanoi.seconds_pass(11)
    assert await minh.receives() == mail_of(
        minh.code,
        "Trả lời của UBND P.Đống Đa",
        f"Về nội dung Ông/Bà gửi ngày 30/06/2026 (mã {minh.code}), UBND P.Đống Đa xin trả lời như sau:",
        "Phường đã cho dọn cây ở ngõ 3 Thái Thịnh sáng nay.",
        "Nếu chưa đồng ý với kết quả, xin Ông/Bà trả lời thư này và nêu rõ lý do. Kính mong Ông/Bà đánh giá bằng cách "
        "trả lời thư này với một số: 5 (tốt nhất), 4, 3, 2 hoặc 1 (kém nhất).",
        **HEIR,
        by=AN_OFFICER,
    )
