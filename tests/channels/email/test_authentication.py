"""Whose word on a sender counts, and when nobody can say: Authentication-Results by the grammar of RFC 8601."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.channels import email
from gateway.channels.email.authentication import verdicts
from gateway.channels.email.headers import parse
from gateway.domain.model import Dmarc

from .conftest import letter, make_options

OURS = "mail.hanoi.example"
ABOUT = "header.from=example.com"  # the citizen's domain
PASS, FAIL, UNKNOWN = Dmarc.PASS, Dmarc.FAIL, Dmarc.UNKNOWN
RECEIVED = "Received: from mx.example.com by mail.hanoi.example; Tue, 10 Mar 2026 08:12:00 +0700\r\n"


def checked(*headers: str, sender: str = "", below: str = "", **options: Any) -> Dmarc:
    """What is believed of a mail with these Authentication-Results on top, and `below` them."""
    above = "".join(f"Authentication-Results: {one}\r\n" for one in headers)
    body = letter("x").replace(b"From: <nguoidan01@example.com>", sender.encode()) if sender else letter("x")
    decoded = email.decode([(above + below).encode() + body])
    changes = {"authserv_id": OURS} | options
    return email.authenticate(decoded, replace(make_options(1), **changes)).dmarc


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        (f"dmarc=pass {ABOUT}", PASS),
        (f"spf=pass; dkim=pass; DMARC=Pass (p=none) {ABOUT}", PASS),
        (f"dmarc = pass {ABOUT};", PASS),
        (f"dmarc=pass(p=reject sp=reject dis=none) {ABOUT};", PASS),
        ("dmarc=pass header.from=EXAMPLE.com.", PASS),
        ("dmarc=pass header.from=nguoidan01@example.com", PASS),
        ("dmarc=pass header.from=<nguoidan01@example.com>", PASS),
        (f"dkim=pass header.d=a.example; dkim=fail header.d=b.example; dmarc=pass {ABOUT}", PASS),
        (f"spf=pass smtp.mailfrom=<a@b.example>; dmarc/1=pass {ABOUT}", PASS),
        (f"dkim=pass header.b=Ab/c+== header.i=@x.example; dmarc=pass {ABOUT}", PASS),
        (f"dmarc=fail {ABOUT}", FAIL),
        (f"dmarc=fail (p=reject dis=none) {ABOUT}", FAIL),
        (f"dmarc=fail (p=quarantine sp=none) {ABOUT}", FAIL),
        (f"dmarc=fail (dmarc=pass) {ABOUT}", FAIL),
        (f"arc=fail; dmarc=fail {ABOUT}", FAIL),
        # Whoever has no policy, or came over a list that our server trusts, is not forged.
        (f"dmarc=fail (p=NONE sp=NONE dis=NONE) {ABOUT}", UNKNOWN),
        (f"dmarc=fail policy.dmarc=none {ABOUT}", UNKNOWN),
        (f"dmarc=fail header.policy=none {ABOUT}", UNKNOWN),
        (f"dmarc=fail action=none {ABOUT}", UNKNOWN),
        (f'dmarc=fail reason="No valid DKIM" {ABOUT} (policy=none)', UNKNOWN),  # rspamd
        (f"dmarc=fail {ABOUT} (policy=reject)", FAIL),
        (f"arc=pass (i=1); dmarc=fail (p=reject) {ABOUT}", UNKNOWN),
        *((f"dmarc={result} {ABOUT}", UNKNOWN) for result in ("none", "bestguesspass", "temperror", "permerror", "x")),
        ("spf=pass", UNKNOWN),
        ("none", UNKNOWN),
        # Of nobody, of somebody else, twice, or against the grammar: nobody can say.
        ("dmarc=pass", UNKNOWN),
        ("dmarc=fail", UNKNOWN),
        ("dmarc=pass header.from=evil.example", UNKNOWN),
        ("dmarc=pass header.from=sub.example.com", UNKNOWN),
        (f"dmarc=pass header.from=evil.example {ABOUT}", UNKNOWN),
        (f"dmarc=pass {ABOUT}; dmarc=pass {ABOUT}", UNKNOWN),
        (f"dmarc=fail {ABOUT}; dmarc=pass {ABOUT}", UNKNOWN),
        (f"dmarc=pass {ABOUT}; x", UNKNOWN),
        (f"dmarc=pass {ABOUT}; spf=pass (", UNKNOWN),
        (f"dmarc=pass {ABOUT} (x", UNKNOWN),
        (f'dmarc=pass {ABOUT}; spf=pass reason="', UNKNOWN),
        (f"dmarc=pass) {ABOUT}", UNKNOWN),
        (f"dmarc==pass {ABOUT}", UNKNOWN),
        (f"dkim=pass header.b={'x' * 9000}; dmarc=pass {ABOUT}", UNKNOWN),
        # What a sender can have our own server write.
        (f"spf=pass smtp.mailfrom=dmarc=pass@evil.example; dmarc=none {ABOUT}", UNKNOWN),
        (f'spf=pass smtp.mailfrom="dmarc=pass {ABOUT}"@evil.example; dmarc=fail {ABOUT}', FAIL),
        (f'spf=fail reason="x; dmarc=pass {ABOUT}"; dmarc=fail {ABOUT}', FAIL),
        (f'spf=fail reason="x\\"; dmarc=pass {ABOUT}"; dmarc=fail {ABOUT}', FAIL),
        (f"spf=pass smtp.helo=dmarc=pass; dmarc=fail {ABOUT}", FAIL),
        (f"spf=pass (x (y) ; dmarc=pass {ABOUT}); dmarc=fail {ABOUT}", FAIL),
        (f"spf=pass (x \\) ; dmarc=pass {ABOUT}) ; dmarc=fail {ABOUT}", FAIL),
        (f"spf=pass (x \\); dmarc=pass {ABOUT}", UNKNOWN),
        (f"xdmarc=pass {ABOUT}", UNKNOWN),
        (f"x.dmarc=pass {ABOUT}", UNKNOWN),
    ],
)
def test_our_own_servers_word_has_three_values(header: str, verdict: Dmarc) -> None:
    assert checked(f"{OURS}; {header}") is verdict
    assert checked(f"{OURS.upper()} 1; {header}") is verdict


GOOD, BAD = f"{OURS}; dmarc=pass {ABOUT}", f"{OURS}; dmarc=fail {ABOUT}"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ((), UNKNOWN),
        ((BAD, GOOD), FAIL),
        ((f"{OURS}; none", GOOD), UNKNOWN),
        ((f"evil.example; dmarc=pass {ABOUT}", BAD), FAIL),
        ((f"evil.example; dmarc=pass {ABOUT}",), UNKNOWN),
        ((f"evil.{OURS}; dmarc=pass {ABOUT}",), UNKNOWN),
        ((f"{OURS}.evil.example; dmarc=pass {ABOUT}",), UNKNOWN),
        ((f"evil.example ({OURS}); dmarc=pass {ABOUT}",), UNKNOWN),
        ((f"({OURS}; dmarc=pass {ABOUT}) evil.example; none",), UNKNOWN),
        ((f'evil.example "{OURS}"; dmarc=pass {ABOUT}',), UNKNOWN),
        ((f"evil.example; {OURS}; dmarc=pass {ABOUT}",), UNKNOWN),
        ((f"dmarc=pass {ABOUT}",), UNKNOWN),
        ((f"{OURS}.evil.example; dmarc=pass {ABOUT}", GOOD), PASS),
        ((f'"{OURS}"; dmarc=pass {ABOUT}',), PASS),
    ],
)
def test_only_the_topmost_header_of_our_name_counts(headers: tuple[str, ...], verdict: Dmarc) -> None:
    assert checked(*headers) is verdict


SPF = f"{OURS}; spf=pass"


def test_headers_of_ours_that_adjoin_above_the_topmost_received_are_one_word() -> None:
    assert checked(SPF, GOOD, below=RECEIVED) is PASS
    assert checked(SPF, SPF, BAD, below=RECEIVED) is FAIL
    assert checked(BAD, GOOD, below=RECEIVED) is UNKNOWN, "said twice"
    assert checked(SPF, "other.example; spf=pass", GOOD, below=RECEIVED) is UNKNOWN
    assert checked(SPF, GOOD) is UNKNOWN, "without Received nothing says which are ours"


def test_a_lower_header_counts_only_as_far_as_the_line_says_that_its_server_writes_several() -> None:
    below = f"{RECEIVED}Authentication-Results: {GOOD}\r\n"
    assert checked(SPF, below=below) is UNKNOWN
    assert checked(SPF, below=below, authserv_headers=2) is PASS
    assert checked(SPF, below=RECEIVED + below, authserv_headers=2) is PASS
    assert checked(SPF, SPF, below=below, authserv_headers=2) is UNKNOWN
    assert checked(BAD, below=below, authserv_headers=2) is UNKNOWN, "said twice"


UNNAMED = f"spf=pass (sender IP is 203.0.113.5)\r\n smtp.mailfrom=example.com;dmarc=pass action=none\r\n {ABOUT}"


def test_a_server_that_writes_no_name_is_believed_where_the_line_says_so() -> None:
    assert checked(UNNAMED) is UNKNOWN
    exchange: dict[str, Any] = {"authserv_id": "", "authserv_unnamed": True}
    assert checked(UNNAMED, **exchange) is PASS
    assert checked(UNNAMED.replace("dmarc=pass action=none", "dmarc=fail action=oreject"), **exchange) is FAIL
    assert checked("evil.example; spf=pass", UNNAMED, **exchange) is UNKNOWN, "only the topmost"
    assert checked("spf=pass", UNNAMED, below=RECEIVED, **exchange) is UNKNOWN
    assert checked(GOOD, **exchange) is UNKNOWN, "whoever writes a name is not our server"


def test_without_a_configured_name_nobody_is_believed() -> None:
    for header in (f"; dmarc=pass {ABOUT}", UNNAMED, GOOD):
        assert checked(header, authserv_id="") is UNKNOWN


@pytest.mark.parametrize(
    "sender",
    [
        "From: <nguoidan01@example.com>, <khac@example.com>",
        "From: <nguoidan01@example.com>\r\nFrom: <khac@example.com>",
        "From: <nguoidan01@example.com>\r\nFrom: <nguoidan01@example.com>",
        "From: <nguoidan01@example.com> <khac@example.com>",
        "From: khac@example.com <nguoidan01@example.com>",
        "From: khac@example.com nguoidan01@example.com",
        "From: nguoidan01@example.com (x",
        'From: "x <nguoidan01@example.com>',
        "Sender: nguoidan01@example.com",
    ],
)
def test_a_verdict_is_about_exactly_one_address(sender: str) -> None:
    assert checked(GOOD, sender=sender) is UNKNOWN
    assert checked(BAD, sender=sender) is UNKNOWN


def test_an_international_domain_is_compared_in_its_ascii_form() -> None:
    for about in ("hà-nội.example", "xn--h-ni-0na4517b.example"):
        header = f"{OURS}; dmarc=pass header.from={about}"
        assert checked(header, sender="From: <a@hà-nội.example>") is PASS, about


def test_verdicts_are_linear_in_what_a_stranger_writes() -> None:
    for shape in ("(", '"', "a=", ";", "=", "a=b ", "(x)", "\\"):
        header = f"Authentication-Results: {OURS}; {shape * 8000}\r\n\r\n"
        assert len(verdicts(parse(header.encode()))) == 1
