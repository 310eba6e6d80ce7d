"""The words of `gw trace`: what persons did and saw, in the reader's language."""

from datetime import UTC, datetime

from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from gateway.store.audit import Audited
from gateway.store.read_models.trace import _audit

ACTS = {
    ("view", "outbox:15", "trace"): ("lan: xem – tin đi o15 · diễn biến", "lan: looked at reply o15 · its trace"),
    ("view", "message:4", "raw"): ("lan: xem – tin m4 · bản gốc", "lan: looked at message m4 · the raw message"),
    ("view", "message:4", "attachment 2"): (
        "lan: xem – tin m4 · tệp đính kèm 2",
        "lan: looked at message m4 · attachment 2",
    ),
    ("view", "message:4", "dangerous attachment 3"): (
        "lan: xem – tin m4 · tệp đính kèm nguy hiểm 3",
        "lan: looked at message m4 · dangerous attachment 3",
    ),
    ("view", "case:HN-7K3M9K", ""): ("lan: xem – vụ việc HN-7K3M9K", "lan: looked at case HN-7K3M9K"),
    ("answer", "case:HN-7K3M9K", ""): ("lan: trả lời – vụ việc HN-7K3M9K", "lan: answered case HN-7K3M9K"),
    ("unrestrict", "case:HN-7K3M9K", "chỉ đùa"): (
        "lan: bỏ hạn chế xem – vụ việc HN-7K3M9K · chỉ đùa",
        "lan: lifted the restriction of case HN-7K3M9K · chỉ đùa",
    ),
    ("drop", "outbox:7", "gọi điện rồi"): (
        "lan: bỏ – tin đi o7 · gọi điện rồi",
        "lan: dropped reply o7 · gọi điện rồi",
    ),
    ("decide_machine", "message:4", "list:tin.example.vn"): (
        "lan: xác định là máy – tin m4 · danh sách tin.example.vn",
        "lan: decided that a machine wrote message m4 · list tin.example.vn",
    ),
}


def test_what_a_person_did_and_saw_is_said_in_either_language() -> None:
    at, shown = datetime(2026, 11, 27, tzinfo=UTC), {}
    for act, obj, detail in ACTS:
        (entry,) = _audit([Audited(id=1, at=at, actor="lan", act=act, object=obj, detail=detail)])
        shown[act, obj, detail] = tuple(
            " · ".join(catalogue.say(word, language) if isinstance(word, Reason) else word for word in entry.words)
            for language in catalogue.LANGUAGES
        )
    assert shown == ACTS
