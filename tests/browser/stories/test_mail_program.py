"""An officer who answers from their mail program."""

import pytest

from gateway.domain.actor import Role
from tests.support.city import AN_OFFICER, City, mail_of

pytestmark = pytest.mark.asyncio(loop_scope="package")

ANSWER = "Phường đã cho thông cống ngõ 8 sáng nay, nước đã rút."


async def test_an_officer_answers_from_their_mail_program(hanoi: City) -> None:
    """Officer Thu opens no page. A notice says what came; she answers it, is shown what the citizen would get, and says
    OK. The citizen gets the ward's letter, and nothing of hers; the case has her name on it."""
    await hanoi.it_is("2026-05-18 09:00")
    await hanoi.officer("thu", Role.OFFICER, "vanmieu", mail=True)
    thu, minh = hanoi.citizen("thu"), hanoi.citizen("minh")
    minh.writes("Cống trước nhà số 27 ngõ 8 Văn Miếu tắc ba ngày, nước bẩn tràn vào nhà.", "Cống tắc ngõ 8")
    await minh.receives()

    notice = await thu.receives()
    assert notice.startswith(f"[{minh.code}] vụ việc mới")
    assert (
        f"Vụ việc {minh.code}: vụ việc mới.\nLoại: phản ánh\nTừ: 09:00 18/05/2026\nHạn trả lời: 17:00 25/05/2026"
        in notice
    )
    assert "Cống" not in notice and "minh@" not in notice, "whose and about what, the page says"
    thu.writes(ANSWER)
    preview = await thu.receives()
    result = mail_of(
        minh.code,
        "Trả lời của UBND P.Văn Miếu-Quốc Tử Giám",
        f"Về nội dung Ông/Bà gửi ngày 18/05/2026 (mã {minh.code}), UBND P.Văn Miếu-Quốc Tử Giám xin trả lời như sau:",
        ANSWER,
        "Nếu chưa đồng ý với kết quả, xin Ông/Bà trả lời thư này và nêu rõ lý do. Kính mong Ông/Bà đánh giá bằng cách "
        "trả lời thư này với một số: 5 (tốt nhất), 4, 3, 2 hoặc 1 (kém nhất).",
        by=AN_OFFICER,
    )
    assert preview.startswith(f"[{minh.code}] Xem trước: chưa gửi")
    assert result.partition("\n\n")[2] in preview, "what she is shown is what he will get"

    thu.writes("OK")
    assert await thu.receives() == (
        f"[{minh.code}] Đã làm\n\nĐã gửi trả lời cho người dân về vụ việc {minh.code}.\n\n"
        "Thư này được gửi tự động, không cần trả lời."
    )
    assert await minh.receives() == result
    done = "SELECT actor, detail FROM audit WHERE act = 'answer' AND object = $1"
    assert await hanoi.rows(done, f"case:{minh.code}") == [{"actor": "person:thu", "detail": "by mail"}]
