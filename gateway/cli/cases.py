"""`gw cases`, `gw split`: what citizens have brought up, listed and shown; a follow-up that is a matter of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import (
    SHIPPED,
    AsJson,
    Commands,
    ConfigPath,
    Running,
    code_of,
    console,
    in_words,
    label,
    one_line,
    opened,
    print_json,
    safe,
    when,
)
from gateway.cli.language import speaks
from gateway.cli.previewing import panel
from gateway.cli.reasons import UNKNOWN
from gateway.cli.sentences import (
    ALONG,
    LINKED,
    MERGED_INTO,
    MORE_CASES,
    NO_CASES,
    NO_OPEN_CASES,
    REFERENCES,
    RESTRICTED,
    RESTRICTED_FOR_NOW,
    SPLIT_DONE,
)
from gateway.cli.tables import table
from gateway.domain.errors import NotAllowed
from gateway.domain.model import (
    CommandGiven,
    EventKind,
    FollowUp,
    Kind,
    Opened,
    Purpose,
    Rated,
    Undelivered,
)
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.console import RenderableType

    from gateway.store.cases import Case, Event
    from gateway.store.casework import ActedCase
    from gateway.store.deadlines import Deadline
    from gateway.store.inbox import Message
    from gateway.store.outgoing_rows import Outbox
    from gateway.store.read_models.cases import ListedCase

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the commands on the list."""
    for command in (cases, split):
        app.command(help=f"help.{command.__name__}")(command)


def cases(
    code: Annotated[str, typer.Argument(metavar="help.meta_code", help="help.cases_code")] = "",
    everything: Annotated[bool, typer.Option("--all", help="help.cases_all")] = False,
    handed_on: Annotated[bool, typer.Option("--handed-on", help="help.cases_handed_on")] = False,
    limit: Annotated[int, typer.Option(min=1, help="help.option_limit")] = 200,
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """List open cases, the most urgent first, or show one."""
    if code:
        asyncio.run(_one(config, code_of(code), as_json=as_json))
    elif handed_on:
        asyncio.run(_handed_on(config, limit, as_json=as_json))
    else:
        asyncio.run(_list(config, everything, limit, as_json=as_json))


def split(
    messages: Annotated[list[str], typer.Argument(metavar="help.meta_ids", help="help.split_id")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Make a case of its own of each follow-up that is about something else."""
    asyncio.run(_split(config, messages))


# --- list and show -------------------------------------------------------------------------------------------------


async def _list(path: Path, everything: bool, limit: int, *, as_json: bool) -> None:
    from gateway.domain import addresses
    from gateway.replies import wording
    from gateway.services import access
    from gateway.store import read_models

    async with opened(path, Act.LIST) as here:
        wanted = read_models.CaseFilter(
            sight=access.sight(here.context.config, here.actor), closed=everything, sort="urgency"
        )
        async with here.db.transaction() as tx:
            rows = await read_models.listed(tx, wanted, limit=limit, offset=0)
            await access.view_list(tx, here.actor, "cases", (row.code for row in rows if not row.restricted))
        out, zone = console(), here.context.config.zone
        if as_json:
            # as in every list; the case itself shows them, and notes who looked
            print_json([replace(row, sender="", subject="", words="") if row.restricted else row for row in rows])
            return
        if not rows:
            out.print(in_words(NO_CASES if everything else NO_OPEN_CASES))
            return
        heads = [label(f"label.{name}") for name in ("code", "due", "state", "line", "sender", "subject")]
        shown = table(*heads, wraps=heads[2])
        for row in rows:
            unseen = in_words(RESTRICTED_FOR_NOW if row.uncertain else RESTRICTED)
            said = row.subject or row.words or (label(f"kind.{row.kind}") if row.kind == Kind.MISSED_CALL else "")
            title = unseen if row.restricted else one_line(said, 36)
            state = " ".join((*_marks(urgent=row.urgent, overdue=row.overdue), label(f"state.{row.state}")))
            due = _now_or(row, wording.day(row.due_at, zone))
            who = one_line(addresses.mask(row.sender), 16) if row.sender else "–"
            shown.add_row(row.code, due, state, row.line, who, title)
        out.print(shown)
        if len(rows) == limit:
            out.print(in_words(MORE_CASES(limit=limit)))


async def _handed_on(path: Path, limit: int, *, as_json: bool) -> None:
    from gateway.services import access
    from gateway.store import read_models

    async with opened(path, Act.LIST) as here:
        config = here.context.config
        async with here.db.connection() as conn:
            rows = await read_models.handed_on(conn, access.sight(config, here.actor), limit)
    if as_json:
        print_json(rows)
        return
    if not rows:
        console().print(label("label.handed_on_none"))
        return
    shown = table(
        *(label(f"label.{name}") for name in ("code", "state", "handed_on_to", "handed_on_at", "handed_on_from"))
    )
    for row in rows:
        at = when(row.at, config.zone)
        shown.add_row(row.code, label(f"state.{row.state}"), row.unit, at, row.unit_before)
    console().print(shown)


def _now_or(case: "ListedCase | Case", date: str) -> str:
    """By when a case is due."""
    from gateway.replies import wording

    return label("label.due_now") if wording.at_once(urgent=case.urgent, state=case.state) else date


async def _one(path: Path, code: str, *, as_json: bool) -> None:
    from gateway.domain.deadlines.profiles import DEADLINES
    from gateway.services import access
    from gateway.store import cases as case_store
    from gateway.store import casework, read_models

    async with opened(path, Act.VIEW) as here:
        async with here.db.transaction() as tx:
            await access.view(tx, here.context.config, here.actor, access.Thing("case", code))
            case = await case_store.find(tx, code)
            if case is None:
                raise NotAllowed(UNKNOWN(case=code))
            thread = await read_models.thread(tx, case)
            together = await casework.to_act(tx, code)
            assert together is not None
        if as_json:
            rows = {
                name: [one.row for one in thread.entries if one.letter == letter]
                for name, letter in (("messages", "m"), ("events", "e"), ("outbox", "o"))
            }
            print_json(
                {"case": case, **rows, "links": thread.links, "references": thread.references}
                | {"deadlines": thread.deadlines, "leading": together.leading, "followers": together.followers}
            )
            return
        out, zone = console(), here.context.config.zone
        _head(here, case)
        for one in thread.deadlines:
            if one.kind in DEADLINES:
                out.print(f"  {_deadline(one, zone)}")
        if thread.references:
            named = ", ".join(f"{one.system} {one.id}" for one in thread.references)
            out.print(f"  {in_words(REFERENCES(named=safe(named)))}")
        for link in thread.links:
            out.print(f"  {in_words(LINKED(case=link.code, why=Reason(f'rule.{link.reason}')))}")
        _together(together)
        for entry in thread.entries:
            if shown := _shown(here, entry.row):
                out.print(f"\n{when(entry.at, zone)}  {entry.letter}{entry.row.id}", style="bold")
                out.print(shown)


def _together(case: "ActedCase") -> None:
    """The case that it goes with, and those that go with it."""
    said = [MERGED_INTO(case=case.leading)] if case.leading else []
    for one in (*said, *(ALONG(case=code) for code in case.followers)):
        console().print(f"  {in_words(one)}")


def _shown(here: Running, row: "Message | Event | Outbox") -> "RenderableType | None":
    from gateway.store.cases import Event
    from gateway.store.inbox import Message

    if isinstance(row, Message):
        return _message(row)
    if isinstance(row, Event):
        return None if row.kind == EventKind.OPENED else _event(here, row)
    return _outgoing(row)


def _deadline(one: "Deadline", zone: "ZoneInfo") -> str:
    """What must happen by when, and whether it has."""
    said = f"{label('label.deadline_of', matter=label(f'deadline.{one.kind}'))}: {when(one.due_at, zone)}"
    if one.done_at:
        return f"{said}, {label('label.deadline_done', at=when(one.done_at, zone))}"
    return f"{said}, {label('label.deadline_paused', at=when(one.paused_at, zone))}" if one.paused_at else said


def _head(here: Running, case: "Case") -> None:
    from gateway.domain import addresses

    zone = here.context.config.zone
    unit = here.context.config.units.get(case.unit)
    marks = _marks(urgent=case.urgent, restricted=case.restricted and not case.uncertain, uncertain=case.uncertain)
    state = ", ".join((label(f"state.{case.state}"), *marks))
    out = console()
    out.print(f"{case.code}  {state}", style="bold")
    for name, value in (
        ("subject", safe(case.subject) or "–"),
        ("sender", f"{safe(case.sender_name)} {safe(addresses.show(case.sender))}".strip()),
        ("unit", unit.name if unit else case.unit),
        ("assignee", case.assignee),
        ("place", safe(case.place)),
        ("line", case.line),
        ("kind", label(f"kind.{case.kind}")),
        ("opened", when(case.opened_at, zone)),
        ("due", _now_or(case, when(case.due_at, zone))),
        ("rating", f"{case.rating}/5" if case.rating else ""),
    ):
        if value:
            out.print(f"  {label(f'label.{name}')}: {value}")


def _marks(**marks: bool) -> list[str]:
    """What an officer must not overlook."""
    return [label(f"label.{name}").upper() for name, set_ in marks.items() if set_]


def _message(row: "Message") -> "RenderableType":
    from gateway.replies import catalogue

    flags = f" [{', '.join(catalogue.flag(flag, speaks()) for flag in row.flags)}]" if row.flags else ""
    title = f"{label('label.citizen_wrote')} ({label(f'rule.{row.rule}')}){flags}"
    return panel(title, row.reply or row.text or row.subject)


def _event(here: Running, event: "Event") -> "RenderableType":
    from rich.text import Text

    from gateway.replies import happened

    words, payload = [label(f"trace.event_{event.kind}")], event.payload
    words += [f"m{event.message_id}"] if event.message_id else []
    if isinstance(payload, Opened | FollowUp | CommandGiven | Rated) and payload.command:
        words.append(payload.command)
    words += [f"{payload.rating}/5"] if isinstance(payload, Rated) else []
    words += [label(f"label.purpose_{payload.purpose}")] if isinstance(payload, Undelivered) else []
    units = {key: unit.name for key, unit in here.context.config.units.items()}
    words += [safe(one) for one in happened.details(payload, speaks(), units)]
    words += [label("trace.by", actor=safe(event.actor_name))] if event.actor else []
    return Text("  " + " · ".join(words))


def _outgoing(row: "Outbox") -> "RenderableType":
    reason = f": {in_words(row.reason)}" if row.reason else ""
    to = label("label.we_told" if row.purpose in (Purpose.ALERT, Purpose.NOTICE) else "label.we_wrote")
    what, state = label(f"label.purpose_{row.purpose}"), label(f"label.out_{row.state}")
    return panel(f"{to} ({what}) – {state}{reason}", row.text)


# --- split ---------------------------------------------------------------------------------------------------------


async def _split(path: Path, messages: Sequence[str]) -> None:
    from gateway.cli.dead import number
    from gateway.services.intake import filing

    async with opened(path, Act.SPLIT) as here:
        for message in dict.fromkeys(messages):
            code = await filing.split(here.db, here.context, number(message, "m"), here.actor)
            console().print(in_words(SPLIT_DONE(message=message, case=code)))
