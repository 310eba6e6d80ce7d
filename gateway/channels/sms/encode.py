"""A draft -> the segments that go on air. Pure."""

from gateway.channels import short_messages
from gateway.channels.sms.options import SmsOptions
from gateway.domain.model import Draft, Piece


def encode(draft: Draft, options: SmsOptions) -> tuple[Piece, ...]:
    """See short_messages.cut."""
    return short_messages.cut(draft, options.address)
