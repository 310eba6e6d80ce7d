"""What an answer needs to be public: a case that is no secret, a head's word, and a text of its own without persons.

Nothing is served to the public here: what is published is exported (services/casework/published.py) for whoever does.
Sources: NĐ 20/2008/NĐ-CP art. 19, QĐ 31/2021/QĐ-TTg art. 46: answers are posted; Luật 91/2025/QH15: without persons.
"""

from collections.abc import Mapping

from gateway.domain import casework, codes
from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import OPEN_CASE_STATES
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.domain.text.persons import PERSONAL, introduced, left_in, masked
from gateway.replies import catalogue
from gateway.runtime.context import Context
from gateway.services import access
from gateway.services import reasons as common
from gateway.services.access import Thing
from gateway.services.casework import people, reasons
from gateway.services.clocks import beginning
from gateway.store import answers, deadlines, publications
from gateway.store import casework as store
from gateway.store.casework import ActedCase
from gateway.store.database import Connection, Database

__all__ = ["answered", "check", "follow", "propose", "proposed", "refusal"]

TEXTS = ("question", "answer")
MARGIN = 100  # signs: a number that begins before the end of what is kept is masked whole


def refusal(context: Context, case: ActedCase) -> Reason | None:
    """Why its answer may not be public; None where it may."""
    rule = context.config.publication
    above = (case.unit, *context.config.unit_tree.above(case.unit))
    if case.restricted:
        return reasons.PUBLIC_RESTRICTED(case=case.code)
    if case.kind not in rule.kinds or (rule.units and not set(above) & set(rule.units)):
        return reasons.PUBLIC_NOT_HERE(case=case.code)
    if case.urgent:
        return reasons.PUBLIC_URGENT(case=case.code)
    if case.not_public:
        return reasons.PUBLIC_UNWANTED(case=case.code)
    if case.state not in OPEN_CASE_STATES and case.answered_at is None:
        return reasons.PUBLIC_UNANSWERED(case=case.code)
    return None


async def answered(tx: Connection, context: Context, case: ActedCase) -> None:
    """It is answered at this moment: it waits to be public, if it may be. What was found not to be stays so."""
    unit = people.units(context).get(case.unit)
    if unit and case.public != "withheld" and refusal(context, case) is None:
        clock = beginning.to_publish(context, unit, case.kind, case.read_at)
        rows = beginning.new_clocks(case.id, {"publish": clock}, context.config.office_of(unit))
        await deadlines.begin(tx, rows)


async def proposed(conn: Connection, context: Context, case: ActedCase) -> Mapping[str, str]:
    """Question and answer as they are public, or as they might be: the citizen's first words and the last answer that
    was sent, masked in the language of the case. Of a case that was answered anew since, the answer is the new one."""
    found = await publications.of_case(conn, case.id)
    if found and (case.answered_at is None or found.answered_at >= case.answered_at):
        return {"question": found.question, "answer": found.answer}
    messages = await publications.messages_of(conn, case.id)
    sent = next((one.text for one in await answers.of_case(conn, case.id) if one.state == "sent"), "")
    asked = "\n\n".join(filter(None, (messages[0].subject, messages[0].words))) if messages else ""
    asked = found.question if found else asked
    names, public = _names(case, messages), _public(context)
    said = {kind: catalogue.say(reasons.MASKS[kind], case.language) for kind in PERSONAL if kind in reasons.MASKS}
    shown: dict[str, str] = {}
    for name, text in zip(TEXTS, (asked, sent), strict=True):
        most = casework.most_of(Act.PUBLISH, name)
        shown[name] = codes.without_as_written(masked(text[: most + MARGIN], names, public, said)).strip()[:most]
    return shown


async def propose(db: Database, context: Context, actor: Actor, code: str) -> Mapping[str, str]:
    """What is proposed to whoever may publish it; that they saw it is written down. Raises Forbidden, NotAllowed."""
    async with db.transaction() as tx:
        await access.permit(tx, context.config, actor, Act.PUBLISH, Thing("case", code))
        await access.view(tx, context.config, actor, Thing("case", code), "preview", once=True)
        case = await store.to_act(tx, code)
        if case is None:
            raise NotAllowed(common.CASE_UNKNOWN(case=code))
        if why := refusal(context, case):
            raise NotAllowed(why)
        return await proposed(tx, context, case)


async def check(conn: Connection, context: Context, case: ActedCase, values: Mapping[str, str]) -> None:
    """Raises NotAllowed where something of a person stands in what is to be public."""
    names, public = _names(case, await publications.messages_of(conn, case.id)), _public(context)
    for name in TEXTS:
        found = [reasons.PERSONAL[kind] for kind in left_in(values[name], names, public)]
        found += [reasons.PERSONAL["code"]] if codes.parse(values[name]) else []
        if found:
            raise NotAllowed(reasons.STILL_PERSONAL(field=reasons.FIELDS[name], what=tuple(found)))


async def follow(tx: Connection, actor: Actor, act: Act, case: ActedCase, values: Mapping[str, str]) -> bool:
    """What an act makes of what is public of a case; False where somebody was faster."""
    if act is Act.PUBLISH:
        done = await publications.publish(
            tx, case.id, case.public_revision, values["question"], values["answer"], actor.id
        )
    elif act in (Act.WITHHOLD, Act.UNPUBLISH):
        by_citizen = values["by"] == "citizen"
        done = await publications.withhold(tx, case.id, case.public_revision, actor.id, by_citizen=by_citizen)
    else:
        return True
    await deadlines.done(tx, [case.id], ["publish"])
    return done


def _names(case: ActedCase, messages: list[publications.SaidMessage]) -> list[str]:
    """Of those who are known: who wrote, by the head of each message and by what stands in it, the case's own first."""
    said = (name for one in messages for name in (one.sender_name, *introduced(one.whole or one.words)))
    return list(dict.fromkeys(name for name in (case.sender_name, *said) if name.strip()))


def _public(context: Context) -> list[str]:
    """Numbers and addresses that are an office's own."""
    units = people.units(context).values()
    own = (urn.partition(":")[2] for urn in context.config.own_addresses)
    return [one for one in (*own, *(unit.phone for unit in units), *(unit.mail for unit in units)) if one]
