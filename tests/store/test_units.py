"""The register: taken in whole or not at all, followed by what runs, and what a unit that ends leaves to its heirs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.domain.actor import Actor, Role, superuser
from gateway.domain.duty import Person
from gateway.domain.errors import ConfigError
from gateway.runtime.context import bootstrap
from gateway.runtime.current import Current
from gateway.runtime.following import Follower
from gateway.services import access
from gateway.services.units import standing, taking_in
from gateway.settings import config
from gateway.store import people, units
from gateway.store.database import Database
from tests.support import configs

WHO = superuser("an")
TODAY = datetime.now(UTC).date()
HEAD = "key,name,kind,parent,phone,valid_to,successors,head\n"
CITY = "hn,UBND TP Hà Nội,city,,1022,,,an\n"
WARDS = "cuanam,UBND P.Cửa Nam,ward,hn,,,,\ntrungliet,UBND P.Trung Liệt,ward,hn,024.2,,,binh\n"
PERSONS = [("an", "Lê An"), ("binh", "Trần Bình")]


class Office:
    """An installation whose lines are of units in the register."""

    def __init__(self, db: Database, current: Current) -> None:
        self.db, self.current = db, current
        self.follower = Follower(db, current)

    async def take_in(self, *texts: str, only_try: bool = False) -> list[str]:
        contents = [(f"{n}.csv", text.encode()) for n, text in enumerate(texts, 1)]
        found = await taking_in.take_in(self.db, self.current.context, WHO, contents, only_try=only_try)
        return [f"{one.what} {one.name}" for one in found.changes]

    async def rows(self, sql: str) -> list[tuple[object, ...]]:
        async with self.db.connection() as conn:
            return [tuple(row) for row in await conn.fetch(sql)]

    async def findings(self) -> dict[str, dict[str, object]]:
        async with self.db.connection() as conn:
            found = await standing.findings(conn, self.current.context.config)
        return {one.key: dict(one.reason.values) for one in found}


@pytest.fixture
async def office(tmp_path: Path, db: Database) -> Office:
    async with db.transaction() as tx:
        await people.save_persons(tx, [Person(key=key, name=name) for key, name in PERSONS])
    path = configs.write(tmp_path, lines=[configs.sms_line()])
    current = Current(await bootstrap(db, config.load(path, registry, register=None)))
    return Office(db, current)


async def test_tables_are_taken_in_whole_or_not_at_all_and_once(office: Office) -> None:
    new = ["unit cuanam", "unit hn", "unit trungliet"]
    assert sorted(await office.take_in(HEAD + CITY + WARDS, only_try=True)) == new
    assert await office.rows("SELECT key FROM units") == []
    with pytest.raises(ConfigError):
        await office.take_in(HEAD + CITY, "unit,asks,answer\nnirgendwo,a,b\n")
    assert await office.rows("SELECT key FROM units UNION ALL SELECT object FROM audit") == []

    assert sorted(await office.take_in(HEAD + CITY + WARDS)) == new
    (version,) = await office.rows("SELECT version FROM register")
    assert await office.take_in(HEAD + CITY + WARDS) == []
    assert await office.rows("SELECT version FROM register") == [version]
    assert await office.take_in(HEAD + CITY.replace("1022", "1023")) == ["unit hn"]
    told = await office.rows("SELECT actor, act, object, detail FROM audit ORDER BY id DESC LIMIT 1")
    assert told == [(WHO.id, "edit_units", "unit:hn", "phone file:1.csv")]


async def test_what_the_register_says_holds_after_a_look_of_each_process(office: Office) -> None:
    await office.follower.look()
    before = office.current.context
    await office.take_in(
        HEAD + CITY + WARDS,
        'unit,asks,answer\ncuanam,"mấy giờ",Từ 8 giờ.\n',
        f"unit,day,kind\nhn,{TODAY},off\n",
    )
    await office.follower.look()
    context = office.current.context
    assert before.config.units.keys() == {"vanmieu"}  # whoever works goes on with what it began with
    assert context.config.units.keys() == {"vanmieu", "hn", "cuanam", "trungliet"}
    assert [one.answer for one in context.config.units["cuanam"].faq] == ["Từ 8 giờ."]
    assert context.config.unit_tree.above("cuanam") == ("cuanam", "hn")
    assert not context.config.office_of(context.config.units["hn"]).calendar.is_working_day(TODAY)
    await office.follower.look()
    assert office.current.context is context  # nothing has changed: nothing is made anew
    seen = await office.findings()
    assert seen["unit_nobody"] == {"n": 1.0, "units": "UBND P.Cửa Nam", "whom": "Lê An"}


async def test_a_unit_that_merges_keeps_its_cases_under_its_successors_officers_and_leaves_them_its_lines(
    office: Office,
) -> None:
    """The register names the ward whose line config.toml has; the ward ends, and the file is not touched."""
    await office.take_in(HEAD + CITY + WARDS)
    file = office.current.context.config.path
    file.write_text(file.read_text().replace('unit = "vanmieu"', 'unit = "trungliet"'))
    await office.follower.look(at_once=True)
    assert office.current.context.mistakes == ()
    assert office.current.context.config.lines["vanmieu-sms"].unit.key == "trungliet"
    await office.rows(
        "INSERT INTO cases (code, line, channel, unit, sender, language, kind, due_at, last_message_at)"
        " VALUES ('HN-1', 'vanmieu-sms', 'sms', 'trungliet', 'tel:+84590001301', 'vi', 'reflection', now(), now())"
        " RETURNING id"
    )

    yesterday = TODAY - timedelta(days=1)
    await office.take_in(f"{HEAD}trungliet,UBND P.Trung Liệt,ward,hn,024.2,{yesterday},cuanam hn,binh\n")
    await office.follower.look()
    now = office.current.context.config
    assert now.lines["vanmieu-sms"].unit.name == "UBND P.Cửa Nam"
    assert now.organisation.ended == {"trungliet"}
    seen = await office.findings()
    assert seen["unit_ended"]["n"] == 1.0
    assert seen["unit_ended"]["heirs"] == "UBND P.Cửa Nam, UBND TP Hà Nội"
    held = now.unit_tree.spread({"cuanam": frozenset({Role.OFFICER})})
    officer = Actor(id="lan", name="Lan", roles=held)
    sight = access.sight(now, officer)
    assert sight.units == {"cuanam", "trungliet"}
    assert sight.lines == ["vanmieu-sms"]


async def test_a_register_that_changes_does_not_make_a_wrong_file_right(office: Office) -> None:
    office.current.context.config.path.write_text("zone = 3")
    await office.follower.look()
    assert office.current.context.mistakes == ()  # it may still be being written
    await office.follower.look()
    wrong = office.current.context.mistakes
    assert wrong
    await office.take_in(HEAD + CITY)
    await office.follower.look()
    assert "hn" in office.current.context.config.units
    assert office.current.context.mistakes == wrong


async def test_whoever_changes_the_register_waits_for_whoever_does(office: Office) -> None:
    async with office.db.transaction() as tx:
        await units.lock(tx)
        async with office.db.connection() as other:
            free = await other.fetch("SELECT 1 FROM register FOR UPDATE SKIP LOCKED")
    assert free == []
