"""The roster all the way: tables of the office taken in by a command, shown in the terminal and on the page; office
hours without anybody are a finding."""

from datetime import datetime, timedelta
from pathlib import Path

from gateway.ops import health
from tests.support import console
from tests.support.cli import agw
from tests.support.running import until

PERSONS = "key,name,phone,mail,unit\nan,Nguyễn Văn An,0590001101,an@vanmieu.example,vanmieu\nbinh,Trần Bình,,,vanmieu\n"
HEAD = "line,person,role,weekdays,begins,ends\n"
SHIFTS = HEAD + "vanmieu-sms,an,duty,1234567,,\nvanmieu-sms,binh,head,,,\nvanmieu-mail,binh,head,,,\n"


async def test_who_is_on_duty_is_taken_in_and_shown(tmp_path: Path, db_url: str) -> None:
    persons, shifts, wrong = (tmp_path / name for name in ("persons.csv", "shifts.csv", "wrong.csv"))
    persons.write_text(PERSONS, "utf-8")
    shifts.write_text(SHIFTS, "utf-8")
    wrong.write_text(SHIFTS + "vanmieu-sms,nobody,duty,,,\n", "utf-8")
    config = ("--config", tmp_path / "config.toml")
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        said = await agw("roster", "import", persons, wrong, *config)
        assert said.code != 0
        assert "nothing was taken in" in said.err
        assert "5, person" in said.err
        assert await c.rows("SELECT key FROM persons") == []  # all or nothing
        said = await agw("roster", "import", persons, shifts, *config)
        assert (said.code, said.err) == (0, "")
        await agw("roster", "import", shifts, *config)  # in the place of what was
        assert len(await c.rows("SELECT id FROM shifts")) == 3
        said = await agw("roster", *config)
        (row,) = (line for line in said.out.splitlines() if line.startswith("vanmieu-sms"))
        assert "Nguyễn Văn An" in row
        assert "Trần Bình" in row
        page = (await client.get("/numbers")).text
        assert "0590 001 101" in page
        assert (await agw("lines", *config)).code == 1  # nothing has come in yet
        c.text("Đèn đường ngõ 12 hỏng ba hôm nay, đề nghị cho sửa.")
        await until(lambda: c.rows("SELECT id FROM messages WHERE line = 'vanmieu-sms'"))
        said = await agw("lines", *config)
        (row,) = (line for line in said.out.splitlines() if line.startswith("vanmieu-sms"))
        assert "received" in row
        assert (await client.get("/numbers")).text.count("đã nhận được") == 1
        answer = await client.get("/numbers/report.csv")
        assert "vanmieu-sms" in answer.text
        assert answer.headers["content-disposition"].startswith('attachment; filename="numbers-')
        async with c.db.connection() as conn:
            found = [one.subject for one in await health.about_upkeep(conn, c.context) if one.key == "duty_gap"]
        assert found in ([], ["vanmieu-mail"])  # office hours come within three days, but for a long holiday
        assert len(await c.rows("SELECT id FROM audit WHERE act = 'import_roster'")) == 3


async def test_the_roster_is_changed_by_hand(tmp_path: Path, db_url: str) -> None:
    persons, shifts = tmp_path / "persons.csv", tmp_path / "shifts.csv"
    persons.write_text(PERSONS, "utf-8")
    shifts.write_text(SHIFTS + "vanmieu-sms,binh,duty,1234567,,\n", "utf-8")
    config = ("--config", tmp_path / "config.toml")
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        assert "gw roster import" in (await client.get("/numbers/roster")).text
        await agw("roster", "import", persons, shifts, *config)
        today = datetime.now(c.context.config.zone).date()
        away = {"person": "an", "since": str(today), "until": str(today), "stand_in": "binh"}
        answer = await c.post(client, "/numbers/roster/away", **away)
        assert answer.status_code == 303
        assert "Đã ghi vắng mặt" in (await client.get("/numbers/roster")).text
        (absence,) = await c.rows("SELECT id, until - since AS lasts, stand_in FROM absences")
        assert (absence["lasts"], absence["stand_in"]) == (timedelta(days=1), "binh")
        for wrong in ({"person": "x"}, {"until": "2020-01-01"}, {"since": "soon"}, {"stand_in": "an"}):
            assert (await c.post(client, "/numbers/roster/away", **{**away, **wrong})).status_code == 409, wrong
        (shift,) = await c.rows("SELECT id FROM shifts WHERE person = 'binh' AND role = 'duty'")
        await c.post(client, "/numbers/roster/remove", kind="shift", name=str(shift["id"]))
        for kind, name in (("shift", shift["id"]), ("absence", "x"), ("person", "nobody"), ("table", "1")):
            assert (await c.post(client, "/numbers/roster/remove", kind=kind, name=str(name))).status_code == 409, kind
        said = await agw("roster", "remove", "binh", "--line", "vanmieu-mail", *config)
        assert (said.code, said.err) == (0, "")
        found = await c.rows("SELECT line, person, role FROM shifts ORDER BY id")
        assert [tuple(row.values()) for row in found] == [
            ("vanmieu-sms", "an", "duty"),
            ("vanmieu-sms", "binh", "head"),
        ]
        assert (await agw("roster", "remove", "binh", *config)).code == 0
        assert (await agw("roster", "remove", "binh", *config)).code != 0
        assert [row["stand_in"] for row in await c.rows("SELECT stand_in FROM absences")] == [""]
        page = (await client.get("/numbers/roster")).text
        assert "Trần Bình" not in page and "Nguyễn Văn An" in page
        await c.post(client, "/numbers/roster/remove", kind="absence", name=str(absence["id"]))
        assert await c.rows("SELECT 1 FROM absences") == []
        audited = await c.rows("SELECT object, detail FROM audit WHERE act = 'edit_roster' ORDER BY id")
        assert [(row["object"], row["detail"].split()[0]) for row in audited] == [
            ("person:an", "away"),
            ("person:binh", "removed"),
            ("person:binh", "removed"),
            ("person:binh", "removed"),
            ("person:an", "removed"),
        ]
