"""`gw case CODE ACT`: an officer's acts on a case, by the table of domain/casework.py."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, Running, code_of, console, in_words, label, opened
from gateway.cli.previewing import agreed, panel, show_preview
from gateway.cli.reasons import UNKNOWN
from gateway.cli.sentences import ALONG, ALONG_TOLD, ASK_ACT, CASE_ACT_DONE, NO_SUCH_ACT, NOTHING_DONE, TELLS_NOBODY
from gateway.domain.addresses import mask
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from gateway.domain.casework import CaseAct
    from gateway.services.casework.performing import Performed

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("case", help="help.case")(case)


def case(
    code: Annotated[str, typer.Argument(metavar="help.meta_code", help="help.answer_code")],
    act: Annotated[str, typer.Argument(metavar="help.meta_act", help="help.case_act")] = "",
    reason: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_reason")] = "",
    words: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_words")] = "",
    unit: Annotated[str, typer.Option(metavar="help.meta_unit", help="help.case_unit")] = "",
    person: Annotated[str, typer.Option(metavar="help.meta_login", help="help.case_person")] = "",
    body: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_body")] = "",
    ground: Annotated[str, typer.Option(metavar="help.meta_ground", help="help.case_ground")] = "",
    kind: Annotated[str, typer.Option(metavar="help.meta_kind", help="help.case_kind")] = "",
    urgency: Annotated[str, typer.Option(metavar="help.meta_urgency", help="help.case_urgency")] = "",
    subject: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_subject")] = "",
    place: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_place")] = "",
    until: Annotated[str, typer.Option(metavar="help.meta_date", help="help.case_until")] = "",
    question: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_question")] = "",
    answer: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_answer")] = "",
    by: Annotated[str, typer.Option(metavar="help.meta_by", help="help.case_by")] = "",
    into: Annotated[str, typer.Option(metavar="help.meta_code", help="help.case_into")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="help.case_yes")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Do something with a case: shows what its citizen will get, and asks. Without an act: what it offers."""
    form = {"reason": reason, "words": words, "unit": unit, "person": person, "body": body}
    form |= {"ground": ground, "kind": kind, "urgency": urgency, "subject": subject, "place": place}
    form |= {"until": until, "question": question, "answer": answer, "by": by, "case": into}
    asyncio.run(_act(config, code_of(code), _named(act), form, yes=yes) if act else _list(config, code_of(code)))


def _named(act: str) -> "CaseAct":
    """The row of an act, written with _ or -. Raises NotAllowed."""
    from gateway.domain import casework

    found = {row.act.value: row for row in casework.ACTS.values()}.get(act.replace("-", "_"))
    if found is None:
        raise NotAllowed(NO_SUCH_ACT(acts=", ".join(row.act.value.replace("_", "-") for row in casework.ACTS.values())))
    return found


async def _list(path: Path, code: str) -> None:
    from gateway.domain import casework
    from gateway.domain.permissions import may
    from gateway.services.casework import people, performing, reasons
    from gateway.store import casework as store

    async with opened(path, Act.VIEW) as here:
        async with here.db.connection() as conn:
            found = await store.to_act(conn, code)
        if found is None:
            raise NotAllowed(UNKNOWN(case=code))
        for row in casework.offered(performing.standing(here.context, found)):
            if may(here.actor, row.act, people.subject_of(found)) is None:
                console().print(f"{row.act.value.replace('_', '-'):18}{in_words(reasons.ACTS[row.act])}")


async def _act(path: Path, code: str, row: "CaseAct", form: Mapping[str, str], *, yes: bool) -> None:
    async with opened(path, row.act) as here:
        if row.act is Act.PUBLISH and not yes:
            form = await _to_publish(here, code, form)
        elif row.tells and not yes:
            await _ask(here, code, row, form)
        await _perform(here, code, row, form)


async def _ask(here: Running, code: str, row: "CaseAct", form: Mapping[str, str]) -> None:
    """Show what the citizen will get, and ask. Raises Exit where that is not wanted."""
    from gateway.services.casework import performing

    foreseen = await performing.preview(here.db, here.context, here.actor, code, row.act, form)
    if foreseen.told:
        show_preview(foreseen.told)
    elif foreseen.why_not:
        console().print(in_words(foreseen.why_not))
    _others(foreseen)
    _agree()


async def _to_publish(here: Running, code: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """Show what becomes public, as it was typed or else as it is proposed, and ask. Raises Exit where that is not
    wanted."""
    from gateway.services.casework import publishing

    proposed = await publishing.propose(here.db, here.context, here.actor, code)
    whole = {**form, **{name: form[name] or words for name, words in proposed.items()}}
    for name in proposed:
        console().print(panel(label(f"field_of_case.{name}"), whole[name]))
    _agree()
    return whole


def _agree() -> None:
    if not agreed(ASK_ACT, stdin_free=True):
        console().print(in_words(NOTHING_DONE))
        raise typer.Exit(1)


async def _perform(here: Running, code: str, row: "CaseAct", form: Mapping[str, str]) -> None:
    from gateway.services.casework import performing, reasons

    done = await performing.perform(here.db, here.context, here.actor, code, row.act, form)
    console().print(in_words(CASE_ACT_DONE(case=code, act=reasons.ACTS[row.act])))
    if done.told is None:
        console().print(in_words(done.why_not or TELLS_NOBODY))
    _others(done)


def _others(done: "Performed") -> None:
    """What becomes of the cases that go with it."""
    for code, one in done.others.items():
        told = ALONG_TOLD(case=code, to=mask(one.told.to)) if one.told else one.why_not
        console().print(in_words(told or ALONG(case=code)))
