"""What passes between the modem's child and us: one SMS as a record, its digest, and how the two talk.

Standard library only: the child, which must stay small, loads this file beside it. A record is what gammu read of one
PDU (3GPP TS 23.040 §9.2), in plain JSON types:

    type      deliver | submit | status_report | unknown (gammu could not read it; `pdu` holds the octets)
    sender    the address in the PDU (of a submit or a status report: the recipient)
    time      ISO 8601 with offset, as the PDU says (TP-SCTS); null where it says nothing
    coding    gsm7 | ucs2 | 8bit | other
    text      str, cut at the first NUL        data  hex of 8-bit user data
    udh       hex, with its length octet       reference  TP-MR of a submit or a report, else null
    status    TP-ST of a report, else null     discharged  TP-DT of a report
    smsc, class, and `pdu`: hex with its SMSC prefix, where the modem's own words could be heard
"""

import hashlib
import json
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

TYPES = {"Deliver": "deliver", "Submit": "submit", "Status_Report": "status_report"}
CODINGS = {"Default_No_Compression": "gsm7", "Unicode_No_Compression": "ucs2", "8bit": "8bit"}
GAMMUS = {ours: gammus for gammus, ours in CODINGS.items()}
FRAME = struct.Struct(">I")
FRAME_LIMIT = 16 << 20


def cut(value: object) -> str:
    """A string from gammu up to its first NUL. Behind it lies what an earlier message left in the buffer: a text with
    GSM-7 extension letters is shorter than the length gammu reports for it."""
    return str(value or "").split("\x00", 1)[0]


def record(sms: Mapping[str, Any], pdu: str = "") -> dict[str, Any]:
    """gammu's dictionary of one SMS -> its record. `pdu`: the octets it was read from, if known."""
    kind = TYPES.get(sms["Type"], "unknown")
    binary = isinstance(sms["Text"], bytes)
    return {
        "type": kind,
        "sender": cut(sms["Number"]),
        "time": _iso(sms["DateTime"]),
        "coding": CODINGS.get(sms["Coding"], "other"),
        "text": "" if binary or kind == "status_report" else cut(sms["Text"]),
        "data": sms["Text"].hex() if binary else "",
        "udh": bytes(sms["UDH"]["Text"]).hex(),
        "reference": None if kind == "deliver" else sms["MessageReference"],
        "status": sms["DeliveryStatus"] if kind == "status_report" else None,
        "discharged": _iso(sms["SMSCDateTime"]) if kind == "status_report" else None,
        "smsc": cut(sms["SMSC"]["Number"]),
        "class": sms["Class"],
        "pdu": pdu,
    }


def unknown(pdu: str) -> dict[str, Any]:
    """The record of a PDU that gammu cannot read: its octets, kept for a person."""
    return {"type": "unknown", "sender": "", "time": None, "coding": "other", "text": "", "data": "", "udh": "",
            "reference": None, "status": None, "discharged": None, "smsc": "", "class": -1, "pdu": pdu}  # fmt: skip


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def digest(piece: Mapping[str, Any]) -> bytes:
    """32 bytes, the identity of a piece on its line: the same at every reading, from whichever location.

    Of what is in the PDU only: gammu fills SMSCDateTime of a received SMS with the moment of reading, and whether the
    octets could be heard may differ between two readings. A piece nobody could read has nothing but its octets.
    """
    named = piece["type"] != "unknown"
    names = ["sender", "time", "udh", "coding", "text", "data", "reference", "status"] if named else ["pdu"]
    said = json.dumps([piece[name] for name in names], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(said.encode("ascii")).digest()


def piece(location: int, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with where it lies and its digest, as the child hands it over."""
    return {"location": location, "digest": digest(record).hex(), "record": record}


def body(piece: Mapping[str, Any]) -> bytes:
    """The record as it is stored: canonical JSON. Lone surrogates stay as escapes, so nothing is lost or refused."""
    return json.dumps(piece, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def frame(message: Mapping[str, Any]) -> bytes:
    """One message between the child and its parent: four octets of length, then JSON."""
    said = json.dumps(message, ensure_ascii=True).encode("ascii")
    return FRAME.pack(len(said)) + said


def parse(said: bytes | bytearray) -> dict[str, Any]:
    """The message in one frame."""
    message: dict[str, Any] = json.loads(said)
    return message


def moment(said: str | None) -> datetime | None:
    """A record's time; one without an offset is UTC (the dummy phone's stamps are)."""
    value = datetime.fromisoformat(said) if said else None
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value
