"""A SIM that appears in another modem is known for it; what the modem does not tell changes nothing."""

from datetime import UTC, datetime

import pytest

from gateway.channels.sms.identity import noted

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
MOVED = NOW.isoformat()
THERE = {"seen": True, "imsi": "1", "imei": "A"}
ACCOUNT = {"balance_at": "then", "balance_text": "TKC 700 d", "balance_asked": None}
ROWS = [
    ("first contact", {"seen": True}, {"imsi": "1", "imei": "A"}, THERE),
    ("as before", THERE, {"imsi": "1", "imei": "A"}, THERE),
    ("in another modem", THERE, {"imsi": "1", "imei": "B"}, {**THERE, "imei": "B", "moved_at": MOVED}),
    ("still there", {**THERE, "moved_at": "then"}, {"imsi": "1", "imei": "A"}, {**THERE, "moved_at": "then"}),
    ("another SIM", {**THERE, "moved_at": "then"}, {"imsi": "2", "imei": "A"}, {**THERE, "imsi": "2"}),
    ("its account", {**THERE, **ACCOUNT}, {"imsi": "1", "imei": "A"}, {**THERE, **ACCOUNT}),
    ("another SIM has another account", {**THERE, **ACCOUNT}, {"imsi": "2", "imei": "A"}, {**THERE, "imsi": "2"}),
    ("another SIM and modem", THERE, {"imsi": "2", "imei": "B"}, {"seen": True, "imsi": "2", "imei": "B"}),
    ("no word of the modem", THERE, {"imsi": "1", "imei": None}, THERE),
    ("no word of the SIM", THERE, {"imsi": None, "imei": "B"}, THERE),
    ("from an older version", {"seen": True}, {"imsi": None, "imei": None}, {"seen": True}),
]


@pytest.mark.parametrize(("cursor", "facts", "after"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_where_a_sim_is_seen_is_remembered(
    cursor: dict[str, object], facts: dict[str, object], after: dict[str, object]
) -> None:
    assert noted(cursor, facts, NOW) == after
