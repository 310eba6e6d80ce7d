"""What a provider wants to be asked and how it answers: a TOML file, as data. docs/AGGREGATORS.md explains its tables.

Values stand in braces ("{national}", "{text}"). Those that a message has are in `OF_MESSAGE`, those that every line has
in `OF_LINE`; any other is a key of the line: {template_id} makes `template_id = "…"` one that its block must have.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

__all__ = [
    "Answer",
    "Incoming",
    "NotAMapping",
    "Provider",
    "Report",
    "Request",
    "fill",
    "fill_any",
    "load",
    "names",
    "parsed",
]

OF_MESSAGE = frozenset({"international", "national", "text", "unicode", "data_coding", "key"})
OF_LINE = frozenset({"sender", "user", "secret", "basic_token", "callback"})
_VALUE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
KINDS = ("json", "form", "query", "xml")
MEANINGS = ("taken", "repeated", "throttled", "line", "recipient", "message", "later", "unknown")
T = TypeVar("T")


class NotAMapping(ValueError):
    """`str()`: the key that is missing or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. `fields`: what goes as JSON, form or query, values in braces; of "xml": `body`, a whole document."""

    url: str
    kind: str
    method: str = "POST"
    fields: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where the answer says what: paths like "data.tranId", in XML the name of an element. `meanings`: code -> one of
    MEANINGS; what stands there not is refused, nobody knows whose trouble it is."""

    kind: str
    code: str
    id: str = ""
    meanings: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A request that says what became of a message: its fields, and by which of their values it has arrived, or not."""

    id: str
    number: str
    delivered: Sequence[Mapping[str, str]]
    failed: Sequence[Mapping[str, str]]
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request with a citizen's text. `signed`: what the signature in the field `sign` is made of, with {secret}."""

    sender: str
    text: str
    id: str
    sign: str = ""
    signed: str = ""
    hash: str = "md5"
    answer: str = ""
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider. `idempotent`: it takes a message under a {key} once, however often it is asked; `per_minute`: how
    many requests it takes, 0 for as many as come."""

    name: str
    idempotent: bool = False
    per_minute: int = 0
    send: Request | None = None
    answer: Answer | None = None
    check: Request | None = None
    checked: Answer | None = None
    report: Report | None = None
    incoming: Incoming | None = None

    @property
    def own_keys(self) -> frozenset[str]:
        """The values that a line's block must have of its own."""
        requests = (self.send, self.check)
        return frozenset(names(*(one for one in requests if one))) - OF_MESSAGE - OF_LINE

    def wants(self, name: str) -> bool:
        """Whether a request or a signature is made with this value."""
        signed = self.incoming.signed if self.incoming else ""
        return name in set(names(self.send, self.check)) or f"{{{name}}}" in signed


def names(*requests: Request | None) -> Iterator[str]:
    """The values that requests are made with."""
    for request in filter(None, requests):
        for text in _texts((request.url, request.body, request.fields, request.headers)):
            yield from _VALUE.findall(text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def fill(value: Any, of: Callable[[str], str]) -> Any:
    """The same with each {name} replaced by `of(name)`, once: a value is never read again."""
    if isinstance(value, str):
        return _VALUE.sub(lambda found: of(found[1]), value)
    if isinstance(value, Mapping):
        return {key: fill(one, of) for key, one in value.items()}
    return [fill(one, of) for one in value] if isinstance(value, list) else value


def fill_any(text: str, of: Callable[[str], str]) -> str:
    """The same where the names are a provider's own, capitals among them."""
    return re.sub(r"\{(\w+)\}", lambda found: of(found[1]), text)


@cache
def load(name: str) -> Provider | None:
    """A mapping of ours, None where there is none of that name."""
    if not re.fullmatch(r"[a-z0-9]+", name):
        return None
    file = files("gateway.channels.aggregator") / "providers" / f"{name}.toml"
    return parsed(file.read_text("utf-8")) if file.is_file() else None


def parsed(text: str) -> Provider:
    """Raises NotAMapping."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotAMapping(str(error)) from None
    tables = {name: _table(raw, name) for name in ("send", "answer", "check", "checked", "report", "incoming")}
    made = Provider(
        name=_word(raw, "", "name"),
        idempotent=raw.get("idempotent", False) is True,
        per_minute=int(raw.get("per_minute", 0)),
        send=_request(tables["send"], "send"),
        answer=_answer(tables["answer"], "answer"),
        check=_request(tables["check"], "check"),
        checked=_answer(tables["checked"], "checked"),
        report=_made(Report, tables["report"], "report"),
        incoming=_made(Incoming, tables["incoming"], "incoming"),
    )
    for one, other, name in ((made.send, made.answer, "answer"), (made.check, made.checked, "checked")):
        if bool(one) != bool(other):
            raise NotAMapping(name)
    if made.idempotent and not made.wants("key"):
        raise NotAMapping("idempotent")
    if made.incoming and made.incoming.sign and "{secret}" not in made.incoming.signed:
        raise NotAMapping("incoming.signed")
    return made


def _table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    found = raw.get(name)
    if found is not None and not isinstance(found, dict):
        raise NotAMapping(name)
    return found


def _word(raw: Mapping[str, Any], where: str, name: str, default: str | None = None) -> str:
    found = raw.get(name, default)
    if not isinstance(found, str) or (default is None and not found):
        raise NotAMapping(f"{where}{name}")
    return found


def _request(raw: Mapping[str, Any] | None, where: str) -> Request | None:
    made = _made(Request, raw, where)
    if made and (made.kind not in KINDS or bool(made.body) != (made.kind == "xml")):
        raise NotAMapping(f"{where}.kind")
    return made


def _answer(raw: Mapping[str, Any] | None, where: str) -> Answer | None:
    if raw is None:
        return None
    meanings = {str(code): meaning for meaning in MEANINGS for code in raw.get(meaning, ())}
    if "taken" not in meanings.values() or raw.get("kind") not in ("json", "xml"):
        raise NotAMapping(f"{where}.taken" if raw.get("kind") in ("json", "xml") else f"{where}.kind")
    return Answer(
        kind=raw["kind"],
        code=_word(raw, f"{where}.", "code"),
        id=_word(raw, f"{where}.", "id", ""),
        meanings=meanings,
    )


def _made(kind: type[T], raw: Mapping[str, Any] | None, where: str) -> T | None:
    """A dataclass of a table's keys, all of them of its fields and none missing."""
    if raw is None:
        return None
    try:
        return kind(**raw)
    except TypeError as error:
        wrong = re.findall(r"'(\w+)'", str(error))
        raise NotAMapping(".".join((where, *wrong[:1]))) from None
