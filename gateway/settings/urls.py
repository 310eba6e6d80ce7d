"""Addresses of servers, as files and variables name them."""

import re
from urllib.parse import urlsplit

from gateway.domain.reasons import Reason
from gateway.settings.reasons import URL_SCHEME, URL_SIGNS

__all__ = ["mistake"]

_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def mistake(url: str, schemes: tuple[str, ...]) -> Reason | None:
    """Why a server's address cannot be meant as it stands, if it cannot; never quotes it.

    A sign like @ or / that stands bare in a password shifts what counts as the host: it would be looked up, and
    printed, as one (RFC 3986 §3.2.1: such signs are percent-encoded)."""
    if url.partition("://")[0] not in schemes:
        return URL_SCHEME(scheme=schemes[0])
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        split = None
    bare = split is None or "@" in f"{split.path}{split.query}" or "#" in url or split.netloc.count("@") > 1
    if bare or _BAD_PERCENT.search(url) or not url.isprintable() or " " in url:
        return URL_SIGNS(scheme=schemes[0])
    return None
