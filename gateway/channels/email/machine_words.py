"""What a machine's mail says of itself in its first words, where its header is silent."""

import re

from gateway.domain.text import fold

__all__ = ["is_answer_to_invitation", "is_recall", "is_responders", "says_automatic"]

MAX_COMMENT = 120  # characters that a calendar writes beside its answer: more are a letter

_GREETING = r"\W*(?:(?:kinh chao|xin chao|chao|kinh gui|dear|hello)\b[^\n]{0,80}\n\s*)?"
_AUTOMATIC = re.compile(
    rf"{_GREETING}(?:day la|(?:thu|email|tin) nay (?:la|duoc)|this (?:is|e-?mail (?:is|was)|message (?:is|was)))\b"
    r"[^\n.!?]{0,60}\b(?:tu dong|automat\w+|auto-generated)"
)
_NO_ANSWER = re.compile(
    r"\b(?:khong|dung) (?:can )?(?:tra loi|phan hoi|reply)(?: lai)?(?: vao)? (?:thu|email|mail|tin)"
    r"|\b(?:do not|don['’]t) reply\b"
)
_REPLY = r"(?:(?:tra loi|phan hoi) tu dong|automat\w+ (?:reply|response)|auto-?(?:reply|response))[^\w?]*(?:\n|\Z)"
_HEADING = re.compile(rf"\W*(?:day la|this is an?)\W+(?:(?:thu|email|tin nhan|mail) )?{_REPLY}")
_BARE_HEADING = re.compile(rf"\W*(?:(?:thu|email|tin nhan|mail) )?{_REPLY}")
_AWAY_UNTIL = re.compile(
    r"\b(?:toi|i)\b[^\n]{0,40}\b(?:vang mat|nghi phep|di vang|di cong tac|out of (?:the )?office|on (?:annual )?leave"
    r"|on vacation|away)\b.{0,160}\b(?:(?:viec|can|truong hop) (?:gap|khan)|khan cap|lien he|urgent|contact)\b",
    re.S,
)
_RECEIVED = re.compile(
    r"\b(?:da (?:duoc )?(?:nhan|tiep nhan|ghi nhan)|(?:has|have) (?:been )?received)\b.{0,120}"
    r"\b(?:se (?:phan hoi|tra loi|lien he|xu ly)|ma so|ticket|will (?:reply|respond|get back|contact)"
    r"|khong (?:can )?(?:tra loi|phan hoi)(?: lai)? (?:thu|email|mail)|do not reply)",
    re.S,
)
_CUSTOMER = re.compile(r"\b(?:quy khach|cua ban|ban da|your (?:request|e?mail|message|inquiry)|contacting us)\b")
_RECALL_SUBJECT = re.compile(r"\s*(?:recall|thu hoi)\s*:")
_RECALL = re.compile(
    r"[^\n]{1,200}\b(?:would like to recall the message|muon thu hoi (?:thu|tin nhan|thong bao))\b[^\n]{0,300}\s*"
)
_ACCEPTS = re.compile(
    r"\b(?:chap nhan|tu choi|tham gia|du kien|loi moi|accept\w*|declin\w*|tentative\w*|invitation|maybe)\b"
)


def is_answer_to_invitation(text: str) -> bool:
    """Whether the words beside a calendar's answer are its own: none, or one line that says yes or no."""
    said = text.strip()
    return not said or (len(said) <= MAX_COMMENT and "\n" not in said and bool(_ACCEPTS.search(fold(said))))


def says_automatic(first: str) -> bool:
    """Whether a mail's first words, folded, say that it is an automatic reply, or automatic and not to be answered."""
    return bool(_HEADING.match(first)) or (bool(_AUTOMATIC.match(first)) and bool(_NO_ANSWER.search(first)))


def is_responders(first: str) -> bool:
    """Whether first words, folded, are like a responder's: away until a day, and whom to ask; received, will answer."""
    if _BARE_HEADING.match(first) or (_AWAY_UNTIL.search(first) and "?" not in first):
        return True
    return bool(_CUSTOMER.search(first)) and bool(_RECEIVED.search(first)) and "?" not in first


def is_recall(subject: str, first: str) -> bool:
    """Whether Outlook asks to recall an earlier mail, in its one sentence; both folded."""
    return bool(_RECALL_SUBJECT.match(subject)) and bool(_RECALL.fullmatch(first))
