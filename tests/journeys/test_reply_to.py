"""To whom replies go: to a Reply-To of the sender's organisation by itself, to any other by a person's choice."""

from pathlib import Path
from typing import Any

import pytest

from gateway.domain.actor import superuser
from gateway.domain.errors import NotAllowed
from gateway.services.casework import answering
from gateway.services.intake import filing
from tests.support import console, running
from tests.support.running import MAILBOX, Gateway, until

OFFICER = superuser("can bo")
CLERK, VICTIM = "vanthu@mail.congty.example", "nan.nhan@khac.example"


async def messages(g: Gateway, n: int) -> list[dict[str, Any]]:
    """The messages, when there are `n`."""
    assert await until(lambda: g.rows("SELECT 1 FROM messages OFFSET $1", n - 1))
    await g.settled()
    return await g.rows("SELECT * FROM messages ORDER BY id")


async def sent(g: Gateway) -> list[tuple[str, str]]:
    rows = await g.rows("SELECT purpose, recipient FROM outbox ORDER BY id")
    return [(row["purpose"], row["recipient"].removeprefix("mailto:")) for row in rows]


async def code(g: Gateway) -> str:
    (row,) = await g.rows("SELECT code FROM cases ORDER BY id DESC LIMIT 1")
    return str(row["code"])


async def test_replies_go_to_the_reply_to_of_the_senders_organisation(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        g.mail("Cống tắc", "Cống trước cổng công ty tắc.", sender="an@congty.example", Reply_To=f"Lan <{CLERK}>")
        await messages(g, 1)
        await answering.answer(g.db, g.context, await code(g), "Đã thông cống.", OFFICER)
        assert await sent(g) == [("acknowledgement", CLERK), ("result", CLERK)]
        # Whoever answers from there has another address: nothing joins by a Reply-To.
        (given, _) = await g.rows("SELECT message_id FROM outbox ORDER BY id")
        g.mail("Re: Cống", "Còn một chỗ nữa.", sender=CLERK, In_Reply_To=f"<{given['message_id']}>")
        rows = await messages(g, 2)
        assert rows[1]["case_id"] != rows[0]["case_id"]


async def test_any_other_reply_to_is_a_persons_choice(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        g.mail("Cống tắc", "Cống tắc ba ngày.", sender="an@congty.example", Reply_To=f"{MAILBOX}, {VICTIM}")
        await messages(g, 1)
        assert await sent(g) == [("acknowledgement", "an@congty.example")]
        for wrong in ("ai.do@la.example", MAILBOX, "khong phai dia chi"):
            with pytest.raises(NotAllowed, match="no_such_recipient"):
                await answering.answer(g.db, g.context, await code(g), "Đã thông.", OFFICER, to=wrong)
        await answering.answer(g.db, g.context, await code(g), "Đã thông.", OFFICER, to=f"mailto:{VICTIM}")
        await answering.answer(g.db, g.context, await code(g), "Đã thông.", OFFICER, again=True)
        assert (await sent(g))[1:] == [("result", VICTIM), ("result", "an@congty.example")]


async def test_many_senders_with_one_reply_to_have_one_limit(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        for n in range(6):
            if n == 2:
                await messages(g, n)  # mails at once are counted by each of those who read them
            g.mail(
                "Phản ánh đèn đường",
                f"Đèn đường ngõ {n} bị hỏng ba hôm nay.",
                sender=f"a{n}@congty.example",
                Reply_To=CLERK,
            )
        await messages(g, 6)
        assert await sent(g) == [("acknowledgement", CLERK)] * 2  # nobody can say who they are


async def test_a_person_names_a_sender_whom_the_mail_does_not(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        g.mail("Cống tắc", "Cống ngõ 3 tắc.", From="Ba Mận")
        g.mail("Đèn hỏng", "Đèn ngõ 4 hỏng.")
        nobody, somebody = sorted(await messages(g, 2), key=lambda row: str(row["subject"]))  # at once: in any order
        assert (nobody["outcome"], nobody["rule"], somebody["outcome"]) == ("held", "nobody", "case")
        for typed in ("", "  ", "khong biet", MAILBOX):
            with pytest.raises(NotAllowed, match=r"no_address|typed_wrong"):
                await filing.file_held(g.db, g.context, nobody["id"], OFFICER, typed=typed)
        made = await filing.file_held(g.db, g.context, nobody["id"], OFFICER, typed="Mận <Ba.Man@example.com>")
        assert await g.rows("SELECT sender FROM cases WHERE code = $1", made) == [
            {"sender": "mailto:ba.man@example.com"}
        ]
        assert ("acknowledgement", "ba.man@example.com") in await sent(g)
        g.mail("Form", "Nước bẩn.", sender="noreply@web.example", Reply_To="citizen@village.example")
        (*_, form) = await messages(g, 3)
        with pytest.raises(NotAllowed, match="not_needed"):
            await filing.file_held(g.db, g.context, form["id"], OFFICER, typed="la@la.example")


async def test_the_page_lets_an_officer_choose_and_name_addresses(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.raw_mail(running.letter("Cống tắc", "Cống tắc ba ngày.", sender="an@congty.example", Reply_To=VICTIM))
        c.raw_mail(running.letter("Đèn hỏng", "Đèn ngõ 4 hỏng.", From="Ba Mận"))
        assert await until(lambda: c.rows("SELECT 1 FROM messages OFFSET 1"))
        (case,) = await c.rows("SELECT code FROM cases")
        page = (await client.get(f"/cases/{case['code']}")).text
        assert 'name="to" value="mailto:an@congty.example" checked' in page
        assert f'name="to" value="mailto:{VICTIM}">' in page
        await c.post(client, f"/cases/{case['code']}/answer", words="Đã thông.", to=f"mailto:{VICTIM}", once="a")
        (result,) = await c.rows("SELECT recipient FROM outbox WHERE purpose = 'result'")
        assert result["recipient"] == f"mailto:{VICTIM}"
        (held,) = await c.rows("SELECT id FROM messages WHERE outcome = 'held'")
        assert 'name="address"' in (await client.get(f"/attention/m{held['id']}")).text
        await c.post(client, "/attention/act", id=f"m{held['id']}", act="file", address="man@example.com", once="b")
        assert await until(lambda: c.rows("SELECT 1 FROM cases WHERE sender = 'mailto:man@example.com'"))
