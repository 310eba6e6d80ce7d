"""People of the office are notified of what is wrong, and that it is over, by a line that works.

Two kinds of news: a line's changes of state (a fault shorter than the grace is none), and notices that others wrote
down. Each recipient is notified when a line of theirs is healthy; who could not be while it lasted is told afterwards
from when to when. What comes thick is sent together, and nobody is alerted without end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from gateway.domain.duty import Person
from gateway.domain.model import Purpose
from gateway.domain.reasons import Reason, of_row
from gateway.domain.text import segments
from gateway.replies import catalogue, templates, wording
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.roster import on_duty
from gateway.settings.config import Config, Line
from gateway.store import database, lines, notices, outbox, outgoing_facts, people
from gateway.store.database import Connection, Database
from gateway.store.lines import LineChange
from gateway.store.notices import Audience, PendingNotice, Place
from gateway.store.outbox import NewOutbox

LANGUAGE = templates.OFFICE_LANGUAGE
ONE_AT_A_TIME = 0x616C7274  # any constant: two intake workers must not send the same

FEW = 3  # alerts an hour to one person that each tell of one thing
GAPS = (20, 60, 120, 300)  # seconds before the next one, which tells of all that came meanwhile; the last one repeats
SMS_SEGMENTS_HOUR = 40  # to one person; beyond that only mails


def recipients(config: Config, audience: Audience, unit: str = "") -> tuple[str, ...]:
    """The URNs of those who are notified, whoever is on duty; for a unit without an address of its own, the
    operator."""
    known = config.units.get(unit)
    if audience == "unit" and known and known.mail:
        return (f"mailto:{known.mail}",)
    duty = (config.duty_mail, config.duty_sms)
    mail, sms = duty if audience == "duty" else (config.operator_mail, config.operator_sms)
    return (f"mailto:{mail}", *([sms] if sms else []))


async def watch(db: Database, context: Context) -> None:
    """Call lines failing that went silent, then notify of what is news."""
    names = list(context.config.lines)
    async with db.transaction() as tx:
        await lines.silent(tx, names, context.config.times.health_grace, reasons.LINE_SILENT)
    async with db.transaction() as tx:
        if await tx.fetchval("SELECT pg_try_advisory_xact_lock($1)", ONE_AT_A_TIME):
            await _notify_duty(tx, context)
            await _notify_operator(tx, context)
            await _notify_units(tx, context, "unit")
            await _notify_units(tx, context, "head")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that one recipient has not been notified of. `id`: of the notice, or of the line's last change."""

    kind: str  # duty | operator | unit | head | line_event: with `id` the cause of the outbox row
    id: int
    at: datetime
    template: str
    name: str
    values: Mapping[str, str]
    case_id: int | None = None


async def _notify_duty(tx: Connection, context: Context) -> None:
    """An emergency does not wait for a healthy line where a mail line may still send."""
    ways = reachable(context.config, "duty")
    for urn, senders in ways.items():
        news = await _notices(tx, context, "duty", urn)
        if by := await _line_for(tx, context, senders, healthy=urn.startswith("tel:")):
            await _enqueue(tx, context, by, urn, news)
    await notices.settle(tx, "duty", list(ways))


async def _notify_operator(tx: Connection, context: Context) -> None:
    """The operator learns of all lines and notices, who is on duty of their own lines."""
    names, now = list(context.config.lines), await tx.fetchval("SELECT now()")
    await lines.forget_removed(tx, names)
    changes = {
        name: events
        for name, rows in groupby(await lines.changes(tx, names), key=lambda row: row.line)
        if not _is_fresh(events := list(rows), now, context)
    }
    waited_for: set[str] = set()
    ways = reachable(context.config, "operator")
    named = await _on_duty(tx, context, "unit") if changes else {}
    others = senders_to(context.config, [urn for name in changes for urn in named.get(name, ()) if urn not in ways])
    for urn, senders in (ways | others).items():
        own = {name: events for name, events in changes.items() if urn in ways or urn in named.get(name, ())}
        of_lines = [news for events in own.values() if (news := _of_line(context, events, urn))]
        of_all = await _notices(tx, context, "operator", urn) if urn in ways else []
        by = await _line_for(tx, context, senders, healthy=True)
        sent = by is not None and await _enqueue(tx, context, by, urn, [*of_lines, *of_all])
        if not sent:
            waited_for |= {news.values["line"] for news in of_lines}
    for name in changes.keys() - waited_for:
        await lines.notified(tx, name, changes[name][-1].id)
    await notices.settle(tx, "operator", list(ways))


async def _notify_units(tx: Connection, context: Context, audience: Audience) -> None:
    """Those who are on duty for the line, or its head; where nobody is, or can be reached, the unit; by another line
    than those that it is about, where there is one. Places with the same people are told together."""
    grouped: dict[tuple[str, ...], list[Place]] = {}
    found = await notices.places(tx, audience)
    named = await _on_duty(tx, context, audience) if found else {}
    for place in found:
        ways = senders_to(context.config, named.get(place.line, ())) or reachable(context.config, "unit", place.unit)
        grouped.setdefault(tuple(ways), []).append(place)
    for urns, places in grouped.items():
        about = {place.line for place in places}
        for urn, senders in senders_to(context.config, urns).items():
            news = [one for place in places for one in await _notices(tx, context, audience, urn, place)]
            others_first = sorted(senders, key=about.__contains__)
            if by := await _line_for(tx, context, others_first, healthy=True):
                await _enqueue(tx, context, by, urn, sorted(news, key=lambda one: one.id))
        for place in places:
            await notices.settle(tx, audience, urns, place)


def reachable(config: Config, audience: Audience, unit: str = "") -> dict[str, list[str]]:
    """The URNs of those who can be notified, and the lines that may send to each."""
    return senders_to(config, recipients(config, audience, unit))


def senders_to(config: Config, urns: Iterable[str]) -> dict[str, list[str]]:
    """Of these URNs those that a line may send to, and the lines."""
    senders = {
        urn: [line.name for line in config.lines.values() if line.send and urn.startswith(f"{line.traits.scheme}:")]
        for urn in urns
    }
    return {urn: names for urn, names in senders.items() if names}


async def _on_duty(tx: Connection, context: Context, audience: Audience) -> Mapping[str, Sequence[str]]:
    """By line, the URNs of whom the roster names for it now: who is on duty, or the head."""
    of = on_duty.heads if audience == "head" else on_duty.whom
    found = of(context.config, await people.roster(tx), await tx.fetchval("SELECT now()"))
    return {line: [urn for person in persons for urn in _ways(person)] for line, persons in found.items()}


def _ways(person: Person) -> Iterator[str]:
    """A person is told by mail and by text: whichever line is broken, the other may still work."""
    if person.mail:
        yield f"mailto:{person.mail}"
    if person.phone:
        yield person.phone


async def _line_for(tx: Connection, context: Context, senders: Sequence[str], *, healthy: bool) -> Line | None:
    """The first of these lines that can notify: a healthy one, and never one that cannot send."""
    names = await lines.healthy(tx, senders) or ([] if healthy else await lines.sendable(tx, senders))
    return context.config.lines[names[0]] if names else None


async def _notices(
    tx: Connection, context: Context, audience: Audience, urn: str, place: Place = notices.EVERYWHERE
) -> list[News]:
    """The notices to send."""
    found = []
    for row in await notices.pending(tx, audience, urn, place):
        values = _in_words(context.config, row)
        found.append(
            News(
                kind=audience,
                id=row.id,
                at=row.at,
                template=row.template,
                name=values.get("name") or row.name,
                values=values,
                case_id=row.case_id,
            )
        )
    return found


def _in_words(config: Config, row: PendingNotice) -> dict[str, str]:
    """What fills a notice's text. What a finding's text has beside `what` (advice, name) belongs to its words.
    A field that another program did not write down is empty: it must not stop the others."""
    what = of_row(row.fields.get("what"))

    def said(name: str) -> str:
        if name in row.fields:
            return catalogue.said(row.fields[name], LANGUAGE)
        return catalogue.say(what, LANGUAGE, name) if what else ""

    values = {name: said(name) for name in templates.PLACEHOLDERS[templates.TITLED][row.template]}
    if unit := config.units.get(values.get("unit", "")):
        values["unit"] = wording.unit_name(unit, LANGUAGE)
    return values


# --- a line's changes ------------------------------------------------------------------------------------------------


def _is_fresh(events: Sequence[LineChange], now: datetime, context: Context) -> bool:
    """Whether the line has just stopped working: perhaps for a moment only."""
    at: datetime = events[-1].at
    return events[-1].after == "failing" and (now - at).total_seconds() < context.config.times.health_grace


def _of_line(context: Context, events: Sequence[LineChange], urn: str) -> News | None:
    """What the changes of one line mean to one who was notified of some of them: only where they have led."""
    heard = max((n for n, event in enumerate(events) if urn in event.notified_to), default=-1)
    knows_down = events[heard].after == "failing" if heard >= 0 else events[0].before == "failing"
    rest = events[heard + 1 :]
    if not rest:
        return None
    last = rest[-1]
    if last.after == "failing":
        return None if knows_down else _line_news(context, last, "line_down", last.at, None, last.errors)
    grace = timedelta(seconds=context.config.times.health_grace)
    ended = [(event, event.began) for event in rest if event.before == "failing" and event.began is not None]
    outages = [(event, began) for event, began in ended if knows_down or event.at - began >= grace]
    if not outages:
        return None
    (_, began), (end, _) = outages[0], outages[-1]
    return _line_news(context, last, "line_up", began, end.at, end.cause)


def _line_news(
    context: Context,
    event: LineChange,
    template: str,
    since: datetime,
    until: datetime | None,
    errors: Sequence[Reason],
) -> News:
    line, zone = context.config.lines[event.line], context.config.zone
    values = {
        "unit": wording.unit_name(line.unit, LANGUAGE),
        "line": line.name,
        "since": wording.minute(since, zone),
        "until": wording.minute(until, zone) if until else "",
        "error": catalogue.said(errors, LANGUAGE),
    }
    short = reasons.LINE_STOPPED if template == "line_down" else reasons.LINE_BACK
    name = catalogue.say(short(line=line.name), LANGUAGE)
    return News(kind="line_event", id=event.id, at=event.at, template=template, name=name, values=values)


# --- telling ---------------------------------------------------------------------------------------------------------


def pace(sent: Sequence[datetime], pending: int, now: datetime) -> str:
    """How one person is notified of `pending` things, whose alerts of the last hour went out at `sent`: "each" by
    itself while they are few, then all "together", with a gap before each that grows: "wait"."""
    if len(sent) + pending <= FEW:
        return "each"
    gap = GAPS[min(len(sent) - FEW, len(GAPS) - 1)] if len(sent) >= FEW else 0
    return "together" if not sent or (now - max(sent)).total_seconds() >= gap else "wait"


async def _enqueue(tx: Connection, context: Context, by: Line, urn: str, news: Sequence[News]) -> bool:
    """Enqueue what notifies one person of these news; False where their pace has them wait."""
    if not news:
        return True
    before = await outgoing_facts.alerts(tx, urn, duty=news[0].kind == "duty")
    how = pace([at for at, _ in before], len(news), await tx.fetchval("SELECT now()"))
    if how == "wait" or (by.traits.segments and sum(len(segments(text)) for _, text in before) >= SMS_SEGMENTS_HOUR):
        return False
    if how == "each":
        ids = (await database.reserve(tx, outbox=len(news)))["outbox"]
        new = [_alert(context, by, urn, one, id) for one, id in zip(news, ids, strict=True)]
    else:
        new = [_digest(context, by, urn, news, await database.new_id(tx, "outbox"))]
    await outbox.enqueue(tx, new)
    await notices.notified(tx, [one.id for one in news if one.kind != "line_event"], urn)
    await lines.notified_to(tx, [one.id for one in news if one.kind == "line_event"], urn)
    return True


def _alert(context: Context, by: Line, urn: str, news: News, id: int) -> NewOutbox:
    return replace(_outbox_row(context, by, urn, news, news.template, news.values, id), case_id=news.case_id)


def _digest(context: Context, by: Line, urn: str, news: Sequence[News], id: int) -> NewOutbox:
    """Several news in one; a mail names each, a text as many as it has room for."""
    template = {"duty": "alert_digest", "unit": "unit_digest", "head": "unit_digest"}.get(news[0].kind, "digest")
    form = templates.SEGMENTED, LANGUAGE, "accented"
    items = (context.replies.render(one.template, *form, one.values)[1] for one in news)
    names = list(dict.fromkeys(one.name for one in news))
    values = {"n": str(len(news)), "names": ", ".join(_named(names, 60)), "items": "\n".join(f"- {i}" for i in items)}
    return _outbox_row(context, by, urn, news[-1], template, values, id)


def _named(names: Sequence[str], room: int) -> Iterator[str]:
    """As many names as `room` letters hold, and how many more there are."""
    for n, name in enumerate(names):
        room -= len(name) + 2
        if n and room < 0:
            yield f"+{len(names) - n}"
            return
        yield name


def _outbox_row(
    context: Context, by: Line, urn: str, last: News, template: str, values: Mapping[str, str], id: int
) -> NewOutbox:
    """A row of outbox. Its cause is the last thing that it tells of; the moment goes into the Message-ID, since after a
    restore ids come again."""
    subject, text = context.replies.render(template, by.traits.templates, LANGUAGE, by.unit.sms_form, values)
    cause = f"{last.kind}:{last.id}"
    digest = f"{cause} {last.at.isoformat()} {urn}".encode()
    named = outbox.message_id(context.key, digest, Purpose.ALERT, outbox.mail_domain(by)) if by.traits.threads else ""
    return NewOutbox(
        id=id,
        line=by.name,
        cause=cause,
        purpose=Purpose.ALERT,
        recipient=urn,
        text=text,
        subject=subject,
        message_id=named,
    )
