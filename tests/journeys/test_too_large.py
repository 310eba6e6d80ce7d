"""A mail above the line's limit: its words are a case, its citizen is told what is missing; a machine is not."""

from email.message import EmailMessage
from pathlib import Path

from tests.support import running
from tests.support.running import letter, parse, until

PEOPLE = [f"{name}@village.example" for name in ("lan", "to-cao", "may", "ds", "bao")]
LIMIT = 400_000
PHOTO = bytes(range(256)) * 2_000  # 512 kB


def large(subject: str, words: str, sender: str, **headers: str) -> bytes:
    message = parse(letter(subject, words, sender=sender, **headers))
    message.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="anh.jpg")
    return message.as_bytes()


def told(mails: list[EmailMessage]) -> dict[str, EmailMessage]:
    """The mails by what each is, which its subject says; two that go out at once come in any order."""
    found = {"large" if "Thư quá lớn" in one["Subject"] else "acknowledged": one for one in mails}
    assert len(found) == len(mails)
    return found


async def test_a_citizen_is_acknowledged_and_told_what_is_missing_and_a_machine_is_not(
    tmp_path: Path, db_url: str
) -> None:
    mailboxes = {"vanmieu-mail": {"max_bytes": LIMIT}}
    async with running.gateway(tmp_path, db_url, mailboxes=mailboxes, people=PEOPLE) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        lan, accuser, machine, member, bounce = PEOPLE
        for body in (
            large("Ổ gà", "Ổ gà trước số 9 ngõ 5, ảnh kèm theo.", lan),
            large("Tố cáo", "Tôi tố cáo cán bộ phường nhận tiền, ảnh kèm theo.", accuser),
            large("Nhắc hẹn", "Xin nhắc hẹn.", machine, Auto_Submitted="auto-generated"),
            large("Bản tin", "Bản tin tháng.", member, List_Id="<tin.village.example>", Precedence="list"),
            large("Undelivered Mail Returned to Sender", "Delivery failed.", bounce, Return_Path="<>"),
        ):
            g.deliver(body)
        await until(lambda: g.rows("SELECT 1 FROM messages OFFSET 4"))
        await g.settled()
        both = {"acknowledged", "large"}
        assert [set(told(g.inbox(one))) for one in PEOPLE] == [both, both, set(), set(), set()]
        large_mail = told(g.inbox(lan))["large"]
        words = large_mail.get_content()
        (case,) = await g.rows("SELECT code, subject FROM cases WHERE sender = $1", f"mailto:{lan}")
        assert case["code"] in large_mail["Subject"] and "285 KB" in words
        assert "Hạn trả lời" not in told(g.inbox(accuser))["large"].get_content()
        (message,) = await g.rows("SELECT reply, flags FROM messages WHERE sender = $1", f"mailto:{lan}")
        assert "too_large" in message["flags"] and "Ổ gà trước số 9" in message["reply"]
        assert await g.rows("SELECT 1 FROM parts WHERE state <> 'registered' OR size > 65536") == []
        g.mail("Re: Ổ gà", "Ảnh nhỏ hơn đây ạ.", sender=lan, In_Reply_To=large_mail["Message-ID"])
        await until(lambda: g.rows("SELECT 1 FROM messages WHERE outcome = 'follow_up' AND case_id IS NOT NULL"))
