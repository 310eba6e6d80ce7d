"""The pages' words as templates use them: `label.cases`, `label.page_n.format(n=3)`. They stand in the catalogue."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from gateway.replies import catalogue

__all__ = ["LABELS", "Label"]


class Label(str):
    """A label. Where it has values, `format` fills them in."""

    __slots__ = ("_code", "_language")
    _code: str
    _language: str

    @classmethod
    def of(cls, code: str, language: str) -> "Label":
        """The words of `label.…` in one language."""
        made = cls(catalogue.words(code, language))
        made._code, made._language = code, language
        return made

    def format(self, *_: Any, **values: Any) -> str:
        """The words with these values."""
        return catalogue.words(self._code, self._language, **values)


class _Labels(Mapping[str, str]):
    def __init__(self, language: str) -> None:
        self._language = language

    def __getitem__(self, name: str) -> Label:
        if name not in self:
            raise KeyError(name)
        return _label(name, self._language)

    def __contains__(self, name: object) -> bool:
        return catalogue.has(f"label.{name}", self._language)

    def __iter__(self) -> Iterator[str]:
        return (code.partition(".")[2] for code in catalogue.codes("label", self._language))

    def __len__(self) -> int:
        return len(list(iter(self)))


@cache
def _label(name: str, language: str) -> Label:
    return Label.of(f"label.{name}", language)


LABELS: Mapping[str, Mapping[str, str]] = {language: _Labels(language) for language in catalogue.LANGUAGES}
