"""Follows the register and config.toml: what changes there holds at once, in every process, without a restart.

A look costs one statement and one stat(2), whatever comes through the lines; a notification, a signal or `gw reload`
only brings the next look forward. A file that is wrong changes nothing but what health says.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from gateway.channels import registry
from gateway.domain.errors import ConfigError
from gateway.domain.units import Register
from gateway.replies import own, templates
from gateway.runtime.context import TEMPLATES, Context, declared
from gateway.runtime.current import Current
from gateway.settings import config, reloading, toml_file
from gateway.store import lines, units
from gateway.store.database import Database

__all__ = ["Follower"]

log = structlog.get_logger(__name__)
Signature = tuple[int, int, int] | None  # of a file: None where it is not there


class Follower:
    """One process's."""

    def __init__(self, db: Database, current: Current) -> None:
        """`db`: as intake's role sees it, who gives new lines their rows."""
        self._db, self._current = db, current
        running = current.context.config
        self._path, self._zone = running.path, running.zone
        self._seen = self._before = self._signature()
        self._content = self._path.read_bytes() if self._seen else b""  # of the file that holds
        self._version, self._day = running.organisation.register.version, self._today()

    async def look(self, *, at_once: bool = False) -> None:
        """Replace the context if anything has changed. The file counts once it stood still between two looks, unless
        `at_once`: half of one that is still being written could be right by itself."""
        async with self._db.connection() as conn:
            version = await units.version(conn)
        file, day = await asyncio.to_thread(self._signature), self._today()
        is_new = file != self._seen and (at_once or file == self._before)
        self._before = file
        if is_new or version != self._version or day != self._day:
            register = await units.read(self._db)
            await self._hold(await asyncio.to_thread(self._made, register, anew=is_new))
            self._version, self._day = register.version, day
            self._seen = file if is_new else self._seen

    def _signature(self) -> Signature:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _today(self) -> object:
        return datetime.now(UTC).astimezone(self._zone).date()

    def _made(self, register: Register, *, anew: bool) -> Context:
        """The context of this register and of the file, where it is to be read `anew` and right, else as it was."""
        mistakes = self._current.context.mistakes
        if anew:
            try:
                content = toml_file.read(self._path)
                made = self._built(register, content)
                self._content = content
                return made
            except ConfigError as error:
                mistakes = tuple(error.problems)
            log.warning("the configuration file is wrong; what was read before holds", mistakes=len(mistakes))
        try:
            return replace(self._built(register, self._content), mistakes=mistakes)
        except ConfigError as error:  # a secret's file has gone, or a text of a unit's own is wrong
            log.warning("the register was not taken over; what was read before holds", mistakes=len(error.problems))
            return replace(self._current.context, mistakes=mistakes or tuple(error.problems))

    def _built(self, register: Register, content: bytes | None) -> Context:
        """Raises ConfigError."""
        context = self._current.context
        found = config.load(self._path, registry, register=register, content=content)
        held, waiting = reloading.settled(context.config, found)
        replies = own.load(templates.load(TEMPLATES), held.templates, held.units)
        return replace(context, config=held, replies=replies, mistakes=(), waiting=waiting)

    async def _hold(self, made: Context) -> None:
        """From now on this one holds; its new lines have their rows before anybody reads them."""
        async with self._db.transaction() as tx:
            await lines.declare(tx, declared(made.config))
        self._current.replace(made)
        log.info("what holds has been replaced", units=len(made.config.units), lines=len(made.config.lines))
