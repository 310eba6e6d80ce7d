"""A text and a mail become cases, are acknowledged, and get their result: on real servers, from the outside."""

from datetime import UTC, datetime
from pathlib import Path

from gateway.domain.actor import superuser
from gateway.local.simulator import phone
from gateway.services.casework import answering
from tests.support import running
from tests.support.running import NUMBER, until


async def test_a_mail_becomes_a_case_is_acknowledged_and_gets_its_result(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        letter = running.parse(g.mail("Đèn đường hỏng", "Đèn đường trước số 12 ngõ Văn Chương hỏng ba ngày nay."))
        (receipt,) = await until(g.inbox)
        (case,) = await g.rows("SELECT * FROM cases")
        assert case["code"] in receipt["Subject"]
        assert receipt["In-Reply-To"] == letter["Message-ID"]
        assert receipt["Auto-Submitted"] == "auto-replied"
        assert receipt["From"].addresses[0].addr_spec == running.MAILBOX
        assert case["code"] in receipt.get_content()

        await answering.answer(
            g.db, g.context, case["code"], "Đội quản lý đô thị đã thay bóng đèn ngày 20/11.", superuser("can bo")
        )
        _, result = await until(lambda: len(g.inbox()) == 2 and g.inbox())
        assert "Đội quản lý đô thị đã thay bóng đèn ngày 20/11." in result.get_content()
        assert result["In-Reply-To"] == letter["Message-ID"]
        assert result["Auto-Submitted"] is None or result["Auto-Submitted"] == "no"
        await g.settled()
        assert [row["state"] for row in await g.rows("SELECT state FROM outbox")] == ["sent", "sent"]


async def test_a_text_becomes_a_case_is_acknowledged_and_gets_its_result(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await until(lambda: g.contacted("vanmieu-sms"))
        g.text("Ngo 12 Van Chuong den duong hong ba ngay nay, de nghi phuong sua.")
        (receipt,) = await until(g.texts)
        (case,) = await g.rows("SELECT * FROM cases")
        assert case["code"] in receipt
        assert case["sender"] == f"tel:{NUMBER}"
        assert receipt.isascii()

        await answering.answer(g.db, g.context, case["code"], "Đã thay bóng đèn ngày 20/11.", superuser("can bo"))
        _, result = await until(lambda: len(g.texts()) == 2 and g.texts())
        assert "Da thay bong den ngay 20/11." in result


async def test_without_redis_everything_goes_on(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        await until(lambda: g.contacted("vanmieu-sms"))
        g.mail("Rác thải", "Rác tập kết trước cổng nhà văn hóa bốn ngày nay.")
        g.text("Rac tap ket truoc cong nha van hoa")
        await until(lambda: g.inbox() and g.texts())


async def test_a_long_text_in_two_parts_is_one_case(tmp_path: Path, db_url: str, redis_url: str) -> None:
    words = (
        "Ngõ 185 phố Chùa Láng, phường Láng: rác tập kết trước cổng nhà văn hóa 4 ngày nay chưa ai thu gom, bốc mùi."
    )
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await until(lambda: g.contacted("vanmieu-sms"))
        g.text(words)
        await until(g.texts)
        assert [row["text"] for row in await g.rows("SELECT text FROM messages")] == [words]
        await g.settled()
        assert len(g.texts()) == 1


async def test_what_lay_on_the_sim_before_is_stored_and_never_answered(
    tmp_path: Path, db_url: str, redis_url: str
) -> None:
    (tmp_path / "phone").mkdir()
    phone.drop_sms(tmp_path / "phone", NUMBER, "Den duong ngo 12 Van Chuong hong ba hom nay", at=datetime.now(UTC))
    async with running.gateway(tmp_path, db_url, redis_url) as g:
        await until(lambda: g.rows("SELECT 1 FROM messages"))
        (message,) = await g.rows("SELECT * FROM messages")
        assert message["outcome"] == "case"
        assert message["withheld"]
        g.text("tin moi: rac thai dau ngo", sender="+84590001302")
        await until(lambda: g.texts("+84590001302"))
        assert g.texts() == []
