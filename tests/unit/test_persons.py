"""Persons in what is to be public: what is masked, what is refused, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.text.persons import PERSONAL, introduced, left_in, masked

AN = "Nguyễn Văn An"
OFFICE = ("024 3825 1234", "vanmieu@hanoi.example")
SAID = {kind: f"[{kind}]" for kind in PERSONAL}

MASKED = [  # as it came, as it may be public
    ("Gọi tôi số 0912.345.678 nhé", "Gọi tôi số [number] nhé"),
    ("sdt +84 912 345 678, 84912345678", "sdt [number], [number]"),
    ("thư an.nguyen+1@mail.example.com.", "thư [mail]."),
    ("an.nguyen (at) example.com", "[mail]"),
    ("CCCD 001088012345, tk 1234 5678 9012", "CCCD [card], tk [card]"),
    ("xe 29A-123.45 và 59X1-234.56", "xe [plate] và [plate]"),
    ("Tôi là Nguyễn Văn An, ở số nhà 12 ngõ 5 phố Huế", "Tôi là N.V.A., ở ngõ 5 phố Huế"),
    ("toi ten la nguyen van an", "toi ten la N.V.A."),
    ("Kính gửi ông An, việc này", "Kính gửi ông A., việc này"),
    ("Họ và tên: Trần Thị Bình", "Họ và tên: T.T.B."),
    ("Đề nghị xem lại.\nLý Văn Thử, 0590 000 123", "Đề nghị xem lại.\nL.V.T., [number]"),
    ("Mong sớm trả lời.\nTrân trọng,\n\nLê Thị Mẫu", "Mong sớm trả lời.\nTrân trọng,\n\nL.T.M."),
    ("Ông Trần Văn Bình đổ rác", "Ông T.V.B. đổ rác"),
    ("sđt 0912345678/0987654321", "sđt [number]/[number]"),
    ("ĐT0912345678, sdt_0912345678, Zalo0912345678", "ĐT[number], sdt_[number], Zalo[number]"),
    ("https://zalo.me/0912345678", "https://zalo.me/[number]"),
    ("0912–345–678 hoặc 0912 - 345 - 678", "[number] hoặc [number]"),
    ("0912\u00a0345\u00a0678, 0912\u200b345\u200b678, 0912   345   678", "[number], [number], [number]"),
    ("call +1 415 555 2671 or +44 (20) 7946-0958", "call [number] or [number]"),
    ("0912 345 678 - 8 giờ", "[number] - 8 giờ"),
    ("0912...345...678 0912*345*678", "[number] [number]"),
    ("CCCD 001 099 012 345, 001.099.012.345; hộ chiếu B1234567", "CCCD [card], [card]; hộ chiếu [card]"),
    ("xe 29a-123.45, 29a12345, 59x3 123.45, 80A-123-45", "xe [plate], [plate], [plate], [plate]"),
    ("nguyenvana[at]gmail[dot]com", "[mail]"),
    ("Tôi tên Trần Thị Bình, tên em là Lê Thị Mẫu", "Tôi tên T.T.B., tên em là L.T.M."),
    ("toi la tran thi binh o to 5", "toi la T.T.B. o to 5"),
    ("thầy An và cô giáo An", "thầy A. và cô giáo A."),
]
LEFT_ALONE = [
    "Gọi 024 3825 1234 hoặc viết vanmieu@hanoi.example",
    "Gọi 1022, 113 hoặc 1900 1009",
    "Quyết định 1207/QĐ-UBND ngày 28/02/2025, Nghị định 118/2025/NĐ-CP",
    "mức 1.500.000 đồng, 150.000.000 đồng, năm 2025-2026",
    "lúc 08:30 ngày 01.12.2026, từ 08:00-12:00 13:00-17:00",
    "Đèn ngõ 12 Văn Miếu, thửa số 12 tờ bản đồ 34",
    "phố Bà Huyện Thanh Quan, trường Chu Văn An",
    "an toàn giao thông, bình an",
    "Xin cảm ơn.\nVăn Miếu vẫn tối.",
    "các tổ 01, 02, 03, 04, 05, 06; từ 01.12.2026 - 05.12.2026, (08-12-2026) 10 giờ",
    "tôi là công dân, em tên là gì, mức 0 - 100.000.000 đồng, gói 50k 12345 bản",
]


@pytest.mark.parametrize(("came", "public"), MASKED)
def test_a_person_is_masked_and_what_is_masked_passes(came: str, public: str) -> None:
    names = [AN, *introduced(came)]
    assert masked(came, names, OFFICE, SAID) == public
    assert left_in(public, names, OFFICE) == ()


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_nobody_s_stays(text: str) -> None:
    assert masked(text, [AN], OFFICE, SAID) == text
    assert left_in(text, [AN], OFFICE) == ()


def test_what_a_hand_leaves_in_is_found() -> None:
    words = "nguyen van an, 0912 345 678, a@b.example, 001088012345, 30F-678.90"
    assert left_in(words, [AN], OFFICE) == ("mail", "number", "card", "plate", "name")
    assert left_in("anh An ở ngõ 5", [AN], ()) == ("name",)
    assert left_in("Lan", ["Lan"], ()) == ("name",)


@given(st.text(alphabet="0123456789 .-+@abcăÂ()/\n", max_size=400), st.sampled_from([AN, "", "1", "@"]))
def test_any_text_passes_once_it_is_masked(text: str, name: str) -> None:
    once = masked(text, [name], OFFICE, SAID)
    assert set(left_in(once, [name], OFFICE)) <= {"mail", "number", "card", "plate"}  # never raises, never a name
