"""A group address as a shared mailbox: citizens write to the group, the group writes to the line's mailbox.

Every mail then bears the group's own marks (List-Id, Precedence, a From that is the group), and they say nothing of who
wrote. Where a line names its `group`, those marks count for nothing and the person behind them is the sender.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gateway.channels.email import reasons
from gateway.channels.email.address_lists import decode_quietly, mailboxes
from gateway.channels.email.headers import Headers
from gateway.channels.email.machine_signs import LISTS, RESENT
from gateway.domain.model import Decoded, Dmarc
from gateway.domain.text import clean

__all__ = ["MARKS", "delivered_to", "list_id", "marks", "through", "unnamed"]

_LISTS = frozenset(map(reasons.sign, LISTS))
MARKS = _LISTS | {reasons.SIGN_PRECEDENCE(value="list"), reasons.SIGN_PRECEDENCE(value="bulk")}
# what a mailbox with a rule adds that redirects its mails
_RESENT = frozenset(map(reasons.sign, RESENT)) | {reasons.SIGN_AUTO_SUBMITTED(value="auto-forwarded")}
_ID = re.compile(r"<\s*([^<>\s]{1,250})\s*>\s*$")
_VIA = re.compile(r"(?<!\s)\s++(?:via|qua)\s.*", re.I | re.S)


def list_id(headers: Headers) -> str:
    """The list's identity in lower case (RFC 2919 §2), "" where there is none; a value without brackets counts
    whole."""
    value = decode_quietly(headers.raw("list-id")[:2_048]).strip()
    found = _ID.search(value)
    return clean(found[1] if found else value if " " not in value else "").lower()[:250]


def marks(headers: Headers) -> Mapping[str, Any]:
    """What a list says of itself, as JSON holds it: {"addresses": URNs that it names as its own, "original": URN of
    who wrote to it, "resent": URNs of mailboxes that redirected the mail (RFC 5322 §3.6.6)}."""
    named = [*headers.all_raw("list-post")[:3], *headers.all_raw("x-beenthere")[:10], headers.raw("mailing-list")]
    found = [urn for value in [*named, headers.raw("x-mailing-list")] for urn in _addresses(value)]
    resent = [urn for value in headers.all_raw("resent-from")[:10] for urn in _addresses(value)]
    original = next(
        (urn for name in ("x-original-from", "x-original-sender") for urn in _addresses(headers.raw(name))), ""
    )
    given = {"addresses": list(dict.fromkeys(found)), "original": original, "resent": resent}
    return {name: value for name, value in given.items() if value}


def _addresses(value: bytes) -> list[str]:
    """The addresses in a list's field: `<mailto:a@b>`, `list a@b; contact …`, `Name <a@b>`."""
    text = re.sub(r"mailto:|^\s*list\s+", "", decode_quietly(value[:2_048]), flags=re.I).partition("?")[0]
    return [one.urn for one in mailboxes(text.encode("utf-8", "surrogateescape")) if one.urn]


def through(decoded: Decoded, group: str) -> Decoded:
    """`decoded` as if its citizen had written to the mailbox itself, where it came through the address `group` (a URN).

    The sender of a From that is the group is X-Original-From, else Reply-To; nobody vouches for either, so that a code
    in such a mail joins no case.
    """
    said = decoded.extra.get("list", {})
    given: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    if not group or not _is_of(decoded, given, group):
        return decoded
    own = MARKS | _RESENT if group in given.get("resent", ()) else MARKS
    kept = tuple(sign for sign in decoded.signs if sign not in own)
    flags = tuple(flag for flag in decoded.flags if flag != "list")
    others = tuple(urn for urn in decoded.reply_to if urn != group)
    decoded = replace(decoded, signs=kept, flags=flags, list_id="", reply_to=others)
    if decoded.sender != group:
        return decoded
    person = next((urn for urn in (given.get("original", ""), *decoded.reply_to) if urn and urn != group), "")
    name = _VIA.sub("", decoded.sender_name).strip("'\" ")
    return replace(decoded, sender=person, sender_name=name, reply_to=(), dmarc=Dmarc.UNKNOWN)


def delivered_to(headers: Headers) -> tuple[str, ...]:
    """The addresses that the servers on the way noted as their own: the aliases through which the mail came."""
    values = [raw for name in ("delivered-to", "x-original-to", "envelope-to") for raw in headers.all_raw(name)[:10]]
    return tuple(dict.fromkeys(urn for value in values for urn in _addresses(value)))


def unnamed(decoded: Decoded, address: str, group: str) -> Decoded:
    """`decoded`, flagged "unnamed" where To and Cc name neither the line nor an alias of it: it was reached by Bcc, as
    by a mail "to undisclosed recipients"."""
    known = decoded.extra.get("delivered_to", ())
    own = {address, group, *(known if isinstance(known, Sequence) else ())}
    return decoded if own & {*decoded.to, *decoded.cc} else replace(decoded, flags=(*decoded.flags, "unnamed"))


def _is_of(decoded: Decoded, given: Mapping[str, Any], group: str) -> bool:
    """Whether the group's own marks stand in the mail: its List-Id, its address where a list names its own, as From, or
    as who redirected it. A mail to the group that names no list at all ("Precedence: list" and no more) came through
    it, too."""
    named = given.get("addresses", ())
    own_id = group.removeprefix("mailto:").replace("@", ".")
    if group in (decoded.sender, *named, *given.get("resent", ())) or decoded.list_id == own_id:
        return True
    others = named or not _LISTS.isdisjoint(decoded.signs)
    return not others and group in (*decoded.to, *decoded.cc)
