"""One record -> a leg of a call, by the vendor's mapping. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.channels.calls.options import CallsOptions
from gateway.channels.calls.reasons import NO_FIELD, TIME_NOT_READ
from gateway.channels.calls.records import Record
from gateway.channels.calls.vendor import Vendor
from gateway.domain import addresses
from gateway.domain.errors import Unreadable
from gateway.domain.model.calls import CallLeg, Direction

__all__ = ["leg", "number"]

WITHHELD = frozenset(
    {"", "anonymous", "unknown", "<unknown>", "restricted", "private", "withheld", "unavailable", "none", "null"}
    | {"so an", "an so", "khong xac dinh"}
)
_EXTENSION = re.compile(r"ext\.?\s*", re.I)  # as 3CX names one
_NO_TIMES = frozenset({"", "0", "0000-00-00 00:00:00", "null", "None"})


def leg(record: Record, options: CallsOptions) -> CallLeg:
    """One record as the leg that it tells of. Raises Unreadable: what names it is missing, a time cannot be read."""
    vendor = options.mapping
    names = [record[name] for name in vendor.fields["leg"] if record.get(name)]
    attempt = _first(record, vendor.fields["attempt"])
    if not names or not attempt:
        raise Unreadable(NO_FIELD(names=", ".join((*vendor.fields["leg"], *vendor.fields["attempt"]))))
    direction = _direction(record, options)
    moments = _moments(record, options)
    answered = _is_answered(record, vendor, moments)
    return CallLeg(
        leg="|".join(names)[:300],
        attempt=attempt[:300],
        direction=direction,
        caller=number(_of(record, vendor, "from"), options),
        called=number(_called(record, vendor, direction), options),
        handled_by=_of(record, vendor, "handled_by")[:100] if answered else "",
        started_at=moments.get("started"),
        answered_at=moments.get("answered") if answered else None,
        ended_at=moments.get("ended"),
        answered=answered,
        final=_hit(record, vendor.final) if vendor.final else True,
    )


def number(written: str, options: CallsOptions) -> str:
    """A number as the telephone system writes it -> its URN; "" where it is withheld or none. The sign for an outside
    line is taken away."""
    if written.strip().lower() in WITHHELD:
        return ""
    prefix = options.outside_prefix
    if prefix and written.startswith(prefix + "0"):
        written = written.removeprefix(prefix)
    return addresses.phone(written)


def _first(record: Record, names: Iterable[str]) -> str:
    return next((record[name] for name in names if record.get(name)), "")


def _of(record: Record, vendor: Vendor, ours: str) -> str:
    return _first(record, vendor.fields.get(ours, ()))


def _hit(record: Record, words: Mapping[str, frozenset[str]]) -> bool:
    return any(record.get(name, "") in values for name, values in words.items())


def _called(record: Record, vendor: Vendor, direction: Direction) -> str:
    return (_of(record, vendor, "out_to") if direction == "out" else "") or _of(record, vendor, "to")


def _direction(record: Record, options: CallsOptions) -> Direction:
    """As the system says it; else by who is an extension: what comes from outside comes in."""
    vendor = options.mapping
    for name, words in vendor.direction.items():
        if (said := words.get(record.get(name, ""))) in ("in", "out", "internal"):
            return said  # type: ignore[return-value]
    if _of(record, vendor, "into") or not _is_extension(_of(record, vendor, "from"), options):
        return "in"
    return "internal" if _is_extension(_of(record, vendor, "to"), options) else "out"


def _is_extension(written: str, options: CallsOptions) -> bool:
    digits = _EXTENSION.sub("", written)
    return digits.isdigit() and len(digits) <= options.extension_digits


def _is_answered(record: Record, vendor: Vendor, moments: Mapping[str, datetime]) -> bool:
    """Whether a person took it: a machine of the telephone system's own (voice mail, a menu) takes nothing."""
    if _hit(record, vendor.machine) or (vendor.needs and not _first(record, vendor.needs)):
        return False
    return _hit(record, vendor.answered) or _seconds(record, vendor, "talked") > 0 or "answered" in moments


def _seconds(record: Record, vendor: Vendor, ours: str) -> float:
    """A length of time: seconds, or H:MM:SS."""
    written = _of(record, vendor, ours)
    try:
        parts = [float(part) for part in written.split(":")] if written else [0.0]
    except ValueError:
        return 0.0
    found = sum(part * 60**n for n, part in enumerate(reversed(parts[-3:])))
    return found if 0 <= found < 1_000_000 else 0.0


def _moments(record: Record, options: CallsOptions) -> dict[str, datetime]:
    """When it began, was answered, ended: as it is written, or as lengths of time tell."""
    vendor = options.mapping
    found = {
        ours: at
        for ours in ("started", "answered", "ended")
        if (at := _moment(_of(record, vendor, ours), options, vendor.fields.get(ours, ())))
    }
    if noted := _moment(_of(record, vendor, "noted"), options, vendor.fields.get("noted", ())):
        for name, words in vendor.moments.items():
            if meant := words.get(record.get(name, "")):
                found.setdefault(meant, noted)
    lasted, talked = _seconds(record, vendor, "seconds"), _seconds(record, vendor, "talked")
    try:
        if lasted and "started" in found:
            found.setdefault("ended", found["started"] + timedelta(seconds=lasted))
        if talked and "ended" in found:
            found.setdefault("answered", found["ended"] - timedelta(seconds=talked))
    except OverflowError:
        raise Unreadable(TIME_NOT_READ(names="started, ended")) from None
    return found


def _moment(written: str, options: CallsOptions, names: Iterable[str]) -> datetime | None:
    """A moment in UTC, None where none is said. Raises Unreadable."""
    if written in _NO_TIMES:
        return None
    vendor = options.mapping
    try:
        if vendor.times in ("seconds", "milliseconds"):
            return datetime.fromtimestamp(float(written) / (1000 if vendor.times == "milliseconds" else 1), UTC)
        at = _parsed(written, vendor.times)
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(vendor.zone or options.zone))).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Unreadable(TIME_NOT_READ(names=", ".join(names))) from None


def _parsed(written: str, form: str) -> datetime:
    """By the vendor's form, else as ISO 8601: versions of one system differ in it."""
    if form != "iso":
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007 - the zone is the vendor's, or the gateway's
        except ValueError:
            pass
    return datetime.fromisoformat(written)
