"""The pages' words are there in both languages: all that may stand on a page, and nothing that stands on none.

A label is named where it is used: `label.name` in a template, or its name in quotes in a template or a module of the
console. What is put together from a word of an enumeration (`label["out_" ~ row.state]`) is a family, and declared here
from that enumeration."""

import re
from pathlib import Path
from typing import get_args

import pytest

from gateway.domain.actor import Role
from gateway.domain.attachments import FLAGS as DANGERS
from gateway.domain.duty import DutyRole
from gateway.domain.model import TRANSITIONS, EventKind, Outcome, Purpose
from gateway.domain.number_proofs import ProofOutcome, ProvenState
from gateway.ops.health import State, expiry
from gateway.ops.health.state import Why
from gateway.replies import catalogue
from gateway.services.units import files
from gateway.store.database import TROUBLES
from gateway.store.read_models import ORDERS, WHOSE, NotReached
from gateway.store.read_models.files import Scan
from gateway.store.read_models.waiting import Why as Waits
from gateway.store.senders import Kind as SenderKind
from gateway.store.senders import Verdict
from gateway.store.shared_answers import State as SharedState
from gateway.web.http.forms import Refusal
from gateway.web.http.jobs import State as JobState
from gateway.web.labels import LABELS
from gateway.web.pages import attention, guide, health_view, outgoing

ROOT = Path(__file__).parents[2]
TEMPLATES = "\n".join(path.read_text("utf-8") for path in (ROOT / "templates" / "pages").glob("*.html"))
MODULES = "\n".join(path.read_text("utf-8") for path in (ROOT / "gateway" / "web").rglob("*.py"))
NOT_A_LABEL = {"get", "format"}  # methods

SHOWN_OTHERWISE = {EventKind.OPENED, EventKind.FOLLOW_UP, EventKind.ANSWERED}  # by the message itself
ACTS = (*attention.NAMED, *outgoing.NAMED)
FAMILIES = {
    "state": get_args(State),
    "job": get_args(JobState),
    "purpose": tuple(Purpose),
    "out": tuple(TRANSITIONS["outbox"]),
    "tried": tuple(TRANSITIONS["attempt"]),
    "unreached": get_args(NotReached),
    "language": catalogue.LANGUAGES,
    "shared_is": get_args(SharedState),
    "answer_is": tuple(TRANSITIONS["answer"]),
    "event": tuple(set(EventKind) - SHOWN_OTHERWISE),
    "outcome": tuple(Outcome),
    "act": ACTS,
    "about": ACTS,
    "side": ("in", "out"),
    "group": health_view.GROUPS,
    "from": get_args(SenderKind),
    "verdict": get_args(Verdict),
    "danger": (*DANGERS, "unknown"),
    "scan": get_args(Scan),
    "sort": tuple(ORDERS),
    "waits": get_args(Waits),
    "whose": tuple(one for one in WHOSE if one),
    "age": tuple(outgoing.AGES),
    "proven": get_args(ProvenState),
    "proof": get_args(ProofOutcome),
    "roster_role": get_args(DutyRole),
    "roster_weekday": tuple("1234567"),
    "why": tuple(why for why in get_args(Why) if why),
    "line": ("ok", "failing"),  # a line's state, where it is known
    "test": get_args(health_view.Result),
    "fact": ("delete_failed", "waiting", *expiry.ENDS),
    "notice": ("ok", "refused"),
    "due": ("asked",),  # why a promised time moves
    "role": tuple(Role),
    "way": ("password", "passkey", "provider"),  # of logging in
    "signer": ("name", "organisation", "email", "issuer", "serial", "valid_from", "valid_to", "sha256"),
    "nav": (
        "health",
        "cases",
        "attention",
        "outgoing",
        "calls",
        "numbers",
        "messages",
        "people",
        "units",
        "audit",
        "simulator",
        "help",
    ),
    "help": guide.CHAPTERS,
    "unit_kind": files.KINDS,
    "unit_table": ("unit", "answers", "phrases", "day", "known_until"),
    "back_to": ("attention", "outgoing"),
    # what all lines need: its state, what its trouble is, or a value where neither has words
    "database": ("ok", *(name for name, _ in TROUBLES)),
    "redis": ("ok", "warning", "unknown"),
    "intake": ("unknown", "value"),
    "disk": ("unknown", "value"),
    "clock": ("ok", "unknown", "value"),
    "scanner": ("ok", "warning", "unknown"),
}
SERVERS = {"database", "redis", "intake", "disk", "clock", "scanner"}
NOT_ALLOWED = "not_allowed_heading"  # what is below it says the refusal itself
SAID = ("unforeseen", "logged_out")  # pages of a heading and words that no Refused names
REFUSALS = {NOT_ALLOWED} | {f"{name}_{part}" for name in (*get_args(Refusal), *SAID) for part in ("heading", "words")}
GENERATED = {f"{family}_{name}" for family, names in FAMILIES.items() for name in names} | REFUSALS | SERVERS


@pytest.mark.parametrize("family", FAMILIES)
def test_everything_that_may_stand_on_a_page_has_words(family: str) -> None:
    assert {f"{family}_{name}" for name in FAMILIES[family]} <= LABELS["vi"].keys()


def test_every_refusal_has_a_heading_and_a_sentence() -> None:
    assert LABELS["vi"].keys() >= REFUSALS


def test_a_family_of_labels_is_declared_here() -> None:
    made = re.findall(r'label\["(\w+)_" ~', TEMPLATES) + re.findall(r'label(?:\[|\.get\()f"(\w+)_\{', MODULES)
    assert set(made) <= FAMILIES.keys()


def named() -> set[str]:
    """What templates and modules name: surely a label, where it stands behind `label`."""
    return set(re.findall(r"\blabel\.(\w+)", TEMPLATES + MODULES)) - NOT_A_LABEL | set(
        re.findall(r'\blabel\["(\w+)"\]', TEMPLATES + MODULES)
    )


def test_every_label_that_a_page_names_is_in_the_catalogue() -> None:
    assert sorted(named() - LABELS["vi"].keys()) == []


def test_no_label_is_without_a_page() -> None:
    quoted = set(re.findall(r'"(\w+)"', TEMPLATES + MODULES))
    assert sorted(LABELS["vi"].keys() - named() - quoted - GENERATED) == []


def test_no_label_has_the_name_of_what_every_mapping_has() -> None:
    """In a template `label.clear` would be the method, and stand on the page as "<built-in method clear …>"."""
    assert [name for name in LABELS["vi"] if hasattr(dict, name)] == []


def test_labels_are_those_of_one_file() -> None:
    assert [f"label.{name}" for name in LABELS["en"]] == catalogue.codes("label", "en")
