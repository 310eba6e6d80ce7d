"""Authentication-Results (RFC 8601): what the servers on the way say of a mail's sender, and which of them to
believe."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gateway.channels.email.headers import Headers, decode_quietly
from gateway.channels.email.options import EmailOptions
from gateway.model import Decoded

__all__ = ["authenticate", "verdicts"]

MAX_HEADERS = 10
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_RESULT = re.compile(r"\b(dmarc|spf|dkim|arc|auth|iprev)\s*=\s*([a-z]{1,20})", re.I)


def verdicts(headers: Headers) -> tuple[Mapping[str, str], ...]:
    """One mapping a header, topmost first: {"authserv_id": …, "dmarc": "pass", "spf": …}; the first result of a
    method counts."""
    found = []
    for raw in headers.all_raw("authentication-results")[:MAX_HEADERS]:
        text = decode_quietly(raw[:8_192])
        for _ in range(3):  # comments may be nested
            text = _COMMENT.sub(" ", text)
        server, _, rest = text.partition(";")
        verdict = {"authserv_id": (server.split() or [""])[0].strip('"').lower()}
        for method, result in _RESULT.findall(rest):
            verdict.setdefault(method.lower(), result.lower())
        found.append(verdict)
    return tuple(found)


def authenticate(decoded: Decoded, options: EmailOptions) -> Decoded:
    """`decoded` with `dmarc_pass` by the word of the line's own server: only the topmost header with its name counts.

    A sender can write such headers too, but not above the one that our server adds when the mail comes in. Without a
    configured `authserv_id`, or where our server said nothing, it stays None.
    """
    given = decoded.extra.get("authentication", ())
    if not options.authserv_id or not isinstance(given, Sequence):
        return decoded
    own = next((one for one in given if one.get("authserv_id") == options.authserv_id), None)
    if own is None or "dmarc" not in own:
        return decoded
    return replace(decoded, dmarc_pass=own["dmarc"] == "pass")
