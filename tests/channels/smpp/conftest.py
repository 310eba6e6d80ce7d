"""A line on a centre of bench/centre.py."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bench.centre import Centre, opened
from gateway.channels import smpp
from gateway.channels.smpp import SmppOptions


@pytest.fixture
async def centre() -> AsyncIterator[Centre]:
    async with opened(Centre()) as made:
        yield made


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SmppOptions]:
    """Options for that centre; keywords replace or join its keys."""
    monkeypatch.setenv("GATEWAY_SMPP", "secret")

    def made(centre: Centre, **more: Any) -> SmppOptions:
        keys = {
            "number": "1022", "host": "127.0.0.1", "port": centre.port, "tls": "plain", "user": "gateway",
            "password_env": "GATEWAY_SMPP", "response_seconds": 1, "poll_seconds": 0.2, **more,
        }  # fmt: skip
        options, problems = smpp.options(keys, key="lines[1]", zone="Asia/Ho_Chi_Minh")
        assert problems == []
        return options

    return made
