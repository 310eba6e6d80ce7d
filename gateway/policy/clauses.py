"""What a text tells beside its thanks, its praise, its rating or its question: clause by clause, each weighed alone.

A polite citizen thanks first and then says what is still wrong ("cảm ơn phường. Nhưng cột bên cạnh cũng tắt"); all
words together are most like thanks, and the second half would be lost. Pure; linear in the length of the text.
"""

import re
from collections.abc import Iterator

from gateway.policy import cues
from gateway.policy.about import ITSELF, about, things
from gateway.policy.intents import Intent, chases, intent_of, is_courteous, plain
from gateway.policy.text_classifier import TextClass, classify

_STOP = re.compile(r"[.!?;\n]+")
_BUT = re.compile(
    r"\b(?:(?:nhưng|nhung)(?: (?:mà|ma))?|chỉ có điều|chi co dieu|có điều|co dieu|tuy nhiên|tuy nhien|à mà|a ma"
    r"|mà còn|ma con|nhân tiện|nhan tien|tiện thể|tien the|với lại|voi lai|but|however)\b"
)
_ASKS = re.compile(
    r"(?:\b(?:mà|ma|thế|the|vậy|vay) )?"
    r"\b(?=(?:khi nào|khi nao|bao giờ|bao gio|chừng nào|chung nao|mấy giờ|may gio|when)\b)"
)
_SAYS, _ALONE = 4, 0.8  # words of a clause that may tell something; how like a matter one must be that names a thing
_LIKELY, _AGAINST = 0.6, 0.5  # where something is said to be wrong, and behind "but"
_MOST = 12  # clauses of a text that are weighed


def clauses(own: str) -> Iterator[tuple[str, bool]]:
    """The clauses of a matchable text, and whether "but" stands before each."""
    for sentence in _STOP.split(own)[:_MOST]:
        at, behind = 0, False
        for found in _BUT.finditer(sentence):
            yield sentence[at : found.start()].strip(), behind
            at, behind = found.end(), True
        yield sentence[at:].strip(), behind


def tells_more(own: str, *, beside: bool = False) -> bool:
    """Whether a clause of several tells of something that is wrong or wanted. `beside`: all of them stand beside what
    was said already, a rating."""
    said = [(clause, behind) for clause, behind in clauses(own) if clause]
    return len(said) > (not beside) and any(_is_told(clause, behind) for clause, behind in said)


def answers(own: str) -> bool:
    """Whether a clause says something, and neither asks nor thanks: what a question beside it does not undo."""
    said = (clause for one, _ in clauses(own) for clause in map(str.strip, _ASKS.split(one)))
    return any(clause.count(" ") >= 1 and "?" not in clause and _is_said(clause) for clause in said)


def _is_said(clause: str) -> bool:
    if intent_of(clause) is not None or is_courteous(clause) or chases(clause):
        return False
    like = classify(plain(clause), about(clause))
    return like is not None and like.kind in (TextClass.DETAILS, TextClass.MATTER)


def _is_told(clause: str, behind: bool) -> bool:
    if clause.count(" ") < _SAYS - 1:
        return False
    named = about(clause)
    like = classify(plain(clause), named)
    if like is None or like.kind is TextClass.THANKS:
        return False
    if behind and like.kind in (TextClass.MATTER, TextClass.DISAGREEMENT, TextClass.DETAILS):
        return like.share >= _AGAINST
    if like.kind is TextClass.DISAGREEMENT:
        return intent_of(clause) is Intent.DISAGREEMENT
    least = _LIKELY if cues.is_wrong(clause) else _ALONE if things(named) - ITSELF else 1.0
    return like.kind is TextClass.MATTER and like.share >= least
