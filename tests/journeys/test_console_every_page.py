"""No page fails, whatever the history holds; and should one fail after all, the person gets a number and a way back."""

import re
from html import escape
from itertools import cycle
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from gateway.domain.model import CASE_STATES, EventKind, Outcome
from gateway.ops import health
from gateway.replies import catalogue
from gateway.store import read_models
from gateway.web.pages import guide
from tests.support import configs, console, everything
from tests.support.everything import Everything

STREAMS = {"/live", "/simulator/live", "/attention/jobs/{job}/live"}
ELSEWHERE = {"/enter", "/static"}  # without a session of its own: test_console_entry.py
ELSEWHERE |= {"/login", "/welcome/{token}"}  # test_log_in.py
ELSEWHERE |= {"/messages/{id:int}/files/{n:int}/preview", "/messages/{id:int}/signature"}  # test_attachments.py
FILE_OF_OURS = "/cases/{code}/answers/{version:int}/files/{n:int}"
ELSEWHERE |= {FILE_OF_OURS, f"{FILE_OF_OURS}/preview"}  # test_answers.py
ELSEWHERE |= {"/cases/new/{form}"}  # test_entry.py
ELSEWHERE |= {"/shared-answers/{n:int}/live"}  # test_several.py


def addresses(all: Everything, job: str) -> dict[str, list[str]]:
    """Concrete addresses of each page over that history."""
    return {
        "/": ["/"],
        "/live": ["/live"],
        "/rates": ["/rates"],
        "/health": ["/health"],
        "/metrics": ["/metrics"],
        "/cases": [
            "/cases",
            "/cases?closed=1",
            *(f"/cases?state={state}" for state in CASE_STATES),
            *(f"/cases?mark={mark}" for mark in ("urgent", "overdue", "restricted")),
            *(f"/cases?closed=1&q={words}" for words in ("rac", "1301", "citizen@example.com", "khong+co", "%25")),
            "/cases?page=9",
            *(f"/cases?whose={whose}" for whose in ("mine", "mentioned", "unseen", "asked")),
        ],
        "/cases/{code}": [f"/cases/{code}" for code in all.codes],
        "/cases/{code}/file.txt": [f"/cases/{code}/file.txt" for code in all.codes[:2]],
        "/messages/{id:int}/raw": [f"/messages/{all.messages[0]}/raw"],
        "/messages/{id:int}/files/{n:int}": [f"/messages/{all.messages[0]}/files/1"],
        "/messages": [
            "/messages",
            *(f"/messages?outcome={outcome}" for outcome in Outcome),
            *(f"/messages?q={words}" for words in ("rac", "1301", "citizen@example.com", "tin.news.example", "%25")),
            "/messages?page=9",
        ],
        "/attention": [
            "/attention",
            *(f"/attention?side={side}" for side in ("in", "out")),
            *(f"/attention?q={words}" for words in ("rac", "lan@", "HN-", "%25", "%5C")),
            "/attention?kind=list&name=tin.news.example",
            "/attention?kind=sender&name=mailto:tin@news.example",
            "/attention?page=9",
        ],
        "/outgoing": ["/outgoing", "/outgoing?line=vanmieu-mail&purpose=result&age=1d", "/outgoing?page=9"],
        **{
            path: [path]
            for path in (
                "/account",
                "/help",
                "/help/print",
                "/people",
                "/audit",
                "/audit/export.csv",
                "/audit/export.jsonl",
                "/published",
                "/published/export.csv",
                "/published/export.jsonl",
                "/units",
                "/numbers",
                "/numbers/roster",
                "/numbers/report",
                "/numbers/report.csv",
                "/numbers/report.xlsx",
            )
        },
        "/unreached": ["/unreached"],
        "/help/{chapter}": [f"/help/{chapter}" for chapter in guide.CHAPTERS],
        "/cases/new": ["/cases/new"],
        "/cases/handed-on": ["/cases/handed-on"],
        "/units/{key}": ["/units/vanmieu", "/units?q=van+mieu"],
        "/shared-answers/{n:int}": ["/shared-answers/1"],
        "/calls": ["/calls", "/calls?day=2026-11-27", "/calls?day=soon"],
        "/attention/senders": ["/attention/senders", "/attention/senders?page=9"],
        "/attention/jobs/{job}": [f"/attention/jobs/{job}"],
        "/attention/jobs/{job}/live": [f"/attention/jobs/{job}/live"],
        "/attention/{id}": [
            *(f"/attention/m{id}" for id in all.messages[: len(Outcome)]),
            *(f"/attention/o{id}" for id in all.outbox),
        ],
        "/simulator": ["/simulator"],
        "/simulator/live": ["/simulator/live"],
    }


async def first_event(client: httpx.AsyncClient, path: str) -> str:
    """What a live part shows first."""
    async with client.stream("GET", path) as answer:
        assert answer.status_code == 200, path
        async for line in answer.aiter_lines():
            if not line:
                return "shown"
    return ""


async def test_every_page_shows_a_history_of_everything(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, grace=60) as c, c.entered() as client:
        all = await everything.write(c.db)
        begun = await c.post(
            client, "/attention/act", id=[f"o{all.outbox[0]}", "m1"], act="drop", reason="thử", once="1"
        )
        known = addresses(all, begun.headers["location"].rpartition("/")[2])
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        languages = cycle(("vi", "en", "vi"))
        assert c.readable(tmp_path) - ELSEWHERE == set(known)  # a new page wants an address here
        for page, paths in known.items():
            for path in paths:
                if page in STREAMS:
                    assert await first_event(client, path) == "shown", path
                    continue
                language = next(languages)
                answer = await client.get(path, headers={"Cookie": f"{cookie}; gw_lang={language}"})
                assert answer.status_code in ((200, 503) if page == "/health" else (200,)), (path, answer.text[-500:])
                assert "Undefined" not in answer.text, path
        assert await c.rows("SELECT 1 FROM faults") == []


async def test_a_case_tells_each_thing_that_happened_to_it(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        all = await everything.write(c.db)
        shown = (await client.get(f"/cases/{all.codes[0]}")).text
        unit = escape(str(configs.UNIT["name"]))
        told = {
            EventKind.ENTERED: "Cán bộ nhập hộ · gặp tại quầy · cán bộ gọi điện báo",
            EventKind.COPIED: "Cùng thư này đến qua một địa chỉ khác",
            EventKind.COMMAND: "Lệnh của người dân · TT",
            EventKind.RATED: "Người dân đánh giá · DG · 5/5",
            EventKind.REOPENED: "Mở lại",
            EventKind.ANSWER_SUBMITTED: "Trình duyệt trả lời",
            EventKind.ANSWER_RETURNED: "Trả lại bản trả lời · thiếu ngày",
            EventKind.ANSWER_UNDONE: "Rút lại trả lời",
            EventKind.CONTACT_ADDED: "Thêm liên hệ của người dân · đến gặp trực tiếp",
            EventKind.ANNOUNCED: "Cán bộ đã báo kết quả cho người dân · gặp vợ",
            EventKind.UNDELIVERED: "Chưa đến được người nhận · kết quả",
            EventKind.RESTRICTED: "Hạn chế xem · tố cáo · nêu tên cán bộ",
            EventKind.UNRESTRICTED: "Bỏ hạn chế xem · phản ánh · chỉ nói về rác",
            EventKind.MISSED_CALL: "Gọi đến, không ai nghe máy",
            EventKind.CALLED_BACK: "Gọi lại · đã nói chuyện được",
            EventKind.ACCEPTED: "Tiếp nhận",
            EventKind.STARTED: "Bắt đầu xử lý",
            EventKind.ASSIGNED: "Giao người xử lý · lan",
            EventKind.ASKED: "Hỏi người dân",
            EventKind.RESUMED: "Xử lý tiếp sau khi hỏi",
            EventKind.PROGRESSED: "Báo tiến độ",
            EventKind.LEGAL_HOLD: "Giữ dữ liệu, không xóa · tòa án hỏi",
            EventKind.LEGAL_HOLD_LIFTED: "Thôi giữ dữ liệu · đã xử",
            EventKind.ERASED: "Xóa dữ liệu cá nhân, hết thời hạn lưu giữ",
            EventKind.APOLOGISED: "Xin lỗi vì trễ hạn",
            EventKind.HANDED_ON: "Đề nghị đơn vị khác nhận · cuanam · thuộc phường Cửa Nam",
            EventKind.TAKEN_OVER: f"Nhận vụ việc được chuyển · {unit}",
            EventKind.DECLINED: "Từ chối nhận · cuanam · không phải địa bàn",
            EventKind.TAKEN_BACK: "Rút lại đề nghị chuyển · cuanam",
            EventKind.ALLOCATED: f"Điều phối · {unit} · đúng địa bàn",
            EventKind.REFERRED: "Chuyển cơ quan ngoài · Thanh tra thành phố · vượt thẩm quyền",
            EventKind.REJECTED: "Không tiếp nhận · Nội dung chưa rõ sự việc",
            EventKind.GUIDED: "Hướng dẫn gửi đơn",
            EventKind.NOTED: "Ghi chú nội bộ · @lan xem giúp",
            EventKind.CORRECTED: "Sửa thông tin · kiến nghị · khẩn · Rác · ngõ 12",
            EventKind.MERGED: "Gộp vào vụ việc khác · HN-7K3M9K · cùng một cột đèn",
            EventKind.UNMERGED: "Tách khỏi vụ việc đã gộp · HN-7K3M9K · hai cột khác nhau",
            EventKind.UNSPLIT: "Hoàn tác việc tách · HN-7K3M9K · cùng một việc",
            EventKind.CLOSED: "Kết thúc · gửi trùng",
            EventKind.PUBLISHED: "Công khai trả lời",
            EventKind.UNPUBLISHED: "Gỡ nội dung công khai · cơ quan thấy không phù hợp · còn tên người",
            EventKind.WITHHELD: "Không công khai · người dân đề nghị · gọi điện xin",
            EventKind.DUE_MOVED: "Hạn thay đổi · trả lời người dân · 17:00 04/12/2026 · chờ người dân bổ sung",
        }
        shown_otherwise = {EventKind.OPENED, EventKind.FOLLOW_UP, EventKind.ANSWERED}  # the messages themselves
        assert set(told) | shown_otherwise == set(EventKind)
        clocks = ("Hạn tiếp nhận", "xong lúc", "Hạn chuyển đúng nơi giải quyết", "tạm dừng từ", "Hạn công khai kết quả")
        for words in (*told.values(), *clocks, "Mã ở hệ thống khác", "1022 &lt;A-7&gt;"):
            assert words in shown


async def test_an_unforeseen_error_has_a_number_a_way_back_and_is_a_finding(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        raise ValueError("lời của người dân")

    monkeypatch.setattr(read_models, "thread", breaks)
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        all = await everything.write(c.db)
        path = f"/cases/{all.codes[0]}"
        with capture_logs() as logged:
            answer = await client.get(path, headers={"Referer": f"{c.base}/cases?q=rac"})
        assert answer.status_code == 500
        number = re.search(r"Số lỗi: ([0-9A-Z]{6})\.", answer.text)
        assert number is not None, answer.text
        assert 'href="/cases?q=rac"' in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        (entry,) = [one for one in logged if one["log_level"] == "error"]
        assert (entry["fault"], entry["page"]) == (number[1], "/cases/{code}")
        assert entry["event"] == "an unforeseen error"
        assert any("case.html" in place or "case.py" in place for place in entry["where"])
        assert "người dân" not in str(logged)
        assert all.codes[0] not in str(logged)
        found = [one for one in (await health.look(c.db, c.context, None)).findings if one.key == "faults"]
        assert number[1] in catalogue.say(found[0].reason, "vi")
        assert number[1] in (await client.get("/")).text
        assert (await client.get("/cases")).status_code == 200  # the others go on


async def test_an_address_that_does_not_exist_has_a_page_too(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.client() as client:
        answer = await client.get("/khong-co", headers={"Referer": "http://evil.example/cases"})
        assert answer.status_code == 404
        assert "Không có trang này" in answer.text
        assert "evil.example" not in answer.text
