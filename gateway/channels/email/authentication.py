"""Authentication-Results (RFC 8601): what our own server says of a mail's author, and when it can be believed.

The kept parsers were tried: `authres` 1.2 raises on Exchange Online's header without a name, on international domains,
on a semicolon at the end and on comments in comments, and drops the comment in which most servers write the policy.
`authheaders` builds upon it. So the grammar (§2.2) is read here: one pass, and an error wherever it is not kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gateway.channels.email.address_lists import decode_quietly
from gateway.channels.email.headers import Headers
from gateway.channels.email.options import EmailOptions
from gateway.domain import addresses
from gateway.domain.model import Decoded, Dmarc
from gateway.domain.model.names import Flag
from gateway.domain.text import clean

__all__ = ["UNCERTAIN", "authenticate", "verdicts"]

UNCERTAIN: Flag = "sender_uncertain"  # the flag of a mail whose From names nobody, several, or one against the grammar
MAX_HEADERS = 10
MAX_LENGTH = 8_192
FIELD = "authentication-results"

_WORD = re.compile(r'[^\s;()="]+')
_VALUE = re.compile(r'[^\s;()"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
_PARENTHESIS = re.compile(r"\\.|[()]", re.S)
_KEYWORD = re.compile(r"[a-z0-9-]{1,30}")
_POLICY = re.compile(r"(?:^|[\s,;])p(?:olicy)?\s*=\s*([a-z]+)", re.I)  # rspamd writes the whole word
_POLICY_PROPERTIES = frozenset(
    {"policy.dmarc", "policy.p", "policy.published-domain-policy", "header.policy", "action"}  # action: Exchange
)


class _Broken(ValueError):
    """Not the grammar of RFC 8601."""


@dataclass(slots=True)
class _Segment:
    """What stands between two semicolons: words, each "=" a word of its own, and comments."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def verdicts(headers: Headers) -> tuple[Mapping[str, object], ...]:
    """One mapping a header, topmost first, of the ten topmost.

    "authserv_id", "" where the server writes none; the first result of each method ("dmarc", "spf", "dkim", …); of
    DMARC also "dmarc_from" (its header.from) and "dmarc_policy", where they are told. "adjoins": it follows the one
    above at once, and both stand above the topmost Received: the same server wrote them. "broken": why none of it can
    be read.
    """
    names = [name for name, _ in headers.fields]
    places = [at for at, name in enumerate(names) if name == FIELD][:MAX_HEADERS]
    received = names.index("received") if headers.has("received") else -1
    found: list[Mapping[str, object]] = []
    for number, raw in enumerate(headers.all_raw(FIELD)[:MAX_HEADERS]):
        verdict = _verdict(raw)
        if number and places[number] == places[number - 1] + 1 and places[number] < received:
            verdict["adjoins"] = True
        found.append(verdict)
    return tuple(found)


def authenticate(decoded: Decoded, options: EmailOptions) -> Decoded:
    """`decoded` with `dmarc` by the word of the line's own server.

    Its word is the topmost header of its name, and those that adjoin it (see verdicts); further ones count only as far
    as `authserv_headers` says that it writes several, for a sender can write such headers too, but none above those
    that our server adds. Nobody can say: without a configured name; where DMARC is said twice, not at all, or of no
    domain; where a counted header breaks the grammar; where From is not exactly one address of that very domain.
    """
    counted = _counted(decoded, options)
    said = [one for one in counted if "dmarc" in one]
    if len(said) != 1 or any("broken" in one for one in counted) or UNCERTAIN in decoded.flags:
        return decoded
    verdict = said[0]
    domain = _domain(str(verdict.get("dmarc_from", "")))
    if not domain or domain != decoded.sender.rpartition("@")[2]:
        return decoded
    excused = verdict.get("dmarc_policy") == "none" or any(one.get("arc") == "pass" for one in counted)
    if verdict["dmarc"] == "pass":
        return replace(decoded, dmarc=Dmarc.PASS)
    return replace(decoded, dmarc=Dmarc.FAIL) if verdict["dmarc"] == "fail" and not excused else decoded


def _counted(decoded: Decoded, options: EmailOptions) -> list[Mapping[str, object]]:
    """The headers that our own server wrote, as far as can be told."""
    given = decoded.extra.get("authentication", ())
    if not isinstance(given, Sequence) or not (options.authserv_id or options.authserv_unnamed):
        return []
    if options.authserv_unnamed:  # only ever the topmost: nothing tells a lower one from a stranger's
        return [one for one in given[:1] if one.get("authserv_id") == ""]
    own = [at for at, one in enumerate(given) if one.get("authserv_id") == options.authserv_id]
    counted = own[: options.authserv_headers]
    for at in own[len(counted) :]:
        if at != counted[-1] + 1 or not given[at].get("adjoins"):
            break
        counted.append(at)
    return [given[at] for at in counted]


def _domain(text: str) -> str:
    """A domain as addresses spell it, also where a server writes the whole address, in brackets or without."""
    return addresses.mail(f"x@{text.rpartition('@')[2].removesuffix('>')}").rpartition("@")[2]


def _verdict(raw: bytes) -> dict[str, object]:
    text = decode_quietly(raw[: MAX_LENGTH + 1])
    verdict: dict[str, object] = {"authserv_id": _name(text)}
    try:
        if len(raw) > MAX_LENGTH:
            raise _Broken("too long")
        segments = list(_segments(text))
        for segment in segments if "=" in segments[0].words else segments[1:]:
            _add(verdict, segment)
    except _Broken as error:
        return {"authserv_id": verdict["authserv_id"], "broken": str(error)}
    return verdict


def _name(text: str) -> str:
    """The authserv-id in front, lower case, also of a header that is broken further on; "" where there is none."""
    try:
        words = next(_segments(text)).words
    except _Broken:
        return ""
    versioned = len(words) == 2 and words[1].isdigit()
    return clean(words[0]).lower() if (len(words) == 1 or versioned) and words[0] != "=" else ""


def _segments(text: str) -> Iterator[_Segment]:
    """What stands between semicolons that are in no quotes and no comment."""
    segment = _Segment()
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "(":
            end = _end_of_comment(text, at)
            segment.comments.append(text[at + 1 : end - 1])
            at = end
        elif sign == ";":
            yield segment
            segment = _Segment()
            at += 1
        elif sign == "=":
            segment.words.append("=")
            at += 1
        elif sign.isspace():
            at += 1
        else:
            word, at = _word(text, at, _VALUE if segment.words[-1:] == ["="] else _WORD)
            segment.words.append(word)
    yield segment


def _word(text: str, at: int, plain: re.Pattern[str]) -> tuple[str, int]:
    """A word with its quoted strings unquoted, and where it ends. Behind "=" it may hold further such signs, as
    addresses (smtp.mailfrom=a=b@c) and signatures do."""
    pieces = []
    while at < len(text):
        if text[at] == '"':
            found = _QUOTED.match(text, at)
            if found is None:
                raise _Broken("a quoted string without an end")
            pieces.append(found[1])
        elif found := plain.match(text, at):
            pieces.append(found[0])
        else:
            break
        at = found.end()
    if not pieces:
        raise _Broken("a parenthesis without its beginning")
    return "".join(pieces), at


def _end_of_comment(text: str, at: int) -> int:
    """Comments may hold comments (RFC 5322 §3.2.2)."""
    depth = 0
    for found in _PARENTHESIS.finditer(text, at):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    raise _Broken("a comment without an end")


def _add(verdict: dict[str, object], segment: _Segment) -> None:
    """One method's result (resinfo) into the verdict."""
    words = segment.words
    if not words or [word.lower() for word in words] == ["none"]:
        return  # a semicolon too many, or no-result
    if len(words) % 3 or any(word == "=" for word in [*words[0::3], *words[2::3]]) or set(words[1::3]) != {"="}:
        raise _Broken("a result that is not name=value")
    method, result = words[0].partition("/")[0].lower(), words[2].lower()
    if not _KEYWORD.fullmatch(method) or not _KEYWORD.fullmatch(result):
        raise _Broken("a method or a result that is no keyword")
    if method != "dmarc":
        verdict.setdefault(method, result)
        return
    if "dmarc" in verdict:
        raise _Broken("dmarc is said twice")
    verdict["dmarc"] = result
    _add_dmarc(verdict, segment)


def _add_dmarc(verdict: dict[str, object], segment: _Segment) -> None:
    """Whom the verdict is about, and which policy the author's domain has."""
    named = [(name.lower(), value) for name, value in zip(segment.words[3::3], segment.words[5::3], strict=True)]
    about = [value for name, value in named if name == "header.from"]
    if len(about) > 1:
        raise _Broken("header.from is said twice")
    policies = [value for name, value in named if name in _POLICY_PROPERTIES]
    policies += [found[1] for comment in segment.comments if (found := _POLICY.search(comment))]
    if about:
        verdict["dmarc_from"] = about[0].lower()
    if policies:
        verdict["dmarc_policy"] = policies[0].lower()
