"""Phone numbers and mail addresses, each in one spelling: a URN.

``tel:+84…`` (E.164), ``mailto:name@host`` (lower case, host in ASCII), ``sms:1022`` (short code), ``sms:*101#``
(service code), ``sms:VNNET`` (alphanumeric sender, upper case) or ``sms:"19001234"`` (one without a letter). Equal URNs
are the same sender; nothing else compares addresses.
Pure: phonenumbers' tables and data/phone_vn.json are the only sources.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import category

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from publicsuffixlist import PublicSuffixList

from gateway.domain.text import is_gsm7, normal

_REGION, _COUNTRY = "VN", 84
_SEPARATORS = re.compile(r"[\s.\-()/\u00a0\u2010-\u2015]+")
_OLD_MOBILE = re.compile(r"(?:\+?84|0084|0)?(1[2689]\d)(\d{7})")
_SHORT_CODE = re.compile(r"\d{3,6}")
_SERVICE_CODE = re.compile(r"(?=\d*[*#])[\d*#]{2,20}", re.A)  # 3GPP TS 23.040 §9.1.2.3 has both among its digits
_QUOTED = re.compile(r'"[^"\x00-\x1f]{1,20}"')
_NUMBERS_KEPT = 4096
_MAX_ALPHANUMERIC = 20  # 3GPP TS 23.040 §9.1.2.5: ten octets; brand names keep to 11

_LOCAL = re.compile(
    r"[^\s@<>(),;:\\\"\[\]\x00-\x20\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff«»‹›＜＞＠]{1,64}"
)
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9](?:[a-z0-9_-]{0,62}))*")
_COMMENT = re.compile(r"\([^()]*\)")
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _new_prefixes() -> Mapping[str, str]:
    data = json.loads((files("gateway.domain") / "data" / "phone_vn.json").read_text("utf-8"))
    prefixes: Mapping[str, str] = data["old11_to_new10"]
    return prefixes


def phone(s: str) -> str:
    """A number as a modem or a person writes it -> its URN, or "" where it names nobody.

    Reads +84…, 84…, 0084…, 0…, dotted and spaced forms, and mobile numbers of eleven digits from before 15/9/2018 where
    the new number is valid. Three to six digits are a short code, "*" or "#" among them a service code, letters an
    alphanumeric sender. A URN is its own spelling.
    """
    s = s.strip()
    scheme, _, rest = s.partition(":")
    if scheme.lower() in ("tel", "sms"):
        s = rest.strip()
    if _QUOTED.fullmatch(s) or any(c.isalpha() for c in s):
        return _named(s)
    digits = _SEPARATORS.sub("", s)
    if digits.isascii() and (_SHORT_CODE.fullmatch(digits) or _SERVICE_CODE.fullmatch(digits)):
        return f"sms:{digits}"
    return _number(_renumbered(digits)) or _number(digits)


def named(s: str) -> str:
    """An alphanumeric sender -> its URN, "" where it can be none. One without a letter stands in quotes: a brand name
    made of digits is nobody's number, and no answer reaches it."""
    s = s.replace('"', "'")
    return _named(s) if any(c.isalpha() for c in s) or not s.strip() else _named(f'"{s.strip()}"')


def _named(s: str) -> str:
    name = " ".join(s.split()).upper()
    return f"sms:{name}" if name and len(name.strip('"')) <= _MAX_ALPHANUMERIC and is_gsm7(name) else ""


def _renumbered(digits: str) -> str:
    """The mobile number after the change of 2018 (eleven digits to ten, the last seven kept), or the digits as they
    are."""
    old = _OLD_MOBILE.fullmatch(digits)
    new = _new_prefixes().get("0" + old[1]) if old else None
    return f"{new}{old[2]}" if old and new else digits


def _number(digits: str) -> str:
    """E.164 of a valid number, or of one that carries its country code and could exist; else ""."""
    return _read(digits)[0]


@lru_cache(_NUMBERS_KEPT)
def _read(digits: str) -> tuple[str, bool]:
    """(URN or "", whether it is a mobile number; in countries whose numbers do not tell, whether it may be one). A
    sender is read where it comes in and again where it is answered."""
    try:
        number = phonenumbers.parse(digits, _REGION)
    except NumberParseException:
        return "", False
    kind = phonenumbers.number_type(number)  # UNKNOWN for what is not valid
    if kind == PhoneNumberType.UNKNOWN and not (digits.startswith("+") and phonenumbers.is_possible_number(number)):
        return "", False
    urn = "tel:" + phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if kind == PhoneNumberType.UNKNOWN and urn != f"tel:{digits}" and _read(urn.removeprefix("tel:"))[0] != urn:
        return "", False  # zeros that are taken off one by one: no number, and no spelling of its own
    abroad = number.country_code != _COUNTRY and kind == PhoneNumberType.FIXED_LINE_OR_MOBILE
    return urn, kind == PhoneNumberType.MOBILE or abroad


def mail(s: str) -> str:
    """One mail address, with or without a name, comments or brackets around it -> its URN, or "" where it is none.

    Lower-cased as a whole: RFC 5321 §2.4 lets a host tell "A@x" from "a@x", but no one's mailbox does, and one citizen
    must not become two. An international host is written in its ASCII form (RFC 5890), an international local part in
    NFC (RFC 6532 §3.1); underscores in a host are kept, though no host should have them. Quoted local parts, address
    literals and anything with a control, a space or a second "@" are refused: they serve injection more than people.
    """
    if len(s) > 2000 or _SURROGATE.search(s):  # octets of no character: such an address can be stored nowhere
        return ""
    s = s.strip()
    if s[:7].lower() == "mailto:":
        s = s[7:]
    if (opened := s.rfind("<")) >= 0:
        s = s[opened + 1 :].partition(">")[0]
    while (bare := _COMMENT.sub("", s)) != s:
        s = bare
    local, at, host = s.strip().rpartition("@")
    local = local[1:-1] if local[:1] == '"' == local[-1:] and len(local) > 2 else local
    host = _host(host)
    if not at or not host or not _LOCAL.fullmatch(local):
        return ""
    return f"mailto:{normal(local.lower())}@{host}"


def _host(host: str) -> str:
    host = host.strip().rstrip(".").lower()
    if not host.isascii():
        if any(category(sign)[0] in "PSZ" and sign not in ".-_。" for sign in host):
            return ""
        try:
            host = host.encode("idna").decode("ascii") if len(host) <= 253 else ""
        except UnicodeError:
            return ""
    return host if _HOST.fullmatch(host) else ""


def is_mobile(urn: str) -> bool:
    """Whether this is a Vietnamese mobile number: an SMS to it can arrive and costs an ordinary text."""
    return urn.startswith("tel:+84") and _read(urn[4:])[1]


def is_mobile_abroad(urn: str) -> bool:
    """Whether this is a number of another country that may be a mobile one: a text to it costs more, and may arrive."""
    return urn.startswith("tel:+") and not urn.startswith("tel:+84") and _read(urn[4:])[1]


def is_short_or_alpha(urn: str) -> bool:
    """Whether the sender is a short code or a brand name: a machine that no answer reaches."""
    return urn.startswith("sms:")


def is_brand(urn: str) -> bool:
    """Whether it is a name in the place of a number, to which nobody can write."""
    return is_short_or_alpha(urn) and not urn.removeprefix("sms:").isdigit()


@cache
def _freemail() -> frozenset[str]:
    lines = (files("gateway.domain") / "data" / "freemail.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_freemail(urn: str) -> bool:
    """Whether this is an address at a provider where anybody may have one: its domain says nothing of its owner."""
    return urn.rpartition("@")[2] in _freemail()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def is_of_one_organisation(urn: str, other: str) -> bool:
    """Whether two mail addresses are of one organisation: of one domain below a public suffix (RFC 7489 §3.2), but not
    of a provider where anybody may have one."""
    if not (urn.startswith("mailto:") and other.startswith("mailto:")) or is_freemail(urn):
        return False
    host, other_host = urn.rpartition("@")[2], other.rpartition("@")[2]
    domain = _suffixes().privatesuffix(host)
    return domain is not None and domain == _suffixes().privatesuffix(other_host)


def is_erased(urn: str) -> bool:
    """Whether it stands for somebody of whom nothing is known any more (docs/RETENTION.md)."""
    return urn.startswith("erased:")


def reply_address(sender: str, reply_to: Sequence[str], own: Collection[str]) -> str:
    """Where a reply to a mail goes by itself (URNs): a Reply-To of the sender's organisation, else the sender.

    DMARC vouches for From alone: any other Reply-To may be a stranger's way to have us write to somebody. `own`:
    addresses of our lines, to which nothing is ever sent so."""
    if sender in reply_to:
        return sender
    others = (urn for urn in reply_to if urn not in own and is_of_one_organisation(sender, urn))
    return next(others, sender)


def show(urn: str) -> str:
    """A URN as officers read it: "0590 001 101", "name@host", "1022"; "" of one that was erased."""
    if is_erased(urn):
        return ""
    scheme, _, rest = urn.partition(":")
    if scheme in ("tel", "calls") and rest.startswith("+84"):
        national = rest[3:] if rest[3:7] in ("1800", "1900") else "0" + rest[3:]
        return f"{national[:4]} {national[4:7]} {national[7:]}" if len(national) == 10 else national
    return rest or urn


def mask(urn: str) -> str:
    """A URN as logs and metrics may hold it: "05******01", "n***@example.com"; short codes and brand names whole."""
    scheme, _, rest = urn.partition(":")
    if scheme == "tel":
        number = show(urn).replace(" ", "")
        return number[:2] + "*" * max(len(number) - 4, 3) + number[-2:]
    if scheme == "mailto":
        local, _, host = rest.partition("@")
        return f"{local[:1]}***@{host}"
    return rest if scheme == "sms" else "***"
