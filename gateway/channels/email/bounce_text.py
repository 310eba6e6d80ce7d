"""What a bounce says in its words: whom it did not reach, whether for good, and where the returned copy begins.

Some mail systems write no delivery-status part (RFC 3464), or a gateway loses it. What is left is a text with a few
habits in common: the recipient stands at the head of a line, an SMTP code near it, and a copy of our mail below.
Everything here is linear in at most 1,500 lines.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.channels.email.bounce_words import (
    AUTOMATIC,
    CONDITION,
    COPY,
    DELAYS,
    FAILS,
    GIVES_UP,
    LABEL,
    OF_NOTICES,
    PERSONAL,
    RETRIES,
    SUCCEEDS,
    UNDELIVERED,
)
from gateway.channels.email.headers import Headers, parse
from gateway.domain import addresses
from gateway.domain.model import ReportStatus
from gateway.domain.text import clean, fold

__all__ = [
    "STATUS",
    "Said",
    "fields",
    "is_notice",
    "is_personal",
    "names_failure",
    "read",
    "says_automatic",
    "says_nothing_else",
    "says_undelivered",
]

MAX_READ, MAX_LINES, MAX_LINE = 65_536, 1_500, 1_000  # characters, lines, characters of one
MAX_RECIPIENTS = 100
MAX_NOTICE = 4  # lines of words in the shortest bounces
MAX_LABELLED = 12  # lines of words in a gateway's notice
MAX_FAILURE, MAX_REMARK = 30, 6  # words of a sentence that says so, and of one that names an address or a code

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_CODE = re.compile(r"(?<![\d.:/-])[45]\d\d(?![\d:/]|\.\d|-\d)")
_PERMANENT = re.compile(
    r"(?:^[\s>\"'(-]{0,12}|[:;#\"'(\[<>]\s?|\b(?:code|error|status|said|replied|returned|mã|ma|lỗi|loi|smtp)\s)"
    r"5\d\d(?![\d:/]|\.\d|-\d)|(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.]*\d)",
    re.I | re.M,
)
_ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:|'=：，；（）]{1,64}@[\w-][\w.-]{0,250}\w")
_FIELD = re.compile(
    r"\s{0,8}(?:original-recipient|final-recipient|action|status|diagnostic-code|x-actual-recipient)\s*:", re.I
)

# --- the copy of our mail --------------------------------------------------------------------------------------------

_HEADER = re.compile(r"(?:return-path|received|from|to|subject|message-id|date|mime-version|reply-to|cc)\s*:", re.I)
_OF_A_SENDER = re.compile(r"(?:return-path|received|from)\s*:", re.I)


def _without_copy(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines above a copy of our mail, and those of the copy: it begins at a line that says so, or where three
    fields of a header stand together."""
    for at, line in enumerate(lines):
        if COPY.match(fold(line[:200]).strip()) or _is_header(lines, at):
            return lines[:at], lines[at:]
    return lines, []


def _is_header(lines: list[str], at: int) -> bool:
    return bool(_OF_A_SENDER.match(lines[at])) and sum(bool(_HEADER.match(line)) for line in lines[at : at + 4]) >= 2


# --- whether it is one at all ----------------------------------------------------------------------------------------

_OWN = re.compile(r"\b(?:tôi|toi|em|mình|minh|con|cháu|chau|i|my|me|we|our)\b", re.I)
_POLITE = re.compile(r"\b(?:ạ|dạ|nhé|giúp)\b", re.I)  # particles that fold into other words


def _first_lines(text: str) -> list[str]:
    return _without_copy(text[:20_000].split("\n", 60)[:60])[0]


def says_undelivered(text: str) -> bool:
    """Whether the first lines say in a program's way that a mail did not arrive."""
    return any(_says_so(fold(line[:300])) for line in _first_lines(text))


def _says_so(folded: str) -> bool:
    return UNDELIVERED.search(folded) is not None


def says_automatic(text: str) -> bool:
    """Whether the first lines say that a program wrote them."""
    return any(AUTOMATIC.search(fold(line[:300])) for line in _first_lines(text))


def says_nothing_else(text: str, ours: Iterable[str]) -> bool:
    """Whether a text is nothing but that, and addresses on lines of their own, none of `ours` (URNs): no person writes
    so."""
    lines = [line.strip() for line in text[:20_000].split("\n", 60) if _WORDS.search(line)]
    alone = [line for line in lines if _ALONE.fullmatch(line)]
    rest = [line for line in lines if not _ALONE.fullmatch(line)]
    if not alone or not 0 < len(rest) <= MAX_NOTICE or _OWN.search(text[:20_000]):
        return False
    sentences = [fold(one[:300]) for line in rest for one in _SENTENCE.split(line)]
    return all(map(_says_so, sentences)) and any(_urns(_ADDRESS.findall(" ".join(alone)), frozenset(ours)))


def is_notice(text: str, ours: Iterable[str]) -> bool:
    """Whether a text is a gateway's short notice and nothing else: it names somebody, none of `ours` (URNs), and a
    permanent code (RFC 5321 §4.2.1, RFC 3463 §2), and each sentence says that a mail did not arrive, or is a label, an
    address, a code. Who speaks of himself or of the ward, or asks, is a person."""
    lines = [line.strip() for line in _first_lines(text) if _WORDS.search(line)]
    words = "\n".join(lines)
    bare = _ADDRESS.sub("", words[:3_000])
    if not 0 < len(lines) <= MAX_LABELLED or "?" in words or not _PERMANENT.search(words) or _TO_US.search(bare):
        return False
    if not any(_urns(_ADDRESS.findall(words[:3_000]), frozenset(ours))):
        return False
    return all(_is_of_notice(sentence) for line in lines for sentence in _SENTENCE.split(line[:MAX_LINE]))


def _is_of_notice(sentence: str) -> bool:
    bare = fold(_CODES.sub("", _ADDRESS.sub("", sentence)))
    words = len(_WORD.findall(bare))
    if words <= MAX_REMARK and (not words or _BEGINS_NOTICE.match(sentence)):
        return True
    tells = _says_so(fold(sentence)) and (len(bare) < len(sentence) or bool(_OF_MAIL.search(sentence)))
    return words <= MAX_FAILURE and (tells or bool(LABEL.match(bare) or OF_NOTICES.search(bare)))


def names_failure(text: str, ours: Iterable[str]) -> bool:
    """Whether the first lines name, in whatever language, somebody at the head of a line, none of `ours` (URNs), and
    why no mail reaches him for good (RFC 3463 §2), and nobody speaks or asks in them."""
    lines = _first_lines(text)
    words = "\n".join(lines)
    if "?" in words or _TO_US.search(_ADDRESS.sub("", words[:3_000])):
        return False
    named = (found[1] for line in lines if (found := _AT_HEAD.match(line[:MAX_LINE])))
    return any(one[1].startswith("5") for one in STATUS.finditer(words)) and any(_urns(named, frozenset(ours)))


def is_personal(text: str, *, asks: bool = False) -> bool:
    """Whether the words above a copy are a person's, who tells of a bounce: a greeting, a wish, "I" and "we"; with
    `asks`, a question too."""
    above = _first_lines(text)
    words = "\n".join(above)[:3_000]
    return bool(_POLITE.search(words) or PERSONAL.search(fold(words))) or (asks and "?" in words)


# --- whom it did not reach, and whether for good ---------------------------------------------------------------------

_WORDS = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W\d_]+")
_CODES = re.compile(r"[(\[]?#?(?<![\d.])[245](?:\d\d|\.\d{1,3}\.\d{1,3})(?!\d)[)\]]?")
_BEGINS_NOTICE = re.compile(rf"[\s<\"'*(\[#-]{{0,12}}(?:[45]\d\d\b|[45]\.\d|{_ADDRESS.pattern})")
_OF_MAIL = re.compile(r"\b(?:thư|e?mail|message|người nhận|recipients?|messaggio|nachricht|destinataires?)\b", re.I)
_TO_US = re.compile(rf"{_OWN.pattern}|\b(?:tui|phường|phuong|ubnd|ủy ban|uy ban|xã|anh chị|anh chi|ward)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_ALONE = re.compile(rf"[<\"'(\[]?{_ADDRESS.pattern}[>\"')\]]?[.,;:]?")
_X400 = re.compile(rf"\bSMTP[=:]({_ADDRESS.pattern})")  # Exchange 5, in an address of X.400
_BARE = re.compile(r"\s{1,12}([A-Za-z0-9][\w.+-]{1,63})\s*")  # a mailbox of the server that writes, as AOL names it
_AT_HEAD = re.compile(rf"(?:[45]\d\d (?:[45]\.\d\.\d{{1,3}} )?<)?[\s<>\"'*\[(-]{{0,12}}({_ADDRESS.pattern})")
_NAMED = re.compile(
    r"(?<![\w.@-])(?:rcpt to|recipients?(?: address)?|address|dia chi(?: nhan)?|nguoi nhan|to|toi|cho|user(?:id)?)"
    rf"\s*[:\s]\s*[<\"'(\[]?({_ADDRESS.pattern})"
)
_HEADED = re.compile(rf"{_AT_HEAD.pattern}[>)\]\"']?\s?:")
_ID_FIELD = re.compile(r"[\s>*]{0,12}(?:x-)?(?:original-)?(?:message[- ]?id|references|in-reply-to)\s{0,3}:", re.I)
_IDS_ALONE = re.compile(r"\s+(?:<[^<>\s]{1,900}>\s*){1,20}")
_NAMED_ID = re.compile(
    r"\b(?:message[- ]?id|id|mã(?: số)?(?: thư)?|ma(?: so)?(?: thu)?)\s{0,3}[:=]?\s{0,3}<[^<>\s]{1,900}>", re.I
)
_ASKS = re.compile(
    r"(?:liên hệ|lien he|thắc mắc|thac mac|hotline|\bcontact(?:ing)?\b|\b(?:any|further) questions)"
    r"(?!(?: với| voi| the)? (?:người nhận|nguoi nhan|recipient))",
    re.I,
)
_HELPS = re.compile(
    r"(?:được|duoc|cần|can) (?:hỗ trợ|ho tro|trợ giúp|tro giup|giải đáp|giai dap)"
    r"|\b(?:for|need|get) (?:\w{1,12} )?(?:help|assistance|support)\b",
    re.I,
)
_DESK = re.compile(
    r"(?:hotro|ho[-_.]tro|cskh|quan[-_.]?tri|lien[-_.]?he|contact|it[-_.]?desk|service[-_.]?desk)(?![a-z])", re.I
)
_NOBODY_S = re.compile(r"(?:mailer[-_.]?daemon|post[-_.]?master|mdaemon|abuse|helpdesk|support|no-?reply)@", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the words of a bounce say. `recipients`: URNs, none of `ours`; `mentioned`: such as may be somebody else's,
    where those are none."""

    type: ReportStatus
    recipients: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    status: str = ""
    diagnostic: str = ""
    returned: Headers | None = None  # the header of the copy below


def read(subject: str, text: str, ours: Iterable[str], host: str = "") -> Said:
    """The words of a mail that is known as a bounce. `ours`: URNs that it cannot be about; `host`: of its sender."""
    lines = [line[:MAX_LINE] for line in text[:MAX_READ].split("\n", MAX_LINES)[:MAX_LINES]]
    above, below = _without_copy(lines)
    telling = next((line for sign in (STATUS, _CODE) for line in above if sign.search(line)), "")
    status = STATUS.search(telling)
    naming, not_theirs = _without_others(above), frozenset(ours)
    recipients = _first(_named(naming, host), not_theirs)
    return Said(
        type=_type(subject, above),
        recipients=recipients,
        mentioned=() if recipients else _first(_mentioned(naming, subject), not_theirs),
        status=status[1] if status else "",
        diagnostic=clean(telling).strip()[:500],
        returned=_header_of(below),
    )


def _type(subject: str, above: list[str]) -> ReportStatus:
    """A delay is no failure (RFC 3464 §2.3.3): the server still tries, and says so; what it will do if that fails has
    not come yet."""
    words = fold(" ".join(" ".join((subject, *above)).split())[:20_000])
    certain = CONDITION.sub(" ", words)
    if SUCCEEDS.search(words) and not UNDELIVERED.search(words):
        return ReportStatus.DELIVERED
    if GIVES_UP.search(certain):
        return ReportStatus.FAILED
    if RETRIES.search(words) or (DELAYS.search(words) and not FAILS.search(certain)):
        return ReportStatus.DELAYED
    return ReportStatus.FAILED


def _named(lines: list[str], host: str) -> Iterator[Iterable[str]]:
    """Those at the head of a line; else those that a word names; else mailboxes of the server itself, named without
    it."""
    yield (one[1] for line in lines if (one := _AT_HEAD.match(line) or _X400.search(line)))
    yield (one[1] for line in lines for one in _NAMED.finditer(fold(line)))
    yield _bare(lines, host)


def _mentioned(lines: list[str], subject: str) -> Iterator[Iterable[str]]:
    """Any; else one of the subject."""
    yield (one for line in lines for one in _ADDRESS.findall(line) if not _DESK.match(one))
    yield _ADDRESS.findall(subject)


def _first(ways: Iterable[Iterable[str]], ours: frozenset[str]) -> tuple[str, ...]:
    """The URNs of the first way that finds some."""
    return next((urns for found in ways if (urns := tuple(dict.fromkeys(_urns(found, ours)))[:MAX_RECIPIENTS])), ())


def _without_others(above: list[str]) -> list[str]:
    """The lines without Message-IDs, and without what says whom to ask: an address there is nobody's, or a help desk's.
    A sentence that asks may go on below, until its address has come."""
    kept: list[str] = []
    asks = is_id = listed = False
    for line in above:
        is_id = bool(_ID_FIELD.match(line)) or (is_id and bool(_IDS_ALONE.fullmatch(line)))
        rest = "" if is_id else _NAMED_ID.sub("", line)
        asks = asks and bool(listed or rest.strip())
        theirs = []
        for sentence in _SENTENCE.split(rest):
            found = _ASKS.search(sentence)
            if asks or found or (_HELPS.search(sentence) and not _HEADED.match(sentence)):
                theirs.append(sentence[: found.start() if found and not asks else 0])
                told = sentence[found.start() :] if found else sentence
                asks, listed = "@" not in told and told.rstrip()[-1:] not in tuple(".!?;"), told.rstrip()[-1:] == ":"
            else:
                theirs.append(sentence)
        kept.append(" ".join(theirs))
    return kept


def _bare(above: list[str], host: str) -> Iterator[str]:
    """Names that stand alone and set in below a line that says that a mail did not arrive at them."""
    introduced = False
    for line in above if host else ():
        if introduced and (found := _BARE.fullmatch(line)):
            yield f"{found[1]}@{host}"
        elif line.strip():
            introduced = line.rstrip().endswith(":") and _says_so(fold(line[:300]))


def _urns(found: Iterable[str], ours: frozenset[str]) -> Iterator[str]:
    for one in found:
        urn = "" if _NOBODY_S.match(one) else addresses.mail(one.strip(".'"))
        if urn and urn not in ours:
            yield urn


def _header_of(below: list[str]) -> Headers | None:
    """The header of the copy: its fields stand at the head of their lines, below a line of words or none."""
    start = next((at for at, line in enumerate(below[:20]) if _HEADER.match(line)), None)
    if start is None:
        return None
    block = "\n".join(below[start : start + 200]).partition("\n\n")[0]
    return parse(block.encode("utf-8", "replace") + b"\n\n")


def fields(text: str) -> list[bytes]:
    """Groups of delivery-status fields (RFC 3464 §2.3) that stand in a text, as blocks of a header."""
    groups: list[list[str]] = [[]]
    for line in text[:MAX_READ].split("\n", MAX_LINES)[:MAX_LINES]:
        if _FIELD.match(line):
            groups[-1].append(line.strip()[:MAX_LINE])
        elif not line.strip() and groups[-1]:
            groups.append([])
    return [
        "\n".join(group).encode("utf-8", "replace")
        for group in groups[:MAX_RECIPIENTS]
        if any(line.lower().startswith(("final-recipient", "original-recipient")) for line in group)
    ]
