"""Officers by mail in the database: intake reads their mails, no server runs. Stories read from top to bottom."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain.actor import Role
from gateway.domain.duty import Person
from gateway.domain.permissions import Act
from gateway.runtime.context import bootstrap
from gateway.services.by_mail import acting, letters, mailing
from gateway.services.casework import answering, performing
from gateway.settings import config
from gateway.store import accounts, people
from gateway.store.database import Database
from tests.support import configs
from tests.support import people as persons
from tests.support.mail_office import BINH, BUSY, CITIZEN, FIRE, LAMP, LAN, LINES, NAM, UNITS, World


@pytest.fixture
async def g(tmp_path: Path, db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(mailing, "_is_open", lambda *_: True)
    settings = config.load(configs.write(tmp_path, times=BUSY, units=UNITS, lines=LINES), registry)
    world = World(db, await bootstrap(db, settings))
    of: Mapping[str, tuple[str, Role, str]] = {
        "lan": (LAN, Role.OFFICER, "vanmieu"),
        "binh": (BINH, Role.APPROVER, "vanmieu"),
        "nam": (NAM, Role.OFFICER, "cuanam"),
    }
    for login, (_, role, unit) in of.items():
        await persons.account(db, login, roles=[role], unit=unit, restricted_in=[])
    async with db.transaction() as tx:
        await people.save_persons(tx, [Person(key=key, name=key, mail=mail) for key, (mail, _, _) in of.items()])
    await world.rows("UPDATE lines SET state = 'ok', heard_at = now() + interval '1 day' RETURNING 1")
    return world


async def test_where_a_unit_wants_four_eyes_a_confirmed_answer_waits_for_a_head(g: World) -> None:
    code = await g.case("Đèn")
    assert (len(await g.got(LAN)), len(await g.got(NAM))) == (1, 0)
    await g.answers(LAN, "Đã thay bóng đèn.")
    assert "Trình lãnh đạo duyệt" in (await g.got(LAN))[-1]["text"]
    await g.answers(LAN, "ok")
    assert await g.state(code) == "new" and await g.told("result") == []
    assert [row["state"] for row in await g.rows("SELECT state FROM answers ORDER BY version")] == [
        "draft",
        "submitted",
    ]
    await g.later()
    waiting = (await g.got(BINH))[-1]
    assert "chờ duyệt" in waiting["text"] and "Đã thay bóng đèn." not in waiting["text"], "words = false"
    await g.answers(BINH, "Để tôi xem đã.")
    assert "không rõ" in (await g.got(BINH))[-1]["text"]
    await g.answers(BINH, "Duyệt", -2)
    preview = (await g.got(BINH))[-1]["text"]
    assert "Đã thay bóng đèn." in preview and "Duyệt, và gửi cho người dân" in preview and "trả lại: lý do" in preview
    assert await g.told("result") == []
    await g.answers(BINH, "OK\n\nTrân trọng,\nBình")
    assert f"Đã duyệt và gửi trả lời cho người dân về vụ việc {code}" in (await g.got(BINH))[-1]["text"]
    (sent,) = await g.told("result")
    assert "Đã thay bóng đèn." in sent and sent in preview and await g.state(code) == "answered"
    audited = await g.rows("SELECT actor, act, detail FROM audit WHERE act LIKE '%_answer' ORDER BY id")
    assert [tuple(one.values()) for one in audited] == [
        ("person:lan", "submit_answer", "by mail"),
        ("person:binh", "approve_answer", "by mail 2"),
    ]


async def test_what_was_approved_by_mail_is_what_was_shown_and_nothing_newer(g: World) -> None:
    code = await g.case("Đèn")
    g.with_notices(words=True)
    await g.answers(LAN, "Đã thay bóng đèn.")
    await g.answers(LAN, "ok")
    await g.later()
    assert "> Đã thay bóng đèn." in (await g.got(BINH))[-1]["text"], "words = true"
    await g.answers(BINH, "Duyệt")
    await g.rows("UPDATE cases SET language = 'en' WHERE code = $1 RETURNING 1", code)
    await g.answers(BINH, "OK")
    assert "Dear Sir or Madam" in (await g.got(BINH))[-1]["text"] and await g.told("result") == [], "it is another text"
    lan = await g.actor("lan")
    await answering.submit(g.db, g.context, code, "Đã thay hai bóng đèn.", lan)
    await g.answers(BINH, "OK")
    assert "bản mới hơn" in (await g.got(BINH))[-1]["text"] and await g.told("result") == []
    await g.later()
    await g.answers(BINH, "Trả lại: ghi rõ ngày thay\nvà số nhà")
    assert "Đã trả lại" in (await g.got(BINH))[-1]["text"]
    (row,) = await g.rows("SELECT text, state, reason, approver FROM answers ORDER BY version DESC LIMIT 1")
    assert tuple(row.values()) == (
        "Đã thay hai bóng đèn.",
        "returned",
        "ghi rõ ngày thay\nvà số nhà",
        "person:binh",
    )
    assert await g.told("result") == [] and await g.state(code) == "new"


async def test_nobody_approves_by_mail_who_may_not(g: World) -> None:
    """Its author, whose colleague's notice comes into their hands; a head who is none any more."""
    await g.case("Đèn")
    await g.answers(LAN, "Đã thay bóng đèn.")
    await g.answers(LAN, "ok")
    await g.later()
    token = (await g.got(BINH))[-1]["message_id"]
    assert await g.mail(LAN, "Re", "Duyệt", In_Reply_To=f"<{token}>") == "held"
    await g.rows("DELETE FROM memberships WHERE person = 'binh' RETURNING 1")
    await g.answers(BINH, "Duyệt")
    assert await g.told("result") == [] and "Xem trước" not in (await g.got(BINH))[-1]["subject"]
    assert [row["state"] for row in await g.rows("SELECT state FROM answers ORDER BY version")] == [
        "draft",
        "submitted",
    ]


async def test_what_nobody_can_understand_reaches_no_citizen(g: World) -> None:
    code = await g.case("Đèn")
    for words in ("Từ chối", "Duyệt", "Trả lại", "OK"):
        await g.answers(LAN, words, 0)
        assert "không rõ" in (await g.got(LAN))[-1]["text"], words
    await g.answers(LAN, "Từ chối: không thuộc thẩm quyền", 0)
    assert "1. " in (await g.got(LAN))[-1]["text"], "which grounds there are"
    assert await g.rows("SELECT 1 FROM answers") == [] and await g.state(code) == "new"
    await g.answers(LAN, "Nhận\n\nTrân trọng,\nLan", 0)
    assert await g.state(code) == "accepted", "nothing of all that has used the notice up"


async def test_what_a_mail_does_is_done_once_and_told_whenever_the_process_dies(
    g: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await g.case("Đèn", line="cuanam-mail"), await g.case("Đèn nữa", f"{LAMP} Nữa.", "cuanam-mail")
    await g.later()
    told = letters.send

    async def dies(*_: Any) -> None:
        raise OSError("the process dies")

    async def died(words: str, nth: int) -> str:
        monkeypatch.setattr(letters, "send", dies)
        with pytest.raises(OSError, match="dies"):
            await g.answers(NAM, words, nth)
        monkeypatch.setattr(letters, "send", told)
        await g.look()
        return str((await g.got(NAM))[-1]["text"])

    assert f"{first}: đã làm “Tiếp nhận”" in await died("Tiếp nhận", 0)
    assert await g.state(first) == "accepted"
    await g.answers(NAM, "Đã thay bóng đèn.", 1)
    assert f"Đã gửi trả lời cho người dân về vụ việc {second}" in await died("OK", -1)
    assert len(await g.told("result")) == 1
    acts = await g.rows("SELECT act FROM audit WHERE actor = 'person:nam' AND act IN ('accept', 'answer') ORDER BY id")
    assert [row["act"] for row in acts] == ["accept", "answer"]


async def test_a_citizen_is_asked_after_a_preview_and_a_hand_over_reaches_the_other_unit(g: World) -> None:
    code = await g.case("Đèn")
    await g.answers(LAN, "Hỏi: Đèn ở trước số nhà nào?")
    assert "Đèn ở trước số nhà nào?" in (await g.got(LAN))[-1]["text"] and await g.told("question") == []
    await g.answers(LAN, "Gửi")
    assert await g.state(code) == "awaiting_citizen" and len(await g.told("question")) == 1
    other = await g.case("Rác", "Rác đổ trộm ở phố Cửa Nam, đề nghị dọn.")
    await g.later()
    await g.answers(LAN, "chuyển cửa nam: thuộc địa bàn phường Cửa Nam")
    assert "đã làm" in (await g.got(LAN))[-1]["text"]
    await g.look()
    (told,) = await g.got(NAM)
    assert other in told["subject"] and "đề nghị tiếp nhận" in told["text"] and '"từ chối: lý do"' in told["text"]
    for words in ("Từ chối", "Đã dọn."):
        await g.answers(NAM, words, 0)
        assert "không rõ" in (await g.got(NAM))[-1]["text"], words
    await g.answers(NAM, "Nhận", 0)
    preview = (await g.got(NAM))[-1]["text"]
    assert "UBND P.Cửa Nam" in preview and await g.state(other) == "new" and await g.told("handed_on") == []
    await g.answers(NAM, "OK")
    assert await g.state(other) == "transferred" and len(await g.told("handed_on")) == 1
    third = await g.case("Cỏ", "Cỏ mọc cao ở phố Cửa Nam, đề nghị cắt.")
    await g.later()
    await g.answers(LAN, "chuyển cửa nam: thuộc địa bàn phường Cửa Nam")
    await g.later()
    await g.answers(NAM, "Từ chối: đường do thành phố quản lý")
    (case,) = await g.rows("SELECT unit, handed_to, declined FROM cases WHERE code = $1", third)
    assert tuple(case.values()) == ("vanmieu", "", 1) and len(await g.told("handed_on")) == 1


async def test_a_low_rating_reaches_the_officers_once(g: World) -> None:
    code = await g.case("Đèn", line="cuanam-mail")
    await g.answers(NAM, "Đã thay bóng đèn.")
    await g.answers(NAM, "OK")
    assert await g.state(code) == "answered" and len(await g.told("result")) == 1
    await g.mail(CITIZEN, f"Re: [{code}]", f"DG {code} 5", "cuanam-mail")
    await g.later()
    n = len(await g.got(NAM))
    await g.mail(CITIZEN, f"Re: [{code}] anh", f"DG {code} 1", "cuanam-mail")
    await g.later()
    told = await g.got(NAM)
    assert len(told) == n + 1 and "đánh giá thấp" in told[-1]["subject"]


async def test_a_token_is_found_in_the_address_or_the_subject_alone(g: World) -> None:
    await g.case("Đèn")
    (mail,) = await g.got(LAN)
    assert "#" not in mail["subject"], "the address brings it back"
    token = mail["message_id"].partition("@")[0]
    to = f"vanmieu-mail+{token}@village.example"
    assert await g.answers(LAN, "Đã thay.", In_Reply_To="", Subject="Re", To=to) == "officer_reply"
    await g.case("Rác", line="cuanam-mail")
    (mail,) = await g.got(NAM)
    assert await g.answers(NAM, "Đã dọn.", In_Reply_To="", Subject=f"RE: {mail['subject']}") == "officer_reply"
    assert [row["author"] for row in await g.rows("SELECT author FROM answers")] == ["person:lan", "person:nam"]


async def test_what_is_too_old_or_of_nobody_with_an_account_acts_on_nothing(
    g: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(mailing, "LASTS", timedelta(seconds=-1))
        await g.case("Đèn")
    assert await g.answers(LAN, "Đã thay bóng đèn.") == "officer_reply"
    assert "72 giờ" in (await g.got(LAN))[-1]["text"]
    async with g.db.transaction() as tx:
        await accounts.disable(tx, "lan")
    n = len(await g.got(LAN))
    assert await g.answers(LAN, "Đã thay bóng đèn.", 0) == "held"
    g.with_notices(replies=False)
    assert await g.answers(BINH, "Đã thay bóng đèn.") == "officer_reply"
    assert "trên trang" in (await g.got(BINH))[-1]["text"]
    assert len(await g.got(LAN)) == n and await g.rows("SELECT 1 FROM answers") == []


async def test_a_responder_that_nobody_knows_for_one_ends_by_itself(g: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "PREVIEWS_A_DAY", 3)
    await g.case("Đèn", line="cuanam-mail")
    for n in range(6):
        await g.answers(NAM, f"Nội dung này do một chương trình viết ra, lần {n}.")
    assert len(await g.got(NAM)) == 1 + 3 + 1, "the notice, the previews, one refusal"
    assert await g.told("result") == []


async def test_many_cases_are_few_mails_and_an_emergency_waits_for_none(
    g: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "LISTED", 3)
    for n in range(5):
        await g.case(f"Đèn {n}", f"Đèn đường ngõ {n} phố Cửa Nam hỏng.", "cuanam-mail")
    assert len(await g.got(NAM)) == 1
    await g.later()
    digest = (await g.got(NAM))[1]
    assert digest["subject"].startswith("4 vụ việc") and "và 1 vụ việc khác" in digest["text"]
    await g.case("Cháy", FIRE, "cuanam-mail")
    assert len(await g.got(NAM)) == 3 and "Cháy" not in (await g.got(NAM))[-1]["text"]
    g.with_notices(enabled=False)
    await g.later()
    await g.case("Rác", "Rác đổ trộm ở phố Cửa Nam.", "cuanam-mail")
    await g.later()
    assert len(await g.got(NAM)) == 3


PDF, RUNS, LOGO = b"%PDF-1.7\n%%EOF\n", b"MZ\x90\0" + bytes(60), b"\x89PNG\r\n\x1a\n" + bytes(20)


async def files_sent(g: World, code: str) -> list[str]:
    """The files of the version that went out."""
    rows = await g.rows(
        "SELECT f.name FROM answer_files f JOIN answers a USING (case_id, version) JOIN cases k ON k.id = a.case_id"
        " WHERE k.code = $1 AND a.state = 'sent' ORDER BY f.n",
        code,
    )
    return [row["name"] for row in rows]


async def test_files_of_an_officers_mail_go_with_the_answer(g: World) -> None:
    code = await g.case("Đèn", line="cuanam-mail")
    given = [("attachment", "ban-do.pdf", PDF), ("attachment", "xem.exe", RUNS), ("inline", "logo.png", LOGO)]
    await g.answers_with(NAM, "Đã thay bóng đèn.", *given)
    preview = (await g.got(NAM))[-1]["text"]
    assert "Gửi kèm: ban-do.pdf." in preview and "“xem.exe” không gửi được: chương trình" in preview
    assert "logo" not in preview
    await g.answers(NAM, "Đã thay hai bóng đèn.")
    assert "Gửi kèm: ban-do.pdf." in (await g.got(NAM))[-1]["text"], "new words keep the files"
    await g.answers(NAM, "OK")
    assert await g.state(code) == "answered" and await files_sent(g, code) == ["ban-do.pdf"]
    (row,) = await g.rows("SELECT files FROM outbox WHERE purpose = 'result'")
    assert row["files"] == 1


async def test_files_beyond_the_bounds_of_the_page_are_named_and_a_head_sees_those_that_go(g: World) -> None:
    code = await g.case("Đèn")
    given = [("attachment", f"anh-{n}.png", LOGO) for n in range(6)]
    await g.answers_with(LAN, "Đã thay bóng đèn.", *given)
    preview = (await g.got(LAN))[-1]["text"]
    assert "“anh-5.png” không gửi được: mỗi trả lời gửi kèm nhiều nhất 5 tệp" in preview
    await g.answers(LAN, "OK")
    await g.later()
    await g.answers(BINH, "Duyệt")
    assert "Gửi kèm: anh-0.png, anh-1.png" in (await g.got(BINH))[-1]["text"]
    await g.answers(BINH, "OK")
    assert len(await files_sent(g, code)) == 5


async def test_a_file_waits_for_the_virus_scanner_and_goes_only_as_clean(g: World) -> None:
    code = await g.case("Đèn", line="cuanam-mail")
    scanner = g.context.config.scanner.model_copy(update={"socket": "/run/clamd"})
    g.context = replace(g.context, config=replace(g.context.config, scanner=scanner))
    n = len(await g.got(NAM))
    given = [("attachment", f"{name}.pdf", PDF + name.encode()) for name in ("sach", "ban", "hong")]
    await g.answers_with(NAM, "Đã thay bóng đèn.", *given)
    assert len(await g.got(NAM)) == n, "nothing was looked at yet"
    await g.rows("UPDATE attachments SET scan = CASE n WHEN 0 THEN 'clean' WHEN 1 THEN 'infected' ELSE scan END")
    await g.rows("UPDATE messages SET registered_at = registered_at - interval '11 minutes'")
    await g.look()
    preview = (await g.got(NAM))[-1]["text"]
    assert "Gửi kèm: sach.pdf." in preview and "“ban.pdf” không gửi được" in preview
    assert "“hong.pdf” chưa gửi được vì chưa quét được virus" in preview
    await g.answers(NAM, "OK")
    assert await files_sent(g, code) == ["sach.pdf"]


async def test_whoever_answers_or_approves_by_mail_sees_who_else_gets_the_same(g: World) -> None:
    first, second = await g.case("Đèn"), await g.case("Đèn nữa", f"{LAMP} Nữa.")
    lan = await g.actor("lan")
    await g.answers(LAN, "Đã thay bóng đèn.", 0)
    await performing.perform(g.db, g.context, lan, second, Act.MERGE, {"case": first, "reason": "cùng một đèn"})
    await g.answers(LAN, "Đã thay bóng đèn hôm nay.")
    assert f"các vụ việc đi cùng cũng được trả lời như vậy: {second}." in (await g.got(LAN))[-1]["text"]
    await g.answers(LAN, "OK")
    await g.later()
    await g.answers(BINH, f"{first}\nDuyệt")
    assert f"như vậy: {second}." in (await g.got(BINH))[-1]["text"]
    preview = len(await g.got(BINH)) - 1
    third = await g.case("Đèn kia", f"{LAMP} Kia.")
    await performing.perform(g.db, g.context, lan, third, Act.MERGE, {"case": first, "reason": "cùng một đèn"})
    await g.answers(BINH, "OK", preview)
    assert third in (await g.got(BINH))[-1]["text"] and await g.told("result") == [], "one more: it is shown"
    await g.answers(BINH, "OK")
    assert [await g.state(code) for code in (first, second, third)] == ["answered"] * 3


async def test_what_was_confirmed_by_mail_is_what_was_shown_too(g: World) -> None:
    """An answer, and an act that tells the citizen something, that have become others meanwhile."""
    first, second, third = [await g.case(f"Đèn {n}", f"{LAMP} {n}.") for n in range(3)]
    lan = await g.actor("lan")
    await g.answers(LAN, "Đã thay bóng đèn.", 0)
    await performing.perform(g.db, g.context, lan, second, Act.MERGE, {"case": first, "reason": "cùng một đèn"})
    await g.answers(LAN, "OK")
    assert f"như vậy: {second}." in (await g.got(LAN))[-1]["text"], "one more: it is shown"
    drafts = [row["state"] for row in await g.rows("SELECT state FROM answers")]
    assert drafts == ["draft"], "what is shown anew is kept already"
    await g.answers(LAN, "OK")
    assert {row["state"] for row in await g.rows("SELECT state FROM answers")} == {"draft", "submitted"}
    await g.later()
    await g.answers(LAN, f"{third}\nTừ chối 1: không thuộc thẩm quyền")
    await g.rows("UPDATE cases SET language = 'en' WHERE code = $1 RETURNING 1", third)
    await g.answers(LAN, "OK")
    assert await g.told("rejected") == [] and "Dear Sir or Madam" in (await g.got(LAN))[-1]["text"]
    await g.answers(LAN, "OK")
    assert await g.state(third) == "rejected" and len(await g.told("rejected")) == 1
