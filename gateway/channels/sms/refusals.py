"""What a modem's refusal of an SMS means: for this message, for the line, or nothing sure, which send_verdict.py
finds out then.

The numbers of "+CMS ERROR": 1–127 are the network's RP-causes (3GPP TS 24.011 Annex E-2), 128–255 the centre's TP-FCS
(3GPP TS 23.040 §9.2.3.22), 300–511 the modem's own (3GPP TS 27.005 §3.2.5), above that its maker's.
"""

from gateway.channels.sms import reasons
from gateway.channels.sms.reasons import perhaps, refusal
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear

# The recipient or the message itself: no later try can be better.
_INCORRECT, _INCORRECT_HERE = refusal("network_calls_incorrect"), refusal("modem_calls_incorrect")
REFUSED = {
    1: refusal("number_not_in_use"),
    28: refusal("recipient_not_registered"),
    30: refusal("recipient_unknown"),
    95: _INCORRECT,
    96: _INCORRECT,
    128: refusal("network_takes_none"),
    144: refusal("alphabet_not_carried"),
    145: refusal("class_not_carried"),
    176: refusal("centre_does_not_support"),
    195: refusal("address_invalid"),
    196: refusal("recipient_barred"),
    304: _INCORRECT_HERE,
    305: _INCORRECT_HERE,
}
# The SIM or the modem: every message would fare the same.
DOWN = {
    303: refusal("sending_not_supported", line=True),
    310: refusal("no_sim", line=True),
    311: refusal("pin_wanted", line=True),
    312: refusal("phone_pin_wanted", line=True),
    316: refusal("puk_wanted", line=True),
    317: refusal("pin2_wanted", line=True),
    318: refusal("puk2_wanted", line=True),
}
# Meant for the SIM or the subscription, and said of single numbers too: foreign and premium ones that the subscription
# leaves out (50, 69), fixed dialling and short codes (302), by makers' firmware for anything at all.
UNCLEAR = {
    50: refusal("not_in_subscription", line=True),
    69: refusal("sending_not_allowed", line=True),
    193: refusal("sim_unknown", line=True),
    302: refusal("modem_does_not_allow", line=True),
    313: refusal("sim_failed", line=True),
    315: refusal("sim_refused", line=True),
    330: refusal("no_centre_number", line=True),
    331: refusal("no_network", line=True),
}
# Said after a wait, or by makers' firmware for anything at all: the message may be out.
UNSURE_FROM = (300, 332)
MODEM_OWN = range(300, 332)
# What a network says to a SIM without credit, or one that it suspects: "rejected" (21), "network out of order" (38), or
# nothing in particular, which modems tell as "unknown error" (500). Said of one message it may mean anything.
NO_CREDIT = frozenset({8, 10, 21, 38, 41, 500, None})


def error_of(number: int | None, *, written: bool) -> GatewayError:
    """The exception that the refusal of one segment amounts to, and what it means of the line if many meet it.

    `number`: of "+CMS ERROR", None where the modem gave none; `written`: whether the text had reached the modem.
    """
    error = _of_one(number, written=written)
    if number in NO_CREDIT:
        error.of_line = perhaps(number, reasons.NO_CREDIT, reasons.NO_CREDIT_CMS)
    return error


def _of_one(number: int | None, *, written: bool) -> GatewayError:
    if number in REFUSED:
        return Refused(REFUSED[number](cms=number))
    if number in DOWN:
        return LineDown(DOWN[number](cms=number))
    if number in UNCLEAR:
        return Unclear(UNCLEAR[number](cms=number))
    sure = number is not None and (number < 256 or number in MODEM_OWN) and number not in UNSURE_FROM
    if written and not sure:
        return OutcomeUnknown(perhaps(number, reasons.PERHAPS_TAKEN, reasons.PERHAPS_TAKEN_CMS))
    return Temporary(perhaps(number, reasons.NOT_TAKEN, reasons.NOT_TAKEN_CMS))
