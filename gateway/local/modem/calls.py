"""Calls that a modem is told to make (3GPP TS 27.007 §6.27, §7.18), and whoever they reach."""

import time

from gateway.local.modem.modem import ERROR, OK, Answer, Modem, command

DIALLING, ALERTING, ACTIVE = 2, 3, 0  # <stat> of AT+CLCC


@command("D")
def dial(modem: Modem, number: str) -> Answer:
    """§6.27: voice calls only. The callee does what the order `callee` says."""
    if not number.endswith(";"):
        return [ERROR]
    if modem.callee["does"] == "none":
        return ["NO CARRIER"]
    modem.calling = (number.rstrip(";"), time.monotonic())
    modem.later(modem.callee["seconds"], lambda: _answered(modem, number.rstrip(";")))
    return [OK]


def _answered(modem: Modem, number: str) -> None:
    if modem.calling is None or modem.calling[0] != number:
        return
    does = modem.callee["does"]
    if does == "answer":
        modem.unasked("VOICE CALL: BEGIN")
    elif does != "ring":
        modem.calling = None
        modem.unasked({"busy": "BUSY", "no_answer": "NO ANSWER"}.get(does, "NO CARRIER"))


@command("+CLCC")
def current(modem: Modem, _: str) -> Answer:
    """§7.18."""
    if modem.calling is None:
        return [OK]
    number, began = modem.calling
    age, callee = time.monotonic() - began, modem.callee
    active = callee["does"] == "answer" and age >= callee["seconds"]
    state = ACTIVE if active else ALERTING if age >= callee["seconds"] / 2 and callee["does"] != "busy" else DIALLING
    return [f'+CLCC: 1,0,{state},0,0,"{number}",145', OK]


@command("+CHUP", "H")
def hang_up(modem: Modem, _: str) -> Answer:
    """§6.5."""
    modem.calling = None
    return [OK]
