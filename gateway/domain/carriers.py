"""Vietnam's mobile carriers: whose a SIM or a number is, what they bear, and what their answers to *101# say. Pure.

data/carriers.toml is the only source; where it does not know an answer's shape nothing is guessed.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from gateway.domain.text import fold

__all__ = ["Balance", "Carrier", "balance", "carriers", "of_imsi", "of_number"]

DATE = r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})\b"
FRACTION = re.compile(r"[.,]\d{1,2}$")
LONGEST = 1_000  # characters of an answer: the network's own limit is 182 octets (3GPP TS 24.090)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One of them; the data's head says what the fields are."""

    name: str
    imsi: tuple[str, ...]
    prefixes: tuple[str, ...]
    sum: tuple[re.Pattern[str], ...] = ()
    until: tuple[re.Pattern[str], ...] = ()
    bounds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an answer says: đồng in the main account, and the last day on which it can be used; None: it does not."""

    sum: int | None = None
    until: date | None = None


@cache
def carriers() -> Mapping[str, Carrier]:
    """All of them by name."""
    said = tomllib.loads((files("gateway.domain") / "data" / "carriers.toml").read_text("utf-8"))
    return {name: _carrier(name, fields) for name, fields in said.items()}


def _carrier(name: str, said: Mapping[str, Any]) -> Carrier:
    imsi, prefixes, bounds = tuple(said["imsi"]), tuple(said["prefixes"]), said.get("bounds", {})
    patterns = {
        key: tuple(re.compile(one.replace("DATE", DATE)) for one in said.get(key, ())) for key in ("sum", "until")
    }
    return Carrier(name=name, imsi=imsi, prefixes=prefixes, bounds=bounds, **patterns)


def of_imsi(imsi: str) -> Carrier | None:
    """Whose SIM it is."""
    return next((one for one in carriers().values() if imsi.startswith(one.imsi)), None)


def of_number(urn: str) -> Carrier | None:
    """Whose a number ("tel:+84…") is by its prefix: a hint, for it may have moved."""
    national = urn.replace("tel:+84", "0", 1)
    return next((one for one in carriers().values() if national.startswith(one.prefixes)), None)


def balance(text: str, imsi: str = "") -> Balance:
    """What an answer to *101# says, in the shape of the SIM's carrier, else of another: smaller ones live on the
    networks of the large."""
    folded, own = " ".join(fold(text[:LONGEST]).split()), of_imsi(imsi)
    for one in (*([own] if own else []), *carriers().values()):
        found = _first(one.sum, folded)
        if found:
            return Balance(sum=_sum(found[1]), until=_date(_first(one.until, folded)))
    return Balance()


def _first(patterns: Iterable[re.Pattern[str]], folded: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.search(folded))), None)


def _sum(figures: str) -> int:
    """12.345, 12,345 and 12345.00 as whole đồng."""
    return int(re.sub(r"\D", "", FRACTION.sub("", figures.rstrip(".,"))))


def _date(found: re.Match[str] | None) -> date | None:
    """Day, month, year in either order."""
    if found is None:
        return None
    first, month, last = (int(part) for part in found.groups())
    try:
        return date(first, month, last) if first > 31 else date(last, month, first)
    except ValueError:
        return None
