"""What is in a SIM's account: asked once a day, kept as the operator says it, read where its shape is known."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gateway.channels.sms import ussd
from gateway.channels.sms.balance import Asking, facts
from gateway.domain import carriers

VIETTEL, VINA, MOBI, VNM = "452040000000001", "452020000000001", "452010000000001", "452050000000001"
ANSWERS: dict[str, tuple[str, str, int | None, date | None]] = {
    "Viettel": (
        "84590000001. TKG: 31.500d, dung den 0h ngay 09/02/2027. Bam chon:\n1. 15K=3GB/3ngay\nHoac bam goi *098#",
        VIETTEL,
        31_500,
        date(2027, 2, 9),
    ),
    "Viettel, nothing left": ("84590000001. TKG: 0d, dung den 0h ngay 18/12/2026.", VIETTEL, 0, date(2026, 12, 18)),
    "Viettel, as it was": ("TK goc la 212d. De biet cac CT dac biet bam goi *098#.", VIETTEL, 212, None),
    "Viettel, in other words": ("TK goc: 12.500d, HSD: 20/12/2026", VIETTEL, 12_500, date(2026, 12, 20)),
    "VinaPhone": (
        "So TB 0590000002 (VINA690). TK chinh=19900 VND, HSD 16/09/2027. Khoa1C: 17/09/2027. CSKH 18001091 (0d)",
        VINA,
        19_900,
        date(2027, 9, 16),
    ),
    "VinaPhone, with the hour": ("TK chinh= 4,050 VND, HSD: 23:59:59 03/01/2027", VINA, 4_050, date(2027, 1, 3)),
    "MobiFone": (
        "+84590000003. MobiQ . TKC 10425 d, TK no 0VND, HSD: 00:00 28-06-2027. SMS, 100, 30-05-2027",
        MOBI,
        10_425,
        date(2027, 6, 28),
    ),
    "MobiFone, without a word for it": ("MobiQ. TKC:9400 d, 17/12/2026. SMS: 100 SMS", MOBI, 9_400, date(2026, 12, 17)),
    "Vietnamobile": (
        "Tài khoản chính của quý khách là 20,000.00 VND. Hạn sử dụng: 2026/12/20",
        VNM,
        20_000,
        date(2026, 12, 20),
    ),
    "another carrier's SIM": ("TKC 700 d, 01-01-2027", VIETTEL, 700, date(2027, 1, 1)),
    "a day that is none": ("TKC 700 d, 31-02-2027", MOBI, 700, None),
    "the bonus is not the account": ("KM2V 1000 d. KM3V 1000 d.", MOBI, None, None),
    "a contract": ("Quy khach dang su dung thue bao tra sau. Cuoc phat sinh trong thang: 45.000d", VIETTEL, None, None),
    "nothing known": ("Your balance is 12 USD", "", None, None),
    "a menu": ("1. So du\n2. Nap the\n3. Goi cuoc", VIETTEL, None, None),
}


def test_the_carriers_answers_are_read_and_nothing_is_guessed() -> None:
    wrong = {
        name: read
        for name, (text, imsi, money, until) in ANSWERS.items()
        if (read := carriers.balance(text, imsi)) != carriers.Balance(sum=money, until=until)
    }
    assert wrong == {}


def test_whose_a_sim_is() -> None:
    known = [one.name if (one := carriers.of_imsi(imsi)) else "" for imsi in (VIETTEL, VINA, MOBI, VNM, "310150", "")]
    assert known == ["viettel", "vinaphone", "mobifone", "vietnamobile", "", ""]
    numbers = [one.name if (one := carriers.of_number(urn)) else "" for urn in ("tel:+84970000001", "tel:+84240000001")]
    assert numbers == ["viettel", ""]
    assert carriers.of_number("sms:VNNET") is None
    prefixes = [prefix for one in carriers.carriers().values() for prefix in one.prefixes]
    assert len(prefixes) == len(set(prefixes))


USSD: dict[str, tuple[str, str, bool]] = {
    "words": (' 0,"TKC 700 d",15', "TKC 700 d", False),
    "a menu, on several lines": (' 1,"TKG: 0d\n1. 15K\n2. 30K",15', "TKG: 0d\n1. 15K\n2. 30K", True),
    "UCS-2 in hexadecimal digits": ('0,"0053006F00200064007500200032006B",72', "So du 2k", False),
    "seven bits in hexadecimal digits": (f'0,"{ussd.packed("TKC 700 d")}",15', "TKC 700 d", False),
    "without a scheme": ('0,"TKC 700 d"', "TKC 700 d", False),
    "cut": ('0,"TKC 700', "TKC 700", False),
    "not supported": (" 4", "", False),
    "ended by the network": ("2", "", False),
    "a code is no octets": ('0,"12345",15', "12345", False),
}


def test_what_the_network_answers_is_read_in_each_makers_way() -> None:
    read = {name: ussd.read(said) for name, (said, _, _) in USSD.items()}
    assert read == {name: ussd.Said(text, asks) for name, (_, text, asks) in USSD.items()}
    assert ussd.packed("*100#") == "AA180C3602"  # as makers' manuals show it


NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


def test_it_is_asked_once_a_day_in_a_quiet_moment_and_again_an_hour_later_in_the_other_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = 10_000.0
    monkeypatch.setattr("gateway.channels.sms.balance.time.monotonic", lambda: clock)
    asking, cursor = Asking(), dict[str, Any]()
    assert not asking.is_due(cursor, NOW, busy=clock - 1)
    assert asking.is_due(cursor, NOW, busy=clock - 60)
    assert asking.begin() is False
    assert not asking.is_due(cursor, NOW, busy=0)
    clock += 3601
    assert asking.is_due(cursor, NOW, busy=0)
    assert asking.begin() is True
    assert not asking.hear(" 4")
    cursor = asking.noted(cursor, NOW - timedelta(hours=1))
    assert asking.noted(cursor, NOW)["balance_asked"] == (NOW - timedelta(hours=1)).isoformat()
    assert asking.hear('0,"TKC 700 d, 31-12-2026",15')
    cursor = asking.noted(cursor, NOW)
    assert (cursor["balance_text"], cursor["balance_asked"]) == ("TKC 700 d, 31-12-2026", None)
    assert asking.noted(cursor, NOW + timedelta(hours=1)) == cursor
    assert not asking.is_due(cursor, NOW + timedelta(hours=23), busy=0)
    assert asking.is_due(cursor, NOW + timedelta(hours=24), busy=0)
    assert asking.begin() is True  # the form that was answered
    clock += 91
    assert not asking.hear('0,"Chuc mung nam moi",15')  # the network's own


def test_what_health_gets_of_it() -> None:
    cursor = {"balance_text": "TKC 700 d, 31-12-2026"}
    known = facts(cursor, MOBI, 20_000)
    assert (known["balance"], known["balance_least"]) == (700, 20_000)
    assert known["sim_ends"] == "2026-12-31T00:00:00+07:00"
    assert facts(cursor, MOBI, 700)["balance_least"] is None
    assert set(facts({}, MOBI, 700).values()) == {None}
    assert facts({"balance_text": "Xin loi"}, MOBI, 700)["balance_text"] == "Xin loi"
