"""An answer on its way: written, submitted, returned, approved, sent. One gateway for all of it."""

import re
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from gateway.domain.actor import Role
from gateway.domain.errors import AlreadyAnswered, Forbidden, NotAllowed
from gateway.local import simulator
from gateway.local.simulator import mail, phone
from gateway.replies import catalogue
from gateway.services import reasons
from gateway.services.accounts import log_in
from gateway.services.casework import answering, taking_back
from gateway.store import database
from gateway.web.labels import LABELS
from tests.support import clamd, configs, console, people
from tests.support.answering import BINH, HOA, LAN, browser, case_of, sent, versions
from tests.support.cli import agw
from tests.support.console import Console
from tests.support.running import parse, until
from tests.support.samples import EICAR

PHRASES = [{"name": "Đã giao", "words": "Đã giao Đội quản lý.", "words_en": "A team was sent."}]
UNITS = [
    {**configs.UNIT, "four_eyes": True},
    {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam", "phrases": PHRASES},
]
Attached = tuple[str, tuple[str, bytes, str]]
SIGNATURE = catalogue.say(reasons.SCAN_SIGNATURE(name="Own.Eicar"), "vi")
PDF = ("Quyết định số 12 của Chủ tịch Ủy ban nhân dân phường.pdf", b"%PDF" + bytes(99_000), "application/pdf")
SENDERS = [console.NUMBER, *(f"+84590001{n}" for n in (777, 888, 999, 555, 444, 333))]
WORDS = "Đã sửa xong đèn ngõ 12."
ONCE = count()


FATES = [("undelivered", 1), ("dead", 1), ("unknown", 0), ("delivered", 30), ("sent", 1), ("sent", 30)]  # hours ago


async def test_answers(tmp_path: Path, db_url: str) -> None:
    """Each story on a case of its own, one gateway for all."""
    settings: dict[str, Any] = {
        "units": UNITS,
        "times": {"undo_seconds": 60},
        "scanner": {"socket": str(tmp_path / "clamd")},
    }
    async with clamd.scripted(tmp_path / "clamd"), console.running(tmp_path, db_url, **settings) as c:
        for sender in SENDERS:
            c.text("Đèn đường ngõ 12 hỏng, đề nghị sửa", sender=sender)
        await until(lambda: c.rows("SELECT 1 FROM cases HAVING count(*) = $1", len(SENDERS)))
        for story in (
            returned_written_anew_and_approved,
            taken_back,
            two_officers,
            not_reached,
            with_files,
            words_at_hand,
            by_mail_and_text,
            by_terminal,
        ):
            await story(c)


async def returned_written_anew_and_approved(c: Console) -> None:
    code = await case_of(c, console.NUMBER)
    await people.account(c.db, "binh", roles=[Role.APPROVER], unit="vanmieu", restricted_in=[])
    await alone_a_head_says_why(c)
    await people.account(c.db, "hoa", roles=[Role.APPROVER], unit="vanmieu", restricted_in=[])
    db, context = c.pages, c.context
    with pytest.raises(NotAllowed, match="answer_needs_approval"):
        await answering.answer(db, context, code, WORDS, LAN)
    with pytest.raises(NotAllowed, match="answer_needs_approval"):
        await answering.answer(db, context, code, WORDS, BINH, reason="vội")
    assert await answering.save(db, context, code, "Đã", LAN) == 1
    assert await answering.submit(db, context, code, WORDS, LAN) == 2
    with pytest.raises(Forbidden):
        await answering.approve(db, context, code, 2, LAN)
    with pytest.raises(NotAllowed, match="reason_missing"):
        await answering.send_back(db, context, code, 2, " ", BINH)
    await answering.send_back(db, context, code, 2, "Thiếu ngày sửa.", BINH)
    with pytest.raises(NotAllowed, match="answer_not_submitted"):
        await answering.approve(db, context, code, 2, HOA)
    await the_author_reads_why(c, code)
    assert await answering.submit(db, context, code, "Bản nhầm", BINH) == 3
    with pytest.raises(NotAllowed, match="answer_own"):
        await answering.approve(db, context, code, 3, BINH)
    assert await answering.submit(db, context, code, f"{WORDS} Ngày 27/11.", LAN) == 4
    assert await sent(c, code) == []
    await a_head_approves_on_the_page(c, code)
    (text,) = await sent(c, code)
    assert "27/11" in text
    assert await versions(c, code) == [
        ("draft", LAN.id, "", ""),
        ("returned", LAN.id, BINH.id, "Thiếu ngày sửa."),
        ("draft", BINH.id, "", ""),
        ("sent", LAN.id, HOA.id, ""),
    ]
    acts = "SELECT actor, act FROM audit WHERE object = $1 AND act LIKE '%answer' ORDER BY id"
    assert [tuple(row.values()) for row in await c.rows(acts, f"case:{code}")] == [
        (LAN.id, "submit_answer"),
        (BINH.id, "return_answer"),
        (BINH.id, "submit_answer"),
        (LAN.id, "submit_answer"),
        (HOA.id, "approve_answer"),
    ]
    with pytest.raises(AlreadyAnswered):
        await answering.submit(db, context, code, WORDS, LAN)


async def standing(c: Console, code: str) -> list[dict[str, object]]:
    """The state of a case and of its clocks."""
    return await c.rows(
        "SELECT k.state, state_since, answered_at, handed_to, d.kind, d.due_at, d.done_at, d.look_at FROM cases k"
        " JOIN deadlines d ON d.case_id = k.id WHERE code = $1 ORDER BY d.kind",
        code,
    )


async def taken_back(c: Console) -> None:
    """By who sent it, as long as nobody has tried to send it; then it goes out once."""
    db, context, sender = c.pages, c.context, "+84590001888"
    code = await case_of(c, sender, "cuanam")
    await c.rows("UPDATE cases SET handed_to = 'vanmieu' WHERE code = $1 RETURNING 1", code)
    before = await standing(c, code)
    async with browser(c, "mai", Role.OFFICER, "cuanam") as client:
        await c.post(client, f"/cases/{code}/answer", words=WORDS, act="send", once="1")
        assert {row["state"] for row in await standing(c, code)} == {"answered"}
        page = (await client.get(f"/cases/{code}")).text
        assert f'action="/cases/{code}/undo"' in page and "60 giây" in page
        with pytest.raises(NotAllowed, match="answer_not_yours"):
            await taking_back.undo(db, context, code, console.OPERATOR)
        await c.post(client, f"/cases/{code}/undo")
        page = (await client.get(f"/cases/{code}")).text
    assert f">{WORDS}</textarea>" in page and f'action="/cases/{code}/undo"' not in page
    assert await standing(c, code) == before
    assert await versions(c, code) == [("draft", log_in.id_of("mai"), "", "")]
    with pytest.raises(NotAllowed, match="answer_not_yours"):
        await taking_back.undo(db, context, code, console.OPERATOR)
    await answering.answer(db, context, code, "Đã thay bóng.", console.OPERATOR, at_once=True)
    texts = await until(lambda: [t for t in phone.read_inbox(c.phone, sender) if "bong" in t])
    assert len(texts) == 1
    assert not [t for t in phone.read_inbox(c.phone, sender) if "sua xong" in t]
    with pytest.raises(NotAllowed, match="answer_gone"):
        await taking_back.undo(db, context, code, console.OPERATOR)
    assert {row["state"] for row in await standing(c, code)} == {"answered"}


async def two_officers(c: Console) -> None:
    """Each sees that the other writes, one goes on with the other's words, and the slower one is told."""
    code = await case_of(c, "+84590001999", "cuanam")
    async with browser(c, "mai", Role.OFFICER, "cuanam") as mai, browser(c, "tu", Role.OFFICER, "cuanam") as tu:
        first = (await c.post(mai, f"/cases/{code}/draft", words="Đội điện hẹn")).json()
        assert first == {"kept": LABELS["vi"]["draft_kept"], "others": []}
        page = (await tu.get(f"/cases/{code}")).text
        assert "Cán bộ mai đang viết, " in page and "></textarea>" in page
        assert ">Đội điện hẹn</textarea>" in (await tu.get(f"/cases/{code}?draft=person:mai")).text
        assert ">Đội điện hẹn</textarea>" in (await mai.get(f"/cases/{code}")).text, "on another machine too"
        other = (await c.post(tu, f"/cases/{code}/draft", words="Đội điện hẹn mai")).json()["others"]
        assert len(other) == 1 and "Cán bộ mai đang viết, " in other[0]
        await c.rows("UPDATE drafts SET at = at - interval '1 hour' RETURNING 1")
        assert "Cán bộ tu có bản nháp, " in (await mai.get(f"/cases/{code}")).text
        await c.post(tu, f"/cases/{code}/draft", words=" ")
        assert "Cán bộ tu có bản nháp" not in (await mai.get(f"/cases/{code}")).text
        assert (await c.post(tu, f"/cases/{code}/answer", words=WORDS, act="send", once="2")).status_code == 303
        slow = await c.post(mai, f"/cases/{code}/answer", words="Đội điện hẹn thứ Hai.", act="send", once="3")
        assert slow.status_code == 409 and "Đội điện hẹn thứ Hai." in slow.text
        assert "đã được trả lời" in slow.text and len(await sent(c, code)) == 1


async def not_reached(c: Console) -> None:
    """What did not arrive is on the list of those to call, until somebody has called; a text without a report after a
    day, where the network does report; nothing that arrived, was taken back, or was sent anew."""
    code = await case_of(c, "+84590001555", "cuanam")
    await answering.answer(c.pages, c.context, code, WORDS, console.OPERATOR)
    async with browser(c, "mai", Role.OFFICER, "cuanam") as mai, browser(c, "lan", Role.OFFICER) as lan:
        assert code not in (await mai.get("/unreached")).text
        put = "UPDATE outbox SET state = $1, settled_at = now() - $2::interval WHERE purpose = 'result' RETURNING 1"
        listed = {}
        for state, hours in (
            ("undelivered", 1),
            ("dead", 1),
            ("unknown", 0),
            ("delivered", 30),
            ("sent", 1),
            ("sent", 30),
        ):
            await c.rows(put, state, timedelta(hours=hours))
            listed[state, hours] = code in (await mai.get("/unreached")).text
        assert [key for key, there in listed.items() if there] == [("undelivered", 1), ("dead", 1), ("unknown", 0)]
        await c.rows("UPDATE attempts SET report = 'delivered' RETURNING 1")
        assert code in (await mai.get("/unreached")).text, "the network reports, and has said nothing for a day"
        assert code not in (await lan.get("/unreached")).text, "another unit's"
        assert 'href="/unreached"' in (await mai.get("/cases")).text
        assert LABELS["vi"]["announce"] in (await mai.get(f"/cases/{code}")).text
        assert (await c.post(mai, f"/cases/{code}/announced", note="gặp vợ")).status_code == 303
        page = (await mai.get(f"/cases/{code}")).text
        assert "Cán bộ đã báo kết quả cho người dân · gặp vợ" in page and LABELS["vi"]["announce"] not in page
        assert code not in (await mai.get("/unreached")).text
        assert (await c.post(mai, f"/cases/{code}/announced")).status_code == 409
        await answering.answer(c.pages, c.context, code, "Thêm: đã thay dây.", console.OPERATOR, again=True)
        await c.rows("UPDATE outbox SET state = 'dead' WHERE text LIKE '%thay day%' RETURNING 1")
        assert code in (await mai.get("/unreached")).text, "the next result"
        path = c.context.config.path
        assert code in (await agw("unreached", "--config", path)).out
        assert (await agw("unreached", "called", code, "--config", path)).code == 0
        assert code not in (await mai.get("/unreached")).text


async def with_files(c: Console) -> None:
    """What an officer attaches is scanned, kept with its version, and reaches the citizen's mailbox whole; a text
    carries none, and what runs or has a virus is refused by name."""
    text = await case_of(c, console.NUMBER, "cuanam")
    c.mail("Đèn đường", "Đèn đường ngõ 30 hỏng, đề nghị sửa.")
    (row,) = await until(lambda: c.rows("SELECT code FROM cases WHERE channel = 'email'"))
    code = row["code"]
    await c.rows("UPDATE cases SET unit = 'cuanam' WHERE code = $1 RETURNING 1", code)
    pdf = ("file", PDF)
    async with browser(c, "mai", Role.OFFICER, "cuanam") as mai:
        assert LABELS["vi"]["answer_files_text"] in (await mai.get(f"/cases/{text}")).text
        found = re.search(r'name="csrf" value="([^"]+)"', (await mai.get("/cases")).text)
        assert found

        async def answered(at: str, act: str, *files: Attached, **more: str) -> Response:
            data = {"csrf": found[1], "words": WORDS, "act": act, "once": str(next(ONCE)), **more}
            return await mai.post(f"/cases/{at}/answer", data=data, files=files)

        for at, file, why in (
            (text, pdf, "tin nhắn không gửi kèm tệp được"),
            (code, ("file", ("x.exe", b"MZ", "text/plain")), "“x.exe” không gửi được: chương trình"),
            (
                code,
                ("file", ("x.txt", b"xin xem: " + EICAR, "text/plain")),
                "“x.txt” không gửi được: phần mềm quét thấy " + SIGNATURE,
            ),
        ):
            refused = await answered(at, "send", file, again="1")
            assert refused.status_code == 409 and why in unescape(refused.text) and WORDS in refused.text
            assert LABELS["vi"]["answer_files_lost"] in refused.text or at == text
        assert (await answered(code, "save", pdf)).status_code == 303
        page = (await mai.get(f"/cases/{code}")).text
        assert 'name="kept" value="1.1" checked' in page
        saved = await mai.get(f"/cases/{code}/answers/1/files/1")
        assert saved.content == pdf[1][1] and saved.headers["content-disposition"].startswith("attachment")
        assert (await mai.get(f"/cases/{code}/answers/1/files/2")).status_code == 404
        photo = ("file", ("sau khi sửa.txt", "Đã xong".encode(), "text/plain"))
        assert (await answered(code, "send", photo, kept="1.1")).status_code == 303
        assert "sau khi sửa.txt" in (await mai.get(f"/cases/{code}")).text
    await c.rows("UPDATE outbox SET due_at = now() WHERE purpose = 'result' AND state = 'due' RETURNING 1")
    directory = simulator.mail_directory(c.context.config)

    def arrived() -> list[EmailMessage]:
        return [one for one in map(parse, mail.read_mailbox(directory, simulator.CITIZEN)) if one.is_multipart()]

    (letter,) = await until(arrived)
    files = [(part.get_filename(), part.get_payload(decode=True)) for part in list(letter.iter_parts())[1:]]
    assert files == [(one[1][0], one[1][1]) for one in (pdf, photo)]
    assert await c.rows("SELECT 1 FROM outbox WHERE files > 0") == [{"?column?": 1}]
    async with c.db.transaction() as tx:
        await tx.execute(database.queries("inbox")["free_blobs"])
        assert await tx.fetchval("SELECT count(*) FROM answer_files") == 3


async def words_at_hand(c: Console) -> None:
    """Canned words are put behind what is written, in the citizen's language, which an officer may change."""
    code = await case_of(c, "+84590001444", "cuanam")
    async with browser(c, "mai", Role.OFFICER, "cuanam") as mai:
        more = {"act": "phrase", "phrase": "Đã giao", "words": "Chào bác."}
        page = (await c.post(mai, f"/cases/{code}/answer", **more)).text
        assert ">Chào bác.\nĐã giao Đội quản lý.</textarea>" in page and 'value="vi" selected' in page
        page = (await c.post(mai, f"/cases/{code}/answer", **more, language="en")).text
        assert ">Chào bác.\nA team was sent.</textarea>" in page and 'value="en" selected' in page
        assert [row["language"] for row in await c.rows("SELECT language FROM cases WHERE code = $1", code)] == ["vi"]
        shown = {
            language: (await c.post(mai, f"/cases/{code}/preview", words="Xong.", language=language)).json()["text"]
            for language in ("", "vi", "en", "fr")
        }
        assert shown[""] == shown["vi"] == shown["fr"] != shown["en"]
        await c.post(mai, f"/cases/{code}/answer", words="Done.", act="send", once="9", language="en")
        assert await sent(c, code) == [shown["en"].replace("Xong.", "Done.")]
        assert [row["language"] for row in await c.rows("SELECT language FROM cases WHERE code = $1", code)] == ["en"]


async def by_mail_and_text(c: Console) -> None:
    """A citizen who texted, and came by with an address: the whole goes there by mail, and a text says so. Nobody is
    written to at an address that no officer vouches for."""
    sender = "+84590001333"
    code = await case_of(c, sender, "cuanam")
    lan, words = "mailto:lan@example.com", {"words": "Xin xem thư.", "act": "send"}
    async with browser(c, "mai", Role.OFFICER, "cuanam") as mai:
        assert (await c.post(mai, f"/cases/{code}/answer", **words, to=lan, once="21")).status_code == 409
        for urn, how in (("lan@example.com", " "), ("024 3800 0001", "gặp"), ("không phải", "gặp")):
            assert (await c.post(mai, f"/cases/{code}/contacts", urn=urn, how=how)).status_code == 409
        await c.post(mai, f"/cases/{code}/contacts", urn="lan@example.com", how="đến gặp ngày 27/11")
        page = (await mai.get(f"/cases/{code}")).text
        assert f'value="{lan}"' in page and "đến gặp ngày 27/11" in page and 'name="summary"' not in page
        no_line = await c.post(mai, f"/cases/{code}/answer", **words, to=lan, once="22")
        assert no_line.status_code == 409 and "không có kênh nào" in no_line.text, "the unit has no mailbox"
    await c.rows("UPDATE cases SET unit = 'vanmieu' WHERE code = $1 RETURNING 1", code)
    async with browser(c, "hoa", Role.APPROVER) as hoa:
        assert 'name="summary"' in (await hoa.get(f"/cases/{code}")).text
    for to, number in (("", sender), (lan, "+84590009999")):
        with pytest.raises(NotAllowed, match="no_summary"):
            await answering.submit(c.pages, c.context, code, "Xem.", LAN, to=to, summary=f"tel:{number}")
    version = await answering.submit(c.pages, c.context, code, "Xem.", LAN, to=lan, summary=f"tel:{sender}")
    await answering.approve(c.pages, c.context, code, version, HOA)
    queued = await c.rows(
        "SELECT o.line, recipient, purpose, text, cause FROM outbox o JOIN cases k ON k.id = o.case_id"
        " WHERE code = $1 AND purpose IN ('result', 'summary') ORDER BY purpose",
        code,
    )
    assert [(row["line"], row["recipient"]) for row in queued] == [
        ("vanmieu-mail", lan),
        ("vanmieu-sms", f"tel:{sender}"),
    ]
    assert "l***@example.com" in queued[1]["text"] and code in queued[1]["text"]
    await taking_back.undo(c.pages, c.context, code, HOA)
    assert await c.rows("SELECT 1 FROM outbox WHERE cause = $1 AND state <> 'dropped'", queued[0]["cause"]) == []


async def by_terminal(c: Console) -> None:
    """The same answer from a terminal: returned, written anew in another language with a file, submitted, and approved
    by somebody else."""
    (row,) = await c.rows("SELECT code FROM cases WHERE sender = 'tel:+84590001333'")
    code, config = row["code"], c.context.config.path
    note = config.parent / "ghi chú.txt"
    note.write_text("Đã thay ba bóng.", "utf-8")

    async def said(*words: str | Path, given: str = "") -> tuple[int, str]:
        done = await agw(*words, "--lang", "en", "--config", config, given=given)
        return done.code, done.out + done.err

    shown = await said("approve", code, given="n\n")
    assert shown[0] == 1 and "Xem." in shown[1] and "Nothing was sent" in shown[1]
    assert (await said("return", code, "Thiếu ngày sửa."))[0] == 0
    assert "no longer" in (await said("return", code, "Thiếu."))[1]
    words = ("answer", code, "The lights work again.", "--to", "lan@example.com")
    assert (await said(*words, "--language", "fr"))[0] == 2
    unscanned = config.parent / "x.exe"
    unscanned.write_bytes(b"MZ")
    assert "x.exe" in (await said(*words, "--submit", "--attach", unscanned, "--yes"))[1]
    assert "submit it" in (await said(*words, "--yes"))[1]
    beside = ("--submit", "--attach", note, "--language", "en", "--also-text")
    submitted = await said(*words, *beside, given="y\n")
    assert submitted[0] == 0 and "waits for approval" in submitted[1] and "ghi chú.txt" in submitted[1]
    assert (await said("approve", code, "--yes"))[0] == 1, "nobody approves their own"
    await c.rows("UPDATE answers SET author = $1 WHERE state = 'submitted' RETURNING 1", LAN.id)
    approved = await said("approve", code, given="y\n")
    assert approved[0] == 0 and "The lights work again." in approved[1] and "ghi chú.txt" in approved[1]
    queued = await c.rows(
        "SELECT recipient, purpose, files FROM outbox o JOIN cases k ON k.id = o.case_id"
        " WHERE code = $1 AND purpose IN ('result', 'summary') AND o.state <> 'dropped' ORDER BY purpose",
        code,
    )
    assert [(row["purpose"], row["recipient"], row["files"]) for row in queued] == [
        ("result", "mailto:lan@example.com", 1),
        ("summary", "tel:+84590001333", 0),
    ]
    assert await c.rows("SELECT 1 FROM cases WHERE code = $1 AND language = 'en'", code)


async def alone_a_head_says_why(c: Console) -> None:
    """Where nobody else can approve."""
    code = await case_of(c, "+84590001777")
    with pytest.raises(NotAllowed, match="answer_reason_wanted"):
        await answering.answer(c.pages, c.context, code, WORDS, BINH)
    await answering.answer(c.pages, c.context, code, WORDS, BINH, reason="một mình trực")
    assert await versions(c, code) == [("sent", BINH.id, "", "một mình trực")]
    assert len(await sent(c, code)) == 1


async def the_author_reads_why(c: Console, code: str) -> None:
    async with browser(c, "lan", Role.OFFICER) as client:
        page = (await client.get(f"/cases/{code}")).text
        assert "Thiếu ngày sửa." in page and f">{WORDS}</textarea>" in page
        assert 'value="submit"' in page and 'value="send"' not in page
        assert "/cases?mark=to_approve" not in (await client.get("/cases")).text


async def a_head_approves_on_the_page(c: Console, code: str) -> None:
    async with browser(c, "hoa", Role.APPROVER) as client:
        assert "/cases?mark=to_approve" in (await client.get("/cases")).text
        listed = (await client.get("/cases?mark=to_approve")).text
        assert code in listed and listed.count('<th scope="row">') == 1
        page = (await client.get(f"/cases/{code}")).text
        assert LABELS["vi"]["approve_answer"] in page and "Da sua xong den ngo 12. Ngay 27/11." in page
        done = await c.post(client, f"/cases/{code}/approve", version="4")
        assert done.status_code == 303
        assert (await c.post(client, f"/cases/{code}/approve", version="4")).status_code == 409
        assert code not in (await client.get("/cases?mark=to_approve")).text
