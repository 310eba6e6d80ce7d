"""An officer's words end with one full stop before ours begin on the same line of a text."""

from pathlib import Path

import pytest

from gateway.domain import text
from gateway.replies import templates

REPLIES = templates.load(Path(__file__).parents[2] / "templates")
VALUES = {"unit": "UBND P.Láng", "code": "HN-7K3M9K", "example": "HN-7K3M9K"}
ENDS = """
Đã sửa               | Đã sửa.
Đã sửa!              | Đã sửa!
Đã sửa.              | Đã sửa.
Đã sửa (ngày 5/12)   | Đã sửa (ngày 5/12).
Biển ghi "cấm"       | Biển ghi "cấm".
Đã sửa xong;         | Đã sửa xong.
Đã sửa xong:         | Đã sửa xong.
Đã sửa xong ,        | Đã sửa xong.
Đã sửa xong -        | Đã sửa xong.
Đã sửa xong..        | Đã sửa xong.
Đã sửa xong .        | Đã sửa xong.
Đã sửa xong.;        | Đã sửa xong.
Đã sửa…              | Đã sửa...
Đã sửa./.            | Đã sửa./.
Đã đủ 50%            | Đã đủ 50%.
Họ nói “xong.”       | Họ nói "xong."
(đã sửa.)            | (đã sửa.)
Đã sửa xong chưa?    | Đã sửa xong chưa?
"""


def told(written: str, form: str) -> str:
    return REPLIES.render("result", "sms", "vi", form, VALUES | {"result": written})[1]


@pytest.mark.parametrize("form", ["plain", "accented"])
@pytest.mark.parametrize("ends", ENDS.strip().splitlines())
def test_one_full_stop_stands_before_our_sentence(ends: str, form: str) -> None:
    written, shown = map(str.strip, ends.split("|"))
    shown = text.unaccent(shown) if form == "plain" else shown
    ours = "Danh gia" if form == "plain" else "Đánh giá"
    assert f": {shown} {ours}" in told(written, form)


@pytest.mark.parametrize(
    ("written", "plain", "accented"),
    [
        ("Đã sửa xong 👍", "Da sua xong.", "Đã sửa xong 👍."),
        ("Đã sửa xong. 👍", "Da sua xong.", "Đã sửa xong. 👍"),
        ("Đã sửa xong, 👍", "Da sua xong.", "Đã sửa xong, 👍."),
    ],
)
def test_a_small_picture_at_the_end_is_no_full_stop(written: str, plain: str, accented: str) -> None:
    assert f": {plain} Danh gia" in told(written, "plain")
    assert f": {accented} Đánh giá" in told(written, "accented")
