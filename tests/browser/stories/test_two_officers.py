"""Two officers on one case."""

import pytest

from gateway.domain.actor import Role
from tests.support.city import City

pytestmark = pytest.mark.asyncio(loop_scope="package")

OTHERS = ".others"
ANSWER = "Đội trật tự đã giải tỏa vỉa hè trước số 45 sáng nay."


async def test_two_officers_on_one_case_know_of_each_other(hanoi: City) -> None:
    """Lan and Tú have the same case before them. Who is slower to take it up is told who did; each sees that the other
    writes; one answer goes out, and the words of the one who was slower are still there."""
    await hanoi.it_is("2026-05-25 09:00")
    somebody = hanoi.citizen("+84590001208")
    somebody.writes("Via he truoc so 45 Quoc Tu Giam bi hang quan lan chiem, nguoi di bo phai xuong long duong.")
    await somebody.receives()
    lan = await hanoi.officer("lan.hai", Role.OFFICER, "vanmieu")
    tu = await hanoi.officer("tu.hai", Role.OFFICER, "vanmieu")
    for officer in (lan, tu):
        await officer.logs_in()
        await officer.opens(somebody.code)
    assert await lan.presses("Tiếp nhận") == f"Xong: {somebody.code}: Đã tiếp nhận."
    assert await tu.presses("Bắt đầu xử lý") == (
        f"Không thực hiện được: trước đó {lan.name} đã làm: tiếp nhận (lúc 09:00 25/05/2026); vụ việc {somebody.code} "
        "nay đã tiếp nhận. Xin xem lại rồi hãy làm tiếp"
    )

    await lan.writes("Đội trật tự hẹn")
    await tu.opens(somebody.code)
    assert f"{lan.name} đang viết, 09:00" in await tu.reads(OTHERS)
    await tu.writes(ANSWER)
    await lan.writes("Đội trật tự hẹn thứ Hai")
    assert f"{tu.name} đang viết, 09:00" in await lan.reads(OTHERS)

    assert (await tu.presses("Gửi trả lời")).startswith("Xong: Trả lời đã được ghi")
    assert "đã được trả lời" in await lan.presses("Gửi trả lời")
    assert await lan.page.input_value("#words") == "Đội trật tự hẹn thứ Hai"
    await hanoi.seconds_pass(11)
    assert await somebody.receives() == (
        f"UBND P.Van Mieu-Quoc Tu Giam tra loi ma {somebody.code}: "
        "Doi trat tu da giai toa via he truoc so 45 sang nay. "
        f"Danh gia: nhan DG {somebody.code} 5 (5 tot nhat, 1 kem nhat). Chua dong y: nhan BS {somebody.code} va ly do."
    )
    sent = "SELECT author FROM answers a JOIN cases c ON c.id = a.case_id WHERE code = $1 AND a.state = 'sent'"
    assert await hanoi.rows(sent, somebody.code) == [{"author": f"person:{tu.login}"}]
