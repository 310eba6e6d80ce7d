"""What comes to a public number and is no citizen's message: one-time passwords, adverts, scams; and bare thanks.

Sources: NĐ 91/2020 (an advert begins with its label), samples in tests/corpus. All patterns read the folded text.
"""

import re
from functools import lru_cache

from gateway.domain.text import fold

_OTP_NAMES = ("otp", "ma xac thuc", "ma xac nhan", "ma xac minh", "ma dang nhap", "verification code", "passcode")
_OTP_NAME = f"(?:{'|'.join(_OTP_NAMES)})"
_OTP = re.compile(rf"\b{_OTP_NAME}\b.{{0,60}}?\b\d{{4,8}}\b|\b\d{{4,8}}\b.{{0,40}}\b{_OTP_NAME}\b")
_OTP_ADVICE = re.compile(
    r"khong (?:chia se|cung cap|tiet lo)|hieu luc|het han|do not share|don't share|expires|valid for"
    r"|ma otp .{0,30}\bla:? ?\d{4,8}\b"
)
_PERSON = re.compile(r"\b(?:toi|em|chau|phan anh|lua dao|lua|mat tien|bi mat|de nghi|cong an|gia danh|nho|giup)\b")

_LABEL = re.compile(r"\s*+(?:(?:[\[(]\s*+)?(?:qc|ad|quang cao)\s*+[\])]|qc\b[:.\s])")
_OFFERS = (
    r"\b(?:trung (?:thuong|giai)|nhan thuong|qua tang|khuyen mai|uu dai|giam gia|ca cuoc|casino|no hu|tai app"
    r"|vay (?:nhanh|tin chap|tien|von|ngay)|ho tro vay|giai ngan|lai suat|nhu cau vay|tuyen ctv|cong tac vien online"
    r"|dat nen|can ho|chung cu mini|bds|bat dong san|so do chinh chu|gia (?:chi|tu)|chiet khau|flash sale"
    r"|freeship|voucher|sim so dep|bao hiem nhan tho|quan tam (?:alo|lh|ib|inbox|lien he)|inbox"
    r"|viec nhe luong cao|thu nhap (?:them|cao)|dau tu (?:chung khoan|sinh loi))\b"
)
_OFFER = re.compile(_OFFERS)
_MANY_OFFERS = 3  # different ones, of a text that is an advert though it has no other sign
_SIGNS_ASTRAY = 2  # different words of trade or school
_SIGNS = (
    re.compile(r"\bsoan (?:tin )?\S.{0,20}? gui (?:den )?\d{3,6}\b"),
    re.compile(r"\blh:? ?(?:zalo )?(?:0d|1[89]\d{4,8}|0\d{9}\b)|\b(?:lien he|hotline|goi) (?:ngay )?1[89]00\d{2,6}\b"),
    re.compile(r"\btk (?:goc|chinh|km)\b|\bhan su dung\b|\bquy khach\b|\bgia tri the nap\b"),
    re.compile(r"(?:https?|hxxps?)://|\bwww\.|\b(?:bit\.ly|zalo\.me|t\.me)/"),
    _OFFER,
)
_CITIZEN = re.compile(
    r"\b(?:phan anh|kien nghi|de nghi|khieu nai|to cao|lua dao|xu ly|toi bi|toi nhan duoc|lam phien|quay roi|ubnd"
    r"|phuong|xa)\b"
)

# Letters between firms, at school, to whoever hires: none of them is meant for an office.
_ASTRAY = re.compile(
    r"\b(?:bao gia|don hang|hop dong|cong no|chuyen khoan|gia da gom|vat|giao hang|van chuyen|lich san xuat|phieu giao"
    r"|hoa don|thanh toan|ke toan|phong kinh doanh|cong ty|doi tac|khach hang|invoice|quotation|purchase order|shipment"
    r"|bai tap|nop bai|bai thi|do an|tieu luan|mon [a-z]+|giang vien|thay a|co giao a|lop truong|nhom em|bai giang"
    r"|ben em (?:cung cap|chuyen|ban|co ban)|demo|dung thu|giai phap|phan mem|bang luong|file luong"
    r"|con gui (?:co|thay)|lop \d{1,2}[a-z]\d?|bang cham cong|cham cong|phieu luong|thieu sheet|file excel"
    r"|bao cao (?:tuan|doanh so)|duyet (?:giup|roi|gia|mau|file)|name card|to roi|catalogue?|chay may|in an"
    r"|cv|ung tuyen|phong van|vi tri tuyen dung|ho so xin viec|bien ban hop|lich hop|cuoc hop)\b"
)
_SELLS = re.compile(
    r"\b(?:ben (?:em|minh|chung toi)|cong ty (?:em|chung em|chung toi)|chung (?:em|toi)) (?:\S{1,20} )?"
    r"(?:chuyen )?(?:cung cap|phan phoi|ban si|san xuat|thi cong tron goi)\b"
)
_OPEN = r"\b(?:mo|xem|tai|click|bam|nhan) (?:vao )?(?:file|tep|link|duong dan|lien ket|tap tin)\b"
_MONEY = r"\b(?:hoa don|thanh toan|don hang|chuyen khoan|bao gia|mat khau|tai khoan cua (?:ban|quy khach))\b"
_LOCKED = r"\b(?:tai khoan|mat khau|hop thu)\b.{0,60}\b(?:bi khoa|het han|xac minh ngay|dung luong)\b"
_PHISHING = re.compile(
    rf"{_OPEN}.{{0,60}}{_MONEY}|{_MONEY}.{{0,80}}{_OPEN}|{_LOCKED}.{{0,80}}(?:click|bam|link|lien ket|https?:)"
)

_OPENED = ("file", "tep", "link", "duong dan", "lien ket", "tap tin", "click", "bam", "http")  # one of them is named

_FOREIGN_THANKS = fold(
    r"merci(?: beaucoup| bien| infiniment| a vous| madame| monsieur){0,2}"
    r"|(?:danke|vielen dank)(?: schon| sehr| vielmals)?|(?:muchas |mil )?gracias|grazie(?: mille| tante)?"
    r"|(?:muito )?obrigad[oa]|arigato\w{0,3}(?: gozaimasu)?|xie ?xie(?: nin?)?|(?:kamsa|gamsa|khamsa)\w{0,10}"
    r"|gomaw\w{0,6}|terima kasih(?: banyak)?|kh(?:o|a)[pb] ?khun(?: kh?rap| kha?)?|kob ?chai"
    r"|salamat(?: po)?|(?:большое )?спасибо(?: большое)?|(?:谢谢|謝謝|多谢|感谢)(?:你|您|你们)?|감사합니다|고맙습니다"
    r"|ありがとう(?:ございます|ございました)?"
)
_THANKS = re.compile(
    rf"\b(?:{_FOREIGN_THANKS}|cam on|cam un|c on|cmon|cm on|thank|thanks|tks|thx|chuc|vat va|happy new year)\b"
)
_WITH_THANKS = re.compile(
    rf"(?:(?>(?:{_FOREIGN_THANKS}|"
    r"cam on|cam un|c on|cmon|cm on|thank you|thanks|thank|tks|thx|happy new year|da nhan duoc|nhan duoc|nhan|ro"
    r"|cau tra loi|da tra loi|tra loi|phan hoi|da phan hoi|giai quyet|giai dap|da giup|da xu ly|xu ly"
    r"|da tiep nhan|tiep nhan|phan anh|da ghi nhan|duoc roi|thay roi|lanh dao|gia dinh|ba con|dong chi"
    r"|moi nguoi|kinh gui|chan thanh|tran trong|chung toi|nguoi dan|quy co quan|ubnd|uy ban|phuong|xa"
    r"|can bo|cac|ong|ba|anh|chi|toi|em|chau|minh|con|ad|e|p|mong|som|co|ket qua|chuc|mung|suc khoe"
    r"|nam moi|vui ve|hanh phuc|cong tac|vat va|so much|very much|a lot|lots|many|may|nghen|hen"
    r"|con|da|vang|ok|oke|okay|xin|rat|nhieu"
    r"|lam|tot|roi|nhe|nha|a"
    r")\b)[\s,.!:)(。，！]*+)++"
)
_GREETING = re.compile(
    r"(?:(?>(?:"
    r"a ?lo|xin loi|sorry|lam phien|hello|hi|hey|xin chao|chao|test|thu|ok|oke|okay|okie|vang|da nhan duoc"
    r"|da nhan|nhan duoc"
    r"|nhan roi|biet roi|hieu roi|biet r|hieu r|nhan r|ro r|oki|uki|okla|okie la|da biet|da hieu|da ro|ro roi|da xem"
    r"|da doc|ghi nhan|da ghi nhan|tin nhan|thong tin"
    r"|(?:thoi |se |da |roi )?(?:toi|tui|em|minh|con|chau|bac|chung toi|nha toi)"
    r" (?:se |van |ngoi )?(?:doi|cho(?! nha\b| o\b| cua\b))(?: vay| them| tin)?"
    r"|thoi|tui|con|chau|bac|duoc roi|duoc"
    r"|co ai khong|ubnd|uy ban|phuong|xa|can bo|cac|ong|ba|anh|chi|em|ban|minh|toi|roi|da|u|uh|um|nhe|nha"
    r"|a"
    r")\b)[\s,.!?:)(]*+){1,8}+"
)
_SHORT = 120  # characters of thanks that are nothing else


@lru_cache(16)  # several rules ask of one message
def _flat(words: str) -> str:
    return " ".join(fold(words).split())


def is_otp(words: str, *, machine: bool) -> bool:
    """Whether a text is a one-time password. A person who tells of one is not: their words must be kept."""
    flat = _flat(words)
    if not any(name in flat for name in _OTP_NAMES) or _OTP.search(flat) is None:
        return False
    return machine or (len(flat) <= 200 and _OTP_ADVICE.search(flat) is not None and _PERSON.search(flat) is None)


def is_advert(words: str) -> bool:
    """Whether a text is an advert or a scam: the label demanded by law, or two signs of one and no citizen's word."""
    flat = _flat(words)
    if _LABEL.match(flat):
        return True
    if _CITIZEN.search(flat) is not None:
        return False
    return sum(sign.search(flat) is not None for sign in _SIGNS) >= 2 or len(set(_OFFER.findall(flat))) >= _MANY_OFFERS


def is_astray(words: str) -> bool:
    """Whether a mail speaks of trade, school or hiring, by two signs at least, and says no word to an office; or offers
    the office what its writers sell."""
    flat = _flat(words)
    signs = len(set(_ASTRAY.findall(flat)))
    sells = signs > _SIGNS_ASTRAY and _SELLS.search(flat) is not None
    return sells or (signs >= _SIGNS_ASTRAY and _CITIZEN.search(flat) is None)


def is_phishing(words: str) -> bool:
    """Whether a mail wants its file or link opened for an invoice, a payment or a password."""
    flat = _flat(words)
    return any(named in flat for named in _OPENED) and _PHISHING.search(flat) is not None


def is_greeting(words: str) -> bool:
    """Whether the words only see if somebody is there, or say that they were read: "alo", "xin chào", "ok", "test"."""
    return _GREETING.fullmatch(_flat(words)) is not None


def is_thanks(words: str) -> bool:
    """Whether the words are thanks and nothing else."""
    flat = _flat(words).replace("c.on", "c on")
    return len(flat) <= _SHORT and _THANKS.search(flat) is not None and _WITH_THANKS.fullmatch(flat) is not None
