"""What a provider's answer means. Pure."""

import json
from collections.abc import Callable
from xml.etree.ElementTree import ParseError, XMLParser

from gateway.channels.aggregator import reasons
from gateway.channels.aggregator.mapping import Answer
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear
from gateway.domain.model import Sent
from gateway.domain.reasons import text

__all__ = ["meaning", "of_status"]

LONGEST_CODE = 40
_LOGIN = (401, 403)
_THROTTLED = (429, 503)
_DONE_PERHAPS = range(500, 600)  # a proxy's word for what stands behind it, or a crash on the way


def of_status(status: int) -> GatewayError | None:
    """The error that an HTTP status amounts to; None where the body tells."""
    if status in _LOGIN:
        return LineDown(reasons.LOGIN_REFUSED(status=status))
    if status in _THROTTLED:
        return LineDown(reasons.THROTTLED(answer=str(status)))
    if status in _DONE_PERHAPS:
        return OutcomeUnknown(reasons.PERHAPS_TAKEN(why=text(f"HTTP {status}")))
    return None if status < 300 or status == 400 else LineDown(reasons.ODD_STATUS(status=status))


def meaning(answer: Answer, body: bytes) -> Sent | GatewayError:
    """What the body of an answer says. One that cannot be read says nothing: the message may have been taken."""
    at = _json(body) if answer.kind == "json" else _xml(body)
    code = at(answer.code)[:LONGEST_CODE] if at else ""
    if at is None or not code:
        return OutcomeUnknown(reasons.PERHAPS_TAKEN(why=text("no code in the answer")))
    match answer.meanings.get(code):
        case "taken" | "repeated":
            return Sent(remote_id=at(answer.id)[:100] if answer.id else "")
        case "recipient":
            return Refused(reasons.RECIPIENT_REFUSED(answer=code))
        case "message":
            return Refused(reasons.MESSAGE_REFUSED(answer=code))
        case "line":
            return LineDown(reasons.ACCOUNT_REFUSED(answer=code))
        case "throttled":
            return LineDown(reasons.THROTTLED(answer=code))
        case "later":
            return Temporary(reasons.NOT_TAKEN(answer=code))
        case "unknown":
            return OutcomeUnknown(reasons.PERHAPS_TAKEN(why=text(code)))
    return Unclear(reasons.NOT_TAKEN_UNCLEAR(answer=code))


def _json(body: bytes) -> Callable[[str], str] | None:
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return None

    def at(path: str) -> str:
        found: object = whole
        for name in path.split("."):
            if isinstance(found, list) and found:
                found = found[0]
            found = found.get(name) if isinstance(found, dict) else None
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""

    return at


class _Elements:
    """The first text of each element, by its name without its namespace."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._open: list[str] = []

    def start(self, tag: str, _: object) -> None:
        self._open.append(tag.rpartition("}")[2])

    def end(self, _: str) -> None:
        self._open.pop()

    def data(self, words: str) -> None:
        if self._open:
            self.found[self._open[-1]] = self.found.get(self._open[-1], "") + words

    def close(self) -> None:
        pass


def _xml(body: bytes) -> Callable[[str], str] | None:
    """A document type may define entities that grow without end (billion laughs): an answer needs none."""
    if b"<!DOCTYPE" in body.upper():
        return None
    elements = _Elements()
    parser = XMLParser(target=elements)  # noqa: S314 - no document type, and a bounded body
    try:
        parser.feed(body)
        parser.close()
    except (ParseError, ValueError):
        return None
    return lambda name: elements.found.get(name, "").strip()
