"""What citizens say of a case that is there, in their own words: tables of wordings (tests/corpus/talk), each judged in
its situation. A third was held back while the cues were tuned: it stands apart, so that its figure can be told."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway import policy
from gateway.domain.model import CaseFact, Decision, Dmarc, Outcome, Purpose
from gateway.policy import echo, faq
from tests.unit.policies import NOW, WRITER, case, known, mail, sms

DATA = Path(policy.__file__).parent / "data"
TALK = Path(__file__).parents[1] / "corpus" / "talk"
ABOUT = ("@ngo 12", "light")
ENOUGH = {"": 0.95, "held_back": 0.9}  # of the wordings that were tuned to; of those that were not


def opened(**changes: Any) -> CaseFact:
    return case(**changes)


def answered(**changes: Any) -> CaseFact:
    return case(state="answered", answered_at=NOW, **changes)


def rows(name: str, part: str) -> Iterator[list[str]]:
    for line in (TALK / part / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def judged(words: str, situation: str, *, about: tuple[str, ...] = ()) -> Decision:
    one = {"none": None, "open": opened(about=about), "answered": answered(about=about)}[situation]
    facts: dict[str, Any] = {"cases_by_code": known(one) | {"7K3M9K": one} if one else {}}
    if one is not None:
        facts |= {"open": (one,), "recent": one} if situation == "open" else {"answered": one}
    return sms(words, **facts)


def status(words: str) -> bool:
    asked, after = judged(words, "open"), judged(words, "answered")
    nothing = judged(words, "none")
    told = asked.replies == (Purpose.STATUS,) and after.replies in ((Purpose.STATUS,), (Purpose.REOPENED,))
    return told and nothing.replies != ()


def thanks(label: str, words: str) -> bool:
    """After a result, and before one: noted, nothing is opened again, at most the rating that it is."""
    after, before = judged(words, "answered"), judged(words, "open")
    quiet = (after.note or after.rule == "rating") and (after.rating or 5) >= 4
    return quiet and before.outcome is Outcome.FOLLOW_UP and before.note and label in ("thanks", "praise")


def disagreement(words: str) -> bool:
    after = judged(words, "answered")
    reopened = after.outcome is Outcome.FOLLOW_UP and not after.note and after.replies == (Purpose.REOPENED,)
    return reopened and judged(words, "open").outcome is Outcome.FOLLOW_UP


def rating(label: str, words: str) -> bool:
    after = judged(words, "answered")
    if label == "?":
        return after.replies == (Purpose.ASK_RATING,)
    return after.rating == int(label) and after.outcome is Outcome.COMMAND


def aside(label: str, words: str) -> bool:
    alone, before = judged(words, "none"), judged(words, "open")
    if label == "withdrawal":
        return before.replies == (Purpose.WITHDRAWN,) and judged(words, "answered").note
    return alone.outcome is not Outcome.CASE and alone.replies == (Purpose.NEUTRAL,) and before.note


def trap(situation: str, rule: str, words: str) -> bool:
    decision = judged(words, situation, about=ABOUT)
    return str(decision.outcome) == "follow_up" if rule == "follow_up" else decision.rule == rule


def heard(situation: str, cell: str, words: str) -> bool:
    decision = judged(words, situation, about=ABOUT)
    mark = " (note)" if decision.note else " (held)" if decision.outcome is Outcome.HELD else ""
    return cell == f"{decision.rule}: {', '.join(decision.replies) or '–'}{mark}"


def meant(situation: str, label: str, words: str) -> bool:
    decision = judged(words, situation, about=ABOUT)
    if label.startswith("R"):
        asked = decision.replies == (Purpose.ASK_RATING,)
        return asked if label == "R?" else decision.rating == int(label[1])
    return {
        "S": decision.replies == (Purpose.STATUS,),
        "D": decision.replies == (Purpose.REOPENED,),
        "T": decision.note or (decision.rule == "rating" and (decision.rating or 0) >= 4),
        "C": decision.outcome is Outcome.CASE,
        "N": decision.replies in ((Purpose.NEUTRAL,), (Purpose.HELP,)),
    }[label]


TABLES = {f.__name__: f for f in (status, thanks, disagreement, rating, aside, trap, heard, meant)}


@pytest.mark.parametrize("part", ENOUGH)
@pytest.mark.parametrize("name", ["status", "thanks", "disagreement", "rating", "aside", "trap"])
def test_what_citizens_say_of_a_case_is_read_as_they_mean_it(name: str, part: str) -> None:
    found = {tuple(row): TABLES[name](*row) for row in rows(name, part)}
    wrong = [" | ".join(row) for row, right in found.items() if not right]
    assert len(wrong) <= (1 - ENOUGH[part]) * len(found), f"{len(wrong)} of {len(found)}: " + "; ".join(wrong)


def test_ratings_and_automatic_answers_by_a_hand_of_its_own_are_told_from_what_only_looks_like_them() -> None:
    found: dict[tuple[str, str], list[bool]] = {}
    for label, words in rows("rating", "another_hand"):
        decision = judged(words, "answered", about=ABOUT)
        said = "?" if Purpose.ASK_RATING in decision.replies else str(decision.rating or "-")
        found.setdefault(("rating", "-" if label == "-" else "said"), []).append(said == label)
    for label, words in rows("autoreply", "another_hand"):
        rule = judged(words, "open", about=ABOUT).rule
        found.setdefault(("autoreply", label), []).append((rule == "autoreply") is (label == "auto"))
    shares = {which: sum(right) / len(right) for which, right in found.items()}
    assert shares["rating", "said"] >= 0.75 and shares["rating", "-"] >= 0.98, shares
    assert shares["autoreply", "auto"] >= 0.6 and shares["autoreply", "-"] == 1, shares


@pytest.mark.parametrize(
    ("situation", "words", "rule"),
    [
        ("none", "Cháy ở Thanh Xuân 3, cứu với", "emergency"),  # "thanh", "te", "cho" before a figure rate nothing
        ("none", "Trạm y tế 2 đóng cửa suốt", "new_case"),
        ("none", "rac o cho 5", "new_case"),
        ("answered", "hẹn tôi 4/5 mà chưa thấy", "follow_up"),
        ("none", "⭐ cháy nhà rồi", "emergency"),
        ("none", "xin nuoc cuu hoa, nha em chay lan vao tang 2 roi", "emergency"),  # water that runs is no fire, but
        ("none", "ong cu bi ket trong nha dang chay ra khong duoc", "emergency"),
        ("none", "Emergency call 115 my father collapsed at 5 Lang Ha come now", "emergency"),
        ("none", "be ga dang xi manh", "emergency"),
        ("none", "nuoc thai ngo 6 Hang Chao chay ra duong", "new_case"),
        ("none", "Gọi phường không ai trả lời vào giờ làm việc", "new_case"),  # no phone answers for its owner here
        ("none", "Công ty cây xanh đã nhận tiền mà chưa cắt cây", "new_case"),
        ("none", "Busy intersection at Lang Ha has no traffic light", "new_case"),
        ("answered", "Thank you for your message. The street light is still broken", "disagreement"),
        ("answered", "Phường không gửi tin nhắn cho tôi", "follow_up"),  # who complains opts out of nothing
        ("none", "anh chi khong gui thu cho toi", "new_case"),
    ],
)
def test_what_only_looks_like_a_rating_a_command_or_a_phones_answer_is_heard(
    situation: str, words: str, rule: str
) -> None:
    assert judged(words, situation, about=ABOUT).rule == rule


def test_a_matter_of_its_own_is_never_met_with_silence() -> None:
    """A case of its own, or told that it was added; never a note."""
    wrong = []
    for (words,) in rows("matter", ""):
        for situation in ("none", "open", "answered"):
            decision = judged(words, situation, about=ABOUT)
            kept = decision.outcome is Outcome.CASE or (situation == "open" and decision.replies and not decision.note)
            wrong += [] if kept else [f"{situation}: {words}: {decision.rule}"]
    assert len(wrong) <= 2, wrong


def test_what_people_mean_in_the_south_in_teencode_and_in_english() -> None:
    found = {tuple(row): meant(*row) for row in rows("meant", "")}
    wrong = [" | ".join(row) for row, right in found.items() if not right]
    assert len(wrong) <= 0.05 * len(found), f"{len(wrong)} of {len(found)}: " + "; ".join(wrong)


def test_what_people_say_offhand_is_answered_as_the_table_has_it() -> None:
    wrong = [" | ".join(row) for row in rows("heard", "") if not heard(*row)]
    assert not wrong, "; ".join(wrong)


# --- bounds ---


def test_the_same_state_is_told_twice_an_hour_and_anew_once_it_has_changed() -> None:
    at = tuple(NOW - timedelta(minutes=m) for m in (50, 20))
    one = opened(state_since=NOW - timedelta(days=1))
    facts: dict[str, Any] = {"open": (one,), "recent": one}
    assert sms("den dau roi", told_1h={7: at[:1]}, **facts).replies == (Purpose.STATUS,)
    assert sms("den dau roi", told_1h={7: at}, **facts).withheld == ("status: status_told_twice",)
    assert sms("TT", told_1h={7: at}, **facts).replies == ()
    moved = opened(state_since=NOW - timedelta(minutes=30))
    assert sms("TT", told_1h={7: at}, open=(moved,), recent=moved).replies == (Purpose.STATUS,)


def test_a_list_is_told_twice_an_hour_and_names_what_its_sender_owns() -> None:
    both: dict[str, Any] = {"open": (opened(), opened(id=8, code="HN-000000")), "recent": opened()}
    decision = sms("TT", **both)
    assert (decision.replies, len(decision.cases)) == ((Purpose.STATUS_LIST,), 2)
    assert sms("TT", lists_1h=2, **both).withheld == ("status_list: status_told_twice",)


def test_our_own_words_are_an_echo_by_text_and_by_mail_and_what_is_copied_to_ask_is_none() -> None:
    ours = "UBND P.Lang da tiep nhan phan anh cua Ong/Ba. Ma HN-7K3M9K, han tra loi 05/12/2026. Nhan TT HN-7K3M9K."
    for words in (ours, f"Re: {ours}", ours.upper(), f"Tu dong: {ours[:90]}"):
        assert echo.repeats(echo.runs(words), [ours]), words
    for words in (
        "nhan TT HN-7K3M9K",
        "Tra cuu: nhan TT HN-7K3M9K. DT 024",
        "HN-7K3M9K den dau roi",
        "Rac do day duong " * 9,
    ):
        assert not echo.repeats(echo.runs(words), [ours]), words
    assert not echo.repeats(echo.runs(ours), [])
    for decision in (sms(ours, echo=True, recent=opened(), open=(opened(),)), sms(ours, echo=True)):
        assert (decision.rule, decision.replies) == ("echo", ())


def test_a_question_that_the_unit_has_an_answer_for_gets_it_with_the_code() -> None:
    asked = "phuong co lam viec thu 7 khong"
    assert (sms(asked, faq=0).rule, sms(asked, faq=0).replies, sms(asked, faq=0).faq) == ("new_case", (Purpose.FAQ,), 0)
    beside = sms(asked, faq=1, open=(opened(),), recent=opened())
    assert (beside.outcome, beside.replies, beside.faq) == (Outcome.FOLLOW_UP, (Purpose.FAQ,), 1)
    answers = [("giờ làm việc", "thứ 7"), ("địa chỉ",)]
    assert [faq.matching(words, answers) for words in (f"{asked}?", "Địa chỉ phường ở đâu", "dia chi")] == [0, 1, 1]
    for words in ("", "thu 70 nguoi", "x" * 200 + " dia chi", "den hong"):
        assert faq.matching(words, answers) is None, words
    assert faq.matching("dia chi", []) is None
    saturdays = [["làm việc thứ bảy"]]
    assert faq.matching("cho hoi sang thu bay phuong co lam viec khong a", saturdays) == 0
    assert faq.matching("thu bay nay xuong go lam on ca ngay co bi phat khong", saturdays) is None


def test_a_number_is_told_whose_it_is_once_a_day() -> None:
    assert sms("nham so").replies == (Purpose.NEUTRAL,)
    assert sms("nham so", sent_24h=frozenset({Purpose.NEUTRAL})).withheld == ("neutral: already_asked",)


def test_a_mail_tells_of_cases_it_does_not_name_only_where_its_sender_is_vouched_for() -> None:
    mine: dict[str, Any] = {"open": (case(WRITER),), "recent": case(WRITER)}
    told = mail("Khi nào sửa xong ạ?", subject="", dmarc=Dmarc.PASS, changes=mine)
    assert told.replies == (Purpose.STATUS,)
    for doubt in (Dmarc.UNKNOWN, Dmarc.FAIL):
        assert Purpose.STATUS not in mail("Khi nào sửa xong ạ?", subject="", dmarc=doubt, changes=mine).replies
    assert mail("Vẫn chưa sửa", subject="", dmarc=Dmarc.PASS, changes=mine).outcome is Outcome.CASE


@pytest.mark.parametrize("subject", ["Việc 5", "5", "Rất tốt", "Tuyệt vời"])
def test_the_subject_of_a_new_mail_is_no_rating_by_itself(subject: str) -> None:
    assert mail("Đèn ngõ 5 hỏng.", subject=subject).rule == "new_case"


def test_who_disagrees_and_rates_in_one_text_does_both() -> None:
    decision = judged("DG HN-7K3M9K 1 den van tat", "answered")
    assert (decision.rule, decision.rating, decision.note, decision.replies) == (
        "disagreement",
        1,
        False,
        (Purpose.REOPENED,),
    )


@pytest.mark.parametrize("name", ["cues_talk", "cues_ratings", "cues_things"])
def test_no_cue_repeats_without_end(name: str) -> None:
    """What repeats a group is counted: a citizen repeats a word five times, an attacker ten thousand times."""
    lines = (DATA / f"{name}.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and re.search(r"[)\]][*+](?!\+)", line)] == []


@pytest.mark.parametrize(
    "piece", ["cam on nhieu ", "khong hai long ", "danh gia ", "khi nao ", "a ", "5 sao ", "ngo 1 ", "con "]
)
def test_a_long_hostile_text_is_read_at_once(piece: str) -> None:
    """Every repetition is bounded or possessive: this ends at once, or the suite's time-out speaks."""
    for words in (piece * 30, piece * 2_000):
        judged(f"{words}x", "answered")


def test_details_by_their_command_are_added_and_a_question_of_several_is_none_that_disagrees() -> None:
    details = judged("BS HN-7K3M9K xin loi den lai hong roi, nho phuong lam tiep giup", "open")
    assert (details.rule, details.replies) == ("details", (Purpose.ADDED,))
    assert judged("hai viec cua co den dau roi chau", "open").replies == (Purpose.STATUS,)
