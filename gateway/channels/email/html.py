"""HTML mail -> text as a person would copy it: blocks on lines of their own, quotes with "> ", nothing hidden. What is
typed into a form's field, and what stands in place of an object, is shown and read like any other words.

Walks selectolax's tree once, without recursion: nesting depth costs nothing.
"""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["to_text"]

_SKIP = frozenset({"head", "script", "style", "title", "template", "noscript", "datalist", "defs", "desc", "metadata"})
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "pre"})
_SECTIONS = frozenset({"address", "article", "aside", "body", "center", "div", "figure", "footer", "header", "main"})
_ITEMS = frozenset({
    "dd", "details", "dl", "dt", "fieldset", "form", "hr", "li", "nav", "option", "section", "textarea", "tr"
})  # fmt: skip
_TITLE = re.compile(r"<title\b[^<>]{0,200}>", re.I)
_BLOCK = _SPACED | _SECTIONS | _ITEMS
_VERBATIM = frozenset({"pre", "textarea"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.I)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})[^<>]{0,20000}>?")
_ENDS_LINE = re.compile(r"(?i)<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?blockquote)\b[^<>]*>")
_ANY_TAG = re.compile(r"<[^<>]*>")
_ONE_ENDS_ANOTHER = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "wbr", "col", "area", "base", "p", "li", "td", "th", "tr", "dt", "dd"}
)
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
MAX_HTML = 2_000_000  # characters looked at; a letter has a few thousand
MAX_DEPTH = 2_000
MAX_REPEATS = 3_000_000


def to_text(html: str) -> str:
    """The visible text. Quoted blocks begin each line with "> ", once per level, so that the quote scanner sees
    them."""
    html = html[:MAX_HTML]
    if _is_bomb(html):
        return _stripped(html)
    root = LexborHTMLParser(html).root
    last = root.mem_id if root is not None else 0  # comparing nodes would compare their whole HTML
    writer = _Writer()
    node: LexborNode | None = root
    while node is not None:
        entered = _enter(node, writer)
        following = node.child if entered else None
        while following is None and node is not None:
            if entered:
                _leave(node, writer)
            following, entered = node.next, True
            if following is None:
                node = node.parent
                if node is None or node.mem_id == last:
                    node = None
        node = following
    return writer.text() or _in_open_title(html)


def _in_open_title(html: str) -> str:
    """The words of HTML that a title without an end has swallowed whole."""
    found = _TITLE.search(html)
    return _stripped(html[found.end() :]) if found and "</title" not in html.lower() else ""


def _is_bomb(html: str) -> bool:
    """Whether a parser that keeps to the HTML standard would take quadratic time or memory: elements nested thousands
    deep, or formatting left open, which the standard repeats in every paragraph that follows."""
    if html.count("<") < MAX_DEPTH:
        return False
    depth = deepest = formatting = most_formatting = tags = 0
    for closing, name in _TAG.findall(html.lower()):
        tags += 1
        step = -1 if closing else 1
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
            most_formatting = max(most_formatting, formatting)
        if name not in _ONE_ENDS_ANOTHER:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
    return deepest > MAX_DEPTH or most_formatting * tags > MAX_REPEATS


def _stripped(html: str) -> str:
    """The words of HTML that is not worth a parser: tags become line breaks or nothing."""
    lines = unescape(_ANY_TAG.sub("", _ENDS_LINE.sub("\n", html))).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip("\n")


def _enter(node: LexborNode, writer: "_Writer") -> bool:
    """Write what stands at the beginning of `node`; False where nothing below it is to be read."""
    tag = node.tag
    if tag == "-text":
        writer.write(node.text(deep=False) or "")
        return False
    if tag is None or tag.startswith(("-", "_", "!")) or tag in _SKIP or _hidden(node):
        return False
    if tag == "option" and not _is_chosen(node):
        return False
    if tag == "br":
        writer.break_line()
    elif tag in _BLOCK:
        writer.block(spaced=tag in _SPACED)
        if tag == "blockquote":
            writer.depth += 1
        elif tag in _VERBATIM:
            writer.verbatim += 1
        elif tag == "li":
            writer.write("- ")
    elif tag in ("td", "th"):
        writer.write(" ")
    return True


def _leave(node: LexborNode, writer: "_Writer") -> None:
    tag = node.tag
    if tag in _BLOCK and not (tag in _SKIP or _hidden(node)):
        writer.block(spaced=tag in _SPACED)
        if tag == "blockquote":
            writer.depth = max(0, writer.depth - 1)
        elif tag in _VERBATIM:
            writer.verbatim = max(0, writer.verbatim - 1)


def _is_chosen(option: LexborNode) -> bool:
    """Whether a choice is the one that is shown: the selected one, else the first."""
    if "selected" in option.attributes or option.prev is not None:
        return "selected" in option.attributes
    other = option.next
    while other is not None and "selected" not in other.attributes:
        other = other.next
    return other is None


def _hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style")
    return "hidden" in node.attributes or bool(style and _HIDDEN.search(style))


class _Writer:
    """Collects words into lines, each with the quote depth it was written at."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self.words: list[str] = []
        self.depth = 0
        self.verbatim = 0

    def write(self, text: str) -> None:
        """Words of the current line."""
        if self.verbatim:
            first, *more = text.split("\n")
            self.words.append(first)
            for line in more:
                self.break_line()
                self.words.append(line)
        else:
            self.words.append(_BLANKS.sub(" ", text))

    def break_line(self) -> None:
        """End the current line, even an empty one."""
        line = "".join(self.words)
        self.lines.append((self.depth, line.rstrip() if self.verbatim else re.sub(" {2,}", " ", line).strip()))
        self.words.clear()

    def block(self, *, spaced: bool) -> None:
        """Begin on a fresh line, after an empty one for a paragraph."""
        if "".join(self.words).strip():
            self.break_line()
        self.words.clear()
        if spaced and self.lines and self.lines[-1][1]:
            self.lines.append((self.depth, ""))

    def text(self) -> str:
        """All lines, no more than one empty line at a time."""
        self.block(spaced=False)
        while self.lines and not self.lines[-1][1]:
            self.lines.pop()
        lines = [f"{'>' * min(depth, 20)} {line}".rstrip() if depth else line for depth, line in self.lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
