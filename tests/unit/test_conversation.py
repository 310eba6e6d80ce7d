"""docs/CONVERSATION.md is the table of what citizens get: every cell is played through policy with words of its row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.domain.model import CaseFact, Decision, Dmarc, Outcome
from tests.unit.policies import CITIZEN, CODE, NOW, PHOTO, WRITER, case, known, mail, sms

DOC = Path(__file__).parents[2] / "docs" / "CONVERSATION.md"
ABOUT = ("@ngo 12", "light")
OTHER = "HC-000000"

WORDS = {
    "new matter elsewhere": ("Ngo 30 rac do day duong, boc mui hoi", "Ngõ 30 rác đổ đầy đường, bốc mùi hôi"),
    "new matter, place left open": ("rac do day duong, boc mui hoi", "Rác đổ đầy đường, bốc mùi hôi"),
    "VIEC MOI and a matter": ("VIEC MOI rac do day duong",),
    "VIEC MOI alone": ("viec moi",),
    "status question": ("khi nao sua xong a", "TT", "đã xử lý chưa"),
    "status question with its code": (f"nhan TT {CODE}", f"{CODE} den dau roi", CODE[3:]),
    "thanks": ("cam on", "Cảm ơn phường nhiều ạ"),
    "praise": ("Phường xử lý nhanh quá, bà con rất mừng",),
    "disagreement": ("van chua sua", "Tôi không đồng ý", "toi khong dong y giai quyet nhu vay"),
    "disagreement with a rating": ("1 diem, van chua sua",),
    "rating in figures": ("DG 5", "dg5 cam on"),
    "rating in words": ("rất hài lòng", "tot lam"),
    "low rating": ("khong hai long",),
    "rating without a figure": ("DG tu 1 den 5", "DG 10", "toi muon danh gia"),
    "waiting, a short question": ("toi van dang cho phan hoi",),
    "short remark": ("toi khong hieu",),
    "how to report": ("toi muon phan anh", "Làm sao để phản ánh?"),
    "how to report another": ("muon bao them mot vu khac thi nhan cu phap gi",),
    "danger": ("Duoi gam cau Long Bien dang chay lon, khoi den bay mu mit ca khu pho",),
    "denunciation": ("Toi to cao ong Tam can bo dia chinh nhan hoi lo cua nha ben",),
    "asks not to be named": ("xin dung cho ho biet toi la nguoi bao nhe",),
    "details": ("so nha 17, gan cay da", "số nhà 17, gần cây đa"),
    "BS, code and details": (f"BS {CODE} so nha 17",),
    "ok, greeting": ("ok", "Alo"),
    "withdraw": ("toi xin rut lai phan anh",),
    "wrong number": ("xin loi nham so",),
    "abuse": ("đồ ngu",),
    "photo only": ("",),
    "empty, signs only": ("👍",),
    "our own sentence": ("UBND P. X da tiep nhan phan anh cua Ong/Ba. Ma HN-7K3M9K, han tra loi 05/12/2026",),
    "a phone answers for its owner": (
        "Tin nhan tu dong: toi dang lai xe, se goi lai sau",
        "I'm driving, I will call you back",
    ),
    "a mailbox answers for its owner": ("Tôi đang đi công tác đến hết ngày 5/12. Tôi sẽ trả lời sau khi về.",),
    "English matter": ("The rubbish in our street has not been collected for two weeks, please send someone",),
}
SITUATIONS = ("nothing known", "open", "answered", "restricted", "several", "asked")


def cells() -> Iterator[tuple[str, str, str, str]]:
    """(channel, what is said, situation, cell) of both tables."""
    channel = ""
    for line in DOC.read_text("utf-8").splitlines():
        channel = {"## By text": "sms", "## By mail": "mail", "## Bounds": ""}.get(line, channel)
        columns = [cell.strip() for cell in line.strip("|").split("|")]
        if not channel or len(columns) != 1 + len(SITUATIONS) or columns[0] in ("what is said", "---"):
            continue
        yield from ((channel, columns[0], *pair) for pair in zip(SITUATIONS, columns[1:], strict=True))


def of(situation: str, sender: str) -> dict[str, Any]:
    """What is known of a sender in a situation."""
    one = case(sender, about=ABOUT)
    done = replace(one, state="answered", answered_at=NOW - timedelta(days=2))
    another = replace(one, id=8, code=OTHER, about=("@ngo 40", "water"), last_message_at=NOW - timedelta(hours=3))
    found: dict[str, tuple[CaseFact, ...]] = {
        "nothing known": (),
        "open": (one,),
        "answered": (done,),
        "restricted": (replace(one, restricted=True),),
        "several": (one, another),
        "asked": (replace(one, state="awaiting_citizen", state_since=NOW - timedelta(hours=1)),),
    }
    mine = found[situation]
    opened = tuple(found for found in mine if not found.done)
    codes = known(*mine) | ({CODE[3:]: mine[0]} if mine else {})
    by_time = {"open": opened, "recent": next(iter(opened), None), "answered": next((c for c in mine if c.done), None)}
    if sender == CITIZEN:
        return {"cases_by_code": codes} | by_time
    return by_time if situation == "several" else {"thread": mine[0] if mine else None}


def played(channel: str, row: str, situation: str, words: str) -> Decision:
    echo: dict[str, Any] = {"echo": row == "our own sentence"}
    if channel == "sms":
        return sms(words, **of(situation, CITIZEN), **echo)
    answers = situation not in ("nothing known", "several")
    fields: dict[str, Any] = (
        {"subject": "Re: [HN-7K3M9K] Trả lời", "in_reply_to": "x@y.example"} if answers else {"subject": ""}
    )
    fields |= {"attachments": (PHOTO,)} if row == "photo only" else {}
    fields |= {"dmarc": Dmarc.PASS} if situation == "several" else {}
    return mail(words, changes=of(situation, WRITER) | echo, **fields)


def shown(decision: Decision) -> str:
    """A decision as a cell says it."""
    answer = ", ".join(decision.replies) or "–"
    mark = " (note)" if decision.note else " (held)" if decision.outcome is Outcome.HELD else ""
    return f"{decision.rule}: {answer}{mark}"


def test_every_cell_of_the_table_is_what_happens() -> None:
    wrong = [
        f"{channel}, {row}, {situation}: {words!r} gets {got}, the table says {cell}"
        for channel, row, situation, cell in cells()
        for words in WORDS[row]
        if (got := shown(played(channel, row, situation, words))) != cell
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_has_every_cell() -> None:
    found = list(cells())
    assert len(found) == len(SITUATIONS) * (31 + 23)
    assert {row for _, row, _, _ in found} == set(WORDS)
