"""Which SIM was last seen in which modem. Pure.

A SIM (its IMSI) that appears in another modem (its IMEI) must be confirmed by its owner at the operator, or is barred
from sending after two hours (Circular 08/2026/TT-BKHCN, art. 8).
"""

from collections.abc import Mapping
from datetime import datetime

from gateway.channels.sms import balance

__all__ = ["noted"]


def noted(cursor: Mapping[str, object], facts: Mapping[str, object], now: datetime) -> dict[str, object]:
    """The line's cursor with the SIM and the modem that are there now, as far as the modem tells; `moved_at`: when this
    SIM was first seen in another modem than before (ISO 8601)."""
    imsi, imei = facts.get("imsi"), facts.get("imei")
    if not imsi or not imei:
        return dict(cursor)
    kept = {name: value for name, value in cursor.items() if name != "moved_at"}
    now_there: dict[str, object] = {**kept, "imsi": imsi, "imei": imei}
    if cursor.get("imsi") != imsi:  # another SIM: where it was before, nobody here knows, nor what its account holds
        return {name: value for name, value in now_there.items() if name not in balance.NOTED}
    if cursor.get("imei") != imei:
        return {**now_there, "moved_at": now.isoformat()}
    return dict(cursor)
