"""Officers log in: the first account by the one-time link, the others by links of their own; what ends a session."""

import json
import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest

from gateway.domain.actor import Actor, Role, superuser
from gateway.domain.errors import Forbidden, NotAllowed
from gateway.services.accounts import people
from tests.support import configs, console, everything
from tests.support import people as accounts
from tests.support.cli import agw
from tests.support.console import Console

PASSWORD = "mèo vàng nhảy rào"
OFFICE = superuser("thu")
UNITS = [configs.UNIT, {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    async with console.running(tmp_path, db_url, work=False, units=UNITS) as running:
        yield running


def shown_secret(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found, page
    return found[1].replace(" ", "")


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


async def chosen(client: httpx.AsyncClient, path: str, password: str = PASSWORD) -> str:
    """Choose a password by a link; the secret of the second factor."""
    secret = shown_secret((await client.get(path)).text)
    answer = await client.post(path, data={"password": password, "again": password, "code": code(secret)})
    assert answer.status_code == 303, answer.text
    return secret


async def log_in(client: httpx.AsyncClient, login: str, secret: str, password: str = PASSWORD) -> httpx.Response:
    """With the code after the one that was used to choose."""
    return await client.post("/login", data={"login": login, "password": password, "code": code(secret, 1)})


@asynccontextmanager
async def officer(c: Console, login: str, unit: str, role: Role) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """A browser in which this new person is logged in, and the secret of their second factor."""
    token = await people.add(c.db, c.context, OFFICE, login, f"Cán bộ {login}", unit, role)
    async with c.client() as client:
        yield client, await chosen(client, f"/welcome/{token}")


async def test_the_one_time_link_makes_the_first_account_and_opens_nothing_more(c: Console) -> None:
    async with c.entered() as client, c.entered() as other:
        assert "Tạo tài khoản đầu tiên" in (await client.get("/cases")).text
        refused = await c.post(client, "/account/first", login="Lan!", name="Nguyễn Thị Lan")
        assert refused.status_code == 409
        assert "Tên đăng nhập gồm chữ thường" in refused.text
        made = await c.post(client, "/account/first", login="nguyen.lan", name="Nguyễn Thị Lan")
        assert made.status_code == 303
        welcome = made.headers["location"]
        assert "Nguyễn Thị Lan" in (page := (await client.get(welcome)).text)
        assert (await other.get("/cases")).status_code == 200  # until the account can be used
        wrong = [("ngắn", "ngắn", "0"), (PASSWORD, "khác hẳn với nó", "0"), (PASSWORD, PASSWORD, "000000")]
        for password, again, number in wrong:
            answer = await client.post(welcome, data={"password": password, "again": again, "code": number})
            assert answer.status_code == 409
        secret = await chosen(client, welcome)
        assert secret == shown_secret(page)  # what the phone has read stays right while one tries
        assert "Nguyễn Thị Lan" in (await client.get("/cases")).text
        assert (await client.get(welcome)).status_code == 401
        gone = await other.get("/cases?q=rac")
        assert (gone.status_code, gone.headers["location"]) == (303, "/login")
        assert (await other.get(c.link)).headers["location"] == "/login"
        answer = await log_in(other, " Nguyen.LAN ", secret)
        assert (answer.status_code, answer.headers["location"]) == (303, "/cases?q=rac")
        assert (await other.get("/account")).status_code == 200
    acts = await c.rows("SELECT actor, act, object FROM audit WHERE act NOT IN ('list', 'view') ORDER BY id")
    told = [(row["actor"], row["act"]) for row in acts]
    lan = "person:nguyen.lan"
    assert told == [
        *[(console.OPERATOR.id, "log_in")] * 2,
        (console.OPERATOR.id, "add_person"),
        (lan, "own_account"),
        (lan, "log_in"),
    ]


async def test_what_is_wrong_is_said_in_the_same_words_and_the_wait_grows(c: Console) -> None:
    async with officer(c, "lan", "vanmieu", Role.OFFICER) as (_, secret), c.client() as client:
        await c.rows("UPDATE accounts SET totp_step = totp_step - 10 RETURNING 1")  # as if it was long ago
        right = {"login": "lan", "password": PASSWORD, "code": code(secret)}
        said = []
        for wrong in ({"password": "sai mật khẩu"}, {"login": "ai"}, {"code": code(secret, 5)}, {"login": "x" * 999}):
            answer = await client.post("/login", data={**right, **wrong})
            assert answer.status_code == 401
            said += re.findall(r'role="alert">(.*?)</p>', answer.text)
        assert len(said) == 4
        assert len(set(said)) == 1
        assert (await client.post("/login", data=right)).status_code == 303
        again = await client.post("/login", data=right)  # the code was used
        assert again.status_code == 401
        for _ in range(3):
            await client.post("/login", data={**right, "password": "sai"})
        await c.rows("UPDATE log_in_failures SET next_at = now() + interval '20 s' RETURNING 1")
        late = await client.post("/login", data={**right, "code": code(secret, 1)})
        assert "Đã thử quá nhiều lần. Xin đợi" in late.text
        await c.rows("UPDATE log_in_failures SET next_at = now() RETURNING 1")
        assert (await log_in(client, "lan", secret)).status_code == 303
        assert not await c.rows("SELECT 1 FROM log_in_failures WHERE failed > 2")


async def test_a_session_ends_by_log_out_by_its_owner_elsewhere_by_a_reset_and_when_one_is_disabled(c: Console) -> None:
    async with officer(c, "lan", "vanmieu", Role.OFFICER) as (client, secret), c.client() as other:
        assert (await log_in(other, "lan", secret)).status_code == 303
        page = (await client.get("/account")).text
        assert page.count("từ") or page.count("Từ") >= 2
        assert (await c.post(client, "/account/sessions")).status_code == 303
        assert (await other.get("/cases")).status_code == 303
        assert (await client.get("/cases")).status_code == 200
        assert (await c.post(client, "/leave")).status_code == 303
        assert (await client.get("/cases")).status_code == 303
    async with officer(c, "mai", "vanmieu", Role.OFFICER) as (client, _), c.client() as other:
        token = await people.reset(c.db, OFFICE, "mai")
        assert (await client.get("/cases")).status_code == 303
        secret = await chosen(other, f"/welcome/{token}", "một mật khẩu mới hẳn")
        assert (await other.get("/cases")).status_code == 200
        assert await people.disable(c.db, OFFICE, "mai")
        assert (await other.get("/cases")).status_code == 303
        assert (await log_in(other, "mai", secret, "một mật khẩu mới hẳn")).status_code == 401


async def test_one_changes_one_s_password_and_the_sessions_elsewhere_end(c: Console) -> None:
    new = "chín con chim sẻ nâu"
    async with officer(c, "lan", "vanmieu", Role.OFFICER) as (client, secret), c.client() as other:
        assert (await log_in(other, "lan", secret)).status_code == 303
        refused = await c.post(client, "/account/password", old="không phải", password=new, again=new)
        assert "Mật khẩu đang dùng chưa đúng" in refused.text
        assert (await c.post(client, "/account/password", old=PASSWORD, password=new, again=new)).status_code == 303
        assert "Đã đổi mật khẩu" in (await client.get("/account")).text
        assert (await other.get("/cases")).status_code == 303


async def test_nobody_gives_rights_over_units_that_they_do_not_administer(c: Console) -> None:
    db, context = c.db, c.context
    local = Actor(id="person:a", name="a", roles={"vanmieu": frozenset({Role.ADMINISTRATOR})})
    await people.add(db, context, OFFICE, "boss", "Chủ tịch", "*", Role.ADMINISTRATOR)
    await people.add(db, context, local, "lan", "Lan", "vanmieu", Role.OFFICER)
    refused: list[Awaitable[object]] = [
        people.add(db, context, local, "mai", "Mai", "cuanam", Role.READER),
        people.add(db, context, local, "mai", "Mai", "*", Role.READER),
        people.grant(db, context, local, "lan", "cuanam", Role.READER),
        people.grant(db, context, local, "lan", "*", Role.READER),
        people.name(db, context, local, "lan", "*", named=True),
        people.reset(db, local, "boss"),
        people.disable(db, local, "boss"),
    ]
    for act in refused:
        with pytest.raises(Forbidden):
            await act
    assert await people.grant(db, context, local, "lan", "vanmieu", Role.APPROVER)
    assert await people.name(db, context, local, "lan", "vanmieu", named=True)
    await people.grant(db, context, OFFICE, "lan", "cuanam", Role.READER)
    with pytest.raises(Forbidden):
        await people.reset(db, local, "lan")  # whose rights reach beyond
    assert [one.login for one in await people.listed(db, local)] == ["lan"]


async def test_a_name_is_taken_once_and_a_unit_is_one_of_the_configuration(c: Console) -> None:
    await people.add(c.db, c.context, OFFICE, "lan", "Lan", "vanmieu", Role.READER)
    refused = {
        "account.login_taken": people.add(c.db, c.context, OFFICE, "LAN", "Lan", "vanmieu", Role.READER),
        "account.unit_unknown": people.add(c.db, c.context, OFFICE, "mai", "Mai", "khong-co", Role.READER),
        "account.login_shape": people.add(c.db, c.context, OFFICE, "chị mai", "Mai", "*", Role.READER),
        "account.name_missing": people.add(c.db, c.context, OFFICE, "mai", " ", "*", Role.READER),
        "account.unknown": people.reset(c.db, OFFICE, "mai"),
    }
    for code, act in refused.items():
        with pytest.raises(NotAllowed, match=code):
            await act


async def test_an_officer_answers_in_their_unit_and_sees_no_other_s(c: Console) -> None:
    all = await everything.write(c.db)
    async with officer(c, "lan", "vanmieu", Role.OFFICER) as (client, _):
        for path in ("/cases", "/messages", "/attention", f"/cases/{all.codes[0]}"):
            assert (await client.get(path)).status_code == 200, path
        answer = await c.post(client, f"/cases/{all.codes[0]}/answer", words="Đã dọn xong.", once="x")
        assert answer.status_code in (303, 409)
    async with officer(c, "mai", "cuanam", Role.OFFICER) as (client, _):
        assert (await client.get(f"/cases/{all.codes[0]}")).status_code == 403
        assert all.codes[0] not in (await client.get("/cases?closed=1")).text
    (seen,) = await c.rows(
        "SELECT DISTINCT actor FROM audit WHERE act = 'view' AND object = $1", f"case:{all.codes[0]}"
    )
    assert seen["actor"] == "person:lan"


async def test_an_administrator_adds_persons_and_changes_their_rights_on_a_page(c: Console) -> None:
    async with officer(c, "an", "vanmieu", Role.ADMINISTRATOR) as (client, _), c.client() as other:
        page = (await client.get("/people")).text
        assert "UBND P.Cửa Nam" not in page  # a unit that is another's to give rights in
        refused = await c.post(client, "/people/add", login="bình", name="Bình", unit="vanmieu", role="officer")
        assert (refused.status_code, "Tên đăng nhập gồm chữ thường" in refused.text) == (409, True)
        made = await c.post(client, "/people/add", login="binh", name="Lê Bình", unit="vanmieu", role="officer")
        link = re.search(r"/welcome/[\w-]+", made.text)
        assert link
        await chosen(other, link[0])
        assert (await other.get("/people")).status_code == 403
        assert 'href="/people"' not in (await other.get("/cases")).text
        for act, role in (("grant", "approver"), ("grant", "restricted"), ("take", "officer"), ("take", "officer")):
            answer = await c.post(client, f"/people/{act}", login="binh", unit="vanmieu", role=role)
            assert answer.status_code == 303
        said = (await client.get("/people")).text
        assert ("lãnh đạo duyệt" in said, "Trước đó đã như vậy" in said) == (True, True)
        assert (await c.post(client, "/people/grant", login="binh", unit="cuanam", role="reader")).status_code == 403
        # where somebody is told of cases: an address, none of a line, nobody else's; none again
        await accounts.account(c.db, "hoa", roles=[Role.OFFICER], unit="cuanam", restricted_in=[])
        await c.rows("UPDATE persons SET mail = 'Hoa@ubnd.example' WHERE key = 'hoa' RETURNING 1")
        for typed, why in (
            ("Binh@UBND.example", ""),
            ("không phải", "không phải địa chỉ thư"),
            ("vanmieu-mail@village.example", "hộp thư tiếp nhận"),
            ("hoa@ubnd.example", "người khác"),
        ):
            answer = await c.post(client, "/people/mail", login="binh", mail=typed)
            assert (answer.status_code, why in answer.text) == (409 if why else 303, True)
        assert 'value="binh@ubnd.example"' in (await client.get("/people")).text
        assert (await c.post(client, "/people/mail", login="binh", mail="")).status_code == 303
        assert (await c.post(client, "/people/mail", login="hoa", mail="an@ubnd.example")).status_code == 403
        assert (await c.post(client, "/people/disable", login="binh")).status_code == 303
        assert (await other.get("/cases")).status_code == 303
        again = await c.post(client, "/people/reset", login="binh")
        link = re.search(r"/welcome/[\w-]+", again.text)
        assert link
        await chosen(other, link[0])
    acts = await c.rows(
        "SELECT act, detail FROM audit WHERE object = 'person:binh' AND actor = 'person:an' ORDER BY id"
    )
    assert [(row["act"], row["detail"]) for row in acts] == [
        ("add_person", "officer vanmieu"),
        ("grant", "+ approver vanmieu"),
        ("grant", "+ restricted vanmieu"),
        ("grant", "- officer vanmieu"),
        ("set_mail", "+"),
        ("set_mail", "-"),
        ("disable_person", ""),
        ("reset_person", ""),
    ]


async def test_the_same_in_a_terminal(c: Console) -> None:
    path = c.context.config.path

    async def gw(*words: str) -> str:
        said = await agw("people", *words, "--config", path)
        assert said.code == 0, said
        return said.out

    assert "Nobody has an account" in await gw("list")
    link = re.search(r"/welcome/[\w-]+", await gw("add", "lan", "Nguyễn Thị Lan", "--unit", "vanmieu"))
    assert link
    async with c.client() as client:
        await chosen(client, link[0])
        assert "Done" in await gw("grant", "lan", "--unit", "vanmieu", "--restricted")
        assert "It was so before" in await gw("grant", "lan", "--unit", "vanmieu", "--role", "officer")
        assert "Done" in await gw("take", "lan", "--unit", "vanmieu", "--role", "officer")
        assert "Done" in await gw("mail", "lan", "lan@ubnd.example")
        assert "It was so before" in await gw("mail", "lan", "LAN@ubnd.example")
        (one,) = json.loads(await gw("list", "--json"))
        assert one["mail"] == "lan@ubnd.example"
        assert (one["login"], one["memberships"], one["restricted_in"]) == ("lan", [], ["vanmieu"])
        assert (await client.get("/cases")).status_code == 403  # without a role nothing is seen
        assert (await client.get("/account")).status_code == 200
        assert "Done" in await gw("disable", "lan")
        assert (await client.get("/account")).status_code == 303
        assert "/welcome/" in await gw("reset", "lan")
    wrong = await agw("people", "grant", "lan", "--unit", "*", "--role", "king", "--config", path)
    assert (wrong.code, "king" in wrong.err) == (2, True)


async def test_a_case_offers_what_one_may_do_to_it(c: Console) -> None:
    all = await everything.write(c.db)
    async with officer(c, "lan", "cuanam", Role.OFFICER) as (client, _):
        await people.grant(c.db, c.context, OFFICE, "lan", "vanmieu", Role.READER)
        page = f"/cases/{all.codes[0]}"
        forms = {name: f'action="{page}/{name}"' for name in ("answer", "restrict")}
        seen = (await client.get(page)).text
        assert [name for name, form in forms.items() if form in seen] == []
        await people.grant(c.db, c.context, OFFICE, "lan", "vanmieu", Role.OFFICER)
        seen = (await client.get(page)).text
        assert [name for name, form in forms.items() if form in seen] == list(forms)


async def test_who_logs_in_is_led_to_their_work_or_to_the_page_that_they_wanted(c: Console) -> None:
    works = {Role.OFFICER: "/cases", Role.AUDITOR: "/audit", Role.ADMINISTRATOR: "/people"}
    for role, place in works.items():
        await accounts.account(c.db, role, roles=[role], unit="vanmieu")
        async with c.client() as client:
            assert (await client.post("/login", data=accounts.form(role))).headers["location"] == place
    await accounts.account(c.db, "mai", roles=[Role.AUDITOR], unit="vanmieu")
    async with c.client() as client:
        assert (await client.get("/numbers/roster?a=1")).headers["location"] == "/login"
        assert (await client.post("/login", data=accounts.form("mai"))).headers["location"] == "/numbers/roster?a=1"
