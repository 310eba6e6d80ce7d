"""The e-mail channel: a public mailbox read over IMAP and answered over SMTP. See gateway.channels.Channel for the
functions.

Rooms: options (a line's keys) · oauth with oauth_options, consent, device_code, sasl (log-in) · imap, mailbox, folder,
more_folders, folders, memory, quota (in) · smtp (out) · decode with headers, address_lists, encoded_words, charset;
mime with transfer and blocks; content with words, html, alternatives, files, and what opens a container: smime, tnef,
rtf, calendars; quote, machine_signs, group, bounce, authentication; signature · encode · probe (`gw check`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gateway.channels.email import authentication, group, signature
from gateway.channels.email.decode import decode
from gateway.channels.email.device_code import log_in
from gateway.channels.email.encode import encode
from gateway.channels.email.folder import in_junk, is_head
from gateway.channels.email.headers import sender_key
from gateway.channels.email.mailbox import open
from gateway.channels.email.memory import Memory
from gateway.channels.email.options import EmailOptions, options
from gateway.channels.email.probe import probe
from gateway.channels.email.smtp import PATIENCE
from gateway.domain.channel_traits import Traits
from gateway.domain.model import Decoded

__all__ = [
    "LABEL",
    "NAME",
    "PATIENCE",
    "SEND_SECONDS",
    "TRAITS",
    "EmailOptions",
    "Memory",
    "authenticate",
    "decode",
    "encode",
    "log_in",
    "open",
    "options",
    "placed",
    "probe",
    "sender_key",
    "verify",
]

NAME = "email"
LABEL: Mapping[str, str] = {"vi": "Thư điện tử", "en": "E-mail"}
TRAITS = Traits(scheme="mailto", templates="email", threads=True, may_resend=True)
SEND_SECONDS: float | None = 660.0  # a connection, the envelope, and the 10 minutes after the final dot


def placed(decoded: Decoded, location: str) -> Decoded:
    """What our own server put into the folder for junk it has marked as spam; of a mail above max_bytes only the
    beginning is here."""
    more = [name for name, so in (("spam", in_junk(location)), ("too_large", is_head(location))) if so]
    return replace(decoded, flags=tuple(dict.fromkeys((*decoded.flags, *more)))) if more else decoded


async def verify(bodies: Sequence[bytes], decoded: Decoded, options: EmailOptions) -> Decoded:
    """What the S/MIME signature of a mail is worth, where the line names authorities."""
    return await signature.verify(bodies[0], decoded, options)


def authenticate(decoded: Decoded, options: EmailOptions) -> Decoded:
    """What the line's own server says of the sender; behind the line's group address, the citizen who wrote to it;
    whether To or Cc name the line."""
    known = group.through(authentication.authenticate(decoded, options), options.group)
    return group.unnamed(known, options.address, options.group)
