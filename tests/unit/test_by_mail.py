"""An officer's mail: whose token it bears, what it asks for, whether it says yes. No server."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from gateway.domain import calendar, reply_tokens
from gateway.domain.actor import EVERY_UNIT, Actor, Role
from gateway.domain.deadlines.terms import Office
from gateway.domain.duty import Person
from gateway.domain.model import Decision, Dmarc, Outcome
from gateway.domain.permissions import Act
from gateway.policy import reasons as why
from gateway.services.by_mail import commands, confirming, mailing
from gateway.services.by_mail.focal import Focal
from gateway.store.notices import CaseNews
from tests.unit import policies

KEY, UNTIL = b"k" * 32, datetime(2026, 11, 30, 8, tzinfo=UTC)
NONCE = bytes(range(reply_tokens.NONCE))
TOKEN = reply_tokens.make(KEY, [7, 9], "lan", NONCE, UNTIL)
UNITS = {"vanmieu": "UBND P.Văn Miếu-Quốc Tử Giám", "cuanam": "UBND P.Cửa Nam", "hoankiem": "UBND P.Hoàn Kiếm"}
OFFICER = "mailto:lan@phuong.example"


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_is_of_its_cases_person_and_time_alone() -> None:
    assert reply_tokens.is_ours(TOKEN, KEY, [9, 7], "lan", UNTIL)
    for key, cases, person, until in (
        (b"x" * 32, [7, 9], "lan", UNTIL),
        (KEY, [7], "lan", UNTIL),
        (KEY, [7, 9, 10], "lan", UNTIL),
        (KEY, [7, 9], "binh", UNTIL),
        (KEY, [7, 9], "lan", UNTIL + timedelta(seconds=1)),
    ):
        assert not reply_tokens.is_ours(TOKEN, key, cases, person, until)
    assert TOKEN not in reply_tokens.hashed(TOKEN) and len(TOKEN) == 32


SUBJECT = reply_tokens.in_subject("[HN-7K3M9K] vụ việc mới", TOKEN)
FOUND: dict[str, tuple[list[str], list[str], str]] = {
    "In-Reply-To": ([f"{TOKEN}@phuong.example"], [], ""),
    "References, further back": (["a@b.example", f"{TOKEN}@phuong.example"], [], ""),
    "Reply-To": ([], [f"mailto:ubnd+{TOKEN}@phuong.example"], ""),
    "shouted": ([], [f"mailto:UBND+{TOKEN.upper()}@PHUONG.EXAMPLE"], ""),
    "subject": ([], [], f"Re: {SUBJECT}"),
    "subject, forwarded and answered": ([], [], f"TL: FW: {SUBJECT} (khẩn)"),
}
NOT_FOUND: dict[str, tuple[list[str], list[str], str]] = {
    "a Message-ID of ours to a citizen": (["abcdefghijklmnopqrstuvwxyz@phuong.example"], [], ""),
    "a longer one": ([f"{TOKEN}a@phuong.example"], [], ""),
    "a subaddress of somebody's": ([], ["mailto:ubnd+hoa@phuong.example"], ""),
    "a longer word in a subject": ([], [], f"#{TOKEN}7"),
    "no sign before it": ([], [], TOKEN),
    "a number": ([], [], "#12 đèn hỏng"),
}


def test_where_a_token_is_found() -> None:
    for name, header in FOUND.items():
        assert reply_tokens.find(*header) == (TOKEN,), name
    for name, header in NOT_FOUND.items():
        assert reply_tokens.find(*header) == (), name


# --- what a mail asks for --------------------------------------------------------------------------------------------

ORDERS: dict[str, tuple[Act, dict[str, str]]] = {
    "Tiếp nhận": (Act.ACCEPT, {}),
    "TIẾP NHẬN.\n": (Act.ACCEPT, {}),
    "tiep nhan": (Act.ACCEPT, {}),
    "Chuyển cuanam: nằm ở địa bàn phường Cửa Nam": (
        Act.HAND_ON,
        {"unit": "cuanam", "reason": "nằm ở địa bàn phường Cửa Nam"},
    ),
    "chuyển Cửa Nam: đúng địa bàn": (Act.HAND_ON, {"unit": "cuanam", "reason": "đúng địa bàn"}),
    "Chuyen UBND P.Hoan Kiem: đúng địa bàn\nhai dòng": (
        Act.HAND_ON,
        {"unit": "hoankiem", "reason": "đúng địa bàn\nhai dòng"},
    ),
    "chuyển UBND: không rõ nơi nào": (Act.HAND_ON, {"unit": "UBND", "reason": "không rõ nơi nào"}),
    "chuyển: không nói nơi nào": (Act.HAND_ON, {"unit": "", "reason": "không nói nơi nào"}),
    "Hỏi: Ông/Bà ở số nhà nào?": (Act.ASK, {"words": "Ông/Bà ở số nhà nào?"}),
    "hỏi:\nÔng/Bà ở số nhà nào?\nTừ hôm nào?": (Act.ASK, {"words": "Ông/Bà ở số nhà nào?\nTừ hôm nào?"}),
    "Từ chối 1: Xin ghi rõ địa điểm.": (Act.REJECT, {"ground": "unclear", "words": "Xin ghi rõ địa điểm."}),
    "từ chối court:": (Act.REJECT, {"ground": "court", "words": ""}),
    "từ chối 99: x": (Act.REJECT, {"ground": "99", "words": "x"}),
    "từ chối: không thuộc thẩm quyền": (Act.REJECT, {"ground": "", "words": "không thuộc thẩm quyền"}),
}
ANSWERS = (
    "Tiếp nhận phản ánh của Ông/Bà, phường đã cho sửa đèn.",
    "Chuyển động của cống đã được sửa.",
    "Hỏi thăm sức khỏe Ông/Bà. Phường đã dọn rác.",
    "Hỏi anh Ba thì rõ: đã dọn xong.",
    "Từ chối nhận quà. Trân trọng.",
    "Đã dọn rác lúc 9:30 sáng nay.",
    "Kính gửi ông Nam:\nTừ chối: không phải việc này.",
    "Duyệt cấp phép xây dựng đã có từ hôm qua.",
    "Trả lại tiền thừa tại bộ phận một cửa.",
)
WAITING: dict[str, tuple[Act, dict[str, str]]] = {
    "Duyệt": (Act.APPROVE_ANSWER, {}),
    "phê duyệt.\n\nTrân trọng,\nNguyễn Văn Bình": (Act.APPROVE_ANSWER, {}),
    "OK": (Act.APPROVE_ANSWER, {}),
    "Trả lại: thiếu ngày hẹn": (Act.RETURN_ANSWER, {"reason": "thiếu ngày hẹn"}),
    "tra lai: ": (Act.RETURN_ANSWER, {"reason": ""}),
}
HANDED_OVER: dict[str, tuple[Act, dict[str, str]]] = {
    "Tiếp nhận": (Act.TAKE_OVER, {}),
    "nhận\nBình": (Act.TAKE_OVER, {}),
    "Từ chối: không đúng địa bàn": (Act.DECLINE, {"reason": "không đúng địa bàn"}),
    "Không nhận: đất của xã": (Act.DECLINE, {"reason": "đất của xã"}),
}
NOT_CLEAR: dict[str, tuple[str, ...]] = {  # what is never sent to a citizen, and done to nothing
    "case": (
        "Từ chối",
        "từ chối nhé",
        "Từ chối\nvì không đúng địa bàn",
        "Từ chối 1",
        "Duyệt",
        "Trả lại",
        "OK",
        "Không nhận",
        "Chuyển phường khác",
        "Không",
        "Tiếp nhận\nPhường sẽ sửa trong tuần.",
    ),
    "hand_over": ("Từ chối", "Đã dọn rác sáng nay.", "Duyệt", "Nhận\nmai làm", "chuyển cuanam: x"),
    "waiting": ("Duyệt\nnhưng sửa ngày", "Trả lại", "Đã dọn rác sáng nay.", "Không duyệt", "Tiếp nhận", "từ chối: x"),
}


def test_what_a_mail_asks_for() -> None:
    for words, (act, form) in ORDERS.items():
        order = commands.read(words, UNITS)
        assert order is not None and (order.act, dict(order.form)) == (act, form), words
    for words in ANSWERS:
        order = commands.read(words, UNITS)
        assert order is not None and (order.act, order.form["words"]) == (Act.ANSWER, words.strip()), words


def test_what_it_asks_for_depends_on_what_it_answers() -> None:
    tables: dict[commands.About, dict[str, tuple[Act, dict[str, str]]]] = {"waiting": WAITING, "hand_over": HANDED_OVER}
    for about, orders in tables.items():
        for words, (act, form) in orders.items():
            order = commands.read(words, UNITS, about, "Nguyễn Văn Bình")
            assert order is not None and (order.act, dict(order.form)) == (act, form), words


def test_a_command_without_what_belongs_to_it_is_no_answer() -> None:
    for about, texts in NOT_CLEAR.items():
        for words in texts:
            assert commands.read(words, UNITS, cast("commands.About", about), "Nguyễn Văn Bình") is None, words


SIGNED = "Phường đã dọn rác sáng nay.\n\nTrân trọng,\nNguyễn Thị Lan\nVăn phòng UBND phường"
YES = (
    "OK",
    "Okê",
    "ok.",
    " Ok \n",
    "Gửi",
    "gửi đi!",
    "Đồng ý",
    "OK\n\nTrân trọng,\nNguyễn Thị Lan\nVăn phòng UBND phường",
)
NEW = ("Không", "Phường đã dọn rác.", "Gửi Ông/Bà kết quả: đã dọn rác sáng nay.", "Chưa gửi", "không gửi")
UNCLEAR = (
    "OK\nNhưng sửa ngày thành 5/12",
    "Gửi\nSửa lại: đã dọn xong.",
    "Đồng ý\nNguyễn Thị Lan",
    "OK anh nhé",
    "Ok em, gửi đi",
)


def test_who_says_yes_and_who_writes_anew() -> None:
    for words in YES:
        assert confirming.confirms(words, SIGNED) is True, words
    for words in NEW:
        assert confirming.confirms(words, SIGNED) is False, words
    for words in UNCLEAR:
        assert confirming.confirms(words, SIGNED) is None, words
    assert confirming.confirms("Đồng ý\n\nTrân trọng,\nLan", "", "Nguyễn Thị Lan") is True
    assert confirming.confirms("Đồng ý\n\nTrân trọng đề nghị sửa câu cuối", "", "Nguyễn Thị Lan") is None


# --- what intake decides ---------------------------------------------------------------------------------------------


def decided(words: str = "Phường đã dọn rác sáng nay.", *, answers: Any = "own", **changes: Any) -> Decision:
    fields = {"dmarc": Dmarc.PASS, **changes}
    return policies.mail(words, OFFICER, changes={"answers_notice": answers}, **fields)


def test_an_officers_answer_is_no_citizens_message() -> None:
    for words in (
        "Phường đã dọn rác.",
        "Cháy rồi, cứu với!",
        "TT",
        "5",
        "Cảm ơn",
        "Tố cáo ông chủ tịch nhận hối lộ",
        "",
    ):
        found = decided(words)
        assert (found.outcome, found.rule, found.replies) == (Outcome.OFFICER_REPLY, "officer_reply", ()), words


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"answers": "others"}, Outcome.HELD),
        ({"answers": "others", "dmarc": Dmarc.FAIL}, Outcome.HELD),
        ({"dmarc": Dmarc.UNKNOWN}, Outcome.HELD),
        ({"dmarc": Dmarc.FAIL}, Outcome.HELD),
        ({"signs": (why.OWN_LINE,)}, Outcome.HELD),  # any sign of a machine
        ({"kind": "automatic", "signs": (why.OWN_LINE,)}, Outcome.AUTOMATIC),
        ({"words": "Tôi đang nghỉ phép, sẽ trả lời thư sau ngày 5/12."}, Outcome.AUTOMATIC),
    ],
)
def test_what_is_not_proven_or_not_a_persons_acts_on_nothing(changes: dict[str, Any], outcome: Outcome) -> None:
    found = decided(**changes)
    assert (found.outcome, found.replies, found.case) == (outcome, (), None)


def test_signs_of_a_machine_count_for_nothing_once_a_person_has_said_so() -> None:
    known = {"answers_notice": "own", "decided": "person"}
    found = policies.mail("Đã dọn.", OFFICER, changes=known, dmarc=Dmarc.PASS, signs=(why.OWN_LINE,))
    assert found.outcome is Outcome.OFFICER_REPLY


def test_a_mail_that_answers_no_notice_is_a_citizens_as_ever() -> None:
    assert decided("Đèn đường ngõ 12 hỏng ba hôm nay.", answers="").outcome is Outcome.CASE


# --- who is told, and when -------------------------------------------------------------------------------------------

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE_MAIL = "van.phong@phuong.example"


def told(changes: dict[str, Any] | None = None, *, without: str = "", on_duty: tuple[str, ...] = ("truc",)) -> set[str]:
    """The keys of those who are told ("" for the unit's mailbox) of a case of the unit vanmieu."""
    roles = {
        "truc": {"vanmieu": frozenset({Role.OFFICER})},
        "lan": {"vanmieu": frozenset({Role.OFFICER})},
        "binh": {"vanmieu": frozenset({Role.APPROVER})},
        "sep": {EVERY_UNIT: frozenset(Role)},
        "khac": {"cuanam": frozenset({Role.OFFICER, Role.APPROVER})},
        "doc": {"vanmieu": frozenset({Role.READER})},
    }
    named = {"binh": frozenset({"vanmieu"}), "khac": frozenset({"cuanam"})}
    people = {key: Person(key=key, name=key, mail=f"{key}@phuong.example") for key in roles if key not in without}
    units = {"vanmieu": SimpleNamespace(mail=OFFICE_MAIL), "cuanam": SimpleNamespace(mail="")}
    lines = {
        name: SimpleNamespace(name=name, unit=SimpleNamespace(key=name[:-3])) for name in ("vanmieu-ml", "cuanam-ml")
    }
    register = SimpleNamespace(units={"hoankiem": SimpleNamespace(focal=("khac",), stand_ins=("doc", "lan"))})
    config = SimpleNamespace(
        units=units,
        lines=lines,
        own_addresses=frozenset({"mailto:doc@phuong.example"}),
        organisation=SimpleNamespace(provisioned=frozenset(units), register=register),
    )
    office = Focal(
        context=cast("Any", SimpleNamespace(config=config)),
        persons=people,
        on_duty={"vanmieu-ml": [people[key] for key in on_duty if key in people]},
        actors={
            key: Actor(id=f"person:{key}", name=key, roles=held, restricted_in=named.get(key, frozenset()))
            for key, held in roles.items()
            if key != "truc"
        },
    )
    return {one.person for one in office.of(replace(NEWS, **(changes or {})))}


NEWS = CaseNews(
    id=1,
    at=UNTIL,
    audience="officers",
    event="opened",
    actor="",
    notified_to=(),
    case_id=7,
    code="HN-7K3M9K",
    unit="vanmieu",
    line="vanmieu-ml",
    kind="phan_anh",
    state="new",
    urgent=False,
    restricted=False,
    due_at=UNTIL,
    handed_to="",
    assignee="",
    named=(),
    waiting=None,
    words="",
)


def test_who_is_told_of_a_case() -> None:
    assert told() == {"truc"}
    assert told(on_duty=()) == {"lan", "binh"}, "nobody is on duty: who may answer in the unit"
    assert told({"unit": "cuanam"}) == {"khac"}, "a case that another unit has now"
    assert told(on_duty=(), without="lan binh") == {"sep"}, "a role in every unit, where there is no nearer one"
    assert told(on_duty=(), without="lan binh sep") == {""}, "the unit's own mailbox"
    assert told({"event": "handed_on", "handed_to": "cuanam"}) == {"khac"}, "the unit that is asked"
    assert told({"event": "handed_on", "handed_to": "cuanam"}, without="khac") == {"sep"}
    assert told({"event": "rated", "state": "answered"}) == {"truc"}
    assert told({"event": "rated"}, on_duty=(), without="lan binh sep") == set(), "alerts.py tells the mailbox"
    assert told({"unit": "hoankiem"}) == {"khac"}, "who is named for the unit"
    assert told({"unit": "hoankiem"}, without="khac") == {"lan"}, "their stand-in"
    assert told({"assignee": "lan"}) == {"lan", "truc"}, "whose it is, too"
    assert told({"restricted": True}) == {"binh"}, "whoever is on duty is not named for it"
    assert told({"restricted": True, "named": ("person:lan",)}) == {"binh", "lan"}, "for this case alone"
    assert told({"restricted": True}, without="binh") == set()
    assert told({"audience": "approvers"}) == {"binh"}
    assert told({"audience": "approvers", "actor": "person:binh"}) == {"sep"}, "nobody approves their own"
    assert told(on_duty=("doc",)) == {"lan", "binh"}, "a line of our own is nobody's address"


def test_a_unit_works_in_its_office_hours() -> None:
    office = Office(calendar=calendar.load(), hours=((time(8), time(12)), (time(13), time(17))), zone=ZONE)
    config = SimpleNamespace(units={"vanmieu": "x"}, office_of=lambda unit: office)
    context = cast("Any", SimpleNamespace(config=config))
    for at, works in {
        "2026-11-27 09:00": True,  # a Friday
        "2026-11-27 12:30": False,
        "2026-11-27 17:30": False,
        "2026-11-28 09:00": False,
        "2026-09-02 09:00": False,  # the national day
    }.items():
        now = datetime.fromisoformat(at).replace(tzinfo=ZONE)
        assert mailing._is_open(context, NEWS, now) is works, at
