"""A draft -> the segments that go on air. Pure."""

from gateway.channels.sms import reasons
from gateway.channels.sms.options import SmsOptions
from gateway.domain.errors import Permanent
from gateway.domain.model import Draft, Piece
from gateway.domain.text import clean, segments, typography

MAX_PARTS = 255  # one octet of the header (3GPP TS 23.040 §9.2.3.24.1)


def encode(draft: Draft, options: SmsOptions) -> tuple[Piece, ...]:
    """The segments of a draft: GSM-7 where every letter allows it, else UCS-2; typographic signs become plain ones.

    A long text gets a header with an 8-bit reference, the outbox id mod 256: counted, not drawn, so that two messages
    to one recipient never share it while both are on their way. Raises Permanent for a text that no 255 segments hold,
    or none at all.
    """
    if draft.recipient.partition(":")[0] not in ("tel", "sms"):
        raise Permanent(reasons.NO_NUMBER)
    if draft.recipient == options.address:
        raise Permanent(reasons.OWN_NUMBER)
    text = typography(clean(draft.text))
    if not text.strip():
        raise Permanent(reasons.EMPTY)
    parts = segments(text)
    if len(parts) > MAX_PARTS:
        raise Permanent(reasons.TOO_LONG(parts=len(parts), most=MAX_PARTS))
    long = len(parts) > 1
    return tuple(
        Piece(
            recipient=draft.recipient,
            part=number,
            parts=len(parts),
            text=part.text,
            udh=bytes((5, 0, 3, draft.number % 256, len(parts), number)) if long else b"",
            encoding=part.encoding,
        )
        for number, part in enumerate(parts, 1)
    )
