"""The notice that a picture waits at the operator's: m-notification-ind in a WAP push (OMA MMS Encapsulation §6.2), or
a text of the operator's where it knows that the SIM's device takes none.

A modem cannot fetch the picture, so nothing of it arrives but this: who sent it. Pure.
"""

import re
from collections.abc import Sequence

from gateway.domain.text import fold

__all__ = ["author", "author_in_words"]

PUSH_PORT = 2948  # of WAP push (registered with IANA); the notice is addressed to it
_TYPES = (b"application/vnd.wap.mms-message", b"\xbe")  # the content type, in words and as its number (WSP table 40)
_HEADER = 64  # octets in which the push names its type
_NOTICE = b"\x8c\x82"  # X-Mms-Message-Type: m-notification-ind
# From: its length, "address present", perhaps a length and a charset, the address (OMA MMS Encapsulation §7.2.11).
_FROM = re.compile(rb"\x89[\x01-\x1f\x7f-\xff]{1,6}\x80[\x01-\x1f\x80-\xff]{0,2}([^\x00]{1,300})\x00")

_GAP = r"[ .-]{0,2}"  # between the digits of a number
_NUMBER = (
    rf"(?:(?<!\d)\(?(?:(?:\+|00)?84\)?{_GAP}(?:\(?0\)?{_GAP})?|0{_GAP})"
    rf"(?P<here>[35789](?:{_GAP}\d){{8}}|1(?:{_GAP}\d){{9}})|(?P<abroad>\+[1-9]\d{{7,14}}))(?!\d)"
)
_YOU = r"\b(?:quy khach|qkh?|kh|ban|anh/chi|anh chi|ong/ba|ong ba|you)\b"
_MESSAGE = r"\b(?:mms|(?:tin|tn)(?: nhan)? (?:hinh|anh|da phuong tien)|(?:picture|photo|multimedia) messag\w{1,4})\b"
_PICTURE = rf"(?:{_MESSAGE}|\b(?:hinh anh|(?:buc|tam) (?:anh|hinh)|picture|photo)\b)"
_LABEL = r"(?:so|may|sdt|dt|tb|thue bao|dien thoai|di dong|nguoi gui|anh/chi|anh chi|co|number|phone|subscriber)"
_NAMED = (
    r"(?<!goi )(?<!call )\b(?:tu|cua|boi|do|from|by|nguoi gui|so gui|thue bao gui|sender)\b[\s:]{0,3}"
    rf"(?:{_LABEL}\b[\s:]{{0,3}}){{0,5}}[\s:(]{{0,3}}{_NUMBER}"
)
_WORDS = 1_000  # letters of an operator's text that are read
_OPEN = re.compile(r":\s{1,9}")  # the line goes on below
_SENTENCES = re.compile(r"[.!?;]\s+|\n+")
_SENDER = re.compile(_NAMED)
# "0912345678 vua gui cho ban 1 buc anh"
_GIVES = re.compile(
    rf"{_NUMBER}[\s),]{{1,3}}(?:(?:vua|da|moi|has|just)\s){{0,3}}(?:gui|chia se|sent|shared)\b"
    rf"(?:\s\S{{1,15}}){{0,8}}?\s{_YOU}"
)
# "MMS tu 0912345678", "An MMS from ..." at the beginning
_DIRECT = re.compile(
    rf"(?:[^:]{{0,20}}:\s?)?\W{{0,3}}(?:(?:an?|mot|\d{{1,3}}|tin|tn|nhan|new|multimedia|hinh|anh)\s){{0,4}}{_MESSAGE}"
    rf"(?: anh)?[\s:()\]]{{1,3}}(?:(?:received|nhan duoc)\s)?{_NAMED}"
)
# "Quy khach vua nhan duoc 01 tin nhan hinh", "MMS moi"
_COMES = re.compile(
    rf"(?:\bnhan duoc|\b(?:da|vua|moi) nhan|(?:\A|{_YOU}|\bthue bao)(?:\s?\S{{1,15}}\s){{0,3}}?\s?"
    r"\b(?:co(?! (?:biet|can|muon|nhu cau|thich)\b)|have|has|received|got))"
    rf"\s(?:\S{{1,15}}\s){{0,5}}?\(?{_PICTURE}|{_PICTURE}\)?\s(?:moi|new)\b|\bnew {_PICTURE}"
    rf"|\A\W{{0,3}}{_MESSAGE}\W{{0,3}}\Z|\b(?:tin|tn)(?: nhan)? moi\b"
)
_ANY_PICTURE = re.compile(_PICTURE)
_WARNS = re.compile(
    r"\b(?:canh (?:bao|giac)|lua dao|mao danh|gia mao|ma doc|doc hai|virus|spam|rac|quay roi|phat tan|tuyet doi"
    r"|gia danh|de phong|cong an|doi tuong|tong tien|vi pham|otp|tin (?:nhan )?gia|la gia"
    r"|khong (?:nen )?(?:mo|bam|click)\b(?! duoc)|warning|beware|scam\w{0,4}|fraud|phishing"
    r"|(?:do not|don't|never) (?:open|click))\b"
)
_ELSE = re.compile(  # if one comes, one that did not come, a gift, a tariff
    r"\b(?:neu|co the|if|when|khong thanh cong|that bai|(?:khong|chua) (?:gui|nhan|co)|bi (?:chan|khoa|huy|tu choi)"
    r"|not sent|failed|undelivered|mien phi|khuyen mai|uu dai|tang|quang cao|gioi thieu|free|offer|cuoc goi|missed call"
    r"|goi (?:cuoc|tin|mms|dich vu|data)|cuoc mms|lua chon|dich vu mms moi|\d{1,7} ?d)\b"
)
_ELSE_BEFORE = re.compile(r"\b(?:khi|khong|dang ky|huy|subscri\w{1,5})\b")  # behind the number: how to see it


def author(ports: Sequence[int], data: bytes) -> str | None:
    """The number of whoever sent the picture, "" where the notice hides it; None where this is no such notice."""
    head = data[:_HEADER]
    if PUSH_PORT not in ports or _NOTICE not in data or not any(name in head for name in _TYPES):
        return None
    found = _FROM.search(data)
    return found[1].decode("ascii", "replace").partition("/")[0] if found else ""


def author_in_words(text: str) -> str:
    """The number of whoever sent the picture that an operator's text says has come, "" where it says so of none: an
    advert or a warning names numbers too.
    """
    folded = fold(text[:_WORDS])
    if not _ANY_PICTURE.search(folded) or _WARNS.search(folded):
        return ""
    sentences = _SENTENCES.split(_OPEN.sub(": ", folded))
    for said, after in zip(sentences, [*sentences[1:], ""], strict=True):
        found = _said_author(said, after)
        if found and not _ELSE.search(said) and not _ELSE_BEFORE.search(said[: found.end()]):
            return found["abroad"] or "+84" + re.sub(r"\D", "", found["here"])
    return ""


def _said_author(said: str, after: str) -> re.Match[str] | None:
    """Where a sentence, or the one behind it, names who sent the picture that has come."""
    if found := _DIRECT.match(said):
        return found
    if _ANY_PICTURE.search(said) and _COMES.search(said):
        return _SENDER.search(said) or _SENDER.match(after) or _given(said)
    return _given(said)


def _given(said: str) -> re.Match[str] | None:
    return _GIVES.search(said) if _ANY_PICTURE.search(said) else None
