"""What every story works with: the configuration, the texts, the key of this installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gateway.channels import Channel, registry
from gateway.domain.errors import Problem
from gateway.domain.units import Register
from gateway.replies import own, templates, wording
from gateway.replies.templates import Replies
from gateway.runtime.previews import Previews
from gateway.runtime.reader import Reader
from gateway.settings import reloading
from gateway.settings.config import Config, load
from gateway.store import keys, lines, units
from gateway.store.database import Database

TEMPLATES = Path(__file__).parents[2] / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Made once a process, by `bootstrap`."""

    config: Config
    channels: Mapping[str, Channel]
    replies: Replies
    key: bytes = field(repr=False)
    reader: Reader = field(default_factory=Reader)  # its workers end with the event loop
    previews: Previews = field(default_factory=Previews)  # so do these
    mistakes: tuple[Problem, ...] = ()  # of the configuration file as it stands now, for which an earlier one holds
    waiting: tuple[str, ...] = ()  # keys of the file that have changed since the start, and wait for the next one


def assemble(config: Config, key: bytes) -> Context:
    """The context of a configuration that has its rows and its key. Raises ConfigError where a template is wrong."""
    return Context(
        config=config,
        channels=registry(*config.extra_channels),
        replies=own.load(templates.load(TEMPLATES), config.templates, config.units),
        key=key,
        reader=Reader(extra=config.extra_channels),
    )


async def bootstrap(db: Database, config: Config) -> Context:
    """Read the register, check the templates, give each line its row, fetch the key. The database must be migrated.

    Raises ConfigError where a template is wrong, or a line's unit nowhere."""
    config = with_register(config, await units.read(db))
    context = assemble(config, await keys.current(db))
    async with db.transaction() as tx:
        await lines.declare(tx, declared(config))
    wording.load()
    return context


def with_register(config: Config, register: Register) -> Config:
    """The same configuration with these units beside those of its file. Raises ConfigError where a line's unit is
    neither here nor there."""
    if register == config.organisation.register and not config.unplaced:
        return config
    return reloading.settled(config, load(config.path, registry, register=register))[0]


def declared(config: Config) -> list[tuple[str, str, str]]:
    """The rows of its lines: name, channel, address."""
    return [(line.name, line.channel, line.options.address) for line in config.lines.values()]
