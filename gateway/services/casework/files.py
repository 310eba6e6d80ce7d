"""Files that an officer sends with an answer: bounded, nothing that runs, and scanned before they are kept."""

import asyncio
from dataclasses import dataclass

from gateway.domain import attachments
from gateway.domain.errors import NotAllowed, Temporary
from gateway.domain.model import OutgoingFile
from gateway.runtime.context import Context
from gateway.services import reasons, scanning

__all__ = ["NO_FILES", "Files", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """`new`: as they were given; `kept`: places of those of the version `before` that go with this one, too; `judged`:
    intake and its scanner have looked at `new` (services/by_mail/files.py)."""

    new: tuple[OutgoingFile, ...] = ()
    before: int = 0
    kept: tuple[int, ...] = ()
    judged: bool = False

    def __len__(self) -> int:
        return len(self.new) + len(self.kept)


NO_FILES = Files()


async def check(context: Context, files: Files) -> None:
    """Whether these may go out. Where there is a scanner, what it has not looked at is not kept, and so never sent;
    what runs when it is opened is not sent at all. Raises NotAllowed, with the file's name and why."""
    limits = context.config.limits
    if len(files) > limits.answer_files:
        raise NotAllowed(reasons.FILES_TOO_MANY(most=limits.answer_files))
    if sum(len(one.body) for one in files.new) > limits.answer_files_mb * 1_000_000:
        raise NotAllowed(reasons.FILES_TOO_LARGE(most=limits.answer_files_mb))
    for one in () if files.judged else files.new:
        flags = await asyncio.to_thread(attachments.inspect, [one.name], one.type, one.body)
        if cause := next((reasons.FILE_DANGERS[flag] for flag in flags if flag in reasons.FILE_DANGERS), None):
            raise NotAllowed(reasons.FILE_REFUSED(name=one.name, cause=cause))
        if context.config.scanner.is_configured:
            await _scanned(context, one)


async def _scanned(context: Context, file: OutgoingFile) -> None:
    try:
        verdict, why = await scanning.scan(context.config.scanner, file.body)
    except Temporary as error:
        verdict, why = "failed", error.reason
    if verdict != "clean" and why is not None:
        refused = reasons.FILE_INFECTED if verdict == "infected" else reasons.FILE_UNSCANNED
        raise NotAllowed(refused(name=file.name, cause=why))
