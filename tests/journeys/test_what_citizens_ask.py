"""The commands that our texts promise, follow-ups, emergencies, complaints: as citizens live them, on real servers."""

from pathlib import Path

import pytest

from gateway.domain.actor import superuser
from gateway.domain.errors import NotAllowed
from gateway.services.casework import answering
from tests.support import configs, running
from tests.support.running import NUMBER, Gateway, until


async def ready(g: Gateway) -> None:
    await until(lambda: everywhere(g))


async def everywhere(g: Gateway) -> bool:
    return not await g.rows("SELECT 1 FROM lines WHERE cursor IS NULL")


async def texted(g: Gateway, words: str, n: int, sender: str = NUMBER) -> str:
    """Text, and return the n-th text that the sender then has."""
    g.text(words, sender=sender)
    texts: list[str] = await until(lambda: len(g.texts(sender)) >= n and g.texts(sender))
    return texts[n - 1]


async def outcome_of(g: Gateway, n: int) -> dict[str, object]:
    """The n-th message, once it is registered."""
    rows = await until(lambda: n_messages(g, n))
    row: dict[str, object] = rows[n - 1]
    return row


async def n_messages(g: Gateway, n: int) -> list[dict[str, object]] | None:
    rows = await g.rows("SELECT * FROM messages ORDER BY id")
    return rows if len(rows) >= n else None


async def test_by_text_status_details_and_rating(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        await texted(g, "Den duong ngo 12 Van Chuong hong ba ngay nay", 1)
        (case,) = await g.rows("SELECT * FROM cases")
        code = case["code"]
        assert "cho tiep nhan" in await texted(g, f"tt {code.replace('-', '').lower()}", 2)

        g.text(f"BS {code} cot den so 7, doi dien nha van hoa")
        row = await outcome_of(g, 3)
        assert row["outcome"] == "follow_up"
        assert len(await g.rows("SELECT 1 FROM cases")) == 1
        added = await until(lambda: len(g.texts()) >= 3 and g.texts()[2])
        assert f"da ghi them tin nay vao viec ma {code}" in added

        await answering.answer(g.db, g.context, code, "Đã thay bóng.", superuser("can bo"))
        await until(lambda: len(g.texts()) >= 4)
        assert code in await texted(g, f"DG {code} rat hai long", 5)
        assert (await g.rows("SELECT rating, state FROM cases"))[0] == {"rating": 5, "state": "answered"}


async def test_a_rating_without_a_code_is_for_the_case_that_was_answered_last(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        await texted(g, "Den duong ngo 12 Van Chuong hong ba ngay nay", 1)
        (case,) = await g.rows("SELECT code FROM cases")
        await answering.answer(g.db, g.context, case["code"], "Đã thay bóng.", superuser("can bo"))
        await until(lambda: len(g.texts()) >= 2)
        assert case["code"] in await texted(g, "DG 4", 3)
        assert (await g.rows("SELECT rating, state FROM cases"))[0] == {"rating": 4, "state": "answered"}


async def test_a_wrong_code_and_anothers_code_get_the_same_words(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        await texted(g, "Rac thai tap ket dau ngo 5", 1)
        (case,) = await g.rows("SELECT code FROM cases")
        stranger = "+84590001399"
        theirs = await texted(g, f"TT {case['code']}", 1, stranger)
        nobodys = await texted(g, "TT HN-000000", 2, stranger)
        assert theirs == nobodys
        assert case["code"] not in theirs


async def test_a_second_text_joins_the_open_case_and_gets_no_second_receipt(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        await texted(g, "Nuoc cong tran ra duong Hang Bot", 1)
        g.text("Them nua: mui rat hoi, tre con phai di qua")
        row = await outcome_of(g, 2)
        assert (row["outcome"], row["flags"]) == ("follow_up", ["joined_by_time"])
        await g.settled()
        assert len(g.texts()) == 1


async def test_an_emergency_is_answered_with_the_numbers_and_the_duty_officer_is_told(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        answer = await texted(g, "Chay nha so 5 ngo Van Chuong, co nguoi mac ket ben trong", 1)
        assert "113" in answer
        assert "114" in answer
        (alert,) = await until(lambda: g.inbox("operator@village.example"))
        (case,) = await g.rows("SELECT * FROM cases")
        assert case["urgent"]
        assert case["code"] in alert.get_content()
        assert "ngo Van Chuong" not in alert.get_content()
        assert NUMBER not in alert.get_content()


async def test_a_denunciation_gets_a_neutral_receipt_without_a_date_and_is_restricted(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        g.mail("Đơn tố cáo", "Tôi tố cáo ông Nguyễn Văn X nhận hối lộ, nhận phong bì khi cấp phép xây dựng.")
        (receipt,) = await until(g.inbox)
        (case,) = await g.rows("SELECT * FROM cases")
        assert case["restricted"]
        words = f"{receipt['Subject']} {receipt.get_content()}".lower()
        assert "tố cáo" not in words
        assert "hối lộ" not in words
        assert case["due_at"].astimezone(g.context.config.zone).strftime("%d/%m/%Y") not in words


async def test_a_reply_to_our_mail_joins_its_case_whatever_its_subject(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        g.mail("Ngập nước", "Đường Hàng Bột ngập sau mỗi trận mưa.")
        (receipt,) = await until(g.inbox)
        g.mail("chuyện khác", "Xin bổ sung: trước cửa số 41.", In_Reply_To=receipt["Message-ID"])
        assert (await outcome_of(g, 2))["outcome"] == "follow_up"
        g.mail("chuyện khác", "Tôi cũng hỏi.", In_Reply_To=receipt["Message-ID"], sender="other@village.example")
        assert (await outcome_of(g, 3))["outcome"] == "case"
        assert [row["reason"] for row in await g.rows("SELECT reason FROM case_links")] == ["new_case"]


async def test_machines_are_never_answered(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        g.mail("Trả lời tự động", "Tôi đang nghỉ phép.", Auto_Submitted="auto-replied")
        g.mail("Từ chính chúng tôi", "Thư của hộp thư này.", sender=running.MAILBOX)
        g.text("[QC] Tang 100% gia tri the nap. Soan KM gui 191", sender="VNNET")
        g.text("Ma OTP cua ban la 123456", sender="1414")
        rows = await until(lambda: n_messages(g, 4))
        assert {row["outcome"] for row in rows} <= {"automatic", "system"}
        assert await g.rows("SELECT 1 FROM outbox") == []
        assert all("123456" not in row["text"] for row in rows)


async def test_english_is_answered_in_english(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        receipt = await texted(
            g, "Hello, the street light in front of 12 Van Chuong lane has been broken for a week", 1
        )
        assert "has received your message" in receipt


async def test_a_result_too_long_for_four_texts_is_refused_and_nothing_is_sent(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        await texted(g, "Den duong hong truoc so 7 Hang Bot", 1)
        (case,) = await g.rows("SELECT code FROM cases")
        with pytest.raises(NotAllowed, match="answer_too_long"):
            await answering.answer(g.db, g.context, case["code"], "rất dài " * 100, superuser("can bo"))
        assert (await g.rows("SELECT state FROM cases"))[0]["state"] == "new"
        four = await answering.preview(g.db, g.context, case["code"], "Đội đã sửa xong đèn. " * 20, superuser("can bo"))
        assert four.parts == 4


async def test_a_case_is_answered_once(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        await texted(g, "Den duong hong truoc so 7 Hang Bot", 1)
        (case,) = await g.rows("SELECT code FROM cases")
        await answering.answer(g.db, g.context, case["code"], "Đã sửa.", superuser("can bo"))
        with pytest.raises(NotAllowed):
            await answering.answer(g.db, g.context, case["code"], "Đã sửa.", superuser("can bo khac"))
        await answering.answer(g.db, g.context, case["code"], "Đã sửa lại lần hai.", superuser("can bo"), again=True)
        await until(lambda: len(g.texts()) == 3)


async def test_a_forms_mail_is_held_and_filed_by_a_person(tmp_path: Path, db_url: str, redis_url: str) -> None:
    from gateway.services.intake import filing

    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        g.mail(
            "Liên hệ từ trang web", "Cầu bị hỏng.", sender="noreply@form.example", Reply_To="citizen@village.example"
        )
        row = await outcome_of(g, 1)
        assert row["outcome"] == "held"
        code = await filing.file_held(g.db, g.context, int(str(row["id"])), superuser("can bo"))
        (receipt,) = await until(g.inbox)
        assert code in receipt["Subject"]
        with pytest.raises(NotAllowed):
            await filing.file_held(g.db, g.context, int(str(row["id"])), superuser("can bo khac"))


async def test_a_follow_up_about_something_else_is_split_off(tmp_path: Path, db_url: str, redis_url: str) -> None:
    from gateway.services.intake import filing

    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await ready(g)
        await texted(g, "Den duong hong truoc so 7 Hang Bot", 1)
        g.text("Cho hoi thu tuc cap lai can cuoc o dau")
        row = await outcome_of(g, 2)
        assert row["flags"] == ["joined_by_time", "second_matter"]
        await until(lambda: len(g.texts()) == 2)
        code = await filing.split(g.db, g.context, int(str(row["id"])), superuser("can bo"))
        texts = await until(lambda: len(g.texts()) == 3 and g.texts())
        assert code in texts[2]
        assert len(await g.rows("SELECT 1 FROM case_links")) == 1


async def test_where_the_words_do_not_tell_the_case_and_then_the_unit_choose_the_language(
    tmp_path: Path, db_url: str
) -> None:
    other = "+84590001399"
    async with running.gateway(tmp_path, db_url, units=[{**configs.UNIT, "language": "en"}]) as g:
        await ready(g)
        assert "Van Mieu-Quoc Tu Giam Ward PC" in await texted(g, "12 Van", 1)
        assert "UBND P." in await texted(g, "Den duong ngo 12 Van Mieu hong 3 hom nay, de nghi cho sua", 1, other)
        (case,) = await g.rows("SELECT code FROM cases WHERE sender LIKE '%1399'")
        assert "UBND P." in await texted(g, f"TT {case['code']}", 2, other)
