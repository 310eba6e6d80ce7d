"""Photos of strangers as previews: the forms that telephones make, and what is sent to break their readers."""

import asyncio
import io
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from gateway.domain.errors import GatewayError, Unreadable
from gateway.runtime import previews
from gateway.runtime.previews import Previews, is_photo

HEIC = (Path(__file__).parents[1] / "corpus" / "photos" / "photo.heic").read_bytes()


@pytest.fixture
async def maker() -> AsyncIterator[Previews]:
    made = Previews()
    yield made
    await made.close()


def photo(form: str, size: tuple[int, int] = (120, 80), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 90 if mode == "L" else None).save(out, form, **options)
    return out.getvalue()


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def shown(preview: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(preview), formats=["JPEG"])
    assert not dict(image.getexif())
    return image


async def test_the_forms_of_cameras_and_screens_are_shown(maker: Previews) -> None:
    forms = [photo(form) for form in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")]
    modes = [photo("PNG", mode=mode) for mode in ("1", "L", "LA", "P", "RGBA", "I;16")] + [photo("JPEG", mode="CMYK")]
    for each in (*forms, *modes):
        assert shown(await maker.of(each)).size == (120, 80)
    assert shown(await maker.of(HEIC)).size in ((96, 64), (64, 96))
    assert max(shown(await maker.of(photo("JPEG", (5_000, 3_000)))).size) == 1_600


async def test_a_preview_stands_upright_and_tells_no_place(maker: Previews) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    preview = await maker.of(photo("JPEG", exif=exif))
    assert shown(preview).size == (80, 120)
    assert b"Exif" not in preview


BROKEN = {
    "nothing": b"",
    "words": b"Kinh gui phuong" * 100,
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "a program for a printer": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "more pixels than are unpacked": png(60_000, 60_000, b"\0" * 1_000_000),
    "fewer octets than it says": png(4_000, 4_000, b"\0" * 100),
    "half a photo of a telephone": HEIC[: len(HEIC) // 2],
}


async def test_what_is_no_photo_is_refused(maker: Previews) -> None:
    for name, octets in BROKEN.items():
        with pytest.raises(Unreadable, match="photo"):
            pytest.fail(f"{name}: {len(await maker.of(octets))} bytes of a preview")
    assert await maker.of(photo("PNG"))


async def test_mangled_photos_cost_themselves_only(maker: Previews) -> None:
    for whole in (HEIC, photo("JPEG"), photo("WEBP")):
        for at in range(5, len(whole), len(whole) // 5):
            spoiled = whole[:at] + bytes(octet ^ 0xFF for octet in whole[at : at + 9]) + whole[at + 9 :]
            try:
                await maker.of(spoiled)
            except GatewayError as error:
                assert error.reason.code.startswith(("photo.", "reading."))  # noqa: PT017 - either is right
    assert await maker.of(photo("PNG"))


async def test_a_file_that_is_too_long_is_not_even_sent(maker: Previews, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "MAX_BYTES", 100)
    with pytest.raises(Unreadable):
        await asyncio.wait_for(maker.of(b"x" * 101), 1)


def test_a_photo_is_told_by_its_type_or_its_name() -> None:
    told = [("a.HEIC", "application/octet-stream"), ("a", "image/jpeg"), ("a.jpg", "text/plain"), ("", "image/heif")]
    assert all(is_photo(*one) for one in told)
    other = [("a.svg", "image/svg+xml"), ("a.pdf", "application/pdf"), ("a", "image/vnd.adobe.photoshop"), ("", "")]
    assert not any(is_photo(*one) for one in other)
