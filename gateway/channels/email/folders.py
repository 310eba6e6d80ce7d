"""Folders as IMAP lists them: their names on the wire, and which one is for junk (RFC 6154). Pure."""

import base64
import re
from collections.abc import Iterable, Mapping

from gateway.domain.text import fold

__all__ = ["JUNK", "is_junk", "modified_utf7", "of_modified_utf7", "of_use", "uses"]

JUNK = "\\junk"
# as servers and programs call it that tell no use: the last part of the name, without marks
_NAMES = frozenset({"junk", "spam", "junk e-mail", "junk email", "bulk mail", "thu rac", "thu linh tinh", "email rac"})
_LIST = re.compile(rb'(?:LIST )?\(([^()]*)\) (?:"(?:\\.|[^"])"|NIL) (?:"((?:[^"\\]|\\.)*)"|(\S+))$', re.I)


def uses(answers: Iterable[bytes]) -> dict[str, frozenset[str]]:
    """Of the lines that answer LIST: each folder's attributes, in small letters. A name in a literal is left out."""
    found = {}
    for answer in answers:
        if match := _LIST.match(bytes(answer)):
            name = re.sub(rb"\\(.)", rb"\1", match[2]) if match[2] is not None else match[3]
            found[of_modified_utf7(name.decode("latin-1"))] = frozenset(match[1].decode("latin-1").lower().split())
    return found


def is_junk(name: str, uses: Mapping[str, frozenset[str]]) -> bool:
    """Whether a folder is for junk: by its use, else by its name."""
    return JUNK in uses.get(name, ()) or fold(re.split(r"[/.\\]", name)[-1]) in _NAMES


def of_use(use: str, uses: Mapping[str, frozenset[str]]) -> str:
    """The folder of this use, in small letters, "" where there is none; one for junk is known by its name too."""
    by_use = next((name for name, its in uses.items() if use in its), "")
    return by_use or (next((name for name in uses if is_junk(name, uses)), "") if use == JUNK else "")


def modified_utf7(name: str) -> str:
    """A folder's name as it stands on the wire (RFC 3501 §5.1.3)."""

    def shifted(match: re.Match[str]) -> str:
        packed = base64.b64encode(match[0].encode("utf-16-be")).decode("ascii")
        return "&" + packed.rstrip("=").replace("/", ",") + "-"

    return re.sub(r"[^\x20-\x7e]+", shifted, name.replace("&", "&-"))


def of_modified_utf7(name: str) -> str:
    """The way back; what cannot be read stays as it is."""

    def shifted(match: re.Match[str]) -> str:
        packed = match[1].replace(",", "/")
        try:
            return base64.b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-16-be")
        except ValueError:
            return match[0]

    return re.sub(r"&([A-Za-z0-9+,]+)-", shifted, name).replace("&-", "&")
