"""Officers at their mail programs: they are told of what came, answer from there, and nobody else can. One gateway and
one mail server for all of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.actor import Role
from gateway.domain.duty import Person
from gateway.services.by_mail import acting, mailing, news
from gateway.store import database, people, roles
from gateway.store.database import Database
from tests.support import people as accounts
from tests.support import running
from tests.support.running import MAILBOX, Gateway, until

LAN, BINH, NAM = "lan@village.example", "binh@village.example", "nam@village.example"
CITIZEN, STRANGER = "citizen@village.example", "other@village.example"
PASS = "village.example; dmarc=pass header.from=village.example"
FAIL = "village.example; dmarc=fail (p=reject) header.from=village.example"
ANSWER = "Phường đã dọn rác ở ngõ 12 sáng nay.\n\nTrân trọng,\nNguyễn Thị Lan"


@dataclass(slots=True, kw_only=True)
class Office:
    """A gateway with its officers. `pages`: with the rights of the process that writes to them."""

    g: Gateway
    pages: Database

    async def look(self) -> None:
        """What the process of the pages does every sweep, once all that came is registered."""
        await self.g.settled()
        await news.read(self.pages, self.g.context)
        await mailing.send(self.pages, self.g.context)
        await acting.act(self.pages, self.g.context)
        await self.g.settled()

    async def case(self, subject: str, words: str, **headers: str) -> str:
        """The code of the case that a citizen's mail becomes."""
        before = await self.g.rows("SELECT 1 FROM cases")
        self.g.mail(subject, words, **headers)
        await until(lambda: self.g.rows("SELECT 1 FROM cases OFFSET $1", len(before)))
        (row,) = await self.g.rows("SELECT code FROM cases ORDER BY id DESC LIMIT 1")
        await self.look()
        return str(row["code"])

    def send(self, mail: EmailMessage, words: str, sender: str = LAN, **headers: str) -> None:
        """Somebody answers a mail of ours, as a mail program does."""
        given = {"In_Reply_To": mail["Message-ID"], "Authentication_Results": PASS, **headers}
        quoted = "\n".join(f"> {line}" for line in mail.get_content().splitlines())
        subject = given.pop("Subject", f"Re: {mail['Subject']}")
        self.g.mail(subject, f"{words}\n\nVào 27/11, {MAILBOX} đã viết:\n{quoted}", sender=sender, **given)

    async def answer(self, mail: EmailMessage, words: str, sender: str = LAN) -> dict[str, Any]:
        """Somebody answers a mail of ours, proven; what became of it."""
        n = len(await self.g.rows("SELECT 1 FROM messages"))
        self.send(mail, words, sender)
        await until(lambda: self.g.rows("SELECT 1 FROM messages OFFSET $1", n))
        await self.look()
        (row,) = await self.g.rows("SELECT * FROM messages ORDER BY id DESC LIMIT 1")
        return row

    def last(self, address: str = LAN) -> EmailMessage:
        return self.g.inbox(address)[-1]

    async def acts(self) -> list[dict[str, Any]]:
        """All that anybody did to any case."""
        return await self.g.rows(
            "SELECT state, NULL AS text FROM cases WHERE state <> 'new' UNION ALL SELECT state, text FROM answers"
            " UNION ALL SELECT 'used', NULL FROM reply_tokens WHERE used_at IS NOT NULL"
        )


@asynccontextmanager
async def office(tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Lan is an officer; Binh is named for restricted cases, too; Nam is on duty and has no account."""
    monkeypatch.setattr(mailing, "_is_time", lambda *_: True)  # the suite runs at night too
    mailboxes = {"vanmieu-mail": {"authserv_id": "village.example"}}
    given: dict[str, Any] = {"mailboxes": mailboxes, "people": [LAN, BINH, NAM], "notices": {"words": True}}
    async with running.gateway(tmp_path, db_url, **given) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        await accounts.account(g.db, "lan", roles=[Role.OFFICER], unit="vanmieu", restricted_in=[])
        await accounts.account(g.db, "binh", roles=[Role.APPROVER], unit="vanmieu", restricted_in=["vanmieu"])
        async with g.db.transaction() as tx:
            await people.save_persons(
                tx, [Person(key="lan", name="Lan", mail=LAN), Person(key="binh", name="Bình", mail=BINH)]
            )
        pages = await database.open(roles.url(g.context.config, db_url, "page"), lease=8)
        try:
            yield Office(g=g, pages=pages)
        finally:
            await pages.close()


async def test_officers_are_told_by_mail_and_answer_by_mail(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, db_url, monkeypatch) as o:
        code = await o.case("Rác ngõ 12", "Rác ngõ 12 Văn Miếu ba hôm nay chưa ai dọn.", Authentication_Results=PASS)
        await told(o, code)
        await nobody_else_can_answer(o)
        await an_officer_answers(o, code)
        await what_was_said_once_counts_no_more(o)
        await what_follows_soon_comes_together(o)
        await of_a_restricted_case_no_word(o)


async def told(o: Office, code: str) -> None:
    notice = o.last()
    words = notice.get_content()
    assert code in notice["Subject"] and "vụ việc mới" in words and "phản ánh" in words
    assert "> Rác ngõ 12 Văn Miếu ba hôm nay chưa ai dọn." in words
    assert notice["Auto-Submitted"] == "auto-generated"
    await o.look()
    assert len(o.g.inbox(LAN)) == len(o.g.inbox(BINH)) == 1
    seen = await o.g.rows("SELECT actor FROM audit WHERE act = 'view' AND detail = 'by mail notice' ORDER BY actor")
    assert [one["actor"] for one in seen] == ["person:binh", "person:lan"]


async def nobody_else_can_answer(o: Office) -> None:
    """Each of these becomes no case, acts on nothing and is told nothing."""
    notice, acted = o.last(), await o.acts()
    mails = {address: len(o.g.inbox(address)) for address in (LAN, BINH, STRANGER, CITIZEN)}
    told = f"#{str(notice['Message-ID']).strip('<>').partition('@')[0]}"
    attacks: dict[str, tuple[str, dict[str, str], str]] = {  # who answers, with what header, what becomes of it
        "a forged From": (LAN, {"Authentication_Results": FAIL}, "held"),
        "nobody vouches": (LAN, {"Authentication_Results": "village.example; none"}, "held"),
        "another server's word": (LAN, {"Authentication_Results": PASS.replace("village", "evil", 1)}, "held"),
        "a forwarded notice": (STRANGER, {}, "held"),
        "a colleague answers it": (BINH, {}, "held"),
        "a citizen's mail with its subject": (CITIZEN, {"In_Reply_To": "", "Subject": f"Rác {told}"}, "held"),
        "an out-of-office answer": (LAN, {"Auto_Submitted": "auto-replied"}, "automatic"),
        "one without its header": (LAN, {"Subject": "Automatic reply: [vụ việc]"}, "automatic"),
    }
    for name, (sender, headers, _) in attacks.items():
        o.send(notice, f"Đã xử lý xong. {name}", sender, **headers)
    await until(lambda: o.g.rows("SELECT 1 FROM messages OFFSET $1", len(attacks)))
    await o.look()
    rows = await o.g.rows("SELECT outcome, case_id, reply FROM messages ORDER BY id OFFSET 1")
    for name, (_, _, outcome) in attacks.items():
        (row,) = [one for one in rows if one["reply"] == f"Đã xử lý xong. {name}"]
        assert (row["outcome"], row["case_id"]) == (outcome, None), name
    assert await o.acts() == acted
    assert {address: len(o.g.inbox(address)) for address in mails} == mails
    (own,) = await o.g.rows("SELECT count(*) AS n FROM cases")
    assert own["n"] == 1


async def an_officer_answers(o: Office, code: str) -> None:
    notice = o.last()
    row = await o.answer(notice, ANSWER)
    assert (row["outcome"], row["rule"], row["decided_by"]) == ("officer_reply", "officer_reply", "person:lan")
    preview = o.last()
    assert "Phường đã dọn rác ở ngõ 12 sáng nay." in preview.get_content() and preview["In-Reply-To"]
    assert [one["state"] for one in await o.g.rows("SELECT state FROM answers")] == ["draft"]
    assert not await o.g.rows("SELECT 1 FROM outbox WHERE purpose = 'result'")
    await o.answer(preview, "OK\nNhưng sửa ngày thành hôm qua")
    assert "chỉ ghi OK để gửi" in o.last().get_content()
    row = await o.answer(preview, "Phường đã dọn rác ở ngõ 12 chiều qua.\n\nTrân trọng,\nNguyễn Thị Lan")
    second = o.last()
    assert "chiều qua" in second.get_content()
    await o.answer(second, "OK\n\nTrân trọng,\nNguyễn Thị Lan")
    assert f"Đã gửi trả lời cho người dân về vụ việc {code}" in o.last().get_content()
    result = o.last(CITIZEN)
    assert code in result["Subject"] and "chiều qua" in result.get_content()
    audited = await o.g.rows("SELECT actor, detail FROM audit WHERE act = 'answer' AND object = $1", f"case:{code}")
    assert [tuple(one.values()) for one in audited] == [
        ("person:lan", "by mail refused: by_mail.unclear"),
        ("person:lan", "by mail"),
    ]
    assert [one["state"] for one in await o.g.rows("SELECT state FROM cases")] == ["answered"]


async def what_was_said_once_counts_no_more(o: Office) -> None:
    """A mail that was answered, a token that is too old, the end of a talk."""
    first, n = o.g.inbox(LAN)[0], len(o.g.inbox(CITIZEN))
    await o.answer(first, "Một câu trả lời khác.")
    assert "chỉ xử lý được trên trang" not in o.last().get_content() and "một lần" in o.last().get_content()
    refused = len(o.g.inbox(LAN))
    row = await o.answer(o.last(), "Vâng, tôi hiểu rồi.")
    assert (row["outcome"], row["case_id"], len(o.g.inbox(LAN))) == ("officer_reply", None, refused)
    assert len(o.g.inbox(CITIZEN)) == n


async def what_follows_soon_comes_together(o: Office) -> None:
    """And of a digest one is answered by its code."""
    n = len(o.g.inbox(BINH))
    codes = [await o.case(f"Đèn {k}", f"Đèn đường ngõ {k} Quốc Tử Giám hỏng.", sender=CITIZEN) for k in (3, 8)]
    assert len(o.g.inbox(BINH)) == n
    await o.g.rows("UPDATE outbox SET created_at = created_at - interval '31 minutes' WHERE purpose = 'notice'")
    await o.look()
    assert len(o.g.inbox(BINH)) == n + 1
    digest = o.last()
    assert all(code in digest.get_content() for code in codes) and str(digest["Subject"]).startswith("2 vụ việc")
    assert "Đèn đường ngõ 3" not in digest.get_content()
    await o.answer(digest, "Đã sửa xong.")
    assert "nhiều vụ việc" in o.last().get_content()
    await o.answer(digest, f"{codes[1]}\nTiếp nhận")
    state = "SELECT state FROM cases WHERE code = $1"
    assert [one["state"] for one in await o.g.rows(state, codes[1])] == ["accepted"]
    await o.answer(digest, f"{codes[0]}: từ chối 1: Xin ghi rõ số nhà.")
    assert "Xin ghi rõ số nhà." in o.last().get_content()
    assert [one["state"] for one in await o.g.rows(state, codes[0])] == ["new"]
    await o.answer(o.last(), "gửi")
    assert [one["state"] for one in await o.g.rows(state, codes[0])] == ["rejected"]
    assert "Xin ghi rõ số nhà." in o.last(CITIZEN).get_content()


async def of_a_restricted_case_no_word(o: Office) -> None:
    await o.g.rows("UPDATE outbox SET created_at = created_at - interval '31 minutes' WHERE purpose = 'notice'")
    n = len(o.g.inbox(LAN))
    words = "Tôi tố cáo ông Trần Văn Mẫu, cán bộ địa chính phường, nhận hối lộ 20 triệu đồng."
    code = await o.case("Đơn tố cáo", words, sender=STRANGER)
    assert len(o.g.inbox(LAN)) == n
    notice = o.last(BINH)
    said = f"{notice['Subject']} {notice.get_content()}"
    assert code in said
    assert not any(one in said.lower() for one in ("tố cáo", "hối lộ", "mẫu", STRANGER, "hạn", "khiếu"))
    await o.answer(notice, "Đã nhận.", BINH)
    assert f"Vụ việc {code} chỉ xử lý được trên trang" in o.last(BINH).get_content()
    assert [one["state"] for one in await o.g.rows("SELECT state FROM cases WHERE code = $1", code)] == ["new"]
    assert not await o.g.rows("SELECT 1 FROM outbox WHERE purpose = 'result' AND recipient LIKE '%other@%'")
