"""Officers at their mail programs: they are told of what came, answer from there, and nobody else can. One gateway and
one mail server for all of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from gateway.domain import reply_tokens
from gateway.domain.actor import Role
from gateway.domain.duty import Person
from gateway.services.by_mail import acting, mailing, news
from gateway.store import database, people, roles
from gateway.store.database import Database
from tests.support import people as accounts
from tests.support import running
from tests.support.running import MAILBOX, Gateway, until

LAN, BINH = "lan@village.example", "binh@village.example"
CITIZEN, STRANGER = "citizen@village.example", "other@village.example"
PASS = "village.example; dmarc=pass header.from=village.example"
FAIL = "village.example; dmarc=fail (p=reject) header.from=village.example"
PDF = b"%PDF-1.7\n%%EOF\n"
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

    async def cases(self, *mails: tuple[str, str], sender: str = CITIZEN) -> list[str]:
        """The codes of the cases that a citizen's mails (subject, words) become."""
        before = await self.g.rows("SELECT 1 FROM cases")
        for subject, words in mails:
            self.g.mail(subject, words, sender=sender, Authentication_Results=PASS)
        await until(lambda: self.g.rows("SELECT 1 FROM cases OFFSET $1", len(before) + len(mails) - 1))
        await self.look()
        codes = {row["subject"]: row["code"] for row in await self.g.rows("SELECT subject, code FROM cases")}
        return [codes[subject] for subject, _ in mails]

    def send(self, mail: EmailMessage, words: str, sender: str = LAN, file: bytes = b"", **headers: str) -> None:
        """Somebody answers a mail of ours, as a mail program does, with a file and the logo of a signature."""
        given = {"In_Reply_To": mail["Message-ID"], "Authentication_Results": PASS, **headers}
        quoted = "\n".join(f"> {line}" for line in mail.get_content().splitlines())
        subject = given.pop("Subject", f"Re: {mail['Subject']}")
        said = f"{words}\n\nVào 27/11, {MAILBOX} đã viết:\n{quoted}"
        if not file:
            self.g.mail(subject, said, sender=sender, **given)
            return
        sent = running.parse(running.letter(subject, said, sender=sender, **given))
        sent.add_attachment(file, "application", "pdf", filename="biên bản.pdf")
        sent.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(9), "image", "png", filename="logo.png", disposition="inline")
        self.g.deliver(sent.as_bytes(policy=policy.SMTP))

    async def answered(self, *mails: tuple[EmailMessage, str, str], file: bytes = b"") -> dict[str, dict[str, Any]]:
        """Mails of ours are answered at once, each by somebody who is proven: by their words what became of them."""
        (seen,) = await self.g.rows("SELECT coalesce(max(id), 0) AS id FROM messages")
        for mail, words, sender in mails:
            self.send(mail, words, sender, file)
        await until(lambda: self.g.rows("SELECT 1 FROM messages WHERE id > $1 OFFSET $2", seen["id"], len(mails) - 1))
        await self.look()
        return {row["reply"]: row for row in await self.g.rows("SELECT * FROM messages WHERE id > $1", seen["id"])}

    def last(self, address: str = LAN) -> EmailMessage:
        return self.g.inbox(address)[-1]

    async def later(self) -> None:
        """The next look, after the time in which a further mail waits."""
        await self.g.rows("UPDATE outbox SET created_at = created_at - interval '31 minutes' WHERE purpose = 'notice'")
        await self.look()

    async def states(self, codes: list[str]) -> list[str]:
        known = {row["code"]: row["state"] for row in await self.g.rows("SELECT code, state FROM cases")}
        return [known[code] for code in codes]

    async def acts(self) -> list[dict[str, Any]]:
        """All that anybody did to any case."""
        return await self.g.rows(
            "SELECT state, NULL AS text FROM cases WHERE state <> 'new' UNION ALL SELECT state, text FROM answers"
            " UNION ALL SELECT 'used', NULL FROM reply_tokens WHERE used_at IS NOT NULL"
        )


@asynccontextmanager
async def office(tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Lan is an officer; Binh is named for restricted cases, too."""
    monkeypatch.setattr(mailing, "_is_open", lambda *_: True)  # the suite runs at night too
    mailboxes = {"vanmieu-mail": {"authserv_id": "village.example"}}
    given: dict[str, Any] = {"mailboxes": mailboxes, "people": [LAN, BINH], "notices": {"words": True}}
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
        (code,) = await o.cases(("Rác ngõ 12", "Rác ngõ 12 Văn Miếu ba hôm nay chưa ai dọn."))
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
        o.send(notice, f"Đã xử lý xong. {name}", sender, b"", **headers)
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
    row = (await o.answered((o.last(), ANSWER, LAN), file=PDF))[ANSWER]
    assert (row["outcome"], row["rule"], row["decided_by"]) == ("officer_reply", "officer_reply", "person:lan")
    preview = o.last()
    assert "Phường đã dọn rác ở ngõ 12 sáng nay." in preview.get_content() and preview["In-Reply-To"]
    assert "Gửi kèm: biên bản.pdf." in preview.get_content() and "logo" not in preview.get_content()
    assert [one["state"] for one in await o.g.rows("SELECT state FROM answers")] == ["draft"]
    assert not await o.g.rows("SELECT 1 FROM outbox WHERE purpose = 'result'")
    await o.answered((preview, ANSWER.replace("sáng nay", "chiều qua"), LAN))
    assert "chiều qua" in o.last().get_content()
    await o.answered((o.last(), "OK\n\nTrân trọng,\nNguyễn Thị Lan", LAN))
    assert f"Đã gửi trả lời cho người dân về vụ việc {code}" in o.last().get_content()
    result = o.last(CITIZEN)
    words, file = result.get_body(), next(result.iter_attachments())
    assert code in result["Subject"] and words is not None and "chiều qua" in words.get_content()
    assert (file.get_filename(), file.get_content()) == ("biên bản.pdf", PDF)
    audited = await o.g.rows("SELECT actor, detail FROM audit WHERE act = 'answer' AND object = $1", f"case:{code}")
    assert [tuple(one.values()) for one in audited] == [("person:lan", "by mail")]
    assert [one["state"] for one in await o.g.rows("SELECT state FROM cases")] == ["answered"]


async def what_was_said_once_counts_no_more(o: Office) -> None:
    """A mail that was answered, one that asks for nothing, a token that somebody has given to a colleague."""
    first, n, mails = o.g.inbox(LAN)[0], len(o.g.inbox(CITIZEN)), len(o.g.inbox(LAN))
    theirs = o.g.inbox(BINH)[0]
    token = reply_tokens.hashed(str(theirs["Message-ID"]).strip("<>").partition("@")[0])
    await o.g.rows("UPDATE reply_tokens SET person = 'lan' WHERE hash = $1", token)
    rows = await o.answered((first, "Khác.", LAN), (o.last(), "Vâng, tôi hiểu rồi.", LAN), (theirs, "Của tôi.", LAN))
    found = {words: (row["outcome"], row["case_id"]) for words, row in rows.items()}
    assert found == {
        "Khác.": ("officer_reply", None),
        "Vâng, tôi hiểu rồi.": ("officer_reply", None),
        "Của tôi.": ("held", None),
    }
    assert "một lần" in o.last().get_content() and len(o.g.inbox(LAN)) == mails + 1
    assert len(o.g.inbox(CITIZEN)) == n
    audited = await o.g.rows("SELECT actor, detail FROM audit WHERE detail LIKE '%refused%'")
    assert [tuple(one.values()) for one in audited] == [("person:lan", "by mail refused: by_mail.used")]


async def what_follows_soon_comes_together(o: Office) -> None:
    """And of a digest each is answered by its code."""
    n, refused = len(o.g.inbox(BINH)), len(o.g.inbox(LAN))
    codes = await o.cases(*((f"Đèn {k}", f"Đèn đường ngõ {k} Quốc Tử Giám hỏng.") for k in (3, 8)))
    assert (len(o.g.inbox(BINH)), len(o.g.inbox(LAN))) == (n, refused)
    await o.later()
    assert len(o.g.inbox(BINH)) == n + 1
    digest = o.last()
    assert all(code in digest.get_content() for code in codes) and str(digest["Subject"]).startswith("2 vụ việc")
    assert "Đèn đường ngõ 3" not in digest.get_content()
    await o.answered(
        (digest, "Đã sửa xong.", LAN),
        (digest, f"{codes[1]}\nTiếp nhận", LAN),
        (digest, f"{codes[0]}: từ chối 1: Xin ghi rõ số nhà.", LAN),
    )
    said = {str(mail["Subject"]).partition("]")[2].partition("#")[0].strip(): mail for mail in o.g.inbox(LAN)[-3:]}
    assert said.keys() == {"Chưa làm được", "Đã làm", "Xem trước: chưa gửi"}
    assert "nhiều vụ việc" in said["Chưa làm được"].get_content()
    assert await o.states(codes) == ["new", "accepted"]
    await o.answered((said["Xem trước: chưa gửi"], "gửi", LAN))
    assert await o.states(codes) == ["rejected", "accepted"]
    assert "Xin ghi rõ số nhà." in o.last(CITIZEN).get_content()


async def of_a_restricted_case_no_word(o: Office) -> None:
    n = len(o.g.inbox(LAN))
    words = "Tôi tố cáo ông Trần Văn Mẫu, cán bộ địa chính phường, nhận hối lộ 20 triệu đồng."
    (code,) = await o.cases(("Đơn tố cáo", words), sender=STRANGER)
    await o.later()
    assert len(o.g.inbox(LAN)) == n
    notice = o.last(BINH)
    said = f"{notice['Subject']} {notice.get_content()}"
    assert code in said
    assert not any(one in said.lower() for one in ("tố cáo", "hối lộ", "mẫu", STRANGER, "hạn", "khiếu"))
    await o.answered((notice, "Đã nhận.", BINH))
    assert f"Vụ việc {code} chỉ xử lý được trên trang" in o.last(BINH).get_content()
    assert await o.states([code]) == ["new"]
    assert not await o.g.rows("SELECT 1 FROM outbox WHERE purpose = 'result' AND recipient LIKE '%other@%'")
