"""What every story works with: the configuration, the texts, the key of this installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gateway.channels import Channel, registry
from gateway.replies import own, templates, wording
from gateway.replies.templates import Replies
from gateway.runtime.previews import Previews
from gateway.runtime.reader import Reader
from gateway.settings.config import Config
from gateway.store import keys, lines
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
    """Check the templates, give each line its row, fetch the key. The database must be migrated.

    Raises ConfigError where a template is wrong."""
    context = assemble(config, await keys.current(db))
    async with db.transaction() as tx:
        await lines.declare(tx, [(line.name, line.channel, line.options.address) for line in config.lines.values()])
    wording.load()
    return context
