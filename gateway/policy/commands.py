"""Commands that our texts promise: TT (status), BS (more details), DG (rating), HD (help), TC and NHAN (reminders),
VIEC MOI (a matter of its own).

People type them in any case, with or without marks, hyphen or code, before or behind the code. The same letters are
words of their own ("TT" thị trấn, "BS" bác sĩ, "dg" đường): without a code, a command must stand alone.
"""

import re
from dataclasses import dataclass

from gateway.domain import codes
from gateway.domain.text import expand, fold, typed
from gateway.policy import ratings

_ALONE = {
    "hd": "HD",
    "help": "HD",
    "huong dan": "HD",
    "tro giup": "HD",
    "menu": "HD",
    "tuchoi": "TUCHOI",
    "tc": "TUCHOI",
    "tc all": "TUCHOI",
    "tcall": "TUCHOI",
    "tu choi": "TUCHOI",
    "tu choi nhan tin": "TUCHOI",
    "tu choi tat ca": "TUCHOI",
    "tu choi nhan tin nhan": "TUCHOI",
    "khong nhan tin": "TUCHOI",
    "khong nhan tin nua": "TUCHOI",
    "ngung nhan tin": "TUCHOI",
    "stop": "TUCHOI",
    "stop all": "TUCHOI",
    "unsubscribe": "TUCHOI",
    "please stop": "TUCHOI",
    "tu choi tin nhan": "TUCHOI",
    "nhan": "NHAN",
    "nhan lai": "NHAN",
    "nhan tin lai": "NHAN",
    "tt": "TT",
    "tinh trang": "TT",
    "status": "TT",
    "tra cuu": "TT",
    "tt ma": "TT",
    "bs": "BS",
    "bo sung": "BS",
    "dg": "DG",
    "danh gia": "DG",
    "viec moi": "VIECMOI",
    "viecmoi": "VIECMOI",
    "new matter": "VIECMOI",
}
_WORD = re.compile(r"(tt|tinh trang|tra cuu|status|bs|bo sung|dg|danh gia|rate)\b[\s:,.-]*(.*)", re.S)
# No text any more: said in people's own words.
_ENOUGH = re.compile(
    r"(?:(?:thoi|toi|em|minh|chung toi) ){0,2}"
    r"(?:(?:xin|xin phep|muon|de nghi|yeu cau|vui long|lam on) )?"
    r"(?:(?:(?:phuong|ubnd|cac anh|anh chi|may anh|ben minh|ad) )(?:(?:xin|vui long|lam on|nho) )?"
    r"(?=dung|ngung|thoi|cham))?"
    r"(?:dung|khong(?: muon| can)?|ngung|ngung viec|thoi|tu choi|huy|cham dut)(?: viec)?(?: co)? (?:nhan|gui)(?: cac)?"
    r" (?:tin|tin nhan|sms|thu|email|mail|phieu)"
    r"(?: (?:bao|thong bao|tu dong|hoi|moi|nhac|khao sat|xin|y kien|danh gia|muc do|hai long|nho)){0,6}(?: nua)?"
    r"(?: (?:tu|cua) (?:so nay|phuong|ubnd|tong dai))?"
    r"(?: (?:cho|den|vao|toi|giup|gium|ho) (?:toi|em|minh|con|so nay|hom thu nay|dia chi nay))?(?: nua)?"
    r"(?:[ ,]{1,3}(?:dau|nhe|nha|a|di|phien|moi|met|qua|lam)){0,4}[ ,]{0,3}"
    r"|(?:(?:toi|em|minh) )?khong can (?:tin|tin nhan|thu|email|phieu) (?:hoi|nhac|moi|khao sat|danh gia)(?: danh gia)?"
    r"(?: nua)?"
    r"(?:[ ,]{1,2}(?:xin |vui long )?(?:ngung|dung|thoi)(?: gui)?)?(?: nua)?"
    r"|xoa so(?: dien thoai)?(?: cua)? (?:toi|em|minh)(?: di)?"
    r"|(?:please )?stop (?:all |the |these |your |sending ){0,4}(?:messages?|texts?|sms|texting|messaging)"
    r"(?: me| to me)?(?: please)?"
)
_AGAIN = re.compile(
    r"(?:(?:cho|toi|em|minh|con|chung toi|xin|muon|dong y|de nghi) ){0,4}nhan (?:lai|tiep)"
    r"(?: (?:cac|tin|tin nhan|nhac|sms|thu|email|thong bao|danh gia|hoi)){1,4}(?: (?:nhe|nha|a|di|nhu cu)){0,2}"
)
_COURTESY = re.compile(r"(?:[ ,]{1,2}(?:nhe|nha|nghen|a|ah|di|giup|em|toi|please|pls|ad)){1,4}$")
_NEW = re.compile(r"\s*(?:viec ?moi|new matter)\b[\s:,.-]*", re.I)
# Our texts say "nhan TT HN-…", adverts "soan tin …": people send the verb along.
_TOLD_TO = re.compile(
    r"^(?:nhan|soan|gui|text|send|reply)(?: tin)?[\s:]{1,5}(?=(?:tt|bs|dg|hd|tc|tuchoi|nhan|viec ?moi|new matter)\b)"
)
# Our own line comes back with what it says in front, an advert's habit behind: "Tu choi: nhan TC", "TC gui so nay".
_HEADED = re.compile(
    r"^(?:(?:muon|de|neu) )?(?:nhan lai|tu choi|ngung nhan|chua dong y|danh gia|bo sung)(?: tin)?[:,] ?(?:xin |hay )?"
    r"(?=(?:nhan|soan|gui)\b)"
)
_SENT_TO = re.compile(r" gui (?:den |toi |ve )?(?:so nay|tong dai|\d{3,11})$")
_SLIP = re.compile(  # "gõ nhầm, TT HN-…"
    r"^(?:(?:xin loi|sorry|toi|em|minh|nay|luc nay|vua|lai) ){0,3}(?:go|nhan|bam|ghi|viet|soan) (?:nham|lon|sai)"
    r"(?: (?:ma|so|roi|a|nhe)){0,3}[\s,.:;-]{1,5}(?=(?:tt|bs|dg|hd)\b)"
)
_NAMES = {"tt": "TT", "tinh trang": "TT", "tra cuu": "TT", "status": "TT", "bs": "BS", "bo sung": "BS"}
_MISTYPED = re.compile(
    r"(?:(?=[\w-]{0,40}\d)[a-z]{2}[-_ .]?(?:[0-9a-z]{5,7}|[0-9a-z]{1,4}[-_.][0-9a-z]{1,4})|[a-z]{2}-[a-z]{6})[\s.]*"
)  # what stands where a code should, and is none
_SIGNATURE = re.compile(r"\n[^\S\n]*(?:tran trong|kinh thu|than ai|best|regards|da gui tu|sent from|duoc gui tu)")
_SALUTATION = re.compile(
    r"[^\S\n]*(?:kinh (?:gui|thua|chao)|thua|gui|chao|xin chao|dear|hello|hi|good (?:morning|afternoon|evening))"
    r"(?: [^\s,.:!]+){0,8} ?[,.:!]\s*"
)
_SAYS_TO_RATE = re.compile(r"danh gia|\b(?:cham|cho)(?: lai)?(?: (?:may|\d))? (?:diem|sao)|\brat(?:e|ing)\b")
_RATED = re.compile(r"(?:dg|danh gia|rate)(?:\b|(?=\d))")
_MEANT = 5  # words behind "DG" that are meant as a rating and say no figure
_NAME_WORDS, _PHONE_DIGITS = 5, 8  # of a closing line
_STAR = "\u2b50\u2605\U0001f31f"
_STARS = re.compile(rf"(?:[{_STAR}]\ufe0f?\s?){{1,5}}(?:\u2606\s?){{0,4}}")
_LABEL = re.compile(r"^(?:[Đđ]ánh giá|[Dd]anh gia|[Mm]ức độ hài lòng|[Mm]uc do hai long)\s?:\s?")
_AFTER_STARS = re.compile(  # "⭐⭐⭐ thôi nhé"
    rf"[^\w{_STAR}]*+(?:(?:thôi|thoi|nhé|nhe|nha|ạ|a|ok|luôn|luon|em|cảm ơn|cam on|thanks)\b[^\w{_STAR}]*+){{0,4}}",
    re.IGNORECASE,
)
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\u200d]+")  # "5 👍", "TC 🙏"
_LONGEST = 4000  # characters of a text that may be a command
# Of our own sentence, sent as it stands.
_NO_CODE = re.compile(r"^ma\b\s*")
_PLACEHOLDER = re.compile(r"^(?:ma )?(?:va |and )?(?:noi dung|ly do|your text|say why|the matter)\.?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a citizen asked for. `rest`: the words behind it. `mistyped`: something stood where the code should.

    `bare`: a rating without the word for one ("5", "hài lòng"): it is one only where something was answered."""

    name: str  # TT | BS | DG | HD | TUCHOI | NHAN | VIECMOI
    rest: str = ""
    rating: int | None = None
    mistyped: bool = False
    bare: bool = False
    figure: bool = False  # of a rating: said in figures


def parse(words: str) -> Command | None:
    """The command in an SMS, a subject, or a reply's own words, also as raw Telex or VNI keys; None where they are an
    ordinary message."""
    if not words.strip() or len(words) > _LONGEST:
        return None
    found = _parse(words)
    if found is None and (read := typed(words)) != words:
        return _parse(read)
    return found


def _parse(words: str) -> Command | None:
    given = _LABEL.sub("", words.strip(), count=1)
    if (stars := _STARS.match(given)) and stars.end() and _AFTER_STARS.fullmatch(given, stars.end()):
        return Command(name="DG", rating=sum(sign in _STAR for sign in stars[0]), bare=True, figure=True)
    words = _PICTURES.sub(" ", words)
    named = bool(codes.parse(words))
    bare = expand(codes.without(words)).strip(" .,:;!?\"'()[]-")
    bare = _SENT_TO.sub("", _HEADED.sub("", bare, count=1), count=1)
    asked = _TOLD_TO.sub("", _SLIP.sub("", bare, count=1), count=1)
    if bare not in _ALONE and (named or not asked.startswith("bs")):  # "nhận BS": receives a doctor
        bare = asked
    alone = bare if bare in _ALONE else _COURTESY.sub("", bare.replace("-", " ").replace(".", "")).strip()
    if alone in _ALONE or _ENOUGH.fullmatch(bare):
        return Command(name=_ALONE.get(alone, "TUCHOI"))
    if _AGAIN.fullmatch(bare):
        return Command(name="NHAN")
    if (named and not bare) or codes.signs(words):
        return Command(name="TT")
    if new := _NEW.match(bare):
        rest = bare[new.end() :]
        return Command(name="VIECMOI", rest="" if _PLACEHOLDER.match(rest) else rest)
    return _with_words(bare, named=named)


def _with_words(bare: str, *, named: bool) -> Command | None:
    if (rated := _rated(bare, named=named)) is not None:
        return rated
    found = _WORD.match(bare)
    if found is None or found[1] not in _NAMES:
        return None
    name, rest = _NAMES[found[1]], found[2].strip()
    mistyped = not named and _MISTYPED.match(rest) is not None
    if name == "BS":
        return Command(name="BS", rest="" if _PLACEHOLDER.match(rest) else rest, mistyped=mistyped)
    asks = named and len(rest.split()) <= 12
    if asks or (mistyped and _MISTYPED.fullmatch(rest)):
        return Command(name="TT", rest=rest, mistyped=mistyped)
    return None


def _rated(bare: str, *, named: bool) -> Command | None:
    """A rating: with its word and a code it may carry any comment; without a code, only one that a rating has ("dg 5
    ngap" is a street)."""
    typed = _RATED.match(bare)
    words = bare[typed.end() :].strip(" :,.-") if typed else bare
    words = _NO_CODE.sub("", words) if typed else words
    mistyped = not named and typed is not None and (code := _MISTYPED.match(words)) is not None
    words = words[code.end() :] if mistyped and code else words
    rating = ratings.rating_of(words) if words else ratings.Rating()
    if rating is None and typed and (named or mistyped):
        first = ratings.rating_of(words.split(" ", 1)[0])
        rating = first or ratings.Rating(comment=words)
    loose = rating is None and typed is not None  # "dg 2 trả lời chậm", or the street "đg 5 bị ngập"
    if loose and words[:1].isdigit() and words[1:2] == " ":
        first = ratings.rating_of(words[:1])
        rating = ratings.Rating(value=first.value if first else None, comment=words[2:], figure=True)
    elif loose and len(words.split()) <= _MEANT:
        rating = ratings.Rating(comment=words)
    if rating is None or (not typed and not words):
        return None
    return Command(
        name="DG",
        rest=rating.comment,
        rating=rating.value,
        mistyped=mistyped,
        bare=(typed is None or loose) and _SAYS_TO_RATE.search(bare) is None,
        figure=rating.figure,
    )


def first_words(reply: str) -> str:
    """A mail's own words between its salutation and its signature: a command there is what the citizen wrote before
    "Trân trọng". Of a long mail, which is no command, only the beginning."""
    reply = reply[: 2 * _LONGEST]
    folded = fold(reply)
    if len(folded) != len(reply):
        return reply.strip().split("\n", 1)[0]
    found = _SIGNATURE.search(folded)
    lines = (reply[: found.start()] if found else reply).strip().split("\n")
    while len(lines) > 1 and _is_name(lines[-1]):
        lines.pop()
    if len(lines) > 1 and _SALUTATION.fullmatch(fold(lines[0])):
        lines.pop(0)
    return "\n".join(lines).strip()


def _is_name(line: str) -> bool:
    """Whether a closing line is a writer's name, or a telephone number."""
    words = line.strip(" .,-").split()
    digits = sum(sign.isdigit() for sign in line)
    named = 0 < len(words) <= _NAME_WORDS and all(word[:1].isupper() for word in words)
    return not words or (named and digits == 0) or (digits >= _PHONE_DIGITS and len(words) <= _NAME_WORDS)
