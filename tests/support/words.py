"""Whether words are Vietnamese or English, as far as a test can tell."""

import re

from gateway.domain.text import fold

__all__ = ["of_the_other"]

OPTION = re.compile(r"--[a-z-]+")
# words of which every English sentence of ours has one, and no Vietnamese one any
ENGLISH = re.compile(r"\b(the|of|is|are|was|were|and|it|its|that|this|has|not|cannot|be|with|from|by|which|what|or)\b")


def of_the_other(language: str, words: str) -> list[str]:
    """Lines in English where Vietnamese is spoken, and lines with Vietnamese letters where English is."""
    lines = words.splitlines()
    if language == "vi":
        return [line for line in lines if ENGLISH.search(OPTION.sub("", line).lower())]
    return [line for line in lines if any(fold(sign) != sign.lower() for sign in line if sign.isalpha())]
