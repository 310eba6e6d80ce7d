"""What officers have not been told goes out to each of them: in office hours, what is urgent at once; what follows soon
comes in one mail, so that 200 cases a day are not 200 mails.

Of a restricted case a mail says the code alone, and goes to those who are named for it. Whoever may answer a case may
do so by answering the mail, where the line that sends it can prove who writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.model import OPEN_CASE_STATES, EventKind
from gateway.domain.permissions import Act, may
from gateway.domain.reasons import Reason
from gateway.domain.reply_tokens import LASTS
from gateway.replies import catalogue, wording
from gateway.runtime.context import Context
from gateway.services.by_mail import letters, reasons
from gateway.services.by_mail.focal import Recipient, focal, subject
from gateway.services.by_mail.letters import LANGUAGE, Allowed, Letter
from gateway.services.casework import answering
from gateway.settings.config import Line
from gateway.store import answers, audit, cases, lines, notices, outgoing_facts
from gateway.store.database import Connection, Database
from gateway.store.notices import CaseNews

__all__ = ["send"]

ONE_AT_A_TIME = 0x6E6F7465  # any constant: two processes must not send the same
FORGOTTEN = timedelta(days=7)  # nobody waits for it any more
LISTED = 50  # cases in one mail; how many more there are is said
WORDS = 2_000  # characters of a citizen's words
# What happened -> what an answer to the mail is about, and what whoever answers must be allowed to do; whatever is not
# here: a case that may be answered.
ABOUT: Mapping[EventKind, tuple[str, Act]] = {
    EventKind.HANDED_ON: (letters.HAND_OVER, Act.TAKE_OVER),
    EventKind.ANSWER_SUBMITTED: (letters.WAITING, Act.APPROVE_ANSWER),
    EventKind.RATED: (letters.PAGE, Act.VIEW),
}
HOW: Mapping[str, Reason] = {
    letters.NOTICE: reasons.HOW_CASE,
    letters.HAND_OVER: reasons.HOW_HAND_OVER,
    letters.WAITING: reasons.HOW_WAITING,
}


async def send(db: Database, context: Context) -> None:
    """Queue what is due now."""
    async with db.transaction() as tx:
        if not await tx.fetchval("SELECT pg_try_advisory_xact_lock($1)", ONE_AT_A_TIME):
            return
        pending, now = (
            await notices.case_news(tx, words=context.config.notices.words),
            await tx.fetchval("SELECT now()"),
        )
        over = {one.id for one in pending if _is_over(one, now)}
        left = [one for one in pending if one.id not in over and (one.urgent or _is_open(context, one, now))]
        office = await focal(tx, context) if left else None
        left_to = {one.id: {to.urn: to for to in office.of(one)} for one in left} if office else {}
        # Where nobody is found while the unit works, nobody will be: pages and reminders show the case.
        over |= {one.id for one in left if not left_to[one.id] and _is_open(context, one, now)}
        for to in {urn: to for ways in left_to.values() for urn, to in ways.items()}.values():
            own = [one for one in left if to.urn in left_to[one.id] and to.urn not in one.notified_to]
            if own and await _tell(tx, context, to, own, now):
                for one in own:
                    del left_to[one.id][to.urn]
        done = [one.id for one in left if left_to[one.id].keys() <= set(one.notified_to)]
        await notices.close(tx, [*over, *done])


def _is_over(news: CaseNews, now: datetime) -> bool:
    """Whether there is nothing left to look at, or nobody could be told for days."""
    done = news.state not in OPEN_CASE_STATES and news.event != EventKind.RATED
    taken = news.is_hand_over and not news.handed_to
    approved = news.event == EventKind.ANSWER_SUBMITTED and news.waiting is None
    return done or taken or approved or now - news.at > FORGOTTEN


def _is_open(context: Context, news: CaseNews, now: datetime) -> bool:
    """Whether the unit works now."""
    unit = context.config.units.get(news.for_unit)
    return unit is None or context.config.office_of(unit).opening(now) <= now


async def _tell(tx: Connection, context: Context, to: Recipient, news: Sequence[CaseNews], now: datetime) -> bool:
    """One mail to one person; False where it has to wait."""
    gap = timedelta(minutes=context.config.notices.digest_minutes)
    last = await outgoing_facts.noticed(tx, to.urn)
    if last is not None and now - last < gap and not any(one.urgent for one in news):
        return False
    by = await _line_for(tx, context, news[0].for_unit)
    if by is None:
        return False
    letter = _letter(context, by, to, news, now + LASTS, await _answer(tx, context, to, news))
    await letters.send(tx, context, by, letter)
    if to.actor is not None and letter.values.get("words"):
        await audit.write(tx, replace(to.actor, by="mail"), Act.VIEW, f"case:{news[0].code}", "notice")
    await notices.notified(tx, [one.id for one in news], to.urn)
    return True


async def _line_for(tx: Connection, context: Context, unit: str) -> Line | None:
    """A healthy mail line: the unit's own first, and those that can prove who answers."""
    mail = [one for one in context.config.lines.values() if one.send and one.traits.threads]
    mail.sort(key=lambda one: (not one.options.proves_senders, one.unit.key != unit))
    names = await lines.healthy(tx, [one.name for one in mail])
    return context.config.lines[names[0]] if names else None


# --- what it says ----------------------------------------------------------------------------------------------------


def _letter(
    context: Context, by: Line, to: Recipient, news: Sequence[CaseNews], until: datetime, answer: str
) -> Letter:
    """A notice of one case, or a digest of several. `answer`: that waits for approval, "" for none to be shown."""
    by_case: dict[int, list[CaseNews]] = {}
    for one in news:
        by_case.setdefault(one.case_id, []).append(one)
    of_cases = list(by_case.values())
    shown = of_cases[:LISTED]
    acts = {own[-1].case_id: _allowed(context, by, to, own[-1]) for own in shown}
    values = _one(context, to, shown[0], answer) if len(of_cases) == 1 else _several(context, of_cases)
    how = [HOW[about] for about in dict.fromkeys(one.act for one in acts.values()) if about in HOW]
    if how:
        many = [reasons.HOW_MANY] if len(of_cases) > 1 else []
        lasts = wording.minute(until, context.config.zone)
        how = [*many, *how, reasons.HOW_LONG(until=lasts, mail=to.urn.removeprefix("mailto:"))]
    template = "case_notice" if len(of_cases) == 1 else "case_digest"
    return Letter(
        to=to.urn,
        cause=f"notice:{news[-1].id}",
        template="case_notice_restricted" if template == "case_notice" and news[0].restricted else template,
        values={**values, "how": "\n\n".join(catalogue.say(one, LANGUAGE) for one in how or [reasons.HOW_PAGE])},
        until=until,
        acts=acts,
        person=to.person,
    )


def _allowed(context: Context, by: Line, to: Recipient, news: CaseNews) -> Allowed:
    """What an answer of this person to the mail may do. Nothing on a restricted case: nothing of it goes by mail."""
    about, act = ABOUT.get(EventKind(news.event), (letters.NOTICE, Act.SUBMIT_ANSWER))
    can = context.config.notices.replies and by.options.proves_senders and not news.restricted
    if not can or about == letters.PAGE or to.actor is None or may(to.actor, act, subject(news)) is not None:
        return Allowed(act=letters.PAGE)
    return Allowed(act=about, form={"version": news.waiting} if about == letters.WAITING else {})


async def _answer(conn: Connection, context: Context, to: Recipient, news: Sequence[CaseNews]) -> str:
    """The answer that waits, as its citizen would get it: it quotes what they wrote, and so stands in a notice only
    where their words may (`[notices] words`), and to whom it is for. Elsewhere it is shown before it is approved."""
    last = news[-1]
    if not context.config.notices.words or last.restricted or len({one.case_id for one in news}) > 1:
        return ""
    if to.actor is None or last.event != EventKind.ANSWER_SUBMITTED or may(to.actor, Act.VIEW, subject(last)):
        return ""
    case = await cases.find(conn, last.code)
    waits = await answering.waiting(conn, context, case, await answers.of_case(conn, case.id)) if case else None
    if waits is None or waits.shown is None:
        return ""
    who = waits.answer.author_name
    return catalogue.say(reasons.ANSWER(who=who, words=_quoted(waits.shown.text)), LANGUAGE)


def _one(context: Context, to: Recipient, news: Sequence[CaseNews], answer: str) -> dict[str, str]:
    last = news[-1]
    unit = context.config.units.get(last.for_unit)
    readable = to.actor is not None and may(to.actor, Act.VIEW, subject(last)) is None
    said = "\n".join(_quoted(one.words[:WORDS]) for one in news if one.words) if readable else ""
    words = [catalogue.say(reasons.WORDS(words=said), LANGUAGE)] if said else []
    return {
        **_facts(context, news),
        "unit": wording.unit_name(unit, LANGUAGE) if unit else last.for_unit,
        "words": "\n\n".join([*words, *filter(None, [answer])]),
    }


def _quoted(words: str) -> str:
    """Marked, line by line, as somebody else's words."""
    return "\n".join(f"> {row}" for row in words.splitlines())


def _several(context: Context, of_cases: Sequence[Sequence[CaseNews]]) -> dict[str, str]:
    items = [_item(context, news) for news in of_cases[:LISTED]]
    if more := len(of_cases) - LISTED:
        items += [reasons.MORE(n=more)] if more > 0 else []
    codes = [news[-1].code for news in of_cases]
    names = ", ".join(codes[:3]) + (f", +{len(codes) - 3}" if len(codes) > 3 else "")
    return {
        "n": str(len(of_cases)),
        "names": names,
        "items": "\n".join(catalogue.say(item, LANGUAGE) for item in items),
    }


def _item(context: Context, news: Sequence[CaseNews]) -> Reason:
    """One line of a digest."""
    facts = _facts(context, news)
    if news[-1].restricted:
        return reasons.ITEM_RESTRICTED(case=facts["code"], since=facts["since"], link=facts["link"])
    return reasons.ITEM(case=facts.pop("code"), **facts)


def _facts(context: Context, news: Sequence[CaseNews]) -> dict[str, str]:
    """What may be said of a case, with all that has happened to it since its officers were told last."""
    last, zone, pages = news[-1], context.config.zone, context.config.console
    what = dict.fromkeys(catalogue.say(reasons.EVENTS[one.event], LANGUAGE) for one in news)
    return {
        "code": last.code,
        "what": ", ".join(what),
        "kind": catalogue.say(wording.KINDS[last.kind], LANGUAGE),
        "since": wording.minute(news[0].at, zone),
        "due": wording.minute(last.due_at, zone),
        "link": f"{pages.page}cases/{last.code}" if pages.is_open else catalogue.say(reasons.NO_LINK, LANGUAGE),
    }
