"""What of a message its sender wrote and means for us: its own words, and the command that they are, if any."""

from dataclasses import replace

from gateway.domain import codes, text
from gateway.domain.channel_traits import Traits
from gateway.policy import commands
from gateway.policy.commands import Command
from gateway.policy.matching import matchable

MAX_OWN = 2_000  # characters of a text that may ask, praise or disagree
_SAID = 8  # words below a subject "TC" that are a letter of their own
_COMMAS = str.maketrans(',"', "  ")


def own_words(words: str, traits: Traits, *, named: bool = True) -> str:
    """What may carry an intent, matchable: without codes and a mail's closing; "" of a long text, which is a matter.

    `named`: whether it may name codes."""
    if len(words) > MAX_OWN:
        return ""
    bare = codes.without_as_written(words) if named else words
    own = commands.first_words(bare) if traits.threads else bare
    if text.language(own) == "en":  # "has it been" is no Telex
        return " ".join(text.typography(own).lower().translate(_COMMAS).split())
    return matchable(own)


def command_of(subject: str, words: str, traits: Traits, *, answers: bool) -> Command | None:
    """A text is a command as a whole; a mail by its subject, or by its own first words."""
    if not traits.threads:
        return commands.parse(words)
    command = None if answers else commands.parse(subject)
    opts_out = command is not None and command.name == "TUCHOI" and len(commands.first_words(words).split()) > _SAID
    says_more = command is not None and command.name == "BS" and not command.rest and bool(words.strip())
    if command is not None and says_more:  # "Bổ sung" as a subject, and what it is below
        return replace(command, rest=commands.first_words(words))
    if command is not None and not command.bare and not _is_reference(subject) and not opts_out:
        return command
    first = commands.first_words(words)
    return commands.parse(first) if answers or not subject.strip() or codes.parse(first) else None


def _is_reference(subject: str) -> bool:
    """A subject that is a code and nothing else names a case; what is asked stands below."""
    return not codes.without(subject).strip(" []()-.")


def weighed(meant: str, command: Command | None) -> str:
    """What is weighed: of a rating, what stands beside it; of another command nothing, for it says what it wants."""
    if command is None:
        return meant
    return matchable(command.rest) if command.name == "DG" else ""
