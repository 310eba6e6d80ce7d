"""Photos that strangers sent, as small JPEGs to look at: made in a worker process of their own, kept nowhere.

A picture's reader is the part of a program that strangers attack most. So it has a process with limits on memory and
time that holds nothing else, it reads no form that a camera or a screen does not write, and what a page shows is made
anew of the pixels alone: no place, no device, no bytes of the stranger's. Nothing is cached: most photos are opened
once, and a citizen's pictures lie in one place, the database.
"""

from gateway.domain.errors import GatewayError, Temporary, Unreadable
from gateway.runtime.reasons import PHOTO_TOO_LARGE
from gateway.runtime.sandbox import NOT_READ, Answer, ForkServer, Pool, Request

__all__ = ["Previews", "is_photo"]

SECONDS = 8  # of processor time for one photo
MEMORY = 768 * 1024 * 1024  # bytes that a worker may take
MAX_BYTES = 41_943_040  # of a file that is looked at

_FORMS = ("jpg", "jpeg", "jpe", "jfif", "pjpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "heif", "avif")

_SERVER = ForkServer("gateway.runtime.photos:work", memory=MEMORY)


def is_photo(name: str, type: str) -> bool:
    """Whether a file says that it is a photo, by its type or its name; whether it is one, its reader finds."""
    kind, _, form = type.lower().partition("/")
    return (kind == "image" and form in _FORMS) or name.lower().rpartition(".")[2] in _FORMS


class Previews:
    """Makes previews, one at a time; its worker is started by the first one."""

    def __init__(self, server: ForkServer | None = None) -> None:
        self._pool = Pool(server or _SERVER, most=1)

    async def of(self, photo: bytes) -> bytes:
        """The preview of a photo, as JPEG. Raises Unreadable (no photo, or too large a one) and Temporary."""
        if len(photo) > MAX_BYTES:
            raise Unreadable(PHOTO_TOO_LARGE)
        (answer,) = await self._pool.ask([Request(value="", frames=[photo], seconds=SECONDS)])
        if isinstance(answer, GatewayError):
            raise answer
        preview = b"".join(answer.frames) if isinstance(answer, Answer) else b""
        if not preview.startswith(b"\xff\xd8\xff"):
            raise Temporary(NOT_READ)
        return preview

    async def close(self) -> None:
        """End the worker."""
        await self._pool.close()
