"""A config.toml for tests: leases and back-offs of a second, no simulator, one mail line and one SMS line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from gateway.local import processes
from gateway.store import roles

__all__ = ["UNIT", "mail_line", "smpp_line", "sms_line", "write"]

UNIT: Mapping[str, Any] = {
    "key": "vanmieu",
    "name": "UBND P.Văn Miếu-Quốc Tử Giám",
    "name_en": "Van Mieu-Quoc Tu Giam Ward PC",
    "phone": "024.0000.1022",
}
PASSWORD = "a password of tests"
TABLES: Mapping[str, Mapping[str, Any]] = {
    "data": {"directory": "data"},
    "operator": {"mail": "operator@village.example"},
    "times": {
        "lease": 1,
        "sweep": 0.2,
        "visit": 1,
        "incomplete_sms": 1,
        "backoff": [1, 1, 1],
        "tries": 3,
        "attempt_deadline": 20,  # a text waits behind a listing of the SIM, on a busy machine for long
        "health_grace": 2,
        "undo_seconds": 0,  # answers are waited for everywhere
    },
    "limits": {
        "quiet_hours": [],  # the suite runs at night too
        "same_text_minutes": 0,  # a test asks for help twice in a second
        "sms_per_number_hour": 0,
        "sms_per_line_day": 0,
        "unproven_per_line_hour": 100_000,
        "unproven_per_sender_day": 1_000,  # a test's mails bear no verdict
    },
    "probes": {"enabled": False},
    "simulator": {"enabled": False},
}


def mail_line(
    name: str = "vanmieu-mail", *, imap_port: int = 1143, smtp_port: int = 1025, **more: Any
) -> dict[str, Any]:
    """A mail line on plain loopback servers, logging in with PASSWORD; `more` adds or replaces keys."""
    address = more.pop("address", f"{name}@village.example")
    return {
        "name": name,
        "channel": "email",
        "unit": "vanmieu",
        "owner": "tests",
        "address": address,
        "imap_host": "127.0.0.1",
        "imap_port": imap_port,
        "imap_tls": "plain",
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "smtp_tls": "plain",
        "user": address,
        "password_file": "mail.password",
        "poll_seconds": 1,
        **more,
    }


def sms_line(name: str = "vanmieu-sms", **more: Any) -> dict[str, Any]:
    """An SMS line on the dummy phone in phone/ beside the file; `more` adds or replaces keys."""
    return {
        "name": name,
        "channel": "sms",
        "unit": "vanmieu",
        "owner": "tests",
        "number": "+84590001022",
        "driver": "dummy",
        "device": "phone",
        "poll_seconds": 1,
        "silence_seconds": 0.9,
        **more,
    }


def calls_line(name: str = "vanmieu-calls", **more: Any) -> dict[str, Any]:
    """A number whose calls an Asterisk tells of; `more` adds or replaces keys."""
    return {
        "name": name,
        "channel": "calls",
        "unit": "vanmieu",
        "owner": "tests",
        "number": "02438000001",
        "vendor": "asterisk",
        "reply_line": "vanmieu-sms",
        **more,
    }


def smpp_line(name: str = "vanmieu-smpp", **more: Any) -> dict[str, Any]:
    """A line on a message centre of bench/centre.py; `more` adds or replaces keys, of which it needs `port`."""
    return {
        "name": name,
        "channel": "smpp",
        "unit": "vanmieu",
        "owner": "tests",
        "number": "+84590001022",
        "host": "127.0.0.1",
        "port": 2775,
        "tls": "plain",
        "user": "gateway",
        "password_env": "GATEWAY_SMPP",
        "poll_seconds": 0.2,
        "response_seconds": 2,
        **more,
    }


def write(directory: Path, *, database_url: str = "", redis_url: str = "", **overrides: Any) -> Path:
    """Write `directory`/config.toml and return its path.

    An override is a root key, a table (its keys replace or join those of TABLES), or `units` or `lines` (lists that
    replace the default ones). Empty URLs mean the embedded servers. The page gets a free port.
    """
    whole: dict[str, Any] = {
        "zone": "Asia/Ho_Chi_Minh",
        "city": "HN",
        "console": {"port": processes.free_port()},
        **{name: dict(table) for name, table in TABLES.items()},
        "units": [dict(UNIT)],
        "lines": [mail_line(), sms_line()],
    }
    for name, url in (("database", database_url), ("redis", redis_url)):
        if url:
            _secret(directory / f"{name}.url", url)
            whole[name] = {"url_file": f"{name}.url"}
    if "@" in database_url:  # the server of the tests has the roles of an embedded one
        for role, url in roles.embedded(database_url).items():
            _secret(directory / f"{role}.url", url)
            whole["database"][f"{role}_url_file"] = f"{role}.url"
    for name, value in overrides.items():
        whole[name] = {**whole.get(name, {}), **value} if isinstance(value, dict) else value
    _secret(directory / "mail.password", PASSWORD)
    (directory / "phone").mkdir(exist_ok=True)
    path = directory / "config.toml"
    path.write_text(tomli_w.dumps(whole), "utf-8")
    return path


def _secret(file: Path, secret: str) -> None:
    file.touch(mode=0o600)
    file.write_text(secret + "\n", "utf-8")
