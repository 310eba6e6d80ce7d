"""Records of one message, in order -> what the citizen, or the message centre, says. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gateway.channels import short_messages
from gateway.channels.sms import mms, reasons, tpdu, wire
from gateway.domain import addresses
from gateway.domain.errors import Unreadable
from gateway.domain.model import Concat, Decoded, Report, ReportStatus
from gateway.domain.text import clean, trimmed

PORTS = {0x04: 1, 0x05: 2}  # information elements of application ports: octets of each (3GPP TS 23.040 §9.2.3.24.3, .4)
NATIONAL = frozenset({0x24, 0x25})  # national language single and locking shift (§9.2.3.24.15, .16)


def sender_key(body: bytes) -> str:
    """The sender's URN, of a report the recipient's; what cannot be read as an address stands for itself. Never
    raises.
    """
    try:
        record = _record(body)
    except Unreadable:
        return ""
    return _sender(record) or clean(record["sender"])


def decode(bodies: Sequence[bytes]) -> Decoded:
    """What the parts say that are here; missing ones are marked in the text and by the flag "incomplete:2/3".

    Other flags: national_language (letters of a shift table that is not read), binary (8-bit data: in extra; shown as
    text where it is plainly one), charset (UCS-2 whose octets stand the other way round), tcvn3, vni, viscii, vps and
    cp1258 (8-bit text in that encoding), damaged (8-bit UTF-8 with spoiled octets), mojibake (UTF-8 taken for letters,
    restored), replaced (a character nobody can restore), truncated, submit (found on the SIM, not received),
    message_waiting (a notice of voice mail), mms (a notice that somebody sent a picture: the sender is who sent it).
    Raises Unreadable.
    """
    records = [_record(body) for body in bodies]
    if not records or records[0]["type"] == "unknown":
        raise Unreadable(reasons.CANNOT_READ)
    if records[0]["coding"] == "other" and records[0]["type"] != "status_report":
        raise Unreadable(reasons.COMPRESSED)
    record = records[0]
    sender = _sender(record)
    if record["type"] == "status_report":
        return _report(record, sender)
    text, own, flags = _joined(records)
    submit = record["type"] == "submit"
    picture = None if submit else mms.author(_ports(record), _data(records))
    if not submit and addresses.is_short_or_alpha(sender) and (told := mms.author_in_words(text)):
        picture, text = told, ""  # the operator's words are not the author's
    notices = ("submit",) if submit else ("message_waiting",) if record.get("waiting") else ()
    return Decoded(
        kind="message",
        sender="" if submit else _author(sender, picture),
        to=(sender,) if submit and sender else (),
        text=text,
        reply=text,
        sent_at=wire.moment(record["time"]),
        flags=(*notices, *(("mms",) if picture is not None else ()), *flags),
        extra=_extra(records, own),
    )


def unless_own(decoded: Decoded, own: str) -> Decoded:
    """A notice of a picture that names `own`, the URN of our own number, as who sent it: what the operator says, by
    which nobody sent us one."""
    if "mms" not in decoded.flags or decoded.sender != own:
        return decoded
    words = trimmed(clean(str(decoded.extra["text"])))
    return replace(
        decoded,
        sender=_centre(decoded.extra),
        text=words,
        reply=words,
        flags=tuple(flag for flag in decoded.flags if flag != "mms" or not words),
    )


def _centre(extra: Mapping[str, object]) -> str:
    """The URN of the address in the PDU that `extra` shows."""
    found = tpdu.read(bytes.fromhex(str(extra["pdu"]).partition("\n")[0]))
    return _sender({"sender": found.address, "named": found.named} if found else {"sender": str(extra["sender"])})


def _sender(record: Mapping[str, Any]) -> str:
    """The URN of the address in the PDU. A name made of digits (type of number 5) is no number."""
    sender: str = record["sender"]
    return addresses.named(sender) if record.get("named") else addresses.phone(sender)


def _author(sender: str, picture: str | None) -> str:
    """Who sent a picture, where the network tells of it: from an ordinary number anybody could name another."""
    author = addresses.phone(picture) if picture and addresses.is_short_or_alpha(sender) else ""
    return author if author.startswith("tel:") else sender


def _record(body: bytes) -> dict[str, Any]:
    """The stored record. Raises Unreadable where it is none."""
    try:
        record = wire.parse(body)
    except (ValueError, RecursionError):
        raise Unreadable(reasons.NO_RECORD) from None
    if not isinstance(record, dict) or not isinstance(record.get("sender"), str) or "type" not in record:
        raise Unreadable(reasons.NO_RECORD)
    return completed(record)


def completed(record: dict[str, Any]) -> dict[str, Any]:
    """A record with what its octets say and gammu does not: "*" and "#" of the sender, whether it is a name, whether it
    is a notice of voice mail, the words where gammu takes another alphabet than TP-DCS says (reserved ones), and all of
    a PDU that gammu refuses though its words can be read (a length beyond an SMS)."""
    try:
        found = tpdu.read(bytes.fromhex(record.get("pdu") or ""))
    except ValueError:  # what was heard is no hex
        found = None
    if found is None:
        return record
    if record["type"] == "unknown":
        read = record | _as_record(found)
        return read if found.kind == tpdu.DELIVER and found.address and _says_something(read) else record
    better = found.named or not {"*", "#"}.isdisjoint(found.address)
    said: dict[str, Any] = {"named": found.named, "waiting": _tells_of_waiting(found)}
    if record["coding"] != found.data.coding:
        said |= _content(found.data)
    return record | said | ({"sender": found.address} if better else {})


def _tells_of_waiting(found: tpdu.Tpdu) -> bool:
    """Whether it is a notice of voice mail, by its coding and by who sent it; a mobile number may be abroad."""
    sender = _sender({"sender": found.address, "named": found.named})
    from_mobile = addresses.is_mobile(sender) or addresses.is_mobile_abroad(sender)
    return tpdu.tells_of_waiting(found.scheme, from_mobile=from_mobile)


def _says_something(record: Mapping[str, Any]) -> bool:
    """Whether octets that gammu refuses hold what somebody sent: words, or data for a program."""
    if record["coding"] != "8bit":
        (said,) = short_messages.in_order({0: record["text"].replace("\0", "")}, set()).values()
        return short_messages.is_words(said.rstrip("\x1a"))
    return bool(_ports(record) and record["data"]) or bool(short_messages.eight_bit(_data([record]), set()))


def _as_record(found: tpdu.Tpdu) -> dict[str, Any]:
    """What wire.record would have made of it."""
    return {
        "type": "deliver",
        "sender": found.address,
        "named": found.named,
        "waiting": _tells_of_waiting(found),
        "smsc": found.smsc,
        "time": found.time,
        **_content(found.data),
    }


def _content(data: tpdu.UserData) -> dict[str, Any]:
    """The user data as wire.record would have it, by the alphabet that TP-DCS names."""
    return {"coding": data.coding, "text": data.text, "data": data.data.hex(), "udh": data.udh.hex()}


def _joined(records: Sequence[Mapping[str, Any]]) -> tuple[str, str, list[str]]:
    """The message of the parts that are here, these parts' own text with its blanks, and what is to be said of it."""
    flags: set[str] = set()
    places = [concat(record) for record in records]
    read = [_text(record, flags) for record in _whole_letters(records, places)]
    wide = {n: read[n] for n, record in enumerate(records) if record["coding"] == "ucs2"}
    for n, text in short_messages.in_order(wide, flags).items():
        read[n] = text
    first = places[0]
    if first is None or any(place is None for place in places):
        whole = short_messages.whole("".join(read), flags)
        return trimmed(whole), whole, sorted(flags)
    texts = {place.seq: text for place, text in zip(places, read, strict=True) if place}
    joined = short_messages.joined(texts, first.total, flags)
    own = short_messages.whole("".join(texts[n] for n in sorted(texts)), flags)
    return joined, own, sorted(flags)


def _whole_letters(
    records: Sequence[Mapping[str, Any]], places: Sequence[Concat | None]
) -> Sequence[Mapping[str, Any]]:
    """Parts of 8-bit data, each ending with its last whole letter of UTF-8: a sender that cuts a text by octets cuts
    letters too, and their beginning belongs to the part behind. A whole text of UTF-16, or of an old encoding, stands
    in its first part."""
    by_place = {place.seq: n for n, place in enumerate(places) if place and records[n]["coding"] == "8bit"}
    mended = list(records)
    if (all_octets := _one_text(records, by_place)) is not None:
        return [{**record, "data": all_octets.hex() if n == by_place[1] else ""} for n, record in enumerate(records)]
    for seq in sorted(by_place):
        here, behind = by_place[seq], by_place.get(seq + 1)
        data = bytes.fromhex(mended[here]["data"])
        if behind is not None and (cut := short_messages.CUT_LETTER.search(data)) and not _ports(mended[here]):
            mended[here] = {**mended[here], "data": data[: cut.start()].hex()}
            mended[behind] = {**mended[behind], "data": cut[0].hex() + mended[behind]["data"]}
    return mended


def _one_text(records: Sequence[Mapping[str, Any]], by_place: Mapping[int, int]) -> bytes | None:
    """The octets of all parts where they are UTF-16, which may be cut anywhere, or an old encoding, of which a part may
    show too little; None where they are not, or not whole."""
    if len(by_place) != len(records) or sorted(by_place) != list(range(1, len(records) + 1)):
        return None
    if any(map(_ports, records)):
        return None
    octets = _data([records[by_place[seq]] for seq in sorted(by_place)])
    if short_messages.plain_text(octets):
        return octets if short_messages.wide(octets) else None
    return octets if short_messages.old_text(octets)[0] else None


def _text(record: Mapping[str, Any], flags: set[str]) -> str:
    """One part's text, from its octets where they are known."""
    if not NATIONAL.isdisjoint(iei for iei, _ in short_messages.elements(bytes.fromhex(record["udh"]))):
        flags.add("national_language")
    if record["coding"] == "8bit":
        flags.add("binary")
    data = tpdu.user_data(bytes.fromhex(record["pdu"])) if record["pdu"] else None
    if data is not None and not data.whole:
        flags.add("truncated")
    if record["coding"] == "8bit" and not _ports(record):
        return short_messages.eight_bit(_data([record]), flags)
    # Behind a NUL of the octets stand words of this message; behind one of gammu's those of another (wire.cut).
    return str(record["text"]) if data is None else data.text.replace("\0", "")


def _data(records: Sequence[Mapping[str, Any]]) -> bytes:
    """The 8-bit user data of all parts."""
    return b"".join(bytes.fromhex(record["data"]) for record in records)


def _ports(record: Mapping[str, Any]) -> tuple[int, ...]:
    """The application ports it is addressed to and from (§9.2.3.24.3, .4): such data is for a program."""
    return next(
        (
            tuple(int.from_bytes(data[at : at + size]) for at in (0, size))
            for iei, data in short_messages.elements(bytes.fromhex(record["udh"]))
            if (size := PORTS.get(iei)) and len(data) == 2 * size
        ),
        (),
    )


def concat(record: Mapping[str, Any]) -> Concat | None:
    """A part's place in its long message; None for a message of one part."""
    place = _place(record)
    return place if place and place.total > 1 else None


def _place(record: Mapping[str, Any]) -> Concat | None:
    """What the header says of the place."""
    if not record["udh"]:
        return None
    said = json.dumps([record["text"], record["data"]]).encode("ascii")
    return short_messages.place(bytes.fromhex(record["udh"]), hashlib.sha256(said).digest()[:8])


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

    0x00 received by the handset; 0x01, 0x02 and the centre's own 0x10–0x1F: done, but nobody vouches for it; 0x20–0x3F:
    the centre still tries, the reserved ones of this block too, for its last word is yet to come.
    """
    if status == 0x00:
        return ReportStatus.DELIVERED
    if status in (0x01, 0x02) or 0x10 <= status <= 0x1F:
        return ReportStatus.RELAYED
    if 0x20 <= status <= 0x3F:
        return ReportStatus.DELAYED
    return ReportStatus.FAILED


def _extra(records: Sequence[Mapping[str, Any]], text: str) -> dict[str, object]:
    """What `gw explain` shows of an SMS; the documented names. `text` with its own blanks at both ends."""
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
    compact = compact[: len(compact) // 2 * 2]  # half an octet at the end is lost
    try:
        return wire.body(wire.record(gammu.DecodePDU(bytes.fromhex(compact), True), compact))
    except gammu.GSMError as error:
        refused = wire.unknown(compact)
        if completed(refused)["type"] == "unknown":
            raise Unreadable(reasons.GAMMU_FAILED(error=type(error).__name__)) from None
        return wire.body(refused)
    except ValueError:
        raise Unreadable(reasons.NOT_HEX) from None
