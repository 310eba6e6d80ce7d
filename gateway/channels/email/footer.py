"""What stands around the sender's words and is not theirs: "Đã gửi từ iPhone của tôi", the lines behind "-- ".

A footer is a last line of its own and a few words long; "Gửi từ điện thoại mượn của hàng xóm, xin trả lời …" goes on
as a sentence, and stays.
"""

import re

from gateway.domain.text import fold

__all__ = ["is_footer", "is_greeting", "is_sentence", "is_signature"]

MAX_SIGNATURE, MAX_SIGNATURE_LINES = 1_000, 20  # characters and lines behind "-- "; what is longer is a letter
SENTENCE = 6  # words; names, streets and offices have fewer
MAX_UNSURE, MAX_UNSURE_LINE = 8, 80  # lines behind "--" without its blank, and the length of each

_DEVICE = (
    r"(?:iphone|ipad|ios|android|samsung|galaxy|xiaomi|redmi|poco|oppo|vivo|realme|huawei|nokia|blackberry|vsmart"
    r"|bphone|pixel|htc|lumia|windows|zalo|outlook|gmail|yahoo|spark|proton|k-9|thunderbird|mail app|mobile|handheld"
    r"|wireless|smartphone|tablet|laptop|phone|telefon|telephone|movil|di dong|dien thoai|may tinh|may cua toi"
    r"|thiet bi|cell|mailbox|airmail|device|mobil\w*|alcatel|wiko|ipod)"
)
_PROGRAM = r"\[?(?:outlook|yahoo|gmail|zalo|spark|proton|airmail|bluemail|mail\b)"
_SENT_FROM = (
    r"(?:da gui|duoc gui|gui|sent|send|envoye|enviado|inviato|verzonden|skickat|sendt|wyslan[eo]|gesendet)"
    r" (?:tu|bang|qua|from|via|with|using|through|by|a partir de|de|depuis|desde|do|da|vanaf|met|von|mit|fran?|ze?)\b"
)
_FOOTER = re.compile(
    r"(?:(?:thu|mail|email|tin nhan) nay |this (?:message|e?-?mail) was |diese nachricht wurde |ce message a ete )?"
    rf"(?:{_SENT_FROM}[^,:;?]{{0,60}}?\b{_DEVICE}\b[^,:;?]{{0,60}}"
    rf"|sent (?:from|by) my(?: [\w+-]{{1,15}}){{1,5}}|from my [\w -]{{0,30}}{_DEVICE}[\w ]{{0,10}}|sent by {_DEVICE}"
    rf"|(?:tai|lay|get|download|telecharger|obtener|hol dir) {_PROGRAM}\b[^,:;?]{{0,40}}"
    r"|(?:从|從|发自|發自).{0,20}(?:iphone|ipad|android|手机|手機).{0,10}|(?:iphone|ipad|android)\w{0,10}から送信"
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
_REACHED = re.compile(r"\S@\S|https?:|www\.|(?:\d[\s.()-]{0,3}){7}")
_OFFICE = re.compile(
    r"\W*(?:chuyen vien|can bo|cong chuc|nhan vien|ke toan|van thu|truong|pho|chu tich|giam doc|quyen|to (?:truong|pho)"
    r"|phong|ban|bo phan|van phong|uy ban|ubnd|so|trung tam|vien|benh vien|cong ty|chi nhanh|xi nghiep|hop tac xa|khoa"
    r"|dia chi|head|deputy|manager|director|department|office)\b"
)
_NAME_WORD = re.compile(r"[^\W\d_]+")
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
    named = _is_name(said[0]) or bool(_COURTESY.match(fold(said[0])))
    return all(
        len(line) <= MAX_UNSURE_LINE and not _RULE.fullmatch(line) and not _states(line, below_name=named)
        for line in said
    )


def _signs(line: str) -> bool:
    """Whether a line is what a signature has: a name, a number or an address to be reached by, a courtesy, a phone's
    footer."""
    return _is_name(line) or bool(_REACHED.search(line) or _COURTESY.match(fold(line))) or is_footer(line)


def _is_name(line: str) -> bool:
    """Whether every word begins with a capital."""
    return all(word[0].isupper() for word in _NAME_WORD.findall(line)) and any(map(str.isupper, line))


def _states(line: str, *, below_name: bool) -> bool:
    """Whether a line says something: a point of a list, a sentence with its end, or one that has only lost its stop.

    `below_name`: it stands below a name, where an office or a street may be as long."""
    words = line.split()
    if _POINT.match(line):
        return True
    if _is_name(line) or _COURTESY.match(fold(line)) or is_footer(line) or (len(words) < 9 and _REACHED.search(line)):
        return False
    if line.endswith((".", "!", "?", "…")):
        return len(words) > 1
    if below_name and _OFFICE.match(fold(line)):
        return False
    small = sum(not word[:1].isupper() for word in words[1:])
    return len(words) >= SENTENCE and 3 * small > 2 * (len(words) - 1)
