"""`gw check` of the roles' log-ins and the virus scanner: what is said of each that is not as it should be."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from gateway.channels import registry
from gateway.cli import check_servers
from gateway.cli.result import Result
from gateway.replies import catalogue
from gateway.runtime.runfile import Reach
from gateway.settings import config
from gateway.settings.config import Config
from gateway.settings.schema import ScannerSettings
from gateway.store import roles
from tests.support import configs
from tests.support.clamd import scripted


@pytest.fixture
async def found(db_url: str, tmp_path: Path) -> Config:
    """An installation whose three roles have addresses of their own."""
    settings = config.load(configs.write(tmp_path, database_url=db_url), registry)
    await roles.grant(settings, db_url)
    return settings


def english(result: Result, part: str = "") -> str:
    return catalogue.say(result.reason, "en", part)


async def said(settings: Config) -> dict[str, Result]:
    return {one.name.rpartition(" ")[2]: one for one in await check_servers.of_roles(settings, None)}


async def test_each_role_logs_in_and_has_its_rights_alone(found: Config) -> None:
    told = await said(found)
    assert list(told) == list(roles.ROLES)
    assert all(one.ok and "no others" in english(one) for one in told.values()), told


async def test_what_is_wrong_with_a_roles_address_is_said_with_what_to_do(found: Config, db_url: str) -> None:
    page = str(found.role_urls["page"])
    owner = await asyncpg.connect(db_url)
    await owner.execute("GRANT DELETE ON audit TO gateway_sender; REVOKE INSERT ON messages FROM gateway_intake")
    wrong = {
        "not as granted": (found.role_urls, {"intake": "lacks rights: INSERT messages", "sender": ": DELETE audit"}),
        "password": ({"page": page.replace("gateway_page:", "gateway_page:x")}, {"page": "gateway_page is refused"}),
        "nobody": ({"page": page.replace("gateway_page:", "nobody:")}, {"page": "nobody is refused"}),
        "owner": ({"page": db_url}, {"page": "owns the tables"}),
        "database": ({"page": f"{page}x"}, {"page": "no such database"}),
        "address": ({"page": "postgresql://gateway_page:secret@127.0.0.1:1/x"}, {"page": "(ConnectionRefusedError)"}),
    }
    for name, (addresses, expected) in wrong.items():
        told = await said(replace(found, role_urls={**dict.fromkeys(roles.ROLES), **addresses}))
        assert told.keys() == addresses.keys(), name
        failed = {role: one for role, one in told.items() if not one.ok}
        assert failed.keys() == expected.keys(), (name, told)
        for role, words in expected.items():
            assert words in english(failed[role]), (name, failed[role])
            assert english(failed[role], "advice") and "secret" not in english(failed[role]), name
    both = replace(found, role_urls={"intake": page, "sender": None, "page": page})
    await roles.grant(both, db_url)
    assert [one.ok for one in (await said(both)).values()] == [True, True], "one log-in may have two roles"
    await owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC")
    await owner.close()
    assert all(one.ok and "no tables yet" in english(one) for one in (await said(found)).values())


async def test_the_roles_of_an_embedded_server_are_tried_while_it_runs(
    found: Config, db_url: str, tmp_path: Path
) -> None:
    embedded = replace(found, database_url=None, role_urls=dict.fromkeys(roles.ROLES))
    assert await check_servers.of_roles(embedded, None) == []
    await roles.provide(db_url)
    try:
        running = Reach(pid=1, database_url=db_url, redis_url="", page="")
        told = await check_servers.of_roles(embedded, running)
        assert [one.ok for one in told] == [True, True, True], told
    finally:
        for role, url in found.role_urls.items():
            await restored(db_url, role, str(url))


async def restored(db_url: str, role: str, url: str) -> None:
    """The role's password as the other tests know it."""
    owner = await asyncpg.connect(db_url)
    await owner.execute(f"ALTER ROLE gateway_{role} PASSWORD '{url.split(':')[2].partition('@')[0]}'")
    await owner.close()


async def test_the_scanner_is_asked_for_a_verdict_and_for_the_age_of_its_signatures(
    found: Config, tmp_path: Path
) -> None:
    assert await check_servers.of_scanner(found) == []
    settings = replace(found, scanner=ScannerSettings(socket=str(tmp_path / "clamd"), seconds=1.0))
    (none,) = await check_servers.of_scanner(settings)
    assert (none.ok, "cannot be reached" in english(none), "clamd run" in english(none, "advice")) == (
        False,
        True,
        True,
    )
    async with scripted(tmp_path / "clamd") as clamd:
        (old,) = await check_servers.of_scanner(settings)
        assert (old.ok, "02/01/2025" in english(old), "freshclam" in english(old, "advice")) == (False, True, True)
        made = datetime.now() - timedelta(hours=5)
        clamd.version = f"ClamAV 1.4.3/27500/{made:%a %b %d %H:%M:%S %Y}\0".encode()
        (fresh,) = await check_servers.of_scanner(settings)
        assert (fresh.ok, english(fresh).endswith("5 hours old"), english(fresh, "advice")) == (True, True, "")
        clamd.version = b"ClamAV 1.4.3\0"
        (undated,) = await check_servers.of_scanner(settings)
        assert (undated.ok, "does not say" in english(undated)) == (True, True)
        clamd.mute = True
        (mute,) = await check_servers.of_scanner(settings)
        assert (mute.ok, "does not answer" in english(mute)) == (False, True)
