"""python -m tests.scenes [--live] [--all] [--known] [PATH | FILE | NAME | PART OF A CELL …]

Plays the scenes that are named (default: all; a path names a file that is no part of the suite) and prints those that
are not right, with --all every one, as citizens see them; then the figures. --live: on a running gateway, by mail
server and phone. --known: writes known.toml anew.
"""

import asyncio
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from gateway.local import servers
from gateway.store import database, roles
from tests.scenes import aloud, known, script, stage, worlds
from tests.scenes.script import Scene
from tests.scenes.stage import Played


def arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.scenes", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--known", action="store_true")
    return parser.parse_args()


def chosen(names: Sequence[str]) -> list[Scene]:
    """The scenes that are named; those of a file that stands elsewhere, where one is named by its path."""
    if elsewhere := [Path(name) for name in names if Path(name).is_file()]:
        return [scene for n, file in enumerate(elsewhere) for scene in script.load(file, 1000 * n)]
    everything = script.scenes()
    return [
        scene
        for scene in everything
        if not names
        or any(name in (scene.name, scene.file, Path(scene.file).stem) or name in scene.cell for name in names)
    ]


async def perform(directory: Path, url: str, scenes: Sequence[Scene], *, live: bool) -> list[Played]:
    opened = await database.open(url)
    await opened.migrate()
    await opened.close()
    await roles.provide(url)
    await roles.grant_to(url, roles.embedded(url))
    people = [who for scene in scenes for who in scene.people() if "@" in who]
    async with (worlds.live if live else worlds.intake)(directory, url, people) as world:
        return await stage.play(world, scenes)


def main() -> int:
    args = arguments()
    scenes = chosen(args.names)
    with tempfile.TemporaryDirectory(prefix="gw-scenes-") as name:
        directory = Path(name)
        with servers.postgres(directory, fsync=False) as url:
            played = asyncio.run(perform(directory, url, scenes, live=args.live))
    for one in played:
        if args.all or one.grade != "right":
            print(aloud.told(one), end="\n\n")
    print(aloud.figures(played))
    if args.known:
        known.write(played)
    return int(any(one.grade != "right" for one in played))


raise SystemExit(main())
