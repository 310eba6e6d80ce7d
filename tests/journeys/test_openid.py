"""Officers log in by an account that they have elsewhere: bound by an invitation or by name; there, back, refused."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from gateway.cli import check_login
from gateway.domain.actor import Role, superuser
from gateway.ops.health import about_upkeep
from gateway.replies import catalogue
from gateway.services.accounts import log_in, openid_provider, people
from gateway.web.pages import openid
from tests.support import configs, console, identity_provider
from tests.support import people as accounts
from tests.support.console import Console
from tests.support.identity_provider import CLIENT, SECRET, IdentityProvider, Key

OFFICE = superuser("thu")
UNITS = [configs.UNIT, {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"}]


@asynccontextmanager
async def running(directory: Path, db_url: str, **more: object) -> AsyncIterator[tuple[Console, IdentityProvider]]:
    async with identity_provider.running() as idp:
        secret = directory / "client.secret"
        secret.write_text(SECRET)
        secret.chmod(0o600)
        login = {"issuer": idp.issuer, "client_id": CLIENT, "client_secret_file": str(secret), "label": "VNHN", **more}
        async with console.running(directory, db_url, work=False, units=UNITS, login=login) as c:
            yield c, idp


async def there(client: httpx.AsyncClient, path: str = "/login/sso") -> str:
    """By the provider and as far as the address that leads back."""
    out = await client.get(path)
    assert out.status_code == 303, out.text
    async with httpx.AsyncClient() as browser:
        return str((await browser.get(out.headers["location"])).headers["location"])


async def logged_in(client: httpx.AsyncClient, path: str = "/login/sso") -> httpx.Response:
    return await client.get(await there(client, path))


async def health(c: Console) -> AsyncIterator[str]:
    """What it says of the provider."""
    async with c.db.connection() as conn:
        for found in await about_upkeep(conn, c.context):
            if found.key == "log_in_fails":
                yield catalogue.say(found.reason, "en")


def refusal(answer: httpx.Response) -> str:
    assert answer.status_code == 401, answer.text
    said = re.findall(r'role="alert"><strong>[^<]*</strong> (.*?)</p>', answer.text)
    return str(said[0])


async def test_an_invitation_binds_what_the_provider_calls_its_person(tmp_path: Path, db_url: str) -> None:
    async with running(tmp_path, db_url) as (c, idp), c.client() as client, c.client() as other:
        token = await people.add(c.db, c.context, OFFICE, "lan", "Nguyễn Thị Lan", "vanmieu", Role.OFFICER)
        mai = await people.add(c.db, c.context, OFFICE, "mai", "Mai", "vanmieu", Role.OFFICER)
        idp.person = {"sub": "117", "preferred_username": "lan", "email": "lan@example.vn"}
        assert "chưa có tài khoản nào ở đây gắn" in refusal(
            await logged_in(other)
        )  # by name or mail alone nobody is anybody
        assert "Đăng nhập bằng VNHN" in (await client.get(f"/welcome/{token}")).text
        entered = await logged_in(client, f"/welcome/{token}/sso")
        assert (entered.status_code, 'content="0; url=/cases"' in entered.text) == (200, True)
        assert (await client.get("/account")).status_code == 200
        assert "tài khoản cơ quan" in (await client.get("/account")).text
        assert (await client.get(f"/welcome/{token}/sso")).status_code == 401
        assert "gắn với một người khác" in refusal(await logged_in(other, f"/welcome/{mai}/sso"))
        assert (await other.get("/cases?q=rac")).headers["location"] == "/login"
        idp.person = {"sub": "117", "preferred_username": "another name now"}
        assert 'url=/cases?q=rac"' in (await logged_in(other)).text
        left = await c.post(other, "/leave")
        assert left.headers["location"] == "/login/sso/left"
        page = (await other.get("/login/sso/left")).text
        assert f'href="{idp.issuer}/logout?client_id={CLIENT}&amp;post_logout_redirect_uri=' in page
        token = await people.reset(c.db, OFFICE, "lan")
        assert (await client.get("/account")).status_code == 303
        assert "chưa có tài khoản nào ở đây gắn" in refusal(await logged_in(other))
        assert (await logged_in(other, f"/welcome/{token}/sso")).status_code == 200
        assert await people.disable(c.db, OFFICE, "lan")
        assert "chưa có tài khoản nào ở đây gắn" in refusal(await logged_in(other))
        (checked,) = await check_login.of_login(c.context.config)
        assert (checked.ok, checked.reason.code, checked.reason.values["keys"]) == (True, "check.login", 1)
        idp.fault = "other issuer"
        (checked,) = await check_login.of_login(c.context.config)
        assert (checked.ok, checked.reason.code) == (False, "check.login_wrong")
        acts = await c.rows("SELECT act, detail FROM audit WHERE actor = 'person:lan' AND act <> 'list' ORDER BY id")
        bound = [("own_account", "provider"), ("own_account", "+ provider"), ("log_in", "provider")]
        refused = ("log_in", "refused: provider")  # by another's invitation; disabled
        assert [(row["act"], row["detail"]) for row in acts] == [
            *bound,
            refused,
            ("log_in", "provider"),
            ("log_out", ""),
            *bound,
            refused,
        ]


FAULTS = {
    "wrong nonce": "không phải cho lần đăng nhập vừa rồi",
    "none": "không được ký theo cách an toàn",
    "secret": "không được ký theo cách an toàn",
    "public": "không được ký theo cách an toàn",
    "refuses": "đã từ chối (access_denied)",
    "500": "trả lời không đúng quy cách (mã 500)",
    "no json": "trả lời không đúng quy cách (mã 200)",
    "slow": "không trả lời trong 1 giây",
    "huge": "trả lời không đúng quy cách (mã 200)",
}


async def test_what_is_wrong_lets_nobody_in_and_says_so(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, db_url) as (c, idp), c.client() as client, c.client() as other:
        token = await people.add(c.db, c.context, OFFICE, "lan", "Nguyễn Thị Lan", "vanmieu", Role.OFFICER)
        assert "không kết nối được" not in (await client.get("/login")).text
        idp.fault = "other issuer"
        assert "tự xưng là “https://other.example”" in refusal(await client.get("/login/sso"))
        idp.fault = "no TLS"
        assert "token_endpoint" in refusal(await client.get("/login/sso"))
        idp.fault = ""
        back = await there(client)
        found = {}
        for fault in FAULTS:
            idp.fault = fault if fault == "refuses" else ""
            back = await there(client)
            idp.fault = fault
            monkeypatch.setattr(openid_provider, "SECONDS", 0.6 if fault == "slow" else 30.0)
            found[fault] = refusal(await client.get(back))
        assert {fault: said for fault, said in found.items() if FAULTS[fault] not in said} == {}
        (failing,) = [row async for row in health(c)]
        assert failing.startswith(f"Officers cannot log in by {urlsplit(idp.issuer).netloc}")
        idp.fault = ""
        back = await there(client)
        split = urlsplit(back)
        assert "bắt đầu ở trình duyệt khác" in refusal(await other.get(back))
        for changed in (back.replace("state=", "state=x"), f"{split.path}?code=x", back.replace("iss=", "iss=x")):
            assert "bắt đầu ở trình duyệt khác" in refusal(await client.get(changed))
        assert "invalid_grant" in refusal(await client.get(re.sub("code=[^&]*", "code=x", back)))
        assert "đã dùng rồi" in refusal(await client.get(back))  # whatever came of it
        assert (await logged_in(client, f"/welcome/{token}/sso")).status_code == 200
        assert [row async for row in health(c)] == []
        asked = idp.asked.count("/keys")
        assert (await logged_in(other)).status_code == 200
        idp.key = Key("two")
        assert (await logged_in(other)).status_code == 200
        assert idp.asked.count("/keys") == asked + 1
        idp.key = Key("two")  # of the same name, another's
        assert "Chữ ký" in refusal(await logged_in(other))


async def test_by_name_and_with_the_provider_s_roles(tmp_path: Path, db_url: str) -> None:
    rows = [
        {"value": "gw-officer", "role": "officer", "unit": "vanmieu"},
        {"value": "gw-head", "role": "approver", "unit": "cuanam"},
    ]
    more = {"bind_by_name": True, "role_claim": "groups", "roles": rows, "passwords": False}
    async with running(tmp_path, db_url, **more) as (c, idp), c.client() as client:
        await accounts.account(c.db, "mai", roles=[Role.READER], unit="vanmieu")
        page = (await client.get("/login")).text
        assert ("/login/sso" in page, 'name="password"' in page) == (True, False)
        assert "không đăng nhập bằng mật khẩu" in refusal(await client.post("/login", data=accounts.form("mai")))
        nobody = {"sub": "1", "preferred_username": "Lan", "name": "Nguyễn Thị Lan", "groups": ["x"]}
        idp.person = nobody
        assert "chưa có tài khoản nào ở đây gắn" in refusal(await logged_in(client))  # without a role here
        idp.person = {**nobody, "preferred_username": "", "groups": ["gw-head"]}
        assert "chưa có tài khoản nào ở đây gắn" in refusal(await logged_in(client))
        idp.person = {**nobody, "groups": ["gw-head", "gw-officer"]}
        assert (await logged_in(client)).status_code == 200
        assert await people.grant(c.db, c.context, OFFICE, "lan", "vanmieu", Role.OFFICER)  # from now on ours
        idp.person = nobody
        assert (await logged_in(client)).status_code == 200
        assert "Nguyễn Thị Lan" in (await client.get("/account")).text
        idp.person = {"sub": "2", "preferred_username": "mai", "groups": []}
        assert (await logged_in(client)).status_code == 200
        idp.person = {"sub": "3", "preferred_username": "mai", "groups": []}
        assert "gắn với một tài khoản khác" in refusal(await logged_in(client))
        held = await c.rows("SELECT person, unit, role, provided FROM memberships ORDER BY 1, 2")
        assert [tuple(row.values()) for row in held] == [
            ("lan", "vanmieu", "officer", False),
            ("mai", "vanmieu", "reader", False),
        ]
        changes = await c.rows("SELECT detail FROM audit WHERE act = 'grant' AND actor = 'person:lan' ORDER BY id")
        assert [row["detail"] for row in changes] == [
            "+ approver cuanam (provider)",
            "+ officer vanmieu (provider)",
            "- approver cuanam (provider)",
        ]


async def test_whoever_has_an_account_binds_theirs_soon_after_a_log_in_and_unbinds_it(
    tmp_path: Path, db_url: str
) -> None:
    async with running(tmp_path, db_url) as (c, idp), c.client() as client, c.client() as other:
        await accounts.account(c.db, "mai", roles=[Role.READER], unit="vanmieu")
        assert (await client.get("/account/sso")).headers["location"] == "/login"
        assert (await client.post("/login", data=accounts.form("mai"))).status_code == 303
        assert "Gắn VNHN" in (await client.get("/account")).text
        begun = await there(client, "/account/sso")
        assert "bắt đầu ở trình duyệt khác" in refusal(await other.get(begun))  # who was led here by somebody else
        assert (await client.get(begun)).status_code == 200
        assert "Bỏ gắn" in (await client.get("/account")).text
        assert (await logged_in(other)).status_code == 200
        assert (await c.post(client, "/account/sso/remove")).status_code == 303
        assert "Đã bỏ gắn" in (await client.get("/account")).text
        assert (await other.get("/account")).status_code == 303
        assert "chưa có tài khoản nào ở đây gắn" in refusal(await logged_in(other))
        begun = await there(client, "/account/sso")
        await c.rows("UPDATE sessions SET revoked_at = now() RETURNING 1")
        assert "bắt đầu ở trình duyệt khác" in refusal(await client.get(begun))
        assert (await client.post("/login", data=accounts.form("mai", 1))).status_code == 303
        await c.rows("UPDATE sessions SET created_at = now() - interval '16 minutes' RETURNING 1")
        assert "15 phút đầu" in (await client.get("/account/sso")).text
        assert not await c.rows("SELECT 1 FROM identities")
        await c.rows("INSERT INTO identities (issuer, subject, person) VALUES ($1, '1', 'mai') RETURNING 1", idp.issuer)
        await c.rows("UPDATE accounts SET password = '!' RETURNING 1")
        assert "cách đăng nhập duy nhất" in (await c.post(client, "/account/sso/remove")).text


async def test_a_log_out_at_the_provider_ends_the_sessions_here(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openid, "LOG_OUTS_A_MINUTE", 18)
    async with (
        running(tmp_path, db_url) as (c, idp),
        c.client() as desk,
        c.client() as phone,
        c.client() as by_password,
        c.client() as other,
    ):
        for login, sub in (("lan", "117"), ("mai", "118")):
            token = await people.add(c.db, c.context, OFFICE, login, login, "vanmieu", Role.OFFICER)
            idp.person = {"sub": sub, "sid": f"{login}-desk"}
            assert (await logged_in(desk if login == "lan" else other, f"/welcome/{token}/sso")).status_code == 200
        idp.person = {"sub": "117", "sid": "lan-phone"}
        assert (await logged_in(phone)).status_code == 200
        async with c.db.transaction() as tx:
            by_password.cookies.set(next(iter(desk.cookies)), await log_in.begin(tx, "lan"))

        async def there_still() -> list[bool]:
            asked = [await one.get("/account") for one in (desk, phone, by_password, other)]
            return [answer.status_code == 200 for answer in asked]

        every = [True, True, True, True]
        refused = {
            "another's signature": await idp.tell(c.base, signed_by=Key("one"), sub="117"),
            "a key that nobody knows": await idp.tell(c.base, signed_by=Key("two"), sub="117"),
            "not signed": await idp.tell(c.base, how="none", sub="117"),
            "for another": await idp.tell(c.base, aud="x", sub="117"),
            "an ID token": await idp.tell(c.base, nonce="n", sub="117"),
            "nothing": await desk.post("/login/sso/log-out", data={"x": "y"}, headers={"Origin": c.base}),
        }
        assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 400)
        assert refused["for another"].json() == {"error": "invalid_request", "error_description": "token.audience"}
        assert await there_still() == every
        assert (await idp.tell(c.base, sub="119")).status_code == 200, "who is nobody here"
        assert (await idp.tell(c.base, sub="117", sid="mai-desk")).status_code == 200, "another's session"
        assert await there_still() == every
        told = await idp.tell(c.base, sub="117", sid="lan-desk", jti="once")
        assert (told.status_code, told.headers["cache-control"]) == (200, "no-store")
        assert await there_still() == [False, True, True, True]
        said = "đã kết thúc, vì anh/chị đã đăng xuất ở VNHN"
        assert said in (await desk.get("/login")).text and said not in (await phone.get("/login")).text
        again = await idp.tell(c.base, sub=None, sid="lan-phone", jti="once")
        assert (again.status_code, again.json()["error_description"]) == (400, "token.used")
        assert (await idp.tell(c.base, sub=None, sid="lan-phone")).status_code == 200
        assert (await idp.tell(c.base, sub="118", sid=None)).status_code == 200
        assert await there_still() == [False, False, True, False]
        acts = await c.rows("SELECT actor, detail FROM audit WHERE act = 'log_out' ORDER BY id")
        assert [tuple(row.values()) for row in acts] == [
            ("person:lan", "by the provider"),
            ("person:lan", "by the provider"),
            ("person:mai", "by the provider"),
        ]
        asked = idp.asked.count("/keys")
        answers = [await idp.tell(c.base, signed_by=Key(f"k{n}")) for n in range(10)]
        assert [answer.status_code for answer in answers[:3]] == [400] * 3 and answers[-1].status_code == 429
        assert idp.asked.count("/keys") == asked, "a stranger has us ask the provider nothing"
