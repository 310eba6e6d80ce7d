"""What a machine's mail says of itself in its first words, where its header is silent."""

import re

from gateway.domain.text import fold

__all__ = ["is_answer_to_invitation", "is_recall", "says_automatic"]

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
    """Whether a mail's first words, folded, say that it is automatic and that nobody should answer it."""
    return bool(_AUTOMATIC.match(first)) and bool(_NO_ANSWER.search(first))


def is_recall(subject: str, first: str) -> bool:
    """Whether Outlook asks to recall an earlier mail, in its one sentence; both folded."""
    return bool(_RECALL_SUBJECT.match(subject)) and bool(_RECALL.fullmatch(first))
