"""Templates: checked when loaded, filled without surprises, and within their SMS budget for every unit of both
cities."""

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import text
from gateway.domain.errors import ConfigError, NotAllowed, Problem
from gateway.domain.model import CASE_STATES, Purpose
from gateway.domain.reasons import Reason
from gateway.policy.emergency import DANGERS, numbers
from gateway.replies import catalogue, reasons, templates, wording

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
REPLIES = templates.load(TEMPLATES)
UNITS = (ROOT / "tests" / "corpus" / "units.txt").read_text("utf-8").splitlines()

# The worst cases of the field: the longest unit of all 294, a real-looking long hotline, the last day of a year.
WORST = {
    "unit": "UBND P.Văn Miếu-Quốc Tử Giám",
    "code": "HN-7K3M9K",
    "due": "31/12/2026",
    "phone": "(024) 0000.1022",
    "call": "113 (cong an), 114 (chay, cuu nan), 115 (cap cuu)",
    "received": "31/12/2026",
    "regarding": ", về việc “Đường ngập”",
    "about": "kiến nghị",
    "example": "HN-7K3M9K",
    "result": "Đã thu gom rác, lắp biển cấm đổ rác ngày 20/11.",
    "line": "vanmieu-sms",
    "kind": "phản ánh",
    "since": "08:00 ngày 31/12/2026",
    "error": "máy chủ từ chối đăng nhập",
    "list": "HN-7K3M9K chờ Ông/Bà bổ sung, hạn 31/12; HN-7K3M9M đang xem xét lại; HN-7K3M9N đã nhận; +2",
    "answer": "Phường làm việc từ thứ Hai đến thứ Sáu, 8:00-12:00 và 13:00-17:00, tại số 1 phố Văn Miếu.",
    "mailbox": "vanthu.vanmieuquoctugiam@hanoi.example",
    "elsewhere": "gui anh den vanthu.vanmieuquoctugiam@hanoi.example",
    "limit": "999 MB",
    "told": "Người gửi đã được đề nghị gọi 113, 114 hoặc 115.",
    "question": "Rác nằm ở đoạn nào của phố, từ bao giờ?",
    "progress": "Đã đặt lịch thu gom ngày 20/11.",
    "apology": "Nhà thầu giao đèn chậm.",
    "promised": "20/11/2026",
    "grounds": "Nội dung chưa rõ sự việc, địa điểm.",
    "before": "UBND P.Văn Miếu-Quốc Tử Giám",
    "body": "Thanh tra thành phố Hà Nội",
}
OFFICE = WORST | {
    "since": "08:00 31/12/2026",
    "until": "08:30 31/12/2026",
    "received": "08:00 31/12/2026",
    "name": "sao lưu",
    "what": "Chưa có bản sao lưu nào tốt.",
    "advice": "Xem nhật ký.",
    "n": "100000",
    "names": "HN-7K3M9K, HN-7K3M9K",
    "matter": "chuyển đúng nơi giải quyết",
    "share": "100",
    "items": "- một\n- hai",
    "kind": "phản ánh",
    "link": "https://gateway.example/cases/HN-7K3M9K",
    "words": "> một",
    "how": "Xin mở trang.",
    "then": "Gửi cho người dân",
    "beside": "Gửi kèm: ban-do.pdf",
    "otherwise": "Nếu muốn sửa, xin trả lời thư này với toàn bộ nội dung mới.",
    "by": "UBND P.Văn Miếu-Quốc Tử Giám",
}
ENGLISH = WORST | {
    "unit": "Van Mieu-Quoc Tu Giam Ward PC",
    "result": "Waste removed, no-dumping sign put up on 20/11.",
    "list": "HN-7K3M9K waiting for you, due 31/12; HN-7K3M9M under review; HN-7K3M9N received; +2",
    "question": "Where in the street is it, and since when?",
    "progress": "Collection is planned for 20/11.",
    "apology": "The lamps come late.",
    "grounds": "It does not say what happened, or where.",
    "before": "Van Mieu-Quoc Tu Giam Ward PC",
    "body": "The Inspectorate of the City",
    "answer": "The ward works from Monday to Friday, 8:00-12:00 and 13:00-17:00, at 1 Van Mieu street.",
}
PURPOSES = [p for p in Purpose if p not in (Purpose.ALERT, Purpose.NOTICE, Purpose.PROBE)]
BY_TEXT_ONLY = frozenset({Purpose.MISSED_CALL})  # of whoever called nothing but a number is known
# Texts that say more take one part more: a result with how to rate and to disagree, a list, a unit's own answer.
LONGER = frozenset({Purpose.RESULT, Purpose.STATUS_LIST, Purpose.FAQ, Purpose.FOREIGN}) | {
    *(Purpose.QUESTION, Purpose.PROGRESS, Purpose.APOLOGY, Purpose.REJECTED)
}
STANDINGS = (*get_args(wording.Standing), "khieu_nai")


def short_name(unit: str) -> str:
    """As the cities' own texts shorten it: "UBND P.Ba Đình"."""
    kind, name = re.fullmatch(r"(Phường|Xã|Đặc khu) (.+)", unit).groups()  # type: ignore[union-attr]
    return f"UBND {({'Phường': 'P.', 'Xã': 'X.', 'Đặc khu': 'ĐK.'})[kind]}{name}"


def sms(purpose: str, form: str, values: dict[str, str], language: str = "vi") -> tuple[text.Segment, ...]:
    return text.segments(REPLIES.render(purpose, "sms", language, form, values)[1])


def longest_status(language: str) -> str:
    return max((catalogue.words(f"state.{state}", language) for state in CASE_STATES), key=len)


# --- the budget ---


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("standing", STANDINGS)
def test_an_sms_takes_one_part_plain_and_two_accented_at_worst(purpose: Purpose, standing: str) -> None:
    more = int(purpose in LONGER)
    values = WORST | {"status": longest_status("vi"), "standing": standing}
    plain, accented = sms(purpose, "plain", values), sms(purpose, "accented", values)
    assert {s.encoding for s in plain} == {"gsm7"}
    assert len(plain) <= 1 + more
    assert len(accented) <= 2 + more
    english = ENGLISH | {"status": longest_status("en"), "standing": standing}
    for form in ("plain", "accented"):
        parts = sms(purpose, form, english, "en")
        assert {s.encoding for s in parts} == {"gsm7"}
        assert len(parts) <= 1 + more


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_unit_of_both_cities_keeps_the_budget(purpose: Purpose) -> None:
    assert len(UNITS) == 294
    for unit in map(short_name, UNITS):
        values = WORST | {"unit": unit, "status": longest_status("vi")}
        assert len(sms(purpose, "plain", values)) <= 1 + (purpose in LONGER)
        assert len(sms(purpose, "accented", values)) <= 2 + (purpose in LONGER)


@pytest.mark.parametrize("purpose", [p for p in PURPOSES if p not in LONGER])
@given(value=st.text(alphabet="ƯàW漢", min_size=200, max_size=300))
def test_too_long_values_are_cut_before_they_cost_a_part(purpose: Purpose, value: str) -> None:
    limits = dict.fromkeys(templates.LIMITS["sms"], value)
    assert len(sms(purpose, "accented", WORST | limits)) <= 2


def test_no_official_unit_name_is_cut() -> None:
    assert max(len(short_name(u)) for u in UNITS) <= templates.LIMITS["sms"]["unit"]
    assert len(ENGLISH["unit"]) <= templates.LIMITS["sms"]["unit"]
    for language in catalogue.LANGUAGES:
        assert len(longest_status(language)) <= templates.LIMITS["sms"]["status"]


# --- an officer's result ---


@pytest.mark.parametrize(("form", "letters"), [("plain", 4 * 153), ("accented", 4 * 67)])
def test_a_result_of_four_parts_goes_out_whole_and_one_letter_more_is_refused(form: str, letters: int) -> None:
    frame = len(REPLIES.render("result", "sms", "vi", form, WORST | {"result": "ơ."})[1]) - 1
    fits = "ơ" * (letters - frame)
    shown = REPLIES.render("result", "sms", "vi", form, WORST | {"result": fits})[1]
    assert (fits if form == "accented" else "o" * len(fits)) in shown
    assert len(text.segments(shown)) == 4
    with pytest.raises(NotAllowed, match="over=7"):
        REPLIES.render("result", "sms", "vi", form, WORST | {"result": fits + "ơ" * 7})


def test_a_result_by_mail_has_no_limit_and_keeps_its_lines() -> None:
    long = "Dòng một.\n\nDòng hai." + " Đã xử lý." * 3000
    assert long in REPLIES.render("result", "email", "vi", "accented", WORST | {"result": long})[1]


# --- filling ---


@pytest.mark.parametrize("hostile", ["{{7*7}}", "%n", "{code}", "{0.__class__}", "${x}", "\\g<1>", "{unit!r}"])
def test_values_are_never_read_as_templates(hostile: str) -> None:
    values = WORST | {"regarding": wording.regarding(hostile, "vi")}
    subject, body = REPLIES.render("acknowledgement", "email", "vi", "accented", values)
    assert f"“{hostile}”" in body
    assert REPLIES.render("result", "email", "vi", "accented", WORST | {"result": hostile})[1].count(hostile) == 1
    assert subject == "[HN-7K3M9K] Xác nhận tiếp nhận kiến nghị"


@given(st.text(max_size=300))
def test_a_value_never_adds_a_line_to_a_subject(value: str) -> None:
    subject, _ = REPLIES.render("acknowledgement", "email", "vi", "accented", dict.fromkeys(WORST, value))
    assert len(subject.splitlines()) <= 1
    assert "\x00" not in subject


@pytest.mark.parametrize(
    ("subject", "clause"),
    [
        ("Đèn hỏng", ", về việc “Đèn hỏng”"),
        ("Fwd: RE: Trả lời[2]: Đèn hỏng", ", về việc “Đèn hỏng”"),
        ("FW :Chuyển tiếp: Đèn “cao áp” hỏng", ', về việc “Đèn "cao áp" hỏng”'),
        ("Re:", ""),
        ("Re: [HN-7K3M9K] Trả lời của UBND P.Văn Miếu", ""),
        ("TL: Cách báo một việc mới", ""),
        ("", ""),
        ("Tre: nhỏ quá", ", về việc “Tre: nhỏ quá”"),
        ("a" * 300, f", về việc “{'a' * 100}”"),
    ],
)
def test_what_a_mail_is_about_is_said_without_the_marks_of_mail_programs(subject: str, clause: str) -> None:
    assert wording.regarding(subject, "vi") == clause
    body = REPLIES.render("acknowledgement", "email", "vi", "accented", WORST | {"regarding": clause})[1]
    assert f"gửi ngày 31/12/2026{clause}." in body


@pytest.mark.parametrize("purpose", [p for p in PURPOSES if p not in (Purpose.STATUS, Purpose.RESULT)])
def test_every_text_that_nobody_asked_for_begins_with_who_sends_it(purpose: Purpose) -> None:
    for form in ("plain", "accented"):
        shown = REPLIES.render(purpose, "sms", "vi", form, WORST)[1]
        assert text.fold(shown).startswith("ubnd p.van mieu-quoc tu giam")


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("standing", STANDINGS)
def test_every_text_names_its_sender_and_ends_as_a_sentence(purpose: Purpose, standing: str) -> None:
    for form, language, values in (("plain", "vi", WORST), ("accented", "vi", WORST), ("plain", "en", ENGLISH)):
        status = {"status": longest_status(language), "standing": standing}
        shown = REPLIES.render(purpose, "sms", language, form, values | status)[1]
        assert shown.endswith((".", "!")), shown
        assert text.fold(values["unit"]) in text.fold(shown), shown


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_result_says_how_to_rate_and_how_to_disagree_and_a_state_after_it_too(channel: str, language: str) -> None:
    says = {"vi": ("tot nhat", "kem nhat", "chua dong y"), "en": ("best", "worst", "not agree")}[language]
    values = {"vi": WORST, "en": ENGLISH}[language] | {"status": longest_status(language), "standing": "done"}
    for form in ("plain", "accented"):
        result = text.fold(REPLIES.render("result", channel, language, form, values)[1])
        assert all(words in result for words in says), result
        assert says[2] in text.fold(REPLIES.render("status", channel, language, form, values)[1])


def test_a_missing_value_is_an_error_and_never_an_empty_place() -> None:
    with pytest.raises(KeyError):
        REPLIES.render("acknowledgement", "sms", "vi", "plain", {"unit": "UBND P.Láng"})


# --- the words ---


def test_every_purpose_has_its_text_in_each_channel_and_language() -> None:
    for purpose in PURPOSES:
        for channel in ("sms",) if purpose in BY_TEXT_ONLY else ("email", "sms"):
            for language in ("vi", "en"):
                subject, body = REPLIES.render(purpose, channel, language, "accented", WORST | {"status": "x"})
                assert body
                assert bool(subject) == (channel == "email")
    for name in templates.OFFICE_ONLY:
        assert all(REPLIES.render(name, "email", "vi", "accented", OFFICE))


@pytest.mark.parametrize("name", sorted(templates.OFFICE_ONLY & templates.PLACEHOLDERS["sms"].keys()))
def test_an_alert_by_sms_takes_one_part_plain_and_two_accented_at_worst(name: str) -> None:
    worst = OFFICE | {
        key: (value * 200)[:200] for key, value in OFFICE.items() if key in ("error", "what", "names", "line")
    }
    assert [s.encoding for s in sms(name, "plain", worst)] == ["gsm7"]
    assert len(sms(name, "accented", worst)) <= 2


def test_a_receipt_gives_no_date_and_no_word_that_tells_what_it_is_about() -> None:
    for channel in ("email", "sms"):
        for form in ("plain", "accented"):
            subject, body = REPLIES.render("receipt", channel, "vi", form, WORST | {"received": "ngày nhận"})
            folded = text.fold(subject + body)
            assert "31/12/2026" not in folded
            assert not re.search("khieu|to cao|phan anh|kien nghi|han tra loi|tiep cong dan|don thu|duong ngap", folded)


def test_an_alert_carries_no_words_of_the_citizen() -> None:
    _, body = REPLIES.render("alert", "email", "vi", "accented", WORST)
    assert "HN-7K3M9K" in body
    assert "Đường ngập" not in body
    assert WORST["result"] not in body


def test_mails_are_polite_and_quiet() -> None:
    for path in TEMPLATES.glob("email/*/*.txt"):
        content = path.read_text("utf-8")
        assert "!" not in content
        assert not re.search(r"\bbạn\b", content)
    for path in TEMPLATES.glob("email/vi/*.txt"):
        assert text.clean(path.read_text("utf-8")) == path.read_text("utf-8")


def test_mails_to_citizens_carry_the_line_above_which_to_reply() -> None:
    markers = {"vi": "--- Xin trả lời phía trên dòng này ---\n", "en": "--- Please reply above this line ---\n"}
    for name in set(PURPOSES) - BY_TEXT_ONLY:
        for language, marker in markers.items():
            assert REPLIES.render(name, "email", language, "accented", WORST | {"status": "x"})[1].startswith(marker)


def test_the_plain_form_carries_no_marks_even_from_values() -> None:
    for purpose in PURPOSES:
        body = REPLIES.render(purpose, "sms", "vi", "plain", WORST | {"status": "chờ Ông/Bà bổ sung"})[1]
        assert body == text.unaccent(body)


@pytest.mark.parametrize("path", sorted((TEMPLATES / "sms" / "vi").glob("*.txt")), ids=lambda path: path.name)
def test_what_to_text_is_said_with_its_verb(path: Path) -> None:
    """A bare "BS HN-7K3M9K và nội dung" says not what to do with it; without marks "nhan NHAN" is one word twice."""
    said = text.fold(path.read_text("utf-8"))
    assert all(re.search(r"(?:nhan|soan) $|\), $", said[: at.start()]) for at in re.finditer(r"\b(?:bs|tt) \{", said))
    assert not (path.name.endswith(".plain.txt") and "nhan nhan" in said)


def test_whose_matter_went_elsewhere_is_told_how_to_ask() -> None:
    for form in ("plain", "accented"):
        assert "nhan TT HN-7K3M9K" in text.unaccent(REPLIES.render("referred", "sms", "vi", form, WORST)[1])


# --- checking ---


def broken(tmp_path: Path, name: str, content: str | None) -> Problem:
    copy = tmp_path / "templates"
    shutil.copytree(TEMPLATES, copy)
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_text(content, "utf-8")
    with pytest.raises(ConfigError) as caught:
        templates.load(copy)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "sms/vi/rated.txt",
            "{unit} {code} {subject}",
            reasons.UNKNOWN_PLACEHOLDER(name="{subject}", names="{code}, {unit}"),
        ),
        ("sms/vi/rated.plain.txt", "{unit} cam on", reasons.PLACEHOLDER_MISSING(name="{code}")),
        ("sms/en/help.txt", "{unit} {example} { now", reasons.LOOSE_BRACE),
        ("sms/en/help.txt", "{unit} {example} {Phone}", reasons.LOOSE_BRACE),
        ("email/vi/rate_limit.txt", "{unit} {code} {phone}", reasons.NO_SUBJECT),
        ("email/vi/rated.txt", "Subject: \n\n{unit} {code} {phone}", reasons.EMPTY_SUBJECT),
        ("email/en/status.txt", None, reasons.NOT_READ(error="FileNotFoundError")),
    ],
)
def test_a_wrong_template_is_named_when_loaded(tmp_path: Path, name: str, content: str | None, reason: Reason) -> None:
    problem = broken(tmp_path, name, content)
    assert (problem.key.endswith(name), problem.reason) == (True, reason)


def test_the_right_number_stands_first_and_the_others_behind_it() -> None:
    assert wording.call(("114", "115"), "vi") == "114 (cháy, cứu nạn), 115 (cấp cứu); khác: 113"
    assert wording.call(("113", "111"), "en") == "113 (police), 111 (children); also 114, 115"
    assert wording.call((), "vi") == "113 (công an), 114 (cháy, cứu nạn), 115 (cấp cứu)"
    said = {wording.call(numbers(danger), language) for danger in DANGERS for language in ("vi", "en")}
    assert all(numbers(danger) for danger in DANGERS)
    assert max(map(len, said)) <= templates.LIMITS["sms"]["call"]
