"""What gammu asks a modem and is answered, what modems say unasked, and a line filter with what went through it."""

from datetime import UTC, datetime

from tests.support.modem_child import line_filter
from tests.support.pdus import deliver, report

__all__ = ["AT", "BARE", "BODY", "EXCHANGES", "PDUS", "REPORT", "UNASKED", "Wire", "heard_by_gammu", "may_come", "size"]

AT = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
PDUS = [deliver("+84590000010", text, AT) for text in ("mot", "Đèn đường hỏng ở ngõ 5", "x" * 60)]
REPORT = report("+84590000010", 7, 0, AT, AT)


def size(pdu: str) -> int:
    """Octets of a TPDU, without the centre's address (AT+CMGS)."""
    return len(pdu) // 2 - 1 - int(pdu[:2], 16)


# What gammu asks, and the lines of a modem's answer
EXCHANGES: list[tuple[str, list[str]]] = [
    ("AT", ["OK"]),
    ("ATE1", ["OK"]),
    ("AT+CMEE=1", ["OK"]),
    ("AT+CPIN?", ["+CPIN: READY", "OK"]),
    ("AT+CPIN?", ["+CME ERROR: 10"]),
    ("AT+CGMI", ["SIMCOM INCORPORATED", "OK"]),
    ("AT+CGMM", ["Huawei", "OK"]),
    ("AT+CGMR", ["+CGMR: LE20B03SIM7600M22", "OK"]),
    ("AT+CGMR", ["EC25EFAR06A03M4G", "OK"]),
    ("AT+CIMI", ["452040000000001", "OK"]),
    ("AT+CGSN", ["860000000000017", "OK"]),
    ("AT+CSQ", ["+CSQ: 20,99", "OK"]),
    ("AT+CREG?", ['+CREG: 2,1,"0001","0000ABCD",7', "OK"]),
    ("AT+CGREG?", ["+CGREG: 0,1", "OK"]),
    ("AT+CREG=2", ["OK"]),
    ("AT+COPS?", ['+COPS: 0,2,"45204"', "OK"]),
    ("AT+CSCA?", ['+CSCA: "+84900000000",145', "OK"]),
    ("AT+CPMS=?", ['+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")', "OK"]),
    ('AT+CPMS="ME"', ["+CPMS: 3,23,3,23,3,23", "OK"]),
    ('AT+CPMS="XX"', ["+CMS ERROR: 302"]),
    ("AT+CMGL=4", ["OK"]),
    (
        "AT+CMGL=4",
        [line for n, pdu in enumerate(PDUS, 1) for line in (f"+CMGL: {n},1,,{size(pdu)}", pdu)] + ["OK"],
    ),
    ("AT+CMGR=3", [f"+CMGR: 0,,{size(PDUS[0])}", PDUS[0], "OK"]),
    ("AT+CMGD=3", ["OK"]),
    ("AT^CURC=0", ["OK"]),
    ("AT+SYNCML=?", ["ERROR"]),
    ("AT+CMGS=26", ["> ", "+CMGS: 17", "OK"]),
    ("AT+CMGS=26", ["> ", "+CMS ERROR: 38"]),
    ("AT+CMGS=26", ["+CMS ERROR: 310"]),
]
BODY = PDUS[1]

# What modems say unasked: of the three makers, of others, of none
UNASKED = [
    line
    for line in """
RING
+CLIP: "0590003999",129,"",0,"",0
+CRING: VOICE
NO CARRIER
BUSY
MISSED_CALL: 03:10AM 0590003999
VOICE CALL: BEGIN
VOICE CALL: END: 000005
^CEND:1,0,104,16
SMS DONE
PB DONE
Call Ready
+CPIN: READY
+CPIN: NOT READY
+CFUN: 1
+QUSIM: 1
+QIND: SMS DONE
+QIND: "csq",22,99
+CEREG: 1
+CREG: 1,"0001","0000ABCD",7
+CREG: 5
+CREG: 1,1A2B,3C4D
+CGREG: 1,"0001","0000ABCD",7,"00"
+CGEV: ME PDN ACT 1
+CTZV: +28
DST: 0
+CIEV: "SERVICE",1
^RSSI:17
^MODE:5,4
^DSFLOWRPT:00000001,00000000,00000000,0,0,0,0
^SRVST:2
^SMMEMFULL: "SM"
+SMS FULL
+QIND: "smsfull","ME"
+CMTI: "ME",4
+CDSI: "SR",2
+CUSD: 0,"TK goc",15
+CSQ: 11,99
$QCSIMSTAT: 1
#MEAS 12
*ISIMAID: A000
!UNSOL: 3
UNDER-VOLTAGE WARNING
NORMAL POWER DOWN
STIN: 25
+XYZZY: "never heard of",1,2
plain words that mean nothing
OK then
ERRORS: 2
+CMGLX: 1
+CDS
""".splitlines()
    if line
]
TWINS = {"AT+CPIN?": "+CPIN:", "AT+CSQ": "+CSQ:", "AT+CFUN?": "+CFUN:"}  # said in the same words as the answer
BARE = ("AT+CGMI", "AT+CGMM", "AT+CGMR")  # any words at all may be these


def may_come(line: str, command: str) -> bool:
    """Whether an unasked line can be told from the answer to this command at all."""
    if command in BARE and line in ("plain words that mean nothing", "OK then"):
        return False
    return command not in TWINS or not line.startswith(TWINS[command])


def heard_by_gammu(command: str, answer: list[str]) -> str:
    """What it hears where nothing is said unasked."""
    said, final = f"{command}\r\r\n", answer[-1]
    for line in answer[:-1]:
        said += f"\r\n> {BODY}\x1a\r\n" if line == "> " else f"{line}\r\n"
    return f"{said}\r\n{final}\r\n"


class Wire:
    """A filter with what went through it."""

    def __init__(self) -> None:
        self.filter = line_filter.LineFilter()
        self.told = b""
        self.heard = b""

    def gammu_says(self, octets: bytes) -> None:
        """Octets on their way to the modem."""
        told, echo = self.filter.to_modem(octets)
        self.told += told
        self.heard += echo

    def modem_says(self, octets: bytes, step: int = 0) -> None:
        """Octets on their way to gammu, `step` at a time (0: all at once)."""
        for n in range(0, len(octets), step or len(octets) or 1):
            self.heard += self.filter.to_gammu(octets[n : n + (step or len(octets))])
