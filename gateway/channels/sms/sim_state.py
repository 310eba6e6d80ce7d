"""What a modem says of its SIM and its registration. Pure; standard library only.

absent     there is none, or it is not seen          pin, puk, phone   it wants that code first
failed     broken, or not read                       wrong             of another kind or network than the modem takes
busy       not ready yet: for some seconds after a start that is usual
off        the radio, and often the SIM with it, is switched off (AT+CFUN)      refused   "operation not allowed"
"""

import re
from collections.abc import Iterable

# +CPIN: <code> (3GPP TS 27.007 §8.3, and what makers add); its second PIN is no matter of messages
OF_CODE = {
    "SIM PIN": "pin", "SIM PUK": "puk", "PH-SIM PIN": "phone", "PH-FSIM PIN": "phone", "PH-NET PIN": "phone",
    "PH-NETSUB PIN": "phone", "PH-SP PIN": "phone", "PH-CORP PIN": "phone", "NOT INSERTED": "absent",
    "SIM REMOVED": "absent", "NOT READY": "busy", "BUSY": "busy",
}  # fmt: skip
# "+CME ERROR" (3GPP TS 27.007 §9.2.1) and "+CMS ERROR" (3GPP TS 27.005 §3.2.5), by number and by word (AT+CMEE=2)
OF_ERROR = {
    "3": "refused", "5": "phone", "10": "absent", "11": "pin", "12": "puk", "13": "failed", "14": "busy", "15": "wrong",
    "310": "absent", "311": "pin", "312": "phone", "313": "failed", "314": "busy", "315": "wrong", "316": "puk",
    "operation not allowed": "refused", "ph-sim pin required": "phone", "sim not inserted": "absent",
    "sim pin required": "pin", "sim puk required": "puk", "sim failure": "failed", "sim busy": "busy",
    "sim wrong": "wrong",
}  # fmt: skip
# <stat> of AT+CREG, AT+CGREG, AT+CEREG (3GPP TS 27.007 §7.2, §10.1.20, §10.1.22) by gammu's names
STATES = {
    "0": "NoNetwork", "1": "HomeNetwork", "2": "RequestingNetwork", "3": "RegistrationDenied", "5": "RoamingNetwork",
    "6": "HomeNetwork", "7": "RoamingNetwork", "9": "HomeNetwork", "10": "RoamingNetwork",
}  # fmt: skip
REGISTERED = ("HomeNetwork", "RoamingNetwork")
# Of the states of several networks the first one counts: a refusal says more than a search, that more than none
BY_WEIGHT = (*REGISTERED, "RegistrationDenied", "RequestingNetwork", "NoNetwork")
CODE = re.compile(r"\+CPIN:\s*(.*?)\s*$")
CENTRE = re.compile(r'\+CSCA:\s*"?([+\dA-F]*)', re.I)  # 0-9, or UCS-2 in hexadecimal digits
ERROR = re.compile(r"\+CM[SE] ERROR:\s*(.*?)\s*$")
# How many wrong PINs more a SIM takes: by the standard (3GPP TS 27.007 §8.65), Quectel, SIMCom, Huawei
TRIES = (
    ("AT+CPINR", re.compile(r'\+CPINR:\s*"?SIM PIN"?,\s*(\d+)')),
    ("AT+QPINC?", re.compile(r'\+QPINC:\s*"SC",\s*(\d+)')),
    ("AT+SPIC", re.compile(r"\+SPIC:\s*(\d+)")),
    ("AT^CPIN?", re.compile(r"\^CPIN:[^,]*,[^,]*,\d*,(\d+)")),
)


def of_pin(lines: Iterable[str], final: str) -> str:
    """What the answer to AT+CPIN? says is wrong, "" nothing: READY, or a modem that does not tell."""
    for line in lines:
        if found := CODE.match(line):
            return OF_CODE.get(found[1].upper(), "")
    return of_error(final)


def of_error(final: str) -> str:
    """What a refusal says of the SIM, "" nothing."""
    found = ERROR.match(final)
    return OF_ERROR.get(found[1].lower(), "") if found else ""


def number_of(final: str) -> int | None:
    """The number of a refusal, None where it has none."""
    found = ERROR.match(final)
    return int(found[1]) if found and found[1].isdigit() else None


def is_off(lines: Iterable[str]) -> bool:
    """Whether the answer to AT+CFUN? says that the radio is off: 0 all of the modem, 4 the radio (§8.2)."""
    return any(line.replace(" ", "").startswith(("+CFUN:0", "+CFUN:4")) for line in lines)


def of_registration(name: str, lines: Iterable[str]) -> str | None:
    """gammu's name of the <stat> of "+CREG", "+CGREG" or "+CEREG"; None where the answer has none."""
    for line in lines:
        if line.startswith(f"{name}:"):
            said = line.partition(":")[2].split(",")
            return STATES.get(said[min(1, len(said) - 1)].strip())
    return None
