"""Every page, form and act with every role, from the table of routes and the table of acts themselves: what is new is
tried by itself, and what asks nobody is found."""

import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.domain import casework
from gateway.domain.actor import Actor, Role
from gateway.domain.entering import EnteredForm
from gateway.domain.errors import Forbidden, GatewayError
from gateway.domain.permissions import OWN, ROLES, Act, Subject, may
from gateway.services import access, attending, restricting
from gateway.services.access import Thing
from gateway.services.accounts import log_in, naming, people
from gateway.services.calls import calling_back
from gateway.services.casework import announcing, answering, contacts, performing, taking_back
from gateway.services.intake import entering, filing
from gateway.store import sessions
from gateway.web.http.page_route import PageRoute
from tests.support import configs, console, everything
from tests.support import people as accounts
from tests.support.console import Console
from tests.support.everything import Everything

UNITS = [configs.UNIT, {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]
WAYS_IN = {
    *("/enter", "/login", "/login/passkey", "/login/passkey/options"),
    *("/welcome/{token}", "/welcome/{token}/passkey", "/welcome/{token}/passkey/options"),
    *("/login/sso", "/login/sso/left", "/login/sso/return", "/login/sso/log-out", "/welcome/{token}/sso"),
}
ON_THIS_MACHINE = {"/", "/live", "/rates"}  # asked for Act.HEALTH where somebody is logged in
FOR_PROGRAMS = {"/health", "/metrics", "/static"}  # guard.py lets nobody but this machine have the first two
ONE_S_OWN = ("/simulator", "/attention/jobs/")  # what belongs to a session, or to nobody's unit
ENTERED = EnteredForm(once="x", unit="vanmieu", came_by="counter", words="Rác đầy đường.")
SESSIONS = count()
Do = Callable[[Console, Actor, Everything], Awaitable[object]]


async def _perform(act: Act, c: Console, who: Actor, it: Everything) -> object:
    """An act of the table of casework, with a form that holds nothing."""
    return await performing.perform(c.db, c.context, who, it.codes[0], act, {})


# How each act is done to a thing of the unit vanmieu. Those without a call here are asked about by their pages alone.
DONE: Mapping[Act, Do] = {
    Act.VIEW: lambda c, who, it: _viewed(c, who, it),
    Act.ANSWER: lambda c, who, it: answering.answer(c.db, c.context, it.codes[0], "Đã xong.", who),
    Act.SUBMIT_ANSWER: lambda c, who, it: answering.submit(c.db, c.context, it.codes[0], "Đã xong.", who),
    Act.UNDO_ANSWER: lambda c, who, it: taking_back.undo(c.db, c.context, it.codes[0], who),
    Act.APPROVE_ANSWER: lambda c, who, it: answering.approve(c.db, c.context, it.codes[0], 1, who),
    Act.RETURN_ANSWER: lambda c, who, it: answering.send_back(c.db, c.context, it.codes[0], 1, "vì", who),
    Act.ADD_CONTACT: lambda c, who, it: contacts.add(c.db, c.context, it.codes[0], "0912345678", "gặp", who),
    Act.ANNOUNCE: lambda c, who, it: announcing.announce(c.db, c.context.config, it.codes[0], "", who),
    Act.ENTER: lambda c, who, it: entering.enter(c.db, c.context, who, ENTERED),
    **{act: partial(_perform, act) for act in casework.ACTS},
    Act.SPLIT: lambda c, who, it: filing.split(c.db, c.context, it.messages[0], who),
    Act.RESTRICT: lambda c, who, it: restricting.restrict(c.db, c.context, it.codes[0], "x", "vì", who),
    Act.UNRESTRICT: lambda c, who, it: restricting.unrestrict(c.db, c.context, it.codes[0], "", who, tell=False),
    Act.CALL_BACK: lambda c, who, it: calling_back.called_back(c.db, c.context, it.codes[0], who, reached=False),
    Act.FILE: lambda c, who, it: filing.file_held(c.db, c.context, it.messages[0], who),
    Act.DISMISS: lambda c, who, it: attending.dismiss(c.db, c.context, it.messages[0], "vì", who),
    Act.REPLAY: lambda c, who, it: attending.replay(c.db, c.context, it.messages[0], who),
    Act.DECIDE_PERSON: lambda c, who, it: filing.decide_person(c.db, c.context, it.messages[0], who),
    Act.DECIDE_MACHINE: lambda c, who, it: filing.decide_machine(c.db, c.context, it.messages[0], who),
    Act.RESEND: lambda c, who, it: attending.resend(c.db, c.context, it.outbox[0], who),
    Act.DROP: lambda c, who, it: attending.drop(c.db, c.context, it.outbox[0], "vì", who),
    Act.MARK_SENT: lambda c, who, it: attending.mark_sent(c.db, c.context, it.outbox[0], "vì", who),
    Act.SEND_NOW: lambda c, who, it: attending.send_now(c.db, c.context, it.outbox[0], who),
    Act.DROP_WAITING: lambda c, who, it: attending.drop_waiting(c.db, c.context, it.outbox[0], "vì", who),
    Act.NAME_FOR_CASE: lambda c, who, it: naming.name_for_case(c.db, c.context, who, "lan", it.codes[0], named=True),
    Act.ADD_PERSON: lambda c, who, it: people.add(c.db, c.context, who, "!", "Mai", "vanmieu", Role.READER),
    Act.GRANT: lambda c, who, it: people.grant(c.db, c.context, who, "lan", "vanmieu", Role.READER),
    Act.RESET_PERSON: lambda c, who, it: people.reset(c.db, who, "lan"),
    Act.DISABLE_PERSON: lambda c, who, it: people.disable(c.db, who, "lan"),
    Act.SET_MAIL: lambda c, who, it: people.set_mail(c.db, c.context, who, "lan", "lan@ward.example"),
}
BY_PAGE = {  # asked before anything begins (access.begin), and lists see as far as access.sight
    *(Act.LIST, Act.HEALTH, Act.LIST_PEOPLE, Act.TEST_LINE, Act.SIMULATE, Act.FORGET_SENDER),
    *(Act.AUDIT, Act.EXPORT_AUDIT),  # rows as far as access.sight
    *(Act.EDIT_ROSTER, Act.LIST_UNITS, Act.EDIT_UNITS),
    *(
        Act.IMPORT_CALLS,
        Act.IMPORT_ROSTER,
        Act.RELOAD,
        Act.CUT_AUDIT,
        Act.BEGIN_AUDIT,
        Act.ERASE,
    ),  # in a terminal alone
    *(Act.BACK_UP, Act.RESTORE),
    *OWN,
}
NOT_OF_CITIZENS = {
    Act.ENTER,
    Act.ADD_PERSON,
    Act.GRANT,
    Act.RESET_PERSON,
    Act.SET_MAIL,
    Act.DISABLE_PERSON,
}  # nothing of theirs is restricted


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    login = {"issuer": "http://127.0.0.1:1", "client_id": "gateway"}
    async with console.running(tmp_path, db_url, work=False, units=UNITS, login=login) as running:
        yield running


@pytest.fixture
async def all(c: Console) -> Everything:
    """As `an_office`."""
    return await an_office(c)


async def an_office(c: Console) -> Everything:
    """Everything that there is, all of it of the unit vanmieu, a person too."""
    written = await everything.write(c.db)
    await c.rows("UPDATE cases SET unit = 'vanmieu', restricted = false RETURNING 1")
    await c.rows(
        "UPDATE messages SET line = 'vanmieu-mail', case_id = 1 WHERE id = $1 RETURNING 1", written.messages[0]
    )
    await accounts.account(c.db, "lan", roles=[Role.OFFICER], unit="vanmieu", restricted_in=[])
    return written


async def _viewed(c: Console, who: Actor, all: Everything) -> None:
    async with c.db.transaction() as tx:
        for thing in (Thing("case", all.codes[0]), Thing("message", all.messages[0]), Thing("outbox", all.outbox[0])):
            await access.view(tx, c.context.config, who, thing)


def person(role: Role, unit: str, *, named: bool = True) -> Actor:
    restricted_in = frozenset({unit} if named else ())
    return Actor(id="person:x", name="x", roles={unit: frozenset({role})}, restricted_in=restricted_in)


def test_every_act_is_tried_or_asked_about_by_its_page() -> None:
    assert DONE.keys() | BY_PAGE == set(Act)
    assert DONE.keys() & BY_PAGE == set()


async def test_every_act_with_every_role(c: Console, all: Everything) -> None:
    """In one's unit, in another, and to what is restricted when one is not named: refused where `may` says so."""
    wrong = []
    for restricted in (False, True):
        await c.rows("UPDATE cases SET restricted = $1 RETURNING 1", restricted)
        subject = Subject(units=frozenset({"vanmieu"}), restricted=restricted)
        for role in Role:
            for who in (person(role, "vanmieu"), person(role, "cuanam"), person(role, "vanmieu", named=False)):
                for act, do in DONE.items():
                    asked = Subject(units=subject.units) if act in NOT_OF_CITIZENS else subject
                    refused = await is_refused(do(c, who, all))
                    if refused != (may(who, act, asked) is not None):
                        wrong.append((act, role, who.roles, sorted(who.restricted_in), restricted))
    assert wrong == []


async def is_refused(doing: Awaitable[object]) -> bool:
    """Whether this person may not; anything else that forbids it is another matter."""
    try:
        await doing
    except Forbidden:
        return True
    except GatewayError:
        pass
    return False


# --- pages and forms -------------------------------------------------------------------------------------------------


async def logged_in(c: Console, role: Role, unit: str) -> dict[str, str]:
    """The cookie and the forms' secret of a new session of a person with this role in this unit."""
    return await session(c, f"{role}-{unit}")


def address(route: PageRoute, all: Everything) -> str:
    """A page of something that is there, and of the unit vanmieu."""
    message = str(all.messages[0])
    known = {
        "key": "vanmieu",
        "code": all.codes[0],
        "id:int": message,
        "id": f"m{message}",
        "n:int": "1",
        "version:int": "1",
        "job": "x",
    }
    return re.sub(r"{([a-z:]+)}", lambda found: known.get(found[1], "vanmieu-mail"), route.path)


async def asked(c: Console, client: httpx.AsyncClient, route: PageRoute, path: str, who: dict[str, str]) -> int:
    """The status of the answer; of what goes on for ever only the beginning is read."""
    method = "POST" if "POST" in (route.methods or ()) else "GET"
    form = {"csrf": who["csrf"], "once": str(next(SESSIONS)), "words": "Đã xong.", "message": "1", "reason": "vì"}
    more: dict[str, Any] = {"data": form} if method == "POST" else {}
    async with client.stream(method, path, headers={"Cookie": who["Cookie"]}, **more) as answer:
        return answer.status_code


async def test_every_page_and_form_with_every_role(c: Console, all: Everything, tmp_path: Path) -> None:
    table = c.routes(tmp_path)
    routes = [route for route in table if isinstance(route, PageRoute)]
    assert {route.path for route in routes if not route.acts} == WAYS_IN | ON_THIS_MACHINE
    assert {route.path for route in table if not isinstance(route, PageRoute)} == FOR_PROGRAMS
    wrong: list[tuple[object, ...]] = []
    async with c.client() as client:
        for role in Role:
            for unit in ("vanmieu", "cuanam"):
                await accounts.account(c.db, f"{role}-{unit}", roles=[role], unit=unit, restricted_in=[unit])
            here, there = [await logged_in(c, role, unit) for unit in ("vanmieu", "cuanam")]
            for route in routes:
                if route.path in WAYS_IN or route.path == "/leave":  # which ends the session; anybody may
                    continue
                path, acts = address(route, all), route.acts or (Act.HEALTH,)
                fits = any(act in OWN or role in ROLES[act] for act in acts)
                if ((status := await asked(c, client, route, path, here)) == 403) == fits:
                    wrong.append((role, path, status))
                if not fits or path == route.path or route.path.startswith(ONE_S_OWN):
                    continue
                if (status := await asked(c, client, route, path, there)) not in (403, 404):
                    wrong.append((role, path, status, "another unit's"))
    assert wrong == []


async def test_no_list_shows_another_unit_s(c: Console, all: Everything) -> None:
    """Not its codes, its lines, or who was decided on there."""
    lists = ["/cases?closed=1", "/messages", "/attention", "/attention/senders", "/outgoing", "/", "/rates"]
    lists += ["/numbers", "/numbers/report.csv", "/unreached"]
    words = (*all.codes, "vanmieu-mail", "vanmieu-sms", "lan@example.com")
    await c.rows("UPDATE messages SET sender = 'mailto:lan@example.com' WHERE id = $1 RETURNING 1", all.messages[0])
    seen: dict[str, set[str]] = {}
    async with c.client() as client:
        for unit in ("vanmieu", "cuanam"):
            await accounts.account(c.db, f"operator-{unit}", roles=[Role.OPERATOR], unit=unit)
            who = {"Cookie": (await logged_in(c, Role.OPERATOR, unit))["Cookie"]}
            pages = {path: await client.get(path, headers=who) for path in lists}
            assert {answer.status_code for answer in pages.values()} == {200}
            seen[unit] = {path for path, answer in pages.items() if any(word in answer.text for word in words)}
    assert seen == {"vanmieu": set(lists), "cuanam": set()}


async def test_what_the_menu_and_health_count_is_of_one_s_units(c: Console, all: Everything) -> None:
    counted = {}
    async with c.client() as client:
        for unit in ("vanmieu", "cuanam"):
            await accounts.account(c.db, f"operator-{unit}", roles=[Role.OPERATOR], unit=unit)
            who = {"Cookie": (await logged_in(c, Role.OPERATOR, unit))["Cookie"]}
            page = (await client.get("/", headers=who)).text
            counted[unit] = len(re.findall(r'class="count"', page)), len(re.findall(r'id="line-', page))
    assert counted == {"vanmieu": (3, 2), "cuanam": (0, 0)}


async def test_the_menu_has_what_one_may_work_on(c: Console, all: Everything) -> None:
    """An officer sees what came and what is to be answered; what waits for an operator's decision, who decides."""
    offered = {}
    async with c.client() as client:
        for role in Role:
            await accounts.account(c.db, f"{role}-vanmieu", roles=[role], unit="vanmieu")
            who = {"Cookie": (await logged_in(c, role, "vanmieu"))["Cookie"]}
            menu = (await client.get("/help", headers=who)).text.partition("</nav>")[0]
            offered[role] = set(re.findall(r'<a href="/(\w*)"', menu))
        unknown = (await client.get("/login")).text
    read = {"", "cases", "numbers", "messages", "help"}
    decide = {*read, "attention"}
    assert offered == {
        **dict.fromkeys((Role.READER, Role.OFFICER, Role.APPROVER), read),
        Role.DISPATCHER: decide,
        Role.OPERATOR: {*decide, "outgoing", "simulator"},
        Role.AUDITOR: {"", "people", "audit", "help"},
        Role.ADMINISTRATOR: {"", "people", "help"},
    }
    assert set(re.findall(r'<a href="/(\w*)"', unknown.partition("</nav>")[0])) == {""}


async def test_a_person_who_is_named_for_one_restricted_case_sees_that_one(c: Console, all: Everything) -> None:
    """The head of the unit names an officer on the case's page, who then finds it in every list and may work on it; not
    another restricted case, and nobody else, and not once the name is taken."""
    await c.rows("UPDATE cases SET restricted = true RETURNING 1")
    one, other = [
        row["code"] for row in await c.rows("SELECT code FROM cases WHERE state = 'new' OR id = 2 ORDER BY id")
    ]
    for login, role, named in (
        ("head", Role.APPROVER, ["vanmieu"]),
        ("thu", Role.OFFICER, []),
        ("ba", Role.OFFICER, []),
    ):
        await accounts.account(c.db, login, roles=[role], unit="vanmieu", restricted_in=named)
    async with c.client() as client:
        head, thu, ba = [await session(c, login) for login in ("head", "thu", "ba")]

        async def seen(who: dict[str, str]) -> list[bool]:
            paths = (f"/cases/{one}", f"/cases/{other}", "/cases?closed=1", "/cases?closed=1&q=rac", "/messages")
            pages = [await client.get(path, headers={"Cookie": who["Cookie"]}) for path in paths]
            found = [one in page.text or other in page.text for page in pages[2:]]
            return [pages[0].status_code == 200, pages[1].status_code == 200, *found]

        async def name(by: dict[str, str], login: str, act: str = "name") -> int:
            form = {"csrf": by["csrf"], "login": login, "act": act}
            path = f"/cases/{one}/name"
            return (await client.post(path, data=form, headers={"Cookie": by["Cookie"]})).status_code

        nothing = [False] * 5
        assert await seen(thu) == nothing
        assert await name(thu, "thu") == 403  # nobody names themselves
        assert await name(head, "thu") == 303
        assert await seen(thu) == [True, False, True, True, True]
        assert await seen(ba) == nothing
        assert await name(thu, "ba") == 403  # whoever is named for it alone names nobody else
        assert await name(head, "thu", "unname") == 303
        assert await seen(thu) == nothing
    acts = await c.rows("SELECT actor, object, detail FROM audit WHERE act = 'name_for_case' ORDER BY id")
    assert [tuple(row.values()) for row in acts] == [
        ("person:head", f"case:{one}", "+ person:thu"),
        ("person:head", f"case:{one}", "- person:thu"),
    ]


async def session(c: Console, login: str) -> dict[str, str]:
    """As `logged_in`, of this person."""
    secret = f"{login} {next(SESSIONS)}"
    async with c.db.transaction() as tx:
        await sessions.open(tx, log_in.key_of(secret), login, log_in.id_of(login))
    csrf = hashlib.sha256(b"forms of " + secret.encode()).hexdigest()
    return {"Cookie": f"gw_{c.context.config.console.port}={secret}", "csrf": csrf}
