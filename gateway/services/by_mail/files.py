"""Files in an officer's mail, for the answer that it is: the bounds of the page (casework/files.py), by the verdicts
that intake and its virus scanner wrote down; each that does not go is named, with why."""

from dataclasses import dataclass, field

from gateway.domain.model import OutgoingFile
from gateway.domain.reasons import Reason
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.store import read_models
from gateway.store.database import Connection
from gateway.store.read_models import Attachment

__all__ = ["Brought", "brought"]

# What mail programs put beside a mail's words that nobody has attached: signatures (RFC 8551, RFC 3156).
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What goes with the answer; why each of the others does not."""

    files: tuple[OutgoingFile, ...] = field(default=(), repr=False)
    refused: tuple[Reason, ...] = ()


async def brought(conn: Connection, context: Context, message: int) -> Brought:
    """The files that somebody attached to a message. Pictures among its words (a signature's logo) are none."""
    taken: list[OutgoingFile] = []
    refused: list[Reason] = []
    size = 0
    for one in await read_models.attachments(conn, [message]):
        if one.type in _SIGNATURES or (one.inline and one.type.startswith("image/")):
            continue
        if why := _why_not(context, one, len(taken), size):
            refused.append(why)
        elif saved := await read_models.attachment(conn, message, one.n):
            taken.append(OutgoingFile(name=saved.name, type=saved.type, body=saved.body))
            size += saved.size
    return Brought(files=tuple(taken), refused=tuple(refused))


def _why_not(context: Context, file: Attachment, before: int, size: int) -> Reason | None:
    """`before`, `size`: how many files go already, how many bytes together."""
    limits, scans = context.config.limits, context.config.scanner.is_configured
    why = file.scan_reason or reasons.SCAN_NO_VERDICT
    if file.scan == "infected":
        return reasons.FILE_INFECTED(name=file.name, cause=why)
    if scans and file.scan != "clean":
        return reasons.FILE_UNSCANNED(name=file.name, cause=why)
    dangers = [reasons.FILE_DANGERS[flag] for flag in file.flags or () if flag in reasons.FILE_DANGERS]
    if before >= limits.answer_files:
        dangers.append(reasons.FILES_TOO_MANY(most=limits.answer_files))
    if size + file.size > limits.answer_files_mb * 1_000_000:
        dangers.append(reasons.FILES_TOO_LARGE(most=limits.answer_files_mb))
    return reasons.FILE_REFUSED(name=file.name, cause=dangers[0]) if dangers else None
