"""Whether a question is one that the unit has written an answer for: opening hours, address, telephone.

An office writes the words that such questions hold (config.toml, [[units.faq]]), without patterns: each is looked for
as whole words, with marks or without; four words and more may stand in another order, with others between them.
"""

from collections.abc import Iterable, Sequence

from gateway.domain.text import fold

LONGEST = 160  # characters of a question that may be answered so: a longer one tells a story
_MANY, _SPREAD = 4, 16  # words of which no question of so many holds all by chance, in whatever order


def _words_of(words: str) -> str:
    """The words of a short question as `matching` compares them: folded, without signs, blanks around."""
    if len(words) > LONGEST:
        return ""
    return f" {' '.join(''.join(sign if sign.isalnum() else ' ' for sign in fold(words)).split())} "


def matching(question: str, answers: Sequence[Iterable[str]]) -> int | None:
    """The place of the first answer whose words stand in a question, as it was written; None where none does."""
    asked = _words_of(question) if answers else ""
    if not asked.strip():
        return None
    return next((n for n, words in enumerate(answers) if any(_is_asked(asked, one) for one in words)), None)


def _is_asked(asked: str, words: str) -> bool:
    wanted = _words_of(words)
    if wanted in asked:
        return True
    spread = wanted.count(" ") > _MANY and asked.count(" ") <= _SPREAD
    return spread and set(wanted.split()) <= set(asked.split())
