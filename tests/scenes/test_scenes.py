"""The scenes, all of them by intake and some by a running gateway: what is not right is listed, and nothing else is."""

from collections import Counter
from pathlib import Path

from tests.scenes import known, script, stage, worlds
from tests.scenes.script import Scene

SCENES = script.scenes()


def test_the_scenes_are_many_and_of_every_kind() -> None:
    channels = Counter(scene.channel for scene in SCENES)
    assert len(SCENES) >= 200
    assert channels["email"] >= 40
    assert sum(_messages(scene) >= 5 for scene in SCENES) >= 25
    assert set(known.read()) <= {scene.name for scene in SCENES}


def _messages(scene: Scene) -> int:
    """What a citizen and an officer write in it."""
    return sum(step.they is not None or step.officer is not None for step in scene.steps)


async def test_what_citizens_get_is_right_or_known(tmp_path: Path, db_url: str) -> None:
    async with worlds.intake(tmp_path, db_url) as world:
        played = await stage.play(world, SCENES)
    assert known.surprises(played) == []


async def test_a_running_gateway_says_the_same_by_mail_and_by_phone(tmp_path: Path, db_url: str) -> None:
    chosen = [scene for scene in SCENES if scene.live]
    people = [who for scene in chosen for who in scene.people()]
    async with worlds.live(tmp_path, db_url, people) as world:
        played = await stage.play(world, chosen)
    assert known.surprises(played) == []
