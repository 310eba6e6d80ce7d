"""One TLS context for both directions, the same under every Python."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import tls
from tests.support.wire import certificates


def test_an_authority_of_ones_own_is_taken_without_key_identifiers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Python 3.13's default context is; everything else is verified all the same."""
    default = ssl.create_default_context

    def strict(**options: Any) -> ssl.SSLContext:
        made = default(**options)
        made.verify_flags |= ssl.VERIFY_X509_STRICT
        return made

    monkeypatch.setattr(ssl, "create_default_context", strict)
    tls.context.cache_clear()
    own, ours = tls.context(str(certificates(tmp_path)[0])), tls.context("")
    tls.context.cache_clear()
    assert not own.verify_flags & ssl.VERIFY_X509_STRICT
    assert ours.verify_flags & ssl.VERIFY_X509_STRICT
    assert (own.verify_mode, own.check_hostname) == (ssl.CERT_REQUIRED, True)
