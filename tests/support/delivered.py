"""PDUs of one citizen, and what the gateway reads of them."""

from datetime import datetime, timedelta, timezone

from gateway.channels import sms
from gateway.domain.model import Decoded

AT = datetime(2026, 11, 20, 8, 15, tzinfo=timezone(timedelta(hours=7)))
CITIZEN = "+84590003301"
URN = f"tel:{CITIZEN}"


def read(*lines: str) -> Decoded:
    """The text of PDUs in hex, all parts of one."""
    return sms.decode([sms.decode_pdu(line) for line in lines])
