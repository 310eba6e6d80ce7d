"""How a log-in is written for the wire (SASL, RFC 4422). Pure; the same for IMAP and SMTP."""

from collections.abc import Collection

__all__ = ["bearer", "plain"]

XOAUTH2, OAUTHBEARER = "XOAUTH2", "OAUTHBEARER"


def plain(user: str, password: str) -> bytes:
    """PLAIN (RFC 4616): any letter but NUL, in UTF-8."""
    return b"\0" + user.encode() + b"\0" + password.encode()


def bearer(offered: Collection[str], user: str, token: str) -> tuple[str, bytes]:
    """A log-in by access token, in the form that a server offers -> (mechanism, its first message).

    Microsoft 365 knows XOAUTH2 only, which came before the standard; others OAUTHBEARER (RFC 7628 §3.1), where a comma
    and an equals sign in the user are written otherwise (RFC 5801 §4).
    """
    if OAUTHBEARER in offered and XOAUTH2 not in offered:
        name = user.replace("=", "=3D").replace(",", "=2C")
        return OAUTHBEARER, f"n,a={name},\1auth=Bearer {token}\1\1".encode()
    return XOAUTH2, f"user={user}\1auth=Bearer {token}\1\1".encode()
