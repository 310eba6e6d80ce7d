"""What a form brings: its fields, and its files where it may bring some."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs

from starlette.requests import Request

from gateway.domain.model import OutgoingFile

__all__ = ["Form", "Refusal", "Refused", "read"]

BYTES = 262_144  # of its fields
FIELDS = 1_000
_NAME = re.compile(r'; ?(name|filename)="([^"]*)"')
_ESCAPED = re.compile("%(0A|0D|22)")  # the only signs that a browser escapes (WHATWG HTML §4.10.22.8)


Refusal = Literal["closed", "forged", "infected", "missing", "no_case", "no_database", "too_large", "used_up", "link"]


class Refused(Exception):
    """A request that gets a page of its own in answer. `label` names its words: label-…_heading, label-…_words."""

    def __init__(self, status: int, label: Refusal) -> None:
        self.status, self.label = status, label
        super().__init__(label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form brought."""

    values: Mapping[str, list[str]] = field(repr=False)
    files: tuple[OutgoingFile, ...] = field(default=(), repr=False)

    def get(self, name: str) -> str:
        """The one value of a field, "" where it is absent."""
        return self.values.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return self.values.get(name, [])


async def read(http: Request, files: int) -> Form:
    """A form's fields, and files of at most so many bytes, 0 for none. Raises Refused: another kind of body, or too
    large."""
    kind, _, rest = http.headers.get("content-type", "").partition(";")
    urlencoded = kind == "application/x-www-form-urlencoded"
    if not urlencoded and (not files or kind != "multipart/form-data"):
        raise Refused(415, "forged")
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > BYTES + (0 if urlencoded else files):
            raise Refused(413, "too_large")
    try:
        if urlencoded:
            return Form(values=parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS))
        return _multipart(bytes(body), rest.partition("boundary=")[2].strip('"').encode("ascii"))
    except ValueError:
        raise Refused(400, "forged") from None


def _multipart(body: bytes, boundary: bytes) -> Form:
    """RFC 7578, as browsers write it. All of it is here already, so that its parts are what stands between two
    boundaries and nothing has to be found in a stream. Raises ValueError."""
    if not boundary:
        raise ValueError
    values: dict[str, list[str]] = {}
    files = []
    for n, (name, filename, kind, data) in enumerate(_parts(body, boundary)):
        if n >= FIELDS:
            raise ValueError
        if filename is None:
            values.setdefault(name, []).append(data.decode("utf-8"))
        elif filename or data:  # a field of files in which nothing was chosen brings one that is neither
            files.append(OutgoingFile(name=filename, type=kind, body=data))
    return Form(values=values, files=tuple(files))


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str | None, str, bytes]]:
    """(name, filename, type, bytes) of each."""
    first, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if first or not parts or not parts[-1].startswith(b"--"):
        raise ValueError
    for part in parts[:-1]:
        head, found, data = part.partition(b"\r\n\r\n")
        lines = [line.partition(":") for line in head.decode("utf-8").split("\r\n")[1:]]
        headers = {name.lower(): value.strip() for name, _, value in lines}
        named = {key: _unescaped(value) for key, value in _NAME.findall(headers.get("content-disposition", ""))}
        if not found or "name" not in named:
            raise ValueError
        yield named["name"], named.get("filename"), headers.get("content-type", ""), data


def _unescaped(name: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
