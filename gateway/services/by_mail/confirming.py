"""Whether an officer's words say yes to what was shown to them. Pure."""

from gateway.domain.text import fold

__all__ = ["YES", "confirms", "is_ending"]

YES = frozenset({"ok", "oke", "okay", "gui", "gui di", "dong y", "dong y gui", "ok gui"})
FEW = 4  # words: "OK anh nhé" is no answer to a citizen
ENDINGS = frozenset({"tran trong", "tran trong cam on", "kinh thu", "than ai", "cam on", "thanks", "best regards"})
_SIGNS = " .,!;:"


def confirms(words: str, shown: str, name: str = "") -> bool | None:
    """True: they say yes, and nothing else but what ends a mail: what ended the words that were shown, or a greeting
    and their own `name`. False: they are a new version of them. None: they begin with a yes and go on, and nobody can
    say which of the two is meant."""
    first, _, rest = words.strip().partition("\n")
    plain = fold(first).strip(_SIGNS)
    if plain not in YES:
        begins = plain.split()[:1] and plain.split()[0].strip(_SIGNS) in YES
        return None if begins and len(plain.split()) <= FEW else False
    below = _lines(rest)
    if is_ending(rest, name) or _lines(shown)[-len(below) :] == below:
        return True
    return None


def is_ending(text: str, name: str) -> bool:
    """Whether it is nothing, or a greeting and the name of whoever writes: what may stand below a word and changes
    nothing."""
    own = fold(name)
    lines = [fold(line).strip(f"{_SIGNS}-") for line in _lines(text)]
    return all(line in ENDINGS or (own and line and f" {own}".endswith(f" {line}")) for line in lines)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
