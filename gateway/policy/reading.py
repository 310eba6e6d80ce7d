"""One message as the rules read it: its own words, the codes and the command in them, what is known of its sender."""

import re
from dataclasses import dataclass

from gateway import codes
from gateway.model import CaseFact, Decoded, Facts
from gateway.policy import commands
from gateway.policy.commands import Command
from gateway.policy.matching import matchable
from gateway.text import fold

_REPLY_PREFIX = re.compile(r"\s*(?:re|tra loi|tl|fwd?|chuyen tiep|ct|ve viec|aw|sv)\s*:", re.I)
MAX_JUDGED = 20_000  # characters: what a message is about stands at its beginning, and a bomb costs no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often one sender is answered. Counts per sender, over all lines; `old_days`: calendar days."""

    acknowledgements_per_sender_day: int = 3
    commands_per_sender_day: int = 10
    wrong_codes_per_hour: int = 5
    old_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A message and its facts, with what every rule would otherwise have to read again."""

    message: Decoded
    facts: Facts
    limits: Limits
    words: str  # the sender's own, without quotes
    heading: str  # a new mail's subject; of an answer it is ours and says nothing
    matched_heading: str  # as cues read it
    matched_words: str
    codes: tuple[str, ...]  # all that the message names, its own words first
    command: Command | None

    @property
    def matched(self) -> str:
        """Heading and words as cues read them."""
        return f"{self.matched_heading}\n{self.matched_words}"

    @property
    def is_sms(self) -> bool:
        """Whether it came by SMS."""
        return self.facts.channel == "sms"

    @property
    def own(self) -> CaseFact | None:
        """The sender's own case among those the message names."""
        return next((c for c in self._named() if c.sender == self.message.sender), None)

    @property
    def foreign(self) -> CaseFact | None:
        """Another's case that the message names, or answers."""
        answered = (self.facts.thread,) if self.facts.thread else ()
        return next((c for c in (*answered, *self._named()) if c.sender != self.message.sender), None)

    @property
    def thread(self) -> CaseFact | None:
        """The sender's own case whose mail from us this answers: nobody else can know its Message-ID."""
        thread = self.facts.thread
        return thread if thread and thread.sender == self.message.sender else None

    def _named(self) -> tuple[CaseFact, ...]:
        return tuple(self.facts.cases_by_code[code] for code in self.codes if code in self.facts.cases_by_code)


def read(message: Decoded, facts: Facts, limits: Limits) -> Reading:
    """Read a message once for all rules."""
    sms = facts.channel == "sms"
    words = (message.reply or (message.text if sms else "")).strip()[:MAX_JUDGED]
    quoted = "" if message.text == message.reply else message.text
    answers = bool(message.in_reply_to or facts.thread or _REPLY_PREFIX.match(fold(message.subject[:200])))
    heading = "" if answers or codes.parse(message.subject[:500]) else message.subject.strip()[:500]
    return Reading(
        message=message,
        facts=facts,
        limits=limits,
        words=words,
        heading=heading,
        matched_heading=matchable(heading),
        matched_words=matchable(words),
        codes=codes.parse(f"{words}\n{message.subject[:500]}\n{quoted[:MAX_JUDGED]}"),
        command=_command(message, words, sms=sms, answers=answers),
    )


def _command(message: Decoded, words: str, *, sms: bool, answers: bool) -> Command | None:
    """An SMS is a command as a whole; a mail by its subject, or by its own first words."""
    if sms:
        return commands.parse(words)
    if not answers and (command := commands.parse(message.subject)) and not _is_reference(message.subject):
        return command
    first = commands.first_words(words)
    command = commands.parse(first)
    if answers or (command is not None and codes.parse(first)) or not message.subject.strip():
        return command
    return None


def _is_reference(subject: str) -> bool:
    """A subject that is a code and nothing else names a case; what is asked stands below."""
    return not codes.without(subject).strip(" []()-.")
