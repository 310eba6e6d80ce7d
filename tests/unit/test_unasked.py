"""What a modem says unasked, and what of it is kept until somebody has stored it."""

import pytest

from gateway.channels.sms import said as said_module
from tests.support.modem_child import unasked

MEANINGS = {
    "RING": {"kind": "ring"},
    "+CRING: VOICE": {"kind": "ring"},
    '+CLIP: "+84590003999",145,,,,0': {"kind": "ring", "number": "+84590003999"},
    '+CLIP: "",128,,,,1': {"kind": "ring", "number": ""},
    "MISSED_CALL: 03:10AM 0590003999": {"kind": "missed", "number": "0590003999"},
    "MISSED_CALL: 11:25AM": {"kind": "missed", "number": ""},
    "NO CARRIER": {"kind": "call_ended"},
    "VOICE CALL: END: 000005": {"kind": "call_ended"},
    "^CEND:1,0,104,16": {"kind": "call_ended"},
    '+CMTI: "ME",4': {"kind": "stored", "memory": "ME"},
    '+CDSI: "SR",2': {"kind": "stored", "memory": "SR"},
    "RDY": {"kind": "restarted"},
    "^SYSSTART": {"kind": "restarted"},
    "SMS DONE": {"kind": "ready"},
    "+QIND: PB DONE": {"kind": "ready"},
    "SMS Ready": {"kind": "ready"},
    '^SMMEMFULL: "SM"': {"kind": "full"},
    "+SMS FULL": {"kind": "full"},
    '+QIND: "smsfull","ME"': {"kind": "full"},
    "+CPIN: SIM REMOVED": {"kind": "sim"},
    "+SIMCARD: NOT AVAILABLE": {"kind": "sim"},
    "^SIMST:255": {"kind": "sim"},
    "+CREG: 0": {"kind": "network"},
    '+CEREG: 1,"0001","0000ABCD",7': {"kind": "network"},
    "^SRVST:0": {"kind": "network"},
    '+CUSD: 0,"TK goc",15': {"kind": "ussd", "text": '0,"TK goc",15'},
    "+CGEV: NW DETACH": None,
    "+XYZZY: 1": None,
    "DST: 0": None,
    '+QIND: "csq",22,99': None,
}


def test_what_unasked_lines_mean_to_us() -> None:
    wrong = {line: unasked.event(line) for line, meant in MEANINGS.items() if unasked.event(line) != meant}
    assert wrong == {}


def test_what_was_said_is_kept_once_until_it_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said_module, "KEPT", 2)
    kept = said_module.Said()
    for digest in ("a", "b", "a", "c"):
        kept.keep(digest, {})
    places = {str(piece["digest"]): int(piece["location"]) for piece in kept.pieces()}
    assert list(places) == ["b", "c"]
    assert kept.confirm(places["b"], "c") == "gone"
    assert kept.confirm(places["b"], "b") == "done"
    assert kept.confirm(places["b"], "b") == "gone"
    kept.keep("b", {})
    assert [piece["digest"] for piece in kept.pieces()] == ["c", "b"]
