"""A city in which stories happen: a gateway that runs as it does in an office, on servers and a clock of its own;
citizens with a telephone or a mailbox, officers with a browser.

    async with city.running(directory) as hanoi:
        await hanoi.it_is("2026-03-02 08:10")
        hoa = hanoi.citizen("+84590001201")
        hoa.writes("Rac o dau ngo 12 ba ngay chua ai don.")
        assert await hoa.receives() == f"... ma {hoa.code} ..."
        lan = await hanoi.officer("lan", Role.OFFICER, "vanmieu")
        await lan.opens(hoa.code)
        await lan.presses("Tiếp nhận")
"""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pyotp
import tomli_w

from gateway.channels import registry
from gateway.channels.email import EmailOptions
from gateway.domain.actor import Role
from gateway.domain.duty import Person
from gateway.local import processes, servers
from gateway.local.simulator import mail, phone
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store import database, people, roles
from gateway.store.database import Database
from tests.support import configs, set_clock
from tests.support import people as accounts
from tests.support.process import Launched
from tests.support.running import letter, parse, until
from tests.support.set_clock import ZONE, SetClock

PARTS = ("--lines", "all", "--intake", "--console")
DOMAIN = "village.example"  # of every mailbox: the city's and its people's
PROVEN = {"Authentication_Results": f"{DOMAIN}; dmarc=pass header.from={DOMAIN}"}
WARD = configs.UNIT["name"]
AN_OFFICER = "từ hệ thống tiếp nhận phản ánh, kiến nghị"  # of whose mail is not automatic
CODE = re.compile(r"\bHN-[0-9A-Z]{6}\b")


def mail_of(
    code: str, subject: str, *paragraphs: str, unit: str = WARD, phone: str = "1022", by: str = "tự động"
) -> str:
    """A whole mail as its citizen reads it. `phone`: the end of the unit's; `by`: who wrote it, as it says below."""
    end = f"Thư này được gửi {by}. Khi trả lời, xin giữ nguyên mã {code} trong tiêu đề."
    signed = f"Trân trọng./.\n\n{unit}\nĐiện thoại: 024.0000.{phone} (giờ hành chính)\n{end}"
    head = (f"[{code}] {subject}", "--- Xin trả lời phía trên dòng này ---", "Kính gửi Ông/Bà,")
    return "\n\n".join((*head, *paragraphs, signed))


@dataclass(kw_only=True)
class Citizen:
    """Somebody with one address: a number or a mailbox. `code`: of the last case that they were told of."""

    city: "City"
    address: str
    code: str = ""
    _read: int = 0
    _last: EmailMessage | None = None

    def writes(self, words: str, subject: str = "", *, to: str = "") -> None:
        """A text, or a mail; a mail without a subject answers the last one that they received. `to`: a mailbox."""
        self.city.written[self.address] += 1
        if self.address.startswith("+"):
            phone.drop_sms(self.city.phone, self.address, words, at=self.city.clock.now)
            return
        headers = {}
        if not subject:
            assert self._last is not None, "they have received nothing yet"
            subject, headers = f"Re: {self._last['Subject']}", {"In_Reply_To": str(self._last["Message-ID"])}
        self.city.post(self.address, to or self.city.mailbox, subject, words, **headers)

    async def is_read(self) -> None:
        """Until the gateway has read all that they have written."""
        urn = f"tel:{self.address}" if self.address.startswith("+") else f"mailto:{self.address}"
        read, n = "SELECT 1 FROM messages WHERE sender = $1 OFFSET $2", self.city.written[self.address] - 1
        await until(lambda: self.city.rows(read, urn, n))

    async def receives(self) -> str:
        """The next text or mail (its subject above it) that comes to them."""
        inbox = await until(lambda: self.city.inbox(self.address)[self._read :])
        self._read, first = self._read + 1, inbox[0]
        if isinstance(first, EmailMessage):
            self._last = first
            said = f"{first['Subject']}\n\n{first.get_content()}".rstrip().replace("\r\n", "\n")
        else:
            said = first
        if found := CODE.search(said):
            self.code = found[0]
        return said


@dataclass(kw_only=True)
class Officer:
    """Somebody of an office, at a browser of their own."""

    city: "City"
    login: str
    page: Any = None

    @property
    def name(self) -> str:
        """As colleagues see it."""
        return f"Cán bộ {self.login}"

    @property
    def mailbox(self) -> str:
        return f"{self.login}@{DOMAIN}"

    async def logs_in(self, path: str = "/cases", **window: Any) -> None:
        """In a new window (`window` as of Playwright's contexts), which then shows this page."""
        if self.page:
            await self.page.context.close()
        context = await self.city.browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **window)
        self.page = await context.new_page()
        await self.page.goto(self.city.pages + path)
        await self.page.get_by_label("Tên đăng nhập").fill(self.login)
        await self.page.get_by_label("Mật khẩu").fill(accounts.PASSWORD)
        await self.page.get_by_label("Mã trên điện thoại").fill(pyotp.TOTP(accounts.SECRET).at(self.city.clock.now))
        await self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        await self.page.get_by_role("button", name="Thoát").wait_for()

    async def opens(self, path: str) -> None:
        """A page by its address, or a case by its code."""
        await self.page.goto(self.city.pages + (f"/cases/{path}" if CODE.fullmatch(path) else path))

    async def searches(self, field: str, words: str) -> None:
        """Type into a search, and look."""
        await self.page.get_by_label(field, exact=True).fill(words)
        await self.presses("Xem")

    async def presses(self, button: str) -> str:
        """A button that the page shows; what the next page says on top."""
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name=button, exact=True).first.click()
        return await self.told()

    async def fills(self, act: str, **fields: str) -> None:
        """The form of an act, which stands under its name; `fields` by their names on the wire."""
        form = self.page.locator("details", has=self.page.locator("summary", has_text=act))
        await form.locator("summary").click()
        for name, value in fields.items():
            one = form.locator(f"[name={name}]")
            await (
                one.select_option(label=value) if await one.evaluate("e => e.tagName") == "SELECT" else one.fill(value)
            )

    async def does(self, act: str, **fields: str) -> str:
        """Fill an act's form, look at what its citizen will get where they get anything, do it; what the page says."""
        await self.fills(act, **fields)
        form = self.page.locator("details[open]", has=self.page.locator("summary", has_text=act))
        if await form.get_by_role("button", name="Xem trước").count():
            async with self.page.expect_navigation():
                await form.get_by_role("button", name="Xem trước").click()
        async with self.page.expect_navigation():
            await form.get_by_role("button", name=act, exact=True).click()
        return await self.told()

    async def writes(self, words: str) -> None:
        """Write an answer, and pause until the page says that it is kept."""
        await self.page.fill("#words", words)
        async with self.page.expect_response("**/draft"):
            pass

    async def answers(self, words: str) -> str:
        """Write the answer and send it; what the page says."""
        await self.page.fill("#words", words)
        return await self.presses("Gửi trả lời")

    async def told(self) -> str:
        """What stands on top of the page after an act: done, or refused and why."""
        notices = self.page.locator("main > .notice, .notice.refused")
        return " ".join((await notices.first.inner_text()).split()) if await notices.count() else ""

    async def reads(self, part: str = "main") -> str:
        """The words of the page, or of a part of it."""
        return " ".join((await self.page.locator(part).first.inner_text()).split())


@dataclass(kw_only=True)
class City:
    """What a story may do to it and see of it."""

    directory: Path
    config: Config  # as it was at the start
    clock: SetClock
    db: Database
    browser: Any
    pages: str  # address
    gateway: Launched
    mailbox: str = f"vanmieu-mail@{DOMAIN}"
    written: Counter[str] = field(default_factory=Counter)  # messages, by who wrote them
    _here: list[Officer] = field(default_factory=list)

    @property
    def phone(self) -> Path:
        return self.directory / "phone"

    async def it_is(self, moment: str) -> None:
        """The clocks of gateway and database go to this moment of Viet Nam's: "2026-03-02 08:10". A link keeps the time
        at which it was opened, and goes on by a clock that does not jump: lines are opened anew."""
        self.clock.set(datetime.fromisoformat(moment).replace(tzinfo=ZONE))
        now = self.clock.now
        await self.rows(
            "UPDATE lines SET holder = '', until = '-infinity', epoch = epoch + 1, heard_at = NULL RETURNING 1"
        )
        await until(lambda: self._heard(now))

    async def _heard(self, since: datetime) -> bool:
        """Whether every line has given a sign of life."""
        return not await self.rows(
            "SELECT 1 FROM lines WHERE cursor IS NULL OR heard_at IS NULL OR heard_at < $1", since
        )

    async def seconds_pass(self, seconds: int) -> None:
        """Nobody waits for them."""
        self.clock.set(self.clock.now + timedelta(seconds=seconds))

    def citizen(self, address: str) -> Citizen:
        """A number, or the name of a mailbox. What has come there until now is of another story."""
        address = address if address.startswith("+") else f"{address}@{DOMAIN}"
        return Citizen(city=self, address=address, _read=len(self.inbox(address)))

    async def officer(
        self, login: str, role: Role, unit: str, *, named: Sequence[str] = (), mail: bool = False
    ) -> Officer:
        """Somebody with an account. `named`: units whose restricted cases they see; `mail`: with a mail address."""
        await accounts.account(self.db, login, roles=[role], unit=unit, restricted_in=named)
        person = Officer(city=self, login=login)
        if mail:
            async with self.db.transaction() as tx:
                await people.save_persons(tx, [Person(key=login, name=person.name, mail=person.mailbox, unit=unit)])
        self._here.append(person)
        return person

    async def go_home(self) -> None:
        """Everybody closes their browser."""
        for person in self._here:
            if person.page:
                await person.page.context.close()
        self._here.clear()

    def post(self, sender: str, to: str, subject: str, words: str, **headers: str) -> None:
        """A mail, of whose sender the mail server says that it is proven."""
        given = {"Date": format_datetime(self.clock.now), **PROVEN, **headers}
        body = letter(subject, words, sender=sender, to=to, **given)
        mail.deliver(self.directory / "mail", to, body, at=self.clock.now)

    def inbox(self, address: str) -> Sequence[str | EmailMessage]:
        """All that somebody has received."""
        if address.startswith("+"):
            texts = phone.read_inbox(self.phone, address)
            return texts if self._is_whole(address) else texts[:-1]
        return [parse(body) for body in mail.read_mailbox(self.directory / "mail", address)]

    def _is_whole(self, number: str) -> bool:
        """Whether the last text that they got has all its parts: the end of its header (TS 23.040, 9.2.3.24.1)."""
        headers = [bytes.fromhex(one["udh"]) for one in phone.read_journal(self.phone) if one["number"] == number]
        return not headers or headers[-1][-2:-1] == headers[-1][-1:]

    async def takes_in_units(self, table: str) -> None:
        """A table of units, as a terminal takes it in: `gw units import`."""
        file = self.directory / "units.csv"
        file.write_text(table, "utf-8")
        await self.command("units", "import", str(file))

    async def gains_a_line(self, name: str, unit: str) -> None:
        """A mailbox more in config.toml, which a gateway that runs takes up by itself."""
        of, path = self.config.lines["vanmieu-mail"].options, self.config.path
        assert isinstance(of, EmailOptions)
        ports = {"imap_port": of.imap_port, "smtp_port": of.smtp_port}
        line = configs.mail_line(name, unit=unit, authserv_id=DOMAIN, **ports)
        path.write_text(f"{path.read_text('utf-8')}\n{tomli_w.dumps({'lines': [line]})}", "utf-8")
        await until(lambda: self._contacted(name))

    async def _contacted(self, line: str) -> bool:
        return bool(await self.rows("SELECT 1 FROM lines WHERE name = $1 AND cursor IS NOT NULL", line))

    async def command(self, *words: str) -> str:
        """`gw` in a terminal of this installation; what it says."""
        command = [sys.executable, "-m", "gateway.cli", *words, "--config", str(self.config.path)]
        environment = {**os.environ, **self.clock.environment}
        run = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE, stderr=STDOUT)
        said, _ = await run.communicate()
        assert run.returncode == 0, said.decode()
        return said.decode()

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        """What the database says."""
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql, *arguments)]


UNITS: Sequence[dict[str, Any]] = (
    dict(configs.UNIT),
    {"key": "cuanam", "name": "UBND P.Cửa Nam", "phone": "024.0000.1033"},
    {"key": "giaoduc", "name": "Sở Giáo dục và Đào tạo", "phone": "024.0000.1044"},
)
PEOPLE = ("hoa", "minh", "lan", "thu", "operator")  # who has a mailbox; a number needs none
ONE_MORE = "trungliet-mail"  # a line that the configuration may gain


@asynccontextmanager
async def running(directory: Path, chromium: Any) -> AsyncIterator[City]:
    """The city. `directory`: a new one of its own, where the database's user may look too."""
    async with AsyncExitStack() as stack:
        clock = SetClock(directory)
        clock.set(datetime(2026, 1, 5, 8, tzinfo=ZONE))
        imap_port, smtp_port = processes.free_port(), processes.free_port()
        mailbox = configs.mail_line(imap_port=imap_port, smtp_port=smtp_port, authserv_id=DOMAIN)
        addresses = [mailbox["address"], *(f"{name}@{DOMAIN}" for name in (*PEOPLE, ONE_MORE))]
        passwords = dict.fromkeys(addresses, configs.PASSWORD)
        await stack.enter_async_context(mail.serve(directory / "mail", imap_port, smtp_port, passwords))
        with set_clock.for_servers(clock.environment):
            url = stack.enter_context(servers.postgres(directory / "database", fsync=False))
        await roles.provide(url)
        path = configs.write(
            directory,
            database_url=url,
            units=[dict(unit) for unit in UNITS],
            lines=[mailbox, configs.sms_line()],
            times={"lease": 3, "profile": "hanoi", "undo_seconds": 10, "health_grace": 90},
            limits={"quiet_hours": ["21:00", "07:00"]},
            operator={"mail": f"operator@{DOMAIN}", "duty_sms": "+84590001999"},
        )
        gateway = Launched(path, *PARTS, **clock.environment)
        stack.push_async_callback(gateway.stop)
        settings = config.load(path, registry, register=None)
        pages = settings.console.page.rstrip("/")
        await until(lambda: _shown(gateway, pages))
        db = await database.open(url, lease=8)
        stack.push_async_callback(db.close)
        city = City(
            directory=directory, config=settings, clock=clock, db=db, browser=chromium, pages=pages, gateway=gateway
        )
        yield city


def _shown(gateway: Launched, page: str) -> bool:
    """Whether it says that its pages are there."""
    assert gateway.running, gateway.words()
    return page in gateway.words()
