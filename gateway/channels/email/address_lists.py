"""Address lists of header fields, by the grammar of RFC 5322 §3.4, with the obsolete and the broken forms that are met.

Who wrote is read from where the grammar puts an address, never from a comment or a quoted string, which
the sender may fill with anybody's. Where the grammar leaves a doubt, `sender` says so, and nobody is believed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from gateway.channels.email.encoded_words import decode_value
from gateway.domain import addresses
from gateway.domain.text import clean

__all__ = ["Mailbox", "Sender", "decode_quietly", "mailboxes", "sender"]

MAX_VALUE = 65_536  # bytes of one value that are decoded
MAX_FROM = 4_096  # bytes of From that are looked at
MAX_ADDRESSES = 500

_ATOM = re.compile(r"[^\s\"(),:;<>@]+")
_USUAL = re.compile(r"([^\"(),:;<>@]*)<([^\s\"(),:;<>@]+@[^\s\"(),:;<>@]+)>\s*")  # words <name@host>
_BLANK = re.compile(r"\s+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
_ESCAPE = re.compile(r"\\(.)", re.S)
_PARENTHESIS = re.compile(r"\\.|[()]", re.S)
_WIDE = str.maketrans("＜＞＠．", "<>@.")
_OTHER_BRACKETS = re.compile(
    r"(?<!\S)[\[{«‹'“‘](?:mailto:)?\s{0,5}([^\s@<>\[\]{}«»‹›“”‘’'\"()]{1,64}@[^\s@<>\[\]{}«»‹›“”‘’'\"()]{1,253})\s{0,5}[\]}»›”’']"
)
_BEHIND = re.compile(r"[<(\[](?:mailto:)?((?:[^\s@<>()\[\]\"]{1,64}@[^\s@<>()\[\]\"]{1,253})?)[>)\]][\s\"']{0,5}\Z")
_APART = re.compile(r"\s{1,5}([.@])\s{1,5}")
_WORDS_INSIDE = re.compile(r"<[^<>@]{1,200}\s(?=[^\s<>@]{1,64}@[^\s<>@]{1,253}\s{0,5}>)")
_AROUND = re.compile(r" ?([.@]) ?")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address with the name in front of it. `urn` is "" where the address is none."""

    name: str
    urn: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote. `certain`: exactly one From with exactly one address, written as RFC 5322 §3.6.2 demands."""

    mailbox: Mailbox
    certain: bool


class _Token(NamedTuple):
    """A piece of a value. `kind`: atom, blank, quoted, comment, or the sign itself: one of , : ; < > @"""

    kind: str
    text: str


class _Parsed(NamedTuple):
    mailboxes: list[Mailbox]
    grammatical: bool

    @property
    def names_somebody(self) -> bool:
        return any(one.urn for one in self.mailboxes)


def decode_quietly(value: bytes) -> str:
    """Raw bytes of a value as text for its structure; encoded words stay as they are."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("utf-8", "surrogateescape")
    return text.replace("\r", "").replace("\n", "").replace("\x00", "")


def mailboxes(value: bytes) -> list[Mailbox]:
    """The mailboxes of an address list, at most 500.

    Groups give their members; what holds no address gives a Mailbox without URN, so that a name is not lost.
    """
    return _parse(value).mailboxes


def sender(from_values: Sequence[bytes], sender_value: bytes) -> Sender:
    """Who wrote, by the values of all From fields and of the first Sender field (which is asked where From names
    nobody).

    Several From fields are against RFC 5322 §3.6. What a server on the way adds it puts on top, so the lowest that
    names an address is taken; it is not certain, for the verdict of our server may be about another.
    """
    reads = [_parse(value[:MAX_FROM]) for value in from_values[:20]]
    naming = [parse for parse in reads if parse.names_somebody]
    if not naming:
        found = next((one for one in _parse(sender_value[:MAX_FROM]).mailboxes if one.urn), Mailbox("", ""))
        return Sender(found, certain=False)
    first = next(one for one in naming[-1].mailboxes if one.urn)
    alone = len(from_values) == 1 and len(naming[0].mailboxes) == 1 and len(from_values[0]) <= MAX_FROM
    return Sender(first, certain=alone and naming[0].grammatical)


def _parse(value: bytes) -> _Parsed:
    """What has no end (a quote, a comment) hides all behind it, unless nobody could be named then. Where nobody is,
    the value is read as its writer may have meant it, and that is never grammatical."""
    text = decode_quietly(value[:MAX_VALUE])
    if not text.strip():
        return _Parsed([], True)
    # nearly every value: taken apart into its signs it would give the same
    if (usual := _USUAL.fullmatch(text)) and (urn := addresses.mail(usual[2])):
        return _Parsed([Mailbox(_shown(usual[1].strip()), urn)], True)
    tokens, grammatical = _tokens(text)
    parse = _mailboxes(tokens, grammatical)
    if parse.names_somebody:
        return parse
    meant = _as_meant(text)
    for lenient in (text, meant):
        again = _mailboxes(_tokens(lenient, lenient=True)[0], False)
        if again.names_somebody:
            return again
    again = _mailboxes(_tokens(_unquoted(meant), lenient=True)[0], False)
    return again if len([one for one in again.mailboxes if one.urn]) == 1 else parse


def _unquoted(text: str) -> str:
    """A value without quotes, where they hold whatever may be an address, as scripts write it: "name@host" alone."""
    return "" if "@" in _QUOTED.sub("", text) else text.replace('"', " ")


def _as_meant(text: str) -> str:
    """A value that names nobody, mended: encoded as a whole or in its address (RFC 2047 §5 forbids both), escaped as
    HTML, with full-width signs, an address in other brackets, or behind words in its own."""
    if "=?" in text:
        text = decode_value(text.encode("utf-8", "surrogateescape"))
    text = _WORDS_INSIDE.sub("<", unescape(text[:MAX_FROM]).translate(_WIDE))
    return _OTHER_BRACKETS.sub(r"<\1>", _APART.sub(r"\1", text))


def _mailboxes(tokens: Sequence[_Token], grammatical: bool) -> _Parsed:
    found: list[Mailbox] = []
    for item in _items(tokens):
        names, written, regular = _name_and_addresses(item)
        grammatical = grammatical and regular
        name = _shown(names)
        urns = [addresses.mail(address) for address in written]
        found += [Mailbox(name, urn) for urn in urns or [""] if urn or name]
        if len(found) >= MAX_ADDRESSES:
            break
    return _Parsed(found[:MAX_ADDRESSES], grammatical)


def _shown(name: str) -> str:
    """A name as it is shown: decoded, without quotes around it or one without its other, and without a mailbox behind
    it."""
    shown = clean(decode_value(name.encode("utf-8", "surrogateescape"))).strip()
    if behind := _BEHIND.search(shown):
        shown = shown[: behind.start()].strip() or behind[1]
    if shown.count('"') % 2:
        shown = shown.replace('"', "")
    elif shown[:1] == shown[-1:] == '"' and '"' not in shown[1:-1]:
        shown = shown[1:-1]
    return shown.strip("' ")


def _tokens(text: str, *, lenient: bool = False) -> tuple[list[_Token], bool]:
    """A value in pieces, and whether every quote and comment ends. `lenient`: the sign that begins one without an end
    is a sign like any other; no later one is looked for then, which keeps this linear."""
    tokens: list[_Token] = []
    at, ends = 0, {'"': True, "(": True}
    while at < len(text):
        sign = text[at]
        closed = -1
        if ends.get(sign):
            closed = _end_of_quote(text, at) if sign == '"' else _end_of_comment(text, at)
            ends[sign] = closed >= 0
            if closed < 0 and not lenient:
                return [*tokens, _Token("comment", text[at + 1 :])], False
        if closed >= 0:
            inner = text[at + 1 : closed - 1]
            tokens.append(_Token("quoted", _ESCAPE.sub(r"\1", inner)) if sign == '"' else _Token("comment", inner))
            at = closed
        elif found := _BLANK.match(text, at) or _ATOM.match(text, at):
            tokens.append(_Token("blank" if sign.isspace() else "atom", found[0]))
            at = found.end()
        else:
            tokens.append(_Token("atom" if sign in '"()' else sign, sign))
            at += 1
    return tokens, all(ends.values())


def _end_of_quote(text: str, at: int) -> int:
    found = _QUOTED.match(text, at)
    return found.end() if found else -1


def _end_of_comment(text: str, at: int) -> int:
    """Comments may hold comments (RFC 5322 §3.2.2)."""
    depth = 0
    for found in _PARENTHESIS.finditer(text, at):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return -1


def _items(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """What stands between commas and semicolons outside of brackets; a group's name is dropped."""
    item: list[_Token] = []
    angle = False
    for token in tokens:
        if token.kind in "<>":
            angle = token.kind == "<"
        if not angle and token.kind in (",", ";", ":"):
            if token.kind != ":" and any(one.kind != "blank" for one in item):
                yield item
            item = []
        else:
            item.append(token)
    if any(one.kind != "blank" for one in item):
        yield item


def _name_and_addresses(item: Sequence[_Token]) -> tuple[str, list[str], bool]:
    """One item -> (name, addresses as written, whether it is one address by the grammar). A comment serves as the name
    where there is no other."""
    outside, inside = _brackets(item)
    bare, rest = _bare_addresses(outside)
    comment = next((one.text for one in item if one.kind == "comment"), "")
    if inside:
        brackets = [token.kind for token in item if token.kind in "<>"]
        doubtful = brackets != ["<", ">"] or any(address.lower() != inside[0].lower() for address in bare)
        return _words(outside) or comment, inside, not doubtful
    words = _words(rest)
    return words or comment, bare, len(bare) == 1 and not words


def _brackets(item: Sequence[_Token]) -> tuple[list[_Token], list[str]]:
    """An item's tokens outside of angle brackets, and the address in each pair: behind a route (RFC 5322 §4.4),
    without comments, and without the blanks that the grammar allows around its signs."""
    outside: list[_Token] = []
    inside: list[list[_Token]] = []
    angle = False
    for token in item:
        if token.kind == "<":
            angle = True
            inside.append([])
        elif token.kind == ">":
            angle = False
        else:
            (inside[-1] if angle else outside).append(token)
    return outside, [found for tokens in inside if (found := _address(tokens))]


def _address(tokens: Sequence[_Token]) -> str:
    route = max((at for at, token in enumerate(tokens) if token.kind == ":"), default=-1)
    written = "".join(_written(token) for token in tokens[route + 1 :] if token.kind != "comment")
    return _AROUND.sub(r"\1", " ".join(written.split()))


def _bare_addresses(tokens: Sequence[_Token]) -> tuple[list[str], list[_Token]]:
    """The addresses that stand without brackets, and what remains: name and comments around them."""
    plain = _without_comments(tokens)
    found, taken = [], set()
    for at, token in enumerate(plain):
        if token.kind == "@" and at - 1 in taken:
            return [], plain  # a@b@c
        if token.kind == "@" and 0 < at < len(plain) - 1:
            found.append("".join(_written(one) for one in plain[at - 1 : at + 2]))
            taken |= {at - 1, at, at + 1}
    return found, [token for at, token in enumerate(plain) if at not in taken]


def _without_comments(tokens: Sequence[_Token]) -> list[_Token]:
    """The tokens without comments, and without the blanks around one that stands beside an @ (RFC 5322 §3.4.1, CFWS
    around a local part and a domain)."""
    kept: list[_Token] = []
    between: list[_Token] = []
    for token in tokens:
        if token.kind in ("blank", "comment"):
            between.append(token)
            continue
        is_joint = "@" in (token.kind, kept[-1].kind if kept else "")
        if not (is_joint and any(one.kind == "comment" for one in between)):
            kept += (one for one in between if one.kind == "blank")
        kept.append(token)
        between = []
    return kept + [one for one in between if one.kind == "blank"]


def _written(token: _Token) -> str:
    """A token as an address is written. A quoted local part that needs its quotes is refused, as in addresses.mail:
    nothing in it may become structure."""
    return token.text if token.kind != "quoted" or _ATOM.fullmatch(token.text) else '""'


def _words(tokens: Sequence[_Token]) -> str:
    return "".join(token.text for token in tokens if token.kind != "comment").strip()
