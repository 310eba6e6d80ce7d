"""The second factor: codes of six digits that change every 30 seconds (TOTP, RFC 6238). Pure: the time is handed in."""

import base64
import hashlib
import hmac
from datetime import datetime

import pyotp
import segno

__all__ = ["picture", "secret_for", "step_of", "uri"]

BESIDE = (0, -1, 1)  # steps: clocks of phones differ


def secret_for(key: bytes, token: str) -> str:
    """The secret that an invitation gives, in base 32: 160 bits that follow from the installation's key and the link's
    token, so that nothing is kept until it is chosen."""
    return base64.b32encode(hmac.digest(key, b"second factor " + token.encode(), hashlib.sha1)).decode()


def uri(secret: str, login: str, issuer: str) -> str:
    """What a phone's program reads from a picture (the Key Uri Format of Google Authenticator)."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def picture(uri: str) -> str:
    """A QR code as SVG for a page: dark on light in either colour scheme."""
    return segno.make(uri, micro=False).svg_inline(scale=4, light="#fff")


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is, now or one beside; None: of none. RFC 6238 §5.2."""
    typed, totp = "".join(code.split()).encode(), pyotp.TOTP(secret)
    now = totp.timecode(at)
    return next((now + n for n in BESIDE if hmac.compare_digest(totp.generate_otp(now + n).encode(), typed)), None)
