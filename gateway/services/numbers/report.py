"""The report "kiểm tra đầu số" as a table of texts. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.domain import addresses
from gateway.domain.duty import Person
from gateway.replies import catalogue, wording
from gateway.services.numbers.standing import Number, Standing

__all__ = ["table"]

HEADS = (  # labels
    *("line", "numbers_number", "unit", "numbers_state", "numbers_proof", "numbers_cause"),
    *("numbers_duty", "numbers_head"),
)
NONE = "–"


def table(standing: Standing, language: str, zone: ZoneInfo) -> list[list[str]]:
    """A head and a row for each number; the last columns are days, each with the time of its last good proof."""
    head = [catalogue.words(f"label.{name}", language) for name in HEADS]
    rows = [_row(number, standing, language, zone) for number in standing.numbers]
    return [[*head, *(f"{day:%d/%m}" for day in standing.days)], *rows]


def _row(number: Number, standing: Standing, language: str, zone: ZoneInfo) -> list[str]:
    proven, days = number.proven, (number.history[day] for day in standing.days)
    return [
        number.line.name,
        addresses.show(number.line.options.address),
        wording.unit_name(number.line.unit, language),
        catalogue.words(f"label.proven_{proven.state}", language),
        _proof(number, language, zone),
        catalogue.said(number.causes, language) if number.causes else NONE,
        _people(number.duty.persons),
        _people(number.duty.heads),
        *(_clock(proof.at, zone) if proof else NONE for proof in days),
    ]


def _proof(number: Number, language: str, zone: ZoneInfo) -> str:
    proof = number.proven.by
    if proof is None:
        return NONE
    return f"{wording.minute(proof.at, zone)}, {catalogue.words(f'label.proof_{proof.outcome}', language)}"


def _people(persons: Sequence[Person]) -> str:
    return ", ".join(f"{one.name} {addresses.show(one.phone)}".strip() for one in persons) or NONE


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
