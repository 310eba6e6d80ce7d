"""Accounts and sessions: what a name opens, and when it does no more."""

import asyncio
from datetime import UTC, datetime, timedelta

from gateway.domain.actor import Role
from gateway.store import accounts, cases, read_models, sessions
from gateway.store.cases import NewCase
from gateway.store.database import Database

WAITS = (0, 0, 30, 60)


async def made(db: Database, login: str = "Lan") -> None:
    async with db.transaction() as tx:
        assert await accounts.create(tx, "lan", login, "Nguyễn Thị Lan", "vanmieu")


async def test_a_person_has_one_account_and_a_log_in_name_one_person(db: Database) -> None:
    await made(db)
    async with db.transaction() as tx:
        assert not await accounts.create(tx, "lan", "lan2", "Lan", "")
        assert not await accounts.create(tx, "khac", "LAN", "Khác", "")
        assert await accounts.grant(tx, "lan", "vanmieu", Role.OFFICER)
        assert not await accounts.grant(tx, "lan", "vanmieu", Role.OFFICER)
        assert await accounts.grant(tx, "lan", "*", Role.READER)
        assert await accounts.grant(tx, "lan", "*", Role.AUDITOR)
        assert await accounts.take(tx, "lan", "*", Role.AUDITOR)
        assert await accounts.name_for_restricted(tx, "lan", "vanmieu", named=True)
        assert not await accounts.name_for_restricted(tx, "lan", "vanmieu", named=True)
        (one,) = await accounts.listed(tx)
        assert (one.login, one.name, one.has_password, one.restricted_in) == (
            "lan",
            "Nguyễn Thị Lan",
            False,
            ["vanmieu"],
        )
        assert one.roles == {"vanmieu": {Role.OFFICER}, "*": {Role.READER}}
        assert await accounts.by_login(tx, "LAN") == await accounts.by_person(tx, "lan") == one
        assert await accounts.name_for_restricted(tx, "lan", "vanmieu", named=False)


async def test_an_invitation_opens_once_and_a_new_one_takes_its_place(db: Database) -> None:
    await made(db)
    async with db.transaction() as tx:
        for key in ("first", "second"):
            await accounts.invite(tx, key, "lan", timedelta(hours=1))
        await accounts.invite(tx, "late", "lan", timedelta(0))
    async with db.transaction() as tx:
        assert [await accounts.invited(tx, key) for key in ("first", "second", "late", "x")] == [None] * 4
        await accounts.invite(tx, "third", "lan", timedelta(hours=1))
        assert (await accounts.invited(tx, "third")) == await accounts.by_person(tx, "lan")
        assert await accounts.use_invitation(tx, "third") == "lan"
        assert await accounts.use_invitation(tx, "third") is None


async def test_a_code_is_used_once_and_a_disabled_person_has_no_secrets(db: Database) -> None:
    await made(db)
    async with db.transaction() as tx:
        assert not await accounts.in_use(tx)
        assert await accounts.secrets(tx, "lan") is None
        await accounts.set_secrets(tx, "lan", "phc", "SECRET", 7)
        assert await accounts.in_use(tx)
        assert [await accounts.use_step(tx, "lan", step) for step in (7, 8, 8, 6, 9)] == [
            False,
            True,
            False,
            False,
            True,
        ]
        assert (await accounts.secrets(tx, "LAN")) == accounts.Secrets(person="lan", password="phc", totp="SECRET")
        assert await accounts.disable(tx, "lan")
        assert not await accounts.disable(tx, "lan")
        assert await accounts.secrets(tx, "lan") is None
        await accounts.enable(tx, "lan")
        assert await accounts.secrets(tx, "lan")


async def test_each_failure_makes_the_wait_longer_and_many_at_once_are_one(db: Database) -> None:
    async def tried() -> int:
        async with db.transaction() as tx:
            return await accounts.claim_try(tx, "name", WAITS)

    assert [await tried(), await tried()] == [0, 0]
    at_once = await asyncio.gather(*(tried() for _ in range(8)))
    assert at_once.count(0) == 1
    assert all(0 < wait <= 30 for wait in at_once if wait)
    async with db.transaction() as tx:
        await tx.execute("UPDATE log_in_failures SET next_at = now()")
    assert await tried() == 0
    assert 30 < await tried() <= 60
    async with db.transaction() as tx:
        await tx.execute("UPDATE log_in_failures SET last_at = now() - interval '25 hours', next_at = now()")
    assert [await tried(), await tried()] == [0, 0]  # anew
    async with db.transaction() as tx:
        await accounts.succeeded(tx, "name")
        assert await tx.fetchval("SELECT count(*) FROM log_in_failures") == 0


async def test_restricted_cases_are_seen_by_nobody_until_somebody_is_named(db: Database) -> None:
    await made(db)
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO lines (name, channel, address) VALUES ('sms', 'sms', 'tel:+84590001301')")
        now = datetime.now(UTC)
        case = NewCase(
            id=1,
            code="HN-7K3M9K",
            line="sms",
            channel="sms",
            unit="vanmieu",
            sender="tel:+84590001302",
            sender_name="",
            language="vi",
            subject="",
            kind="to_cao",
            urgent=False,
            restricted=True,
            due_at=now,
            last_message_at=now,
        )
        await cases.open_many(tx, [case])
        assert await read_models.unseen(tx) == {}  # nobody has rights here: the link sees all
        await accounts.grant(tx, "lan", "vanmieu", Role.OFFICER)
        assert await read_models.unseen(tx) == {"vanmieu": 1}
        expected: dict[str, dict[str, int]] = {"cuanam": {"vanmieu": 1}, "vanmieu": {}}
        for unit, left in expected.items():
            await accounts.name_for_restricted(tx, "lan", unit, named=True)
            assert await read_models.unseen(tx) == left
        await accounts.disable(tx, "lan")
        assert await read_models.unseen(tx) == {"vanmieu": 1}


ENDS = {
    "idle": "UPDATE sessions SET seen_at = now() - interval '31 minutes'",
    "long": "UPDATE sessions SET created_at = now() - interval '13 hours'",
    "revoked": "UPDATE sessions SET revoked_at = now()",
    "disabled": "UPDATE accounts SET disabled_at = now()",
}


async def test_a_session_lasts_until_it_is_idle_too_long_revoked_or_its_person_disabled(db: Database) -> None:
    await made(db)
    async with db.transaction() as tx:
        await accounts.set_secrets(tx, "lan", "phc", "SECRET", 0)
        await accounts.grant(tx, "lan", "vanmieu", Role.OFFICER)
        await sessions.open(tx, "key", "lan", "person:lan")
    left = []
    for name, statement in ENDS.items():
        async with db.transaction() as tx:
            known = await sessions.find(tx, "key", use=True)
            assert known is not None
            assert (known.name, known.memberships) == ("Nguyễn Thị Lan", ["officer vanmieu"])
            within = tx.transaction()
            await within.start()
            await tx.execute(statement)
            left += [name] if await sessions.find(tx, "key", use=True) else []
            await within.rollback()
    assert left == []


async def test_use_keeps_a_session_open_and_an_open_page_that_listens_is_no_use(db: Database) -> None:
    await made(db)
    idle = "UPDATE sessions SET seen_at = now() - interval '29 minutes'"
    seen = "SELECT seen_at > now() - interval '1 minute' FROM sessions"
    async with db.transaction() as tx:
        await sessions.open(tx, "key", "lan", "person:lan")
        await tx.execute(idle)
        assert await sessions.find(tx, "key", use=False)
        assert not await tx.fetchval(seen)
        assert await sessions.find(tx, "key", use=True)
        assert await tx.fetchval(seen)


async def test_the_session_of_the_link_ends_when_somebody_can_log_in(db: Database) -> None:
    async with db.transaction() as tx:
        await sessions.open(tx, "link", None, "page:thu")
        assert await sessions.find(tx, "link", use=True)
    await made(db)
    async with db.transaction() as tx:
        assert await sessions.find(tx, "link", use=True)  # an account that nobody can use yet changes nothing
        await accounts.set_secrets(tx, "lan", "phc", "SECRET", 0)
        assert await sessions.find(tx, "link", use=True) is None


async def test_a_person_s_sessions_are_ended_one_by_one_or_all_but_one(db: Database) -> None:
    await made(db)
    async with db.transaction() as tx:
        for key in ("a", "b", "c"):
            await sessions.open(tx, key, "lan", "person:lan")
        assert await sessions.revoke(tx, "a")
        assert not await sessions.revoke(tx, "a")
        assert {one.key for one in await sessions.of_person(tx, "lan")} == {"b", "c"}
        assert await sessions.revoke_person(tx, "lan", "b") == 1
        assert [one.key for one in await sessions.of_person(tx, "lan")] == ["b"]
