"""Forms as browsers send them, with files and without, and as nobody should."""

import pytest
from httpx import Request as Made
from starlette.requests import Request

from gateway.web.http.forms import BYTES, Refused, read

FILES = [
    ("file", ("Quyết định.pdf", b"%PDF\r\n--x\r\n\r\n", "application/pdf")),
    ("file", ('a"b.png', bytes(range(256)), "image/png")),
]


def request(kind: str, body: bytes) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}, receive)


async def test_what_a_browser_sends_comes_whole() -> None:
    """Of a field in which no file was chosen a browser sends one without a name."""
    made = Made("POST", "http://x/", data={"words": "Đã sửa.\r\nXong.", "kept": ["1.1", "1.2"]}, files=FILES)
    kind, body = made.headers["content-type"], made.read()
    first = body.partition(b"\r\n")[0]
    empty = b'\r\nContent-Disposition: form-data; name="file"; filename=""\r\nContent-Type: x/y\r\n\r\n\r\n'
    form = await read(request(kind, first + empty + body), 10_000)
    assert form.values == {"words": ["Đã sửa.\r\nXong."], "kept": ["1.1", "1.2"]}
    assert [(one.name, one.body, one.type) for one in form.files] == [file for _, file in FILES]


WHOLE = b'--b\r\nContent-Disposition: form-data; name="words"\r\n\r\nx\r\n--b--\r\n'
BROKEN = {
    "no end": WHOLE.replace(b"--b--", b"--b"),
    "no beginning": b"x" + WHOLE,
    "no name": WHOLE.replace(b'name="words"', b""),
    "no head": WHOLE.replace(b"\r\n\r\n", b"\r\n"),
    "nothing": b"",
    "no text": WHOLE.replace(b"x", b"\xff"),
    "parts without end": b'--b\r\nContent-Disposition: form-data; name="w"\r\n\r\nx\r\n' * 1_500 + b"--b--\r\n",
}


@pytest.mark.parametrize("what", BROKEN)
async def test_what_is_broken_is_refused(what: str) -> None:
    with pytest.raises(Refused) as refused:
        await read(request("multipart/form-data; boundary=b", BROKEN[what]), 1_000_000)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("kind", "size", "files", "status"),
    [
        ("multipart/form-data; boundary=b", 10, 0, 415),
        ("multipart/form-data", 10, 10, 400),
        ("text/plain", 10, 10, 415),
        ("multipart/form-data; boundary=b", BYTES + 11, 10, 413),
        ("application/x-www-form-urlencoded", BYTES + 1, 10, 413),
    ],
)
async def test_other_kinds_and_what_is_too_large_are_refused(kind: str, size: int, files: int, status: int) -> None:
    with pytest.raises(Refused) as refused:
        await read(request(kind, b"x" * size), files)
    assert refused.value.status == status
