"""Secrets from files, as people write them."""

from pathlib import Path

import pytest

from gateway.settings import secrets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_secret_is_read_with_or_without_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "password"
    file.touch(0o600)
    file.write_bytes("mật khẩu\r\n".encode(encoding))
    assert secrets.read({"password_file": str(file)}, "password", {}, "lines[1].") == ("mật khẩu", [])
