"""`gw demo`: a played scene. It is over well only if every step was seen at the citizen's end."""

import asyncio
import secrets
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, Running, console, in_words, one_line, opened, settings
from gateway.cli.language import speaks
from gateway.cli.reasons import (
    NEVER_READ,
    NO_CODE_IN_REPLY,
    NO_LINE,
    NO_SIMULATOR,
    NOT_SEEN,
    RESULT_WITHOUT_CODE,
    TOOK_NO_MAIL,
)
from gateway.cli.sentences import (
    DEMO_ANSWERS,
    DEMO_MAIL_ACKNOWLEDGED,
    DEMO_MAIL_RESULT,
    DEMO_MAILBOX,
    DEMO_MAILS,
    DEMO_ON,
    DEMO_OWN,
    DEMO_PHONE,
    DEMO_PHONE_ACKNOWLEDGED,
    DEMO_PHONE_RESULT,
    DEMO_SEEN,
    DEMO_STEP,
    DEMO_TEXTS,
    DEMO_WAIT_MAIL_ACKNOWLEDGED,
    DEMO_WAIT_MAIL_RESULT,
    DEMO_WAIT_PHONE_ACKNOWLEDGED,
    DEMO_WAIT_PHONE_RESULT,
)
from gateway.domain.errors import GatewayError, NotAllowed, Temporary
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.replies.catalogue import number

if TYPE_CHECKING:
    from gateway.settings.config import Config, Line

__all__ = ["register"]

T = TypeVar("T")
TEXT = "Đèn đường ngõ 12 Văn Miếu hỏng 3 hôm nay, đề nghị phường cho sửa."
SUBJECT = "Rác đổ trộm ở đầu phố"
WORDS = "Kính gửi UBND phường,\n\nĐầu phố tôi có đống rác đổ trộm ba ngày nay.\n\nTrân trọng,\nMột người dân"
TEXT_RESULT = "Đèn đã được sửa xong sáng nay. Cảm ơn Ông/Bà đã báo."
MAIL_RESULT = "UBND phường đã cho thu dọn rác và lắp biển cấm. Cảm ơn Ông/Bà đã phản ánh."


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("demo", help="help.demo")(demo)


def demo(
    patience: Annotated[float, typer.Option(min=1, metavar="help.meta_seconds", help="help.demo_patience")] = 60.0,
    config: ConfigPath = SHIPPED,
) -> None:
    """Play a scene in the simulator: a text and a mail go in, are acknowledged, answered, and the results come back.

    On the gateway that runs with this configuration; if none runs, on one of its own, in a directory of its own."""
    from gateway.runtime import runfile

    found = settings(config)
    if not found.simulator.enabled:
        raise NotAllowed(NO_SIMULATOR)
    try:
        runfile.find(found)
    except Temporary:
        from gateway.cli.stage import stage

        console().print(in_words(DEMO_OWN))
        with stage(config, patience) as path:
            asyncio.run(_play(path, patience))
    else:
        console().print(in_words(DEMO_ON(directory=str(found.data))))
        asyncio.run(_play(config, patience))


async def _play(path: Path, patience: float) -> None:
    from gateway.local import simulator

    async with opened(path, Act.ANSWER) as here:
        scene = Scene(here=here, patience=patience)
        text, mail = (
            _line(here.context.config, DEMO_PHONE, lambda line: simulator.phone_of(line) is not None),
            _line(here.context.config, DEMO_MAILBOX, _plays_mail),
        )
        await _contact(scene, text.name, mail.name)
        await _text_in(scene, text)
        await _mail_in(scene, mail)
        await _acknowledged(scene)
        await _answered(scene)
        await _results(scene)
    console().print(in_words(DEMO_SEEN), style="bold")


def _plays_mail(line: "Line") -> bool:
    from gateway.channels.email import EmailOptions

    return isinstance(line.options, EmailOptions) and line.options.smtp_host == "127.0.0.1"


def _line(config: "Config", kind: Reason, plays: "Callable[[Line], bool]") -> "Line":
    """The first line that plays in the simulator and may send. Raises NotAllowed where there is none."""
    found = next((line for line in config.lines.values() if line.send and plays(line)), None)
    if found is None:
        raise NotAllowed(NO_LINE(kind=kind))
    return found


@dataclass(slots=True, kw_only=True)
class Scene:
    """What has been played so far. Each time another citizen: limits per sender hold for the demo too."""

    here: Running
    patience: float
    number: str = field(default_factory=lambda: f"+8459000{secrets.randbelow(10_000):04}")
    address: str = ""
    message_id: str = ""
    phone: Path = Path()
    codes: dict[str, str] = field(default_factory=dict)  # by channel
    began: float = field(default_factory=time.monotonic)
    before: int = 0  # mails in the citizen's mailbox

    def say(self, step: Reason, quoted: str = "") -> None:
        """One step, with the time since the beginning."""
        out, now = console(), number(time.monotonic() - self.began, speaks())
        out.print(in_words(DEMO_STEP(time=f"{now:>6}", said=step)), soft_wrap=True)
        if quoted:
            out.print(f"          “{one_line(quoted, 160)}”", soft_wrap=True)

    async def see(self, what: Reason, look: Callable[[], T | None]) -> T:
        """Wait for a step. Raises GatewayError, naming `what`, where it does not come."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            if (seen := look()) is not None:
                return seen
            await asyncio.sleep(0.1)
        raise GatewayError(NOT_SEEN(what=what, seconds=float(self.patience)))

    def texts(self) -> list[str]:
        """What the citizen's phone has received."""
        from gateway.local.simulator import phone

        return phone.read_inbox(self.phone, self.number)

    def mails(self) -> list[EmailMessage]:
        """What the citizen's mailbox has received since the scene began, addressed to this citizen."""
        from gateway.local import simulator
        from gateway.local.simulator import mail

        bodies = mail.read_mailbox(simulator.mail_directory(self.here.context.config), simulator.CITIZEN)[self.before :]
        read = [message_from_bytes(body, policy=policy.default) for body in bodies]
        return [one for one in read if isinstance(one, EmailMessage) and self.address in str(one["To"])]


async def _contact(scene: Scene, *names: str) -> None:
    """Wait for each line's first contact: what lies there before it is old, and never answered."""
    from gateway.store import lines

    for name in names:
        until = time.monotonic() + scene.patience
        while True:
            async with scene.here.db.connection() as conn:
                if await lines.read_cursor(conn, name) is not None:
                    break
            if time.monotonic() > until:
                raise GatewayError(NEVER_READ(line=name))
            await asyncio.sleep(0.1)


async def _text_in(scene: Scene, line: "Line") -> None:
    from gateway.local import simulator
    from gateway.local.simulator import phone

    scene.phone = simulator.phone_of(line) or Path()
    phone.drop_sms(scene.phone, scene.number, TEXT, at=datetime.now(UTC))
    scene.say(DEMO_TEXTS(to=line.options.address.partition(":")[2]), TEXT)


async def _mail_in(scene: Scene, line: "Line") -> None:
    from gateway.local import simulator
    from gateway.local.simulator import mail

    config = scene.here.context.config
    local, _, host = simulator.CITIZEN.partition("@")
    scene.address = f"{local}+{secrets.token_hex(4)}@{host}"
    scene.message_id = make_msgid(domain=host)
    scene.before = len(mail.read_mailbox(simulator.mail_directory(config), simulator.CITIZEN))
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["To"], letter["Subject"] = scene.address, simulator.mailbox_of(line), SUBJECT
    letter["Date"], letter["Message-ID"] = format_datetime(datetime.now(UTC)), scene.message_id
    letter.set_content(WORDS)
    await asyncio.to_thread(_submit, config.simulator.smtp_port, letter, simulator.password(config))
    scene.say(DEMO_MAILS(to=simulator.mailbox_of(line)), SUBJECT)


def _submit(port: int, letter: EmailMessage, password: str) -> None:
    from gateway.local import simulator

    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
            server.login(simulator.CITIZEN, password)
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as error:
        raise GatewayError(TOOK_NO_MAIL(port=str(port), error=type(error).__name__)) from None


async def _acknowledged(scene: Scene) -> None:
    from gateway.domain import codes

    text = await scene.see(DEMO_WAIT_PHONE_ACKNOWLEDGED, lambda: next(iter(scene.texts()), None))
    scene.codes["sms"] = "".join(codes.parse(text)[:1])
    scene.say(DEMO_PHONE_ACKNOWLEDGED, text)
    letter = await scene.see(DEMO_WAIT_MAIL_ACKNOWLEDGED, lambda: _reply_to(scene, scene.message_id))
    scene.codes["email"] = "".join(codes.parse(f"{letter['Subject']}\n{_body(letter)}")[:1])
    scene.say(DEMO_MAIL_ACKNOWLEDGED, str(letter["Subject"]))
    if not all(scene.codes.values()):
        raise GatewayError(NO_CODE_IN_REPLY)


async def _answered(scene: Scene) -> None:
    from gateway.services.casework import answering

    for channel, words in (("sms", TEXT_RESULT), ("email", MAIL_RESULT)):
        code = scene.codes[channel]
        await answering.answer(scene.here.db, scene.here.context, code, words, scene.here.actor, at_once=True)
        scene.say(DEMO_ANSWERS(case=code), words)


async def _results(scene: Scene) -> None:
    text = await scene.see(DEMO_WAIT_PHONE_RESULT, lambda: next(iter(scene.texts()[1:]), None))
    _holds(text, scene.codes["sms"])
    scene.say(DEMO_PHONE_RESULT, text if text.endswith(".") else f"{text} …")  # the first of two, mostly

    def result() -> EmailMessage | None:
        return next((one for one in scene.mails() if MAIL_RESULT in " ".join(_body(one).split())), None)

    letter = await scene.see(DEMO_WAIT_MAIL_RESULT, result)
    _holds(f"{letter['Subject']} {_body(letter)}", scene.codes["email"])
    scene.say(DEMO_MAIL_RESULT, str(letter["Subject"]))


def _holds(words: str, code: str) -> None:
    if code not in words:
        raise GatewayError(RESULT_WITHOUT_CODE(case=code))


def _reply_to(scene: Scene, message_id: str) -> EmailMessage | None:
    return next((one for one in scene.mails() if str(one["In-Reply-To"]).strip() == message_id), None)


def _body(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return str(part.get_content()) if part else ""
