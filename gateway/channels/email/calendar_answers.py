"""The words that calendars write beside their answer to an invitation.

A click on yes or no sends a text/calendar by iTIP's method REPLY (RFC 5546 §3.2.3). Beside it stands a sentence that
says who accepts or declines, and below it what the event is, when, where and with whom. Whoever adds a word of their
own, there or as the event's COMMENT, writes a letter.
"""

import re
from collections.abc import Sequence, Set

from gateway.domain.text import fold

__all__ = ["is_answer_alone"]

MAX_LINES = 100  # of words beside a calendar's answer: more are a letter
MAX_NAME = 6  # words of a name

_ANSWER = re.compile(
    r"(?:(?:yes|no|maybe|accepted|declined|tentative|đồng ý|chấp nhận|từ chối|dự kiến|có|không): )?"
    r"(?P<who>[^\s,;!?:]{1,60}(?: [^\s,;!?:]{1,60}){0,5}?)"
    r"(?: (?:(?:has|have) )?(?:tentatively )?(?:accepted|declined|replied \W?maybe\W? to) (?:this|your|the)"
    r"(?: (?:event|calendar|meeting)){0,2}(?: (?:invitation|event|meeting|appointment))?"
    r"| đã (?:tạm thời )?(?:chấp nhận|từ chối|trả lời \W?(?:có thể|có|không)\W? (?:cho|với|đối với))(?: tạm thời)?"
    r" (?:lời mời|cuộc họp|sự kiện)(?: (?:sự kiện|họp|tham dự|tham gia|này|của bạn|của quý vị)){0,3})"
    r"(?:(?P<what>[\s:][^\n]{1,300})|\W{0,5})",
    re.I,
)
_OWN_ANSWER = re.compile(
    r"\W*(?:yes|no|maybe|accepted|declined|tentative|co|khong|dong y|du kien|(?:da )?(?:tu choi|chap nhan))\W*"
    r"|(?:(?:yes|no|maybe)\W{1,3})?i (?:will|won'?t|might|may|can|can'?t|cannot)(?: not)? (?:attend|be there|come)\W*"
    r"|(?:(?:co|khong|vang|da|co the)\W{1,3})?(?:toi|em|minh) (?:se |khong the |co the )?(?:khong )?"
    r"(?:tham du|tham gia|du|den)(?: duoc)?\W*"
)
_LABELLED = re.compile(
    r"(?:subject|organi[sz]er|when|where|who|location|time|date|invitees|chu de|tieu de|nguoi to chuc|dia diem"
    r"|thoi gian|khi nao|o dau|noi to chuc|nguoi duoc moi)(?:\s*:.{0,200})?"
)
_GUESTS = re.compile(
    r"(?:organi[sz]er|guests?|attendees?|invitees|nguoi to chuc|khach(?: moi)?|nguoi (?:tham du|duoc moi)):?"
)
_ROLE = re.compile(r" [-–] ")
_SERVICE = re.compile(
    r"(?:(?:view all guest info|xem (?:toan bo |tat ca )?thong tin|invitation from|loi moi tu|join|tham gia)\b"
    r"[^.!?\n]{0,60}\s)?https?://\S+"
    r"|(?:invitation from google calendar|loi moi tu lich google|view all guest info)\b.{0,300}"
    r"|\S+@\S+(?: [-–] [\w, ]{1,40})?"
    r"|(?:you are receiving this|to stop receiving|forwarding this invitation|you can also change"
    r"|ban nhan duoc (?:email|thu) nay|de ngung nhan|viec chuyen tiep loi moi|neu ban chuyen tiep loi moi)\b.{0,500}"
)
_ZONE = re.compile(
    r"\(?\b[a-z]{3,12}/[a-z_]{3,20}\b\)?"
    r"|\b(?:(?:indochina|viet ?nam|se asia|[a-z]{3,12} (?:standard|daylight)|coordinated universal) time"
    r"|gio (?:dong duong|viet nam|chuan))\b(?: - [\w .]{1,40})?"
)
_WORD = re.compile(r"[^\W_]+")
_TIME = re.compile(
    r"[^\W_]*\d[^\W_]*|am|pm|sa|ch|utc|gmt|ict|from|to|until|at|on|tu|den|vao|luc|ngay|thu|thang|thg|nam|gio|hai|ba|sau|bay"
    r"|chu|nhat|(?:mon|tue|wed|fri|sat|sun)[a-z]{0,6}|thurs[a-z]{0,3}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]{0,6}"
)


def is_answer_alone(text: str, event: Set[str]) -> bool:
    """Whether the words beside a calendar's answer are its own: none; or its sentence, and what the event is."""
    lines = [line.strip() for line in text.split("\n", MAX_LINES + 1)]
    while lines and not any(map(str.isalnum, lines[0])):
        del lines[0]
    if not lines:
        return True
    return len(lines) <= MAX_LINES and _says_yes_or_no(lines[0], event) and _is_of_event(lines[1:], event)


def _says_yes_or_no(line: str, event: Set[str]) -> bool:
    """Whether a line is a calendar's sentence: somebody accepts or declines, or "I" do and no more."""
    folded = fold(line)
    if _OWN_ANSWER.fullmatch(folded):
        return True
    found = _ANSWER.fullmatch(line)
    return found is not None and _is_name(found["who"]) and (not found["what"] or _bare(found["what"]) in event)


def _is_of_event(lines: Sequence[str], event: Set[str]) -> bool:
    """Whether all lines are of what the event is, and of the calendar's service."""
    among_guests = False
    for line in lines:
        folded = fold(line)
        heads_guests = bool(_GUESTS.fullmatch(folded))
        theirs = among_guests and _is_name(_ROLE.split(line, 1)[0])
        ours = _bare(line) in event or _LABELLED.fullmatch(folded) or _SERVICE.fullmatch(folded) or _is_moment(folded)
        if any(map(str.isalnum, line)) and not (heads_guests or theirs or ours):
            return False
        among_guests = heads_guests or theirs
    return True


def _bare(line: str) -> str:
    return fold(line).strip(" \"'“”«».,:")


def _is_name(words: str) -> bool:
    """Whether these are a person's or an office's name, or an address."""
    found = words.split()
    return len(found) <= MAX_NAME and all(
        "@" in word or word.strip("(<\"'")[:1].isupper() for word in found[:1] + found[-1:]
    )


def _is_moment(folded: str) -> bool:
    """Whether a line says when, and in which zone, and nothing else."""
    return all(map(_TIME.fullmatch, _WORD.findall(_ZONE.sub(" ", folded))))
