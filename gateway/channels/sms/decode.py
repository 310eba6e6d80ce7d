"""Records of one message, in order -> what the citizen, or the message centre, says. Pure."""

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.channels.sms import reasons, tpdu, wire
from gateway.domain import addresses
from gateway.domain.errors import Unreadable
from gateway.domain.model import Concat, Decoded, Report, ReportStatus
from gateway.domain.text import clean

CONCAT = {0x00: 8, 0x08: 16}  # information elements: width of the reference (3GPP TS 23.040 §9.2.3.24.1, .8)
NATIONAL = frozenset({0x24, 0x25})  # national language single and locking shift (§9.2.3.24.15, .16)
GAP = " […] "  # stands where a part is missing


def sender_key(body: bytes) -> str:
    """The sender's URN, of a report the recipient's; what cannot be read as an address stands for itself. Never
    raises.
    """
    try:
        sender = _record(body)["sender"]
    except Unreadable:
        return ""
    return addresses.phone(sender) or clean(sender)


def decode(bodies: Sequence[bytes]) -> Decoded:
    """What the parts say that are here; missing ones are marked in the text and by the flag "incomplete:2/3".

    Other flags: national_language (letters of a shift table that is not read), binary (8-bit data: in extra), replaced
    (a character nobody can restore), truncated, submit (found on the SIM, not received). Raises Unreadable.
    """
    records = [_record(body) for body in bodies]
    if not records or records[0]["type"] == "unknown":
        raise Unreadable(reasons.CANNOT_READ)
    if records[0]["coding"] == "other" and records[0]["type"] != "status_report":
        raise Unreadable(reasons.COMPRESSED)
    record = records[0]
    sender = addresses.phone(record["sender"])
    if record["type"] == "status_report":
        return _report(record, sender)
    text, flags = _joined(records)
    submit = record["type"] == "submit"
    return Decoded(
        kind="message",
        sender="" if submit else sender,
        to=(sender,) if submit and sender else (),
        text=text,
        reply=text,
        sent_at=wire.moment(record["time"]),
        flags=(*(("submit",) if submit else ()), *flags),
        extra=_extra(records, text),
    )


def _record(body: bytes) -> dict[str, Any]:
    """The stored record. Raises Unreadable where it is none."""
    try:
        record = wire.parse(body)
    except (ValueError, RecursionError):
        raise Unreadable(reasons.NO_RECORD) from None
    if not isinstance(record, dict) or not isinstance(record.get("sender"), str) or "type" not in record:
        raise Unreadable(reasons.NO_RECORD)
    return record


def _joined(records: Sequence[Mapping[str, Any]]) -> tuple[str, list[str]]:
    """The text of the parts that are here, and what is to be said of it."""
    flags: set[str] = set()
    read = [_text(record, flags) for record in records]
    places = [concat(record) for record in records]
    first = places[0]
    if first is None or any(place is None for place in places):
        return _whole("".join(read), flags), sorted(flags)
    texts = {place.seq: text for place, text in zip(places, read, strict=True) if place}
    if len(texts) < first.total:
        flags.add(f"incomplete:{len(texts)}/{first.total}")
    pieces = (texts.get(n) for n in range(1, first.total + 1))
    groups = itertools.groupby(pieces, lambda text: text is None)
    joined = "".join(GAP if gap else "".join(text for text in group if text) for gap, group in groups)
    return _whole(joined, flags), sorted(flags)


def _text(record: Mapping[str, Any], flags: set[str]) -> str:
    """One part's text, from its octets where they are known."""
    if not NATIONAL.isdisjoint(iei for iei, _ in _elements(record)):
        flags.add("national_language")
    if record["coding"] == "8bit":
        flags.add("binary")
    data = tpdu.user_data(bytes.fromhex(record["pdu"])) if record["pdu"] else None
    if data is None:
        return str(record["text"])
    if not data.whole:
        flags.add("truncated")
    return wire.cut(data.text)


def _whole(text: str, flags: set[str]) -> str:
    """Halves of surrogate pairs put together over the seams, then cleaned."""
    text = clean(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")).strip()
    if "\ufffd" in text:
        flags.add("replaced")
    return text


def _elements(record: Mapping[str, Any]) -> Iterator[tuple[int, bytes]]:
    """The information elements of the header: (identifier, data); a damaged header ends early."""
    udh = bytes.fromhex(record["udh"])[1:]
    while len(udh) >= 2 and len(udh) >= 2 + udh[1]:
        yield udh[0], udh[2 : 2 + udh[1]]
        udh = udh[2 + udh[1] :]


def concat(record: Mapping[str, Any]) -> Concat | None:
    """A part's place in its long message; None for a message of one part."""
    place = _place(record)
    return place if place and place.total > 1 else None


def _place(record: Mapping[str, Any]) -> Concat | None:
    """What the header says of the place; one that cannot be (part 3 of 2) counts as none."""
    for iei, data in _elements(record):
        bits = CONCAT.get(iei)
        if bits is None or len(data) != bits // 8 + 2:
            continue
        total, seq = data[-2], data[-1]
        if 1 <= seq <= total:
            said = json.dumps([record["text"], record["data"]]).encode("ascii")
            content = hashlib.sha256(said).digest()[:8]
            return Concat(ref=int.from_bytes(data[:-2], "big"), bits=bits, total=total, seq=seq, content=content)
    return None


def _report(record: Mapping[str, Any], recipient: str) -> Decoded:
    """A delivery report: `sender` is the recipient of what we sent, who caused it."""
    status = int(record["status"])
    return Decoded(
        kind="report",
        sender=recipient,
        sent_at=wire.moment(record["discharged"] or record["time"]),
        report=Report(
            type=_status(status),
            status=f"{status:02x}",
            recipients=(recipient,) if recipient else (),
            reference=record["reference"],
        ),
        extra=_extra([record], ""),
    )


def _status(status: int) -> ReportStatus:
    """TP-ST (3GPP TS 23.040 §9.2.3.15). Reserved values count as "service rejected", which is a failure.

    0x00 received by the handset; 0x01, 0x02 and the centre's own 0x10–0x1F: done, but nobody vouches for it; 0x20–0x25
    and 0x30–0x3F: the centre still tries.
    """
    if status == 0x00:
        return ReportStatus.DELIVERED
    if status in (0x01, 0x02) or 0x10 <= status <= 0x1F:
        return ReportStatus.RELAYED
    if 0x20 <= status <= 0x25 or 0x30 <= status <= 0x3F:
        return ReportStatus.DELAYED
    return ReportStatus.FAILED


def _extra(records: Sequence[Mapping[str, Any]], text: str) -> dict[str, object]:
    """What `gw explain` shows of an SMS; the documented names."""
    record, place = records[0], _place(records[0])
    return {
        "pdu": "\n".join(one["pdu"] for one in records if one["pdu"]),
        "type": record["type"],
        "smsc": record["smsc"],
        "sender": clean(record["sender"]),
        "time": record["time"],
        "text": text,
        "data": "".join(one["data"] for one in records),
        "encoding": record["coding"],
        "concat": {"ref": place.ref, "total": place.total, "part": place.seq} if place else None,
        "reference": record["reference"],
    }


def decode_pdu(pdu: str) -> bytes:
    """A PDU in hex, with its SMSC prefix, as a modem hands it over -> the body that the modem's link would store.

    Raises Unreadable, without quoting the PDU.
    """
    import gammu  # type: ignore[import-untyped]  # a C library: only `gw explain` needs it out of the child

    compact = "".join(pdu.split()).upper()
    try:
        return wire.body(wire.record(gammu.DecodePDU(bytes.fromhex(compact), True), compact))
    except gammu.GSMError as error:
        raise Unreadable(reasons.GAMMU_FAILED(error=type(error).__name__)) from None
    except ValueError:
        raise Unreadable(reasons.NOT_HEX) from None
