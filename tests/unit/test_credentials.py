"""Secrets from files, as people write them."""

from pathlib import Path

import pytest

from gateway.domain.errors import Problem
from gateway.settings import reasons, secrets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_secret_is_read_with_or_without_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "password"
    file.touch(0o600)
    file.write_bytes("mật khẩu\r\n".encode(encoding))
    assert secrets.read({"password_file": str(file)}, "password", {}, "lines[1].") == ("mật khẩu", [])


def test_a_variable_is_read_as_a_file_is() -> None:
    def read(value: str) -> object:
        return secrets.read({"password_env": "PW"}, "password", {"PW": value}, "lines[1].")

    assert read(" mật khẩu\u00a0\t1 \n") == (" mật khẩu\u00a0\t1 ", [])
    assert read("\n") == (None, [Problem("lines[1].password_env", reasons.VARIABLE_EMPTY)])
    for injected in ("a\r\nA1 LOGOUT", "a\0b", "a\nb"):
        assert read(injected) == (None, [Problem("lines[1].password_env", reasons.VARIABLE_MANY_LINES)])
