"""Hands prebuilt mails to the submission server over kept connections, and says exactly how far each one came.

The moment before DATA's 354 and the moment after are different worlds. Before it nothing has left and a
lost connection is only Temporary; after it a silent server may have taken the mail: OutcomeUnknown.
aiosmtplib speaks no PIPELINING, so speed comes from several connections side by side.
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Awaitable
from typing import Self, TypeVar

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponse, SMTPResponseException

from gateway.channels import tls
from gateway.channels.email import connect_errors, reasons, sasl
from gateway.channels.email.oauth import Tokens, access_token
from gateway.channels.email.options import EmailOptions
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear
from gateway.domain.model import Piece, Sent
from gateway.domain.reasons import Reason

__all__ = ["Sender", "error_of"]

T = TypeVar("T")
# Before the final dot together less than a minute; after it RFC 5321 §4.5.3.2.6 has a client wait 10 minutes.
CONNECT = 20.0  # seconds for TCP, TLS, EHLO and log-in together
COMMAND = 12.0  # MAIL, RCPT, DATA's 354
FINAL = 600.0  # after the final dot
PATIENCE = 45.0  # of those, how long the mail keeps its place among the connections; then others go on beside it

_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_AUTH_CODES = frozenset({530, 534, 535, 538})
_BY_PASSWORD = frozenset({"plain", "login", "cram-md5"})  # as the library names what it knows
_QUEUE_ID = re.compile(r"(?:queued as|id=|\bas)\s*([A-Za-z0-9.\-]{1,64})", re.I)
# Our own account: the log-in, a sender address that is not ours, its limits; every recipient would hear the same. The
# words are those of Postfix, Exim, Google, Microsoft 365 and hosting panels; what is not here, the other mails tell.
_OUR_ACCOUNT = re.compile(
    r"not owned by user|authentication (?:is )?required|not authenticated|unauthenticated|submission ?quota"
    r"|\b(?:sending|sender|submission|outbound|outgoing|daily|hourly|per (?:day|hour))\b[^.;<>]{0,40}"
    r"\b(?:limit|quota|rate)\b[^.;<>]{0,20}\b(?:exceeded|reached)"
    r"|(?:exceeded|reached) [^.;<>]{0,40}"
    r"\b(?:sending|submission|outbound|outgoing|daily|hourly|e?-?mails? per (?:day|hour))\b",
    re.I,
)
_THEIR_LIMIT = re.compile(r"receiv|recipient(?:'s| has| is)", re.I)
# Google's daily limit; Exchange: may not relay, may not send as this sender (twice); the log-in (RFC 4954)
_OUR_LIMITS = frozenset({"5.4.5", "5.7.54", "5.7.60", "5.2.252", "5.7.8"})
# The mailbox that was named (RFC 3463 §3.2, §3.3): it does not exist, has moved, is full or switched off.
_OF_THE_MAILBOX = re.compile(r"[45]\.(?:1\.(?:1|2|3|6|10)|2\.\d+)$")
_FULL_OR_OFF = re.compile(r"[45]\.2\.[12]$")
_OF_THE_CONTENT = re.compile(r"5\.6\.\d+$")
_NO_MAILBOX = re.compile(
    r"(?:no such|unknown|invalid|nonexistent|non-existent) (?:user|mailbox|recipient|address|local)"
    r"|(?:user|mailbox|recipient|address|account)(?: name)? "
    r"(?:unknown|not found|does(?: not|n't) exist|disabled|inactive)"
    r"|mailbox (?:is )?full|over ?quota|unrouteable|unroutable",
    re.I,
)
# Said at RCPT of our own address: a server that looks the sender up (Postfix's and Exim's sender verification).
_OF_THE_SENDER = re.compile(r"\bsender\b(?!\S*@)|\bverification failed for\b|\b(?:your|smtp) account\b", re.I)
_DOTS = re.compile(rb"^\.", re.M)
_BREAKS = re.compile(rb"\r\n|\r|\n")


class Sender:
    """The line's way out: at most `connections` at once, each kept for the next mail, and those beside them on which
    nothing but the last word is waited for."""

    def __init__(self, options: EmailOptions, tokens: Tokens | None = None) -> None:
        """`tokens`: the line's, which reading uses too."""
        self._options, self._tokens = options, tokens or Tokens()
        self._kept: list[aiosmtplib.SMTP] = []
        self._slots = asyncio.Semaphore(options.connections)
        self.logs_in = True  # as of the last connection

    async def send(self, piece: Piece) -> Sent:
        """One mail to one recipient. `remote_id` is the server's queue id where it names one.

        Raises Refused (this recipient or this mail, for good), Temporary, LineDown (no mail of this line can leave
        now) or OutcomeUnknown. No reason quotes the server: it may repeat the address.
        """
        recipient = piece.recipient.removeprefix("mailto:")
        async with _Place(self._slots) as place:
            client = await self._ready(piece.sender or self._options.mailbox, recipient)
            try:
                answer = await _data(client, piece.body, place)
            except (Refused, Unclear):
                await self._keep(client)
                raise
            except BaseException:
                client.close()
                raise
            if place.given_back:  # another connection has been opened meanwhile
                await _quit(client)
            else:
                self._kept.append(client)
        queue_id = _QUEUE_ID.search(answer)
        return Sent(remote_id=queue_id[1] if queue_id else "")

    async def _ready(self, sender: str, recipient: str) -> aiosmtplib.SMTP:
        """A connection on which sender and recipient are accepted. A kept one may have been closed by the server
        while it lay idle, or its log-in may have ended with its access token; nothing has left then, so the next one is
        tried, and at last a new one."""
        while self._kept:
            client = self._kept.pop()
            try:
                return await self._envelope(client, sender, recipient)
            except _LoggedOut:
                continue
            except _Gone as gone:
                if gone.silent:
                    raise
        client = await self._connect()
        return await self._envelope(client, sender, recipient)

    async def _envelope(self, client: aiosmtplib.SMTP, sender: str, recipient: str) -> aiosmtplib.SMTP:
        """MAIL and RCPT. A refusal in words keeps the connection, anything else closes it."""
        try:
            await _command(client, f"MAIL FROM:<{sender}>{_extensions(client, recipient)}", "MAIL")
            await _command(client, f"RCPT TO:<{recipient}>", "RCPT")
        except (_Gone, _LoggedOut):
            client.close()
            raise
        except GatewayError:
            await self._keep(client)
            raise
        except BaseException:
            client.close()
            raise
        return client

    async def _keep(self, client: aiosmtplib.SMTP) -> None:
        """Keep a connection whose transaction failed, if RSET shows that it is sound and there is a place for it."""
        try:
            await _command(client, "RSET", "RSET")
        except BaseException as error:
            client.close()
            if not isinstance(error, GatewayError):
                raise
        else:
            if len(self._kept) < self._options.connections:
                self._kept.append(client)
            else:
                client.close()

    async def _connect(self) -> aiosmtplib.SMTP:
        """A new connection, secured as configured, greeted and logged in. Raises LineDown."""
        options = self._options
        client = aiosmtplib.SMTP(
            hostname=options.smtp_host,
            port=options.smtp_port,
            # the library would ask the resolver for our own name, which may hang
            local_hostname=options.mailbox.rpartition("@")[2],
            use_tls=options.smtp_tls == "implicit",
            start_tls=options.smtp_tls == "starttls",  # raises where the server does not offer it
            tls_context=None if options.smtp_tls == "plain" else tls.context(options.ca_file),
            timeout=CONNECT,
        )
        try:
            async with asyncio.timeout(CONNECT):
                await client.connect()
                if not client.last_ehlo_response:
                    await client.ehlo()
                await self._log_in(client)
        except BaseException as error:
            client.close()
            raise self._cannot_connect(error) if isinstance(error, Exception) else error from None
        return client

    def _cannot_connect(self, error: Exception) -> LineDown:
        """Why no connection came about, as a code that an operator can act on."""
        if isinstance(error, LineDown):
            return error
        if isinstance(error, aiosmtplib.SMTPAuthenticationError):
            by_token = self._options.oauth and not self._options.smtp_password
            refused = reasons.SMTP_TOKEN_REFUSED if by_token else reasons.SMTP_LOGIN_REFUSED
            return LineDown(refused(reply=_reply(error.code, error.message)))
        if isinstance(error, SMTPResponseException):
            return LineDown(reasons.SMTP_REFUSED_US(reply=_reply(error.code, error.message)))
        if isinstance(error, TimeoutError):
            return LineDown(reasons.SMTP_SILENT)
        known = isinstance(error, OSError | SMTPException | ValueError)
        return LineDown(connect_errors.SMTP.why(error, str(error) if known else type(error).__name__))

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        """As configured: not at all, by log-in data of its own, or as the mailbox is logged in to. A server that offers
        no log-in at all is a relay that knows us by our address, unless one is asked for."""
        options = self._options
        wanted = options.smtp_auth or options.oauth or options.smtp_password
        self.logs_in = options.smtp_auth is not False and bool(wanted or client.supports_extension("auth"))
        if not self.logs_in:
            return
        if options.oauth is None or options.smtp_password:
            user, password = options.smtp_user or options.user, options.smtp_password or options.password
            if _BY_PASSWORD.isdisjoint(client.server_auth_methods):
                raise LineDown(reasons.SMTP_NO_AUTH)
            await client.login(user, password)
            return
        token = await access_token(options.oauth, self._tokens)
        try:
            await _by_token(client, options.user, token)
        except aiosmtplib.SMTPAuthenticationError as error:
            if error.code != 535:  # RFC 4954 §6: the token, not the server's own trouble
                raise
            await _by_token(client, options.user, await access_token(options.oauth, self._tokens, refused=token))

    async def check(self) -> bool:
        """Connect, log in, quit: for `gw check`; whether there was a log-in. Raises LineDown."""
        client = await self._connect()
        await _quit(client)
        return self.logs_in

    async def close(self) -> None:
        """Say good-bye on all kept connections at once, within a second."""
        kept, self._kept = self._kept, []
        await asyncio.gather(*(_quit(client) for client in kept))


class _Place:
    """One of the places among a line's connections, held while inside; `give_back` lets another mail have it."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots = slots
        self.given_back = False

    async def __aenter__(self) -> Self:
        await self._slots.acquire()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.give_back()

    def give_back(self) -> None:
        """Let another one have it; once."""
        if not self.given_back:
            self.given_back = True
            self._slots.release()


class _Gone(Temporary):
    """The connection is of no more use, before DATA and without an answer about this mail. `silent`: it took its time
    to show, so that there is none left to try another one."""

    def __init__(self, reason: Reason, *, silent: bool) -> None:
        self.silent = silent
        super().__init__(reason)


class _LoggedOut(LineDown):
    """The server does not know us, or no longer."""


def _extensions(client: aiosmtplib.SMTP, recipient: str) -> str:
    """What MAIL must say for a recipient whose address is not ASCII (RFC 6531 §3.4). Raises Refused where the server
    does not take such mail."""
    if recipient.isascii():
        return ""
    if not client.supports_extension("smtputf8"):
        raise Refused(reasons.ADDRESS_NOT_ASCII)
    return " SMTPUTF8 BODY=8BITMIME" if client.supports_extension("8bitmime") else " SMTPUTF8"


def _reply(code: int, message: str) -> str:
    """The codes of an answer, without its words."""
    found = _ENHANCED.match(message)
    return f"{code} {found[1] if found else ''}".rstrip()


async def _by_token(client: aiosmtplib.SMTP, user: str, token: str) -> None:
    """AUTH by access token. Why a server refuses one it says in a 334, which an empty line answers (RFC 7628 §3.2.3).
    Raises SMTPAuthenticationError."""
    mechanism, message = sasl.bearer([name.upper() for name in client.server_auth_methods], user, token)
    answer = await client.execute_command(b"AUTH", mechanism.encode(), b64encode(message))
    if answer.code == 334:
        answer = await client.execute_command(b"")
    if answer.code != 235:
        raise aiosmtplib.SMTPAuthenticationError(answer.code, answer.message)


async def _quit(client: aiosmtplib.SMTP) -> None:
    try:
        async with asyncio.timeout(1):
            await client.quit()
    except (TimeoutError, OSError, SMTPException):
        pass
    finally:
        client.close()


async def _wait(work: Awaitable[T], seconds: float) -> T:
    async with asyncio.timeout(seconds):
        return await work


async def _command(client: aiosmtplib.SMTP, line: str, stage: str) -> SMTPResponse:
    """One command that must be answered 250. Raises _Gone where the connection ends or says that it will (421),
    _LoggedOut where it asks who we are."""
    try:
        answer = await _wait(client.execute_command(line.encode("utf-8")), COMMAND)
    except (TimeoutError, OSError, SMTPException) as error:
        why = reasons.SMTP_BROKE(step=stage, error=type(error).__name__)
        raise _Gone(why, silent=isinstance(error, TimeoutError)) from None
    except ValueError:
        raise Refused(reasons.ADDRESS_CONTROL(step=stage)) from None
    if answer.code == 421:
        raise _Gone(reasons.SMTP_REFUSED(step=stage, reply="421"), silent=False)
    if stage == "MAIL" and answer.code in _AUTH_CODES:
        raise _LoggedOut(reasons.SMTP_REFUSED(step=stage, reply=_reply(answer.code, answer.message)))
    if answer.code not in (250, 251):
        raise error_of(stage, answer.code, answer.message)
    return answer


async def _data(client: aiosmtplib.SMTP, body: bytes, place: _Place) -> str:
    """The mail itself -> the server's last words. Whatever ends after the 354 without an answer is OutcomeUnknown.

    A server that takes its time (a scanner, a slow disk) has the mail most likely: to send it again would be a copy. So
    the answer is waited for, after a while beside the others."""
    try:
        answer = await _wait(client.execute_command(b"DATA"), COMMAND)
    except (TimeoutError, OSError, SMTPException) as error:
        raise Temporary(reasons.SMTP_BROKE(step="DATA", error=type(error).__name__)) from None
    if answer.code != 354:
        raise error_of("DATA", answer.code, answer.message)
    if client.protocol is None:
        raise Temporary(reasons.SMTP_CLOSED(step="DATA"))
    late = asyncio.get_running_loop().call_later(PATIENCE, place.give_back)
    try:
        client.protocol.write(_wire(body))
        answer = await _wait(client.protocol.read_response(), FINAL)
    except (TimeoutError, OSError, SMTPException) as error:
        raise OutcomeUnknown(reasons.SMTP_UNANSWERED(error=type(error).__name__)) from None
    finally:
        late.cancel()
    if answer.code != 250:
        raise error_of("final dot", answer.code, answer.message)
    return answer.message


def _wire(body: bytes) -> bytes:
    """A mail as it goes after DATA: CRLF only (a bare LF would let a body smuggle commands), dots doubled, closed."""
    body = _DOTS.sub(b"..", _BREAKS.sub(b"\r\n", body))
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def error_of(stage: str, code: int, message: str) -> GatewayError:
    """What an answer means, and for whom (RFC 5321 §4.2, RFC 3463); it quotes nothing but codes.

    Unclear is what is said of one recipient, of one mail, and by servers that refuse us as a whole once a recipient is
    named (Postfix's smtpd_delay_reject) or after the final dot: 552, "relay denied", "sender rejected", 554."""
    found = _ENHANCED.match(message)
    enhanced = found[1] if found else ""
    why = reasons.SMTP_REFUSED(step=stage, reply=_reply(code, message))
    ours = _OUR_ACCOUNT.search(message) and not _THEIR_LIMIT.search(message)
    if ours and stage == "RCPT" and _FULL_OR_OFF.match(enhanced):
        # its words are our account's and its code is the mailbox's: the other mails tell
        return Unclear(why) if code >= 500 else Temporary(why)
    if ours or code in _AUTH_CODES or enhanced in _OUR_LIMITS:
        return LineDown(why)
    if stage == "RCPT" and code == 501 and not _OF_THE_SENDER.search(message):
        return Refused(why)  # the server cannot read this address
    if not 500 <= code < 600 or code in (500, 502, 503, 504) or (code == 501 and stage != "RCPT"):
        return Temporary(why, scope="recipient" if stage == "RCPT" and _of_recipient(enhanced, message) else "unknown")
    if stage == "MAIL":
        return LineDown(why)  # nobody was named yet
    if (stage == "RCPT" and _of_recipient(enhanced, message)) or _OF_THE_CONTENT.match(enhanced):
        return Refused(why)
    return Unclear(why)


def _of_recipient(enhanced: str, message: str) -> bool:
    """Whether an answer names the mailbox that we write to. Of our own address the same words are said, by Postfix
    even with the code of an unknown mailbox."""
    if _OF_THE_SENDER.search(message):
        return False
    return bool(_OF_THE_MAILBOX.match(enhanced) or (not enhanced and _NO_MAILBOX.search(message)))
