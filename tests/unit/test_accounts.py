"""Passwords and second factors: what may be one, what opens."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.errors import NotAllowed
from gateway.services.accounts import passwords, second_factor

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
RFC_6238 = {  # appendix B, SHA-1, the last six of its eight digits
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


def at(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def test_codes_are_those_of_the_rfc_now_and_one_step_beside() -> None:
    for seconds, code in RFC_6238.items():
        step = seconds // 30
        beside = {0: step, 30: step, 61: None, 3600: None, **({-30: step, -61: None} if seconds > 100 else {})}
        assert {n: second_factor.step_of(RFC_SECRET, code, at(seconds + n)) for n in beside} == beside, seconds
    assert second_factor.step_of(RFC_SECRET, " 287 082 ", at(59)) == 1
    for wrong in ("", "28708", "2870820", "287083", "２８７０８２", "x" * 6):
        assert second_factor.step_of(RFC_SECRET, wrong, at(59)) is None, wrong


def test_a_link_gives_one_secret_and_another_link_another() -> None:
    one = second_factor.secret_for(b"key", "token")
    assert one == second_factor.secret_for(b"key", "token")
    assert len({one, second_factor.secret_for(b"other", "token"), second_factor.secret_for(b"key", "other")}) == 3
    assert len(one) == 32
    uri = second_factor.uri(one, "nguyen.lan", "Cổng HN")
    assert uri.startswith("otpauth://totp/")
    assert f"secret={one}" in uri
    assert "style=" not in second_factor.picture(uri)  # the pages' Content-Security-Policy refuses it


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("mèo vàng nhảy rào", ""),
        ("correct horse battery", ""),
        ("ngắn quá", "account.password_length"),
        ("x" * 300, "account.password_length"),
        ("a" * 20, "account.password_easy"),
        ("121212121212", "account.password_easy"),
        ("nguyen.lan2026", "account.password_easy"),
        ("Nguyen.Lan 123456", "account.password_easy"),
    ],
)
def test_a_password_is_long_and_no_name(password: str, refused: str) -> None:
    found = ""
    try:
        passwords.check(password, "nguyen.lan")
    except NotAllowed as refusal:
        found = refusal.reason.code
    assert found == refused


async def test_a_password_is_the_same_however_a_keyboard_composes_it_and_is_kept_as_argon2id() -> None:
    kept = await passwords.hashed("mèo vàng nhảy rào")
    assert kept.startswith("$argon2id$")
    assert await passwords.matches("me\u0300o va\u0300ng nha\u0309y ra\u0300o", kept)
    assert not await passwords.matches("meo vang nhay rao", kept)
    assert not await passwords.matches("a password that nobody has", None)
    assert not await passwords.matches("", "")
