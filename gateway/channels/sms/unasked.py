"""Lines that a modem says unasked -> events of ours. What means nothing to us is no event. Standard library only.

report, text        with `pdu`: said and stored nowhere (+CDS, +CMT), so it must not be lost
stored              a text or a report lies in `memory` (+CMTI, +CDSI)
ring                with `number` where it is known ("" withheld); a caller is ringing
missed              with `number`; a caller has given up, by the modem's own word
call_ended          a call has ended, taken or not
call_busy, call_unanswered   so has one of ours, and how
ussd                with `text`
network             registration has changed, or only may have
sim                 a SIM has been put in or taken out, or wants something
full                a memory takes no more
restarted           the modem has started again, and forgotten what it was set to
"""

import re

Event = dict[str, str]
PDU_BELOW = {"+CDS": "report", "+CMT": "text", "+CBM": ""}  # a PDU follows on a line of its own (3GPP TS 27.005 §3.4.1)
LENGTH = re.compile(r"(\d+)\s*$")

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("restarted", re.compile(r"(APP )?RDY$|\^SYSSTART|MODEM:STARTUP|\^STARTUP|\*ATREADY|\+KSUP:", re.I)),
    ("ready", re.compile(r"(\+QIND: ?\"?)?(SMS|PB|CALL) (DONE|READY)", re.I)),
    ("stored", re.compile(r'\+(CMTI|CDSI):\s*"?(?P<memory>\w*)')),
    ("ring", re.compile(r'\+CLIP:\s*"(?P<number>[+\d*#]*)"')),
    ("ring", re.compile(r"RING$|\+CRING:")),
    ("missed", re.compile(r"MISSED[_ ]CALL:?\s*(?:\d\d:\d\d(?:[AP]M)?\s*)?(?P<number>[+\d*#]*)", re.I)),
    ("call_busy", re.compile(r"BUSY$", re.I)),
    ("call_unanswered", re.compile(r"NO ANSWER$", re.I)),
    ("call_ended", re.compile(r"NO CARRIER$|VOICE CALL: ?END|\^CEND:|\+CIEV: ?\"?CALL\"?,0", re.I)),
    ("ussd", re.compile(r"\+CUSD:(?P<text>.*)", re.S)),
    ("full", re.compile(r".{0,60}?(SMS|MEM|MESSAGE|STORAGE)\S{0,3}[ _-]?FULL", re.I)),
    ("sim", re.compile(r"(\+CPIN|\+SIMCARD|\^SIMST|\+QSIMSTAT|\+QUSIM|\^SIMSQ|\+SIM):", re.I)),
    ("sim", re.compile(r".{0,60}?SIM (REMOVED|INSERTED)", re.I)),
    ("network", re.compile(r"\+C5?G?E?G?REG:|\^SRVST:|\+QIND: ?\"act\"", re.I)),
)  # fmt: skip


def event(line: str) -> Event | None:
    """What an unasked line means to us; None: nothing. A line with a PDU below it is none by itself."""
    for kind, pattern in KINDS:
        if found := pattern.match(line):
            values = {name: value.strip() for name, value in found.groupdict().items() if value is not None}
            return {"kind": kind, **values}
    return None
