"""Raw bytes as text, and attachments: shown as text only, handed out as a download only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.errors import NotAllowed, Temporary, Unreadable
from gateway.domain.permissions import Act
from gateway.runtime.previews import is_photo
from gateway.runtime.reader import Raw, Understood
from gateway.services import access
from gateway.services.access import Thing
from gateway.store import inbox, read_models
from gateway.store.read_models import RawPart, SavedFile
from gateway.web.http.context import Form, PageContext, Refused, RequestContext
from gateway.web.reasons import WRONG_NUMBER
from gateway.web.texts import is_signed, risky, visible

SHOWN_BYTES = 8_192  # of each raw part, on a page
WHOLE_BYTES = 33_554_432


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A raw part as a page shows it. `size`: of all its bytes; `whole`: the text is all of it."""

    text: str
    size: int
    whole: bool


def routes(pages: PageContext) -> list[Route]:
    """/messages/ID/raw, /messages/ID/signature, /messages/ID/files/N, …/N/preview of a photo, and …/N/save: a dangerous
    file after the warning."""
    return [
        pages.page("/messages/{id:int}/raw", _raw, Act.VIEW),
        pages.page("/messages/{id:int}/signature", _signature, Act.VIEW),
        pages.page("/messages/{id:int}/files/{n:int}", _file, Act.VIEW),
        pages.page("/messages/{id:int}/files/{n:int}/preview", _preview, Act.VIEW),
        pages.act("/messages/{id:int}/files/{n:int}/save", _save, Act.VIEW),
    ]


def number(typed: str) -> int:
    """The number of a message that a form names. Raises NotAllowed where it is none."""
    if not re.fullmatch("[0-9]{1,18}", typed):
        raise NotAllowed(WRONG_NUMBER)
    return int(typed)


def of(parts: Sequence[RawPart], message_id: int) -> list[Shown]:
    """The raw parts of one message: the text of their beginning, size, and whether that is all of it."""
    return [
        Shown(text=as_text(part.body), size=part.size, whole=part.size <= len(part.body))
        for part in parts
        if part.message_id == message_id
    ]


def as_text(body: bytes) -> str:
    """Bytes as somebody may look at them: UTF-8 where they are, else each byte by its own number."""
    try:
        return visible(body.decode("utf-8"))
    except UnicodeDecodeError:
        return visible(body.decode("ascii", "backslashreplace"))


async def _raw(pages: PageContext, request: RequestContext) -> Response:
    """All raw bytes of a message, for saving."""
    id = request.http.path_params["id"]
    async with pages.db.transaction() as tx:
        await access.view(tx, pages.context.config, request.session.actor, Thing("message", _small(id)), "raw")
        parts = await read_models.raw(tx, [_small(id)], WHOLE_BYTES)
    if not parts:
        raise Refused(404, "missing")
    kind = "eml" if parts[0].body[:1] != b"{" else "txt"
    return download(b"\n".join(part.body for part in parts), f"m{id}.{kind}")


async def _signature(pages: PageContext, request: RequestContext) -> Response:
    """Who says to have signed a mail, read anew from its raw bytes, and what was found of it when it came."""
    id, config = _small(request.http.path_params["id"]), pages.context.config
    async with pages.db.transaction() as tx:
        await access.view(tx, config, request.session.actor, Thing("message", id), "signature")
        row = await read_models.message(tx, id)
        shown = row is not None and is_signed(row.flags) and row.line in config.lines
        bodies = await inbox.bodies_of(tx, id) if shown else []
    if row is None or not bodies:
        raise Refused(404, "missing")
    told = Raw(channel=config.lines[row.line].channel, bodies=bodies, alone=True)
    (found,) = await pages.context.reader.messages([told])
    signer = found.decoded.extra.get("signer") if isinstance(found, Understood) else None
    return pages.show(request, "signature.html", here="cases", id=id, signer=signer or {}, flags=row.flags)


async def _file(pages: PageContext, request: RequestContext) -> Response:
    """One attachment, for saving. Of a dangerous one a warning comes first: no click opens it."""
    file = await _attachment(pages, request, "attachment")
    if risky(file):
        id = request.http.path_params["id"]
        return pages.show(request, "file.html", here="cases", file=file, id=id)
    return _saved(request, file)


async def _save(pages: PageContext, request: RequestContext, _form: Form) -> Response:
    """A dangerous attachment, for saving, after the warning. What a scanner found a virus in is not handed out."""
    file = await _attachment(pages, request, "dangerous attachment")
    if file.scan == "infected":
        raise Refused(403, "infected")
    return _saved(request, file)


async def _preview(pages: PageContext, request: RequestContext) -> Response:
    """A photo as a small picture that was made anew of its pixels: never the stranger's own bytes."""
    file = await _attachment(pages, request, "preview")
    if risky(file):
        raise Refused(404, "missing")
    return await photo(pages, file.name, file.type, file.body)


async def photo(pages: PageContext, name: str, type: str, body: bytes) -> Response:
    """A photo, small. Raises Refused where it is none."""
    if not is_photo(name, type):
        raise Refused(404, "missing")
    try:
        preview = await pages.context.previews.of(body)
    except (Unreadable, Temporary):
        raise Refused(404, "missing") from None
    return Response(preview, media_type="image/jpeg")


async def _attachment(pages: PageContext, request: RequestContext, what: str) -> SavedFile:
    id, n = request.http.path_params["id"], request.http.path_params["n"]
    async with pages.db.transaction() as tx:
        message = Thing("message", _small(id))
        await access.view(tx, pages.context.config, request.session.actor, message, f"{what} {n}")
        file = await read_models.attachment(tx, _small(id), min(n, 32_767))
    if file is None:
        raise Refused(404, "missing")
    return file


def _saved(request: RequestContext, file: SavedFile) -> Response:
    return download(file.body, file.name or f"m{request.http.path_params['id']}-{file.n}")


def _small(id: int) -> int:
    return min(id, (1 << 63) - 1)


def download(body: bytes, name: str) -> Response:
    """Never shown by the browser, whatever it is: RFC 6266, the name in RFC 8187's form only."""
    safe = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", visible(name))[:150] or "file"
    return Response(
        body,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(safe, safe='')}"},
    )
