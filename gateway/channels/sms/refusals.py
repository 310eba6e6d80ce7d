"""What a modem's refusal of an SMS means: for this message, for the line, or nothing sure (verdict.py finds out then).

The numbers of "+CMS ERROR": 1–127 are the network's RP-causes (3GPP TS 24.011 Annex E-2), 128–255 the centre's TP-FCS
(3GPP TS 23.040 §9.2.3.22), 300–511 the modem's own (3GPP TS 27.005 §3.2.5), above that its maker's.
"""

from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear

# The recipient or the message itself: no later try can be better.
REFUSED = {
    1: "the number is not in use",
    28: "the recipient is not registered in the network",
    30: "the network does not know the recipient",
    95: "the network calls the message incorrect",
    96: "the network calls the message incorrect",
    128: "the recipient's network takes no SMS from here",
    144: "the recipient's network cannot carry this alphabet",
    145: "the recipient's network cannot carry this class of message",
    176: "the message centre does not support this message",
    195: "the message centre calls the recipient's address invalid",
    196: "the recipient is barred from receiving SMS",
    304: "the modem calls the message incorrect",
    305: "the modem calls the message incorrect",
}
# The SIM or the modem: every message would fare the same.
DOWN = {
    303: "the modem does not support sending SMS",
    310: "there is no SIM in the modem",
    311: "the SIM wants its PIN",
    312: "the SIM wants the phone's PIN",
    316: "the SIM wants its PUK",
    317: "the SIM wants its PIN2",
    318: "the SIM wants its PUK2",
}
# Meant for the SIM or the subscription, and said of single numbers too: foreign and premium ones that the subscription
# leaves out (50, 69), fixed dialling and short codes (302), by makers' firmware for anything at all.
UNCLEAR = {
    50: "the SIM's subscription does not include sending SMS",
    69: "the network does not let this SIM send SMS",
    193: "the message centre does not know this SIM",
    302: "the modem does not allow sending SMS",
    313: "the SIM has failed",
    315: "the modem refuses this SIM",
    330: "the number of the message centre is not set",
    331: "the modem has no network",
}
# Said after a wait, or by makers' firmware for anything at all: the message may be out.
UNSURE_FROM = (300, 332)
MODEM_OWN = range(300, 332)


def error_of(number: int | None, *, written: bool) -> GatewayError:
    """The exception that the refusal of one segment amounts to.

    `number`: of "+CMS ERROR", None where the modem gave none; `written`: whether the text had reached the modem.
    """
    if number in REFUSED:
        return Refused(f"{REFUSED[number]} (CMS {number})")
    if number in DOWN:
        return LineDown(f"{DOWN[number]} (CMS {number})")
    if number in UNCLEAR:
        return Unclear(f"{UNCLEAR[number]} (CMS {number})")
    sure = number is not None and (number < 256 or number in MODEM_OWN) and number not in UNSURE_FROM
    if written and not sure:
        return OutcomeUnknown("the modem failed after it had taken the message" + _said(number))
    return Temporary("the message was not taken" + _said(number))


def _said(number: int | None) -> str:
    return "" if number is None else f" (CMS {number})"
