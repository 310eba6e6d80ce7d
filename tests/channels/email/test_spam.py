"""Our own scanner's mark holds a mail; a stranger's is no mark of ours, and a forged "not spam" never helps."""

import pytest

from gateway.channels.email.headers import parse
from gateway.channels.email.spam import marked

OURS = "Received: from mx.example.com by mx.hanoi.gov.vn; Tue, 10 Mar 2026 08:12:00 +0700"
INNER = "Received: from mx.hanoi.gov.vn by mail.hanoi.gov.vn with LMTP; Tue, 10 Mar 2026 08:12:01 +0700"
AMAVIS = "Received: from mx.hanoi.gov.vn by localhost (amavisd-new, port 10024); Tue, 10 Mar 2026 08:12:01 +0700"
FOREIGN = "Received: from [192.0.2.7] (helo by mx.hanoi.gov.vn) by mail.example.com; Tue, 10 Mar 2026 08:11:00 +0700"
EXCHANGE = "Received: from mx.example.com by ex.hanoi.gov.vn with Microsoft SMTP Server id 15.2.1"
FROM = "From: citizen@example.com"

MARKS = [
    "X-Spam-Flag: YES",
    "X-Spam-Status: Yes, score=8.1 required=5.0",
    "X-Spam: Yes",
    "X-Spamd-Result: default: True [21.40 / 15.00];\r\n R_SPF_FAIL(1.00)[]",
    "X-Rspamd-Action: add header",
    "X-Barracuda-Spam-Status: Yes, SCORE=5.2",
    "X-Bogosity: Spam, tests=bogofilter",
    "X-DSPAM-Result: Spam",
    "X-MS-Exchange-Organization-SCL: 6",
    "X-Forefront-Antispam-Report: CIP:203.0.113.5;CTRY:VN;SCL:5;SFV:SPM;H:x",
    "X-Forefront-Antispam-Report: CIP:203.0.113.5;SFV:SKB;SCL:-1",
]
HAM = [
    "X-Spam-Flag: NO",
    "X-Spam-Status: No, score=-1.9 required=5.0 tests=YES",
    "X-Spam: no",
    "X-Spamd-Result: default: False [-2.10 / 15.00]; true",
    "X-Rspamd-Action: no action",
    "X-Rspamd-Action: greylist",
    "X-Bogosity: Ham, tests=bogofilter",
    "X-MS-Exchange-Organization-SCL: -1",
    "X-MS-Exchange-Organization-SCL: 4",
    "X-MS-Exchange-Organization-SCL: ",
    "X-Forefront-Antispam-Report: CIP:203.0.113.5;SCL:1;SFV:NSPM",
    "X-Spam-Level: ******",
]


def held(*fields: str) -> bool:
    return bool(marked(parse("\r\n".join((*fields, "", "x")).encode())))


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_of_our_own_server_counts(mark: str) -> None:
    assert held(mark, OURS, FOREIGN, FROM)
    assert held(OURS, mark, FOREIGN, FROM)
    assert held(INNER, AMAVIS, OURS, mark, FOREIGN, FROM)
    assert held(mark, FROM), "nothing shows a foreign server"


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_below_a_foreign_server_is_not_ours(mark: str) -> None:
    assert not held(OURS, FOREIGN, mark, FROM)
    assert not held(OURS, FOREIGN, FROM, mark)


@pytest.mark.parametrize("mark", HAM)
def test_what_is_no_spam_is_none(mark: str) -> None:
    assert not held(mark, OURS, FROM)


def test_a_forged_not_spam_never_helps() -> None:
    assert held(OURS, "X-Spam-Flag: YES", FOREIGN, "X-Spam-Flag: NO", FROM)
    assert held("X-Spam-Flag: NO", "X-Spam-Flag: YES", OURS, FROM)


def test_at_the_end_a_mark_counts_beside_the_name_of_our_own_host() -> None:
    assert held(OURS, FOREIGN, FROM, "X-Rspamd-Server: scan.hanoi.gov.vn", "X-Spam: Yes")
    assert not held(OURS, FOREIGN, FROM, "X-Rspamd-Server: scan.example.com", "X-Spam: Yes")
    version = "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on"
    assert held(OURS, FOREIGN, FROM, f"{version} mx.hanoi.gov.vn", "X-Spam-Flag: YES")
    assert not held(OURS, FOREIGN, FROM, f"{version} mx.danang.gov.vn", "X-Spam-Flag: YES")


def test_exchange_writes_at_the_end_and_takes_strangers_fields_out() -> None:
    assert held(EXCHANGE, FOREIGN, FROM, "X-MS-Exchange-Organization-SCL: 6")
    assert not held(OURS, FOREIGN, FROM, "X-MS-Exchange-Organization-SCL: 6")


def test_marks_are_read_in_linear_time() -> None:
    for shape in ("(", "by ", "on ", "SCL:", ";", "by by.example "):
        fields = [f"Received: {shape * 20_000}", f"X-Forefront-Antispam-Report: {shape * 20_000}"] * 200
        assert not held(*fields)
