"""The e-mail channel: a public mailbox read over IMAP and answered over SMTP. See gateway.channels.Channel for the
functions.

Rooms: options (a line's keys) · imap, mailbox (in) · smtp (out) · decode with headers, words, mime, html, content,
quote, signs, bounce, authentication · encode · probe (`gw check`).
"""

from gateway.channels.email.authentication import authenticate
from gateway.channels.email.decode import decode
from gateway.channels.email.encode import encode
from gateway.channels.email.headers import sender_key
from gateway.channels.email.mailbox import open
from gateway.channels.email.options import options
from gateway.channels.email.probe import probe

__all__ = ["NAME", "authenticate", "decode", "encode", "open", "options", "probe", "sender_key"]

NAME = "email"
