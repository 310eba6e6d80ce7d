"""A line's keys: what is taken, and how each mistake is named."""

from pathlib import Path
from typing import Any

import pytest

from gateway.channels import email


@pytest.fixture
def raw(tmp_path: Path) -> dict[str, Any]:
    secret = tmp_path / "password"
    secret.write_text("s3cret\n")
    secret.chmod(0o600)
    return {
        "address": "PhanAnh@hanoi.example",
        "imap_host": "mail.hanoi.example",
        "smtp_host": "mail.hanoi.example",
        "user": "phananh",
        "password_file": str(secret),
    }


def read(raw: dict[str, Any]) -> tuple[Any, list[str]]:
    return email.options(raw, key="lines[1]", zone="Asia/Ho_Chi_Minh")


def test_the_least_that_a_line_needs(raw: dict[str, Any]) -> None:
    options, problems = read(raw)
    assert problems == []
    assert options.address == "mailto:phananh@hanoi.example"
    assert (options.imap_tls, options.imap_port, options.smtp_tls, options.smtp_port) == (
        "implicit",
        993,
        "starttls",
        587,
    )
    assert options.password == "s3cret"
    assert "s3cret" not in repr(options)


def test_a_password_may_come_from_a_variable(raw: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    del raw["password_file"]
    monkeypatch.setenv("MAIL_WORD", "from variable")
    options, problems = read(raw | {"password_env": "MAIL_WORD"})
    assert (options.password, problems) == ("from variable", [])


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"address": "no address"}, "lines[1].address: must be one bare mail address"),
    ({"address": "Tên <a@example.com>"}, "lines[1].address: must be one bare mail address"),
    ({"address": "đường@example.com"}, "lines[1].address: must be one bare mail address"),
    ({"address": ""}, "lines[1].address: is missing"),
    ({"imap_host": ""}, "lines[1].imap_host: is missing"),
    ({"imap_host": "https://mail"}, "lines[1].imap_host: must be a bare host name"),
    ({"imap_port": 0}, "lines[1].imap_port: must be a port"),
    ({"imap_port": True}, "lines[1].imap_port: must be a port"),
    ({"authserv_id": "mx.example; x"}, "lines[1].authserv_id: must be one bare name"),
    ({"authserv_headers": 0}, "lines[1].authserv_headers: must be a number of headers from 1 to 10"),
    ({"authserv_unnamed": "yes"}, "lines[1].authserv_unnamed: must be true or false"),
    ({"authserv_unnamed": True, "authserv_id": "mx.example"}, "lines[1].authserv_unnamed: goes without authserv_id"),
    ({"bounce_token": 1}, "lines[1].bounce_token: must be true or false"),
    ({"imap_tls": "starttls"}, 'lines[1].imap_tls: must be one of "implicit", "plain"'),
    ({"imap_tls": "plain"}, 'lines[1].imap_tls: "plain" goes to this machine only'),
    ({"smtp_tls": "plain"}, 'lines[1].smtp_tls: "plain" goes to this machine only'),
    ({"user": "a\r\nb LOGOUT"}, "lines[1].user: must be one line of text"),
    ({"folder": 5}, "lines[1].folder: must be one line of text"),
    ({"mark_seen": "yes"}, "lines[1].mark_seen: must be true or false"),
    ({"poll_seconds": 0}, "lines[1].poll_seconds: must be seconds"),
    ({"connections": 100}, "lines[1].connections: must be a number from 1 to 20"),
    ({"ca_file": "/no/such/file"}, "lines[1].ca_file: cannot read /no/such/file"),
    ({"password_file": "/no/such/file"}, "lines[1].password_file: cannot read"),
    ({"imap_hst": "x"}, "lines[1].imap_hst: is not a key of a mail line; did you mean imap_host?"),
]


@pytest.mark.parametrize(("change", "problem"), MISTAKES, ids=lambda value: str(value)[:40])
def test_each_mistake_is_named_with_its_key(raw: dict[str, Any], change: dict[str, Any], problem: str) -> None:
    options, problems = read(raw | change)
    assert options is None
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_all_mistakes_are_named_at_once(raw: dict[str, Any]) -> None:
    _, problems = read(raw | {"imap_port": -1, "smtp_port": "x", "user": ""})
    assert len(problems) == 3


def test_a_password_that_everybody_can_read_is_a_mistake(raw: dict[str, Any]) -> None:
    Path(raw["password_file"]).chmod(0o644)
    _, (problem,) = read(raw)
    assert "chmod 600" in problem
    assert "s3cret" not in problem


def test_a_line_without_any_password_is_told_where_to_put_one(raw: dict[str, Any]) -> None:
    del raw["password_file"]
    _, (problem,) = read(raw)
    assert problem.startswith("lines[1].password_file: is missing")


def test_plain_is_allowed_to_loopback(raw: dict[str, Any]) -> None:
    local = {"imap_tls": "plain", "imap_host": "127.0.0.1", "smtp_tls": "plain", "smtp_host": "localhost"}
    _, problems = read(raw | local)
    assert problems == []
