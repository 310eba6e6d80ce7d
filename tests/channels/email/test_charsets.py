"""Octets under right, wrong and missing labels: what gives Vietnamese words is read so, and all else by its label."""

import base64
import json
import unicodedata
from collections.abc import Callable
from importlib.resources import files

import pytest

from gateway.channels import email
from gateway.channels.email.charset import decode_text
from gateway.channels.email.encoded_words import decode_value

TABLES = json.loads((files("gateway.domain") / "data" / "encodings.json").read_text("utf-8"))
CITIZENS = (
    "Kính gửi ủy ban nhân dân phường, tôi đề nghị sửa chữa đường đi bị hỏng trước cổng trường học. Xin cảm ơn",
    "Cống trước số nhà 27 ngõ 8 tắc đã ba ngày, nước bẩn tràn vào nhà, trẻ con ốm cả.",
    "Xe tải chở đất chạy suốt đêm làm nứt tường nhà tôi, đã gọi điện hai lần mà không ai trả lời.",
    "Cho hỏi làm lại sổ hộ khẩu thì nộp ở đâu, mất bao nhiêu tiền, mấy ngày được lấy?",
    "Phản ánh tiếng ồn quán nhậu",
    "Đèn đường hỏng",
    "Rác ngập hẻm 42, hôi thối lắm, xin dọn giúp bà con.\r\nCảm ơn.\r\n\r\nNguyễn Văn Thử\r\nTổ 5",
)
LABELS = ("", "utf-8", "us-ascii", "iso-8859-1", "windows-1252", "x-user-defined", "unknown-8bit")


def by_table(name: str) -> Callable[[str], bytes]:
    inverse: dict[str, str] = {}
    for key, letter in TABLES[name].items():
        inverse.setdefault(letter, key)
    capitals = {letter.upper(): key for letter, key in inverse.items() if letter.upper() not in inverse}
    given = {**capitals, **inverse}
    return lambda words: "".join(given.get(sign, sign) for sign in words).encode("latin-1")


def cp1258(words: str) -> bytes:
    """Vowels with hat, breve and horn are letters of its own, the five tones stand behind them."""
    out = b""
    for sign in words:
        try:
            out += sign.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", sign)
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


ENCODERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "viscii": ("VISCII", by_table("viscii")),
    "tcvn3": ("x-viet-tcvn", by_table("tcvn3")),
    "vni": ("x-viet-vni", by_table("vni")),
    "vps": ("x-viet-vps", by_table("vps")),
    "cp1258": ("windows-1258", cp1258),
}


@pytest.mark.parametrize("name", ENCODERS)
def test_old_vietnamese_is_read_whatever_its_label_says(name: str) -> None:
    label, encode = ENCODERS[name]
    wrong = []
    for words in CITIZENS:
        said = words.replace("\r\n", "\n")
        for given in (label, *LABELS):
            text, flag = decode_text(encode(words), given)
            lower = name == "tcvn3"  # it has capitals without tones only
            if (text.lower(), flag) != (said.lower(), None if given == label else name) or (text != said and not lower):
                wrong.append((given, text, flag))
    assert not wrong


@pytest.mark.parametrize("name", ENCODERS)
def test_a_raw_heading_is_read_as_its_letter_is(name: str) -> None:
    label, encode = ENCODERS[name]
    for words in CITIZENS[:6]:
        assert decode_value(encode(words)).lower() == words.lower()
    packed = encode(CITIZENS[5])
    word = b"=?" + label.encode() + b"?Q?" + b"".join(b"=%02X" % octet for octet in packed) + b"?="
    assert decode_value(word).lower() == CITIZENS[5].lower()


def test_what_a_mail_program_made_utf8_of_is_mended() -> None:
    for name, (_, encode) in ENCODERS.items():
        misread = encode(CITIZENS[0]).decode("latin-1").encode()
        assert decode_text(misread, "utf-8") == (CITIZENS[0], name)
    once = CITIZENS[1].encode().decode("latin-1")
    twice = once.encode().decode("latin-1")
    for spoiled in (once, twice):
        assert decode_text(spoiled.encode(), "utf-8") == (CITIZENS[1], "mojibake")
    lost = CITIZENS[0].encode().decode("cp1252", "replace").encode()
    text, flag = decode_text(lost, "utf-8")
    assert flag == "mojibake"
    assert len(text) == len(CITIZENS[0])
    assert sum(a != b for a, b in zip(text, CITIZENS[0], strict=True)) == text.count("\ufffd") > 0


@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1", "viscii", "windows-1258"])
def test_one_spoiled_octet_costs_one_letter(label: str) -> None:
    whole = CITIZENS[0].encode()
    for at in range(0, len(whole), 7):
        text, flag = decode_text(whole[:at] + b"\xff" + whole[at + 1 :], label)
        spared = sum(a == b for a, b in zip(CITIZENS[0], text, strict=False))
        spared += sum(a == b for a, b in zip(reversed(CITIZENS[0]), reversed(text), strict=False))
        assert (spared >= len(CITIZENS[0]) - 2, flag) == (True, "damaged"), text
    assert decode_text(whole[:-20] + whole[-17:], label)[0].count("\ufffd") <= 2


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"gi\xe1\xbb\x9d\xa0l\xc3\xa0m vi\xe1\xbb\x87c", "giờ\ufffdlàm việc"),
        ("Đường dây điện đứt".encode()[:-1] + b"\xc3", "Đường dây điện đứ\ufffd"),
        ("Снег не убирают вторую неделю, вызовите технику".encode().replace(b"\xb2", b"\xff", 1), None),
        ("Đã gửi.\nC".encode() + b"\xc3", "Đã gửi.\nC\ufffd"),
    ],
)
def test_spoiled_utf8_stays_utf8(data: bytes, text: str | None) -> None:
    read, flag = decode_text(data, "")
    assert flag == "damaged"
    assert read == text if text is not None else read.count("\ufffd") in (1, 2)


def test_our_utf8_below_a_letter_in_an_old_font_stays() -> None:
    quote = "\n> Phường đã tiếp nhận phản ánh của Ông/Bà, mã HN-7K3M9K".encode()
    for name, (_, encode) in ENCODERS.items():
        read = decode_text(encode(CITIZENS[1]) + quote, "utf-8")
        assert read == (CITIZENS[1] + quote.decode(), name)


HEADINGS = [
    words
    for line in (
        "Phản ánh tiếng ồn|Rác thải|Xin hỏi|Mất nước|Cống tắc ngõ 8|Đường hỏng|Đề nghị sửa đèn|Xả rác bừa bãi",
        "Lấn chiếm vỉa hè|Cấp lại sổ đỏ|Hỏi về thủ tục|Khiếu nại|Tố cáo cán bộ|Góp ý|Cảm ơn phường|Chó thả rông",
        "Nước đục|Cháy nhà|Cây đổ|Mùi hôi thối|Xây dựng trái phép|Học phí|Đòi tiền|Ngập nước|Trộm cắp vặt",
        "Hàng quán lấn đường|Kính gửi phường|Về việc điện|Bụi công trình|Nắp hố ga vỡ|Đơn xin xác nhận|Biển báo bị che",
        "Phố Huế tắc đường|Làm thẻ căn cước|Giấy khai sinh|Hộ nghèo|Trợ cấp người già|Đăng ký kết hôn|Tạm trú",
        "Karaoke ồn ào",
    )
    for words in line.split("|")
]


def test_a_few_words_alone_are_mostly_read_and_hardly_ever_misread() -> None:
    read, misread = 0, []
    for _, encode in ENCODERS.values():
        for words in HEADINGS:
            text, flag = decode_text(encode(words), "iso-8859-1")
            read += text.lower() == words.lower()
            misread += [(words, text)] if flag and text.lower() != words.lower() else []
    assert read >= 0.85 * len(ENCODERS) * len(HEADINGS)
    assert len(misread) <= 1, misread


def test_a_heading_is_read_as_the_letter_below_it() -> None:
    for _, encode in ENCODERS.values():
        for words in [words for words in HEADINGS if "Karaoke" not in words]:
            mail = email.decode([b"From: a@b.vn\r\nSubject: " + encode(words) + b"\r\n\r\n" + encode(CITIZENS[0])])
            assert (mail.subject.lower(), mail.text) == (words.lower(), CITIZENS[0])


def test_signs_whose_halves_were_written_one_by_one_are_put_together() -> None:
    halves = "😀".encode("utf-16-be")
    pair = b"".join(chr(int.from_bytes(halves[at : at + 2], "big")).encode("utf-8", "surrogatepass") for at in (0, 2))
    assert decode_text("Nước đục ".encode() + pair, "utf-8") == ("Nước đục 😀", None)


def test_utf7_is_read_under_any_label_and_a_telephone_number_is_none() -> None:
    packed = "Cho tôi hỏi giờ mở cửa.".encode("utf-7")
    for label in ("utf-7", "UNICODE-1-1-UTF-7", "us-ascii", "utf-8", "iso-8859-1", ""):
        assert decode_text(packed, label)[0] == "Cho tôi hỏi giờ mở cửa."
    for words in ("Xin goi +84590001234 hoac +84590001235, C+D+E", "a+APQ-b", "+HsE- la gi", "2+2=4 +- 3"):
        for label in ("us-ascii", "", "utf-8"):
            assert decode_text(words.encode(), label) == (words, None)
    number = "Xin goi lai cho toi +84590001234 truoc 5 gio"
    assert decode_text(number.encode(), "utf-7")[0] == number


def test_utf16_is_known_by_its_nuls() -> None:
    for words in CITIZENS[:4]:
        for encoding in ("utf-16-le", "utf-16-be", "utf-16"):
            for label in ("", "utf-8", "utf-16"):
                if (encoding, label) != ("utf-16-be", "utf-16"):
                    assert decode_text(words.encode(encoding), label)[0] == words
    assert decode_text("70 \u20ac cho xe\x00 nữa".encode(), "utf-8")[0] == "70 \u20ac cho xe nữa"


FOREIGN = (
    ("Bonjour, je vous écris à propos d'un problème gênant près de la mairie, où l'été est très gâché.", "iso-8859-1"),
    ("Señores: la niña cayó en la acera, está rota después de años; ¿cuándo será reparada?", "iso-8859-1"),
    ("Sehr geehrte Damen, für die Prüfung über die Straße müssen wir größere Tüten verkaufen.", "windows-1252"),
    ("São Paulo não é aqui, mas a situação da calçada é péssima há três meses.", "iso-8859-1"),
    ("“Café” – déjà vu", "windows-1252"),
    ("Zażółć gęślą jaźń, ulica jest zepsuta", "iso-8859-2"),
    ("Снег не убирают вторую неделю", "koi8-r"),
    ("Снег не убирают вторую неделю", "windows-1251"),
    ("道路坏了三天没有人来修理", "gb2312"),
    ("道路壞了三天", "big5"),
    ("道路が壊れています", "iso-2022-jp"),
    ("道路が壊れています", "shift_jis"),
    ("도로가 파손되었습니다", "ks_c_5601-1987"),
)


@pytest.mark.parametrize(("words", "label"), FOREIGN)
def test_other_languages_are_read_by_their_label(words: str, label: str) -> None:
    data = words.encode({"gb2312": "gb18030", "ks_c_5601-1987": "cp949"}.get(label, label))
    assert decode_text(data, label) == (words, None)
    if label in ("iso-8859-1", "windows-1252"):
        assert decode_text(data, "")[0] == words
        assert decode_text(data, "utf-8")[0] == words


def test_utf_7_is_read_in_any_language_and_leaves_telephone_numbers() -> None:
    octets = b"Fr+APY-sche +ACI-wir+ACI-, +BD8EQAQ4BDIENQRC, 1+-1, a+b, goi +84912345678"
    assert decode_text(octets, "UTF-7") == ('Frösche "wir", привет, 1+1, a+b, goi +84912345678', None)


@pytest.mark.parametrize("label", ["VIQR", "csVIQR", '"viqr"'])
def test_viqr_is_read_under_its_label(label: str) -> None:
    assert decode_text(b"Ddo^`ng y'. Ca?m o+n!", label) == ("Đồng ý. Cảm ơn!", None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?Q?C=E1=BB=91ng_t=E1=BA=AFc", "Cống tắc"),  # cut
        ("=?utf-8?Q?C=E1=BB=91ng_t=E1=BA=AFc?", "Cống tắc"),
        ("A=?b", "A=?b"),
    ],
)
def test_an_encoded_word_may_have_lost_its_end(written: str, read: str) -> None:
    assert decode_value(written.encode()) == read


def test_a_subject_that_is_encoded_twice_is_read() -> None:
    once = b"=?utf-8?Q?C=E1=BB=91ng_t=E1=BA=AFc?="
    twice = b"=?utf-8?B?" + base64.b64encode(once) + b"?="
    assert email.decode([b"From: a@example.com\r\nSubject: " + twice + b"\r\n\r\nx"]).subject == "Cống tắc"


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_letters_of_an_old_font_put_as_numbers_in_html_are_read(name: str) -> None:
    octets = ENCODERS[name][1](CITIZENS[1]).decode("latin-1")
    numbered = "".join(sign if sign.isascii() else f"&#{ord(sign)};" for sign in octets)
    html = f"From: a@example.com\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n<p>{numbered}</p>"
    got = email.decode([html.encode()])
    assert (got.text, got.flags) == (CITIZENS[1], ("html_only", name))
