"""Whose word on a sender counts: only the topmost header with our own server's name."""

from dataclasses import replace

import pytest

from gateway.channels import email

from .conftest import letter, make_options

OURS = "mail.hanoi.example"


def judged(*headers: str, authserv_id: str = OURS) -> bool | None:
    extra = "".join(f"Authentication-Results: {one}\r\n" for one in headers)
    decoded = email.decode([extra.encode() + letter("x")])
    return email.authenticate(decoded, replace(make_options(1), authserv_id=authserv_id)).dmarc_pass


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ((), None),
        ((f"{OURS}; dmarc=pass header.from=example.com",), True),
        ((f"{OURS} 1; spf=pass; dkim=pass; DMARC=Pass (p=none)",), True),
        ((f"{OURS}; dmarc=fail",), False),
        ((f"{OURS}; dmarc=none",), False),
        ((f"{OURS}; spf=pass",), None),
        ((f"{OURS}; dmarc=fail (dmarc=pass)",), False),
        ((f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass"), False),
        (("evil.example; dmarc=pass", f"{OURS}; dmarc=fail"), False),
        (("evil.example; dmarc=pass",), None),
        ((f"evil.{OURS}; dmarc=pass",), None),
        ((f"evil.example ({OURS}); dmarc=pass",), None),
        ((f"evil.example; {OURS}; dmarc=pass",), None),
        ((f"{OURS}.evil.example; dmarc=pass", f"{OURS}; dmarc=pass"), True),
        ((f"{OURS.upper()}; dmarc=pass",), True),
    ],
)
def test_only_our_own_servers_topmost_word_counts(headers: tuple[str, ...], verdict: bool | None) -> None:
    assert judged(*headers) is verdict


def test_without_a_configured_name_nobody_is_believed() -> None:
    assert judged("; dmarc=pass", authserv_id="") is None
    assert judged(f"{OURS}; dmarc=pass", authserv_id="") is None
