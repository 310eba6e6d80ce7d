"""Logging in by access token: Microsoft 365 and Google as they are on the wire, and a provider on loopback."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from gateway.channels import email
from gateway.channels.email import oauth, reasons, sasl
from gateway.channels.email.memory import Memory
from gateway.channels.email.oauth import Tokens, access_token
from gateway.channels.email.probe import probe
from gateway.channels.email.smtp import Sender
from gateway.domain.errors import LineDown, LogInRefused
from gateway.domain.model import Piece
from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from gateway.settings import reasons as settings_reasons
from tests.support.authority import Authority
from tests.support.imap import Habits, serve
from tests.support.sink import TokenSink, sink

from .conftest import CITIZEN, UNIT, asked, by_token, mode, opened, text

# --- the token -------------------------------------------------------------------------------------------------------


async def test_a_token_is_kept_until_shortly_before_its_end(provider: Authority, file: Path) -> None:
    tokens = Tokens()
    found = {await access_token(asked(provider, file), tokens) for _ in range(3)}
    assert found == {"access-0"}
    tokens.ends -= 3600 - oauth.EARLY
    assert await access_token(asked(provider, file), tokens) == "access-1"
    assert provider.asked[1] == {"client_id": "gateway", "grant_type": "refresh_token", "refresh_token": "refresh-0"}
    assert text(file) == "refresh-0\n"  # its successor is the same one: nothing is written


async def test_many_connections_of_one_line_ask_once(provider: Authority, file: Path) -> None:
    tokens = Tokens()
    found = await asyncio.gather(*(access_token(asked(provider, file), tokens) for _ in range(5)))
    assert (set(found), len(provider.asked)) == ({"access-0"}, 1)


async def test_two_holders_of_a_line_never_use_a_refresh_token_twice(provider: Authority, file: Path) -> None:
    """A provider that makes a new one with each use takes the old one for a theft."""
    provider.rotates, provider.slow = True, 0.05
    found = await asyncio.gather(*(access_token(asked(provider, file), Tokens()) for _ in range(4)))
    assert sorted(found) == [f"access-{n}" for n in range(4)]
    assert json.loads(text(file))["refresh_token"] == provider.refresh == "refresh-4"
    assert mode(file) == 0o600


async def test_a_successor_that_the_disk_does_not_take_is_not_lost(
    provider: Authority, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.rotates = True
    tokens = Tokens()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(LineDown) as error:
            await access_token(asked(provider, file), tokens)
    assert error.value.reason.code == "oauth.file_not_written"
    assert await access_token(asked(provider, file), tokens) == "access-1"
    assert json.loads(text(file))["refresh_token"] == provider.refresh
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(LineDown):
            await access_token(asked(provider, file), tokens, refused="access-1")
    provider.refresh = "agreed anew"  # by gw login, before this process has its successor in the file
    await asyncio.to_thread(file.write_text, "agreed anew\n")
    assert await access_token(asked(provider, file), tokens, refused="access-1") == "access-3"
    assert json.loads(text(file))["refresh_token"] == provider.refresh


async def test_an_application_logs_in_by_itself(provider: Authority) -> None:
    provider.secret = "s3cret"
    own = asked(provider, "", grant="client_credentials", client_secret="s3cret", scope=".default")
    assert await access_token(own, Tokens()) == "access-0"
    with pytest.raises(LogInRefused) as error:
        await access_token(asked(provider, "", grant="client_credentials", client_secret="old"), Tokens())
    assert error.value.reason == reasons.OAUTH_CLIENT_REFUSED(error="invalid_client")
    assert "s3cret" not in repr(own)


async def test_each_failure_says_what_a_person_can_do(provider: Authority, file: Path) -> None:
    async def why(**changes: Any) -> tuple[type, Reason]:
        with pytest.raises(LineDown) as error:
            await access_token(asked(provider, changes.pop("file", file), **changes), Tokens())
        return type(error.value), error.value.reason

    missing = file.with_name("missing")
    assert await why(file=missing) == (LogInRefused, reasons.OAUTH_NOT_LOGGED_IN)
    assert (await why(token_url="http://127.0.0.1:1/"))[1].code == "oauth.unreachable"
    provider.refresh = "another"
    assert await why() == (LogInRefused, reasons.OAUTH_CONSENT_ENDED(error="invalid_grant"))
    provider.status = 503
    assert await why() == (LineDown, reasons.OAUTH_ODD(host="127.0.0.1", status=503))
    for provider.status, provider.broken in (
        (200, b"<html>"),
        (200, b"x" * 70_000),
        (200, b'{"access_token": "a\\nb"}'),
    ):
        assert await why() == (LineDown, reasons.OAUTH_ODD(host="127.0.0.1", status=200))
    provider.status, provider.broken = 400, b'{"error": "citizen@example.com"}'
    assert await why() == (LogInRefused, reasons.OAUTH_CONSENT_ENDED(error="other"))
    await asyncio.to_thread(file.chmod, 0o640)
    assert await why() == (LogInRefused, reasons.OAUTH_FILE_OPEN(file=str(file)))


ODD_ANSWERS = [
    (401, b'{"error": {"code": 401, "message": "Invalid Credentials"}}'),  # the form of Google's other services
    (200, b'{"error": {"code": 5}, "access_token": "t"}'),
    (400, b'{"error": ["invalid_grant"]}'),
    (400, b'{"error": 5}'),
    (400, b'{"error": "temporarily_unavailable"}'),
    (400, b'{"error": "server_error"}'),
    (400, b"[" * 60_000),
    (200, b'{"access_token": 5}'),
]


@pytest.mark.parametrize(("status", "body"), ODD_ANSWERS, ids=lambda value: str(value)[:40])
async def test_what_is_no_refusal_is_tried_again(provider: Authority, file: Path, status: int, body: bytes) -> None:
    provider.status, provider.broken = status, body
    with pytest.raises(LineDown) as error:
        await access_token(asked(provider, file), Tokens())
    assert (type(error.value), error.value.reason) == (LineDown, reasons.OAUTH_ODD(host="127.0.0.1", status=status))


@pytest.mark.parametrize(
    ("said", "lasts"),
    [
        *(("3599", 3599), ("3599.0", 3599), ('"3599"', 3599), ('"3599.5"', 3599.5), ("null", 300), ("true", 300)),
        *(("-5", 300), ("NaN", 300), ("1e999", 300), ("9" * 400, 300), (f'"{"9" * 400}"', 300), ('"soon"', 300)),
    ],
)
async def test_a_span_counts_however_it_is_written(provider: Authority, file: Path, said: str, lasts: float) -> None:
    """One that cannot be is none: neither of the token, nor of the consent."""
    fields = f'"expires_in": {said}, "refresh_token": "r", "refresh_token_expires_in": {said}'
    provider.status, provider.broken = 200, f'{{"access_token": "t", {fields}}}'.encode()
    tokens, now = Tokens(), time.monotonic()
    assert await access_token(asked(provider, file), tokens) == "t"
    assert lasts - 1 <= tokens.ends - now <= lasts + 60
    assert tokens.consent is not None
    assert bool(tokens.consent.ends) == (lasts != 300)


# --- the two servers -------------------------------------------------------------------------------------------------


def taken(provider: Authority, message: bytes) -> bool:
    """Whether a first message is right, and its token the newest."""
    return message == f"user={UNIT}\1auth=Bearer {provider.issued[-1]}\1\1".encode()


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 AUTH=XOAUTH2 SASL-IR", "IMAP4rev1 AUTH=XOAUTH2 AUTH=OAUTHBEARER"])
async def test_a_mailbox_is_read_by_token(provider: Authority, file: Path, capabilities: str) -> None:
    habits = Habits(capabilities=capabilities)
    habits.authenticate = lambda name, message: "OK" if name == "XOAUTH2" and taken(provider, message) else "NO"
    async with serve(habits) as (server, port), opened(by_token(provider, file, port)) as link:
        await anext(link.listen(None))
    assert not any(command.startswith("LOGIN") for command in server.commands)


async def test_a_refused_token_is_asked_for_anew_once(provider: Authority, file: Path) -> None:
    """Whoever takes a consent back ends the tokens, too: the server knows it before we do."""
    habits = Habits(capabilities="IMAP4rev1 AUTH=XOAUTH2")
    habits.authenticate = lambda _name, message: "OK" if b"access-1" in message else "NO [AUTHENTICATIONFAILED] no"
    memory = Memory()
    async with serve(habits) as (_, port), opened(by_token(provider, file, port), memory):
        assert memory.tokens.token == "access-1"
    habits.authenticate = lambda _name, _message: "NO AUTHENTICATE failed."
    async with serve(habits) as (_, port):
        with pytest.raises(LogInRefused) as error:
            async with opened(by_token(provider, file, port), memory):
                pass
    assert error.value.reason == reasons.IMAP_TOKEN_REFUSED
    assert len(provider.issued) == 3


async def test_a_shared_mailbox_that_the_user_may_not_open_is_told_as_that(provider: Authority, file: Path) -> None:
    """Exchange Online takes the token and then opens nothing."""
    habits = Habits(capabilities="IMAP4rev1 AUTH=XOAUTH2", select="BAD User is authenticated but not connected.")
    async with serve(habits) as (_, port):
        with pytest.raises(LogInRefused) as error:
            async with opened(by_token(provider, file, port)):
                pass
    assert error.value.reason == reasons.IMAP_NOT_CONNECTED


def submission(provider: Authority) -> TokenSink:
    """Takes the newest token of the provider."""
    return TokenSink(lambda user, token: (user, token) == (UNIT, provider.issued[-1]))


async def test_a_mail_is_sent_by_token_and_a_refused_one_is_renewed(provider: Authority, file: Path) -> None:
    server = submission(provider)
    async with sink(server):
        tokens = Tokens()
        sender = Sender(by_token(provider, file, 1, server.port), tokens)
        piece = Piece(recipient=f"mailto:{CITIZEN}", body=b"Subject: x\r\n\r\nx\r\n")
        await sender.send(piece)
        await sender.close()
        tokens.token = "taken back"
        await sender.send(piece)
        assert (len(server.kept), server.refused, tokens.token) == (2, 1, "access-1")
        provider.issued.append("another")  # the one of the kept connection is good no more, and is not taken anew
        await sender.send(piece)
        assert (len(server.kept), server.refused, tokens.token) == (3, 3, "access-3")
        await sender.close()
        provider.issued.append("no more")
        provider.refresh = ""
        with pytest.raises(LineDown) as error:
            await sender.send(piece)
    assert error.value.reason == reasons.OAUTH_CONSENT_ENDED(error="invalid_grant")


async def test_a_line_tells_health_when_what_lets_it_in_ends(provider: Authority, file: Path) -> None:
    provider.rotates, provider.consent_lasts = True, 90 * 86_400
    until = datetime(2027, 5, 1, tzinfo=UTC)
    async with serve(Habits(capabilities="IMAP4rev1 AUTH=XOAUTH2")) as (_, port):
        options = by_token(provider, file, port)
        assert options.oauth is not None
        known = replace(options, oauth=replace(options.oauth, client_secret_until=until))
        async with opened(known) as link:
            facts = (await anext(link.listen(None))).facts
        provider.consent_lasts, provider.rotates = 0, True
        async with opened(options) as link:
            later = (await anext(link.listen(None))).facts
    given, ends = (datetime.fromisoformat(str(facts[f"consent_{name}"])) for name in ("given", "ends"))
    assert ((ends - given).days, facts["secret_ends"]) == (90, until.isoformat())
    assert (later["consent_ends"], later["secret_ends"]) == (None, None), "what is known no longer is not kept"


async def test_check_says_how_long_it_lasts(provider: Authority, file: Path) -> None:
    provider.rotates, provider.consent_lasts = True, 90 * 86_400 + 60
    habits = Habits(capabilities="IMAP4rev1 AUTH=XOAUTH2")
    async with serve(habits) as (_, port), sink(submission(provider)) as server:
        said = await probe(by_token(provider, file, port, server.port), now=datetime.now(UTC), old_days=7)
    detail = said["detail"]
    assert isinstance(detail, Reason) and isinstance(detail.values["token"], Reason)
    assert detail.values["token"].code == "oauth.token_and_consent_until"
    assert detail.values["token"].values["ends"].days == 90  # type: ignore[union-attr]


async def test_check_says_until_when_the_secret_is_good(provider: Authority, file: Path) -> None:
    async with serve(Habits(capabilities="IMAP4rev1 AUTH=XOAUTH2")) as (_, port), sink(submission(provider)) as server:
        options = by_token(provider, file, port, server.port)
        assert options.oauth is not None
        known = replace(options.oauth, client_secret_until=datetime(2027, 5, 1, tzinfo=UTC))
        said = await probe(replace(options, oauth=known), now=datetime.now(UTC), old_days=7)
    assert "01/05/2027" in catalogue.say(cast("Reason", said["detail"]), "en")


@pytest.mark.parametrize("more", [{"oauth_scope": "mail"}, {}])
def test_a_provider_of_one_s_own(more: dict[str, str]) -> None:
    """Whose refresh token somebody has put into the file needs no scope: none is asked for with it."""
    line = {"address": UNIT, "imap_host": "mail.example", "smtp_host": "mail.example", "user": UNIT, "auth": "xoauth2"}
    keys = line | OTHER | {"oauth_client_id": "1-2", "oauth_token_file": "t"} | more
    options, problems = email.options(keys, key="lines[1]", zone="Asia/Ho_Chi_Minh")
    assert problems == []
    assert options is not None and options.oauth is not None
    assert options.oauth.token_url == "https://sso.example:8443/token"


def test_a_server_that_knows_the_standard_only_gets_it() -> None:
    name, message = sasl.bearer(["OAUTHBEARER", "PLAIN"], "a=b,c@hanoi.example", "t0ken")
    assert (name, message) == ("OAUTHBEARER", b"n,a=a=3Db=2Cc@hanoi.example,\1auth=Bearer t0ken\1\1")
    assert sasl.bearer([], UNIT, "t")[0] == sasl.bearer(["XOAUTH2", "OAUTHBEARER"], UNIT, "t")[0] == "XOAUTH2"


# --- the keys --------------------------------------------------------------------------------------------------------

MICROSOFT = {
    "auth": "xoauth2",
    "oauth_provider": "microsoft",
    "oauth_tenant": "hanoi.example",
    "oauth_client_id": "1-2",
}
OTHER = {"oauth_provider": "other", "oauth_token_url": "https://sso.example:8443/token"}
KEYS: list[tuple[dict[str, Any], list[tuple[str, Reason]]]] = [
    ({"oauth_token_file": "t"}, []),
    ({"oauth_token_file": "t", "oauth_client_secret_until": "2027-05-01"}, []),
    ({"oauth_token_file": "t", "oauth_client_secret_until": date(2027, 5, 1)}, []),
    (
        {"oauth_token_file": "t", "oauth_client_secret_until": "1/5/2027"},
        [("oauth_client_secret_until", settings_reasons.NOT_DAY)],
    ),
    ({"oauth_grant": "client_credentials"}, [("oauth_client_secret_file", reasons.OAUTH_CLIENT_SECRET)]),
    ({}, [("oauth_token_file", reasons.OAUTH_NO_FILE)]),
    ({"oauth_token_file": "t", "oauth_tenant": ""}, [("oauth_tenant", reasons.OAUTH_TENANT)]),
    ({"oauth_token_file": "t", "oauth_tenant": "a/../b"}, [("oauth_tenant", reasons.OAUTH_TENANT)]),
    ({"oauth_token_file": "t", "oauth_token_url": "http://login.example/"}, [("oauth_token_url", reasons.OAUTH_URL)]),
    *(
        ({"oauth_token_file": "t", key: url}, [(key, reasons.OAUTH_URL_SIGNS)])
        for key in ("oauth_token_url", "oauth_device_url")
        for url in ("https://[::1/t", "https://a:99999/t", "https://a:0/t", "https://a:b/t", "https://a b/t")
    ),
    ({"oauth_token_file": "t", "oauth_token_url": "http://[::1/t"}, [("oauth_token_url", reasons.OAUTH_URL_SIGNS)]),
    (
        {"oauth_provider": "google", "oauth_grant": "client_credentials", "oauth_client_secret_env": "GW_PW"},
        [("oauth_grant", reasons.OAUTH_GRANT)],
    ),
    (
        OTHER | {"oauth_grant": "client_credentials", "oauth_client_secret_env": "GW_PW"},
        [("oauth_scope", settings_reasons.MISSING)],
    ),
    (
        OTHER | {"oauth_token_file": "t", "oauth_device_url": "https://sso.example/device"},
        [("oauth_scope", settings_reasons.MISSING)],
    ),
    ({"oauth_token_file": "t", "password_env": "GW_PW"}, [("password_file", reasons.PASSWORD_BESIDE)]),
]


@pytest.mark.parametrize(("keys", "problems"), KEYS)
def test_keys(keys: dict[str, Any], problems: list[tuple[str, Reason]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GW_PW", "x")
    line = {"address": UNIT, "imap_host": "outlook.office365.com", "smtp_host": "smtp.office365.com", "user": UNIT}
    options, found = email.options(line | MICROSOFT | keys, key="lines[1]", zone="Asia/Ho_Chi_Minh")
    assert [(one.key.removeprefix("lines[1]."), one.reason) for one in found] == problems
    if options and options.oauth:
        assert options.oauth.token_url == "https://login.microsoftonline.com/hanoi.example/oauth2/v2.0/token"
        assert options.oauth.client_secret_until == (
            datetime(2027, 5, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")) if "oauth_client_secret_until" in keys else None
        )
        assert "SMTP.Send" in options.oauth.scope and options.oauth.device_url.endswith("/devicecode")
