"""The console's cases as an officer uses them: found, read, answered, split; who looked is known."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient

from gateway.domain.sending_rules import Rules
from gateway.local.simulator import phone
from gateway.services import pace
from gateway.web.labels import LABELS
from tests.support import console
from tests.support.console import NUMBER, Console
from tests.support.running import until


async def case_of(c: Console, words: str, *, sender: str = NUMBER) -> str:
    """Text it; the code of the case that it becomes."""
    c.text(words, sender=sender)
    found = "SELECT c.code FROM cases c JOIN messages m ON m.case_id = c.id WHERE m.text = $1"
    rows = await until(lambda: c.rows(found, words))
    return str(rows[0]["code"])


async def test_a_case_is_found_by_code_last_digits_and_words_without_marks(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        code = await case_of(c, "Đèn đường ngõ 12 hỏng, đề nghị sửa")
        other = await case_of(c, "Rác đổ trộm ở đầu phố", sender="+84590001777")
        by_code = await client.get("/cases", params={"q": code.lower().replace("-", " ")})
        assert (by_code.status_code, by_code.headers["location"]) == (303, f"/cases/{code}")
        for words in ("301", "1301", "0590 001 301", "+84590001301", "den duong", "Đèn ĐƯỜNG ngo", "duon"):
            shown = (await client.get("/cases", params={"q": words})).text
            assert code in shown, words
            assert other not in shown, words
        for wrong in ("9999", "khong co", "a & b | !", "%", "x@y.example", "' OR 1=1"):
            found = await client.get("/cases", params={"q": wrong})
            assert found.status_code == 200
            assert code not in found.text, wrong
        everything = (await client.get("/cases")).text
        assert code in everything
        assert other in everything
        assert NUMBER[-9:] not in everything.replace(" ", "")  # masked in lists


async def test_filters_narrow_the_list(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        fire = await case_of(c, "Cháy nhà số 5 ngõ Văn Hương, có người mắc kẹt, cứu với", sender="+84590001701")
        plain = await case_of(c, "Đèn đường ngõ 12 hỏng, đề nghị sửa")
        for query, seen in (
            ("mark=urgent", {fire}),
            ("mark=overdue", set()),
            ("state=new", {fire, plain}),
            ("state=answered", set()),
            ("line=vanmieu-sms", {fire, plain}),
            ("line=nowhere", set()),
            ("closed=1", {fire, plain}),
            ("page=2", set()),
            ("page=0&kind=nonsense&mark=x", {fire, plain}),
        ):
            shown = (await client.get(f"/cases?{query}")).text
            assert {code for code in (fire, plain) if code in shown} == seen, query


async def sees_that_it_waits(c: Console, client: AsyncClient, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sleeps beside the dummy phone: for this look a day is all night, and a word is kept."""
    rules = Rules(old=timedelta(days=7), zone=c.context.config.zone, quiet=(time(), time.max), held_words=("cam",))
    with monkeypatch.context() as patch:
        patch.setattr(pace, "rules_by_recipient", lambda *asked: dict.fromkeys(asked[2], rules))
        told = (await c.post(client, f"/cases/{code}/preview", words="Đã sửa xong.")).json()["waits"]
        assert "23:59" in told and "buổi sáng" in told
        assert "chờ cán bộ" in (await c.post(client, f"/cases/{code}/preview", words="Cam on.")).json()["waits"]
        shown = await c.post(client, f"/cases/{code}/answer", words="Đã sửa xong.", act="preview")
        assert "Tin sẽ đi lúc 23:59" in shown.text


async def test_an_officer_previews_and_answers_and_the_citizen_gets_it_once(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        code = await case_of(c, "Đèn đường ngõ 12 hỏng, đề nghị sửa")
        await until(lambda: phone.read_inbox(c.phone, NUMBER))  # the acknowledgement, which a result would overtake
        shown = (await c.post(client, f"/cases/{code}/preview", words="Đã sửa xong.")).json()
        assert shown["parts"] == 1
        assert code in shown["text"]
        assert "Da sua xong." in shown["text"]
        assert shown["waits"] == ""
        await sees_that_it_waits(c, client, code, monkeypatch)
        too_long = (await c.post(client, f"/cases/{code}/preview", words="x" * 2000)).json()
        assert "refusal" in too_long
        seen = await c.post(client, f"/cases/{code}/answer", words="Đã sửa xong.", act="preview")
        assert "Da sua xong." in seen.text
        for _ in range(2):  # a double click
            sent = await c.post(client, f"/cases/{code}/answer", words="Đã sửa xong.", act="send", once="form-1")
            assert sent.status_code == 303
        refused = await c.post(client, f"/cases/{code}/answer", words="Lần nữa", act="send", once="form-2")
        assert refused.status_code == 409
        assert "Lần nữa" in refused.text  # the officer's words are kept
        assert refused.text.count(LABELS["vi"]["again"]) == 2  # the refusal names the box by its own words
        again = await c.post(client, f"/cases/{code}/answer", words="Thêm nữa.", act="send", once="form-3", again="1")
        assert again.status_code == 303
        page = (await client.get(f"/cases/{code}")).text
        assert LABELS["vi"]["answer_written"] in page and LABELS["vi"]["answer_kept"] not in page
        texts = await until(lambda: (t := phone.read_inbox(c.phone, NUMBER)) and len(t) == 3 and t)
        assert [("Da sua xong" in one, "Them nua" in one) for one in texts[1:]] == [(True, False), (False, True)]
        assert (await client.get(f"/cases/{code}")).text.count("Da sua xong.") == 1


async def test_every_view_of_a_case_writes_one_audit_row(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        code = await case_of(c, "Đèn đường ngõ 12 hỏng, đề nghị sửa")
        for _ in range(3):
            await client.get(f"/cases/{code}")
        await client.get("/cases")
        rows = await c.rows("SELECT actor, act, object, detail FROM audit WHERE act <> 'log_in' ORDER BY id")
        seen = [("view", f"case:{code}", "")] * 3 + [("list", "cases", code)]
        assert [(row["act"], row["object"], row["detail"]) for row in rows] == seen
        assert all(row["actor"].startswith("page:") for row in rows)


async def test_the_thread_shows_words_raw_reasons_and_what_we_sent(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.mail("Rác đổ trộm", "Đầu phố tôi có rác.", X_Odd="dấu vết trong thư gốc")
        (row,) = await until(lambda: c.rows("SELECT code FROM cases"))
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE state = 'sent'"))
        shown = (await client.get(f"/cases/{row['code']}")).text
        read = ("Đầu phố tôi có rác.", "vụ việc mới", "không nêu mã vụ việc", "Message-ID:", "xác nhận tiếp nhận")
        for words in (*read, "đã gửi"):
            assert words in shown, words
        (message,) = await c.rows("SELECT id FROM messages")
        raw = await client.get(f"/messages/{message['id']}/raw")
        assert raw.headers["content-disposition"].startswith("attachment")
        assert raw.headers["x-content-type-options"] == "nosniff"
        assert b"X-Odd" in raw.content
        assert (await client.get("/messages/999/raw")).status_code == 404
        assert (await client.get("/messages/99999999999999999999/files/99999")).status_code == 404
        assert LABELS["vi"]["guessed"] not in shown
        raw_typed = (await client.get(f"/cases/{await case_of(c, 'ddeenf ddwowngf hoongr rooif')}")).text
        assert f"{LABELS['vi']['guessed']}: đền đường hổng rồi" in raw_typed


async def test_a_follow_up_is_split_into_a_case_of_its_own(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        code = await case_of(c, "Đèn đường ngõ 12 hỏng, đề nghị sửa")
        assert await case_of(c, "Còn vỉa hè trước nhà tôi bị chiếm") == code
        (row,) = await c.rows("SELECT id FROM messages WHERE outcome = 'follow_up'")
        done = await c.post(client, f"/cases/{code}/split", message=row["id"])
        assert done.status_code == 303
        new = done.headers["location"].removeprefix("/cases/")
        assert new != code
        assert "vỉa hè" in (await client.get(f"/cases/{new}")).text
        assert new in (await client.get(f"/cases/{code}")).text  # linked


@pytest.mark.parametrize("path", ["/cases/HN-7K3M9K", "/cases/HN-000000", "/cases/..%2f..", "/cases/x"])
async def test_no_such_case_is_said_in_words(tmp_path: Path, db_url: str, path: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        answer = await client.get(path)
        assert answer.status_code == 404
        english = await client.get(path, params={"lang": "en"})
    if path.startswith("/cases/HN"):
        assert "Không có vụ việc nào mang mã này." in answer.text
        assert "No case has this code." in english.text


async def test_what_the_duty_officer_was_told_is_not_shown_as_sent_to_the_citizen(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        code = await case_of(c, "Chay nha so 5 ngo Van Chuong, co nguoi mac ket")
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE purpose = 'alert' AND case_id IS NOT NULL"))
        shown = (await client.get(f"/cases/{code}")).text
    assert "Báo cán bộ, không gửi người dân: báo người trực" in shown
    assert "Gửi người dân: báo người trực" not in shown
