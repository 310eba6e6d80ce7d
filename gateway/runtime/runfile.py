"""How a second terminal reaches the running installation: a 0600 file in the data directory.

data/running.json   {"pid", "database_url", "redis_url", "page"}; gone when the installation has stopped cleanly
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from gateway.domain.errors import GatewayError, Temporary
from gateway.runtime.reasons import NOT_RUNNING, NOT_WRITTEN
from gateway.settings.config import Config

NAME = "running.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where the running installation's servers are. `redis_url` "" where there is none."""

    pid: int
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    page: str


@contextmanager
def shown(config: Config, reach: Reach) -> Iterator[None]:
    """Keep the file for as long as the installation runs. Raises GatewayError where it cannot be written."""
    file, new = config.data / NAME, config.data / f"{NAME}.new"
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(asdict(reach), out)
        new.replace(file)
    except OSError as error:
        raise GatewayError(NOT_WRITTEN(file=str(file), error=str(error.strerror))) from None
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def find(config: Config) -> Reach:
    """The configuration's own servers, or those of the embedded installation that runs on its data directory.

    Raises Temporary, saying what to do, where nothing runs."""
    file = config.data / NAME
    running = Reach(**json.loads(file.read_text())) if file.exists() else None
    if running and not Path(f"/proc/{running.pid}").exists():
        running = None
    if config.database_url:
        own = {"database_url": config.database_url, "redis_url": config.redis_url or ""}
        return running or Reach(pid=0, page=config.console.page, **own)
    if running is None:
        raise Temporary(NOT_RUNNING(directory=str(config.data)))
    return running
