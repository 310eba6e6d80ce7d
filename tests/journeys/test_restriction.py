"""An officer looks at what may be a denunciation: it is one, or it is not, and then its citizen is owed a date."""

from pathlib import Path

import httpx
import pytest

from gateway.domain.errors import NotAllowed
from gateway.local import simulator
from gateway.local.simulator import CITIZEN, mail, phone
from gateway.services import restricting
from gateway.web.labels import LABELS
from tests.support import console
from tests.support.cli import Said, agw
from tests.support.console import NUMBER, OPERATOR, Console
from tests.support.running import parse, until

HINT = "chut qua thi ho so moi xong"
OPEN_WORDS = "Đèn đường ngõ 12 hỏng, đề nghị sửa"


async def case_of(c: Console, sender: str) -> str:
    """The code of the case that this person's words have become, once they are answered."""
    found = (
        "SELECT code FROM cases c WHERE sender = $1 AND EXISTS (SELECT 1 FROM outbox WHERE case_id = c.id"
        " AND state IN ('sent', 'delivered'))"
    )
    rows = await until(lambda: c.rows(found, sender))
    return str(rows[0]["code"])


async def page(client: httpx.AsyncClient, code: str, language: str = "vi") -> str:
    return (await client.get(f"/cases/{code}", params={"lang": language})).text


async def test_what_may_be_a_denunciation_and_is_none_becomes_an_ordinary_case_with_a_date(
    tmp_path: Path, db_url: str
) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.text(HINT)
        code = await case_of(c, f"tel:{NUMBER}")
        (receipt,) = phone.read_inbox(c.phone, NUMBER)
        assert "han tra loi" not in receipt
        for language in ("en", "vi"):
            label, shown = LABELS[language], await page(client, code, language)
            for words in (label["uncertain"], label["restriction_uncertain"], label["unrestrict_as"]):
                assert words in shown, words
            assert f"Ma {code}, han tra loi" in shown, "the acknowledgement as the citizen will get it"
        listed = (await client.get("/cases")).text
        assert HINT not in listed and label["uncertain"] in listed
        assert (await c.post(client, f"/cases/{code}/unrestrict", reason=" ", tell="1")).status_code == 409
        done = await c.post(client, f"/cases/{code}/unrestrict", reason="chỉ đùa về hàng xóm", tell="1")
        assert done.status_code == 303
        texts = await until(lambda: (t := phone.read_inbox(c.phone, NUMBER)) and len(t) == 2 and t)
        assert f"Ma {code}, han tra loi" in texts[1]
        shown = await page(client, code)
        assert label["unrestrict_done_told"] in shown and label["uncertain"] not in shown
        assert "Bỏ hạn chế xem · phản ánh · chỉ đùa về hàng xóm" in shown
        assert HINT in (await client.get("/cases")).text
        refused = await c.post(client, f"/cases/{code}/unrestrict", reason="lần nữa", tell="1")
        assert refused.status_code == 409 and "không bị hạn chế xem" in refused.text
        c.text(f"BS {code} chut qua thi ho so moi xong")
        (event,) = await until(lambda: c.rows("SELECT detail, message_id FROM case_events WHERE kind = 'restricted'"))
        assert event["detail"] == {} and event["message_id"], "new words, new doubt: its history says so"
        assert label["uncertain"] in await page(client, code)
        (audited,) = await c.rows("SELECT actor, object, detail FROM audit WHERE act = 'unrestrict'")
        assert audited == {"actor": OPERATOR.id, "object": f"case:{code}", "detail": "chỉ đùa về hàng xóm"}


async def test_a_sure_one_looks_otherwise_and_any_case_can_be_found_to_be_one(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        label = LABELS["vi"]
        c.mail("Tố cáo", "Tôi tố cáo cán bộ một cửa nhận phong bì. Đề nghị giữ kín tên tôi.")
        c.text(OPEN_WORDS)
        sure, ordinary = await case_of(c, f"mailto:{CITIZEN}"), await case_of(c, f"tel:{NUMBER}")
        shown = await page(client, sure)
        assert label["restriction_sure"].format(kind="tố cáo") in shown and label["restriction_wished"] in shown
        assert label["uncertain"] not in shown
        await c.post(client, f"/cases/{sure}/unrestrict", reason="nhầm chữ")  # and the citizen is told nothing
        assert label["unrestrict_done"] in await page(client, sure)
        (row,) = await c.rows("SELECT kind, restricted FROM cases WHERE code = $1", sure)
        assert row == {"kind": "phan_anh", "restricted": False}

        assert label["restriction_uncertain"] not in await page(client, ordinary)
        refused = await c.post(client, f"/cases/{ordinary}/restrict", kind="gop_y", reason="nêu tên cán bộ")
        assert refused.status_code == 409 and "được hạn chế xem" in refused.text
        await c.post(client, f"/cases/{ordinary}/restrict", kind="to_cao", reason="nêu tên cán bộ")
        shown = await page(client, ordinary)
        assert label["restrict_done"] in shown and "Hạn chế xem · tố cáo · nêu tên cán bộ" in shown
        assert label["unrestrict_untold"].format(why=f"người gửi vụ việc {ordinary} đã được báo hạn trả lời") in shown
        assert OPEN_WORDS not in (await client.get("/cases")).text
        refused = await c.post(client, f"/cases/{ordinary}/restrict", kind="to_cao", reason="lần nữa")
        assert refused.status_code == 409 and "đã được hạn chế xem như vậy" in refused.text
        assert not await c.rows("SELECT 1 FROM outbox WHERE state = 'due'")
        mailbox = mail.read_mailbox(simulator.mail_directory(c.context.config), CITIZEN)
        assert len(phone.read_inbox(c.phone, NUMBER)) == len(mailbox) == 1


async def test_by_terminal_it_is_shown_asked_and_done_once_and_by_mail_it_stays_in_its_thread(
    tmp_path: Path, db_url: str
) -> None:
    async with console.running(tmp_path, db_url) as c:

        async def said(*words: str, given: str = "") -> Said:
            return await agw(*words, "--lang", "en", "--config", c.context.config.path, given=given)

        c.mail("Giấy phép", HINT)
        code = await case_of(c, f"mailto:{CITIZEN}")
        assert "RESTRICTED FOR NOW" in (await said("cases", code)).out
        refused = await said("unrestrict", code, "a joke", given="n\n")
        assert refused.code == 1 and "Hạn trả lời" in refused.out and "Nothing was done" in refused.out
        assert (await said("restrict", code, "to_cao", "he names an officer")).code == 0
        done = await said("unrestrict", code, "a joke", "--yes")
        assert done.code == 0 and "told the date" in done.out
        directory = simulator.mail_directory(c.context.config)
        mails = await until(lambda: (m := mail.read_mailbox(directory, CITIZEN)) and len(m) == 2 and m)
        first, second = map(parse, mails)
        assert (second["To"], second["In-Reply-To"]) == (first["To"], first["In-Reply-To"])
        assert "Hạn trả lời" in second.get_content() and second["Auto-Submitted"] == "auto-replied"
        shown = (await said("cases", code)).out
        assert "restricted · denunciation · he names an officer" in shown
        assert "no longer restricted · feedback · a joke" in shown


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE cases SET due_at = now() - interval '1 day'", "case.date_past"),
        ("UPDATE cases SET state = 'answered'", "case.no_date_owed"),
        ("UPDATE outbox SET state = 'dead'", "case.no_receipt"),
        ("DELETE FROM outbox", "case.no_receipt"),
        ("UPDATE cases SET line = 'gone'", "case.line_removed"),
    ],
)
async def test_nobody_is_told_a_date_that_is_not_owed_or_who_was_not_written_to(
    tmp_path: Path, db_url: str, change: str, why: str
) -> None:
    async with console.running(tmp_path, db_url, work=False) as c:
        await c.rows(
            "INSERT INTO cases (code, line, channel, unit, sender, sender_name, language, subject, kind, urgent,"
            " restricted, due_at, last_message_at) VALUES ('HN-7K3M9K', 'vanmieu-sms', 'sms', 'vanmieu', $1, '', 'vi',"
            " '', 'to_cao', false, true, now() + interval '9 days', now())",
            f"tel:{NUMBER}",
        )
        await c.rows(
            "INSERT INTO outbox (line, case_id, cause, purpose, recipient, state, priority, subject, text, automatic)"
            " SELECT 'vanmieu-sms', id, 'message:1', 'receipt', sender, 'sent', 2, '', 'Đã nhận.', true FROM cases"
        )
        before = await restricting.preview(c.pages, c.context, "HN-7K3M9K", OPERATOR)
        assert before.told and before.told.to == f"tel:{NUMBER}" and "phan anh" in before.told.text
        await c.rows(change)
        done = await restricting.unrestrict(c.pages, c.context, "HN-7K3M9K", "không nêu ai", OPERATOR, tell=True)
        assert done.told is None and done.why_not and done.why_not.code == why
        assert not await c.rows("SELECT 1 FROM outbox WHERE purpose = 'acknowledgement'")
        with pytest.raises(NotAllowed, match=r"case\.not_restricted"):
            await restricting.preview(c.pages, c.context, "HN-7K3M9K", OPERATOR)
