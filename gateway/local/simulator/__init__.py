"""The simulator: a mail server and a phone for a newcomer, behind the same channels as real mail servers and modems.

mail.py is a mail server with the units' mailboxes, a citizen's and the operator's; phone.py is the directory that
gammu's dummy driver plays a modem on. Nothing here is imported by what runs in production.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.channels import registry
from gateway.channels.email import EmailOptions
from gateway.channels.sms import SmsOptions
from gateway.domain.errors import ConfigError, Problem
from gateway.local.reasons import NOT_WRITTEN
from gateway.local.simulator import mail
from gateway.settings import secrets
from gateway.settings.config import Config, Line, load

CITIZEN = "citizen@village.example"


def mail_directory(config: Config) -> Path:
    """Where the simulator's mailboxes lie."""
    return config.simulator_directory / "mail"


def password(config: Config) -> str:
    """The one password of all the simulator's mailboxes."""
    return (config.simulator_directory / "password").read_text("utf-8").strip()


def prepared(config: Config) -> Config:
    """The configuration once the simulator has its password, for whoever starts the simulator: where there was none,
    one is made, and the lines that name its file are read anew. Raises ConfigError where it cannot be written."""
    file = config.simulator_directory / "password"
    if not config.simulator.enabled or file.exists():
        return config
    try:
        secrets.make(file)
    except OSError as error:
        reason = NOT_WRITTEN(file=str(file), error=str(error.strerror))
        raise ConfigError([Problem("data.directory", reason)]) from None
    return load(config.path, registry, register=None)


def phone_of(line: Line) -> Path | None:
    """The directory that plays the line's modem, if one does."""
    options = line.options
    return Path(options.device) if isinstance(options, SmsOptions) and options.driver == "dummy" else None


def mailbox_of(line: Line) -> str:
    """The line's mailbox, of which the mail server has one too; "" where it is none."""
    return line.options.mailbox if isinstance(line.options, EmailOptions) else ""


def _make_phones(directories: Iterable[Path]) -> None:
    for directory in directories:
        directory.mkdir(parents=True, exist_ok=True)


@asynccontextmanager
async def open(config: Config) -> AsyncIterator[None]:
    """Run the simulator: the mail server, and a directory for each dummy phone."""
    lines = config.lines.values()
    _make_phones(phone for line in lines if (phone := phone_of(line)))
    addresses = [mailbox for line in lines if (mailbox := mailbox_of(line))]
    office = [config.operator_mail, config.duty_mail, *(unit.mail for unit in config.units.values() if unit.mail)]
    accounts = dict.fromkeys([*addresses, CITIZEN, *office], password(config))
    ports = config.simulator.imap_port, config.simulator.smtp_port
    async with mail.serve(mail_directory(config), *ports, accounts):
        yield
