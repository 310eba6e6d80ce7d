"""Two hundred broken mails before one good one: it is a case, and each of them is kept as it came, once (pain 3)."""

import hashlib
import random
import re
from pathlib import Path

from gateway.local.simulator import mail
from tests.faults.harm import UNLIMITED
from tests.faults.scenes import CITIZENS, Scene, scene
from tests.support.process import ForkServer
from tests.support.running import MAILBOX, until

CORPUS = Path(__file__).parents[1] / "corpus" / "email"
OCTETS = bytes(range(1, 256))
END = b"\r\n\r\n.\r\n"  # as any server hands it over; the simulator's trims one that is nothing but a header


def broken(chance: random.Random, whole: bytes) -> bytes:
    """A mail with a few octets of another kind, a piece gone, doubled or moved."""
    body = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(body)), chance.randint(1, 60)
        piece = body[at : at + length]
        do = chance.randrange(4)
        if do == 0:
            body[at : at + length] = bytes(chance.choices(OCTETS, k=length))
        elif do == 1 and len(body) > 200:
            del body[at : at + length]
        elif do == 2:
            body[at:at] = piece
        else:
            place = chance.randrange(len(body))
            body[place:place] = piece
    return re.sub(rb"\r?\n|\r", b"\r\n", body.rstrip()) + END


async def test_broken_mails_are_kept_once_as_they_came_and_the_good_one_behind_them_is_a_case(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    chance, n = random.Random(3), 200 if full else 60
    wholes = sorted(CORPUS.rglob("*.eml"))
    assert len(wholes) > 20
    letters = {broken(chance, chance.choice(wholes).read_bytes()) for _ in range(n)}
    async with scene(tmp_path, db_url, forks, "mail", limits=UNLIMITED) as world:
        for letter in letters:
            mail.deliver(tmp_path / "mail", MAILBOX, letter)
        good = world.mail_of(CITIZENS[0])
        process = world.start()
        await until(lambda: _is_a_case(world, good), deadline=240)
        await until(lambda: _all_settled(world), deadline=240)
        parts = await world.rows("SELECT p.*, b.bytes, m.outcome FROM parts p JOIN blobs b ON b.sha256 = p.blob"
                                 " LEFT JOIN messages m ON m.id = p.message_id")  # fmt: skip
        assert sorted(part["bytes"] for part in parts) == sorted([*letters, good])
        assert all(part["outcome"] for part in parts)
        assert sorted(mail.read_mailbox(tmp_path / "mail", MAILBOX)) == sorted([*letters, good])  # no copies
        assert process.running


async def _is_a_case(world: Scene, letter: bytes) -> bool:
    return bool(
        await world.rows(
            "SELECT 1 FROM messages m JOIN parts p ON p.message_id = m.id WHERE p.blob = $1 AND m.outcome = 'case'",
            hashlib.sha256(letter).digest(),
        )
    )


async def _all_settled(world: Scene) -> bool:
    return not await world.rows("SELECT 1 FROM parts WHERE state IN ('received', 'unfetched')")
