"""Who is told of a case by mail: the one place that knows. Whose it is and who is on duty for its line; where nobody
is, the focal officers of its unit; else whoever may answer it there; where nobody has an account, the unit's own
mailbox. Of a restricted case those alone who are named for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.domain import addresses
from gateway.domain.actor import Actor
from gateway.domain.duty import Person
from gateway.domain.model import EventKind
from gateway.domain.permissions import Act, Subject, may
from gateway.runtime.context import Context
from gateway.services.accounts import log_in, people
from gateway.services.roster import on_duty
from gateway.store import people as persons
from gateway.store.database import Connection
from gateway.store.notices import CaseNews

__all__ = ["Focal", "Recipient", "focal", "subject"]


ELSEWHERE = (EventKind.RATED, EventKind.HANDED_ON)  # a unit's mailbox is told of these by alerts.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a mail goes to. `person`: the key, "" for a mailbox; `urn`: a mail address; `actor`: None of whoever cannot
    log in."""

    person: str
    urn: str
    actor: Actor | None = field(compare=False, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Focal:
    """Everybody of the office, as they are now. `on_duty`: by line."""

    context: Context
    persons: Mapping[str, Person]
    on_duty: Mapping[str, Sequence[Person]]
    actors: Mapping[str, Actor]  # by the person's key

    def of(self, case: CaseNews) -> list[Recipient]:
        """Who is told of this, each once; nobody by a line of our own."""
        return list({one.urn: one for one in self._named(case)}.values())

    def _named(self, case: CaseNews) -> list[Recipient]:
        if case.audience == "approvers":
            return self._who_may(case, Act.APPROVE_ANSWER, but=case.actor)
        if case.restricted:
            return self._who_may(case, Act.ANSWER) or self._who_may(case, Act.VIEW)
        here = self._recipients([person.key for person in self._on_duty(case)])
        whose = self._recipients([case.assignee]) if case.assignee and not case.is_hand_over else []
        if found := [*whose, *here] or self._focal(case) or self._who_may(case, Act.ANSWER):
            return found
        if case.event in ELSEWHERE:
            return []
        unit = self.context.config.units.get(case.unit)
        return [Recipient(person="", urn=addresses.mail(unit.mail))] if unit and unit.mail else []

    def _on_duty(self, case: CaseNews) -> list[Person]:
        """For the case's line; for those of the unit that has it now, where that is another."""
        lines = self.context.config.lines
        own = [line.name for line in lines.values() if line.unit.key == case.for_unit]
        names = [case.line] if case.line in own else own
        return [person for name in names for person in self.on_duty.get(name, ()) if person.mail]

    def _focal(self, case: CaseNews) -> list[Recipient]:
        """Those whom the register names for the unit, else their stand-ins."""
        organisation = self.context.config.organisation
        row = None if case.for_unit in organisation.provisioned else organisation.register.units.get(case.for_unit)
        return (self._recipients(row.focal) or self._recipients(row.stand_ins)) if row else []

    def _who_may(self, case: CaseNews, act: Act, *, but: str = "") -> list[Recipient]:
        """Those with an account who may; whose role is in the unit itself, before those whose role is in every one."""
        others = {key: actor for key, actor in self.actors.items() if actor.id != but}
        allowed = [key for key, actor in others.items() if may(actor, act, subject(case)) is None]
        near = [key for key in allowed if self.actors[key].roles.get(case.for_unit)]
        return self._recipients(near) or self._recipients(allowed)

    def _recipients(self, keys: Iterable[str]) -> list[Recipient]:
        known = [self.persons[key] for key in keys if key in self.persons]
        found = [
            Recipient(person=one.key, urn=addresses.mail(one.mail), actor=self.actors.get(one.key)) for one in known
        ]
        return [one for one in found if one.urn and one.urn not in self.context.config.own_addresses]


async def focal(conn: Connection, context: Context) -> Focal:
    """Everybody of the office."""
    roster, now = await persons.roster(conn), await conn.fetchval("SELECT now()")
    actors = await people.actors(conn, context.config.unit_tree)
    return Focal(
        context=context,
        persons={person.key: person for person in roster.persons},
        on_duty=on_duty.whom(context.config, roster, now),
        actors={log_in.person_of(actor): actor for actor in actors},
    )


def subject(case: CaseNews) -> Subject:
    """A case as what is acted on."""
    return Subject(units=frozenset({case.for_unit}), restricted=case.restricted, persons=frozenset(case.named))
