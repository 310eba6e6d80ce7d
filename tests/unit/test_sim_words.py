"""What an operator writes about the SIM itself, its money and its end, told from what it writes about all else."""

import pytest

from gateway.domain.text import fold
from gateway.policy.sim_words import are_about_sim

ABOUT = [
    "[TB] Tai khoan cua Quy khach khong du de gui tin nhan. Vui long nap them tien.",
    "Tài khoản chính của Quý khách còn 0đ. Vui lòng nạp thẻ để tiếp tục sử dụng dịch vụ.",
    "TK goc: 450d, HSD: 20/12/2026. Quy khach sap het tien.",
    "Thue bao 0590000001 se bi khoa 1 chieu tu 0h ngay 03/12/2026 do chua xac thuc sinh trac hoc.",
    "Thông báo: SIM của Quý khách sẽ bị thu hồi sau 10 ngày nếu không nạp tiền.",
    "De nghi Quy khach xac thuc khuon mat trong 2 gio do SIM duoc lap vao thiet bi moi, neu khong se bi chan chieu di.",
    "So du tai khoan khong du de thuc hien dich vu. Soan UT gui 1221 de ung tien.",
    "Quý khách đã sử dụng hết gói SMS tháng này. Cước phát sinh theo quy định.",
    "Thue bao cua Quy khach het han su dung, da bi khoa hai chieu.",
    "Cuoc thang 11/2026 cua so 0590000001 la 152.000d, han thanh toan 20/12. Qua han se tam ngung dich vu.",
    "Your balance is not enough to send this message. Please top up.",
    "Quy khach vui long cap nhat thong tin thue bao truoc 05/12 de khong bi gian doan lien lac.",
]
OTHER = [
    "[QC] Uu dai 50% the nap ngay vang 28/11. Chi tiet LH 198.",
    "Ma OTP cua Quy khach la 123456, hieu luc 3 phut.",
    "Viettel chuc mung sinh nhat Quy khach!",
    "Ban co 1 cuoc goi nho tu 0590000010 luc 10:05.",
    "Bao so 12 dang vao bien Dong, nguoi dan theo doi thong bao cua chinh quyen.",
    "BIDV: TK 1234 +500,000VND luc 10:00. So du 1,500,000VND.",
    "Chuc ba con nam moi an khang thinh vuong.",
    "Dang ky 4G: soan ST5K gui 191, 500MB/ngay.",
    "Canh bao lua dao: khong cung cap thong tin ca nhan cho nguoi la.",
    "Qua tang 5GB data tu nha mang, bam 1 de nhan.",
]


@pytest.mark.parametrize("words", ABOUT)
def test_what_is_about_the_sim_is_shown_to_somebody(words: str) -> None:
    assert are_about_sim(fold(words))


@pytest.mark.parametrize("words", OTHER)
def test_what_is_about_all_else_is_not(words: str) -> None:
    assert not are_about_sim(fold(words))


def test_a_long_text_takes_no_time() -> None:
    assert not are_about_sim("tai khoan " * 20_000)
    assert not are_about_sim("thue bao se bi " * 20_000)
