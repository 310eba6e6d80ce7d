"""What stands above a quote: "Vào … đã viết:", a block of labels, a line of dashes; by their shape, in any language.

The one rule: no cut without evidence. A citizen who writes "ngày 5/3 tôi đã viết:" or "Từ: ngã tư …" writes prose. A
head has a mailbox in angle brackets and a date or a verb, or quoted lines behind it; a block has a date with a clock
and its first label names a mailbox (docs/FIELD.md §4). Everything here looks at a bounded number of lines.
"""

import re
from operator import attrgetter

from gateway.channels.email.quote_words import FROM, LABELS, LEADS, SENT, SEPARATORS, SUBJECT, TO, VERBS, any_of
from gateway.domain.text import fold

__all__ = ["Line", "apart", "attribution", "block", "earlier_mail", "is_marker", "is_rule", "is_separator"]

_LONG = 400  # characters of a line that are looked at; heads are short
_MIN_APART = 30  # characters of a line that has an answer and a head
_CLOSING = (">:", "> :")  # of a mailbox that a line's end has parted
_PIECES = 5  # lines of a head whose mailbox stands in pieces
_MOST = 4  # lines over which a mail program breaks a head
_BLOCK = 16  # lines in which a block's labels stand
_NOTES = 8  # lines below the moment of a head of Notes
_BARE_BEHIND = 30  # characters behind a mailbox without a verb: a date, a verb of a language not known here

_QUOTED = re.compile(r"\s{0,3}(?:>\s?)+")
_MARKERS = ("--- xin tra loi phia tren dong nay ---", "--- please reply above this line ---")
_STROKES = ("-", "_", "=", "*")
_RULE = re.compile(r"[-_=*\s]{3,}")
_RULE_OR_TITLE = re.compile(r"[-_=*\s]{3,}(?:[^-_=*\s].{0,60}[^-_=*\s:][-_=*\s]{3,})?")
_DECORATION = re.compile(r"\A[-*_\s]+|[-*_\s]+\Z")

_SEPARATOR = re.compile(rf"{any_of(SEPARATORS)}\s*:?(?:[-_=\s]*from:? .{{1,100}})?")
_DASHES = re.compile(r"\A[\s*]*[-_=]{2,}|[-_=]{2,}[\s*]*\Z|:\s*\Z")

_ANGLED = re.compile(r"[<\[(]\s?(?:mailto:)?[^\s@<>\[\]()]{1,64}@[^\s@<>\[\]()]{1,253}\s?[>\])]")
_DATED_MAILBOX = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b[^<]{0,150}<[^\s@<>]{1,64}@[^\s@<>]{1,253}>")
_ADDRESS = re.compile(r"[^\s@<>\[\]]{1,64}@[^\s@<>\[\]]{1,253}")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|(?<!\d)(?:19|20)\d{2}(?!\d)")
_NUMBERS = re.compile(r"\d{1,4}\D+\d{2,4}")
_VERB = re.compile(rf"(?<![a-z]){any_of(VERBS)}(?![a-z])")
_LEAD = re.compile(rf"{any_of(LEADS)}(?![a-z])")
_VERB_LAST = re.compile(r"[>\])]\s*(?:wrote|viet|da viet)\Z")
_WEEKDAY = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,6}day)?,|\b(?:th [2-7]|cn|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat),"
)
_ANSWER_THEN_HEAD = re.compile(
    r"([^@:]{1,200}?)(?:(?<=\s)|--+\s*)(?:On|Vào|Vao|Ngày|Lúc|Le|Am|El|Il|Op)"
    r"\s(?=(?:[A-Z][a-z]{1,8}|Th \d|Thứ \w{2,4}|CN|lúc|ngày|th\. \d)?[.,]?\s?\S{0,12}\s?\d)"
)
_ANY_LETTER = re.compile(r"[^\W\d_]")
_FIRST_PERSON = re.compile(
    r"\A(?:(?:Chúng |Chung )?[Tt][ôo]i|I|We|My|Our)\b"
    r"|\b(?:[Tt]ôi|[Tt]oi|em|mình|cháu|con|I|we)\s+(?:đã\s+|da\s+)?(?:viết|viet|wrote)\s*:\Z"
)
_TELLS_OF_SENDING = re.compile(
    r"\b(?:chung )?toi\b.{0,60}\b(?:gui|viet|noi|nop|goi|hoi)\b|\bgui (?:cho|den|toi)\b|\blien he\b"
)

_NAME_OF_NOTES = re.compile(
    r"[^<>@]{0,80}<[^\s@<>]{1,64}@[^\s@<>]{1,253}>|[^\W\d_][^/:<>@\d]{1,40}(?:/[^/:<>@\d]{1,30}){1,4}"
)
_MOMENT_ALONE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4} \d{1,2}:\d{2}(?::\d{2})?(?: ?(?:am|pm|sa|ch))?")
_VIETNAMESE = re.compile("[ăđơưảạấầẩẫậắằẳẵặẻẽẹếềểễệỉĩịỏọốồổỗộớờởỡợủũụứừửữựỳỷỹỵ]", re.I)
_OF_FORMS = frozenset(
    {"email", "e-mail", "mail", "ho ten", "ho va ten", "name", "dia chi", "address", "noi dung", "phone"}
)
_FIELD = re.compile(r"[*_\s]{0,4}([^:：@<>\d*]{1,30}?)[*_\s]{0,3}[:：](?!//)[*_]{0,3}\s*")


class Line:
    """One line: as it stands, without quote signs, and folded for matching (only when that is asked for: it is
    slow)."""

    __slots__ = ("_key", "may_end_head", "quoted", "raw", "words")

    def __init__(self, raw: str) -> None:
        found = _QUOTED.match(raw[:_LONG]) if ">" in raw[:4] else None
        self.raw, self.quoted = raw, bool(found)
        self.words = (raw[found.end() :] if found else raw).strip()
        self.may_end_head = "@" in self.words or self.words.endswith((":", "：", "៖", "작성", "---"))
        self._key: str | None = None

    @property
    def key(self) -> str:
        """The first 400 characters of the words, folded."""
        if self._key is None:
            self._key = fold(self.words[:_LONG]).strip()
        return self._key


_MAY_END_HEAD = attrgetter("may_end_head")


def is_marker(line: Line) -> bool:
    """Our own line above every mail that goes out."""
    return line.words.startswith("---") and line.key.startswith(_MARKERS)


def is_rule(line: Line) -> bool:
    """Nothing but dashes, underscores or stars."""
    return line.words.startswith(_STROKES) and bool(_RULE.fullmatch(line.words[:_LONG])) and len(line.words) <= _LONG


def is_separator(line: Line) -> bool:
    """Whether it is "-------- Thư gốc --------" and its kin; the words alone, without dashes or a colon, may be
    prose."""
    words = line.words
    if not 5 < len(words) < 150 or not (words.startswith(_STROKES) or words.endswith((*_STROKES, ":"))):
        return False
    if not _DASHES.search(words):
        return False
    return bool(_SEPARATOR.fullmatch(_DECORATION.sub("", line.key)))


# --- "Vào … đã viết:" ------------------------------------------------------------------------------------------------


def attribution(lines: list[Line], at: int, *, answers: bool) -> int:
    """The number of lines (1 to 4) of "Vào … đã viết:" beginning here, 0 where it is none or only prose.

    `answers`: the mail answers or forwards another."""
    first, joined = lines[at], ""
    if not any(map(_MAY_END_HEAD, lines[at : at + _MOST])):
        return 0
    if _is_in_pieces(lines[at : at + _PIECES]):
        return _PIECES
    for length, line in enumerate(lines[at : at + _MOST], 1):
        closes = length > 1 and line.raw.strip() in _CLOSING
        joined = f"{joined} {line.raw.strip() if closes else line.words[:_LONG]}".lstrip()
        if not line.words or len(joined) > _LONG or (line.quoted != first.quoted and not closes):
            return 0
        if _ends(line):
            return length if _is_head(joined, lines, at + length, quoted=first.quoted, answers=answers) else 0
        if not _goes_on(line, is_first=length == 1):
            return 0
    return 0


def _is_in_pieces(lines: list[Line]) -> bool:
    """Whether a head's mailbox stands in pieces below an empty line: "<", "mailto:A <a@example.com>", "> wrote:"."""
    if len(lines) < _PIECES or lines[1].words or lines[2].words != "<" or not lines[3].words.startswith("mailto:"):
        return False
    begins = _LEAD.match(lines[0].key) and _CLOCK.search(lines[0].key)
    return bool(begins) and lines[4].raw.lstrip()[:1] == ">" and bool(_VERB.search(lines[4].key))


def apart(text: str) -> str:
    """A text in which a head that a program set behind the answer's last word stands on a line of its own."""
    if "@" not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines[:-1]):
        if len(line) >= _MIN_APART and line.endswith(":") and "@" in line and lines[at + 1][:1] == ">" != line[:1]:
            found = _ANSWER_THEN_HEAD.match(line[:_LONG])
            if found and _ANY_LETTER.search(found[1]) and _VERB.search(fold(line[:_LONG])):
                lines[at] = f"{found[1].rstrip(' -')}\n{line[found.end(1) :].lstrip()}"
    return "\n".join(lines)


def _ends(line: Line) -> bool:
    """A colon, the dashes of Zoho's head, or a mailbox and a verb; of a date and a mailbox, the mailbox."""
    words = line.words
    if words.endswith((":", "：", "៖", "작성")) or (words.startswith("---") and words.endswith("---")):
        return True
    if "@" not in words or len(words) > _LONG:
        return False
    return bool(_VERB_LAST.search(line.key) or _DATED_MAILBOX.fullmatch(words))


def _goes_on(line: Line, *, is_first: bool) -> bool:
    """Whether a head may go on below this line of it: it is no whole sentence, and the first has what a head has."""
    if _ANGLED.search(line.words[:_LONG]):
        return True
    if line.words.endswith((".", "!", "?", ";", "…")):
        return False
    key = _DECORATION.sub("", line.key)
    return not is_first or bool(_LEAD.match(key) or _DATE.search(key) or _CLOCK.search(key)) or "<" in key


def _is_head(joined: str, lines: list[Line], behind: int, *, quoted: bool, answers: bool) -> bool:
    """A mailbox in angle brackets beside a date or a verb, or less with quoted lines or our own marker behind it."""
    following = _next_words(lines, behind)
    is_followed = (following.quoted and not quoted) or is_marker(following)
    if not (is_followed or "@" in joined or _CLOCK.search(joined)) or _FIRST_PERSON.search(joined):
        return False
    key = fold(joined)
    verb, dated = bool(_VERB.search(key)), bool(_DATE.search(key) or _CLOCK.search(key))
    if is_followed and (dated or (verb and (answers or bool(_ADDRESS.search(joined))))):
        return True
    if _TELLS_OF_SENDING.search(key):
        return False
    mailbox = _ANGLED.search(joined)
    if mailbox is None:
        return verb and (bool(_ADDRESS.search(joined)) or (answers and (_has_whole_moment(key) or _is_dashed(key))))
    behind_it = joined[mailbox.end() :].strip(" :：\"'-*_")
    return verb or (dated and len(behind_it) <= _BARE_BEHIND and (not behind_it or bool(_CLOCK.search(behind_it))))


def _has_whole_moment(key: str) -> bool:
    """The whole moment, with the day of the week: "On Wed, Sep 25, 2013, at 03:57 PM, A wrote:"."""
    return all(one.search(key) for one in (_LEAD, _WEEKDAY, _DATE, _CLOCK))


def _is_dashed(key: str) -> bool:
    """Between dashes, with a moment: "---- On 12/29/1987 17:32 PM, A wrote ----"."""
    bare = key.strip("-_=* ")
    is_framed = key.startswith("---") and key.endswith("---")
    return is_framed and bool(_LEAD.match(bare) and _DATE.search(bare) and _CLOCK.search(bare))


def _next_words(lines: list[Line], at: int) -> Line:
    """The next line that is not empty, or an empty one at the end."""
    return next((line for line in lines[at : at + 10] if line.words or line.quoted), Line(""))


# --- "Từ: … Đã gửi: … Đến: … Chủ đề: …" ------------------------------------------------------------------------------


def earlier_mail(lines: list[Line], at: int, *, answers: bool, sender: str) -> int:
    """The number of lines of a separator or a block beginning here, with the labels below a separator; 0 for none."""
    if (found := block(lines, at, answers=answers, sender=sender)) or not is_separator(lines[at]):
        return found
    below = next((n for n in range(at + 1, min(at + 3, len(lines))) if lines[n].words), at)
    if lines[below].quoted != lines[at].quoted:
        return 1
    return _fields(lines, below)[1] - at if below > at else 1


def block(lines: list[Line], at: int, *, answers: bool, sender: str) -> int:
    """The number of lines of a block of labels as Outlook, Zimbra and phones set it, 0 where none begins here; a rule
    or a title between dashes may stand in front.

    `sender`: the writer's address. A letter that answers nothing may name its writer in such lines itself."""
    words = lines[at].words[:_LONG]
    if answers and (words.endswith(">") or "/" in words) and _is_of_notes(lines, at):
        return 1
    framed = words.startswith(_STROKES) and bool(_RULE_OR_TITLE.fullmatch(words))
    if not framed and ":" not in words and "：" not in words:
        return 0
    start = at
    if framed:
        start = next((n for n in range(at + 1, min(at + 3, len(lines))) if lines[n].words), len(lines))
    fields, end = _fields(lines, start)
    return end - at if _is_block(fields, framed=framed, answers=answers, sender=sender) else 0


def _is_block(fields: list[tuple[str, str]], *, framed: bool, answers: bool, sender: str) -> bool:
    if len(fields) < 3:
        return False
    clocked = any(_is_moment(value) for _, value in fields)
    found = _ADDRESS.search(_from(fields))
    if found is None:
        addressed = any(_ADDRESS.search(value) for _, value in fields)
        return answers and _has_all(fields) and (clocked or (framed and addressed))
    is_letterhead = found[0].strip("<>[]();,").lower() == sender and not (answers and clocked)
    if is_letterhead or not (answers or clocked):
        return False
    return _known(fields) >= 3 or (clocked and _is_foreign(fields))


def _is_of_notes(lines: list[Line], at: int) -> bool:
    """Whether a head as Lotus Notes sets it begins here: a name ("An Le/Phuong/VN") or a mailbox, a moment alone on one
    of the next lines, and below it the label of the recipient."""
    if not _NAME_OF_NOTES.fullmatch(lines[at].words[:_LONG]):
        return False
    dated = next((n for n in range(at + 1, min(at + 3, len(lines))) if _MOMENT_ALONE.fullmatch(lines[n].key)), 0)
    below = lines[dated + 1 : dated + 1 + _NOTES] if dated else []
    return any(fold(line.words.partition(":")[0]).strip() in TO for line in below if len(line.words) < _LONG)


def _fields(lines: list[Line], at: int) -> tuple[list[tuple[str, str]], int]:
    """(label, value) of the lines from `at` on that stand together, and where they end: one empty line between two is
    allowed, and a value may go on below with a mailbox, or behind a comma."""
    fields: list[tuple[str, str]] = []
    end = at
    for place in range(at, min(at + _BLOCK, len(lines))):
        line = lines[place]
        if line.quoted != lines[at].quoted:
            break
        if found := _FIELD.match(line.words[:60]):
            fields.append((found[1].strip(), line.words[found.end() : _LONG].strip()))
            if not fields[-1][1] or not (lines[place - 1].words or place == at or fold(fields[-1][0]) in LABELS):
                continue  # it may stand in the mail below the block: "Ông/Bà viết:"
        elif not fields or not _belongs(lines, place, fields[-1][1]):
            break
        elif line.words:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.words[:_LONG]}")
        end = place + 1
    return fields, end


def _belongs(lines: list[Line], place: int, value: str) -> bool:
    """Whether a line without a label belongs to the block: a label stands below an empty one; words go on."""
    if lines[place].words:
        return value.endswith((";", ",", "mailto:")) or lines[place].words.startswith("<")
    return place + 1 < len(lines) and bool(_FIELD.match(lines[place + 1].words[:60]))


def _from(fields: list[tuple[str, str]]) -> str:
    """The value that names the sender: the first, or the one that says so below a moment (Hotmail)."""
    if not _is_moment(fields[0][1]):
        return fields[0][1]
    return next((value for label, value in fields[1:4] if fold(label) in FROM), fields[1][1])


def _is_moment(value: str) -> bool:
    """A date with a clock, as mail programs write it and persons seldom do."""
    value = fold(value)
    return bool(_CLOCK.search(value) and _NUMBERS.search(value)) and not _ADDRESS.search(value)


def _is_foreign(fields: list[tuple[str, str]]) -> bool:
    """Whether labels that are not known may be a mail program's in another language: those of Vietnamese ones are
    known, so "Họ tên: … Sự việc: …" is a citizen's form."""
    return len(fields) >= 4 and not any(_VIETNAMESE.search(label) or fold(label) in _OF_FORMS for label, _ in fields)


def _known(fields: list[tuple[str, str]]) -> int:
    """How many of the labels are known ones, where the first names the sender."""
    return sum(fold(label) in LABELS for label, _ in fields) if fold(fields[0][0]) in FROM | SENT else 0


def _has_all(fields: list[tuple[str, str]]) -> bool:
    """From, sent, to and subject, all known: a block whose mailboxes an Exchange server has left out."""
    labels = {fold(label) for label, _ in fields}
    return fold(fields[0][0]) in FROM and all(labels & kind for kind in (SENT, TO, SUBJECT))
