"""The worker's side of previews.py: a photo's octets -> a small JPEG. Nothing else imports the readers of pictures."""

import io
from collections.abc import Callable
from typing import Any

from pi_heif import register_heif_opener  # type: ignore[import-untyped]
from PIL import Image, ImageOps, UnidentifiedImageError

from gateway.domain.errors import Unreadable
from gateway.runtime.reasons import NO_PHOTO, PHOTO_TOO_LARGE

__all__ = ["work"]

MAX_PIXELS = 60_000_000  # of a photo: the largest telephones make 50 million
SIDE = 1_600  # pixels of a preview's longer side
QUALITY = 82

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "HEIF")
_TRANSPARENT = frozenset({"P", "PA", "LA", "La", "RGBA", "RGBa"})

Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is unpacked
register_heif_opener(thumbnails=False)


def work(_settings: Any) -> Callable[[Any, list[bytes]], tuple[object, list[bytes]]]:
    """What the worker answers with; see sandbox.Pool."""
    return lambda _value, frames: ("", [_preview(frames[0])])


def _preview(photo: bytes) -> bytes:
    try:
        return _drawn(photo)
    except MemoryError:
        raise Unreadable(PHOTO_TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError):
        raise Unreadable(NO_PHOTO) from None


def _drawn(photo: bytes) -> bytes:
    """The pixels of the first picture in it, upright, on white, at most SIDE long."""
    with Image.open(io.BytesIO(photo), formats=_FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Unreadable(PHOTO_TOO_LARGE)
        image.draft("RGB", (SIDE, SIDE))  # a JPEG is unpacked at a fraction of its size
        image.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(image)
        shown = upright.convert("RGBA" if upright.mode in _TRANSPARENT else "RGB")
    flat = Image.new("RGB", shown.size, "white")
    flat.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
