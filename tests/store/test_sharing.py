"""One answer to several cases, in the database: each answered by itself, none twice, those that refuse told by name."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.channels import registry
from gateway.cli import sharing as terminal
from gateway.domain.actor import Actor, Role
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.replies import catalogue
from gateway.runtime.context import bootstrap
from gateway.services.casework import answering, sharing
from gateway.settings import config
from gateway.store import shared_answers
from gateway.store.database import Database
from tests.store.test_merging import BINH, CHI, HEAD, MAI, Street
from tests.support import configs, people
from tests.support.office import BUSY, LAN, UNITS, officer

DUNG = "dung@citizen.example"
WORDS = "Sự cố trạm biến áp đã khắc phục lúc 14:00, đèn đã sáng lại."


@pytest.fixture
async def g(tmp_path: Path, db: Database) -> Street:
    settings = config.load(configs.write(tmp_path, times=BUSY, units=UNITS, lines=[configs.mail_line()]), registry)
    return Street(db, await bootstrap(db, settings))


async def sent(g: Street, who: Actor, id: int) -> dict[str, str]:
    """Go on with it; what became of each, in English where it was refused."""
    done = [one async for one in sharing.go_on(g.db, g.context, who, id)]
    return {one.code: catalogue.say(one.reason, "en") if one.reason else one.state for one in done}


async def results(g: Street) -> list[str]:
    rows = await g.rows("SELECT recipient FROM outbox WHERE purpose = 'result' AND state = 'due' ORDER BY id")
    return [row["recipient"].removeprefix("mailto:") for row in rows]


async def test_each_case_is_answered_as_by_itself(g: Street) -> None:
    codes = [await g.writes(who) for who in (MAI, BINH, CHI, DUNG)]
    typed = f"{codes[0]}, {codes[1].lower()};{codes[2]}\n{codes[3]} HN-000000 {codes[0]}"
    chosen = sharing.codes_of(typed)
    assert chosen == [*codes, "HN-000000"], "each once, as it is written; what is none stays to be told so"
    await g.rows("UPDATE cases SET restricted = true WHERE code = $1 RETURNING 1", codes[3])
    named = officer("chi", "vanmieu", named=True)
    foreseen = await sharing.foresee(g.db, g.context, named, chosen, WORDS)
    assert [one.told.to if one.told else None for one in foreseen] == [f"mailto:{w}" for w in (MAI, BINH, CHI)] + [
        None
    ] * 2
    why = [catalogue.say(one.refusal, "en") for one in foreseen if one.refusal]
    assert "restricted" in why[0] and "no case has the code" in why[1]
    assert await results(g) == [], "shown is not sent"
    id = await sharing.begin(g.db, g.context, named, codes, WORDS)
    await answering.answer(g.db, g.context, codes[1], "Đã xong.", LAN)  # somebody is faster
    said = await sent(g, named, id)
    assert (said[codes[0]], said[codes[2]]) == ("sent", "sent")
    assert "was answered" in said[codes[1]] and "restricted" in said[codes[3]]
    assert await results(g) == [BINH, MAI, CHI]
    for code in (codes[0], codes[2]):
        (_, words) = (await g.told(code))[-1]
        assert WORDS in words and code in words
        assert (await g.case(code))["state"] == "answered"
    versions = await g.rows("SELECT count(*) AS n FROM answers WHERE author = 'person:chi' AND state = 'sent'")
    audited = await g.rows("SELECT object FROM audit WHERE act = 'answer' AND actor = 'person:chi' ORDER BY object")
    events = await g.rows("SELECT count(*) AS n FROM case_events WHERE kind = 'answered' AND actor = 'person:chi'")
    assert (versions[0]["n"], events[0]["n"]) == (2, 2)
    assert {row["object"] for row in audited} == {f"case:{codes[0]}", f"case:{codes[2]}"}
    assert await sent(g, named, id) == {}, "nothing is left to be answered"


async def test_what_would_go_out_is_known_from_what_was_shown(g: Street) -> None:
    """Other words, another citizen, another recipient or a case that goes along: it is not what was shown any more."""
    one, two, three = [await g.writes(who) for who in (MAI, BINH, CHI)]

    async def shown(words: str = WORDS, *codes: str) -> str:
        return sharing.digest(await sharing.foresee(g.db, g.context, LAN, codes or (one, two), words))

    first = await shown()
    assert first == await shown() == await shown(WORDS, one, two, "HN-000000"), "who gets nothing does not count"
    assert len({first, await shown("Đã xong."), await shown(WORDS, one), await shown(WORDS, one, two, three)}) == 4
    assert (await g.does(LAN, Act.MERGE, three, case=two, reason="cùng sự cố")).told is None
    along = await sharing.foresee(g.db, g.context, LAN, (one, two), WORDS)
    assert [tuple(each.along) for each in along] == [(), (three,)] and sharing.digest(along) != first


async def test_on_a_terminal_too_what_has_changed_meanwhile_is_shown_anew(
    g: Street, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, three = [await g.writes(who) for who in (MAI, BINH, CHI)]
    whole, asked = sharing.foresee, list[bool]()

    def agreed(*_given: Any, **_options: Any) -> bool:
        asked.append(True)
        return True

    async def meanwhile(*given: Any) -> list[sharing.Foreseen]:
        if len(asked) == 1:  # while the officer read what was shown first
            await g.does(LAN, Act.MERGE, three, case=two, reason="cùng sự cố")
        return await whole(*given)

    monkeypatch.setattr(sharing, "foresee", meanwhile)
    monkeypatch.setattr(terminal, "agreed", agreed)
    here: Any = SimpleNamespace(db=g.db, context=g.context, actor=LAN)
    assert await terminal._agreed(here, [one, two], WORDS, stdin_free=True, yes=False) == [one, two]
    assert len(asked) == 2 and three in capsys.readouterr().out
    assert await results(g) == []


async def test_what_breaks_off_loses_nothing_and_doubles_nothing(g: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of a case is one transaction: answered and settled, or neither."""
    codes = [await g.writes(who) for who in (MAI, BINH, CHI)]
    id = await sharing.begin(g.db, g.context, LAN, codes, WORDS)
    whole: Any = shared_answers.settle

    async def ends(tx: Any, of: int, code: str, state: Any, reason: Any = None) -> None:
        await whole(tx, of, code, state, reason)
        if code == codes[1]:
            raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(shared_answers, "settle", ends)
        with pytest.raises(ConnectionResetError):
            await sent(g, LAN, id)
    assert await results(g) == [MAI]
    async with g.db.connection() as conn:
        assert [(one.id, one.pending) for one in await sharing.unfinished(conn, LAN)] == [(id, 2)]
        assert await sharing.unfinished(conn, HEAD) == []
    assert await sent(g, LAN, id) == {codes[1]: "sent", codes[2]: "sent"}
    assert await results(g) == [MAI, BINH, CHI]
    await sharing.answer_one(g.db, g.context, LAN, id, codes[0])  # another window of the same officer
    assert await results(g) == [MAI, BINH, CHI]
    with pytest.raises(NotAllowed):
        await sharing.find(g.db, HEAD, id)  # another's


async def test_a_unit_of_four_eyes_has_them_submitted_and_other_units_refuse(tmp_path: Path, db: Database) -> None:
    units = [{**UNITS[0], "four_eyes": True}, *UNITS[1:]]
    settings = config.load(configs.write(tmp_path, times=BUSY, units=units, lines=[configs.mail_line()]), registry)
    g = Street(db, await bootstrap(db, settings))
    await people.account(g.db, "truong", roles=[Role.APPROVER], unit="vanmieu", restricted_in=[])
    codes = [await g.writes(who) for who in (MAI, BINH, CHI)]
    await g.rows("UPDATE cases SET unit = 'cuanam' WHERE code = $1 RETURNING 1", codes[2])
    foreseen = await sharing.foresee(g.db, g.context, LAN, codes, WORDS)
    assert [(bool(one.told), one.submitted) for one in foreseen] == [(True, True), (True, True), (False, False)]
    id = await sharing.begin(g.db, g.context, LAN, codes, WORDS)
    said = await sent(g, LAN, id)
    assert [said[code] for code in codes[:2]] == ["submitted"] * 2 and "unit" in said[codes[2]]
    assert await results(g) == []
    await answering.approve(g.db, g.context, codes[0], 1, HEAD)
    assert await results(g) == [MAI]
    alone = await sharing.begin(g.db, g.context, HEAD, codes[1:2], WORDS)
    assert "nobody else can approve" in (await sent(g, HEAD, alone))[codes[1]]


async def test_what_is_stopped_stays_unanswered(g: Street) -> None:
    codes = [await g.writes(who) for who in (MAI, BINH)]
    id = await sharing.begin(g.db, g.context, LAN, codes, WORDS)
    await sharing.stop(g.db, HEAD, id)  # another's: nothing
    await sharing.answer_one(g.db, g.context, LAN, id, codes[0])
    await sharing.stop(g.db, LAN, id)
    assert await sent(g, LAN, id) == {}
    assert [one.state for one in (await sharing.find(g.db, LAN, id))[1]] == ["sent", "stopped"]


async def test_it_is_bounded_and_has_words_and_cases(g: Street) -> None:
    for typed in ("", " ,; "):
        with pytest.raises(NotAllowed):
            sharing.codes_of(typed)
    with pytest.raises(NotAllowed) as caught:
        sharing.codes_of(" ".join(f"x{n}" for n in range(sharing.MOST + 1)))
    assert "201" in catalogue.say(caught.value.reason, "en")
    code = await g.writes(MAI)
    for doing in (
        sharing.foresee(g.db, g.context, LAN, [code], " "),
        sharing.begin(g.db, g.context, LAN, [code], " "),
        sharing.begin(g.db, g.context, LAN, ["HN-000000"], WORDS),
    ):
        with pytest.raises(NotAllowed):
            await doing


async def test_one_that_leads_answers_those_that_go_with_it_once(g: Street) -> None:
    first, second = await g.merged(MAI, BINH)
    id = await sharing.begin(g.db, g.context, LAN, [first, second], WORDS)
    said = await sent(g, LAN, id)
    assert said[first] == "sent" and "was answered" in said[second]
    assert sorted(await results(g)) == [BINH, MAI]
    assert (await g.does(LAN, Act.NOTE, first, words="x")).told is None
