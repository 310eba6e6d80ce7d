"""Cues: our own tables of texts that are, and are not, an emergency, a complaint, a denunciation, an advert."""

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels import email, sms
from gateway.domain.model import Decoded, Kind
from gateway.domain.text import fold
from gateway.policy import commands, content, cues, junk, linear_model, signs
from gateway.policy.delicate import margin
from gateway.policy.emergency import DANGERS, danger, numbers
from gateway.policy.indexing import indexed, load
from gateway.policy.matching import matchable, sentences
from gateway.replies import templates, wording

ROOT = Path(__file__).parents[2]
CUES = ROOT / "tests" / "corpus" / "cues"


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def table(name: str) -> list[str]:
    return lines(CUES / f"{name}.txt")


@pytest.mark.parametrize("text", table("emergency"))
def test_danger_is_recognised_with_marks_and_without(text: str) -> None:
    assert danger(matchable(text))


def test_what_only_sounds_like_danger_is_none() -> None:
    texts = table("not_emergency")
    found = [text for text in texts if danger(matchable(text))]
    assert len(found) <= 0.03 * len(texts), found  # weights find more than cues do, and are wrong more often


@pytest.mark.parametrize("name", ["emergency", "not_emergency"])
def test_typed_without_marks_nearly_all_are_judged_the_same(name: str) -> None:
    """Without marks "chạy", "chảy" and "cháy" are one word: a few cannot be told apart by anyone."""
    texts = table(name)
    right = sum(bool(danger(matchable(fold(text)))) == (name == "emergency") for text in texts)
    assert right >= 0.97 * len(texts)


@pytest.mark.parametrize("text", table("denunciation"))
def test_denunciations_are_recognised(text: str) -> None:
    assert cues.secret_kind(matchable(text)) is Kind.DENUNCIATION
    assert cues.secret_kind(matchable(fold(text))) is Kind.DENUNCIATION


@pytest.mark.parametrize("text", table("complaint"))
def test_complaints_are_recognised(text: str) -> None:
    assert cues.secret_kind(matchable(text)) is Kind.COMPLAINT
    assert cues.secret_kind(matchable(fold(text))) is Kind.COMPLAINT


@pytest.mark.parametrize("text", table("feedback"))
def test_feedback_that_uses_the_same_words_is_feedback(text: str) -> None:
    assert cues.secret_kind(matchable(text)) is None
    assert danger(matchable(text)) == ""


def rows(name: str) -> list[tuple[str, str, str]]:
    """A table of labelled texts: what is right, sms | mail | email, the text. ¶ is a new line; in "mail" the subject
    stands before the first."""
    lines = (CUES / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(label, channel, text) for label, channel, text in (line.split("\t") for line in lines)]


def content_of(channel: str, text: str) -> content.Content:
    subject, _, body = text.partition("¶") if channel == "mail" else ("", "", text)
    words = body.replace("¶", "\n")
    message = Decoded(kind="message", sender="", subject=subject, text=words, reply=words)
    return content.read(message, (sms if channel == "sms" else email).TRAITS)


# Of each table what is found at least and false at most, by weights that know it. How texts of a writer whom they do
# not know are read, says `python -m bench.weights --held-out`. At first sight, when it was sealed, 95 % of table 8's
# emergencies were found and 8 % false, 94 % of its hints and 18 %.
_NAMED = ("", "held_back", "more", "unseen", "second_unseen", "third_unseen", "written")
_TABLES = (*_NAMED, *map(str, (*range(4, 13), 14, 15, 17)))
URGENT = {f"urgent_{name}".rstrip("_"): (0.97, 0.06 if name == "14" else 0.04) for name in (*_TABLES, "french")}
RESTRICTED = {f"restricted_{name}".rstrip("_"): (0.9, 0.11) for name in _TABLES}


@pytest.mark.parametrize("name", URGENT)
def test_emergencies_are_told_from_what_only_sounds_so_and_the_right_number_is_named(name: str) -> None:
    """The label is one of the numbers that help, or several of which any is right; "-" is no emergency."""
    missed, false, wrong = [], [], []
    for label, channel, text in rows(name):
        found = content_of(channel, text).danger
        if label == "-":
            false += [text] * bool(found)
        elif not found:
            missed.append(text)
        elif set(label.split("|")).isdisjoint(numbers(found)):
            wrong.append((text, found))
    urgent = sum(label != "-" for label, _, _ in rows(name))
    least, most = URGENT[name]
    assert len(missed) <= (1 - least) * urgent + 1e-6, missed
    assert len(false) <= most * (len(rows(name)) - urgent), false
    assert len(wrong) <= most * urgent, wrong


@pytest.mark.parametrize("name", RESTRICTED)
def test_what_may_be_about_an_officials_breach_of_law_is_seen_by_few(name: str) -> None:
    """Denunciations, bribery in hints and slang, harassment, whoever asks not to be named: "yes" is restricted."""
    missed: list[str] = []
    false: list[str] = []
    for label, channel, text in rows(name):
        found = content_of(channel, text)
        restricted = bool(found.secret) or found.confidential or found.delicate
        if restricted != (label == "yes"):
            (missed if label == "yes" else false).append(text)
    secret = sum(label == "yes" for label, _, _ in rows(name))
    least, most = RESTRICTED[name]
    assert len(missed) <= (1 - least) * secret + 1e-6, missed
    assert len(false) <= most * (len(rows(name)) - secret), false


@pytest.mark.parametrize(
    ("text", "urgent", "restricted"),
    [
        ("khong co phong bi thi ho so ngam ca thang", False, True),
        ("Cơ sở làm giò chả dùng hàn the, xin giữ kín tên tôi", False, True),
        ("lam an chan qua", False, False),
        ("ke khai khong duoc", False, False),
        ("may ong choi co tuong an tien o cong vien", False, False),
        ("phuong lam nhanh qua, dan rat mung", False, False),
        ("please help us", False, False),
        ("has it been repaired yet", False, False),
        ("cuu voi", True, False),
        ("Thôi khỏi cần đèn đường nữa, tôi chỉ muốn chết đêm nay cho xong", True, False),
        ("khat nuoc muon chet, sao phuong khong dat cay nuoc", False, False),
        ("Tham nhũng vặt là gì, xin loa phường giải thích cho bà con", False, False),
        ("Tôi tố cáo cán bộ địa chính nhận hối lộ của nhà bên", False, True),
        ("Xin đừng nói ai nhắn nhé, quán net đầu hẻm chơi ăn tiền", False, True),
        ("tui quen, nha tui o so 9 ngach 21 ngo Van Huong nghe", False, False),
        ("HN-7K3M9K chut qua thi ho so moi xong", False, True),
    ],
)
def test_what_was_once_judged_wrong_is_judged_right(text: str, urgent: bool, restricted: bool) -> None:
    found = content_of("sms", text)
    assert bool(found.danger) is urgent
    assert bool(found.secret or found.confidential or found.delicate) is restricted


def test_of_what_is_said_in_a_conversation_hardly_anything_is_urgent_or_restricted() -> None:
    """Scraps, thanks, orders for taxis; some do accuse. Letters and texts of every day: test_policy_samples.py."""
    paths = sorted((CUES.parent / "talk").rglob("*.txt"))
    said = [line.split("\t")[-1] for path in paths for line in lines(path)]
    found = [text for text in said if is_urgent_or_restricted(content_of("sms", text))]
    assert len(found) <= 0.012 * len(said), found


def is_urgent_or_restricted(found: content.Content) -> bool:
    return bool(found.danger or found.delicate or found.secret or found.confidential)


def test_a_text_of_many_words_is_weighed_by_breaths_and_the_heaviest_words_are_named() -> None:
    scale, table = linear_model.load("weights_restricted")["weights_restricted"], signs.load("signs_restricted")
    story = "Cống trước nhà số 12 tắc hai tuần nay.\n" * 20 + "Chị ấy bảo phải có phong bì mới ký."
    heaviest = max(linear_model.windows(sentences(matchable(story)), table), key=scale.margin)
    assert scale.margin(heaviest) > 0
    assert set(fold(" ".join(scale.strongest(heaviest))).split()) <= set(fold(story).replace(".", "").lower().split())


def test_a_text_weighs_what_its_features_weigh_by_which_the_weights_were_made() -> None:
    """Models look words up by numbers, the trainer (bench/weights.py) by their text."""
    for kind in ("emergency", "restricted"):
        name, met = f"weights_{kind}", signs.load(f"signs_{kind}")
        weights = {feature: weight for weight, found in linear_model._read(name) for feature in found}
        enough, scale = weights.pop("enough"), linear_model.load(*linear_model.OF_ALL)[name]
        for text in (*table("emergency"), "", "12 12 ngõ NGÕ ngo", "xyzzy chay xyzzy", "enough # ^ $"):
            for one in linear_model.windows(sentences(matchable(text)), met):
                assert scale.margin(one) == sum(weights.get(feature, 0) for feature in one.features) - enough, text


def test_the_word_that_names_what_is_enough_weighs_nothing() -> None:
    for words in ("enough", "Not enough parking space near the market"):
        assert (danger(matchable(words)), margin(matchable(words)) >= 0) == ("", False), words


SHEETS = ("cues_emergency", "cues_kinds", "cues_ratings", "cues_talk", "cues_things")


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_cue_matches_nothing(sheet: str) -> None:
    """As re sees it; those that read a sheet tell it by the words alone, and refuse such a cue."""
    cues = {cue.written: cue for cues_of in load(sheet).values() for cue in cues_of.cues}
    assert [written for written, cue in cues.items() if cue.pattern.fullmatch("")] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("cứu|", "may match nothing"),
        ("(?:cứu )?", "may match nothing"),
        ("(?:<who> ){0,3}", "may match nothing"),
        ("cứu|(?=vội)", "may match nothing"),
        ("(?:cứu|a{0,2})", "may match nothing"),
        ("tai nạn? giao thông", "behind a word with marks"),
        ("cứu+", "behind a word with marks"),
    ],
)
def test_a_cue_that_may_match_nothing_is_refused_and_so_are_times_behind_a_word_with_marks(
    line: str, fault: str
) -> None:
    who = {"<who>": ["em|chị"]}
    assert indexed({**who, "help": ["<who>(?: ơi)? dogs?"]})["help"].sub("_", "chi dog, em oi dogs") == "_, _"
    with pytest.raises(ValueError, match=fault):
        indexed({**who, "help": [line]})


@pytest.mark.parametrize("sheet", SHEETS)
def test_cues_find_what_one_pattern_of_them_finds(sheet: str) -> None:
    """The words that a cue is said to need are needed, and lines hold all of a match: alone, and in a letter."""
    texts = [matchable(text) for name in ("urgent", "restricted") for _, _, text in rows(name)[::5]]
    texts += map(matchable, [*table("not_emergency")[::5], *table("complaint")[::2]])
    letters = ["\n".join(texts[start::20]) for start in range(20)]
    for name, cues_of in load(sheet).items():
        pattern = re.compile(cues_of.pattern)
        for text in (*texts, *map(fold, texts), *letters):
            expected, found = pattern.search(text), cues_of.search(text)
            assert (found and found.span()) == (expected and expected.span()), (name, text)
            assert cues_of.sub(" _ ", text) == pattern.sub(" _ ", text), (name, text)


def test_our_own_words_coming_back_are_no_cue_and_no_command() -> None:
    """A phone that sends our texts back, or a mail answered above our words, must not start anything."""
    loaded = templates.load(ROOT / "templates")
    values = dict.fromkeys(
        (name for names in templates.PLACEHOLDERS.values() for keys in names.values() for name in keys), "x"
    )
    calls = {(language, wording.call(numbers(one), language)) for language in ("vi", "en") for one in (*DANGERS, "")}
    for (channel, language, name, form), (_, call) in product(loaded.templates, sorted(calls)):
        filled = values | {"code": "HN-7K3M9K", "result": "Đã dọn rác.", "call": call}
        subject, text = loaded.render(name, channel, language, form, filled)
        for words in (text, subject):
            assert danger(matchable(words)) == "", (name, words)
            assert cues.secret_kind(matchable(words)) is None, (name, words)
            assert margin(matchable(words)) < 0, (name, words)
            assert commands.parse(words) is None, (name, words)


@pytest.mark.parametrize(
    ("words", "thanks"),
    [
        ("cam on", True),
        ("Cảm ơn UBND phường nhiều ạ!", True),
        ("Dạ em cảm ơn anh chị", True),
        ("thank you so much", True),
        ("ok", False),
        ("cam on, nhung den van chua sang", False),
        ("Cam on phuong da xu ly", True),
    ],
)
def test_bare_thanks_are_told_from_thanks_with_a_matter(words: str, thanks: bool) -> None:
    assert junk.is_thanks(words) is thanks


@pytest.mark.parametrize(
    ("words", "machine", "person"),
    [
        ("Ma OTP cua ban la 482913, hieu luc 2 phut. Khong chia se ma nay.", True, True),
        ("482913 is your verification code. Do not share it.", True, True),
        ("Ma xac thuc 5521 het han sau 5 phut", True, True),
        ("Toi bi lua doc ma OTP 482913, mat tien trong tai khoan, hieu luc gi khong", True, False),
        ("duong 482913 hong", False, False),
    ],
)
def test_one_time_passwords_are_told_from_people_who_tell_of_one(words: str, machine: bool, person: bool) -> None:
    assert junk.is_otp(words, machine=True) is machine
    assert junk.is_otp(words, machine=False) is person


@pytest.mark.parametrize(
    ("words", "advert"),
    [
        ("[QC] Tang 100% gia tri the nap", True),
        ("QC: mua 1 tang 1", True),
        ("Vay nhanh 50 trieu khong the chap, LH 18001234 hoac http://vay.example", True),
        ("Quy khach trung thuong, soan TT gui 8088", True),
        ("Toi nhan duoc tin nhan trung thuong http://x.example, de nghi xu ly lua dao", False),
        ("Xem anh tai http://anh.example/1.jpg duong hong", False),
        ("qc", False),
        ("Vay tien nhanh 24h lai suat thap LH 0590000999", True),
        ("Den hong truoc nha so 5, LH 0590000999", False),
    ],
)
def test_adverts_are_told_from_people(words: str, advert: bool) -> None:
    assert junk.is_advert(words) is advert


@pytest.mark.parametrize(
    ("subject", "words", "kind"),
    [
        ("", "Góp ý: ghế chờ ít, người già phải đứng", Kind.OPINION),
        ("Hỏi về thủ tục", "Hồ sơ gồm những gì", Kind.QUESTION),
        ("", "phuong co lam viec thu 7 khong", Kind.QUESTION),
        ("Kiến nghị bỏ bản giấy", "Thủ tục vẫn yêu cầu nộp bản giấy", Kind.PROPOSAL),
        ("", "đề nghị xử lý rác đầu ngõ", Kind.FEEDBACK),
        ("", "alo nuoc may duc qua, cho e hoi ktra cho nao dc z?", Kind.FEEDBACK),
        ("", "duong hong", Kind.FEEDBACK),
    ],
)
def test_the_kind_is_guessed_from_heading_and_words(subject: str, words: str, kind: Kind) -> None:
    assert cues.kind_of(matchable(subject), matchable(words)) is kind


@given(st.text(max_size=400))
def test_no_text_breaks_the_cues(words: str) -> None:
    matched = matchable(words)
    danger(matched)
    cues.secret_kind(matched)
    cues.kind_of(matched, matched)
    margin(matched)
    junk.is_advert(words)
    junk.is_thanks(words)


@pytest.mark.parametrize(
    "piece",
    ["chay ", "bi danh ", "can bo ", "cam on ", "a", "1 ", "co ", "khieu nai khong ", "ma otp ", "chasy ", "cu5 "],
)
def test_a_long_hostile_text_ends(piece: str) -> None:
    """Every repetition in the cues is bounded: this ends at once, or the suite's time-out speaks."""
    words = (piece * 20_000)[:20_000]
    matched = matchable(words)
    danger(matched)
    margin(matched)
    cues.secret_kind(matched)
    junk.is_advert(words)
    junk.is_otp(words, machine=True)
    junk.is_phishing(words)
    junk.is_thanks(words)


def test_a_cry_for_help_below_a_long_story_is_heard() -> None:
    story = "Cống trước nhà số 12 tắc hai tuần nay, đề nghị phường cho thông cống.\n" * 2_000
    for end, found in (("Đang cháy nhà số 7, có người kẹt bên trong, cứu với!", "fire"), ("Xin cảm ơn.", "")):
        words = story + end
        assert content.read(Decoded(kind="message", sender="", text=words, reply=words), email.TRAITS).danger == found


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Đề nghị không đăng phản ánh này lên mạng", True),
        ("Xin đừng công khai việc nhà tôi", True),
        ("Tôi không muốn nội dung này bị đưa lên cổng", True),
        ("không công bố ý kiến của tôi", True),
        ("Please do not publish this", True),
        ("UBND phường không công khai quy hoạch", False),
        ("Khoản thu không công khai, dân không biết", False),
        ("Đề nghị công khai danh sách hộ nghèo", False),
        ("Đề nghị phường đăng lịch cắt điện lên mạng", False),
        ("Xin phường đừng đăng ký tạm trú cho họ", False),
    ],
)
def test_who_wants_it_not_published_is_heard_and_who_complains_of_secrecy_is_not(text: str, asked: bool) -> None:
    assert cues.is_not_public(matchable(text)) is asked
    assert cues.is_not_public(matchable(fold(text))) is asked


@pytest.mark.parametrize("subject", ["Help", "TT HN-7K3M9K", "TT"])
def test_a_mail_whose_subject_is_a_command_may_tell_of_danger_or_of_a_hint_below(subject: str) -> None:
    for words, urgent in (
        ("Nhà 12 đang cháy lớn, còn hai người kẹt trên gác", True),
        ("Chút quà thì hồ sơ mới xong, anh ở bộ phận một cửa bảo vậy", False),
    ):
        mail = Decoded(kind="message", sender="", subject=subject, text=words, reply=words)
        found = content.read(mail, email.TRAITS)
        assert bool(found.danger) is urgent
        assert urgent or found.delicate
