"""One exception tree. An unknown error is temporary; permanent must be said.

    GatewayError
    ├── ConfigError        the configuration is wrong; `problems` names every mistake with its key
    ├── SchemaError        the database is newer than this code, or a migration was changed afterwards
    ├── LeaseLost          another process holds the line or partition now: stop, write nothing
    ├── Temporary          try again later
    │   ├── Unclear        refused, and it may mean this recipient or the whole line: the others tell
    │   ├── LineDown       the whole line cannot work now; no message's try is used up
    │   │   └── LogInRefused   user or password refused: trying often would lock the mailbox
    │   └── Unavailable    this machine cannot do it now; no message's try is used up
    ├── OutcomeUnknown     it may or may not have gone out; only a report or a person can tell
    └── Permanent          trying again cannot help
        ├── Refused        the other side refused this recipient or this message for good
        ├── Unreadable     nobody can decode these bytes
        └── NotAllowed     an act that the state of the case, or a rule, forbids; says what to do instead
            ├── AlreadyAnswered    another answer must be asked for as such
            └── Forbidden          an act that this person may not do (domain/permissions.py)

An error carries a reason (reasons.py): a code with values, which pages and terminal say in a person's language and
which logs show as it is. No value of it holds a citizen's words, number or address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gateway.domain.reasons import Reason, code

Scope = Literal["recipient", "line", "unknown"]
UNFORESEEN = code("error.unforeseen", "error", parts=("step",))
MISTAKE_AT = code("config.at", "place", "what")
MISTAKES = code("config.wrong", "problems")


class GatewayError(Exception):
    """The root: everything the gateway itself raises. `scope`: whose trouble it is, where it is about sending;
    `of_line`: what it means of the whole line once many in a row have met it."""

    scope: Scope = "unknown"
    of_line: Reason | None = None

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(self.reason))


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the configuration. `key`: what it is about ("lines[2].imap_port", a file, an option of the command
    line); `label`: the name of its block, "" without. No value of the reason quotes what may be a secret."""

    key: str
    reason: Reason
    label: str = ""

    @property
    def place(self) -> str:
        """The key, and whose it is, on one line: a quoted key may hold anything (TOML 1.0, Keys)."""
        key = "".join(sign if sign.isprintable() else "?" for sign in self.key)
        return f"{key} ({self.label})" if self.label else key

    @property
    def located(self) -> Reason:
        """The reason with its place, for whoever says it to a person."""
        return MISTAKE_AT(place=self.place, what=self.reason)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class ConfigError(GatewayError):
    """The configuration is wrong. `problems`: every mistake."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(MISTAKES(problems=tuple(problem.located for problem in self.problems)))

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class TableError(ConfigError):
    """A table that an office hands in is wrong, and nothing of it was taken in. `problems`: every mistake."""


class SchemaError(GatewayError):
    """The database's schema is not one this code knows."""


class LeaseLost(GatewayError):
    """Another holder has taken the lease since: this process may not write or send under it."""


class Temporary(GatewayError):
    """Trying again later may help. Where the answer names no recipient, the others tell whose trouble it is."""

    def __init__(self, reason: Reason, *, scope: Scope = "unknown") -> None:
        self.scope = scope
        super().__init__(reason)


class Unclear(Temporary):
    """Refused as if for good, in words that are used for one recipient, one message, and for a whole line."""


class LineDown(Temporary):
    """The line as a whole cannot work now (log-in refused, modem gone): hold what is queued, burn no try. `costly`:
    each further try leaves a message of unknown fate, so there are few."""

    def __init__(self, reason: Reason, *, costly: bool = False) -> None:
        self.costly = costly
        super().__init__(reason, scope="line")


class Unavailable(Temporary):
    """This machine cannot do it now (no process can be started), whatever the message: burn no try."""


class LogInRefused(LineDown):
    """The server refused user or password: it is asked again once a minute at most, so that it locks nobody out."""


class OutcomeUnknown(GatewayError):
    """The wire went silent after the message may have left."""


class Permanent(GatewayError):
    """Trying again cannot help."""

    scope: Scope = "recipient"


class Refused(Permanent):
    """The other side refused for good: this recipient, or this message."""


class Unreadable(Permanent):
    """The bytes cannot be decoded. The reason says why, without quoting them."""


class NotAllowed(Permanent):
    """An act that a rule or the state of things forbids. The reason says what to do instead."""


class AlreadyAnswered(NotAllowed):
    """The case was answered; whoever asks says by which control of its own another answer is sent."""


class Forbidden(NotAllowed):
    """This person may not do it, whatever the state of things."""


def reason_of(error: BaseException) -> Reason:
    """Its own reason; of an error that nobody foresaw its name alone, for its text may quote what it was about."""
    return error.reason if isinstance(error, GatewayError) else UNFORESEEN(error=type(error).__name__)
