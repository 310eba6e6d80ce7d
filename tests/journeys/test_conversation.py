"""A conversation by text and one by mail, from the first word to the last, on real servers (docs/CONVERSATION.md)."""

from pathlib import Path

from gateway.domain.actor import superuser
from gateway.services.casework import answering
from gateway.services.intake import filing
from tests.support import running
from tests.support.running import Gateway, until

OFFICER = superuser("can bo")


async def everywhere(g: Gateway) -> bool:
    return not await g.rows("SELECT 1 FROM lines WHERE cursor IS NULL")


async def said(g: Gateway, words: str) -> str:
    """Text, and return what comes back."""
    before = len(g.texts())
    g.text(words)
    answers = await until(lambda: g.texts()[before:])
    return str(answers[0])


async def unanswered(g: Gateway, words: str) -> bool:
    """Text, and see that nothing comes back."""
    messages, owed = await g.rows("SELECT 1 FROM messages"), await g.rows("SELECT 1 FROM outbox")
    g.text(words)
    await until(lambda: g.rows("SELECT 1 FROM messages OFFSET $1", len(messages)))
    return len(await g.rows("SELECT 1 FROM outbox")) == len(owed)


async def test_by_text(tmp_path: Path, db_url: str) -> None:
    limits = {"acknowledgements_per_sender_day": 9}
    async with running.gateway(tmp_path, db_url, limits=limits) as g:
        await until(lambda: everywhere(g))
        acknowledged = await said(g, "Den duong ngo 12 Van Chuong hong ba ngay nay")
        (case,) = await g.rows("SELECT code, about FROM cases")
        code = case["code"]
        assert case["about"] == ["@ngo 12", "@pho van chuong", "light"]
        assert "cho tiep nhan. Han tra loi" in await said(g, "khi nao sua xong a")
        assert code in await said(g, code[3:])
        assert await unanswered(g, acknowledged), "our own words are an echo"

        assert "VIEC MOI" in await said(g, "rac do day duong boc mui hoi")
        own = await said(g, "Ngo 30 Van Chuong cong tac nuoc tran ra duong")
        assert "da tiep nhan phan anh" in own
        assert code not in own
        assert own.count("Ma HN-") == 1
        listed = await said(g, "TT")
        assert code in listed
        assert listed.count("HN-") == 2

        await answering.answer(g.db, g.context, code, "Đã thay bóng.", OFFICER)
        await until(lambda: g.rows("SELECT 1 FROM outbox WHERE purpose = 'result' AND state = 'sent'"))
        assert f"mo lai viec ma {code}" in await said(g, f"DG {code} 1, den van tat")
        (row,) = await g.rows("SELECT rating, state FROM cases WHERE code = '" + code + "'")
        assert row == {"rating": 1, "state": "reopened"}
        (notice,) = await g.rows("SELECT audience, fields FROM notices WHERE template = 'low_rating'")
        assert (notice["audience"], notice["fields"]["code"], notice["fields"]["n"]) == ("unit", code, "1")
        await g.rows("UPDATE cases SET restricted = true WHERE code = $1", code)
        await g.rows("DELETE FROM notices WHERE template = 'low_rating'")
        await said(g, f"DG {code} 2")
        (notice,) = await g.rows("SELECT audience, fields FROM notices WHERE template = 'low_rating'")
        assert notice["audience"] == "operator", "a unit's mailbox is read by many"
        await g.rows("UPDATE cases SET restricted = false WHERE code = $1", code)

        follow_ups = await g.rows("SELECT id FROM messages WHERE 'second_matter' = ANY(flags)")
        new = await filing.split_several(g.db, g.context, [row["id"] for row in follow_ups], OFFICER)
        assert len(new) == 1
        assert len(await g.rows("SELECT 1 FROM cases")) == 3


async def test_by_mail(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: everywhere(g))
        g.mail("Đèn hỏng", "Đèn đường ngõ 12 phố Văn Chương hỏng ba ngày nay.")
        (first,) = await until(g.inbox)
        g.mail("Re: Đèn hỏng", "Bao giờ thì sửa xong ạ?\n\nNguyễn Văn Mẫu", In_Reply_To=first["Message-ID"])
        state = (await until(lambda: len(g.inbox()) == 2 and g.inbox()))[1]
        assert "chờ tiếp nhận" in state.get_content()
        (case,) = await g.rows("SELECT code FROM cases")
        await answering.answer(g.db, g.context, case["code"], "Đã thay bóng.", OFFICER)
        result = (await until(lambda: len(g.inbox()) == 3 and g.inbox()))[2]
        assert result["Date"].endswith("+0700")
        g.mail("Re: Trả lời", "Xin cảm ơn quý cơ quan.\n\nNguyễn Văn Mẫu", In_Reply_To=result["Message-ID"])
        await until(lambda: g.rows("SELECT 1 FROM messages WHERE 'thanks' = ANY(flags)"))
        assert (await g.rows("SELECT state FROM cases"))[0]["state"] == "answered"
        g.mail("Re: Trả lời", "Tối qua đèn lại tắt rồi, tôi không đồng ý.", In_Reply_To=result["Message-ID"])
        reopened = (await until(lambda: len(g.inbox()) == 4 and g.inbox()))[3]
        assert "mở lại việc" in reopened.get_content()
        assert (await g.rows("SELECT state FROM cases"))[0]["state"] == "reopened"
