"""kill -9 at every named place of both journeys and of the result; then a restart, and the judge.

The scenes wait more than they work (leases, a modem's pauses), so they are played a few at a time; each test then reads
the verdict of its own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.faults.scenes import Scene, gather_some, scene
from tests.support.judge import Verdict
from tests.support.process import PARTS, ForkServer
from tests.support.running import until

AT_ONCE = 6
RECEIVING = ("after_receive", "before_commit", "after_commit", "before_confirm", "after_confirm")
REGISTERING = ("after_intake_claim", "after_decode", "before_register_commit", "after_register_commit")
SENDING = ("after_claim", "after_attempt_opened", "after_wire_send")
ON_THE_WIRE = SENDING[1:]  # an attempt was open: its SMS is unknown
OUT_AND_UNNOTED = SENDING[2:]  # it had left, and nobody had noted it: its mail goes out once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What one scene showed. `claimed`: rows claimed and not tried at the moment of death."""

    verdict: Verdict
    claimed: int
    unknown: list[dict[str, Any]]


def plays() -> dict[str, tuple[str, str, str]]:
    """name -> (kind of world, place, purpose)."""
    found = {}
    for place in (*RECEIVING, *REGISTERING):
        for kind in ("mail", "phone"):
            found[f"{kind}-{place}"] = (kind, place, "acknowledgement")
    for place in SENDING:
        for kind in ("mail", "modem"):
            for purpose in ("acknowledgement", "result"):
                found[f"{kind}-{place}-{purpose}"] = (kind, place, purpose)
    for place in SENDING[2:]:
        found[f"modem-{place}-reported"] = ("modem", place, "acknowledgement")
    return found


async def play(directory: Path, db_url: str, forks: ForkServer, kind: str, place: str, purpose: str) -> Played:
    """Start armed, send, wait for the death, start again, settle, judge."""
    n = 3 if place in SENDING and purpose == "acknowledgement" else 2
    async with scene(directory, db_url, forks, kind) as world:
        (world.mail if kind == "mail" else world.text)(n)
        if purpose == "result":
            await _to_the_result(world, place, n)
        else:
            # an open mailbox says so with an empty batch first
            nth = 2 if kind == "mail" and place in RECEIVING[:3] else 1
            # without an intake worker nothing is on the wire yet when the reader dies
            words = ("--lines", "all") if place in RECEIVING else PARTS
            await world.start(*words, crash=f"{place}:{nth}").died()
        claimed = await world.rows("SELECT id FROM outbox WHERE claimed_epoch > 0 AND state = 'due'")
        if directory.name.endswith("-reported"):
            world.report(world.log()[-1])
        world.start()
        await world.settle()
        unknown = await world.rows("SELECT purpose FROM outbox WHERE state = 'unknown'")
        return Played(verdict=await world.judge(), claimed=len(claimed), unknown=unknown)


async def _to_the_result(world: Scene, place: str, n: int) -> None:
    """All are acknowledged by one process and answered by an officer; the next one dies over the first result."""
    first = world.start()
    await until(lambda: world.rows("SELECT 1 FROM outbox WHERE state = 'sent' OFFSET $1", n - 1), deadline=60)
    await world.settle()
    await first.kill()
    await world.answer_all()
    await world.start(crash=place).died()


@pytest.fixture(scope="module")
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_url: str, forks: ForkServer
) -> dict[str, Any]:
    """The scenes of all selected tests of this module."""
    mine = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    names = {item.callspec.params["name"] if hasattr(item, "callspec") else "" for item in mine}
    chosen = {name: play_ for name, play_ in plays().items() if name in names or "" in names}
    home = tmp_path_factory.mktemp("crash")
    for name in chosen:
        (home / name).mkdir()
    databases = {name: f"crash_{n}" for n, name in enumerate(chosen)}

    def prepared(name: str) -> Callable[[], Any]:
        url = f"{postgres_url.rpartition('/')[0]}/{databases[name]}"
        return lambda: play(home / name, url, forks, *chosen[name])

    async def run() -> dict[str, Any]:
        conn = await asyncpg.connect(postgres_url)
        try:
            for name in databases.values():
                await conn.execute(f"CREATE DATABASE {name} TEMPLATE template STRATEGY FILE_COPY")
            return await gather_some({name: prepared(name) for name in chosen}, AT_ONCE)
        finally:
            for name in databases.values():
                await conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await conn.close()

    return asyncio.run(run())


def one(played: dict[str, Any], name: str) -> Played:
    """The scene of that name; if it could not be played, its error."""
    shown = played[name]
    if isinstance(shown, BaseException):
        raise shown
    assert isinstance(shown, Played)
    return shown


@pytest.mark.parametrize(
    "name", [f"{kind}-{place}" for place in (*RECEIVING, *REGISTERING) for kind in ("mail", "phone")]
)
def test_killed_on_the_way_in_nothing_is_lost_and_nothing_doubled(played: dict[str, Any], name: str) -> None:
    one(played, name).verdict.require(ok=2)


@pytest.mark.parametrize("name", [name for name in plays() if name.startswith("mail-") and name.count("-") == 2])
def test_killed_over_a_mail_it_goes_out_once_or_again_under_its_message_id(played: dict[str, Any], name: str) -> None:
    _, place, purpose = plays()[name]
    shown = one(played, name)
    shown.verdict.require(ok=3 if purpose == "acknowledgement" else 2, repeated=int(place in OUT_AND_UNNOTED))
    assert shown.claimed >= 1


@pytest.mark.parametrize(
    "name", [name for name in plays() if name.startswith("modem-") and not name.endswith("-reported")]
)
def test_killed_over_a_text_that_one_is_unknown_and_those_beside_it_go_out(played: dict[str, Any], name: str) -> None:
    _, place, purpose = plays()[name]
    shown = one(played, name)
    unknown = int(place in ON_THE_WIRE)
    shown.verdict.require(ok=3 if purpose == "acknowledgement" else 2, unknown=unknown)
    assert [row["purpose"] for row in shown.unknown] == [purpose] * unknown
    assert shown.claimed >= 1


@pytest.mark.parametrize("name", [name for name in plays() if name.endswith("-reported")])
def test_a_report_tells_what_became_of_the_text_over_which_we_were_killed(played: dict[str, Any], name: str) -> None:
    shown = one(played, name)
    shown.verdict.require(ok=3)
    assert shown.unknown == []


def test_rows_beside_the_one_on_the_wire_were_claimed_too(played: dict[str, Any]) -> None:
    """How many a claim takes depends on how fast they were registered; where none takes two the scenes show less."""
    assert max(one(played, name).claimed for name, (_, place, _) in plays().items() if place in SENDING) >= 2
