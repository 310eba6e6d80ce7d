"""PDUs as records of wire.py, by gammu. In the child."""

import contextlib
from typing import TYPE_CHECKING, Any

import gammu  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from gateway.channels.sms import wire
    from gateway.channels.sms.memory_places import REPORTS
else:
    import wire
    from memory_places import REPORTS


def read(sms: dict[str, Any], pdu: str) -> dict[str, Any]:
    """What gammu has read, with its octets if they were heard and say the same."""
    found = wire.record(sms)
    if pdu:
        with contextlib.suppress(gammu.GSMError, ValueError):
            if wire.digest(wire.record(gammu.DecodePDU(bytes.fromhex(pdu), True))) == wire.digest(found):
                found["pdu"] = pdu
    return found


def decoded(pdu: str) -> dict[str, Any]:
    """The record of a PDU that gammu has not read from the modem itself."""
    try:
        return wire.record(gammu.DecodePDU(bytes.fromhex(pdu), True), pdu)
    except (gammu.GSMError, ValueError):
        return wire.unknown(pdu)


def stored(reports: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """What lies in the reports' own memory (report_memory.py), as pieces."""
    return [wire.piece(REPORTS + place, decoded(pdu)) for place, pdu in reports]
