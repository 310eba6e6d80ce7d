"""Who wrote: the address that the grammar of RFC 5322 names, never one in a comment or a quoted string."""

import pytest

from gateway.channels import email
from gateway.channels.email.address_lists import mailboxes
from gateway.channels.email.headers import author, parse

CITIZEN, EVIL = "mailto:citizen@example.com", "mailto:evil@evil.example"


@pytest.mark.parametrize(
    ("head", "urn", "certain"),
    [
        ("From: citizen@example.com", CITIZEN, True),
        ("From: <citizen@example.com>", CITIZEN, True),
        ('From: "Trần, Thị" <Citizen@EXAMPLE.com>', CITIZEN, True),
        ("From: citizen@example.com (Trần (Thị) Mận)", CITIZEN, True),
        ("From: citizen@example.com <citizen@example.com>", CITIZEN, True),
        ("From: Trần Thị <@mx1.example.com,@mx2.example.com:citizen@example.com>", CITIZEN, True),
        ("From: Trần Thị <citizen@ example(nhà) . com >", CITIZEN, True),
        ('From: "citizen"@example.com', CITIZEN, True),
        ("From: (a) citizen (b) @example.com (c)", CITIZEN, True),
        ("From: citizen@ (b) example.com", CITIZEN, True),
        ("From: citizen (evil@evil.example) @ (x) example.com", CITIZEN, True),
        ("From: Trần citizen (b) @example.com", CITIZEN, False),
        ("From: citizen@example.com (b) @evil.example", "", False),
        # The address in a comment, a quoted string or a name is what the sender wants to be taken for.
        ("From: evil@evil.example (<citizen@example.com>)", EVIL, True),
        ("From: evil@evil.example (\\(<citizen@example.com>)", EVIL, True),
        ("From: (<citizen@example.com>) <evil@evil.example>", EVIL, True),
        ("From: <evil@evil.example> (x <citizen@example.com>)", EVIL, True),
        ("From: <evil@evil.example(<citizen@example.com>)>", EVIL, True),
        ('From: "<citizen@example.com>" <evil@evil.example>', EVIL, True),
        ('From: "x\\" <citizen@example.com>" <evil@evil.example>', EVIL, True),
        ('From: evil@evil.example "<citizen@example.com>"', EVIL, False),
        ("From: =?utf-8?q?citizen=40example=2Ecom?= <evil@evil.example>", EVIL, True),
        ("From: <citizen@example.com> <evil@evil.example>", CITIZEN, False),
        ("From: citizen@example.com <evil@evil.example>", EVIL, False),
        ("From: evil@evil.example, citizen@example.com", EVIL, False),
        ("From: evil@evil.example citizen@example.com", EVIL, False),
        ("From: nhom: evil@evil.example, citizen@example.com;", EVIL, False),
        ("From: evil@evil.example (<citizen@example.com>", EVIL, False),
        ("From: Trần (tổ 3 <citizen@example.com>", CITIZEN, False),
        ('From: "x <citizen@example.com>', CITIZEN, False),
        ("From: citizen@example.com@evil.example", "", False),
        ('From: "<citizen@example.com>"@evil.example', "", False),
        ('From: "citizen@example.com"', CITIZEN, False),
        ('From: " citizen@example.com "', CITIZEN, False),
        ('From: "<citizen@example.com>"', CITIZEN, False),
        ('From: "citizen@example.com" <>', CITIZEN, False),
        ('From: "Trần Thị <citizen@example.com>"', CITIZEN, False),
        ('From: "Trần Thị" "citizen@example.com"', CITIZEN, False),
        ("From: =?utf-8?q?=22citizen=40example=2Ecom=22?=", CITIZEN, False),
        ('From: "citizen@example.com, evil@evil.example"', "", False),
        ('From: "citizen@example.com" "evil@evil.example"', "", False),
        ('From: "citizen@example.com"\r\nSender: evil@evil.example', CITIZEN, False),
        ('From: "citizen@example.com"\r\nFrom: evil@evil.example', EVIL, False),
        ("From: citizen@example.com\r\nFrom: evil@evil.example", EVIL, False),
        ("From: evil@evil.example\r\nFrom: evil@evil.example", EVIL, False),
        ("From: \r\nFrom: Citizen <citizen@example.com>", CITIZEN, False),
        ("From: Trần Thị citizen@example.com", CITIZEN, False),
        ("Sender: citizen@example.com", CITIZEN, False),
        ("From: x\r\nSender: citizen@example.com", CITIZEN, False),
        ("From: x", "", False),
        # Nobody is named by the grammar: what the writer meant, and nobody believes it.
        ("From: Tran Van Vi citizen@example.com", CITIZEN, False),
        ("From: =?utf-8?q?Tr=E1=BA=A7n_=3Ccitizen=40example=2Ecom=3E?=", CITIZEN, False),
        ("From: =?utf-8?b?Y2l0aXplbkBleGFtcGxlLmNvbQ==?=", CITIZEN, False),
        ("From: Tran <=?utf-8?q?citizen=40example.com?=>", CITIZEN, False),
        ("From: =?utf-8?q?Tr=E1=BA=A7n?= <=?utf-8?b?Y2l0aXplbkBleGFtcGxlLmNvbQ==?=>", CITIZEN, False),
        ('From: "Trần Thị" [mailto:citizen@example.com]', CITIZEN, False),
        ("From: citizen @ example . com", CITIZEN, False),
        ("From: ‘citizen@example.com’", CITIZEN, False),
        ('From: "Trần Thị" <nha_rieng citizen@example.com >', CITIZEN, False),
        ("From: Trần Thị [citizen@example.com]", CITIZEN, False),
        ("From: Trần Thị {citizen@example.com}", CITIZEN, False),
        ("From: Trần Thị «citizen@example.com»", CITIZEN, False),
        ("From: 'citizen@example.com'", CITIZEN, False),
        ("From: Trần Thị &lt;citizen@example.com&gt;", CITIZEN, False),
        ("From: Trần Thị ＜citizen＠example.com＞", CITIZEN, False),
        ("From: Trần Thị <citizen@example.com", CITIZEN, False),
        ("From: Trần Thị citizen@example.com>", CITIZEN, False),
        ("From: <<citizen@example.com>>", CITIZEN, False),
        ("From: mailto:citizen@example.com", CITIZEN, True),
        ("From: <mailto:citizen@example.com>", CITIZEN, True),
        ("From:\r\nFrom: Trần <citizen@example.com>", CITIZEN, False),
        ("From: man@mail_server.example", "mailto:man@mail_server.example", True),
        ("From: Mận <mận.trần@thư.example>", "mailto:mận.trần@xn--th-e0a.example", True),
        ("From: Mận <mạ\u0302n@thư.example>", "mailto:mận@xn--th-e0a.example", True),
        ("From: a@BƯỞI.example", "mailto:a@xn--bi-d0a8990a.example", True),
        ('From: "[citizen@example.com]" <evil@evil.example>', EVIL, True),
        ("From: [citizen@example.com] <evil@evil.example>", EVIL, False),
        ("From: =?utf-8?q?=3Ccitizen=40example.com=3E?= <evil@evil.example>", EVIL, True),
        ("From: Trần Thị (citizen@example.com)", "", False),
        ("From: citizen@\u200bexample.com", CITIZEN, True),
    ],
)
def test_the_address_is_the_one_that_the_grammar_names(head: str, urn: str, certain: bool) -> None:
    body = f"{head}\r\nSubject: x\r\n\r\nx\r\n".encode()
    said = author(parse(body))
    assert (said.mailbox.urn, said.certain) == (urn, certain)
    assert email.sender_key(body) == urn
    assert ("sender_uncertain" in email.decode([body]).flags) is (bool(urn) and not certain)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("=?utf-8?q?=22Tr=E1=BA=A7n_=C4=90=E1=BB=A9c=22_=3Ca=40b=2Eexample=3E?= <a@b.example>", "Trần Đức"),
        ("=?utf-8?q?Tr=E1=BA=A7n_=C4=90=E1=BB=A9c_=3Ca=40b=2Eexample=3E?= <a@b.example>", "Trần Đức"),
        ("=?utf-8?q?=22Tr=E1=BA=A7n_=C4=90=E1=BB=A9c?= <a@b.example>", "Trần Đức"),
        ("=?utf-8?q?Tr=E1=BA=A7n_=22=C4=90=E1=BB=A9c?= <a@b.example>", "Trần Đức"),
        ('"Trần Đức <a@b.example>" <a@b.example>', "Trần Đức"),
        ('"Trần Đức (a@b.example)" <a@b.example>', "Trần Đức"),
        ('"Trần Đức [mailto:a@b.example]" <a@b.example>', "Trần Đức"),
        ('"Trần Đức <>" <a@b.example>', "Trần Đức"),
        ('"Trần Đức <c@d.example>" <a@b.example>', "Trần Đức"),
        ('"<a@b.example>" <a@b.example>', "a@b.example"),
        ('"a@b.example" <a@b.example>', "a@b.example"),
        ('"Trần \\"Tí\\" Đức" <a@b.example>', 'Trần "Tí" Đức'),
        ('"\\"Tí\\" Đức" <a@b.example>', '"Tí" Đức'),
        ('"Trần Đức (tổ 3)" <a@b.example>', "Trần Đức (tổ 3)"),
        ("'Trần Đức' <a@b.example>", "Trần Đức"),
    ],
)
def test_a_name_is_shown_without_mailbox_and_loose_quotes(value: str, name: str) -> None:
    assert mailboxes(value.encode())[0].name == name


@pytest.mark.parametrize(
    "shape", ["(", "((a)", '"', '"a', "<", ">", ",", ":", ";", "@", "a@b ", "<a@b>", "  ", "\\", "<@a:", "(x) ", ". "]
)
def test_lists_are_linear_in_what_a_stranger_writes(shape: str) -> None:
    assert len(mailboxes((shape * 60_000).encode())) <= 500
    assert len(mailboxes(f"<a{shape * 30_000}@b.example>".encode())) <= 500
