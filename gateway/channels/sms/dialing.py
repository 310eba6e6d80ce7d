"""A call of ours that only finds out whether a number can be reached (3GPP TS 27.007 §6.27, §7.18): nothing is said in
it, and it is hung up at once when somebody takes it, else after some rings. Standard library only.
"""

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.channels.sms.port import Port

ANSWER_SECONDS = 5.0
LOOK_SECONDS = 0.5  # between looks at how the call stands
# +CLCC: <id>,<dir: 0 ours>,<stat>,<mode: 0 voice>…
OURS = re.compile(r"\+CLCC:\s*\d+,0,(\d),0")
ACTIVE, ALERTING = 0, 3
ENDS = {"BUSY": "busy", "NO ANSWER": "rang"}  # final result codes that tell more than that it is over


def call(port: "Port", number: str, seconds: float) -> str:
    """Dial, for so many seconds at most -> "answered", "rang" (nobody took it), "busy", or "refused": no way to it."""
    port.call_end = ""
    until = time.monotonic() + seconds
    try:
        said = port.ask(f"ATD{number};", seconds)
        if not said.is_ok:
            return ENDS.get(said.final, "refused")
        return _followed(port, until)
    finally:
        if not port.ask("AT+CHUP", ANSWER_SECONDS).is_ok:
            port.ask("ATH", ANSWER_SECONDS)


def _followed(port: "Port", until: float) -> str:
    """What becomes of a call that was dialled."""
    has_rung = False
    while time.monotonic() < until:
        found = [match for line in port.ask("AT+CLCC", ANSWER_SECONDS).lines if (match := OURS.match(line))]
        if not found:  # it has ended; a modem may say why
            return port.call_end or ("rang" if has_rung else "refused")
        if int(found[0][1]) == ACTIVE:
            return "answered"
        has_rung = has_rung or int(found[0][1]) == ALERTING
        time.sleep(LOOK_SECONDS)
    return "rang" if has_rung else "refused"
