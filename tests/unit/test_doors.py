"""The doors: who is let in, how much, how often; and what is asked of a configuration that opens them to others."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.channels import registry
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.model import Received
from gateway.domain.reasons import Reason
from gateway.settings import config, reasons
from gateway.settings.configuration import Doors
from gateway.web import doors
from tests.support import configs

FORM = b'{"id": 1, "address": "dan@example.com", "name": "A", "words": "B"}'
LINE = {
    "name": "portal",
    "channel": "form",
    "unit": "vanmieu",
    "owner": "tests",
    "page": "https://p.example/",
    "reply_line": "vanmieu-mail",
}
OPEN = Doors(
    host="127.0.0.1",
    port=1,
    certificate="",
    key="",
    proxies=(),
    allowed=(ip_network("10.0.0.0/24"),),
    token="",
    hmac="",
    body_bytes=1024,
    requests_per_minute=1000,
    seconds=5,
)


class Door:
    """An open door, and what came through."""

    def __init__(self, settings: config.Config, **changes: Any) -> None:
        self.stored: list[Received] = []
        self.trouble: Exception | None = None
        self.pause = 0.0
        self._app = doors.create_app(replace(settings, doors=replace(OPEN, **changes)), registry(["tests.toy"]), self)

    async def __call__(self, line: str, pieces: Sequence[Received]) -> None:
        await asyncio.sleep(self.pause)
        if self.trouble:
            raise self.trouble
        self.stored += pieces

    async def post(
        self, body: bytes | AsyncIterator[bytes] = FORM, *, line: str = "portal", peer: str = "10.0.0.5", **headers: str
    ) -> int:
        transport = httpx.ASGITransport(app=self._app, client=(peer, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://d") as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return (await client.post(f"/form/{line}", content=body, headers=named)).status_code


@pytest.fixture
def settings(make_config: Callable[..., Path]) -> config.Config:
    return config.load(make_config(channels={"extra": ["tests.toy"]}, lines=[configs.mail_line(), LINE]), registry, {})


async def test_only_allowed_addresses_are_let_in(settings: config.Config) -> None:
    door = Door(settings)
    assert await door.post() == 202
    for peer in ("10.0.1.5", "127.0.0.1", "::1", "::ffff:10.0.1.5"):
        assert await door.post(peer=peer) == 403, peer
    assert await door.post(peer="::ffff:10.0.0.5") == 202
    assert await door.post(peer="10.0.1.5", X_Forwarded_For="10.0.0.5") == 403  # nobody named that proxy


async def test_behind_a_named_proxy_the_address_before_it_counts(settings: config.Config) -> None:
    door = Door(settings, proxies=(ip_network("192.168.0.1/32"),))
    for chain, code in (
        ("10.0.0.5", 202),
        ("6.6.6.6, 10.0.0.5", 202),  # what stands before is whatever the asking side likes to write
        ("10.0.0.5, 6.6.6.6", 403),
        ("10.0.0.5, 192.168.0.1", 202),
        ("nonsense", 403),
    ):
        assert await door.post(peer="192.168.0.1", X_Forwarded_For=chain) == code, chain


async def test_the_token_is_asked_for(settings: config.Config) -> None:
    door = Door(settings, token="geheim")
    assert await door.post() == 401
    assert await door.post(Authorization="Bearer geheim") == 202
    assert await door.post(Authorization="bearer geheim") == 401
    assert await door.post(Authorization="Bearer geheimer") == 401
    assert len(door.stored) == 1


async def test_the_signature_is_of_the_whole_body(settings: config.Config) -> None:
    door = Door(settings, hmac="key")
    signature = "sha256=" + hmac.new(b"key", FORM, sha256).hexdigest()
    assert await door.post(X_Signature_256=signature) == 202
    assert await door.post(FORM + b" ", X_Signature_256=signature) == 401
    assert await door.post() == 401


async def test_size_and_rate_are_bounded(settings: config.Config) -> None:
    door = Door(settings, requests_per_minute=3)
    assert await door.post(b"x" * 1025) == 413
    assert [await door.post() for _ in range(3)] == [202, 202, 429]
    assert await door.post(peer="10.0.0.6") == 202  # another's rate is another's


async def test_of_what_is_too_large_twice_the_bound_is_read_so_that_its_sender_hears_the_answer(
    settings: config.Config,
) -> None:
    async def pieces(n: int) -> AsyncIterator[bytes]:
        for _ in range(n):
            sent.append(b"x" * 256)
            yield sent[-1]

    for n, n_read in ((8, 8), (9, 9), (100, 9)):
        sent: list[bytes] = []
        assert await Door(settings).post(pieces(n)) == 413
        assert len(sent) == n_read


async def test_what_could_not_be_stored_is_asked_for_again(settings: config.Config) -> None:
    door = Door(settings)
    door.trouble = OSError("the database went away")
    assert await door.post() == 503
    door.trouble = None
    assert await door.post() == 202


async def test_a_line_that_is_none_of_the_channel_s_is_not_asked_for_again(settings: config.Config) -> None:
    door = Door(settings)
    assert await door.post(line="nobody") == 404
    assert await door.post(line="vanmieu-mail") == 404  # there is one, but of another channel
    assert door.stored == []


async def test_a_request_has_its_time(settings: config.Config) -> None:
    door = Door(settings, seconds=0.05)
    door.pause = 30
    assert await door.post() == 408
    assert door.stored == []


@pytest.mark.parametrize(
    ("keys", "key", "code"),
    [
        ({}, "certificate_file", "doors_without_tls"),
        ({"proxies": ["10.0.0.2/32"]}, "allowed", "doors_for_nobody"),
        ({"proxies": ["10.0.0.2/32"], "allowed": ["10.0.0.0/8"]}, "token_file", "doors_without_token"),
        ({"allowed": ["10.0.0.1/8"]}, "allowed[1]", "not_a_network"),
        ({"certificate_file": "no.pem"}, "certificate_file", "no_such_file"),
        ({"certificate_file": "."}, "certificate_file", "not_a_file"),
        ({"certificate_file": "config.toml"}, "key_file", "key_without_certificate"),
        ({"token": "geheim"}, "token", "secret_written"),
        ({"hmac": "geheim"}, "hmac", "secret_written"),
    ],
)
def test_what_is_open_to_others_must_be_guarded(
    make_config: Callable[..., Path], keys: dict[str, Any], key: str, code: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(make_config(doors={"host": "0.0.0.0", **keys}), registry, {})
    assert (f"doors.{key}", f"config.{code}") in [(one.key, one.reason.code) for one in caught.value.problems]


def test_a_guarded_door_beyond_this_machine_is_let_be(make_config: Callable[..., Path]) -> None:
    keys = {"host": "0.0.0.0", "proxies": ["10.0.0.2/32"], "allowed": ["0.0.0.0/0"], "token_env": "DOOR"}
    assert config.load(make_config(doors=keys), registry, {"DOOR": "geheim"}).doors.token == "geheim"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({**LINE, "reply_line": ""}, reasons.NO_REPLY_LINE),
        ({**LINE, "reply_line": "vanmieu-male"}, reasons.NO_LINE(hint=reasons.MEANT(name="vanmieu-mail"))),
        ({**LINE, "reply_line": "portal"}, reasons.REPLY_LINE_DEAF(line="portal")),
    ],
)
def test_a_line_that_only_receives_names_one_that_sends(
    make_config: Callable[..., Path], line: dict[str, Any], reason: Reason
) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(make_config(channels={"extra": ["tests.toy"]}, lines=[configs.mail_line(), line]), registry, {})
    assert caught.value.problems == (Problem("lines[2].reply_line", reason, "portal"),)
