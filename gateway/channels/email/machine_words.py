"""What a machine's mail says of itself in its first words, where its header is silent."""

import re

from gateway.domain.text import fold

__all__ = [
    "ABSENT",
    "is_notice",
    "is_recall",
    "is_receipt",
    "is_responders",
    "says_automatic",
    "says_read",
]


_PIECE = re.compile(
    r"[.!](?=\s|\Z)|[,;()\[\]*\n]|\s[-–—]+\s"
)  # a quotation mark ends none: who cites a machine is none
_GREETING = re.compile(r"(?:kinh (?:chao|gui|thua)|xin chao|chao|dear|hello)\b.*")
_MAIL = r"(?:thu(?: dien tu)?|e-?mail|mail|tin(?: nhan)?|thong bao)"
_BY = (
    r"(?:he thong|may chu|phan mem|ung dung|tong dai|hop thu|dich vu|cong|website|trang|ngan hang|cong ty|trung tam)"
    r"\b.{0,60}"
)
_SAYS = re.compile(
    rf"(?:(?:day la )?(?:mot )?{_MAIL}(?: (?:tra loi|phan hoi|thong bao|xac nhan|(?:duoc )?(?:gui|tao)))? tu dong"
    rf"|{_MAIL} nay (?:la (?:mot )?{_MAIL} |do {_BY} |duoc )?(?:he thong )?"
    r"(?:(?:gui|tao|sinh|soan|tra loi|phan hoi)(?: ra| di)? )?(?:hoan toan )?tu dong"
    rf")(?: (?:gui )?(?:tu|boi|cua|qua|bang) (?:mot )?{_BY})?"
    r"|(?:this is an? (?:[a-z]+ )?(?:automat\w+|(?:auto|computer|system)-?generated)(?: generated)?"
    r"(?: (?:e-?mail|message|mail|reply|response|notification|acknowledge?ment|confirmation)){1,2}"
    r"|this (?:e-?mail|message|mail|notification|reply) (?:is|was|has been) (?:an? )?(?:being )?"
    r"(?:(?:sent|generated|created) )?(?:automat\w+|auto-?generated)(?: (?:sent|generated|created))?"
    r"(?: (?:e-?mail|message|mail|reply|response|notification))?"
    r")(?: (?:by|from|sent|in)\b.{1,60})?"
)
_THEM = r"(?:quy (?:khach(?: hang)?|vi|doanh nghiep)|ban|anh/chi|anh chi|ong/ba|nguoi nhan)"
_FORBIDS = re.compile(
    rf"(?:{_THEM} )?(?:(?:xin|vui long|mong|kinh mong|de nghi)(?: (?:{_THEM}|vui long|hay)){{0,3}}"
    r" (?:khong|dung)|dung)(?: can)? (?:tra loi|phan hoi|reply|hoi am)(?: truc tiep)?(?: lai)?"
    r"(?: (?:vao|toi|den|cho|qua))?"
    rf"(?: (?:{_MAIL}|dia chi|hop thu)(?: email| dien tu)?(?: nay)?)?"
    r"|(?:please )?(?:do not|don['’]t) (?:reply|respond)(?: directly)?"
    r"(?: to (?:this|the) (?:e-?mail|message|mail|address|notification))?(?: as .{1,60})?"
)
_OWN = re.compile(r"(?<!chúng )(?<!chung )\b(?:tôi|toi|tui|em|mình|minh|con|cháu|chau|i|my|me)\b", re.I)
_OF_NOTICE = re.compile(
    r"\b(?:da (?:duoc )?(?:nhan|tiep nhan|ghi nhan|tao|gui|dang ky|thanh toan)|ma (?:so|yeu cau|don)|quy (?:khach|vi)"
    r"|don hang|giao dich|hop thu nay|customers?|ticket|your (?:request|e-?mail|message|order|inquiry)"
    r"|(?:has|have) been|was received|support|(?:not|un)[- ]?(?:monitored|attended))\b"
)
_OFFICE = re.compile(r"\b(?:phuong|ubnd|uy ban|can bo|cong dan|dan|ba con)\b")
_REPLY = r"(?:(?:tra loi|phan hoi) tu dong|automat\w+ (?:reply|response)|auto-?(?:reply|response))[^\w?]*(?:\n|\Z)"
_HEADING = re.compile(rf"\W*(?:day la|this is an?)\W+(?:(?:thu|email|tin nhan|mail) )?{_REPLY}")
_BARE_HEADING = re.compile(rf"\W*(?:(?:thu|email|tin nhan|mail) )?{_REPLY}")
_AWAY_UNTIL = re.compile(
    r"\b(?:toi|i)\b[^\n]{0,40}\b(?:vang mat|nghi (?:phep|le|om|huu|viec|thai san)|di vang|di cong tac"
    r"|out of (?:the )?office|on (?:annual |sick |maternity )?leave|on vacation|away)\b"
    r".{0,160}\b(?:(?:viec|can|truong hop) (?:gap|khan)|khan cap|lien he|urgent|contact)\b",
    re.S,
)
_RECEIVED = re.compile(
    r"\b(?:da (?:duoc )?(?:nhan|tiep nhan|ghi nhan)|(?:has|have) (?:been )?received)\b.{0,120}"
    r"\b(?:se (?:phan hoi|tra loi|lien he|xu ly)|ma so|ticket|will (?:reply|respond|get back|contact)"
    r"|khong (?:can )?(?:tra loi|phan hoi)(?: lai)? (?:thu|email|mail)|do not reply)",
    re.S,
)
_CUSTOMER = re.compile(r"\b(?:quy khach|cua ban|ban da|your (?:request|e?mail|message|inquiry)|contacting us)\b")
_WHEN = (
    r"(?:,? (?:luc|vao|ngay|on|at|thu|thang|nam|hai|ba|tu|sau|bay|chu nhat|am|pm|sa|ch|utc|gmt|[a-z]{3,6}day"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|[^\s\d]{0,3}\d[^\s?!]{0,12})){0,12}"
)
_FIELDS = r"(?:\s{0,20}\n[^\n:]{1,20}:[^\n]*)"
_READ = re.compile(
    r"\W*(?:(?:thu|e-?mail|tin nhan)(?: dien tu)?(?: (?:nay|cua [\w/ ]{1,20}|(?:ma )?[\w/ ]{1,20} (?:da )?gui))?"
    rf"{_FIELDS}{{0,5}}\s{{1,20}}"
    r"da (?:duoc|bi) (?:doc|xem|mo|hien thi|xoa ma (?:khong|chua)(?: duoc)? (?:doc|xem))"
    rf"(?: tren may(?: tinh)? cua nguoi nhan)?{_WHEN}"
    rf"|your (?:message|e-?mail)(?:[^\n!?]{{0,200}}?|{_FIELDS}{{1,5}}\s{{0,20}})"
    rf"\s(?:was|has been) (?:read|displayed|deleted without being read){_WHEN}"
    rf"|the message sent on [^\n?]{{1,200}}? has been (?:read|displayed){_WHEN}"
    r"|this is a (?:return|read|delivery) receipt for the (?:message|e-?mail|mail) that you sent[^\n?]{0,120}?"
    r"|day la bien nhan cho thu (?:ma )?[\w/ ]{1,20} (?:da )?gui[^\n?]{0,120}?"
    r"|您的(?:邮件|信件|郵件)已被(?:阅读|閱讀|查看|删除))\s*(?:[.。]|\n|\Z)\s*"
)
_NO_GUARANTEE = re.compile(
    r"(?:(?:this is no guarantee|note: this receipt only|luu y:? bien nhan nay|this receipt only)[^?]{0,200})?"
)
_RECALL_SUBJECT = re.compile(r"\s*(?:recall|thu hoi|rappel)\s*:")
_RECALL = re.compile(
    r"[^\n]{1,200}\b(?:would like to recall the message|muon thu hoi (?:thu|tin nhan|thong bao))\b[^\n]{0,300}\s*"
    r"|(?!je )[^\n]{1,200} souhaite rappeler le message [«\"“][^\n«»]{0,300}[»\"”]\s?\.?\s*"
)
ABSENT = re.compile(
    r"\b(?:toi|minh|em|i)(?:'m| am| will be| currently| dang| hien| nay| se| xin| tam thoi)*"
    r" (?:vang mat|nghi phep|nghi le|di vang|di cong tac|khong co mat|out of (?:the )?office|away"
    r"|on (?:annual |sick )?leave)\b"
)


def says_automatic(written: str) -> bool:
    """Whether a mail's first words say that it is an automatic reply; or that it is automatic, and not to be answered.
    Who says so of a mail speaks of nothing else in these sentences, and neither of themselves nor asks."""
    if "?" in written:
        return False
    first, own = fold(written), bool(_OWN.search(written))
    if _HEADING.match(first):
        return not own or bool(ABSENT.search(first))
    pieces = _pieces(first)
    begins = bool(pieces) and bool(_SAYS.fullmatch(pieces[0]) or _FORBIDS.fullmatch(pieces[0]))
    return not own and begins and any(map(_SAYS.fullmatch, pieces)) and any(map(_FORBIDS.fullmatch, pieces))


def is_notice(written: str) -> bool:
    """Whether what stands beside these sentences is a program's as well: nothing, or what it received, for a customer.
    Whoever cites them has more to say, most often of an office; what is quoted below does not count."""
    first = fold(written).partition("\n>")[0]
    beside = [piece for piece in _pieces(first) if not _SAYS.fullmatch(piece) and not _FORBIDS.fullmatch(piece)]
    theirs = not beside or any(_OF_NOTICE.search(piece) or ABSENT.search(piece) for piece in beside)
    return theirs and not _OFFICE.search(first)


def _pieces(first: str) -> list[str]:
    """Folded first words cut into sentences and clauses, without a greeting."""
    pieces = [piece for one in _PIECE.split(first) if (piece := one.strip())]
    return pieces[1:] if pieces and _GREETING.fullmatch(pieces[0]) else pieces


def is_responders(first: str) -> bool:
    """Whether first words, folded, are like a responder's: away until a day, and whom to ask; received, will answer."""
    if _HEADING.match(first) or _BARE_HEADING.match(first) or (_AWAY_UNTIL.search(first) and "?" not in first):
        return True
    return bool(_CUSTOMER.search(first)) and bool(_RECEIVED.search(first)) and "?" not in first


def says_read(first: str) -> bool:
    """Whether first words, folded, begin with a receipt's sentence: a mail was shown, or thrown away unread."""
    return bool(_READ.match(first))


def is_receipt(first: str) -> bool:
    """Whether first words, folded, are nothing but that, and that nothing is vouched for."""
    found = _READ.match(first)
    return bool(found and _NO_GUARANTEE.fullmatch(first, found.end()))


def is_recall(subject: str, first: str) -> bool:
    """Whether Outlook asks to recall an earlier mail, in its one sentence; both folded."""
    return bool(_RECALL_SUBJECT.match(subject)) and bool(_RECALL.fullmatch(first))
