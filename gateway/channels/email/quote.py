"""The sender's own words in a mail: what is quoted below or between them is left out. A linear scanner over lines.

The one rule: no cut without evidence. A citizen who writes "ngày 5/3 tôi đã viết:" or "Từ: ngã tư …" writes prose; a
line is a quote's head only with an address in it, or with quoted lines or our own marker behind it (docs/FIELD.md §4).
"""

import re
from enum import Enum

from gateway.domain.text import fold

__all__ = ["own_words"]

MAX_LINES = 50_000
_LONG = 400  # characters of a line that are looked at; heads are short

_QUOTED = re.compile(r"\s{0,3}(?:>\s?)+")
_MARKERS = ("--- xin tra loi phia tren dong nay ---", "--- please reply above this line ---")
_SEPARATOR = re.compile(
    r"[-_=\s]*(?:thu goc|tin nhan goc|thu da gui|original message|original appointment|mensaje original"
    r"|message d'origine|ursprungliche nachricht|weitergeleitete nachricht|(?:begin )?forwarded message"
    r"|(?:tin nhan|thu) (?:da |duoc |da duoc )?chuyen tiep|bat dau thu (?:duoc|da) chuyen tiep)"
    r"\s*:?[-_=\s]*(?:from .{1,100})?"
)
_DASHES = re.compile(r"\s*[-_=]{2,}|[-_=]{2,}\s*$|:\s*$")
_WROTE = re.compile(
    r"(?:da viet(?: vao(?: luc)?\b.{0,60})?|wrote|a ecrit|schrieb(?: .{0,80})?|escribio|ha scritto|escreveu"
    r"|napisal(?:\(a\))?|写道|님이 작성:?)\s*[:：]?\s*$"
)
_WROTE_HEAD = re.compile(r"[-\s]*(?:vao|ngay|luc|on|le|am|el|il|em|w dniu|在)\b|.{0,150}[@<]")
_LABEL = re.compile(
    r"[*_\s]{0,4}(tu|nguoi gui|from|von|de|den|toi|gui toi|nguoi nhan|to|an|cc|bcc|dong nhan|dong gui|ban sao"
    r"|da gui|ngay gui|gui luc|thoi gian|ngay|gui|sent|date|gesendet|chu de|tieu de|subject|betreff|objet|vv|ve viec"
    r"|reply-to|importance|quan trong|attachments|dinh kem)[*_\s]{0,4}:[*_]{0,4}(?:\s|$)"
)
_FROM_LABELS = frozenset({"tu", "nguoi gui", "from", "von", "de"})
_ADDRESS = re.compile(r"[^\s@<>\[\]]{1,64}@[^\s@<>\[\]]{1,253}")
_DEVICE = re.compile(
    r"(?:da gui|duoc gui|gui|sent|get|envoye|tai|lay) (?:tu|from|bang|depuis|qua|via|outlook)\b.{0,80}"
    r"(?:iphone|ipad|ios|android|samsung|galaxy|xiaomi|redmi|oppo|vivo|realme|huawei|nokia|mobile|di dong|dien thoai"
    r"|yahoo mail|outlook|gmail|windows|zalo|may cua toi|thiet bi|phone)\b.{0,60}"
)


class _Line:
    """One line: as it stands, without quote signs, and folded for matching (only when that is asked for: it is
    slow)."""

    __slots__ = ("_key", "quoted", "raw", "words")

    def __init__(self, raw: str) -> None:
        found = _QUOTED.match(raw[:_LONG])
        self.raw, self.quoted = raw, bool(found)
        self.words = (raw[found.end() :] if found else raw).strip()
        self._key: str | None = None

    @property
    def key(self) -> str:
        """The first 400 characters of the words, folded."""
        if self._key is None:
            self._key = fold(self.words[:_LONG]).strip()
        return self._key


class _Cut(Enum):
    """What a line begins: nothing, a quote of some lines, nothing but quote to the end, or an earlier mail as a
    whole."""

    NOTHING = 0
    LINES = 1
    REST = 2
    EARLIER_MAIL = 3


def own_words(text: str) -> str:
    """`text` (NFC, "\\n") without quotes, quote heads, forwarded mails and the name of the sender's device.

    A forward with nothing above it is the message itself and stays whole. Empty where the sender wrote nothing.
    """
    lines = [_Line(raw) for raw in text.split("\n", MAX_LINES)]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        cut, length = _cut_at(lines, at)
        if cut is _Cut.EARLIER_MAIL and not any(line.strip() for line in kept):
            return _without_device([line.raw for line in lines])
        if cut in (_Cut.REST, _Cut.EARLIER_MAIL):
            break
        if cut is _Cut.NOTHING:
            kept.append(lines[at].raw)
        at += max(1, length)
    return _without_device(kept)


def _cut_at(lines: list[_Line], at: int) -> tuple[_Cut, int]:
    """What begins at line `at`, and how many lines it takes."""
    line = lines[at]
    if _is_marker(line) and not line.quoted:
        return _Cut.REST, 0
    if _is_separator(line) or _block_head(lines, at):
        return _Cut.EARLIER_MAIL, 0
    if length := _attribution(lines, at):
        run = _run(lines, at + length) if _next_words(lines, at + length).quoted else 0
        return (_Cut.LINES, length + run) if run else (_Cut.REST, 0)
    if line.quoted and (run := _run(lines, at)) > 1:
        return _Cut.LINES, run
    return _Cut.NOTHING, 1


def _is_marker(line: _Line) -> bool:
    """Our own line above every mail that goes out."""
    return line.words.startswith("---") and line.key.startswith(_MARKERS)


def _is_separator(line: _Line) -> bool:
    """Whether it is "-------- Thư gốc --------" and its kin; the words alone, without dashes or a colon, may be
    prose."""
    return len(line.words) < 150 and bool(_DASHES.search(line.words)) and bool(_SEPARATOR.fullmatch(line.key))


def _block_head(lines: list[_Line], at: int) -> bool:
    """Whether a block of Outlook's or Zimbra's kind begins here: three labels together, the first names the sender, one
    of them carries an address. A rule of underscores may stand in front."""
    if re.fullmatch(r"[_-]{10,}", lines[at].words):
        at += 1
    if at >= len(lines) or ":" not in lines[at].words[:40]:
        return False
    first = _LABEL.match(lines[at].key)
    if not first or first[1] not in _FROM_LABELS:
        return False
    labels, address, misses = 0, False, 0
    for line in lines[at : at + 14]:
        if ":" in line.words[:40] and _LABEL.match(line.key):
            labels += 1
            misses = 0
        else:
            misses += bool(line.words)
        if misses > 1 and labels < 3:
            break
        address = address or bool(_ADDRESS.search(line.words[:_LONG]))
    return labels >= 3 and address


def _attribution(lines: list[_Line], at: int) -> int:
    """The number of lines (1 to 3) of "Vào … đã viết:" beginning here, 0 where it is none or only prose."""
    if not any(line.words.endswith((":", "：")) for line in lines[at : at + 3]):
        return 0
    joined = ""
    for length, line in enumerate(lines[at : at + 3], 1):
        if not line.words or len(joined) > _LONG or line.quoted != lines[at].quoted:
            return 0
        joined = f"{joined} {line.key}".strip()
        if _WROTE.search(joined):
            return length * _evidence(lines, at, length, joined)
        if not _WROTE_HEAD.match(joined):
            return 0
    return 0


def _evidence(lines: list[_Line], at: int, length: int, joined: str) -> bool:
    """An address in the line, or quoted lines or our own text behind it."""
    if len(joined) > _LONG:
        return False
    if _ADDRESS.search(joined):
        return True
    behind = _next_words(lines, at + length)
    return (behind.quoted and not lines[at].quoted) or _is_marker(behind)


def _next_words(lines: list[_Line], at: int) -> _Line:
    """The next line that is not empty, or an empty one at the end."""
    return next((line for line in lines[at : at + 10] if line.words or line.quoted), _Line(""))


def _run(lines: list[_Line], at: int) -> int:
    """How many lines from `at` on are quoted, with the empty lines among them."""
    end = last = at
    while end < len(lines) and (lines[end].quoted or not lines[end].words):
        end += 1
        if lines[end - 1].quoted:
            last = end
    return last - at


def _without_device(kept: list[str]) -> str:
    """Without empty lines at both ends and without "Đã gửi từ iPhone của tôi" at the end."""
    while kept and (not kept[-1].strip() or _is_device(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip("\n")


def _is_device(line: str) -> bool:
    return len(line) < 150 and bool(_DEVICE.fullmatch(fold(line).strip(" .-<>")))
