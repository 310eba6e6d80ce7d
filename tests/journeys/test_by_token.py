"""A mailbox that is let in by access tokens: a citizen's mail to their answer, on Dovecot and a fake authority; a token
that ends while the line is open, and a consent that is taken back."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest

from gateway.channels import email
from gateway.domain.reasons import Reason
from gateway.local.simulator import CITIZEN
from gateway.ops.health import HealthMonitor
from gateway.replies import catalogue
from gateway.runtime.current import Current
from tests.support import configs, dovecot, running
from tests.support.authority import Authority, authority
from tests.support.dovecot import Dovecot
from tests.support.running import Gateway, letter, until
from tests.support.sink import TokenSink, sink
from workers import line_manager

LINE = "hop-thu"
LASTS = 1  # seconds that a token is good, of which its provider says that it is good for an hour


@dataclass
class Office:
    """A gateway whose one line logs in by token, and the three servers behind it."""

    gateway: Gateway
    provider: Authority
    submission: TokenSink
    mailbox: Dovecot
    user: str
    ends: dict[str, float]  # by token
    consent: Path

    def citizen(self, words: str) -> None:
        """A mail comes in."""
        with self.mailbox.client(self.user) as client:
            client.append(letter("Phản ánh", words, to=self.user))

    async def answered(self, count: int) -> None:
        """Until so many citizens have their receipts."""
        await until(lambda: len(self.submission.kept) >= count)

    async def end_tokens(self) -> None:
        """Until what was issued so far is good no more; then the open session ends, as providers do it."""
        await asyncio.sleep(max(0.0, max(self.ends.values()) - time.time()))
        self.mailbox.end(self.user)


@pytest.fixture
async def office(
    tmp_path: Path, db_url: str, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    monkeypatch.setattr(line_manager, "LONGEST_PAUSE", 1.0)
    async with opened(tmp_path, db_url, dovecot) as made:
        yield made


@asynccontextmanager
async def opened(directory: Path, db_url: str, mailbox: Dovecot) -> AsyncIterator[Office]:
    user, ends = mailbox.user(), dict[str, float]()

    def make(_number: int) -> str:
        fresh = dovecot.token(user, LASTS)
        ends[fresh] = time.time() + LASTS + 1
        return fresh

    consent = directory / "consent"
    consent.touch(0o600)
    consent.write_text("refresh-0\n")
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(authority())
        provider.make, provider.rotates = make, True
        submission = TokenSink(lambda who, token: who == user and time.time() < ends[token])
        await stack.enter_async_context(sink(submission))
        line = configs.mail_line(
            LINE,
            address=user,
            imap_port=mailbox.port,
            smtp_port=submission.port,
            auth="xoauth2",
            oauth_client_id="gateway",
            oauth_scope="mail",
            oauth_token_file=str(consent),
            oauth_token_url=provider.url,
            oauth_device_url=provider.device_url,
        )
        del line["password_file"]
        gateway = await stack.enter_async_context(running.gateway(directory, db_url, lines=[line]))
        await until(lambda: gateway.contacted(LINE))
        yield Office(gateway, provider, submission, mailbox, user, ends, consent)


async def test_a_citizen_is_answered_and_a_token_that_ends_is_renewed(office: Office) -> None:
    office.citizen("Cống trước nhà số 12 tắc hai tuần nay, đề nghị phường cho thông cống.")
    await office.answered(1)
    sender, recipients, body = office.submission.kept[0]
    assert (sender, recipients) == (office.user, [CITIZEN])
    assert message_from_bytes(body)["Auto-Submitted"] == "auto-replied"
    before = len(office.provider.issued)
    await office.end_tokens()
    office.citizen("Đèn đường ngõ 5 hỏng ba hôm nay, tối rất nguy hiểm.")
    await office.answered(2)
    assert len(office.provider.issued) > before
    assert json.loads(office.consent.read_text("utf-8"))["refresh_token"] == office.provider.refresh
    used = [asked["refresh_token"] for asked in office.provider.asked]
    assert len(used) == len(set(used))  # none twice: the provider would take it for a theft
    assert len(await office.gateway.rows("SELECT 1 FROM cases")) == 2


async def test_a_consent_taken_back_is_told_and_given_anew_is_enough(office: Office) -> None:
    """No restart, and what came meanwhile is read."""
    before, office.provider.refresh = office.provider.refresh, ""
    await office.end_tokens()
    office.citizen("Cây đổ chắn ngang ngõ 7, đề nghị cho người dọn.")
    monitor = HealthMonitor(office.gateway.db, Current(office.gateway.context), None)
    found = await until(lambda: failing(monitor, "oauth.consent_ended"))
    words = {language: catalogue.say(found, language) for language in ("vi", "en")}
    advice = {language: catalogue.say(found, language, "advice") for language in ("vi", "en")}
    assert "sự đồng ý cho đọc hộp thư này đã hết hạn hoặc bị thu hồi" in words["vi"]
    assert "the consent to read this mailbox has ended or was taken back" in words["en"]
    assert "./gw login" in advice["vi"] and "./gw login" in advice["en"]
    assert before not in "".join([*words.values(), *advice.values()])
    options = office.gateway.context.config.lines[LINE].options
    await email.log_in(options, lambda _reason: None)  # type: ignore[arg-type]
    await office.answered(1)
    await until(lambda: office.gateway.rows("SELECT 1 FROM lines WHERE state = 'ok'"))
    await monitor.close()


async def failing(monitor: HealthMonitor, code: str) -> Reason | None:
    """What is wrong with the line, once health says that it is this; first it says that the server has hung up."""
    found = [one.reason for one in (await monitor.look()).findings if one.key == "line_failing"]
    return next((reason for reason in found if code in str(reason.values["cause"])), None)
