"""The SIM in a modem and its place in the network, asked of the modem beside gammu. Standard library only."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.channels.sms import sim_state
    from gateway.channels.sms.port import Port
else:
    import sim_state

ANSWER_SECONDS = 5.0
BUSY_SECONDS = 10.0  # that a SIM may need after a start


class SimTrouble(Exception):
    """The SIM, or its memory, cannot be used. `kind`: of sim_state.py, or "memory" with the number of the refusal."""

    def __init__(self, kind: str, number: int | None = None) -> None:
        self.kind, self.number = kind, number
        super().__init__(kind)


class PinRefused(Exception):
    """The SIM has refused the PIN. `left`: how many more it takes, None where the modem does not tell."""

    def __init__(self, left: int | None) -> None:
        self.left = left
        super().__init__("the PIN")


def tries_left(port: "Port | None") -> int | None:
    """How many PINs the SIM takes before it wants its PUK; None where the modem does not tell."""
    for command, pattern in sim_state.TRIES if port else ():
        for line in port.ask(command, ANSWER_SECONDS).lines if port else ():
            if found := pattern.match(line):
                return int(found[1])
    return None


def usable(port: "Port") -> None:
    """Raises SimTrouble where the SIM cannot be used. A memory that cannot be asked looks like an empty one to gammu:
    so this is asked before each listing."""
    answer = port.ask("AT+CPIN?", ANSWER_SECONDS)
    kind = sim_state.of_pin(answer.lines, answer.final)
    if not answer.is_ok and kind in ("", "refused", "absent") and switched_on(port):
        kind = "off"
    if kind:
        raise SimTrouble(kind)


def wait_until_usable(port: "Port") -> None:
    """The same, with the patience that a SIM needs which has just started, or whose radio was just switched on. One
    that is busy for longer is let be."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            usable(port)
        except SimTrouble as trouble:
            if trouble.kind == "busy" and time.monotonic() > until:
                return
            if trouble.kind not in ("busy", "off") or time.monotonic() > until:
                raise
        else:
            return
        time.sleep(1)


def switched_on(port: "Port") -> bool:
    """Whether the radio was switched off (AT+CFUN, 3GPP TS 27.007 §8.2): it is switched on then, for the next time."""
    off = sim_state.is_off(port.ask("AT+CFUN?", ANSWER_SECONDS).lines)
    if off:
        port.ask("AT+CFUN=1", ANSWER_SECONDS)
    return off


def knows_centre(port: "Port") -> bool | None:
    """Whether the SIM has the number of a message centre (3GPP TS 27.005 §3.3.1); None where it does not say."""
    answer = port.ask("AT+CSCA?", ANSWER_SECONDS)
    said = [sim_state.CENTRE.match(line) for line in answer.lines]
    return any(found and found[1] for found in said) if answer.is_ok and any(said) else None


def network(port: "Port | None", states: list[str | None]) -> str | None:
    """gammu's name of the state of registration; None where the modem does not tell.

    `states`: by AT+CREG and AT+CGREG, which gammu asks for itself, unless the modem does not know AT+CGATT. LTE is told
    by AT+CEREG alone, and since 2G has ended a SIM is often registered nowhere else.
    """
    if port and not any(state in sim_state.REGISTERED for state in states):
        names = ("+CEREG",) if any(states) else ("+CREG", "+CGREG", "+CEREG")
        said = [(name, port.ask(f"AT{name}?", ANSWER_SECONDS).lines) for name in names]
        states = [*states, *(sim_state.of_registration(name, lines) for name, lines in said)]
        if not any(state in sim_state.REGISTERED for state in states) and switched_on(port):
            return "RadioOff"
    return next((state for state in sim_state.BY_WEIGHT if state in states), None)
