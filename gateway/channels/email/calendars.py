"""Invitations (RFC 5545, RFC 6047): what a text/calendar says, and whether it is only the answer to one."""

import re

from gateway.domain.text import clean, fold

__all__ = ["comment", "event", "is_reply", "words"]

MAX_LINES = 5_000

_FOLD = re.compile(r"\n[ \t]")
_PROPERTY = re.compile(r"(SUMMARY|LOCATION|DESCRIPTION|COMMENT|DTSTART|DTEND)(?:;[^:\n]{0,500})?:(.*)", re.I)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_METHOD = re.compile(r"^METHOD:[ \t]*(?:REPLY|COUNTER|REFRESH)[ \t]*$", re.I | re.M)
_ESCAPE = re.compile(r"\\([nN,;\\])")


def is_reply(method: str, text: str) -> bool:
    """Whether a calendar says that somebody accepts or declines: a click, no letter. `method`: that of its
    Content-Type."""
    return method.lower() in ("reply", "counter", "refresh") or (not method and bool(_METHOD.search(text[:20_000])))


def words(text: str) -> str:
    """What the invitation is about, a line each: subject, place, beginning and end, description."""
    found = _properties(text)
    moment = " – ".join(_moment(found[name][0]) for name in ("DTSTART", "DTEND") if name in found)
    said = [*found.get("SUMMARY", []), *found.get("LOCATION", []), moment]
    said += [*found.get("DESCRIPTION", []), *found.get("COMMENT", [])]
    return clean("\n".join(dict.fromkeys(filter(None, said))))


def comment(text: str) -> str:
    """What somebody has written to their answer."""
    return clean("\n".join(_properties(text).get("COMMENT", []))).strip()


def event(text: str) -> frozenset[str]:
    """The lines of the event's subject, place and description, folded."""
    found = _properties(text)
    said = "\n".join(value for name in ("SUMMARY", "LOCATION", "DESCRIPTION") for value in found.get(name, []))
    return frozenset(filter(None, (line.strip() for line in fold(clean(said)).split("\n"))))


def _properties(text: str) -> dict[str, list[str]]:
    """The values that are read of an event, by their names; an alarm's are not."""
    found: dict[str, list[str]] = {}
    in_event = False
    for line in _FOLD.sub("", text).split("\n")[:MAX_LINES]:
        if line.upper().startswith(("BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VJOURNAL")):
            in_event = True
        elif line.upper().startswith("BEGIN:VALARM"):
            in_event = False
        elif in_event and (property := _PROPERTY.match(line)):
            value = _ESCAPE.sub(lambda one: "\n" if one[1] in "nN" else one[1], property[2]).strip()
            found.setdefault(property[1].upper(), []).append(value)
    return found


def _moment(value: str) -> str:
    """A stamp as people write it; "UTC" where it is told so, for its zone is not known here otherwise."""
    found = _STAMP.match(value)
    if not found:
        return value
    year, month, day, hour, minute, zulu = found.groups()
    clock = f" {hour}:{minute}{' UTC' if zulu else ''}" if hour else ""
    return f"{day}/{month}/{year}{clock}"
