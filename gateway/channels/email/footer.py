"""What stands around the sender's words and is not theirs: "Đã gửi từ iPhone của tôi", the lines behind "-- ".

A footer is a last line of its own and a few words long; "Gửi từ điện thoại mượn của hàng xóm, xin trả lời …" goes on
as a sentence, and stays.
"""

import re

from gateway.channels.email.footer_words import MIDDLE_NAMES, OF_SIGNATURES, SURNAMES
from gateway.domain.text import fold

__all__ = ["is_footer", "is_greeting", "is_sentence", "is_signature", "says_who"]

MAX_SIGNATURE, MAX_SIGNATURE_LINES = 1_000, 20  # characters and lines behind "-- "; what is longer is a letter
SENTENCE = 6  # words; names, streets and offices have fewer
MAX_UNSURE, MAX_UNSURE_LINE = 8, 80  # lines behind "--" without its blank, and the length of each
MAX_NAME, MAX_PHRASE, MIN_ADDRESS = 4, 6, 3  # words of a name in capitals, and of a post; parts of an address

_DEVICE = (
    r"(?:iphone|ipad|ios|android|samsung|galaxy|xiaomi|redmi|poco|oppo|vivo|realme|huawei|nokia|blackberry|vsmart"
    r"|bphone|pixel|htc|lumia|windows|zalo|outlook|gmail|yahoo|spark|proton|k-9|thunderbird|mail app|mobile|handheld"
    r"|wireless|smartphone|tablet|laptop|phone|telefon|telephone|movil|di dong|dien thoai|may tinh|may cua toi"
    r"|thiet bi|cell|mailbox|airmail|device|mobil\w*|alcatel|wiko|ipod|zoho mail)"
)
_PROGRAM = r"\[?(?:outlook|yahoo|gmail|zalo|spark|proton|airmail|bluemail|mail\b)"
_SENT_FROM = (
    r"(?:da gui|duoc gui|gui|sent|send|envoye|enviado|inviato|verzonden|skickat|sendt|wyslan[eo]|gesendet)"
    r" (?:tu|bang|qua|from|via|with|using|through|by|a partir de|de|depuis|desde|do|da|vanaf|met|von|mit|fran?|ze?)\b"
)
_MY, _KOREAN_DEVICE, _SENT_IN_KOREAN = map(  # fold takes its letters apart
    fold, ("(?:나의|내)", "갤럭시|휴대폰|휴대전화", "에서 보냄|에서 보냈습니다|에서 보낸 메일|에서 발송")
)
_FOOTER = re.compile(
    r"(?:(?:thu|mail|email|tin nhan) nay |this (?:message|e?-?mail) was |diese nachricht wurde |ce message a ete )?"
    rf"(?:{_SENT_FROM}[^,:;?]{{0,60}}?\b{_DEVICE}\b[^,:;?]{{0,60}}"
    rf"|sent (?:from|by) my(?: [\w+-]{{1,15}}){{1,5}}|from my [\w -]{{0,30}}{_DEVICE}[\w ]{{0,10}}|sent by {_DEVICE}"
    rf"|(?:tai|lay|get|download|telecharger|obtener|hol dir) {_PROGRAM}\b[^,:;?]{{0,40}}"
    r"|(?:从|從|发自|發自).{0,20}(?:iphone|ipad|android|手机|手機).{0,10}|(?:iphone|ipad|android)\w{0,10}から送信"
    rf"|отправлено (?:с|из|через) (?:{_DEVICE}|(?:мобильнои |приложения )*(?:почты )?(?:яндекс|mail\.ru)[\w. ]{{0,20}})"
    rf"|(?:{_MY} )?(?:{_DEVICE}|{_KOREAN_DEVICE})\w{{0,8}} ?(?:{_SENT_IN_KOREAN})"
    rf"|(?:von|fra|fran) (?:meinem|min) .{{0,40}}(?:gesendet|sendt|skickat))"
)
_GOES_ON = re.compile(  # as a sentence does
    r"\b(?:vi|nen|khong|xin|muon|o|nho|hang xom|cua (?!toi\b|minh\b|em\b)\w+|because|was|were|is|are|see|not)\b"
)
_EXCUSE = re.compile(r"[.,!]\s+(?:please excuse|excuse|sorry for|xin thu loi|vui long thong cam)\b.{0,60}\Z")
_GREETING = re.compile(r"(?:kinh (?:gui|thua|chao)|xin chao|chao|thua|dear|hi|hello)\b[^,.!?:;\d]{0,60}[,:]")
_COURTESY = re.compile(
    r"\W*(?:(?:(?:xin )?(?:tran trong|chan thanh)|(?:xin )?cam on|kinh (?:thu|chao|don)|than (?:men|ai|chao)"
    r"|chao than ai|chuc (?:phuong|anh|chi|ong|ba|moi nguoi|suc khoe|mot ngay))\b[^,.;:!?\d]{0,40}"
    r"|(?:(?:best|kind|warm|with) |regards|sincerely|yours|cheers|thanks|thank you|many thanks|hey|take care"
    r"|all the best|have a (?:nice|good|great))\b[^.;:!?\d]{0,40})[.,!]*\Z"
)
_REACHED = re.compile(r"\S{1,200}@\S{1,200}|(?:https?:|www\.)\S{1,500}|\+?(?:\d[\s.()-]{0,3}){7,20}")
_HOST = re.compile(r"(?<!\S)(?:[\w-]{1,60}\.){1,5}(?:vn|com|net|org|edu|gov|info|io|asia|biz)(?!\S)", re.I)
_PLACE = "(?:so|nha|pho|duong|ngo|ngach|hem|to|thon|ap|khu|phuong|xa|quan|huyen|thanh pho|tinh|tp)"
_ADDRESS_PART = re.compile(rf"(?:\d[\w/]* )?(?:{_PLACE} (?:\d[\w/]*|[a-z]+(?: [a-z]+)?)(?: |\Z)){{1,4}}")
_NAME_WORD = re.compile(r"\b[^\W\d_]+\b")
_POINT = re.compile(r"\d{1,2}[.)]\s")
_RULE = re.compile(r"[-_=*\s]{2,}")
_LINK = re.compile(r"<?https?://[^\s<>]{1,200}>?")


def is_footer(line: str) -> bool:
    """Whether a last line is a phone's or a program's, by a few words that name it."""
    if len(line) > 200:
        return False
    key = _EXCUSE.sub("", fold(_LINK.sub("", line)).strip(" .-<>()[]*_")).strip(" .")
    return len(key.split()) <= 12 and bool(_FOOTER.fullmatch(key)) and not _GOES_ON.search(key)


def is_greeting(line: str) -> bool:
    """Whether a line only opens a letter: "Kính gửi phường,"."""
    return len(line) <= 80 and bool(_GREETING.fullmatch(fold(line).strip()))


def is_sentence(line: str) -> bool:
    """Whether a line in a signature's second paragraph says something: a postscript may be a cry for help."""
    return len(line.split()) >= SENTENCE and not is_footer(line)


def is_signature(mark: str, below: list[str]) -> bool:
    """Whether the line `mark` begins a signature, and `below` are its lines (RFC 3676 §4.3). Many programs lose the
    blank behind the dashes, and people divide a letter by "--": what stands below must then look like a signature."""
    said = [line.strip() for line in below if line.strip()]
    if mark == "-- ":
        return len(said) <= MAX_SIGNATURE_LINES and sum(map(len, said)) <= MAX_SIGNATURE
    if mark.rstrip() != "--" or not 0 < len(said) <= MAX_UNSURE or not any(map(_signs, said)):
        return False
    return all(len(line) <= MAX_UNSURE_LINE and not _RULE.fullmatch(line) and not _states(line) for line in said)


def _signs(line: str) -> bool:
    """Whether a line is what a signature has: a name, a number or an address to be reached by, a courtesy, a phone's
    footer."""
    return _is_name(line) or bool(_REACHED.search(line) or _COURTESY.match(fold(line))) or is_footer(line)


def _is_name(line: str) -> bool:
    """Whether every word begins with a capital; where all or none of a line is in capitals, whether it is built as a
    name."""
    words = _NAME_WORD.findall(line)
    if len(words) > 1 and (line.isupper() or line.islower()):
        first, second, *_ = map(str.lower, words)
        return len(words) <= MAX_NAME and (second in MIDDLE_NAMES or (line.isupper() and first in SURNAMES))
    return bool(words) and all(word[0].isupper() for word in words)


def _states(line: str) -> bool:
    """Whether a line says something: a point of a list, a question or a cry, or any word that is not a signature's."""
    if _POINT.match(line) or (line.endswith(("!", "?", "…")) and not _COURTESY.match(fold(line))):
        return True
    return not (says_who(line) or is_footer(line))


def says_who(line: str) -> bool:
    """Whether nothing stands in a line but who writes, of which office, where, how to be reached, and a courtesy: names
    with their capitals, and words of signatures."""
    rest = _HOST.sub(" ", _REACHED.sub(" ", line))
    if _is_name(rest) or _is_address(rest):
        return True
    words = _NAME_WORD.findall(rest)
    keys = [word.lower() for word in words]
    is_shouted = rest.isupper()
    at = 0
    while at < len(words):
        is_capital = words[at][0].isupper() and (not is_shouted or len(words[at]) == 1)
        at += (length := _known(keys, at) or int(is_capital))
        if not length:
            return False
    return True


def _known(keys: list[str], at: int) -> int:
    """How many words from `at` on are one of OF_SIGNATURES, 0 where none is."""
    return next((n for n in range(MAX_PHRASE, 0, -1) if " ".join(keys[at : at + n]) in OF_SIGNATURES), 0)


def _is_address(line: str) -> bool:
    """Whether a line is a street, a ward, a city, in small letters too."""
    parts = [part.strip() for part in fold(line).split(",")]
    return len(parts) >= MIN_ADDRESS and all(map(_ADDRESS_PART.fullmatch, parts))
