"""`gw login`: a person lets the gateway into a mailbox, as they would try it, and what they are told where it fails."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from gateway.channels import email
from gateway.channels.email import device_code, reasons
from gateway.channels.email.oauth import Tokens, access_token
from gateway.channels.email.options import EmailOptions
from gateway.domain.errors import LineDown, LogInRefused, NotAllowed
from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from tests.support import configs
from tests.support.authority import Authority
from tests.support.cli import agw

from .conftest import asked, by_token, make_options, mode, text


async def test_a_person_lets_the_gateway_in_by_a_code(
    provider: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_code, "INTERVAL", 0.0)
    provider.pending = ["authorization_pending", "slow_down"]
    options, told = by_token(provider, tmp_path / "consent.json", 1), list[Reason]()
    done = await email.log_in(options, told.append)
    assert [one.values["code_shown"] for one in told] == ["ABCD-EFGH"]
    assert done == reasons.OAUTH_STORED(file=str(tmp_path / "consent.json"))
    assert mode(tmp_path / "consent.json") == 0o600
    assert await access_token(options.oauth, Tokens()) == "access-1"  # type: ignore[arg-type]


async def test_gw_login_tells_where_to_agree_and_says_so_where_nobody_does(
    provider: Authority, make_config: Callable[..., Path]
) -> None:
    by_consent = configs.mail_line(
        "hop-thu", auth="xoauth2", oauth_token_url=provider.url, oauth_device_url=provider.device_url
    ) | {"oauth_client_id": "gateway", "oauth_token_file": "consent", "oauth_scope": "mail"}
    del by_consent["password_file"]
    config = make_config(lines=[by_consent, configs.sms_line()])
    provider.pending = ["authorization_pending"]
    done, refused = await asyncio.gather(
        agw("--lang", "vi", "login", "hop-thu", "--config", config),
        agw("login", "vanmieu-sms", "--config", config),
    )
    assert (done.code, done.err) == (0, "")
    assert "https://login.example/device" in done.out and "ABCD-EFGH" in done.out
    assert "hop-thu@village.example" in done.out  # whose mailbox it is
    assert json.loads(text(config.parent / "consent"))["refresh_token"] == provider.refresh
    assert (refused.code, refused.out) == (1, "")
    assert "need no log-in by a person" in refused.err


REFUSALS: list[tuple[list[str], Reason, str, str]] = [
    (["access_denied"], reasons.OAUTH_DENIED, "không được đồng ý", "not agreed to"),
    (["authorization_pending", "authorization_declined"], reasons.OAUTH_DENIED, "không được đồng ý", "not agreed to"),
    (["expired_token"], reasons.OAUTH_TOO_LATE, "chạy lại lệnh này", "run the command once more"),
    (["slow_down", "bad_verification_code 70019"], reasons.OAUTH_TOO_LATE, "không ai đồng ý kịp", "agreed in time"),
    (
        ["invalid_client 7000218"],  # the application may not log in without its secret
        reasons.OAUTH_CLIENT_REFUSED(error="invalid_client, AADSTS7000218"),
        "oauth_client_secret_file",
        "AADSTS7000218",
    ),
    (["somebody@hanoi.example"], reasons.OAUTH_CLIENT_REFUSED(error="other"), "(other)", "does not accept"),
]


@pytest.mark.parametrize(("said", "why", "vietnamese", "english"), REFUSALS)
async def test_nothing_is_written_where_nobody_agrees(
    provider: Authority,
    file: Path,
    said: list[str],
    why: Reason,
    vietnamese: str,
    english: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(device_code, "INTERVAL", 0.0)
    provider.pending = said
    with pytest.raises(LogInRefused) as error:
        await email.log_in(by_token(provider, file, 1), lambda _reason: None)
    assert (error.value.reason, text(file)) == (why, "refresh-0\n")
    assert vietnamese in catalogue.say(why, "vi").replace("Không ai", "không ai")
    assert english in catalogue.say(why, "en")


async def test_a_person_waits_for_a_slow_provider_as_it_asks(
    provider: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five seconds more after each "slow_down" and after each question without an answer (RFC 8628 §3.5)."""
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        provider.status = 503 if len(naps) == 3 else 0

    monkeypatch.setattr(device_code, "asyncio", SimpleNamespace(sleep=nap))
    provider.pending = ["authorization_pending", "slow_down"]
    await email.log_in(by_token(provider, tmp_path / "consent", 1), lambda _reason: None)
    assert naps == [0, 0, device_code.INTERVAL, 2 * device_code.INTERVAL]


async def test_a_code_that_nobody_types_in_ends_by_itself(provider: Authority, file: Path) -> None:
    provider.code_lasts, provider.pending = 0, ["authorization_pending"]
    with pytest.raises(LogInRefused) as error:
        await email.log_in(by_token(provider, file, 1), lambda _reason: None)
    assert (error.value.reason, text(file)) == (reasons.OAUTH_TOO_LATE, "refresh-0\n")


async def test_answers_that_are_none_are_said_before_anybody_waits(provider: Authority, file: Path) -> None:
    told: list[Reason] = []

    async def why(options: EmailOptions | None = None) -> Reason:
        with pytest.raises(LineDown) as error:
            await email.log_in(options or by_token(provider, file, 1), told.append)
        return error.value.reason

    provider.broken = b"<html>not here</html>"
    assert await why() == reasons.OAUTH_ODD(host="127.0.0.1", status=200)
    for provider.broken in (b"{}", b'{"device_code": "a", "user_code": "b"}', b'{"error": "unauthorized_client"}'):
        assert (await why()).code == "oauth.client_refused"
    provider.broken = b""
    nowhere = by_token(provider, file.parent / "missing" / "consent", 1)
    assert (await why(nowhere)).code == "oauth.file_not_written"
    assert told == []


async def test_a_consent_that_cannot_be_renewed_is_not_kept(provider: Authority, file: Path) -> None:
    provider.offline = False
    with pytest.raises(LogInRefused) as error:
        await email.log_in(by_token(provider, file, 1), lambda _reason: None)
    assert (error.value.reason, text(file)) == (reasons.OAUTH_NO_REFRESH_TOKEN, "refresh-0\n")


async def test_a_line_that_needs_no_consent_says_so(provider: Authority, file: Path) -> None:
    for options in (make_options(1), make_options(1, oauth=asked(provider, "", grant="client_credentials"))):
        with pytest.raises(NotAllowed) as error:
            await email.log_in(options, lambda _reason: None)
        assert error.value.reason == reasons.OAUTH_NO_CONSENT
