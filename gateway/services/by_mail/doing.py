"""What an officer's mail asks for is shown and done by the functions that the page calls: answers, their approval, and
the acts of domain/casework.py. Of each a citizen's text is shown before it goes out; what tells nobody anything is done
at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.domain import grounds
from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.replies import catalogue
from gateway.runtime.context import Context
from gateway.services import composing
from gateway.services import reasons as common
from gateway.services.by_mail import files, reasons
from gateway.services.by_mail.commands import Order
from gateway.services.by_mail.letters import LANGUAGE
from gateway.services.casework import answering, four_eyes, performing
from gateway.services.casework import reasons as of_acts
from gateway.services.casework.files import Files
from gateway.services.composing import Preview
from gateway.store import answers, cases, casework
from gateway.store.answers import AnswerFile
from gateway.store.cases import Case
from gateway.store.database import Connection, Database

__all__ = ["Doing", "Shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the citizen would get, what goes beside it (files, the same to others), what becomes of it once it is
    confirmed, what its officer may write instead, and what it is done with then."""

    text: str = field(repr=False)
    beside: tuple[Reason, ...] = ()
    then: Reason
    otherwise: Reason
    form: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What a person does to a case by mail, all of it in one transaction. `message`: the id of theirs."""

    db: Database
    context: Context
    case: Case
    actor: Actor
    message: int

    async def show(self, conn: Connection, order: Order) -> Shown | None:
        """What the citizen would get; None where that is nothing. Its form has a digest of it (`shown`), by which it is
        known again once it is confirmed. Raises NotAllowed as doing it would."""
        form = dict(order.form)
        if order.act is Act.RETURN_ANSWER:
            return None
        await cases.lock(conn, [self.case.id])  # what is compared with what was shown is what goes out
        if order.act is Act.APPROVE_ANSWER:
            waiting, others = await self._waiting(form), await self._along(conn)
            form |= {"shown": composing.digest([waiting], others)}
            return Shown(
                text=waiting.text,
                beside=(*_along(others), *_named(await self._files(conn, int(form["version"])))),
                then=reasons.WOULD_APPROVE,
                otherwise=reasons.OR_RETURNED,
                form=form,
            )
        if order.act is not Act.ANSWER:
            done = await self._would(order)
            told = done.told
            all_told = [one.told for one in (done, *done.others.values()) if one.told]
            form |= {"shown": composing.digest(all_told, done.others)}
            then = reasons.WOULD_DO(act=of_acts.ACTS[order.act])
            otherwise = reasons.OR_DECLINED if order.act is Act.TAKE_OVER else reasons.OR_CHANGED
            beside = _along(list(done.others))
            return Shown(text=told.text, beside=beside, then=then, otherwise=otherwise, form=form) if told else None
        return await self._answer(conn, form)

    async def _answer(self, conn: Connection, form: Mapping[str, str]) -> Shown:
        """An answer, kept as a draft; one that was shown before is kept already."""
        submits, words = await self._submits(conn), form["words"]
        shown = await answering.preview(self.db, self.context, self.case.code, words, self.actor)
        others = await self._along(conn)
        version, refused = int(form.get("version", "0")), tuple[Reason, ...]()
        if "shown" not in form:
            version, refused = await self._keep(conn, words, version, shown)
        return Shown(
            text=shown.text,
            beside=(*_along(others), *_named(await self._files(conn, version)), *refused),
            then=reasons.WOULD_SUBMIT if submits else reasons.WOULD_SEND,
            otherwise=reasons.OR_CHANGED,
            form={"words": words, "version": str(version), "shown": composing.digest([shown], [*others, str(submits)])},
        )

    async def _keep(self, conn: Connection, words: str, before: int, shown: Preview) -> tuple[int, tuple[Reason, ...]]:
        """Keep a draft with the files that came with it; where none did, with those of the version `before`. Its
        version, and why files do not go."""
        brought = await files.brought(conn, self.context, self.message)
        refused = brought.refused
        if shown.segments and brought.files:
            cause = common.FILES_NOT_BY_TEXT
            refused += tuple(common.FILE_REFUSED(name=one.name, cause=cause) for one in brought.files)
        new = () if shown.segments else brought.files
        kept = () if new else tuple(one.n for one in await self._files(conn, before))
        given = Files(new=new, before=before, kept=kept, judged=True)
        version = await answering.save(self.db, self.context, self.case.code, words, self.actor, files=given)
        return version, refused

    async def do(self, conn: Connection, order: Order) -> Reason:
        """Do it; what was done. Raises NotAllowed."""
        code, context, actor = self.case.code, self.context, self.actor
        if order.act is Act.RETURN_ANSWER:
            version, reason = int(order.form["version"]), order.form["reason"]
            await answering.send_back(self.db, context, code, version, reason, actor)
            return reasons.RETURNED(case=code)
        if order.act is Act.APPROVE_ANSWER:
            await answering.approve(self.db, context, code, int(order.form["version"]), actor, at_once=True)
            return reasons.APPROVED(case=code)
        if order.act is not Act.ANSWER:
            await performing.perform(self.db, context, actor, code, order.act, order.form)
            return reasons.DONE(case=code, act=of_acts.ACTS[order.act])
        words, version = order.form["words"], int(order.form.get("version", "0"))
        given = Files(before=version, kept=tuple(one.n for one in await self._files(conn, version)))
        if await self._submits(conn):
            await answering.submit(self.db, context, code, words, actor, files=given)
            return reasons.SUBMITTED(case=code)
        await answering.answer(self.db, context, code, words, actor, files=given, at_once=True)
        return reasons.SENT(case=code)

    async def _files(self, conn: Connection, version: int) -> list[AnswerFile]:
        """The files of a version."""
        return [one for one in await answers.files(conn, self.case.id) if one.version == version]

    async def _along(self, conn: Connection) -> Sequence[str]:
        """The codes of the cases that are answered with this one."""
        found = await casework.to_act(conn, self.case.code)
        return found.followers if found else ()

    async def _waiting(self, form: Mapping[str, str]) -> Preview:
        """What the citizen would get of the version that the notice was about. Raises NotAllowed where that waits no
        longer, or this person may not approve it."""
        version = int(form["version"])
        return await answering.preview_submitted(self.db, self.context, self.case.code, version, self.actor)

    async def _would(self, order: Order) -> performing.Performed:
        """As performing.preview; which grounds there are is said where one is missing."""
        try:
            return await performing.preview(self.db, self.context, self.actor, self.case.code, order.act, order.form)
        except NotAllowed as refused:
            known = grounds.load()
            if order.act is not Act.REJECT or order.form.get("ground") in known:
                raise
            named = "\n".join(f"{n}. {catalogue.say(of_acts.GROUNDS[key], LANGUAGE)}" for n, key in enumerate(known, 1))
            raise NotAllowed(reasons.WHICH_GROUND(grounds=named)) from refused

    async def _submits(self, conn: Connection) -> bool:
        """Whether an answer of this person goes to a head first. Raises NotAllowed where it cannot go out now, or only
        with a reason, which a form asks for."""
        rule = await four_eyes.rule(conn, self.context, self.case, self.actor)
        if rule.may_send_alone:
            raise NotAllowed(reasons.ON_THE_PAGE(case=self.case.code))
        try:
            await answering.may_answer(self.db, self.context, self.case.code, self.actor)
        except NotAllowed as refused:
            if not (rule.needs_approval and refused.reason.code == "case.answer_needs_approval"):
                raise
        return rule.needs_approval


def _named(kept: Sequence[AnswerFile]) -> tuple[Reason, ...]:
    return (reasons.FILES_GO(names=", ".join(one.name for one in kept)),) if kept else ()


def _along(codes: Sequence[str]) -> tuple[Reason, ...]:
    return (reasons.ALONG(cases=", ".join(codes)),) if codes else ()
