"""A missed call all the way: from a file, on the page, texted, called back by a person, seen on the terminal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway.replies import catalogue
from gateway.store import read_models
from tests.support import configs, console
from tests.support.running import until

HN = ZoneInfo("Asia/Ho_Chi_Minh")


async def test_a_missed_call_is_texted_shown_and_called_back(tmp_path: Path, db_url: str) -> None:
    line = configs.calls_line()
    async with console.running(tmp_path, db_url, more_lines=[line]) as c, c.entered() as client:
        assert "/calls" in (await client.get("/cases")).text
        at = datetime.now(UTC).astimezone(HN) - timedelta(minutes=1)
        head = "calldate,src,dst,did,dstchannel,lastapp,duration,billsec,disposition,uniqueid,linkedid"
        row = f"{at:%Y-%m-%d %H:%M:%S},0590001301,600,02438000001,PJSIP/101-1,Dial,20,0,NO ANSWER,1.1,1.1"
        assert await noted(c, f"{head}\n{row}\n") == 0
        (case,) = await until(lambda: c.rows("SELECT id, code FROM cases WHERE kind = 'goi_nho'"))
        await until(
            lambda: c.rows("SELECT 1 FROM outbox WHERE purpose = 'missed_call' AND state IN ('sent', 'delivered')")
        )
        assert (await client.get("/")).status_code == 200
        listed = (await client.get("/cases")).text
        assert case["code"] in listed and "cuộc gọi nhỡ" in listed
        shown = (await client.get("/calls")).text
        assert case["code"] in shown and "0590001301" not in shown and "590001301" not in shown
        assert "vanmieu-calls" in shown
        c.text("Toi vua goi den luc nay ma khong ai nghe may")
        (joined,) = await until(lambda: c.rows("SELECT case_id FROM messages WHERE line = 'vanmieu-sms'"))
        assert joined["case_id"] == case["id"]
        (added,) = await until(lambda: c.rows("SELECT text FROM outbox WHERE purpose = 'added'"))
        assert case["code"] in added["text"]
        page = (await client.get(f"/cases/{case['code']}")).text
        assert "Toi vua goi" in page
        assert "/called-back" in page and "cuộc gọi nhỡ" in page
        answer = await c.post(client, f"/cases/{case['code']}/called-back", reached="1")
        assert answer.status_code == 303
        page = (await client.get(f"/cases/{case['code']}")).text
        assert "/called-back" not in page and "đã nói chuyện được" in page
        assert case["code"] not in (await client.get("/calls")).text
        async with c.db.connection() as conn:
            told = await read_models.trace(conn, case["code"])
        assert [one.kind for one in told if one.kind in ("case", "event", "outbox")].count("event") == 4
        assert all(catalogue.said(one.words, language) for one in told for language in catalogue.LANGUAGES)


async def noted(c: console.Console, content: str) -> int:
    """A file is read in, and no more of its calls is to come."""
    from gateway.channels import calls as channel
    from gateway.services.calls import receive

    options = c.context.config.lines["vanmieu-calls"].options
    assert isinstance(options, channel.CallsOptions)
    pieces = channel.of_file(content.encode(), options, datetime.now(UTC))
    unread = await receive.accept(c.db, c.context, "vanmieu-calls", pieces)
    async with c.db.transaction() as tx:
        await tx.execute("UPDATE calls SET judge_at = now() WHERE judge_at IS NOT NULL")
    return unread
