"""All scenes at once: the first step of each, then the second … Each has a citizen of its own, and time passes for that
citizen alone: what is stored of them is moved back."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from gateway.domain.actor import superuser
from gateway.domain.errors import NotAllowed
from gateway.services.casework import answering
from gateway.store import cases
from tests.scenes import worlds
from tests.scenes.judging import GRADES, Fault, Heard, Seen, faults, filled
from tests.scenes.script import Scene, Step
from tests.scenes.worlds import Written
from tests.support import running

__all__ = ["Played", "Turn", "play"]

UNITS = {"min": "minutes", "h": "hours", "d": "days"}
MOVED = {  # what is moved back when time passes: table -> columns, and whose rows
    "parts": ("arrived_at received_at", "sender_key = moved.urn"),
    "messages": ("sent_at arrived_at registered_at", "sender = moved.urn"),
    "cases": ("opened_at due_at last_message_at answered_at rated_at state_since", "sender = moved.urn"),
    "outbox": ("created_at settled_at", "recipient = moved.urn"),
    "case_events": ("at", "case_id IN (SELECT id FROM cases WHERE sender = moved.urn)"),
    "notices": ("at", "case_id IN (SELECT id FROM cases WHERE sender = moved.urn)"),
    "attempts": ("opened_at closed_at", "recipient = moved.urn"),
}
OFFICER = superuser("can bo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A step that was played, and what came of it."""

    step: Step
    wrote: tuple[str, ...]
    seen: Seen
    faults: list[Fault]


@dataclass(slots=True, kw_only=True)
class Played:
    """A scene that was played."""

    scene: Scene
    turns: list[Turn] = field(default_factory=list)
    heard: dict[str, list[Heard]] = field(default_factory=dict)  # person -> all that they got, oldest first

    @property
    def grade(self) -> str:
        """The worst of it."""
        return max((fault.grade for turn in self.turns for fault in turn.faults), key=GRADES.index, default="right")

    @property
    def why(self) -> str:
        """The first fault of that grade."""
        of_it = (
            f"step {n}: {fault.words}"
            for n, turn in enumerate(self.turns, 1)
            for fault in turn.faults
            if fault.grade == self.grade
        )
        return next(of_it, "")


async def play(world: worlds.World, scenes: Sequence[Scene]) -> list[Played]:
    """Play all of them side by side."""
    played = [Played(scene=scene) for scene in scenes]
    stage = _Stage(world=world)
    for n in range(max(len(scene.steps) for scene in scenes)):
        await stage.act([one for one in played if len(one.scene.steps) > n], n)
    return played


def urn(person: str) -> str:
    """A person as rows name them."""
    if "@" in person:
        return f"mailto:{person}"
    return f"tel:{person}" if person.startswith("+") else f"sms:{person}"


@dataclass(slots=True, kw_only=True)
class _Stage:
    """One pass through the scenes' n-th steps at a time."""

    world: worlds.World
    last: int = 0  # the outbox is known up to here
    last_notice: int = 0

    async def act(self, played: Sequence[Played], n: int) -> None:
        """Everybody's n-th step, and what comes of it."""
        found = await self._cases(played)
        said = {one.scene.name: _said(one, found[one.scene.name]) for one in played}
        wrote: dict[str, list[str]] = {}
        letters: list[Written] = []
        for one in played:
            step = one.scene.steps[n]
            if step.they is not None:
                words = [filled(words, said[one.scene.name]) for words in _several(step.they)]
                step = replace(step, subject=filled(step.subject, said[one.scene.name]))
                wrote[one.scene.name] = words
                letters += [_written(one, step, words, worlds.moment(n, k)) for k, words in enumerate(words)]
        if letters:
            await self.world.deliver(letters)
        await self._pass([(one.scene, passes) for one in played if (passes := one.scene.steps[n].passes)])
        for one in played:
            await self._officer(one, one.scene.steps[n], said[one.scene.name])
        await self.world.settle()
        await self._look(played, n, wrote)

    async def _pass(self, moves: Sequence[tuple[Scene, str]]) -> None:
        people = [(urn(who), _interval(passes)) for scene, passes in moves for who in scene.people()]
        if not people:
            return
        async with self.world.db.transaction() as tx:
            for table, (columns, whose) in MOVED.items():
                sets = ", ".join(f"{column} = {table}.{column} - moved.by" for column in columns.split())
                await tx.execute(
                    f"UPDATE {table} SET {sets} "
                    f"FROM unnest($1::text[], $2::interval[]) AS moved (urn, by) WHERE {whose}",
                    [who for who, _ in people],
                    [by for _, by in people],
                )

    async def _officer(self, played: Played, step: Step, said: Mapping[str, str]) -> None:
        code = said.get(f"code{step.expected.of}" if step.expected.of else "code", "")
        if step.officer is not None:
            with suppress(NotAllowed):  # no such case, or answered already: what is seen says so
                await answering.answer(self.world.db, self.world.context, code, step.officer, OFFICER)
        if step.renamed is not None:
            async with self.world.db.transaction() as tx:
                await tx.execute("UPDATE cases SET code = $2 WHERE code = $1", code, step.renamed)
        if step.state is not None:
            async with self.world.db.transaction() as tx:
                (case,) = (await cases.by_codes(tx, [code])).values()
                await cases.change(tx, case.id, step.state)

    async def _look(self, played: Sequence[Played], n: int, wrote: Mapping[str, list[str]]) -> None:
        heard, told = await self._heard(), await self._told()
        cases_of, messages = await self._cases(played), await self._messages(played)
        for one in played:
            step, seen = one.scene.steps[n], Seen(cases=cases_of[one.scene.name])
            seen.message = messages.get(urn(one.scene.person(step.by)))
            for person in one.scene.people():
                mine = one.heard.setdefault(person, [])
                for text in heard.get(urn(person), []):
                    mine.append(self.world.got(text, person, len(mine)))
                    seen.heard.append(mine[-1])
            seen.told = [name for case in seen.cases for name in told.get(case["id"], [])]
            found = faults(one.scene, step, seen, _said(one, seen.cases))
            one.turns.append(Turn(step=step, wrote=tuple(wrote.get(one.scene.name, [])), seen=seen, faults=found))

    async def _heard(self) -> dict[str, list[Heard]]:
        rows = await self._rows("SELECT * FROM outbox WHERE id > $1 AND purpose <> 'alert' ORDER BY id", self.last)
        found: dict[str, list[Heard]] = {}
        for row in rows:
            self.last = row["id"]
            names = ("purpose", "subject", "text", "message_id")
            found.setdefault(row["recipient"], []).append(Heard(**{name: row[name] for name in names}, by=row["line"]))
        return found

    async def _told(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for row in await self._rows("SELECT * FROM notices WHERE id > $1 ORDER BY id", self.last_notice):
            self.last_notice = row["id"]
            found.setdefault(row["case_id"], []).append(row["template"])
        return found

    async def _cases(self, played: Sequence[Played]) -> dict[str, list[dict[str, Any]]]:
        """The cases of each scene's people, oldest first."""
        scene_of = {urn(who): one.scene.name for one in played for who in one.scene.people()}
        found: dict[str, list[dict[str, Any]]] = {one.scene.name: [] for one in played}
        for row in await self._rows("SELECT * FROM cases WHERE sender = ANY($1::text[]) ORDER BY id", [*scene_of]):
            found[scene_of[row["sender"]]].append(row)
        return found

    async def _messages(self, played: Sequence[Played]) -> dict[str, dict[str, Any]]:
        """The last message of each of their people."""
        people = [urn(who) for one in played for who in one.scene.people()]
        sql = "SELECT DISTINCT ON (sender) * FROM messages WHERE sender = ANY($1::text[]) ORDER BY sender, id DESC"
        return {row["sender"]: row for row in await self._rows(sql, people)}

    async def _rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        async with self.world.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(sql, *arguments)]


def _said(played: Played, cases_of: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What {code}, {six}, {bare}, {last} and their like stand for now."""
    found = [str(case["code"]) for case in cases_of]
    heard = played.heard.get(played.scene.person(), [])
    said = {f"code{n}": code for n, code in enumerate(found, 1)}
    if found:
        six = found[-1].partition("-")[2]
        said |= {"code": found[-1], "six": six, "bare": found[-1].replace("-", "").lower()}
    return said | {"last": heard[-1].text if heard else ""}


def _several(they: str | list[str]) -> list[str]:
    return [they] if isinstance(they, str) else they


def _interval(passes: str) -> timedelta:
    found = re.fullmatch(r"(\d+)(min|h|d)", passes)
    if found is None:
        raise ValueError(f"no time: {passes}")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def _written(played: Played, step: Step, words: str, at: Any) -> Written:
    scene, person = played.scene, played.scene.person(step.by)
    if scene.channel == "sms":
        return Written(line=worlds.SMS, sender=person, at=at, text=words)
    line = worlds.OTHER_MAIL if step.to else worlds.MAIL
    return Written(line=line, sender=person, at=at, body=_letter(played, step, words, person, line))


def _letter(played: Played, step: Step, words: str, person: str, line: str) -> bytes:
    headers = {}
    if played.scene.vouched:
        headers["Authentication_Results"] = f"{worlds.VOUCHES}; dmarc=pass header.from={person.partition('@')[2]}"
    subject, heard = step.subject, played.heard.get(played.scene.person(), [])
    if step.re and heard:
        last = heard[-1]
        headers |= {"In_Reply_To": f"<{last.message_id}>", "References": f"<{last.message_id}>"}
        subject = subject or f"Re: {last.subject}"
        quoted = "\n".join(f"> {row}" for row in last.text.splitlines())
        address = f"{line}@village.example"
        words = f"{words}\n\nVào Th 3, 24 thg 11, 2026 vào lúc 09:12 UBND phường <{address}> đã viết:\n{quoted}\n"
    body = running.letter(subject, words, sender=person, to=f"{line}@village.example", **headers, **step.headers)
    return _with_files(body, step.attach) if step.attach else body


def _with_files(body: bytes, names: Sequence[str]) -> bytes:
    message: EmailMessage = running.parse(body)
    for name in names:
        kind = {"jpg": ("image", "jpeg"), "pdf": ("application", "pdf")}.get(
            name.rpartition(".")[2], ("application", "octet-stream")
        )
        message.add_attachment(b"\xff\xd8\xff\xe0" + bytes(64), maintype=kind[0], subtype=kind[1], filename=name)
    return message.as_bytes()
