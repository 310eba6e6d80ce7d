"""The pages beyond this machine: what a configuration must have before, and who is taken for whom."""

from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain.errors import ConfigError
from gateway.settings import config
from gateway.settings.listening import Console
from gateway.web.http import peers

URL, PROXY = "https://gateway.example.vn", ["10.0.0.2/32"]
CERTIFICATE = {"certificate_file": "config.toml", "key_file": "config.toml"}  # whether it is one, a start says


def loaded(make_config: Callable[..., Path], keys: dict[str, Any]) -> Console:
    return config.load(make_config(console={"port": 8765, **keys}), registry, {}).console


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"host": "0.0.0.0"}, ["public_url public_url_missing", "certificate_file console_without_tls"]),
        ({"host": "0.0.0.0", "public_url": URL}, ["certificate_file console_without_tls"]),
        ({"host": "::", "public_url": URL}, ["certificate_file console_without_tls"]),
        ({"public_url": URL}, ["certificate_file console_without_tls"]),  # a proxy on this machine that nobody named
        ({"host": "10.0.0.1", "proxies": PROXY}, ["public_url public_url_missing"]),
        ({"proxies": PROXY}, ["public_url public_url_missing"]),
        ({"host": "10.0.0.1", **CERTIFICATE}, ["public_url public_url_missing"]),
        ({"proxies": ["0.0.0.0/0"], "public_url": URL}, ["proxies proxies_of_all"]),
        ({"proxies": ["::/0"], "public_url": URL}, ["proxies proxies_of_all"]),
        ({"proxies": ["10.0.0.2/8"], "public_url": URL}, ["proxies[1] not_a_network"]),
        ({"certificate_file": "config.toml"}, ["key_file key_without_certificate"]),
        ({"certificate_file": "no.pem", "key_file": "."}, ["certificate_file no_such_file", "key_file not_a_file"]),
        ({"host": "gateway.example.vn", "public_url": URL, **CERTIFICATE}, ["host not_an_address"]),
        *(
            ({"public_url": url, "proxies": PROXY}, ["public_url not_a_public_url"])
            for url in (
                "http://gateway.example.vn",  # a password would go in clear
                "gateway.example.vn",
                "https://",
                "https://gateway.example.vn/console",
                "https://gateway.example.vn?a=b",
                "https://user@gateway.example.vn",
                "https://gateway.example.vn:99999",
                "https://gateway.example.vn:",
                "https://-gateway.example.vn",
                "https://cổng.example.vn",
                "https://gateway.example.vn evil.example",
            )
        ),
    ],
)
def test_pages_that_others_can_reach_must_be_guarded(
    make_config: Callable[..., Path], keys: dict[str, Any], wrong: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(make_config, keys)
    found = [f"{one.key} {one.reason.code}" for one in caught.value.problems]
    assert found == [f"console.{one.replace(' ', ' config.')}" for one in wrong]


@pytest.mark.parametrize(
    ("keys", "page", "is_open"),
    [
        ({}, "http://127.0.0.1:8765/", False),
        ({"host": "::1"}, "http://[::1]:8765/", False),
        ({"host": "localhost"}, "http://localhost:8765/", False),
        (CERTIFICATE, "https://127.0.0.1:8765/", False),
        ({"host": "0.0.0.0", "public_url": f"{URL}:8765/", **CERTIFICATE}, f"{URL}:8765/", True),
        ({"host": "10.0.0.1", "public_url": URL, "proxies": PROXY}, f"{URL}/", True),
        ({"public_url": "HTTPS://Gateway.Example.VN", "proxies": ["127.0.0.1/32"]}, f"{URL}/", True),
    ],
)
def test_guarded_pages_are_let_be(
    make_config: Callable[..., Path], keys: dict[str, Any], page: str, is_open: bool
) -> None:
    made = loaded(make_config, keys)
    assert (made.page, made.is_open) == (page, is_open)


def test_rates_hold_a_bounded_number_of_addresses_and_one_network_of_ipv6_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(peers, "ADDRESSES", 3)
    rates = peers.Rates(2)
    one, *others = [ip_address(f"10.0.0.{n}") for n in range(1, 5)]
    assert [rates.allow(one) for _ in range(3)] == [True, True, False]
    for other in others[:2]:
        assert rates.allow(other)
    assert not rates.allow(one)
    for other in others:  # one is the one that was silent longest by now
        rates.allow(other)
    assert rates.allow(one)
    assert len(rates._asked) == 3
    near = [ip_address(f"2001:db8::{n}") for n in range(3)]
    assert [rates.allow(each) for each in near] == [True, True, False]
    assert rates.allow(ip_address("2001:db8:0:1::"))
