"""What a command_status of the centre means (SMPP v3.4 Issue 1.2, §5.1.3): for the session, one message, the line, or
nothing sure, which send_verdict.py finds out then. Above 0x400 stand centres' own."""

from gateway.channels.smpp import reasons
from gateway.domain.errors import GatewayError, LineDown, LogInRefused, Refused, Temporary, Unclear

__all__ = ["THROTTLED", "of_bind", "of_message", "shown"]

THROTTLED = frozenset({0x58, 0x14})  # ESME_RTHROTTLED, ESME_RMSGQFUL: later, and all of them
_LOGIN = frozenset({0x0D, 0x0E, 0x0F})  # bind failed, password, system_id
_ALREADY_BOUND = 0x05
_SENDER = frozenset({0x0A, 0x48, 0x49})  # source address, its type, its plan
_RECIPIENT = frozenset({0x0B, 0x50, 0x51})  # destination address, its type, its plan
_MESSAGE = frozenset({0x01, 0x43, 0x63})  # length, esm_class, and refused by the network as it is
_LATER = frozenset({0x08, 0x64})  # the centre's own trouble; a temporary one of its application


def shown(status: int) -> str:
    """As the specification writes it."""
    return f"0x{status:02X}"


def of_bind(status: int) -> LineDown:
    """Why the session did not come about."""
    if status in _LOGIN:
        return LogInRefused(reasons.LOGIN_REFUSED(status=shown(status)))
    if status == _ALREADY_BOUND:
        return LineDown(reasons.ALREADY_BOUND(status=shown(status)))
    return LineDown(reasons.BIND_REFUSED(status=shown(status)))


def of_message(status: int) -> GatewayError:
    """The exception that the refusal of one segment amounts to; it has not gone out."""
    named = shown(status)
    if status in THROTTLED:
        return LineDown(reasons.THROTTLED(status=named))
    if status in _SENDER:
        return Unclear(reasons.SENDER_REFUSED(status=named))
    if status in _RECIPIENT:
        return Refused(reasons.RECIPIENT_REFUSED(status=named))
    if status in _MESSAGE:
        return Refused(reasons.MESSAGE_REFUSED(status=named))
    if status in _LATER:
        return Temporary(reasons.NOT_TAKEN(status=named))
    return Unclear(reasons.NOT_TAKEN_UNCLEAR(status=named))
