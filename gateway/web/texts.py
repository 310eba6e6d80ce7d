"""How values are written on a page: moments, spans, addresses, and a citizen's words made harmless to look at. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from gateway.domain import addresses
from gateway.domain.model import (
    CalledBack,
    CommandGiven,
    DueMoved,
    Rated,
    Undelivered,
)
from gateway.domain.reasons import Reason, of_row
from gateway.domain.text import fold, typed
from gateway.replies import catalogue, happened, wording
from gateway.runtime import logs
from gateway.runtime.previews import is_photo
from gateway.store.answers import AnswerFile, TypedDraft
from gateway.store.cases import Event
from gateway.store.read_models import File

__all__ = ["Texts", "is_signed", "previewable", "risky", "visible"]

# What would move, hide or turn around the text beside it: C0 and C1 controls, marks of direction, invisible joiners.
_TRICKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def visible(s: str) -> str:
    """Text with every character that plays tricks written as its number: U+202E. Line breaks and tabs stay."""
    return _TRICKS.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", s.replace("\r\n", "\n"))


def risky(file: File) -> bool:
    """Whether a warning stands before an attachment; also where nobody has looked at it yet."""
    return bool(file.flags is None or file.flags or file.scan == "infected")


def is_signed(flags: Sequence[str]) -> bool:
    """Whether a message bears a signature, whatever it is worth."""
    return not {"signed", "signature_verified", "signature_failed"}.isdisjoint(flags)


def previewable(file: File) -> bool:
    """Whether a page shows an attachment as a photo when it is asked to."""
    return is_photo(file.name, file.type) and not risky(file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The writers a template uses, in one language and zone."""

    language: str
    zone: ZoneInfo
    label: Mapping[str, str]

    def moment(self, at: datetime | None) -> str:
        """08:05 05/12/2026, or a dash."""
        return at.astimezone(self.zone).strftime("%H:%M %d/%m/%Y") if at else "–"

    def due(self, case: Any) -> str:
        """By when a case is to be answered: a moment, or "now"."""
        return (
            self.label["due_now"] if wording.at_once(urgent=case.urgent, state=case.state) else self.moment(case.due_at)
        )

    def second(self, at: datetime | None) -> str:
        """08:05:09 05/12/2026, or a dash."""
        return wording.second(at, self.zone) if at else "–"

    def span(self, seconds: float) -> str:
        """3 phút, 3 minutes."""
        return catalogue.age(timedelta(seconds=seconds), self.language)

    def ago(self, at: datetime, now: datetime) -> str:
        """3 phút trước, 3 minutes ago."""
        return catalogue.words("span.ago", self.language, age=now - at)

    def size(self, count: int) -> str:
        """1,5 KiB."""
        return catalogue.size(count, self.language)

    def who(self, urn: str) -> str:
        """A URN in full, for pages that may show it."""
        return visible(addresses.show(urn))

    def is_signed(self, flags: Sequence[str]) -> bool:
        """See `is_signed`."""
        return is_signed(flags)

    def masked(self, urn: str) -> str:
        """A URN in lists, or a dash for nobody's."""
        return visible(addresses.mask(urn)) if urn else "–"

    def visible(self, s: str) -> str:
        """See `visible`."""
        return visible(s)

    def guessed(self, s: str) -> str:
        """A text typed in raw Telex or VNI as it was probably meant, "" for any other."""
        meant = typed(s)
        return "" if meant == s else meant

    def line(self, s: str, length: int) -> str:
        """The beginning of a text, on one line."""
        flat = " ".join(visible(s).split())
        return flat if len(flat) <= length else flat[: length - 1] + "…"

    def highlighted(self, s: str, length: int, searched: Sequence[str]) -> Markup:
        """`line`, with the words that were searched for marked, whether they are written with marks or without."""
        line = unicodedata.normalize("NFC", self.line(s, length))
        plain = fold(line)
        if len(plain) != len(line):  # letters that fold to two: nothing to point at
            return escape(line)
        wanted = "|".join(re.escape(fold(word)) for word in searched)
        made, at = Markup(), 0
        for found in re.finditer(rf"\b(?:{wanted})", plain) if wanted else ():
            piece = escape(line[found.start() : found.end()])
            made += escape(line[at : found.start()]) + Markup("<mark>{}</mark>").format(piece)
            at = found.end()
        return made + escape(line[at:])

    def count(self, n: int) -> str:
        """1.000 in Vietnamese, 1,000 in English."""
        return f"{n:,}".replace(",", ".") if self.language == "vi" else f"{n:,}"

    def risky(self, file: File) -> bool:
        """See `risky`."""
        return risky(file)

    def is_photo(self, file: AnswerFile) -> bool:
        """Whether a page shows a file of ours as a photo when it is asked to."""
        return is_photo(file.name, file.type)

    def previewable(self, file: File) -> bool:
        """See `previewable`."""
        return previewable(file)

    def state(self, state: str) -> str:
        """A case's state."""
        return catalogue.words(f"state.{state}", self.language)

    def kind(self, kind: str) -> str:
        """What a case is."""
        return catalogue.words(f"kind.{kind}", self.language)

    def deadline(self, kind: str) -> str:
        """What must happen to a case by when."""
        return self.label["deadline_of"].format(matter=catalogue.words(f"deadline.{kind}", self.language))

    def attention(self, state: str) -> str:
        """The state of what waits for a person."""
        return self.label["in_unreadable"] if state == "unreadable" else self.label[f"out_{state}"]

    def rule(self, rule: str) -> str:
        """What a rule of policy found."""
        return catalogue.words(f"rule.{rule}", self.language)

    def reason(self, reason: Reason | Mapping[str, Any]) -> str:
        """Why something is so, as policy, a channel or a person noted it."""
        known = reason if isinstance(reason, Reason) else of_row(reason)
        return visible(catalogue.say(known, self.language)) if known else ""

    def why(self, rule: str, reasons: Iterable[Reason]) -> str:
        """What a rule of policy found, and in what; danger to life first."""
        return visible(catalogue.why(rule, reasons, self.language))

    def report(self, status: str) -> str:
        """What a delivery report says."""
        return catalogue.words(f"report.{status}", self.language)

    def noted(self, name: str, noted: Any) -> str:
        """One of a message's reasons, flags or replies withheld."""
        if name == "flags":
            return catalogue.flag(noted, self.language)
        if name == "withheld":
            return catalogue.withheld(noted, self.language)
        return visible(catalogue.noted(noted, self.language))

    def cause(self, said: Reason) -> str:
        """Why a line cannot work, as the health page says it; quotes no address."""
        return logs.mask(self.reason(said))

    def drafted(self, draft: TypedDraft) -> str:
        """Who writes an answer, and since when no more."""
        who = visible(draft.name)
        if draft.is_writing:
            return self.label["is_writing"].format(who=who, at=f"{draft.at.astimezone(self.zone):%H:%M}")
        return self.label["has_drafted"].format(who=who, at=self.moment(draft.at))

    def event(self, event: Event, units: Mapping[str, str]) -> str:
        """What happened to a case: the citizen's command, their rating, what could not be told to them, and why a
        person found it to be for few to see, or not. `units`: names by key."""
        said, payload = [self.label.get(f"event_{event.kind}", event.kind)], event.payload
        if isinstance(payload, CommandGiven | Rated):
            said.append(visible(payload.command))
        if isinstance(payload, Rated):
            said.append(f"{payload.rating}/5")
        if isinstance(payload, CalledBack):
            said.append(self.label["reached" if payload.reached else "not_reached"])
        if isinstance(payload, DueMoved):
            after = self.moment(datetime.fromisoformat(payload.after))
            said += [catalogue.words(f"deadline.{payload.deadline}", self.language), after]
            said.append(self.label.get(f"due_{payload.why}", ""))
        if isinstance(payload, Undelivered):
            said.append(self.label.get(f"purpose_{payload.purpose}", payload.purpose))
        said += [visible(words) for words in happened.details(payload, self.language, units)]
        return " · ".join(word for word in said if word)
