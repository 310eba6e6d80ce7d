"""What a scanner wrote into a mail's header: was it marked as spam by our own server?

Its one idea: a mark holds a mail for a person, and never more. So a forged "spam" costs its own sender only, and a
forged "not spam" is never looked at. What can be known is where a mark stands. Our server writes on top: above the
first Received of a foreign host. Some scanners write at the end of the header, where a sender can write too, or where
an earlier server's mark may be left; there a mark counts only beside the name of our own host, or, of Exchange, where
our own server is Exchange, which takes such fields of strangers out. A mark that names nobody down there is not
believed: it may be that of the citizen's provider, and cannot be told from it.
"""

import re
from collections.abc import Callable, Mapping

from gateway.channels.email.address_lists import decode_quietly
from gateway.channels.email.headers import Headers

__all__ = ["marked"]

SPAM_LEVEL = 5  # of Exchange's spam confidence level, -1 to 9

_DIGITS = re.compile(r"[0-9]{1,3}(?![0-9])")
_COMMENT = re.compile(r"\([^()]*\)")
_BY = re.compile(r"(?:^|\s)by\s+([^\s;]+)")
_ON = re.compile(r"\bon\s+([\w.-]+)")
_LEVEL = re.compile(r"(?:^|[;\s])SCL:\s*(-?\d+)", re.I)
_VERDICT = re.compile(r"(?:^|[;\s])SFV:\s*(?:SPM|SKS|SKB)\b", re.I)  # spam; by a rule; by the recipient's block list
_RSPAMD = re.compile(r"[\w.-]{1,64}\s*:\s*true\b", re.I)
_ACTIONS = frozenset({"add header", "rewrite subject", "quarantine", "discard", "reject"})


def _yes(value: str) -> bool:
    return value.lower().startswith(("yes", "true", "spam"))


def _number(value: str) -> bool:
    found = _DIGITS.match(value)
    return found is not None and int(found[0]) >= SPAM_LEVEL


def _forefront(value: str) -> bool:
    level = _LEVEL.search(value)
    return bool(_VERDICT.search(value)) or (level is not None and _number(level[1]))


_MARKS: Mapping[str, Callable[[str], bool]] = {
    "x-spam-flag": _yes,  # SpamAssassin, amavis
    "x-spam-status": _yes,
    "x-spam": _yes,  # rspamd
    "x-spamd-result": lambda value: _RSPAMD.match(value) is not None,
    "x-rspamd-action": lambda value: value.lower() in _ACTIONS,
    "x-barracuda-spam-status": _yes,
    "x-bogosity": _yes,
    "x-dspam-result": _yes,
    "x-ms-exchange-organization-scl": _number,
    "x-forefront-antispam-report": _forefront,
}
_EXCHANGE = frozenset({"x-ms-exchange-organization-scl", "x-forefront-antispam-report"})
_SIGNED: Mapping[str, Callable[[str], str]] = {  # fields that name the host of the scanner
    "x-rspamd-server": lambda value: value,
    "x-spam-checker-version": lambda value: found[1] if (found := _ON.search(value)) else "",
}


def marked(headers: Headers) -> str:
    """The name of the topmost field in which our own server calls this mail spam, or ""."""
    top, is_exchange, ours = _top(headers)
    signed = bool(ours) and any(
        _domain(host(decode_quietly(headers.raw(name)[:1_000]).strip())) == ours for name, host in _SIGNED.items()
    )
    for place, (name, raw) in enumerate(headers.fields):
        says = _MARKS.get(name)
        if says is None or not says(decode_quietly(raw[:1_000]).strip()):
            continue
        if place < top or (is_exchange if name in _EXCHANGE else signed):
            return name
    return ""


def _top(headers: Headers) -> tuple[int, bool, str]:
    """How many fields stand above the first Received of a foreign host; whether our server is Exchange; its domain.

    Our own server's is the topmost Received, and those below it of the same domain or of no public host."""
    ours, is_exchange = "", False
    for place, (name, raw) in enumerate(headers.fields):
        if name != "received":
            continue
        value = decode_quietly(raw[:2_000])
        found = _BY.search(_COMMENT.sub(" ", value).lower())
        host = _domain(found[1]) if found else ""
        if host and ours and host != ours:
            return place, is_exchange, ours
        ours = ours or host
        is_exchange = is_exchange or "Microsoft SMTP Server" in value
    return len(headers.fields), is_exchange, ours


def _domain(host: str) -> str:
    """The part of a host's name that one owner has, as far as its form tells; "" for a bare name or an address."""
    labels = host.lower().strip("[]").rstrip(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return ""
    short = len(labels[-1]) == 2 and labels[-2] in ("com", "net", "org", "edu", "gov", "ac", "co")
    return ".".join(labels[-3 if short else -2 :])
