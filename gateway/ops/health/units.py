"""Assessing the units: nobody is responsible, or a unit that is no longer valid still has cases or lines. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from gateway.domain.duty import Person
from gateway.ops.health.findings import finding
from gateway.ops.health.state import Finding
from gateway.settings.config import Config

__all__ = ["about", "ask", "responsible"]

FEW = 5  # units that a finding names


def about(config: Config, persons: Sequence[Person], open_cases: Mapping[str, int]) -> Iterator[Finding]:
    """`persons`: of the roster; `open_cases`: of units that are not valid, by their keys."""
    by_whom: dict[str, list[str]] = {}
    for key in config.units.keys() - config.organisation.ended:
        if not _has_somebody(config, key):
            by_whom.setdefault(ask(config, persons, key), []).append(key)
    for whom, keys in sorted(by_whom.items()):
        yield finding("unit_nobody", whom, n=float(len(keys)), units=_few(config, keys), whom=whom)
    for key, n in open_cases.items():
        yield finding("unit_ended", key, unit=_name(config, key), n=float(n), heirs=_heirs(config, key))
    for line in config.lines.values():
        if line.unit.key in config.organisation.ended:
            yield finding("line_of_ended", line.name, line=line.name, unit=line.unit.name)


def responsible(config: Config, key: str) -> tuple[str, ...]:
    """A unit's head and focal officers, by their keys."""
    row = config.organisation.register.units.get(key)
    return row.persons if row and key not in config.organisation.provisioned else ()


def _has_somebody(config: Config, key: str) -> bool:
    """A unit of the file has those who own its lines, or are told in its mailbox."""
    if key in config.organisation.provisioned:
        return bool(config.units[key].mail) or any(line.unit.key == key for line in config.lines.values())
    return bool(responsible(config, key))


def ask(config: Config, persons: Sequence[Person], key: str) -> str:
    """Who can say who is responsible for a unit: the nearest above it who has somebody, else the operator."""
    known = {person.key: person for person in persons}
    for one in config.unit_tree.above(key)[1:]:
        found = [known[person] for person in responsible(config, one) if person in known]
        if found:
            reached = found[0].mail or found[0].phone.removeprefix("tel:")
            return f"{found[0].name} {reached}".strip()
    return config.operator_mail


def _few(config: Config, keys: Sequence[str]) -> str:
    return ", ".join(_name(config, key) for key in sorted(keys)[:FEW]) + (", …" if len(keys) > FEW else "")


def _name(config: Config, key: str) -> str:
    return config.units[key].name if key in config.units else key


def _heirs(config: Config, key: str) -> str:
    row = config.organisation.register.units.get(key)
    return ", ".join(_name(config, one) for one in row.successors) if row and row.successors else "–"
