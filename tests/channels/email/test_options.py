"""A line's keys: what is taken, and how each mistake is named."""

from pathlib import Path
from typing import Any

import pytest

from gateway.channels import email, registry
from gateway.channels.email import reasons
from gateway.channels.reasons import NO_CERTIFICATE
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import Reason
from gateway.settings import config
from gateway.settings.reasons import (
    ADDRESS_TWICE,
    FILE_OPEN,
    MEANT,
    MISSING,
    NO_FILE,
    NOT_A_FILE,
    NOT_BETWEEN,
    NOT_FLAG,
    NOT_MAIL,
    NOT_ONE_LINE,
    NOT_ONE_OF,
    NOT_TEXT,
    NOT_WHOLE_BETWEEN,
    SECRET_MISSING,
    UNKNOWN_KEY,
)
from tests.support import configs


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


def read(raw: dict[str, Any]) -> tuple[Any, list[Problem]]:
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


TOKEN = {"oauth_provider": "google", "oauth_client_id": "1-2", "oauth_token_file": "t"}
MISTAKES: list[tuple[dict[str, Any], str, Reason]] = [
    ({"address": "no address"}, "address", reasons.NOT_ASCII_MAIL),
    ({"address": "Tên <a@example.com>"}, "address", reasons.NOT_ASCII_MAIL),
    ({"address": "đường@example.com"}, "address", reasons.NOT_ASCII_MAIL),
    ({"address": ""}, "address", MISSING),
    ({"imap_host": ""}, "imap_host", MISSING),
    ({"imap_host": " "}, "imap_host", MISSING),
    ({"imap_host": "https://mail"}, "imap_host", reasons.NOT_HOST),
    ({"imap_host": "mail.hanoi.example:993"}, "imap_host", reasons.NOT_HOST),
    ({"smtp_host": "[2001:db8::1]"}, "smtp_host", reasons.NOT_HOST),
    ({"imap_port": 0}, "imap_port", NOT_WHOLE_BETWEEN(least="1", most="65535")),
    ({"imap_port": True}, "imap_port", NOT_WHOLE_BETWEEN(least="1", most="65535")),
    ({"authserv_id": "mx.example; x"}, "authserv_id", reasons.NOT_SERVER_NAME),
    ({"smtp_auth": False, "smtp_password_env": "HOME"}, "smtp_auth", reasons.NO_SMTP_AUTH),
    ({"folders": ["a", "a"]}, "folders", reasons.NOT_FOLDERS),
    ({"folders": "INBOX"}, "folders", reasons.NOT_FOLDERS),
    ({"folders": ["INBOX", "inbox"]}, "folders", reasons.NOT_FOLDERS),
    ({"folders": ["INBOX", "\\Junk", "\\junk"]}, "folders", reasons.NOT_FOLDERS),
    ({"folders": ["INBOX", "\\Junk", "Junk "]}, "folders", reasons.NOT_FOLDERS),
    ({"folders": ["a", "b"], "folder": "c"}, "folders", reasons.FOLDER_BESIDE),
    ({"archive_folder": "Old"}, "archive_folder", reasons.NOT_ARCHIVE),
    ({"archive_folder": "INBOX", "keep_days": 9}, "archive_folder", reasons.NOT_ARCHIVE),
    ({"archive_folder": "inbox", "keep_days": 9}, "archive_folder", reasons.NOT_ARCHIVE),
    *(
        ({"folders": ["INBOX", junk], "archive_folder": archive, "keep_days": 9}, "archive_folder", reasons.NOT_ARCHIVE)
        for junk, archive in (("\\Junk", "Junk"), ("\\junk", "Thư rác"), ("Junk", "\\Junk"), ("Spam", "spam"))
    ),
    ({"auth": "XOAUTH2"} | TOKEN, "auth", NOT_ONE_OF(choices='"password", "xoauth2"')),
    (TOKEN, "auth", reasons.OAUTH_ALONE),
    ({"auth": "password", "oauth_client_id": "1-2"} | TOKEN, "auth", reasons.OAUTH_ALONE),
    ({"smtp_user": "relay"}, "smtp_password_file", MISSING),
    ({"authserv_headers": 0}, "authserv_headers", NOT_WHOLE_BETWEEN(least="1", most="10")),
    ({"authserv_unnamed": "yes"}, "authserv_unnamed", NOT_FLAG),
    ({"authserv_unnamed": True, "authserv_id": "mx.example"}, "authserv_unnamed", reasons.UNNAMED_ALONE),
    ({"bounce_token": 1}, "bounce_token", NOT_FLAG),
    ({"imap_tls": "tls"}, "imap_tls", NOT_ONE_OF(choices='"implicit", "starttls", "plain"')),
    ({"imap_tls": "plain"}, "imap_tls", reasons.PLAIN_ELSEWHERE(host="imap_host")),
    ({"smtp_tls": "plain"}, "smtp_tls", reasons.PLAIN_ELSEWHERE(host="smtp_host")),
    ({"user": "a\r\nb LOGOUT"}, "user", NOT_ONE_LINE),
    ({"folder": 5}, "folder", NOT_ONE_LINE),
    ({"mark_seen": "yes"}, "mark_seen", NOT_FLAG),
    ({"poll_seconds": 0}, "poll_seconds", NOT_BETWEEN(least="0.1", most="3600")),
    ({"poll_seconds": float("nan")}, "poll_seconds", NOT_BETWEEN(least="0.1", most="3600")),
    ({"connections": 100}, "connections", NOT_WHOLE_BETWEEN(least="1", most="20")),
    ({"group": "Nhóm <g@example.com>"}, "group", NOT_MAIL),
    ({"ca_file": "/no/such/file"}, "ca_file", NO_FILE(directory="/")),
    ({"ca_file": __file__}, "ca_file", NO_CERTIFICATE(file=__file__)),
    ({"ca_file": "/etc"}, "ca_file", NOT_A_FILE(file="/etc")),
    ({"ca_file": "/"}, "ca_file", NOT_A_FILE(file="/")),
    ({"password_file": "/"}, "password_file", NOT_A_FILE(file="/")),
    ({"password_file": "/no/such/file"}, "password_file", NO_FILE(directory="/")),
    ({"password_file": 5}, "password_file", NOT_TEXT),
    ({"imap_hst": "x"}, "imap_hst", UNKNOWN_KEY(hint=MEANT(name="imap_host"))),
]


@pytest.mark.parametrize(("change", "key", "reason"), MISTAKES, ids=lambda value: str(value)[:40])
def test_each_mistake_is_named_with_its_key(
    raw: dict[str, Any], change: dict[str, Any], key: str, reason: Reason
) -> None:
    options, problems = read(raw | change)
    assert (options, problems) == (None, [Problem(f"lines[1].{key}", reason)])


def test_all_mistakes_are_named_at_once(raw: dict[str, Any]) -> None:
    _, problems = read(raw | {"imap_port": -1, "smtp_port": "x", "user": ""})
    assert len(problems) == 3


def test_a_password_that_everybody_can_read_is_a_mistake(raw: dict[str, Any]) -> None:
    Path(raw["password_file"]).chmod(0o644)
    _, (problem,) = read(raw)
    assert problem == Problem("lines[1].password_file", FILE_OPEN(file=raw["password_file"]))


def test_a_line_without_any_password_is_told_where_to_put_one(raw: dict[str, Any]) -> None:
    del raw["password_file"]
    _, (problem,) = read(raw)
    assert problem == Problem("lines[1].password_file", SECRET_MISSING)


def test_a_line_that_forgot_auth_is_told_of_it_and_not_of_a_password(raw: dict[str, Any]) -> None:
    del raw["password_file"]
    _, problems = read(raw | TOKEN)
    assert problems == [Problem("lines[1].auth", reasons.OAUTH_ALONE)]
    _, problems = read(raw | TOKEN | {"oauth_client": "x"})
    assert problems[1:] == [Problem("lines[1].oauth_client", UNKNOWN_KEY(hint=MEANT(name="oauth_client_id")))]


@pytest.mark.parametrize("name", [{}, {"display_name": ""}, {"display_name": " "}])
def test_an_empty_name_in_from_is_the_unit_s(raw: dict[str, Any], name: dict[str, str]) -> None:
    options, _ = email.options(raw | name, key="lines[1]", zone="Asia/Ho_Chi_Minh", unit="UBND P.Láng")
    assert options is not None
    assert options.display_name == "UBND P.Láng"


def test_folders_that_are_two_are_read(raw: dict[str, Any]) -> None:
    options, problems = read(raw | {"folders": ["INBOX", "Junk", "Spam"], "archive_folder": "Old", "keep_days": 9})
    assert (problems, options.more_folders) == ([], ("Junk", "Spam"))


def test_plain_is_allowed_to_loopback(raw: dict[str, Any]) -> None:
    local = {"imap_tls": "plain", "imap_host": "127.0.0.1", "smtp_tls": "plain", "smtp_host": "localhost"}
    _, problems = read(raw | local)
    assert problems == []


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"folder": "Junk"}, False),
        ({"folders": ["Junk", "Phản ánh"]}, False),
        ({"folders": ["Junk", "INBOX"]}, True),
        ({"folder": "inbox"}, True),
    ],
)
def test_two_lines_of_one_mailbox_read_different_folders(tmp_path: Path, more: dict[str, Any], refused: bool) -> None:
    first = configs.mail_line("a")
    second = configs.mail_line("a-junk", address=first["address"], **more)
    file = configs.write(tmp_path, lines=[first, second])
    if not refused:
        assert [*config.load(file, registry).lines] == ["a", "a-junk"]
        return
    with pytest.raises(ConfigError) as error:
        config.load(file, registry)
    assert [one.reason for one in error.value.problems] == [ADDRESS_TWICE(line="a")]
