"""Addresses: every spelling of one sender is one URN, and nothing hostile becomes one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import addresses


@pytest.mark.parametrize(
    "spelling",
    [
        "+84590001001",
        "84590001001",
        "0084590001001",
        "0590001001",
        "0590.001.001",
        "0590 001 001",
        "(0590) 001-001",
        "+84 0590 001 001",
        "tel:+84590001001",
        " 0590001001 ",
    ],
)
def test_every_spelling_of_a_number_is_one_urn(spelling: str) -> None:
    assert addresses.phone(spelling) == "tel:+84590001001"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01621234567", "tel:+84321234567"),
        ("+841261234567", "tel:+84761234567"),
        ("84 199 123 4567", "tel:+84591234567"),
        ("01301234567", ""),
    ],
)
def test_numbers_of_eleven_digits_become_their_ten_digits(old: str, new: str) -> None:
    assert addresses.phone(old) == new


@pytest.mark.parametrize(
    ("sender", "urn"),
    [
        ("1022", "sms:1022"),
        ("191", "sms:191"),
        ("VNNET", "sms:VNNET"),
        ("TestBank", "sms:TESTBANK"),
        ("sms:1022", "sms:1022"),
        ("*101#", "sms:*101#"),
        ("sms:*101#", "sms:*101#"),
        ('sms:"19001234"', 'sms:"19001234"'),
    ],
)
def test_short_codes_and_brand_names_are_machines(sender: str, urn: str) -> None:
    assert addresses.phone(sender) == urn
    assert addresses.is_short_or_alpha(urn)
    assert not addresses.is_mobile(urn)


@pytest.mark.parametrize("nobody", ["", "+", "12345678", "+999123456789", "tên rất dài không phải số"])
def test_what_names_nobody_is_empty(nobody: str) -> None:
    assert addresses.phone(nobody) == ""


def test_only_a_vietnamese_mobile_number_is_mobile() -> None:
    assert addresses.is_mobile("tel:+84590001001")
    for other in (
        "tel:+842438265312",
        "tel:+8419001009",
        "tel:+12025550123",
        "mailto:a@b.example",
        "",
        "tel:+84",
        "tel:+84x",
    ):
        assert not addresses.is_mobile(other)


@pytest.mark.parametrize(
    ("written", "urn"),
    [
        ("Nguyễn Văn Mẫu <Nguoi.Dan@Example.COM>", "mailto:nguoi.dan@example.com"),
        ('"Mẫu, a@b" <c@d.example>', "mailto:c@d.example"),
        ("(ghi chú) a@b.example (nữa (lồng))", "mailto:a@b.example"),
        ("a@bưởi.example", "mailto:a@xn--bi-d0a8990a.example"),
        ("o'neil+tag@x.example.", "mailto:o'neil+tag@x.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_a_mail_address_has_one_spelling(written: str, urn: str) -> None:
    assert addresses.mail(written) == urn


@pytest.mark.parametrize(
    "hostile",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\x00",
        "a@@b.example",
        "a@b.example, c@d.example",
        "x@[127.0.0.1]",
        "a b@x.example",
        "<>",
        "",
        "undisclosed-recipients:;",
        "a@-b.example",
        "a@" + "b" * 300,
        "a" * 65 + "@b.example",
        "(" * 3000,
    ],
)
def test_what_is_no_address_is_empty(hostile: str) -> None:
    assert addresses.mail(hostile) == ""


@given(st.text(alphabet=st.characters(codec=None), max_size=80))
def test_a_urn_is_its_own_spelling_and_holds_nothing_a_header_breaks_on(s: str) -> None:
    for read in (addresses.phone, addresses.mail):
        urn = read(s)
        assert read(urn) == urn
        assert not set(urn) & set("\r\n\x00")
    assert not set(addresses.mail(s)) & set("<>, ")


@pytest.mark.parametrize(
    ("sender", "reply_to", "to"),
    [
        ("an@congty.example.com", ["lan@congty.example.com"], "lan@congty.example.com"),
        ("an@mail.congty.vn", ["lan@congty.vn"], "lan@congty.vn"),
        ("an@congty.com.vn", ["lan@hop-thu.congty.com.vn"], "lan@hop-thu.congty.com.vn"),
        ("an@p1.hanoi.gov.vn", ["vanthu@hanoi.gov.vn"], "vanthu@hanoi.gov.vn"),
        ("an@congty.vn", ["x@la.example", "lan@congty.vn"], "lan@congty.vn"),
        ("an@congty.vn", ["lan@congty.vn", "an@congty.vn"], "an@congty.vn"),
        ("an@congty.vn", [], "an@congty.vn"),
        ("an@congty.vn", ["nan.nhan@khac.vn"], "an@congty.vn"),
        ("an@congty.com.vn", ["x@khac.com.vn"], "an@congty.com.vn"),
        ("an@phuong.gov.vn", ["x@so.gov.vn"], "an@phuong.gov.vn"),
        ("an@com.vn", ["x@com.vn"], "an@com.vn"),
        ("an@gmail.com", ["x@gmail.com"], "an@gmail.com"),
        ("an@a.blogspot.com", ["x@b.blogspot.com"], "an@a.blogspot.com"),
        ("an@congty.vn", ["x@congty.vn.evil.example"], "an@congty.vn"),
        ("an@village.example", ["phuong@village.example"], "an@village.example"),
        ("an@xn--th-e0a.vn", ["mận@mail.xn--th-e0a.vn"], "mận@mail.xn--th-e0a.vn"),
    ],
)
def test_a_reply_goes_to_the_senders_own_organisation_only(sender: str, reply_to: list[str], to: str) -> None:
    own = {"mailto:phuong@village.example"}
    given = [f"mailto:{address}" for address in reply_to]
    assert addresses.reply_address(f"mailto:{sender}", given, own) == f"mailto:{to}"
    assert addresses.reply_address("tel:+84590001001", given, own) == "tel:+84590001001"
    assert addresses.reply_address("", given, own) == ""


@given(st.from_regex(r"\+?[0-9][0-9 .-]{2,14}", fullmatch=True))
def test_any_digits_are_read_without_error_and_once(s: str) -> None:
    urn = addresses.phone(s)
    assert addresses.phone(urn) == urn


@pytest.mark.parametrize(
    ("urn", "shown", "masked"),
    [
        ("tel:+84590001001", "0590 001 001", "05******01"),
        ("tel:+8418001234", "18001234", "18****34"),
        ("tel:+12025550123", "+12025550123", "+1********23"),
        ("mailto:nguoidan@example.com", "nguoidan@example.com", "n***@example.com"),
        ("sms:1022", "1022", "1022"),
        ("", "", "***"),
    ],
)
def test_addresses_are_shown_to_officers_and_masked_in_logs(urn: str, shown: str, masked: str) -> None:
    assert addresses.show(urn) == shown
    assert addresses.mask(urn) == masked
