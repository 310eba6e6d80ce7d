"""The officers' guide: it names every button by its code, says each chapter in both languages, and is light."""

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from gateway.replies.catalogue import LANGUAGES
from gateway.services.by_mail import commands
from gateway.web.app import STATIC, templates
from gateway.web.labels import LABELS
from gateway.web.pages import guide

TEMPLATES = Path(__file__).parents[2] / "templates" / "pages" / "help"
EACH = [(language, chapter) for language in LANGUAGES for chapter in guide.CHAPTERS]
PICTURE_BYTES = 60_000
LONG = 32  # words: a sentence that one has to read twice


def source(language: str, chapter: str) -> str:
    return (TEMPLATES / language / f"{chapter}.html").read_text("utf-8")


def shown(language: str, chapter: str) -> str:
    """The chapter as a page shows it; a name that the catalogue has not fails."""
    template = templates().get_template(f"help/{language}/{chapter}.html")
    values = {"label": LABELS[language], "least": 12, "undo_seconds": "10", "text": SimpleNamespace()}
    return template.render(**values, **guide.words(language))


class Words(HTMLParser):
    """What one reads, block by block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("p", "li", "h2", "figure"):
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self.blocks:
            self.blocks[-1] += data


def test_there_are_ten_chapters_in_each_language() -> None:
    assert len(guide.CHAPTERS) == 10
    for language in LANGUAGES:
        assert {path.stem for path in (TEMPLATES / language).iterdir()} == set(guide.CHAPTERS)


@pytest.mark.parametrize(("language", "chapter"), EACH)
def test_what_stands_on_a_button_comes_from_the_catalogue(language: str, chapter: str) -> None:
    bold = re.findall(r"<b>(.*?)</b>", source(language, chapter), re.S)
    assert bold
    assert [words for words in bold if not re.fullmatch(r"{{ [\w.]+(\.format\([^)]*\))? }}", words)] == []
    assert "<b></b>" not in shown(language, chapter)


@pytest.mark.parametrize(("language", "chapter"), EACH)
def test_it_is_read_once_and_understood(language: str, chapter: str) -> None:
    """No long sentence; an officer is anh/chị, a citizen Ông/Bà."""
    read = Words()
    read.feed(shown(language, chapter))
    sentences = [one for block in read.blocks for one in re.split(r"(?<=[.:;?!]) ", " ".join(block.split()))]
    assert [one for one in sentences if len(one.split()) > LONG] == []
    if language == "vi":
        assert [one for one in sentences if re.search(r"\bbạn\b", one)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_answer_by_mail_may_begin_with_is_understood(language: str) -> None:
    lists = re.findall(r'<ul data-about="(\w+)">(.*?)</ul>', shown(language, "clocks"), re.S)
    assert {about for about, _ in lists} == set(commands.WORDS)
    for about, orders in lists:
        known: commands.About = about
        read = [commands.read(typed, {}, known) for typed in re.findall(r"<kbd>(.*?)</kbd>", orders)]
        assert {order and order.act for order in read} == {act for act, _, _ in commands.WORDS[known].values()}


@pytest.mark.parametrize("chapter", guide.CHAPTERS)
def test_a_picture_is_there_small_and_said_in_words(chapter: str) -> None:
    for name, width, height, alt in re.findall(
        r'<img src="/static/help/([\w.-]+)" width="(\d+)" height="(\d+)" alt="([^"]*)"', shown("vi", chapter)
    ):
        file = STATIC / "help" / name
        assert file.stat().st_size <= PICTURE_BYTES, name
        with Image.open(file) as drawn:
            assert drawn.size == (int(width), int(height)), name
        assert len(alt) > 20, name
