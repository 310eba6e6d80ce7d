"""Vietnamese text: cleaning, folding, repairing, counting. Real sentences, and properties over any text."""

import json
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import text
from gateway.domain.text.kept import Kept, KeptLines

ANY = st.text(alphabet=st.characters(codec=None), max_size=200)
SENTENCE = "Kính gửi ủy ban nhân dân phường, tôi đề nghị sửa chữa đường đi bị hỏng trước cổng trường học. Xin cảm ơn"
TABLES = json.loads((files("gateway.domain") / "data" / "encodings.json").read_text("utf-8"))


def encoded(name: str, sentence: str = SENTENCE) -> bytes:
    inverse: dict[str, str] = {}
    for key, letter in TABLES[name].items():
        inverse.setdefault(letter, key)
    return "".join(inverse.get(c, c) for c in sentence).encode("latin-1")


# --- clean and fold ---


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("70 \u20ac cho xe\x00 của người khác", "70 \u20ac cho xe"),
        (unicodedata.normalize("NFD", "Phường đã tiếp nhận"), "Phường đã tiếp nhận"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("x\ud83dy", "x\ufffdy"),
        ("bell\x07 tab\tesc\x1b", "bell tab\tesc"),
    ],
)
def test_clean_gives_what_the_database_and_a_page_can_hold(raw: str, stored: str) -> None:
    assert text.clean(raw) == stored


@given(ANY)
def test_cleaned_text_is_nfc_encodes_and_stays_as_it_is(s: str) -> None:
    cleaned = text.clean(s)
    assert "\x00" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    assert text.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ĐƯỜNG Láng", "duong lang"),
        (unicodedata.normalize("NFD", "đường Láng"), "duong lang"),
        ("ＴＴ １２", "tt 12"),
        ("cháy\u00a0nhà", "chay nha"),
        ("tố\u200b cáo", "to cao"),
        ("Straße", "strasse"),
    ],
)
def test_fold_gives_one_form_to_match(typed: str, folded: str) -> None:
    assert text.fold(typed) == folded


@given(ANY)
def test_folding_twice_changes_nothing(s: str) -> None:
    assert text.fold(text.fold(s)) == text.fold(s)


@pytest.mark.parametrize("kind", [Kept, KeptLines])
def test_of_pieces_neither_too_many_are_kept_nor_long_ones(kind: type[Kept[str]]) -> None:
    kept = kind(str.upper)
    assert [kept["a"], kept["a" * (kind.longest + 1)], kept["a"]] == ["A", "A" * (kind.longest + 1), "A"]
    assert list(kept) == ["a"]
    assert all(kept[str(n)] == str(n) for n in range(3 * kind.most))
    assert len(kept) <= kind.most


def test_teencode_is_spelled_out_for_matching_only_where_it_is_no_word() -> None:
    assert text.expand("K dc   đâu ạ") == "khong duoc dau a"
    assert text.expand("hẻm 12 p. 5, q 10") == "hem 12 p. 5, q 10"


# --- what goes out by SMS ---


@pytest.mark.parametrize(
    ("accented", "plain"),
    [
        ("UBND P.Văn Miếu-Quốc Tử Giám", "UBND P.Van Mieu-Quoc Tu Giam"),
        ("“Đã dọn” – xong…", '"Da don" - xong...'),
        ("Đường\u00a0Trần Phú 😀", "Duong Tran Phu "),
        ("a_b^c {1} €5", "a_b^c {1} €5"),
    ],
)
def test_unaccent_keeps_case_and_punctuation_and_needs_no_ucs2(accented: str, plain: str) -> None:
    assert text.unaccent(accented) == plain
    assert text.is_gsm7(plain)


def test_no_letter_is_ever_replaced_by_a_question_mark() -> None:
    assert text.unaccent("漢字 và Ж") == "漢字 va Ж"


@pytest.mark.parametrize(
    ("body", "encoding", "units"),
    [
        ("a" * 160, "gsm7", [160]),
        ("a" * 161, "gsm7", [153, 8]),
        ("a" * 152 + "€" + "a" * 10, "gsm7", [152, 12]),
        ("ă" * 70, "ucs2", [70]),
        ("ă" * 71, "ucs2", [67, 4]),
        ("ă" * 66 + "😀" + "ă" * 10, "ucs2", [66, 12]),
        ("quà là è ò", "gsm7", [10]),
        ("", "gsm7", [0]),
    ],
)
def test_segments_are_cut_where_the_standard_says(body: str, encoding: str, units: list[int]) -> None:
    parts = text.segments(body)
    assert [p.units for p in parts] == units
    assert {p.encoding for p in parts} == {encoding}


def test_decomposed_vietnamese_does_not_cost_more() -> None:
    assert text.segments(unicodedata.normalize("NFD", "Phường đã tiếp nhận"))[0].units == 19


@given(st.text(max_size=800))
def test_segments_join_to_the_whole_and_each_fits(s: str) -> None:
    parts = text.segments(s)
    limit = {("gsm7", True): 160, ("gsm7", False): 153, ("ucs2", True): 70, ("ucs2", False): 67}
    assert "".join(p.text for p in parts) == unicodedata.normalize("NFC", s)
    assert all(p.units <= limit[p.encoding, len(parts) == 1] for p in parts)
    for p in parts:
        if p.encoding == "ucs2":
            assert p.units == len(p.text.encode("utf-16-be", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("\ufeffRác", "Rác"),
        (" \u200b\n\u200e Rác \n", "Rác"),
        ("👨\u200d👩 lạc", "👨\u200d👩 lạc"),
        ("Rác\u200b", "Rác\u200b"),
        ("\u200b \ufeff", ""),
        ("", ""),
    ],
)
def test_a_text_begins_with_what_is_seen(written: str, said: str) -> None:
    assert text.trimmed(written) == said


# --- legacy encodings ---


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "vps"])
def test_old_fonts_are_read_from_what_a_wrong_label_made_of_them(name: str) -> None:
    raw = encoded(name)
    assert text.repair(raw.decode("latin-1")) == (SENTENCE, name)
    assert text.decode_octets(raw, None) == (SENTENCE, name)


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_old_fonts_are_read_through_windows_1252(name: str) -> None:
    assert text.repair(encoded(name).decode("cp1252")) == (SENTENCE, name)


def test_utf8_read_as_latin1_is_mended() -> None:
    assert text.repair(SENTENCE.encode().decode("latin-1")) == (SENTENCE, "mojibake")


def test_our_own_words_in_a_quote_stay_while_the_old_font_above_is_mended() -> None:
    mixed = encoded("tcvn3").decode("latin-1") + "\n\n> Mã tra cứu của Ông/Bà được gửi kèm"
    assert text.repair(mixed) == (SENTENCE + "\n\n> Mã tra cứu của Ông/Bà được gửi kèm", "tcvn3")


@pytest.mark.parametrize(
    "good",
    [
        SENTENCE,
        "Kinh gui UBND phuong, rac do day duong",
        "Nhà bà Hà có lò gà, khói mù, hôi quá là hôi, sao cứ lờ đi thế",
        "Bonjour, je vous écris à propos d'un problème gênant près de la mairie, où l'été des élèves étaient gênés.",
        "Señores: la niña cayó en la acera, está rota después de años; ¿cuándo será reparada? Gracias, José Núñez",
        "Sehr geehrte Damen, für die Prüfung über die Straße müssen wir größere Äpfel verkaufen, die Tür ist geöffnet.",
        "Café Résumé",
        "",
    ],
)
def test_text_that_reads_well_is_left_alone(good: str) -> None:
    assert text.repair(good) == (good, None)


def test_lost_letters_are_said() -> None:
    assert text.repair("tr\ufffd\ufffdng h\ufffdc")[1] == "damaged"


# --- language ---


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Rác đổ đầy đường", "vi"),
        ("phuong co lam viec thu 7 khong", "vi"),
        ("Ddenf dduwowngf ngox 68 bij hongr", "vi"),
        ("alo p oi nuoc may nha e duc nhu nc gao, ktra cho nao dc z", "vi"),
        ("Hello, the road in An Khanh ward is broken", "en"),
        ("There is a fire at 12 Hàng Bài, please help", "en"),
        ("STOP the noise please", "en"),
        ("help me", "en"),
        ("TC ALL", ""),
        ("ngap roi", ""),
        ("TT HN-7K3M9K", ""),
        ("ok", ""),
        ("", ""),
        ("123 !!", ""),
        ("你好，我家门口的路灯坏了", "other"),
        ("Здравствуйте, фонарь не работает", "other"),
        ("huy cai do thoi, con den thi de nguyen cho ba con di", "vi"),
        ("I'm afraid it has fallen down again; the base is cracked.\n\nMarta", "en"),
        ("Bonjour, la rue est sale et nous vous prions de nettoyer", "other"),
        ("Hallo, die Strasse ist nicht sauber und wir bitten", "other"),
        ("👍👍", ""),
    ],
)
def test_language_of_the_reply_is_that_of_the_citizen(words: str, language: str) -> None:
    assert text.language(words) == language


def test_the_letters_of_a_number_plate_say_nothing_of_the_language() -> None:
    assert text.language("xe 29my 1234 do via he") == "vi"
    assert text.language("29my 1234") == ""


@given(ANY)
def test_no_text_is_refused(s: str) -> None:
    text.repair(s)
    text.expand(s)
    assert text.language(s) in {"vi", "en", text.OTHER, ""}
    assert text.typography(text.unaccent(s)) is not None


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("chasy nhaf soos 5 ngox 12 phoos Maaux", "cháy nhà số 5 ngõ 12 phố mẫu"),
        ("cha1y lo71n o73 cho75 Ma64u", "cháy lớn ở chợ mẫu"),
        ("ddeenf ddwowngf hoongr", "đền đường hổng"),
        ("nguwowif giaf bij lacj", "người già bị lạc"),
        ("d9a1nh nhau to o73 qua1n nha65u", "đánh nhau to ở quán nhậu"),
        ("toos caso cans booj", "tố cáo cán bộ"),
        ("ddieenj thoaij quaf giaf", "điện thoại quà già"),
        (
            "Ddu+o+`ng tru+o+'c nha` so^' 12 bi. nga^.p, tre? em kho^ng ddi ho.c ddu+o+.c.",
            "Đường trước nhà số 12 bị ngập, trẻ em không đi học được.",
        ),
        ("Cha'y o+? cho+. Ma^~u, ngu+o+`i ma('c ke.t", "Cháy ở chợ Mẫu, người mắc kẹt"),
        ("Kinh gu+?i phu+o+`ng, cho ho?i nga`y na`o co' ke^'t qua??", "Kinh gửi phường, cho hỏi ngày nào có kết quả?"),
        ("Nop ho so (ban sao) + 2 anh o(phong 1) a(b) duoc khong? Cam on.", None),
        ("2^10 + e^x = o+ a+ blood group", None),
        ("nha so 5 ngo8 pho Mau to6 khu b12 p3", None),
        ("My father has stopped breathing, apartment 5", None),
        ("There is a first aid class for kids in July", None),
        ("den duong hem 212 hu 3 hom nay roi", None),
        ("Đèn đường ngõ 5 hỏng", None),
        ("k dc gi het a, goi 0590003301", None),
        ("", None),
    ],
)
def test_raw_telex_and_vni_are_read_and_nothing_else_is(keys: str, meant: str | None) -> None:
    assert text.typed(keys) == (keys if meant is None else meant)
