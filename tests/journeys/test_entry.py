"""An officer enters what citizens brought to the counter, told by telephone or wrote on paper; each is answered as they
asked, and nothing that is owed to them is lost. One start of servers for all of it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from gateway.domain.actor import Role
from gateway.domain.addresses import mask
from gateway.local.simulator import phone
from gateway.services.accounts import log_in
from gateway.store import read_models, sessions
from gateway.web.labels import LABELS
from tests.support import configs, console
from tests.support.cli import agw
from tests.support.console import NUMBER, Console
from tests.support.people import account
from tests.support.running import until

LABEL = LABELS["vi"]
UNITS = [
    {**configs.UNIT, "office_hours": [["00:00", "23:59"]]},
    {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"},
]
RUBBISH = "Rác đổ đầy đầu ngõ 30, bốc mùi hôi, xin cho xe đến dọn."
WHO_TOOK_MONEY = "Tôi tố cáo ông cán bộ địa chính phường nhận hối lộ 50 triệu đồng để làm sổ đỏ."


@asynccontextmanager
async def browser(c: Console, login: str) -> AsyncIterator[httpx.AsyncClient]:
    """That of a person who is logged in."""
    async with c.db.transaction() as tx:
        await sessions.open(tx, log_in.key_of(login), login, log_in.id_of(login))
    async with c.client() as client:
        client.cookies.set(f"gw_{c.context.config.console.port}", login)
        yield client


async def sends(c: Console, client: httpx.AsyncClient, step: str = "do", **values: Any) -> httpx.Response:
    """Fill the form in as the page has it, and send it."""
    shown = (await client.get("/cases/new")).text
    once = re.search(r'name="once" value="([^"]+)"', shown)
    assert once, "no form"
    typed = {"once": once[1], "unit": "vanmieu", "came_by": "counter", "answer_by": "counter", "words": RUBBISH}
    file = values.pop("file", None)
    form = {**typed, **values, "step": step}
    if file is None:
        return await c.post(client, "/cases/new", **form)
    csrf = re.search(r'name="csrf" value="([^"]+)"', shown)
    assert csrf
    return await client.post("/cases/new", data={"csrf": csrf[1], **form}, files={"file": (*file, "image/png")})


async def test_what_citizens_bring_is_a_case_as_any_other(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, units=UNITS) as c, c.entered() as client:
        # by telephone, to be texted: shown first, then the code goes to that number
        texted = {"came_by": "phone", "answer_by": "text", "to": "0590 001 301", "name": "Bà Mẫu", "place": "ngõ 30"}
        shown = await sends(c, client, step="preview", consent="1", **texted)
        assert "HN-" in shown.text, "the code is known before"
        assert RUBBISH in shown.text and not await c.rows("SELECT 1 FROM cases")
        unasked = await sends(c, client, **texted)
        assert unasked.status_code == 409 and "đồng ý" in unasked.text and RUBBISH in unasked.text
        done = await sends(c, client, consent="1", once="form-1", **texted)
        assert done.status_code == 303
        (case,) = await c.rows("SELECT * FROM cases")
        code = str(case["code"])
        assert (case["sender"], case["sender_name"], case["place"]) == (f"tel:{NUMBER}", "Bà Mẫu", "ngõ 30")
        slip = (await client.get(done.headers["location"])).text
        assert code in slip and LABEL["due"] in slip and "Rác" not in slip
        texts = await until(lambda: phone.read_inbox(c.phone, NUMBER))
        assert code in texts[0]

        # a second press of the same button makes no second case
        again = await sends(c, client, consent="1", once="form-1", **texted)
        assert again.headers["location"] == done.headers["location"]
        assert len(await c.rows("SELECT 1 FROM cases")) == 1

        # raw as it was entered, once, with who entered it
        (raw,) = await c.rows(
            "SELECT b.bytes FROM parts p JOIN blobs b ON b.sha256 = p.blob WHERE p.state = 'registered'"
        )
        assert raw["bytes"].decode() == RUBBISH
        page = (await client.get(f"/cases/{code}")).text
        assert LABEL["event_entered"] in page and "gọi điện thoại" in page and "page:thu" in page
        assert (await c.rows("SELECT object, detail FROM audit WHERE act = 'enter'")) == [
            {"object": f"case:{code}", "detail": "phone text"}
        ]

        # what they write later from that number joins it
        c.text("Ca doan truoc cong truong nua")
        await until(lambda: c.rows("SELECT 1 FROM messages WHERE outcome = 'follow_up'"))
        (joined,) = await c.rows("SELECT case_id FROM messages WHERE outcome = 'follow_up'")
        assert joined["case_id"] == case["id"]

        # on paper, yesterday, to be answered by mail: time counts from when it was received
        at = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).replace(second=0, microsecond=0) - timedelta(days=1)
        done = await sends(
            c,
            client,
            came_by="paper",
            answer_by="mail",
            to="dan@village.example",
            subject="Đèn đường hỏng",
            words="Đèn đường ngõ 5 hỏng một tuần nay.",
            received=f"{at:%Y-%m-%dT%H:%M}",
            kind="kien_nghi",
            file=("đơn.png", b"\x89PNG\r\n\x1a\n"),
        )
        (mailed,) = await c.rows("SELECT * FROM cases WHERE sender = 'mailto:dan@village.example'")
        assert (mailed["kind"], mailed["opened_at"]) == ("kien_nghi", at.astimezone(UTC))
        (clock,) = await c.rows(
            "SELECT counted_from FROM deadlines WHERE case_id = $1 AND kind = 'answer'", mailed["id"]
        )
        assert clock["counted_from"] == at.astimezone(UTC)
        (sent,) = await c.rows("SELECT recipient, line, purpose FROM outbox WHERE case_id = $1", mailed["id"])
        page = (await client.get(f"/cases/{mailed['code']}")).text
        assert "đơn.png" in page and "/files/" in page
        assert (sent["recipient"], sent["line"]) == ("mailto:dan@village.example", "vanmieu-mail")

        # what cannot be: said, and nothing typed is lost
        ahead = f"{at + timedelta(days=3):%Y-%m-%dT%H:%M}"
        wrong = (
            ({"received": ahead}, "trước bây giờ"),
            ({"received": "2001-01-01T08:00"}, "30 ngày"),
            ({"received": "hôm qua"}, "2026-12-31T08:30"),
            ({"answer_by": "text", "to": "024 3800 0001", "consent": "1"}, "số di động"),
            ({"answer_by": "mail", "to": "không có"}, "địa chỉ thư"),
            ({"answer_by": "mail", "to": "vanmieu-mail@village.example"}, "địa chỉ thư"),
            ({"words": "  "}, "phải ghi"),
            ({"name": "x" * 500}, "dài quá 120"),
            ({"kind": "goi_nho"}, "không có giá trị này"),
            ({"unit": "cuanam"}, "chưa có kênh nào"),
            ({"unit": "đâu"}, "đâu"),
        )
        ran = await sends(c, client, file=("đơn.exe", b"MZ"))
        assert ran.status_code == 409 and "đơn.exe" in ran.text and LABEL["answer_files_lost"] in ran.text
        for values, why in wrong:
            refused = await sends(c, client, **values)
            assert (refused.status_code, why in refused.text) == (409, True), (values, refused.text)
        assert len(await c.rows("SELECT 1 FROM cases")) == 2

        # danger is told to whoever is on duty though nothing can be sent
        fire = {"came_by": "phone", "answer_by": "call", "to": "02438000009"}
        fire["words"] = "Cháy nhà ở ngõ 12, có người kẹt!"
        shown = await sends(c, client, step="preview", **fire)
        assert "114" in shown.text, "whoever writes it down tells the citizen whom to call"
        await sends(c, client, **fire)
        (urgent,) = await c.rows("SELECT id, urgent, sender FROM cases ORDER BY id DESC LIMIT 1")
        assert (urgent["urgent"], urgent["sender"]) == (True, "")
        assert await c.rows("SELECT 1 FROM notices WHERE case_id = $1 AND audience = 'duty'", urgent["id"])
        assert not await c.rows("SELECT 1 FROM outbox WHERE case_id = $1", urgent["id"])

        # what is typed in proves no line to be reachable
        async with c.db.connection() as conn:
            assert await read_models.received_days(conn, ["vanmieu-mail"], at - timedelta(days=9), "UTC") == []

        # the terminal: shows what would go out, asks, and says the code
        said = await agw(
            *(
                "enter",
                RUBBISH,
                "--unit",
                "vanmieu",
                "--came-by",
                "counter",
                "--answer-by",
                "mail",
                "--to",
                "b@village.example",
            ),
            *("--lang", "en", "--config", c.context.config.path),
            given="y\n",
        )
        assert said.code == 0 and "b@village.example" in said.out, said.out + said.err
        assert await c.rows("SELECT 1 FROM cases WHERE sender = 'mailto:b@village.example'")


async def test_what_is_owed_to_a_citizen_without_a_channel_is_told_by_an_officer(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, units=UNITS) as c, c.entered() as client:
        done = await sends(c, client)
        (case,) = await c.rows("SELECT id, code, sender, restricted FROM cases")
        code = str(case["code"])
        assert (case["sender"], case["restricted"]) == ("", False)
        assert code in (await client.get(done.headers["location"])).text
        page = (await client.get(f"/cases/{code}")).text
        assert LABEL["answer_to_nobody"] in page
        (row,) = re.findall(rf"<tr>(?:(?!</tr>).)*{code}.*?</tr>", (await client.get("/cases")).text, re.S)
        assert "***" not in row and "<td>–</td>" in row, "nobody's number is no hidden one"

        # an answer is no mail and no text: it is on the list until somebody has told it
        await c.post(client, f"/cases/{code}/answer", words="Đã dọn xong.", act="send", once="y")
        (row,) = await c.rows("SELECT state, recipient, text FROM outbox WHERE case_id = $1", case["id"])
        assert (row["state"], row["recipient"]) == ("dropped", "") and "Đã dọn xong." in row["text"]
        await c.rows("UPDATE outbox SET created_at = now() - interval '1 year' RETURNING 1")
        listed = (await client.get("/unreached")).text
        assert code in listed and LABEL["unreached_to_tell"] in listed and LABEL["nobody_to_write"] in listed
        said = (await agw("unreached", "--config", c.context.config.path)).out
        assert code in said and "***" not in said, "nobody's number is no hidden one"
        assert (await c.post(client, f"/cases/{code}/announced", note="gặp tại quầy")).status_code == 303
        assert code not in (await client.get("/unreached")).text
        (event,) = await c.rows("SELECT detail FROM case_events WHERE kind = 'announced'")
        assert event["detail"]["way"] == "in_person"

        # whom an officer calls: the number stands on the list, and nothing is sent there
        await sends(c, client, answer_by="call", to="0912345678")
        (called,) = await c.rows("SELECT id, code FROM cases ORDER BY id DESC LIMIT 1")
        asked = await c.post(client, f"/cases/{called['code']}/ask", words="Ở đoạn nào?", step="do", once="z")
        assert asked.status_code == 303, asked.text
        listed = (await client.get("/unreached")).text
        assert called["code"] in listed and mask("tel:+84912345678") in listed
        assert "0912 345 678" in (await client.get(f"/cases/{called['code']}")).text

        # once an address is proven, answers go there
        await c.post(client, f"/cases/{called['code']}/contacts", urn="0590001301", how="đến gặp")
        await c.post(client, f"/cases/{called['code']}/answer", words="Đã sửa.", act="send", once="w")
        (result,) = await c.rows("SELECT recipient FROM outbox WHERE case_id = $1 AND purpose = 'result'", called["id"])
        assert result["recipient"] == f"tel:{NUMBER}"
        assert called["code"] not in (await client.get("/unreached")).text


async def test_who_may_enter_and_who_sees_it(tmp_path: Path, db_url: str) -> None:
    """A denunciation is seen by those who are named, not by whoever wrote it down; another unit enters nothing here."""
    async with console.running(tmp_path, db_url, work=False, units=UNITS) as c:
        for login, role, unit in (
            ("lan", Role.DISPATCHER, "vanmieu"),
            ("mai", Role.OFFICER, "cuanam"),
            ("thu", Role.READER, "vanmieu"),
        ):
            await account(c.db, login, roles=[role], unit=unit, restricted_in=[])
        async with browser(c, "lan") as lan, browser(c, "mai") as mai, browser(c, "thu") as thu:
            assert 'href="/cases/new"' in (await lan.get("/cases")).text
            done = await sends(c, lan, words=WHO_TOOK_MONEY)
            assert done.status_code == 303
            (case,) = await c.rows("SELECT code, restricted, kind FROM cases")
            assert (case["restricted"], case["kind"]) == (True, "to_cao")
            slip = await lan.get(done.headers["location"])
            assert case["code"] in slip.text and LABEL["due"] not in slip.text
            assert (await lan.get(f"/cases/{case['code']}")).status_code == 403
            assert (await mai.get(done.headers["location"])).status_code == 404
            assert (await thu.get("/cases/new")).status_code == 403
            assert 'href="/cases/new"' not in (await thu.get("/cases")).text
            refused = await c.post(
                mai, "/cases/new", step="do", once="x", unit="vanmieu", came_by="counter", words="Rác"
            )
            assert refused.status_code == 403
            # who asks not to be named is seen by few too, and a kind that the officer names counts
            await sends(c, lan, secret="1")
            await sends(c, lan, kind="khieu_nai", words="Tôi không đồng ý với quyết định xử phạt số 12.")
            later = await c.rows("SELECT restricted, kind FROM cases ORDER BY id OFFSET 1")
            assert [(row["restricted"], row["kind"]) for row in later] == [(True, "phan_anh"), (True, "khieu_nai")]
