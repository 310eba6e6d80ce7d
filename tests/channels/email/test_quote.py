"""The sender's own words, by client; and prose that only looks like a quote."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.email import quote, quote_heads
from gateway.channels.email.quote import own_words

CORPUS = Path(__file__).parents[2] / "corpus" / "email"


def wrong(name: str) -> dict[str, str]:
    """What own_words gives of each case of a file that it reads otherwise, by its id.

    A case: `##### id | answer` (or `new`: a letter that answers nothing), the mail, `=====`, what is the sender's own.
    """
    found = {}
    for case in (CORPUS / name).read_text("utf-8").split("##### ")[1:]:
        head, _, rest = case.partition("\n")
        identity, _, kind = head.partition(" | ")
        text, _, own = rest.removesuffix("\n").partition("\n=====\n")
        got = own_words(text, answers=kind == "answer", sender="nguoiviet@example.com")
        if got != own:
            found[identity] = got
    return found


@pytest.mark.parametrize("name", ["quotes.txt", "quotes-held-back.txt"])  # nobody tunes to the second: it was 56 of 56
def test_own_words_of_each_client(name: str) -> None:
    assert wrong(name) == {}


NAME = "Thi Văn Thử\n"
MATTERS_BELOW = [  # below "--" without its blank
    "Hố ga mất nắp, gọi 0590001555",
    "Ho ga mat nap, goi 0590001555",
    "Cột điện nghiêng, gọi 0590001555 ạ",
    "Cống tắc, ảnh ở https://example.com/a.jpg",
    "Cống ngõ 9 tắc",
    "Cống Ngõ 9 tắc",
    "mất nước",
    "HỐ GA MẤT NẮP",
    "HỐ GA MẤT NẮP, GỌI 0590001555",
    "CÔNG TY XẢ NƯỚC THẢI RA SÔNG",
    "Nhà cháy!",
    "Trưởng thôn ép dân nộp tiền làm đường không có biên lai",
    "Truong thon ep dan nop tien lam duong",
    "Phó chủ tịch xã nhận tiền của dân",
    "Trưởng phòng đòi tiền",
    "Pho chu tich xa ban dat",
    "Cán bộ một cửa gợi ý bồi dưỡng mới làm giấy tờ",
    "Công ty Mẫu xả nước thải ra sông ban đêm",
    "Số 5 ngõ 12 đổ rác ra đường",
    "Xin giữ kín tên, gọi 0590001555",
    "Xin giữ kín tên tôi",
    "Cảm ơn phường đừng nói tên tôi",
    "Cảm ơn phường giữ kín tên tôi",
    "Thanks, please keep my name secret",
    "Please keep my name secret, call 0590001555",
    "The manager takes money",
    "The drain is blocked, call 0590001555",
]


@pytest.mark.parametrize("matter", MATTERS_BELOW)
def test_what_tells_of_a_matter_below_two_dashes_is_the_senders(matter: str) -> None:
    for below in (matter, NAME + matter, f"{NAME}Tổ trưởng tổ 5\n{matter}", f"{matter}\n{NAME}ĐT: 0590001555"):
        text = f"Cảm ơn phường.\n--\n{below}"
        assert own_words(text) == text.strip()


@pytest.mark.parametrize(
    "signature",
    [
        "Thi Văn Thử - 0590001555",
        "Thi Văn Thử\nsđt 0590 001 555, zalo: 0590001555",
        "THI VĂN THỬ\nĐT: 0590001555",
        "NGUYỄN VĂN THỬ\nTRƯỞNG PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG",
        "Thi Văn Thử\nCông ty TNHH Mẫu | 12 phố Mẫu | www.example.com",
        "Thi Văn Thử\nTổ trưởng tổ dân phố số 5\nLiên hệ: 0590001555",
        "Thi Văn Thử\nTrưởng Phòng Kỹ thuật\nĐiện thoại di động: 0590 001 555\nEmail: thu@example.com",
        "Thi Van Thu\nPho Chu tich Uy ban nhan dan phuong\nDT: 0590001555",
        "Thi Văn Thử\nvăn phòng đăng ký đất đai chi nhánh quận Mẫu",
        "Trân trọng cảm ơn quý phường đã hỗ trợ\nThi Văn Thử",
        "Thanks and regards,\nThi Van Thu\nSoftware engineer\nMobile: +84 590 001 555",
        "Thi Văn Thử\nKế toán trưởng | Công ty TNHH Mẫu\nTel: 024 3xxx 4455",
        "John Smith\nDirector of Sales and Marketing\nOffice: 024 3000 0000 ext. 12",
    ],
)
def test_a_signature_below_two_dashes_is_none_of_the_senders_words(signature: str) -> None:
    assert own_words(f"Vâng.\n--\n{signature}") == "Vâng."


@given(st.text(), st.booleans())
def test_any_text_gives_some_of_its_own_lines(text: str, answers: bool) -> None:
    assert set(own_words(text, answers=answers).split("\n")) <= {*text.split("\n"), ""}


@given(st.text(alphabet="abc đường\n.,"))
def test_text_without_any_sign_of_a_quote_is_kept_whole(text: str) -> None:
    assert own_words(text).split() == text.split()


@pytest.mark.parametrize("answers", [True, False])
def test_an_answer_below_an_earlier_mail_without_quote_signs_is_kept_with_it(answers: bool) -> None:
    text = "Vào lúc 14:05 ngày 09/11/2026, Phường <a@example.com> đã viết:\n\nĐã nhận.\n\nNhà bên đang cháy!"
    assert own_words(text, answers=answers) == text


def test_each_line_is_asked_once_whether_it_begins_an_earlier_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(lines: list[quote_heads.Line], at: int, *, answers: bool, sender: str) -> int:
        asked.append(at)
        return quote_heads.earlier_mail(lines, at, answers=answers, sender=sender)

    monkeypatch.setattr(quote, "earlier_mail", counted)
    text = "Cống tắc.\n" + "-- \n" * 2_000
    assert own_words(text).startswith("Cống tắc.\n-- \n-- \n")
    assert len(asked) <= 2 * 2_001
