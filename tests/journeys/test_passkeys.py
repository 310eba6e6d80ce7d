"""Officers log in by passkeys: by an invitation instead of a password, or made under one's account; removed, reset."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.domain.actor import Role, superuser
from gateway.services.accounts import log_in, people
from tests.support import configs, console
from tests.support import people as accounts
from tests.support.authenticator import Authenticator
from tests.support.cli import agw
from tests.support.console import Console

OFFICE = superuser("thu")
NOTHING = {"csrf": ""}
LATE = "Đã quá lâu, hoặc lần bấm này đã dùng rồi"
WRONG = "không mở được tài khoản nào"


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    async with console.running(tmp_path, db_url, work=False, units=[configs.UNIT]) as running:
        yield running


@asynccontextmanager
async def browser(c: Console) -> AsyncIterator[httpx.AsyncClient]:
    """One that has the pages where passkeys are kept."""
    base = c.context.config.console.passkey_origin
    async with httpx.AsyncClient(base_url=base, timeout=20, headers={"Origin": base}) as client:
        yield client


def device(c: Console, **more: Any) -> Authenticator:
    return Authenticator(origin=c.context.config.console.passkey_origin, **more)


async def invited(c: Console, login: str) -> str:
    token = await people.add(c.db, c.context, OFFICE, login, f"Cán bộ {login}", "vanmieu", Role.OFFICER)
    return f"/welcome/{token}"


async def accepted(
    client: httpx.AsyncClient, path: str, key: Authenticator, name: str = "máy cơ quan"
) -> httpx.Response:
    options = (await client.post(f"{path}/passkey/options", data=NOTHING)).json()
    return await client.post(f"{path}/passkey", data={"name": name, "credential": key.create(options)})


async def entered(client: httpx.AsyncClient, key: Authenticator, **otherwise: Any) -> httpx.Response:
    options = (await client.post("/login/passkey/options", data=NOTHING)).json()
    return await client.post("/login/passkey", data={"credential": key.get(options, **otherwise)})


async def added(c: Console, client: httpx.AsyncClient, key: Authenticator, name: str = "điện thoại") -> httpx.Response:
    options = (await c.post(client, "/account/passkeys/options")).json()
    return await c.post(client, "/account/passkeys", name=name, credential=key.create(options))


async def test_passkeys(c: Console) -> None:
    """Three stories on one gateway."""
    await a_person_has_a_passkey_alone_and_logs_in_without_a_name(c)
    await what_is_not_right_opens_nothing_and_each_try_takes_a_challenge_of_its_own(c)
    await somebody_with_a_password_makes_passkeys_soon_after_a_log_in_and_removes_them(c)


async def a_person_has_a_passkey_alone_and_logs_in_without_a_name(c: Console) -> None:
    path, key = await invited(c, "lan"), device(c)
    async with browser(c) as client, browser(c) as other, c.client() as elsewhere:
        assert 'data-passkey="' in (await client.get(path)).text
        assert "data-passkey" not in (await elsewhere.get(path)).text  # under an address nothing can be kept
        assert "Xin đặt tên cho khóa" in (await accepted(client, path, device(c), " ")).text
        assert (await accepted(client, path, key)).status_code == 303
        assert (await other.post(f"{path}/passkey/options", data=NOTHING)).json()["refusal"].startswith("Đường dẫn này")
        assert (await other.post(f"{path}/passkey", data={"name": "x", "credential": "{}"})).status_code == 401
        page = (await client.get("/account")).text
        assert ("máy cơ quan" in page, "chưa dùng" in page, 'name="old"' in page) == (True, True, False)
        assert 'data-passkey="/login' in (await other.get("/login")).text
        assert (await entered(other, key)).headers["location"] == "/cases"
        assert "dùng lần cuối" in (await other.get("/account")).text
        (own,) = await c.rows("SELECT id FROM passkeys")
        last = await c.post(client, "/account/passkeys/remove", id=own["id"].hex())
        assert "cách đăng nhập duy nhất" in last.text
        assert (await c.post(client, "/account/passkeys/remove", id="no hex")).status_code == 404
        said = await agw("people", "list", "--config", c.context.config.path)
        assert ("passkey" in said.out, "password" in said.out) == (True, False)
        assert "Welcome" not in (await elsewhere.get(c.link)).text  # accounts are in use: the link opens nothing
        token = await people.reset(c.db, OFFICE, "lan")
        assert (await client.get("/account")).status_code == 303
        assert WRONG in (await entered(other, key)).text
        assert (await accepted(other, f"/welcome/{token}", device(c))).status_code == 303
        assert await people.disable(c.db, OFFICE, "lan")
    acts = await c.rows("SELECT act, detail FROM audit WHERE actor = 'person:lan' AND act <> 'list' ORDER BY id")
    passkey = {"act": "own_account", "detail": "passkey"}
    assert acts == [passkey, {"act": "log_in", "detail": "passkey"}, passkey]


async def what_is_not_right_opens_nothing_and_each_try_takes_a_challenge_of_its_own(c: Console) -> None:
    path, key = await invited(c, "binh"), device(c)
    async with browser(c) as client, browser(c) as other:
        assert (await accepted(client, path, key)).status_code == 303
        options = (await other.post("/login/passkey/options", data=NOTHING)).json()
        said = key.get(options)
        assert LATE in (await client.post("/login/passkey", data={"credential": said})).text  # another browser's
        assert (await other.post("/login/passkey", data={"credential": said})).status_code == 303
        options = (await other.post("/login/passkey/options", data=NOTHING)).json()
        name = f"gw_{c.context.config.console.port}_passkey"
        holder = {"Cookie": f"{name}={other.cookies[name]}"}
        key.counter = 50
        said = key.get(options)
        async with browser(c) as again:
            for status in (303, 401):  # replayed by the very browser: the challenge is used up
                answer = await again.post("/login/passkey", data={"credential": said}, headers=holder)
                assert answer.status_code == status
        assert WRONG in (await entered(other, key, handle=b"x" * 32)).text
        assert WRONG in (await entered(other, device(c, id=key.id, handle=key.handle))).text
        assert WRONG in (await entered(other, device(c))).text
        assert WRONG in (await other.post("/login/passkey", data={"credential": "{}"})).text
        key.counter = 20
        assert "có thể đã bị sao chép" in (await entered(other, key)).text
        key.counter = 60
        assert WRONG in (await entered(other, key, flags=0x01)).text  # whose person was not verified
        await c.rows("UPDATE log_in_failures SET next_at = now() + interval '20 s' RETURNING 1")
        assert "Đã thử quá nhiều lần. Xin đợi" in (await entered(other, key)).text
        await c.rows("UPDATE log_in_failures SET next_at = now() RETURNING 1")
        assert (await entered(other, key)).status_code == 303
        failed = {row["name"] for row in await c.rows("SELECT name FROM log_in_failures")}
        assert log_in.key_of(f"passkey {key.id.hex()}") not in failed
    acts = await c.rows(
        "SELECT detail, count(*) FROM audit WHERE act = 'log_in' AND actor = 'person:binh' GROUP BY 1 ORDER BY 1"
    )
    assert {row["detail"]: row["count"] for row in acts} == {
        "passkey": 3,
        "refused: passkey": 3,
        "refused: passkey copied": 1,
    }


async def somebody_with_a_password_makes_passkeys_soon_after_a_log_in_and_removes_them(c: Console) -> None:
    await accounts.account(c.db, "mai", roles=[Role.OFFICER], unit="vanmieu")
    key, phone = device(c), device(c, counter=None)
    async with browser(c) as client, browser(c) as other:
        assert (await client.post("/login", data=accounts.form("mai"))).status_code == 303
        assert (await added(c, client, key)).status_code == 303
        assert "đã có rồi" in (await added(c, client, key)).text
        assert (await added(c, client, phone, "máy tính bảng")).status_code == 303
        assert [(await entered(other, one)).status_code for one in (key, phone, phone)] == [303] * 3
        options = (await c.post(client, "/account/passkeys/options")).json()
        late = "UPDATE sessions SET created_at = now() - interval '16 minutes' RETURNING 1"
        await c.rows(late)
        assert "15 phút đầu" in (await c.post(client, "/account/passkeys/options")).json()["refusal"]
        made = device(c).create(options)
        assert "15 phút đầu" in (await c.post(client, "/account/passkeys", name="x", credential=made)).text
        mine = {
            row["name"]: row["id"].hex() for row in await c.rows("SELECT name, id FROM passkeys WHERE person = 'mai'")
        }
        assert (await c.post(client, "/account/passkeys/remove", id=mine["điện thoại"])).status_code == 303
        assert (await other.get("/account")).status_code == 303  # sessions elsewhere have ended
        assert WRONG in (await entered(other, key)).text
        assert (await c.post(client, "/account/passkeys/remove", id=mine["máy tính bảng"])).status_code == 303
        assert (await c.post(client, "/account/passkeys/remove", id=mine["máy tính bảng"])).status_code == 303
        assert "Trước đó đã như vậy" in (await client.get("/account")).text
