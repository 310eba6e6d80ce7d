"""Whether an officer's words say yes to what was shown to them. Pure."""

from gateway.domain.text import fold

__all__ = ["YES", "confirms"]

YES = frozenset({"ok", "oke", "okay", "gui", "gui di", "dong y", "dong y gui", "ok gui"})
FEW = 4  # words: "OK anh nhé" is no answer to a citizen
_SIGNS = " .,!;:"


def confirms(words: str, shown: str) -> bool | None:
    """True: they say yes, and nothing else but what ended the words that were shown, too (a signature). False: they
    are a new version of them. None: they begin with a yes and go on, and nobody can say which of the two is meant."""
    first, _, rest = words.strip().partition("\n")
    plain = fold(first).strip(_SIGNS)
    if plain not in YES:
        begins = plain.split()[:1] and plain.split()[0].strip(_SIGNS) in YES
        return None if begins and len(plain.split()) <= FEW else False
    below = _lines(rest)
    if not below or _lines(shown)[-len(below) :] == below:
        return True
    return None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
